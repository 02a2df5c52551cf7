"""What was checked once is opened as if it were read again, rows and words."""

import json

import pytest

from workbench.case import open_cases
from workbench.errors import InvalidInput
from workbench.explore.checked_project import keep_checked, open_checked


@pytest.fixture
def faulty(folder):
    with (folder / "sites.csv").open("a", encoding="utf-8") as table:
        table.write("Bad Name!,Nowhere,Rwanda\n")
    scores = folder / "scores.csv"
    scores.write_text(scores.read_text("utf-8").replace("2,3\n", "2,33\n"), "utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "two"
    made.mkdir()
    (made / "project.yaml").write_text("title: Two <sites>\nframework: ipsr\n", "utf-8")
    (made / "sites.csv").write_text(
        "site,name,country\nhuye,Huye,Rwanda\nmbarara,Mbarara,Uganda\n", "utf-8"
    )
    (made / "components.csv").write_text(
        "site,component,title,role\nhuye,seed,Clean seed,core\nmbarara,seed,Clean seed,core\n",
        "utf-8",
    )
    (made / "scores.csv").write_text(
        "site,component,round,date,assessor,basis,readiness,use\n"
        "huye,seed,1,2026-03-14,p1,workshop,4,2\nmbarara,seed,1,2026-03-14,p1,workshop,2,3\n",
        "utf-8",
    )
    return made


def test_what_is_opened_is_what_was_read(folder, tmp_path):
    kept = tmp_path / "checked.json"
    keep_checked(folder, kept)
    opened, read = open_checked(folder, kept), open_cases(folder)
    assert opened.project.digest() == read.project.digest()
    assert opened.project.ready == read.project.ready == ("huye", "mbarara")
    assert opened.case("huye").diagnosis.packages.equals(read.case("huye").diagnosis.packages)


def test_what_has_to_be_mended_is_known_as_well(faulty, tmp_path):
    kept = tmp_path / "checked.json"
    read = keep_checked(faulty, kept)
    opened = open_checked(faulty, kept).project
    assert opened.listed == read.listed
    assert len(opened.left_out) == 1
    assert dict(opened.blocked) == dict(read.blocked)
    assert opened.ready == read.ready == ("huye",)
    assert opened.problems == read.problems != ()


def test_the_rows_are_not_read_again(folder, tmp_path):
    kept = tmp_path / "checked.json"
    keep_checked(folder, kept)
    (folder / "scores.csv").unlink()
    assert open_checked(folder, kept).case("huye").diagnosis.packages["score"].tolist() == [8]


def test_without_what_was_kept_the_tables_are_read(folder, tmp_path):
    assert open_checked(folder, tmp_path / "no-such.json").project.ready == ("huye", "mbarara")
    kept = tmp_path / "checked.json"
    keep_checked(folder, kept)
    told = json.loads(kept.read_text("utf-8"))
    kept.write_text(json.dumps(told | {"rows": None}), "utf-8")
    assert open_checked(folder, kept).project.ready == ("huye", "mbarara")


def test_a_folder_that_is_no_project_is_named(tmp_path):
    with pytest.raises(InvalidInput, match=r"project\.yaml"):
        keep_checked(tmp_path, tmp_path / "checked.json")
