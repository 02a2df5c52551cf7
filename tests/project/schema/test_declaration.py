import pytest

from workbench.errors import UnknownName
from workbench.frameworks import available, load
from workbench.frameworks.assessments import available_assessments
from workbench.project.schema.declaration import FrameworkList, declaration
from workbench.project.schema.lists import ASSESSED, terms_of

COLUMNS = [
    pytest.param(name, heading, column, id=f"{name}.{heading}")
    for name, table in declaration().tables.items()
    for heading, column in table.columns.items()
]


@pytest.mark.parametrize(("name", "heading", "column"), COLUMNS)
def test_every_column_can_be_checked(name, heading, column):
    if column.type in {"choice", "choices"}:
        assert column.allowed
    if column.type == "level":
        assert column.scale
    if isinstance(column.allowed, FrameworkList):
        keys = available_assessments() if column.allowed.framework in ASSESSED else available()
        assert any(terms_of(load(key), column.allowed.framework) for key in keys)
    if column.references:
        table, target = column.references.split(".")
        assert target in declaration().table(table).columns


@pytest.mark.parametrize("name", list(declaration().tables))
def test_keys_are_columns(name):
    table = declaration().table(name)
    assert set(table.key) <= set(table.columns)


def test_an_unknown_table_names_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'scores'"):
        declaration().table("score")
