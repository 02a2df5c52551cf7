"""The room shows what the chain gives, and says in words what cannot be done."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.explore import explore, steps
from workbench.explore.choices import ChoicePlace
from workbench.explore.controls import all_controls
from workbench.explore.room import Room
from workbench.explore.steps import EXPLORED

USE = ChoicePlace("levels", "clean-seed", "use")
START = ChoicePlace("start")


@pytest.fixture
def room(example_case):
    return Room(example_case)


def _cell(room, place):
    """Return what the page shows for a place."""
    found = [
        cell
        for table in room.tables.values()
        for line, row in zip(table._grid, table.rows, strict=True)
        for control, cell in zip(line, row["cells"], strict=True)
        if control is not None and control.place == place
    ]
    assert len(found) == 1
    return found[0]


def _send(room, group, title, column, **content):
    """Do what the page does when a field is changed."""
    table = room.tables[group]
    row = next(k for k, one in enumerate(table.rows) if one["title"] == title)
    table._handle_custom_msg({"row": row, "column": column, **content}, [])


def _look(room, title):
    room.looking.index = [one.title for one in EXPLORED].index(title)


def test_a_level_moves_the_bottleneck_on_the_page(room, example_case):
    before = room.pictures[0].spec
    assert "Nothing is changed yet" in room.standing.value
    assert room._sides[1].layout.display == "none"
    _send(room, "Levels", "Clean seed supply", 1, choice=5)
    direct = example_case.what_if(levels={"clean-seed": {"use": 5}})
    assert direct.diagnosis.weakest[0].title in room.standing.value
    for value in direct.compare(example_case)["after"].head(4):
        assert str(value) in room.followed[0].value.replace("\xa0", " ").replace("&nbsp;", " ")
    findings = direct.compare(example_case)["step"].eq("findings").sum()
    assert room.followed[5].value.startswith("<details><summary>Findings: ")
    assert room.followed[5].value.count("<tr>") == findings + 1
    now, old = (place.spec for place in room.pictures)
    assert json.loads(now) == json.loads(EXPLORED[0].drawn(direct).to_json())
    assert old == before != now
    assert room._sides[1].layout.display is None
    room.undo.click()
    assert _cell(room, USE)["choice"] == 2
    assert "Nothing is changed yet" in room.standing.value
    assert not any(place.value for place in room.followed)
    assert room.undo.disabled
    assert room.reset.disabled


def test_a_mistake_is_said_at_its_row_and_leaves_what_stands(room, example_case):
    title = "First day of the plan"
    _send(room, "Start and durations", title, 0, text="never")
    assert "<strong>That cannot be done.</strong>" in room.status.value
    assert "'never' is not a date" in _cell(room, START)["error"]
    assert room.choices.now is example_case
    _send(room, "Start and durations", title, 0, text="2027-01-04")
    assert room.status.value == ""
    assert _cell(room, START)["error"] == ""
    assert "2027" in room.followed[3].value
    room.reset.click()
    assert _cell(room, START)["text"] == "2026-04-01"


def test_costs_are_pasted_into_the_room_and_a_wrong_one_stays_behind(room, example_case):
    first = room.tables["Costs"].rows[0]["title"]
    _send(room, "Costs", first, 0, pasted="2\t2500\n4\tlots\n30\t62000\n")
    direct = example_case.what_if(
        costs={
            "L1": {"quantity": 2, "unit_cost": 2500},
            "L2": {"quantity": 4},
            "L3": {"quantity": 30, "unit_cost": 62000},
        }
    )
    assert room.choices.now.budget.budget.total() == direct.budget.budget.total()
    assert str(direct.budget.budget.total()) in room.followed[4].value
    assert _cell(room, ChoicePlace("costs", "L3", "unit_cost"))["text"] == "62000"
    wrong = _cell(room, ChoicePlace("costs", "L2", "unit_cost"))
    assert wrong["text"] == "lots"
    assert "'lots' cannot stand" in wrong["error"]
    assert "lots&#39; cannot stand" in room.status.value
    room.undo.click()
    assert _cell(room, ChoicePlace("costs", "L2", "unit_cost"))["error"] == ""
    assert room.choices.now is example_case


def test_a_click_on_the_network_shows_who_it_is_and_takes_it_out(room, example_case):
    _look(room, "Partners")
    spec = json.loads(room.pictures[0].spec)
    ids = [one for trace in spec["data"] for one in trace.get("ids", ())]
    chosen = set(example_case.partners.chosen["actor"])
    free = next(
        one for one in all_controls(example_case)["Partners"]
        if one.place.key in chosen - set(example_case.partners.carried)
        and one.value is None and one.place.key in ids
    )  # fmt: skip
    room.pictures[0].clicked = free.place.key
    assert example_case.partners.names[free.place.key] in room.actor.words.value
    assert "Chosen" in room.actor.words.value
    room.actor.buttons["out"].click()
    direct = example_case.what_if(exclude=free.place.key)
    assert set(room.choices.now.partners.chosen["actor"]) == set(direct.partners.chosen["actor"])
    assert "it has to stay out" in room.actor.words.value
    assert _cell(room, free.place)["was"] == "was as the method chooses"
    room.actor.buttons[None].click()
    assert room.choices.now is example_case


def test_the_step_that_a_change_concerns_is_looked_at(room):
    assert room.looked.title == "Diagnosis"
    for group, step in (("Costs", "Budget"), ("Partners", "Partners"), ("Options", "Options")):
        room.choosing.value = group
        assert room.looked.title == step
        assert room._left.children == (room.tables[group],)
    room.choosing.value = "Scenarios"
    assert room._beside.children == (room.scenarios.result,)


def test_what_is_ready_is_sent_before_the_next_is_computed(room, example_case):
    seen = []
    for number, place in enumerate(room.followed):
        place.observe(lambda change, number=number: seen.append((number, change["new"])), "value")
    _look(room, "Plan")
    room.take({START: "2027-01-04"})
    assert [number for number, words in seen if "computing" in words] == list(range(6))
    assert [number for number, words in seen if "computing" not in words] == [0, 3, 1, 2, 4, 5]


def test_every_step_is_shown_now_beside_before(room, example_case):
    room.take({USE: 5})
    for step in EXPLORED:
        _look(room, step.title)
        for side, picture, chain in zip(
            room.said, room.pictures, (room.choices.now, example_case), strict=True
        ):
            drawn = step.drawn(chain)
            assert picture.words == (drawn if isinstance(drawn, str) else "")
            assert bool(picture.spec) != isinstance(drawn, str)
            assert "<table" not in side.value
    assert "<strong>Now</strong>" in room.said[0].value
    assert "<strong>Before</strong>" in room.said[1].value


def _shown(room):
    """Return every value that the page shows, by its place."""
    found = {}
    for table in room.tables.values():
        for line, row in zip(table._grid, table.rows, strict=True):
            for control, cell in zip(line, row["cells"], strict=True):
                if control is not None:
                    found[control.place] = (
                        control.offered[cell["choice"]][1] if control.offered else cell["text"]
                    )
    return found


def test_every_control_shows_what_it_holds_and_says_what_it_is(example_case, room):
    shown = _shown(room)
    every = {one.place: one for group in all_controls(example_case).values() for one in group}
    assert set(shown) == set(every)
    for place, control in every.items():
        assert shown[place] == ("" if control.value is None else control.value) or (
            control.offered and shown[place] == control.value
        )
        assert _cell(room, place)["label"] == control.label != ""


@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_random_changes_and_undo_show_what_the_chain_gives(example_case, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "EXPLORED", EXPLORED[:1])  # the others take their time
        _change_and_undo(Room(example_case), example_case, data)


def _change_and_undo(room, example_case, data):
    history = [_shown(room)]
    for _ in range(data.draw(st.integers(1, 3))):
        level = data.draw(st.integers(0, 9))
        title = data.draw(st.sampled_from([one["title"] for one in room.tables["Levels"].rows]))
        before = dict(room.choices.values)
        _send(room, "Levels", title, data.draw(st.integers(0, 1)), choice=level)
        if dict(room.choices.values) != before:
            history.append(_shown(room))
    now = room.choices.now
    stands = {one.what: one.value for one in now.outcomes if one.step == "diagnosis"}
    assert f"Now: Package score {stands['package score']}; bottleneck" in room.standing.value
    for wanted in reversed(history[:-1]):
        room.undo.click()
        assert _shown(room) == wanted
    assert room.choices.now is example_case


def test_words_of_the_data_are_no_code(example_case):
    site = example_case.site
    assert "<script" not in Room(example_case).standing.value
    left, right = explore(example_case).children
    assert left.children[1].options[0] == "Levels"
    assert right.children
    assert site.project.digest() == example_case.site.project.digest()
