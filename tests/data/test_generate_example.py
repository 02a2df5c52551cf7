"""The example is what the generator writes, reads without an error and shows what README says."""

import csv
import importlib.util
import re
from pathlib import Path

import pytest

from workbench.analysis.diagnosis import diagnose
from workbench.project import read_project

DATA = Path(__file__).parents[2] / "data"
EXAMPLE = DATA / "example"
PLACES = DATA.parents[1] / "shared" / "data" / "geonames_places_16_countries.csv"
README = (DATA / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generator():
    path = DATA / "generate_example.py"
    spec = importlib.util.spec_from_file_location("generate_example", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def project():
    return read_project(EXAMPLE)


@pytest.fixture(scope="module")
def diagnosis(project):
    return diagnosed(project, "adopted")


def diagnosed(project, basis):
    return diagnose(
        project.table("components"),
        project.table("scores"),
        project.framework,
        evidence=project.table("evidence"),
        basis=basis,
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


def test_a_few_warnings_remain_and_all_ask_for_evidence(project):
    warnings = [found for found in project.problems if found.severity == "warning"]
    assert 1 <= len(warnings) <= 15
    assert all("evidence" in found.expected for found in warnings)


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


@pytest.mark.parametrize("line", re.findall(r"^\| `(.+?)` \| (.+?) \|", README, re.MULTILINE))
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
    workshop = package(diagnosed(project, "workshop"), "rw-muhanga")
    assert (workshop["bottleneck"], workshop["score"]) == ("market-information", 15)


def test_networks_can_carry_the_later_steps(project):
    actors, ties = project.table("actors"), project.table("ties")
    assert actors.groupby("site").size().between(36, 44).all()
    assert (actors[actors["lead"].fillna(value=False)].groupby("site").size() == 1).all()
    assert actors.groupby("actor")["name"].nunique().max() == 1
    assert actors.groupby("actor")["site"].nunique().max() == 12
    assert (ties.groupby("site")["layer"].nunique() == 5).all()
    assert project.table("capacities")["cost"].isna().any()


@pytest.mark.real
@pytest.mark.skipif(not PLACES.is_file(), reason="the GeoNames file is not here")
def test_coordinates_are_those_of_geonames(project):
    with PLACES.open(encoding="utf-8", newline="") as file:
        places = {row["geonameid"]: (row["lat"], row["lon"]) for row in csv.DictReader(file)}
    section = README[README.index("GeoNames numbers") : README.index("## What each")]
    numbers = re.findall(r"\d{6,}", section)
    for number, site in zip(numbers, project.table("sites").itertuples(), strict=True):
        assert (site.latitude, site.longitude) == tuple(map(float, places[number]))
