"""The small experiments are what the generator writes, read cleanly and show what README says."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from workbench.case import open_cases
from workbench.project import read_project

DATA = Path(__file__).parents[2] / "data"
PROJECT = DATA / "small-experiments"
README = (DATA / "README.md").read_text(encoding="utf-8")
SETTINGS = README.partition("## Small experiments")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def cases():
    return open_cases(PROJECT)


def test_committed_files_are_what_the_generator_writes(tmp_path):
    sys.path.insert(0, str(DATA))
    importlib.import_module("generate_small_experiments").write(tmp_path)
    sys.path.remove(str(DATA))
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in PROJECT.iterdir()}
    assert sorted(written) == sorted(committed)
    different = [name for name in written if written[name] != committed[name]]
    assert not different, "run python data/generate_small_experiments.py"


def test_it_reads_without_a_remark_and_says_that_it_is_illustrative():
    project = read_project(PROJECT)
    assert [str(found) for found in project.problems] == []
    assert project.settings.illustrative
    assert "illustrative" in project.settings.title
    assert project.table("people").empty


def test_links_lead_nowhere_and_nothing_is_later_than_the_day_of_the_project():
    project = read_project(PROJECT)
    links = project.table("item_evidence")["link"].dropna()
    assert links.str.startswith("https://example.org/").all()
    assert project.table("experiments")["source"].str.startswith("https://example.org/").all()
    last = project.settings.as_of
    for name in ("responses", "item_evidence", "experiments", "stories", "diary", "kpi_values"):
        assert project.table(name)["date"].max().date() <= last, name


def test_experiments_have_several_effects_of_a_study_and_one_in_doubt():
    rows = read_project(PROJECT).table("experiments")
    assert rows.groupby("study").size().max() == 3
    assert rows["doubt"].notna().sum() == 1
    assert rows["effect"].notna().any()
    assert rows["cases_treated"].notna().any()
    assert rows["mean_treated"].notna().any()
    for name in ("phase", "supported", "participants", "registered"):
        assert rows[name].nunique() == 2, name


@pytest.mark.parametrize(
    "line",
    re.findall(
        r"^\| `([a-z-]+)` \| (go|adapt|stop|not known) \|",
        SETTINGS,
        re.M,
    ),
)
def test_verdicts_in_the_readme(cases, line):
    site, verdict = line
    assert cases.case(site).experiments.test.verdict == verdict


def test_each_verdict_of_going_to_scale_is_shown(cases):
    verdicts = {cases.case(site).experiments.test.verdict for site in cases.project.sites}
    assert verdicts == {"go", "adapt", "stop", "not known"}


def test_findings_that_are_meant_appear_where_they_are_meant(cases):
    found = {(one.kind, one.site) for one in cases.findings}
    assert {
        ("claim-above-evidence", "mw-dedza"),
        ("below-floor", "mw-mangochi"),
        ("scale-value-contested", "mw-mangochi"),
        ("site-beyond-experiments", "zm-mongu"),
        ("gate-shut", "zm-mongu"),
        ("not-ready-to-scale", "zm-mongu"),
        ("barrier-without-activity", "zm-mongu"),
        ("item-not-answered", "tz-kigoma"),
    } <= found
    assert {site for kind, site in found if kind == "site-beyond-experiments"} == {"zm-mongu"}
