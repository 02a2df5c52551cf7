"""What the portfolio page says on money."""

from copy import copy
from decimal import Decimal
from itertools import combinations

import pytest

from tests.fixtures.sites import plain_text
from workbench.diagnosis.step import diagnose_place
from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.portfolio.analysis.asks import sum_by_source, total_ask
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
        "USD 462,529.06." in text
    )
    assert "Prices rise by 4.5 % a year (ours)." in text
    assert "not foreseen 5 % is added to costs in cash, where the funder pays it (ours)." in text
    assert "10 drafted budgets cost at least USD 462,529 together" in text
    # 421,391 = 380,025 + 22,923 + 18,442: what table "who pays" plans on pledges.
    assert "What is pledged or received covers USD 421,391 of it; open are USD 41,139" in text
    # The three together are what is open.
    assert "USD 27,759 is asked for from Horizon" in text
    assert "USD 10,139 has been asked of nobody yet, with hope in Federal programme" in text
    assert "USD 3,240 is paid by nobody yet" in text
    # 202,475 + 7,577 in cash; the districts' 3,789 in kind can pay nothing else.
    assert "Another USD 210,052 is pledged and not planned for" in text
    # Of seven parts of 22,320 that others bear, what is left at each site: the drafts plan it.
    again = sum(one.planned_again for one in sum_by_source(found.asks))
    assert again == Decimal("156240.00")
    assert "; the reports of the sites plan USD 156,240 of it, as they show shared costs" in text
    assert "The ceiling is USD 400,000, because the project set it" in text
    assert "USD 62,529 is too much, so sites are cut unless it is raised" in text
    assert "Isingiro 0, moves away not counted" in text
    assert "No points are counted for Isingiro (the work moves away" in text
    assert "borne in equal parts by the sites that show it" in text


def test_sources_are_summed_over_the_sites(example_cases):
    text = said(step.who_pays(example_cases.portfolio))
    assert "Grant of the Great Ridge Foundation pledged 10 582,500 – 380,025 0 202,475 0" in text
    # Asked for at three sites; what two of them leave unused pays nothing at the third.
    [horizon] = [one for one in sum_by_source(example_cases.portfolio.asks) if one.over]
    assert (horizon.title[:7], horizon.firm) == ("Horizon", "requested")
    assert horizon.left - horizon.over == 30_000 - horizon.planned
    assert "requested 3 – 30,000 27,759 0 2,473 233" in text
    assert "District of Huye, in kind, and 8 more like it pledged 9 22,232 – 0 18,442" in text
    assert "Not yet funded nobody yet 1 – – 3,240 0 – –" in text


def test_a_decision_that_the_best_choice_overrules_is_named_with_its_price(example_cases):
    text = said(step.against_best(example_cases.portfolio))
    assert "the decisions of 10 sites cost USD 331,500" in text
    assert "Ntungamo Hauliers run a sucker lorry twice a week 24" in text
    # Against the best choice of two options, and against the one that its report advises.
    assert "20 17,500 32,000" in text
    assert example_cases.portfolio.options.prices["ug-ntungamo", "transport"].cost == 26_000
    assert "34,000 26,000" in text
    assert "Huye (a component has no score)" in text
    assert "Of Nyanza the report advises another option" in text
    best = example_cases.portfolio.funding.table.set_index("site")
    assert not best.loc["ug-isingiro", "funded"]  # nothing is gained by moving to Mbarara
    assert best.loc["rw-nyanza", "proposals"] == "laws-1"  # a lower aim gains nothing
    assert best["gain"].sum() == 20 + 12 + 16 + 5 + 6 + 15 + 9


def test_what_is_cut_first_and_what_other_ceilings_pay_for(example_cases):
    cuts = said(step.first_cuts(example_cases.portfolio))
    assert "1 Isingiro 64,189 ≥ 398,340 not counted: the work moves away" in cuts
    # Eight cuts leave Muhanga with the whole coordinator, and what leaving costs.
    assert "8 Nyanza 36,389 48,199" in cuts
    assert "9 Muhanga 46,311 1,888" in cuts
    assert "Kayunga" not in cuts  # what leaving costs has to be paid
    assert "scores at most 8 instead of at most 18" in cuts  # Huye
    assert "scores 15 instead of 24" in cuts  # Ntungamo
    others = said(step.scenarios(example_cases.portfolio))
    assert "400,000 9 398,340 at most 91 Isingiro" in others
    assert "300,000 7 277,376 at most 79 Musanze, Isingiro and Ntungamo" in others
    left_out = "Huye, Musanze, Kayonza, Isingiro and Ntungamo"
    assert f"200,000 5 185,232 63 {left_out}" in others
    assert "462,529 10 462,529 at most 91 nobody" in others


def test_the_score_of_a_package_with_a_gap_is_at_most_so_everywhere(example_cases):
    text = said(step.asks(example_cases.portfolio))
    assert "Huye at most 8 → at most 18 at most 10" in text
    assert "Nyanza 4 → 24 20" in text
    assert "Total at most 91" in text


def test_the_ceiling_of_whole_budgets_is_named_beside_estimates(example_cases):
    text = said(step.against_best(example_cases.portfolio))
    assert "options of all sites together with estimates within the ceiling of USD 400,000" in text
    assert "whole budgets cost more" in text
    caption = step.frontier(example_cases.portfolio).layout.meta["caption"].replace("\xa0", " ")
    assert "A ceiling holds for whole budgets" in caption
    assert "The drafted budgets cost at least USD 462,529 together." in caption


def test_scenarios_of_the_example_are_the_best_of_all(example_cases):
    asks = example_cases.portfolio.asks
    every = [some for size in range(len(asks) + 1) for some in combinations(asks, size)]
    sums = [(total_ask(some), sum(one.gain for one in some)) for some in every]
    for one in example_cases.portfolio.scenarios:
        assert one.gain == max(gain for cost, gain in sums if cost <= one.ceiling)


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


def test_regions_are_named_only_where_points_could_be_gained(example_cases):
    found = example_cases.portfolio
    # In Central Region Luwero has no score, and the work of Kayunga stops.
    assert step.regions(found).records == ()
    poor = copy(found)
    object.__setattr__(poor, "decided", {})
    assert "Nothing is funded in Central Region" in said(step.regions(poor))
