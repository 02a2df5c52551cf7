from dataclasses import replace

import pytest

from tests.fixtures.sites import plain_text
from workbench.budget.page.own_currencies import amounts_as_written
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
