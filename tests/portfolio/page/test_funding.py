"""What the portfolio page says on money."""

import pytest

from tests.fixtures.sites import plain_text
from workbench.diagnosis.step import diagnose_place
from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.portfolio.page import funding as step
from workbench.portfolio.step import PortfolioStep


def said(record):
    return plain_text(record).replace("\xa0", " ")


def test_ceiling_choice_and_first_cut_are_said(example_cases):
    found = example_cases.portfolio
    text = said(step.what_to_fund(found))
    assert "Under the ceiling of USD 400,000 the best choice funds options at 8 sites of 9" in text
    assert "No choice within the ceiling has more" in text
    first = found.funding.cuts.iloc[0]
    assert f"stays at {first['level_to']} instead of {first['level_from']}" in text
    assert "cut first" in text


def test_cuts_name_sites_and_options_not_keys(example_cases):
    text = said(step.first_cuts(example_cases.portfolio))
    assert "Musanze" in text
    assert "rw-musanze" not in text
    assert "cred-2" not in text


def test_pictures_are_made(example_cases):
    assert "USD" in step.frontier(example_cases.portfolio).layout.xaxis.title.text
    assert step.prices(example_cases.portfolio).data


def test_where_nothing_can_be_chosen_one_line_says_so(weigh_site):
    options = weigh_site([], [], [])
    found = PortfolioStep(options.site.project, diagnose_place(options.site), options)
    assert isinstance(step.what_to_fund(found), Missing)
    assert step.regions(found).records == ()
    for make in (step.frontier, step.prices, step.first_cuts):
        with pytest.raises(NothingToShow):
            make(found)


def test_regions_without_anything_are_named(example_cases):
    text = said(step.regions(example_cases.portfolio))
    assert "Nothing is funded in" in text
    assert "nan" not in text.lower().split()
