"""A draft goes beside the tables, and what is copied from it is a sound plan."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from workbench.case import open_case
from workbench.errors import InvalidInput, NothingToShow
from workbench.plan.page.plan_draft_files import what_to_do, write_draft
from workbench.project import open_project, read_project

PROJECT = Path(__file__).parents[3] / "data" / "example"


@pytest.fixture
def folder(tmp_path):
    """Give the example with a decision that no activity serves."""
    mine = tmp_path / "mine"
    shutil.copytree(PROJECT, mine)
    rows = pd.read_csv(mine / "activities.csv", dtype=str)
    rows["proposal"] = rows["proposal"].mask(rows["proposal"] == "mark-2")
    rows.to_csv(mine / "activities.csv", index=False)
    return mine


def test_what_is_there_is_not_written_over(folder, tmp_path):
    draft = open_case(folder, "rw-ruhango").draft()
    files = write_draft(draft, tmp_path)
    assert write_draft(draft, tmp_path) == files
    files[1].write_text("my work")
    with pytest.raises(InvalidInput, match=r"costs\.csv is there already"):
        write_draft(draft, tmp_path)
    assert files[1].read_text() == "my work"
    assert "9 amounts" in what_to_do(draft)


def test_rows_copied_from_a_draft_are_dated_and_belong_to_the_decision(folder):
    before = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    draft = open_case(folder, "rw-ruhango").draft()
    written = write_draft(draft, folder / "drafts" / "rw-ruhango")
    assert {path.name: path.read_bytes() for path in folder.glob("*.csv")} == before
    problems = [str(one) for one in read_project(folder).problems]
    for path in written:
        own = folder / path.name
        whole = pd.concat([pd.read_csv(one, dtype=str) for one in (own, path)])
        whole.to_csv(own, index=False)
    # the drafts themselves are no tables, and what was copied has no fault
    assert [str(one) for one in read_project(folder).problems] == problems
    case = open_case(folder, "rw-ruhango")
    assert case.plan.decided_without_activity == []
    assert case.plan.activities["finish"].notna().all()
    assert case.draft().activities["activity"].str[0].unique().tolist() == ["D", "E"]


def test_a_site_without_a_decision_has_no_draft():
    with pytest.raises(NothingToShow, match="Nothing is decided for Luwero"):
        open_case(PROJECT, "ug-luwero").draft()


def test_a_template_of_the_project(folder):
    (folder / "templates").mkdir()
    (folder / "templates" / "weeks.yaml").write_text(
        """key: weeks
title: Weeks
version: 3
source: ours
parts:
  - key: all
    title: All
    activities:
      - {number: 1, title: "Look at {component}", low: 1, likely: 2, high: 3, role: lead,
         deliverable: Note, measure: Read}
"""
    )
    draft = open_case(folder, "rw-ruhango").draft("weeks")
    assert draft.activities["title"].iloc[0] == "Look at Market information"
    assert open_project(folder).sites
