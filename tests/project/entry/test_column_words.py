"""What is said about each column."""

import pytest

from workbench.frameworks import load
from workbench.project.entry.column_words import example_of, shorten, values_of
from workbench.project.schema.declaration import declaration

COLUMNS = [
    pytest.param(column, id=f"{table}.{name}")
    for table, declared in declaration().tables.items()
    for name, column in declared.columns.items()
]


@pytest.mark.parametrize("column", COLUMNS)
def test_choices_are_named_with_their_titles(column):
    framework = load("ipsr")
    values = values_of(column, framework)
    assert bool(values) == (column.type in {"choice", "choices", "boolean"})
    assert all(values)
    if column.type in {"choice", "choices"} and not isinstance(column.allowed, tuple):
        assert all(values.values()), "a list of the framework has a title for each key"


@pytest.mark.parametrize(("given", "short"), [("a" * 10, "a" * 10), ("word " * 20, "…")])
def test_long_words_are_cut_with_a_sign(given, short):
    assert shorten(given, 30).endswith(short)
    assert len(shorten(given, 30)) <= 30


def test_every_required_column_has_an_example():
    framework = load("ipsr")
    for table in declaration().tables.values():
        for name, column in table.columns.items():
            assert example_of(column, framework) or not column.required, name
