"""What is said about each column."""

import pytest

from workbench.frameworks import every_framework, load
from workbench.project.entry.column_words import example_of, shorten, values_of
from workbench.project.schema.declaration import declaration

COLUMNS = [
    pytest.param(column, load(key), id=f"{key}.{table}.{name}")
    for key in every_framework()
    for table, declared in declaration().tables.items()
    if declared.is_for(load(key))
    for name, column in declared.columns.items()
]


@pytest.mark.parametrize(("column", "framework"), COLUMNS)
def test_choices_are_named_with_their_titles(column, framework):
    values = values_of(column, framework)
    assert bool(values) == (column.type in {"choice", "choices", "boolean"})
    assert all(values)
    if column.type in {"choice", "choices"} and not isinstance(column.allowed, tuple):
        assert all(values.values()), "a list of the framework has a title for each key"


@pytest.mark.parametrize(("given", "short"), [("a" * 10, "a" * 10), ("word " * 20, "…")])
def test_long_words_are_cut_with_a_sign(given, short):
    assert shorten(given, 30).endswith(short)
    assert len(shorten(given, 30)) <= 30


@pytest.mark.parametrize(("column", "framework"), COLUMNS)
def test_every_required_column_has_an_example(column, framework):
    assert example_of(column, framework) or not column.required
