"""The example is what the generator writes, reads without an error and shows what README says."""

import ast
import csv
import importlib.util
import re
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from workbench.case import open_cases
from workbench.core.finding import KINDS
from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.frameworks.precedence import parse_after
from workbench.options.analysis.decisions import package_fingerprints
from workbench.project import read_project

DATA = Path(__file__).parents[2] / "data"
EXAMPLE = DATA / "example"
PLACES = DATA.parents[1] / "shared" / "data" / "geonames_places_16_countries.csv"
README = (DATA / "README.md").read_text(encoding="utf-8")
SCORES = README.partition("## From the options on")[0]
PLANNED = {
    "rw-huye", "rw-nyanza", "rw-ruhango", "rw-muhanga", "rw-musanze", "rw-kayonza", "ug-mbarara",
    "ug-isingiro", "ug-ntungamo",
}  # fmt: skip


LEFT = "ug-kayunga"  # the work stops, and two cost lines are there still


@pytest.fixture(scope="module")
def generator():
    path = DATA / "generate_example.py"
    sys.path.insert(0, str(DATA))
    spec = importlib.util.spec_from_file_location("generate_example", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    sys.path.remove(str(DATA))


@pytest.fixture(scope="module")
def project():
    return read_project(EXAMPLE)


@pytest.fixture(scope="module")
def diagnosis(project):
    return diagnosed(project, project.table("scores"))


def diagnosed(project, scores):
    return diagnose(
        project.table("components"),
        scores,
        project.framework,
        evidence=project.table("evidence"),
    )


def package(diagnosis, site):
    return diagnosis.packages.set_index("site").loc[site]


def test_committed_files_are_what_the_generator_writes(generator, tmp_path):
    generator.write(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in EXAMPLE.iterdir()}
    assert sorted(written) == sorted(committed)
    different = [name for name in written if written[name] != committed[name]]
    assert not different, "run python data/generate_example.py"


def test_it_is_small():
    assert sum(path.stat().st_size for path in EXAMPLE.iterdir()) < 1_500_000


def test_it_reads_without_an_error(project):
    assert [str(found) for found in project.problems if found.severity == "error"] == []
    assert len(project.sites) == 12
    assert not project.blocked


def test_a_few_warnings_remain_on_evidence_a_duration_and_an_expired_pledge(project):
    warnings = [found for found in project.problems if found.severity == "warning"]
    assert 2 <= len(warnings) <= 15
    others = [found.expected for found in warnings if "evidence" not in found.expected]
    assert others == [
        "how many working days it takes",
        "a day from 2026-03-14 on, the as_of of project.yaml",
    ]


def test_three_to_six_components_in_ten_have_evidence_that_was_judged(project):
    judged = project.table("evidence").dropna(subset="supports_level").query("strength != 'none'")
    scored = project.table("components")[["site", "component"]]
    share = len(judged[["site", "component"]].drop_duplicates()) / len(scored)
    assert 0.3 <= share <= 0.6


def test_it_says_that_it_is_illustrative(project):
    assert project.settings.illustrative
    assert "illustrative" in project.settings.title
    assert any(
        "GeoNames" in source and "CC BY 4.0" in source for source in project.settings.sources
    )


def test_links_lead_nowhere_and_nobody_is_named(project):
    links = project.table("evidence")["link"].dropna()
    assert links.str.startswith("https://example.org/").all()
    assert project.table("people").empty


def test_nothing_is_dated_after_the_day_of_the_project(project):
    last = project.settings.as_of
    assert project.table("scores")["date"].max().date() <= last
    assert project.table("evidence")["date"].max().date() <= last


def test_no_score_cites_evidence_of_a_later_day(project):
    day = project.table("evidence").set_index(["site", "evidence"])["date"]
    scores = project.table("scores").dropna(subset="evidence")
    for row in scores.itertuples():
        assert all(day[row.site, number] <= row.date for number in row.evidence.split(";"))


def test_a_level_falls_at_one_site_and_each_fall_has_a_reason(project):
    scores = project.table("scores").query("basis == 'workshop'").sort_values("round")
    by_assessor = scores.groupby(["site", "component", "assessor"])[["readiness", "use"]]
    fell = scores[(by_assessor.diff() < 0).any(axis=1)]
    assert set(fell["site"]) == {"rw-kayonza"}
    assert fell["reason"].notna().all()


@pytest.mark.parametrize("line", re.findall(r"^\| `(.+?)` \| (.+?) \|", SCORES, re.MULTILINE))
def test_scores_in_the_readme(diagnosis, line):
    site, score = line
    found = package(diagnosis, site)
    number, _, provisional = score.partition(", ")
    if number == "none":
        assert found["status"] == "not assessed"
    else:
        assert found["score"] == int(number)
        assert bool(found["provisional"]) == bool(provisional)


def test_bottlenecks(diagnosis):
    assert package(diagnosis, "rw-huye")["bottlenecks"] == "clean-seed"
    assert package(diagnosis, "rw-ruhango")["bottlenecks"] == "input-credit;market-information"
    assert package(diagnosis, "ug-isingiro")["bottlenecks"] == "by-laws;input-credit;clean-seed"
    assert package(diagnosis, "ug-mbarara")["bottlenecks"] == "diagnostic-app"


def test_documents_and_workshop_disagree_at_muhanga(project, diagnosis):
    assert package(diagnosis, "rw-muhanga")["bottleneck"] == "diagnostic-app"
    asked = project.table("scores").query("basis == 'workshop'")
    workshop = package(diagnosed(project, asked), "rw-muhanga")
    assert (workshop["bottleneck"], workshop["score"]) == ("market-information", 15)


def test_networks_can_carry_the_later_steps(project):
    actors, ties = project.table("actors"), project.table("ties")
    assert actors.groupby("site").size().between(36, 44).all()
    assert (actors[actors["lead"].fillna(value=False)].groupby("site").size() == 1).all()
    assert actors.groupby("actor")["name"].nunique().max() == 1
    assert actors.groupby("actor")["site"].nunique().max() == 12
    assert actors["mandatory"].any()
    assert actors["excluded"].any()
    assert (ties.groupby("site")["layer"].nunique() == 5).all()
    assert project.table("capacities")["cost"].isna().any()


def test_every_assessed_site_weighs_options_for_its_bottlenecks(project, diagnosis):
    options = project.table("options")
    assert set(options["site"]) == set(project.sites) - {"ug-luwero"}
    weighed = set(zip(options["site"], options["component"], strict=True))
    for site in set(options["site"]):
        for component in package(diagnosis, site)["bottlenecks"].split(";"):
            assert (site, component) in weighed
    assert options.groupby(["site", "component"]).size().min() >= 2


def test_all_seven_options_occur_and_those_ruled_out_say_why(project):
    options = project.table("options")
    assert options["option"].nunique() == 7
    out = options[~options["feasible"].fillna(value=True).astype(bool)]
    assert len(out) >= 8
    assert out["why"].notna().all()
    waits = options[(options["option"] == "postpone") & options["change_date"].notna()]
    assert (waits["change_date"].dt.date > project.settings.as_of).all()
    assert waits["change_source"].notna().all()


def test_substitutes_are_scored_and_not_needed(project):
    options, components = project.table("options"), project.table("components")
    named = options.dropna(subset="substitute")
    needed = components.set_index(["site", "component"])["needed"]
    assert len(named) >= 8
    assert not any(needed[row.site, row.substitute] for row in named.itertuples())


def test_decisions_rest_on_the_package_as_it_is_but_for_two(project):
    tables = (project.table(name) for name in ("components", "scores", "evidence"))
    today = package_fingerprints(*tables, project.sites)
    decisions = project.table("decisions")
    recorded = decisions.dropna(subset="package")
    stale = recorded[recorded["package"] != recorded["site"].map(today)]
    assert set(zip(stale["site"], stale["decision"], strict=True)) == {
        ("rw-muhanga", "D1"),
        ("rw-kayonza", "D1"),
    }
    assert set(decisions["site"]) - set(recorded["site"]) == {"rw-musanze", "ug-ntungamo"}
    kinds = set(decisions["option"])
    assert {"relocate", "stop", "develop", "outsource", "substitute"} <= kinds


def test_plans_have_eight_to_fourteen_tasks_where_there_are_any(project):
    tasks = project.table("activities").groupby("site").size()
    assert set(tasks.index) == PLANNED
    assert tasks.between(8, 14).all()


def test_the_deadline_at_musanze_cannot_be_met_and_that_at_huye_can(project):
    for site, met in (("rw-musanze", False), ("rw-huye", True)):
        tasks = project.site(site).table("activities")
        # Even without a season and a holiday, each task as quick as it can be.
        quickest = longest_way(tasks, "low")
        last = tasks.dropna(subset="deadline").iloc[-1]
        days = len(pd.bdate_range(project.settings.plan.start, last["deadline"]))
        assert (quickest <= days) == met


def longest_way(tasks, column):
    """Working days from the first task to the end of the last, by finish-to-start links alone."""
    days = tasks.set_index("activity")[column].fillna(0)
    ends = {}
    for task, after in tasks.set_index("activity")["after"].fillna("").items():
        before = [link for link in parse_after(after) if link.kind == "FS"]
        start = max((ends[link.activity] + link.lag for link in before), default=0)
        ends[task] = start + days[task]
    return max(ends.values())


def test_budgets_are_of_a_districts_size_and_open_in_one_line(project):
    costs, rates = project.table("costs"), project.table("rates")
    assert set(costs["site"]) == PLANNED | {LEFT}
    assert set(costs["currency"]) == {"USD", "RWF", "UGX"}
    last = rates.sort_values("date").drop_duplicates("currency", keep="last")
    per_base = dict(zip(last["currency"], last["per_base"].map(Decimal), strict=True))
    known = costs.dropna(subset=["quantity", "unit_cost"])
    dollars = known["quantity"].map(Decimal) * known["unit_cost"].map(Decimal)
    dollars /= known["currency"].map({"USD": Decimal(1), **per_base})
    totals = dollars.astype(float).groupby(known["site"]).sum()
    assert totals.drop(LEFT).between(30_000, 200_000).all()
    assert totals[LEFT] < 5_000
    still_open = costs[costs["unit_cost"].isna()]
    assert sorted(still_open["site"]) == ["rw-huye", "rw-musanze", "ug-isingiro"]
    assert not still_open["determined"].any()
    in_kind = costs[costs["kind"] == "in-kind"]
    assert in_kind["basis"].notna().all()
    assert set(in_kind["site"]) == PLANNED


def test_one_amount_that_several_sites_show_is_the_same_everywhere(project):
    shared = project.table("costs").dropna(subset="shared")
    assert shared.groupby("shared")["site"].nunique().to_dict() == {
        "coordinator-rw": 6,
        "coordinator-ug": 3,
    }
    assert (shared.groupby("shared")[["quantity", "unit_cost", "currency"]].nunique() == 1).all(
        axis=None
    )


def test_money_came_in_before_the_day_and_is_agreed_after_it(project):
    receipts = project.as_of(project.settings.as_of).table("receipts")
    assert len(receipts) == len(project.table("receipts"))
    assert set(receipts["site"]) == PLANNED | {LEFT}
    shares = (
        receipts.query("source == 'grant'")
        .groupby("site")["amount"]
        .agg(lambda given: sum(map(Decimal, given)))
    )
    grants = project.table("funding").query("source == 'grant'").set_index("site")["amount"]
    assert all(shares[site] == Decimal(grants[site]) for site in grants.index)
    ahead = receipts["date"].dt.date > project.settings.as_of
    assert (ahead == receipts["expected"].fillna(value=False)).all()


@pytest.mark.real
@pytest.mark.skipif(not PLACES.is_file(), reason="the GeoNames file is not here")
def test_coordinates_are_those_of_geonames(project):
    with PLACES.open(encoding="utf-8", newline="") as file:
        places = {row["geonameid"]: (row["lat"], row["lon"]) for row in csv.DictReader(file)}
    section = README[README.index("GeoNames numbers") : README.index("## What each")]
    numbers = re.findall(r"\d{6,}", section)
    for number, site in zip(numbers, project.table("sites").itertuples(), strict=True):
        assert (site.latitude, site.longitude) == tuple(map(float, places[number]))


@pytest.mark.slow
def test_each_kind_of_finding_shows_where_the_readme_says():
    part = README.partition("## What does not fit")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", part, flags=re.MULTILINE)
    told = {kind: sorted(re.findall(r"`([a-z-]+)`", where)) for kind, where in rows}
    supposed = re.findall(r"^\| `([a-z-]+)` \| no site; `([a-z-]+)` with `(.+)` \|$", part, re.M)
    cases = open_cases(EXAMPLE)
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for one in cases.findings:
        found[one.kind].add(one.site)
    for kind, site, call in supposed:
        assert not found[kind]
        other = cases.case(site).what_if(
            **{
                one.arg: ast.literal_eval(one.value)
                for one in ast.parse(call).body[0].value.keywords
            }
        )
        assert kind in {one.kind for one in other.findings}
        found[kind].add(site)
    assert told == {kind: sorted(sites) for kind, sites in found.items()}
    elsewhere = {kind for kind, where in rows if where == "under a framework of assessment only"}
    none = {kind for kind, sites in found.items() if not sites}
    assert none == {"costs-not-added", *elsewhere}
