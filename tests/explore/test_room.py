"""The room shows what the chain gives, and says in words what cannot be done."""

import json

import pytest

from workbench.explore import explore
from workbench.explore.choices import ChoicePlace
from workbench.explore.room import Room
from workbench.explore.steps import EXPLORED
from workbench.publish.outputs import PLOTLY

USE = ChoicePlace("levels", "clean-seed", "use")


@pytest.fixture
def room(example_case):
    return Room(example_case)


def test_a_level_moves_the_bottleneck_on_the_page(room, example_case):
    before = room.pictures[0][0].outputs[0]["data"][PLOTLY]
    room.inputs[USE].value = 5
    direct = example_case.what_if(levels={"clean-seed": {"use": 5}})
    assert direct.diagnosis.weakest[0].title in room.standing.value
    for value in direct.compare(example_case)["after"].head(4):
        assert str(value) in room.followed[0].value
    drawn, old = (place.outputs[0]["data"][PLOTLY] for place in room.pictures[0])
    assert drawn == json.loads(EXPLORED[0].drawn(direct).to_json())
    assert old == before != drawn
    room.undo.click()
    assert room.inputs[USE].value == 2
    assert "nothing changes" in room.followed[0].value
    assert room.undo.disabled
    assert room.reset.disabled


def test_a_mistake_is_said_and_the_field_shows_what_stands(room):
    start = room.inputs[ChoicePlace("start")]
    start.value = "never"
    assert "<strong>That cannot be done.</strong>" in room.status.value
    assert start.value == "2026-04-01"
    start.value = "2027-01-04"
    assert room.status.value == ""
    assert "2027" in room.followed[3].value
    room.reset.click()
    assert start.value == "2026-04-01"


def test_only_the_picture_that_is_looked_at_is_drawn(room):
    assert [bool(now.outputs) for now, _ in room.pictures] == [True, False, False, False]
    room.tabs.selected_index = 3
    assert [bool(now.outputs) for now, _ in room.pictures] == [True, False, False, True]


def test_costs_are_pasted_into_the_room(room, example_case):
    field, take = room._pasting()
    field.value = "L1\t2\t2500\nL2\t4\t\nL3\t30\t62000"
    take.click()
    direct = example_case.what_if(
        costs={
            "L1": {"quantity": 2, "unit_cost": 2500},
            "L2": {"quantity": 4},
            "L3": {"quantity": 30, "unit_cost": 62000},
        }
    )
    assert room.choices.now.budget.budget.total() == direct.budget.budget.total()
    assert str(direct.budget.budget.total()) in room.followed[4].value
    assert room.inputs[ChoicePlace("costs", "L3", "unit_cost")].value == "62000"


def test_words_of_the_data_are_no_code(example_case):
    site = example_case.site
    assert "<script" not in Room(example_case).standing.value
    assert explore(example_case).children[0].children[1].titles[0] == "Levels"
    assert site.project.digest() == example_case.site.project.digest()
