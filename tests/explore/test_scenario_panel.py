"""A scenario is saved, opened, compared and applied in the room."""

import json
import shutil
from pathlib import Path

import pytest

from workbench.case import open_case
from workbench.explore.choices import ChoicePlace
from workbench.explore.room import Room
from workbench.project import read_project

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
DECIDE = ChoicePlace("decide", "clean-seed")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    folder = tmp_path_factory.mktemp("room") / "mine"
    shutil.copytree(EXAMPLE, folder)
    return Room(open_case(folder, "rw-huye"))


def _press(room, words):
    room.scenarios.buttons[words].click()
    return room.status.value


def test_a_scenario_goes_from_the_room_to_the_tables(room):
    panel, folder = room.scenarios, room.choices.before.site.project.folder
    assert "Say who and why" in _press(room, "Save")
    room.take({DECIDE: "seed-1"})
    for name, words in (("name", "own-growers"), ("who", "team"), ("why", "Cheapest.")):
        panel.fields[name].value = words
    assert "scenarios/own-growers.yaml" in _press(room, "Save")
    room.reset.click()
    assert room.choices.values.get(DECIDE, room.choices.standing[DECIDE]) == "seed-2"
    assert "Choose one" in _press(room, "Open")
    panel.saved.value = ("own-growers",)
    assert "Cheapest." in _press(room, "Open")
    assert room.choices.values[DECIDE] == "seed-1"
    _press(room, "Compare")
    assert "Own-growers" in panel.said.value
    assert "own-growers" in json.loads(panel.picture.spec)["layout"]["meta"]["alt"]
    assert "Look at the new rows first" in _press(room, "Write new rows")
    before = (folder / "decisions.csv").read_text("utf-8")
    assert "Nothing is written yet" in _press(room, "Show new rows")
    assert "New rows of decisions" in panel.said.value
    assert panel.picture.spec == ""
    assert (folder / "decisions.csv").read_text("utf-8") == before
    assert "Written: new rows of decisions" in _press(room, "Write new rows")
    row = read_project(folder).table("decisions").iloc[-1]
    assert (row["proposal"], row["by"], row["reason"]) == ("seed-1", "team", "Cheapest.")
    assert panel.buttons["Write new rows"].disabled


def test_a_room_to_look_at_has_nothing_to_write_with(example_case):
    room = Room(example_case, read_only=True)
    panel = room.scenarios
    assert list(panel.buttons) == ["Open", "Compare", "Show new rows"]
    shown = [one for one in panel.root.children if one in panel.fields.values()]
    assert not shown
    assert "<code>workbench app --write</code>" in panel.root.children[0].value
    assert "Choose one" in _press(room, "Show new rows")
