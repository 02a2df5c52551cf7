"""A table of choices shows what stands, takes what is typed and pasted, and says what is wrong."""

import pytest

from workbench.explore.choice_table import ChoiceTable
from workbench.explore.choices import ChoicePlace
from workbench.explore.controls import Control

LEVELS = [
    Control(ChoicePlace("levels", key, name), f"{name} of {key}", key, name, 2,
            (("not known", None), ("2", 2), ("5", 5)), "the team adopted 2")
    for key in ("seed", "credit") for name in ("readiness", "use")
]  # fmt: skip
COSTS = [
    Control(ChoicePlace("costs", key, name), f"{name} of {key}", f"{key} plots", name, "7")
    for key, name in (("L1", "quantity"), ("L1", "unit_cost"), ("L2", "quantity"))
]  # fmt: skip


@pytest.fixture
def heard():
    return []


@pytest.fixture
def costs(heard):
    return ChoiceTable("Costs", "Cost line", COSTS, heard.append, heard.append)


def _say(table, row, column, **content):
    table._handle_custom_msg({"row": row, "column": column, **content}, [])


def test_a_row_holds_what_belongs_together(costs):
    assert costs.heads == ["Cost line", "quantity", "unit_cost"]
    first, last = costs.rows
    assert first["title"] == "L1 plots"
    assert [cell["text"] for cell in first["cells"]] == ["7", "7"]
    assert last["cells"][1] is None
    costs.show({COSTS[0].place: "9"})
    cell = costs.rows[0]["cells"][0]
    assert (cell["text"], cell["was"]) == ("9", "was 7")


def test_what_is_typed_and_pasted_is_taken(costs, heard):
    _say(costs, 0, 0, text=" 9 ")
    _say(costs, 0, 1, text="")
    _say(costs, 1, 1, text="3")  # there is no field
    _say(costs, 0, 0, pasted="1\t2\n3\n")
    _say(costs, 0, 0, pasted="1\n2\n3")
    first, second, third, refused = heard
    assert first == {COSTS[0].place: "9"}
    assert second == {COSTS[1].place: None}
    assert third == {COSTS[0].place: "1", COSTS[1].place: "2", COSTS[2].place: "3"}
    assert "too long" in str(refused)


def test_what_is_chosen_is_one_of_what_there_is(heard):
    table = ChoiceTable("Levels", "Component", LEVELS, heard.append, heard.append)
    assert table.rows[0]["cells"][1]["choice"] == 1
    assert table.rows[0]["cells"][1]["said"] == "the team adopted 2"
    _say(table, 1, 1, choice=2)
    _say(table, 1, 1, pasted="5\n")
    assert heard == [{LEVELS[3].place: 5}] * 2
    table.show({LEVELS[3].place: 5})
    cell = table.rows[1]["cells"][1]
    assert (cell["choice"], cell["was"]) == (2, "was 2")


def test_what_is_wrong_stays_at_its_row_until_it_is_mended(costs):
    place = COSTS[0].place
    costs.mark_wrong({place: "many"}, {place: "'many' is no number."})
    costs.show({})
    cell = costs.rows[0]["cells"][0]
    assert (cell["text"], cell["error"]) == ("many", "'many' is no number.")
    costs.mark_wrong({COSTS[1].place: "2"}, {})
    costs.show({})
    assert costs.rows[0]["cells"][0]["error"]
    costs.mark_wrong({place: "3"}, {})
    costs.show({place: "3"})
    assert not costs.rows[0]["cells"][0]["error"]
    costs.mark_wrong({place: "many"}, {place: "no"})
    costs.forget_wrong()
    costs.show({})
    assert costs.rows[0]["cells"][0]["text"] == "7"
