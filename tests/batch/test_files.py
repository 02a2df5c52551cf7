import json
import os

import numpy as np
import pytest

from workbench.batch import files
from workbench.errors import InvalidInput


@pytest.mark.parametrize("site", ["", ".", "..", "../x", "a/b", "/etc", "a\\b", "a/"])
def test_a_site_never_leaves_the_folder_of_reports(tmp_path, site):
    with pytest.raises(InvalidInput, match="rename the site"):
        files.site_folder(tmp_path, site)


def test_a_link_never_leads_out_of_the_folder_of_reports(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "a").symlink_to(tmp_path)
    with pytest.raises(InvalidInput):
        files.site_folder(out, "a")


def test_a_plain_site_gets_its_folder(tmp_path):
    assert files.site_folder(tmp_path, "rw-huye.2") == tmp_path / "rw-huye.2"


def test_json_takes_what_reports_and_numpy_give(tmp_path):
    target = tmp_path / "a.json"
    files.write_json(target, {"n": np.int64(3), "path": tmp_path, "set": {"b", "a"}})
    assert json.loads(target.read_text()) == {"n": 3, "path": str(tmp_path), "set": ["a", "b"]}


@pytest.mark.parametrize("text", ["", "{", "[1]", "\x00"])
def test_a_broken_record_counts_as_none(tmp_path, text):
    (tmp_path / "key.json").write_text(text)
    assert files.read_json(tmp_path / "key.json") == {}
    assert files.read_json(tmp_path / "absent.json") == {}


def test_clearing_takes_what_a_run_made_and_leaves_the_rest(tmp_path):
    outside = tmp_path / "outside.txt"
    folder = tmp_path / "a"
    folder.mkdir()
    names = ["report.html", "1-x.ipynb", "old.ipynb", "mine.txt", ".report.html.z.part", "key.json"]
    for name in names:
        (folder / name).write_text("x")
    outside.write_text("x")
    files.write_json(folder / "key.json", {"files": ["old.ipynb", "../outside.txt", 3]})
    files.clear(folder, ["1-x.ipynb"])
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    assert outside.exists()
    files.clear(tmp_path / "absent", [])


def test_the_hash_of_an_absent_file_is_empty(tmp_path):
    assert files.sha256_of(tmp_path / "absent") == ""


def test_parts_of_a_writer_that_may_still_be_there_stay(tmp_path):
    old, young = tmp_path / ".report.html.a.part", tmp_path / ".report.html.b.part"
    old.touch()
    young.touch()
    os.utime(old, (1, 1))
    files.remove_parts(tmp_path, older_than=3600)
    assert [one.name for one in tmp_path.iterdir()] == [young.name]
    files.remove_parts(tmp_path)
    assert list(tmp_path.iterdir()) == []
    files.remove_parts(tmp_path / "nowhere")


def test_the_way_to_a_project_never_names_more_than_it_has_to(tmp_path):
    out, project = tmp_path / "reports" / "banana" / "huye", tmp_path / "banana"
    assert files.relative_to(out, project) == "../../../banana"
    assert (out / files.relative_to(out, project)).resolve() == project
