"""The glossary names tables, columns and keys that exist, and every word once."""

import re
from pathlib import Path

import pytest

from workbench.frameworks import available, load
from workbench.project.schema.declaration import declaration
from workbench.project.settings.step_settings import STEP_BLOCKS

PAGE = Path(__file__).parents[2] / "docs" / "glossary.md"
ROWS = [
    [cell.strip() for cell in line.strip("| \n").split(" | ")]
    for line in PAGE.read_text("utf-8").splitlines()
    if line.startswith("| **")
]
WORDS = [word for row in ROWS for word in re.findall(r"\*\*(.+?)\*\*", row[0])]


def test_every_row_has_word_meaning_unit_and_place():
    assert ROWS
    assert all(len(row) == 4 and all(row) for row in ROWS)


def test_every_word_stands_once():
    assert len(WORDS) == len(set(WORDS))


def test_columns_and_settings_that_are_named_exist():
    tables = declaration().tables
    named = [name for row in ROWS for name in re.findall(r"`(\w+)\.(\w+)`", row[3])]
    named = [(table, column) for table, column in named if (table, column) != ("project", "yaml")]
    assert named
    places = {name: set(table.columns) for name, table in tables.items()}
    for name, block in STEP_BLOCKS.items():  # a block may bear the name of a table
        places[name] = places.get(name, set()) | set(block.model_fields)
    assert [pair for pair in named if pair[0] not in places] == []
    assert [pair for pair in named if pair[1] not in places[pair[0]]] == []


@pytest.mark.parametrize("key", available())
def test_every_strategic_option_is_explained(key):
    assert {option.key for option in load(key).options} <= set(WORDS)


def test_layers_and_nine_functions_are_as_in_the_lists():
    text = {row[0].strip("*"): row[1] for row in ROWS}
    assert all(layer in text["layer"] for layer in load("ipsr").terms("tie_layers"))
    assert all(kind in text["actor type"] for kind in load("ipsr").terms("actor_types"))
    assert len(load("ipsr").terms("functions")) == 9
