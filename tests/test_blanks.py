"""Every column blanked, cells blanked at random, every needed heading renamed: words, no fault."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.fixtures.recipes_in_process import run_recipes
from workbench.project import read_project
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import missing_value
from workbench.project.store.writing import write_project

EXAMPLE = Path(__file__).parents[1] / "data" / "example"
SITE = "ug-mbarara"
TABLES = declaration().tables


@pytest.fixture(scope="module")
def whole():
    """The site with everything, and the places that its options lead to."""
    project = read_project(EXAMPLE)
    return project.only([SITE, *project.relocations.get(SITE, ())])


def _blank(project, name, column, rows=slice(None)):
    frame = project.tables[name].copy()
    frame.loc[frame.index[rows], column] = missing_value(TABLES[name].columns[column].type)
    return frame


def _read(project, changed, folder):
    """Write the tables and read them again, so that what is refused is refused as for a user."""
    shutil.rmtree(folder, ignore_errors=True)
    write_project(folder, project.settings, {**project.tables, **changed})
    return read_project(folder)


def _optional(name):
    return [
        column
        for column, declared in TABLES[name].columns.items()
        if not declared.required and column not in TABLES[name].key
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if not table.private])
def test_each_column_that_may_be_blank_may_be_blank(whole, name, tmp_path, monkeypatch):
    if name not in whole.tables or whole.tables[name].empty:
        return
    refused = []
    for column in _optional(name):
        if whole.tables[name][column].isna().all():
            continue
        read = _read(whole, {name: _blank(whole, name, column)}, tmp_path / column)
        if SITE not in read.ready:
            refused.append(column)  # said by check, with what to do
            continue
        assert run_recipes(read, SITE, monkeypatch) > 50, column
    assert len(refused) < len(_optional(name)) or not refused


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_cells_may_be_blank_at_random(whole, seed, tmp_path, monkeypatch):
    drawn, share = np.random.default_rng(seed), (0.1, 0.5)[seed % 2]
    changed = {}
    for name, frame in whole.tables.items():
        changed[name] = frame.copy()
        for column in _optional(name):
            missing = missing_value(TABLES[name].columns[column].type)
            changed[name].loc[drawn.random(len(frame)) < share, column] = missing
    read = _read(whole, changed, tmp_path / "project")
    assert run_recipes(read, SITE, monkeypatch) > 50


NEEDED = [
    (name, column)
    for name, table in TABLES.items()
    for column, declared in table.columns.items()
    if declared.required and not table.private
]


@pytest.mark.slow
@pytest.mark.parametrize("heading", ["grp/{}", "Unlike"])
def test_a_needed_heading_of_another_name_is_told_in_words(whole, heading, tmp_path):
    folder = tmp_path / "project"
    write_project(folder, whole.settings, whole.tables)
    for name, column in NEEDED:
        file = folder / f"{name}.csv"
        if not file.exists():
            continue
        before = file.read_text("utf-8")
        first, rest = before.split("\n", 1)
        renamed = [heading.format(column) if one == column else one for one in first.split(",")]
        file.write_text(",".join(renamed) + "\n" + rest, "utf-8")
        read = read_project(folder)
        told = [one for one in read.problems if one.file == file.name and one.severity == "error"]
        assert any(f"'{column}'" in one.expected + one.advice for one in told), (name, column)
        assert read.ready == (), (name, column)
        # What follows from it in the other tables is not told as well.
        assert {one.file for one in read.problems if one.severity == "error"} == {file.name}
        file.write_text(before, "utf-8")
