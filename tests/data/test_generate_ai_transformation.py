"""The AI transformation is what the generator writes, reads cleanly and shows what README says."""

import importlib
import re
import sys
from pathlib import Path

import pytest

from workbench.agree.page.agreement import in_short
from workbench.case import open_cases
from workbench.project import read_project

DATA = Path(__file__).parents[2] / "data"
PROJECT = DATA / "ai-transformation"
README = (DATA / "README.md").read_text(encoding="utf-8")
UNITS = README.partition("## AI transformation")[2].partition("\n## ")[0]


@pytest.fixture(scope="module")
def cases():
    return open_cases(PROJECT)


def test_committed_files_are_what_the_generator_writes(tmp_path):
    sys.path.insert(0, str(DATA))
    importlib.import_module("generate_ai_transformation").write(tmp_path)
    sys.path.remove(str(DATA))
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in PROJECT.iterdir()}
    assert sorted(written) == sorted(committed)
    different = [name for name in written if written[name] != committed[name]]
    assert not different, "run python data/generate_ai_transformation.py"


def test_it_reads_without_a_remark_and_says_that_it_is_illustrative():
    project = read_project(PROJECT)
    assert [str(found) for found in project.problems] == []
    assert project.settings.illustrative
    assert len(project.sites) == 8
    assert "(invented)" in project.table("sites")["country"].unique()[0]
    assert project.table("people").empty


def test_all_at_once_would_cost_more_than_the_first_wave_may(cases):
    facts = cases.case("hill").transformation.comparison.facts
    assert facts.pilots_worked
    assert facts.word == "phased"
    assert facts.affordable is False
    assert facts.teams_suffice is False


@pytest.mark.parametrize("line", re.findall(r"^\| `([a-z]+)` \|(.*)\|$", UNITS, re.MULTILINE))
def test_findings_in_the_readme(cases, line):
    site, says = line
    told = set(re.findall(r"`([a-z-]+)`", says))
    assert told <= {one.kind for one in cases.findings if one.site == site}


def test_findings_that_are_meant_appear_where_they_are_meant(cases):
    found = {(one.kind, one.site) for one in cases.findings}
    assert {
        ("gate-shut", "valley"),
        ("indicator-below-floor", "bridge"),
        ("claim-above-evidence", "bridge"),
        ("grave-risk-without-owner", "bridge"),
        ("gate-passed-shut", "river"),
        ("above-ceiling", "river"),
        ("approach-against-facts", "forest"),
        ("first-wave-above-ceiling", "forest"),
        ("pitfall-ahead", "forest"),
        ("approach-not-chosen", "island"),
        ("item-not-answered", "island"),
        ("rollout-too-long", "hill"),
    } <= found
    sites = {site for kind, site in found if kind == "indicator-below-floor"}
    assert sites == {"bridge"}


def test_what_all_support_and_nobody_recorded_is_said_so(cases):
    said = str(in_short(cases.case("hill").agreement))
    assert "nobody has recorded an agreement" in said
