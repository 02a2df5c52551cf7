from dataclasses import replace

import pytest

from tests.fixtures.sites import plain_text
from workbench.budget.page.own_currencies import amounts_as_written, budgets_in_short
from workbench.errors import NothingToShow


def test_without_a_base_currency_the_amounts_stand_in_their_own(example_cases):
    project = example_cases.project
    costs = project.table("costs")
    own = costs[costs["site"] == "rw-huye"]
    table = amounts_as_written(project.site("rw-huye"))
    text = plain_text(table).replace("\xa0", " ")
    assert set(own["currency"].dropna()) == {
        code for code in ("USD", "RWF", "EUR", "UGX") if f"{code} " in text
    }
    assert "none is added to another" in text
    assert "still to be determined" in text


def test_a_site_without_costs_has_no_such_table(example_cases):
    project = example_cases.project
    empty = replace(project, tables={**project.tables, "costs": project.table("costs").head(0)})
    with pytest.raises(NothingToShow):
        amounts_as_written(empty.site("rw-huye"))


def test_page_one_says_what_stands_in_each_currency_and_asks_for_nothing(example_cases):
    project = example_cases.project
    assert budgets_in_short(project.site("rw-huye")) == ""
    without = replace(project, settings=project.settings.model_copy(update={"currency": None}))
    text = str(budgets_in_short(without.site("rw-huye")).plain).replace("\xa0", " ")
    assert text.startswith("Nothing is asked for.")
    assert "RWF " in text and " and USD " in text
    assert budgets_in_short(without.site("ug-luwero")) == ""
