import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from workbench.errors import FrameworkMismatch, InvalidInput, LeftOutWarning, UnknownName
from workbench.project.store import opening
from workbench.project.store.opening import open_project
from workbench.project.store.reading import read_project

EXAMPLE = Path(__file__).parents[3] / "data" / "example"


def test_levels_of_another_framework_are_refused():
    with pytest.raises(FrameworkMismatch, match="never converted"):
        open_project(EXAMPLE, framework="scaling-readiness-2020")


def test_the_project_s_own_date_counts_unless_another_is_given():
    whole = open_project(EXAMPLE)
    early = open_project(EXAMPLE, as_of="2025-01-01")
    assert whole.settings.as_of is not None
    assert early.settings.as_of == date(2025, 1, 1)
    assert len(early.table("scores")) < len(whole.table("scores"))
    assert early.table("scores")["date"].dropna().le("2025-01-01").all()


def test_a_date_that_is_none_is_named():
    with pytest.raises(InvalidInput, match="'last week' is not a date"):
        open_project(EXAMPLE, as_of="last week")


def test_a_project_is_read_again_only_where_a_file_has_changed(tmp_path, monkeypatch):
    folder, read = tmp_path / "project", []
    shutil.copytree(EXAMPLE, folder)

    def counted(place):
        read.append(place)
        return read_project(place)

    monkeypatch.setattr(opening, "read_project", counted)
    first = open_project(folder, sites=["rw-huye"])
    again = open_project(folder, sites=["rw-nyanza"])
    assert len(read) == 1
    assert again.site("rw-nyanza").name == "Nyanza"
    scores = first.table("scores")
    scores["round"] = 9
    assert open_project(folder, sites=["rw-huye"]).digest() == first.digest()
    file = folder / "components.csv"
    mended = file.read_text("utf-8").replace("Clean seed supply", "Clean seed shipped")
    stamp = file.stat()
    file.write_text(mended, "utf-8")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))  # nor does the clock decide
    assert "Clean seed shipped" in open_project(folder).table("components")["title"].tolist()
    assert len(read) == 2
    (folder / "funders").mkdir()
    (folder / "funders" / "own.yaml").write_text("key: own\n", "utf-8")
    with pytest.warns(LeftOutWarning, match="own.yaml"):
        open_project(folder)
    assert len(read) == 3


def test_some_sites_only():
    some = open_project(EXAMPLE, sites=["rw-huye"])
    assert some.sites == ("rw-huye",)
    assert set(some.table("scores")["site"]) == {"rw-huye"}
    with pytest.raises(UnknownName, match="rw-huye"):
        open_project(EXAMPLE, sites=["rw-huey"])


@pytest.fixture
def spoilt(tmp_path):
    """The example project with levels of one site that cannot be read."""
    folder = tmp_path / "spoilt"
    shutil.copytree(EXAMPLE, folder)
    table = folder / "scores.csv"
    rows = table.read_text("utf-8").splitlines(keepends=True)
    at = next(number for number, row in enumerate(rows) if row.startswith("rw-huye,"))
    cells = rows[at].split(",")
    cells[6] = "n.a."
    rows[at] = ",".join(cells)
    table.write_text("".join(rows), "utf-8")
    return folder


def test_what_was_left_out_is_a_warning(spoilt):
    with pytest.warns(LeftOutWarning, match="rw-huye has 1 error in the tables") as told:
        open_project(spoilt, sites=["rw-huye"])
    (warning,) = told
    assert "scores.csv, G" in str(warning.message)
    assert Path(warning.filename) == Path(__file__)
    with pytest.warns(LeftOutWarning, match="rw-huye"):
        open_project(spoilt)
    open_project(spoilt, sites=["rw-nyanza"])  # nothing of it is left out


def test_a_folder_that_is_not_there_is_told_with_the_place_it_was_looked_for_from(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput) as told:
        open_project("../data/example")
    assert str(told.value) == (
        f"There is no folder ../data/example: looked for example from {tmp_path}. Set 'project' "
        "to the folder of the project."
    )
    assert told.value._render_traceback_() == [f"InvalidInput: {told.value}"]


@pytest.mark.parametrize(("given", "words"), [(None, "not None"), (3, "not 3")])
def test_what_is_no_folder_is_told(given, words):
    with pytest.raises(InvalidInput, match=words):
        open_project(given)


def test_one_site_may_be_named_as_it_is():
    assert open_project(EXAMPLE, sites="rw-huye").sites == ("rw-huye",)
    with pytest.raises(InvalidInput, match="short names"):
        open_project(EXAMPLE, sites=[1])
