"""What the portfolio page says on money."""

from decimal import Decimal

import pytest

from tests.fixtures.sites import plain_text
from workbench.diagnosis.step import diagnose_place
from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.portfolio.analysis.asks import total_ask
from workbench.portfolio.page import funding as step
from workbench.portfolio.step import PortfolioStep


def said(record):
    return plain_text(record).replace("\xa0", " ")


def test_the_asks_add_up_shared_costs_once_and_exceed_the_ceiling(example_cases):
    found = example_cases.portfolio
    drafts = sum(one.total for one in found.asks)
    # Two coordinators stand at six and three sites, 18,600 + 5 % + 15 % indirect costs each.
    assert drafts - total_ask(found.asks) == 7 * Decimal("22320.00")
    assert total_ask(found.asks) == Decimal("462529.06")
    text = said(step.asks(found))
    assert (
        "Drafts in full USD 618,769.06 − shared costs counted more than once USD 156,240.00 = "
        "asks USD 462,529.06." in text
    )
    assert "10 drafted budgets ask for at least USD 462,529 together" in text
    assert "That is USD 62,529 more than the ceiling of USD 400,000" in text
    assert "No points are counted for Isingiro (the work moves away" in text
    assert "each site that shows it bears an equal part" in text


def test_sources_are_summed_over_the_sites(example_cases):
    text = said(step.who_pays(example_cases.portfolio))
    assert "Grant of the Great Ridge Foundation pledged 10 582,500 380,025" in text


def test_a_decision_that_the_best_choice_overrules_is_named_with_its_price(example_cases):
    text = said(step.against_best(example_cases.portfolio))
    assert "the decisions of 10 sites cost USD 331,500" in text
    assert "Ntungamo Hauliers run a sucker lorry twice a week 24" in text
    assert "34,000" in text
    best = example_cases.portfolio.funding.table.set_index("site")
    assert not best.loc["ug-isingiro", "funded"]  # nothing is gained by moving to Mbarara
    assert best.loc["rw-nyanza", "proposals"] == "laws-1"  # a lower aim gains nothing
    assert best["gain"].sum() == 20 + 12 + 16 + 5 + 6 + 15 + 9


def test_what_is_cut_first_and_what_other_ceilings_pay_for(example_cases):
    cuts = said(step.first_cuts(example_cases.portfolio))
    assert "1 Isingiro 71,629 ≥ 390,900 no points lost: the work moves away" in cuts
    assert "Kayunga" not in cuts  # what leaving costs has to be paid
    assert "Huye 78,073" in cuts
    assert "stays at 8 instead of 18" in cuts
    others = said(step.scenarios(example_cases.portfolio))
    assert "400,000 9 390,900 91 Isingiro" in others
    assert "462,529 10 462,529 91 nobody" in others


def test_the_picture_is_made(example_cases):
    assert "USD" in step.frontier(example_cases.portfolio).layout.xaxis.title.text


def test_where_nothing_can_be_chosen_one_line_says_so(weigh_site):
    options = weigh_site([], [], [])
    found = PortfolioStep(options.site.project, diagnose_place(options.site), options)
    assert isinstance(step.asks(found), Missing)
    assert step.regions(found).records == step.against_best(found).records == ()
    assert not step.asks_in_short(found)
    for make in (step.frontier, step.who_pays, step.scenarios, step.first_cuts):
        with pytest.raises(NothingToShow):
            make(found)


def test_regions_without_anything_are_named(example_cases):
    text = said(step.regions(example_cases.portfolio))
    assert "Nothing is funded in" in text
    assert "nan" not in text.lower().split()
