"""Rows are tried on a copy before any file changes."""

import shutil
from pathlib import Path

import pandas as pd

from workbench.project import read_project
from workbench.project.entry.adding import add_rows
from workbench.project.schema.frames import conform

EXAMPLE = Path(__file__).parents[3] / "data" / "example"


def _decision(component):
    row = {"site": "rw-huye", "decision": "D9", "component": component, "option": "develop",
           "date": pd.Timestamp("2026-03-14"), "by": "team", "reason": "A trial."}  # fmt: skip
    return {"decisions": conform("decisions", pd.DataFrame([row]))}


def test_errors_of_new_rows_are_told_and_a_trial_writes_nothing(tmp_path):
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "mine"))
    project = read_project(folder)
    before = (folder / "decisions.csv").read_bytes()
    blocks = add_rows(project, _decision("nothing"), kept="kept", dry_run=True)
    assert [one.column for one in blocks] == ["component"]
    assert add_rows(project, _decision("clean-seed"), kept="kept", dry_run=True) == ()
    assert (folder / "decisions.csv").read_bytes() == before
    assert not (folder / "kept").exists()


def test_the_files_as_they_were_are_kept_each_time(tmp_path):
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "mine"))
    before = (folder / "decisions.csv").read_bytes()
    for _ in range(2):
        add_rows(read_project(folder), _decision("clean-seed"), kept="kept", dry_run=False)
    assert (folder / "kept" / "decisions.csv").read_bytes() == before
    assert (folder / "kept-2" / "decisions.csv").read_bytes() != before
    assert read_project(folder).table("decisions")["decision"].tolist()[-1] == "D9"
