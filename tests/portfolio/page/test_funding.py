"""What the portfolio page says on money."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fixtures.sites import plain_text
from workbench.case import Cases, open_cases
from workbench.errors import NothingToShow
from workbench.portfolio.page import funding as step
from workbench.portfolio.step import portfolio_of

EXAMPLE = Path(__file__).parents[3] / "data" / "example"


def said(part):
    return plain_text(part).replace("\xa0", " ")


@pytest.fixture(scope="module")
def over_sites():
    cases = open_cases(EXAMPLE)
    found = portfolio_of(cases.project, cases.options)
    return cases.project, found, found.funding


def test_ceiling_choice_and_first_cut_are_said(over_sites):
    project, _, found = over_sites
    text = said(step.words(project, found))
    assert "Under the ceiling of USD 400,000 the best choice funds options at 8 sites of 9" in text
    assert "No choice within the ceiling has more" in text
    first = found.portfolio.cuts.iloc[0]
    assert f"stays at {first['level_to']:g} instead of {first['level_from']:g}" in text
    assert "cut first" in text


def test_cuts_name_sites_and_options_not_keys(over_sites):
    project, _, found = over_sites
    text = said(step.cuts(project, found))
    assert "Musanze" in text
    assert "rw-musanze" not in text
    assert "cred-2" not in text


def test_pictures_are_made(over_sites):
    project, portfolio, found = over_sites
    assert "USD" in step.frontier(project, found).layout.xaxis.title.text
    assert step.prices(project, found).data
    assert len(portfolio.methods) == 3


def test_where_nothing_can_be_chosen_one_line_says_so(over_sites):
    project, _, _ = over_sites
    assert step.words(project, None).part == "missing"
    assert step.regions(project, None).record["parts"] == []
    for make in (step.frontier, step.prices, step.cuts):
        with pytest.raises(NothingToShow):
            make(project, None)
    empty = {name: project.table(name).head(0) for name in ("options", "scores")}
    nothing = Cases(replace(project, tables={**project.tables, **empty}))
    portfolio = portfolio_of(nothing.project, nothing.options)
    assert portfolio.funding is None
    assert len(portfolio.methods) == 1


def test_regions_without_anything_are_named(over_sites):
    project, _, found = over_sites
    text = said(step.regions(project, found))
    assert "nan" not in text.lower().split()
