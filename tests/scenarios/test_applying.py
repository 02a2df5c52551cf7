"""Applied, a scenario adds dated rows and overwrites nothing."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from workbench.case import open_case
from workbench.errors import InvalidInput, NothingToShow
from workbench.project import read_project
from workbench.saved_scenario import scenario_of
from workbench.scenarios.applying import KEPT, apply_scenario, rows_of_scenario
from workbench.what_if import ODDS, Changes

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
DAY = date(2026, 3, 14)  # the day that the example is looked at


def _scenario(when=DAY, **changes):
    return scenario_of(
        Changes(**changes), site="rw-huye", who="district team", when=when, why="Agreed in March."
    )


@pytest.fixture
def project(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "mine"))


def test_levels_and_decisions_become_new_rows_and_the_old_bytes_stay(project):
    case = open_case(project, "rw-huye")
    scenario = _scenario(levels={"extension-messages": {"use": 2}}, decide={"clean-seed": "seed-1"})
    before = {path.name: path.read_bytes() for path in project.glob("*.csv")}
    made = rows_of_scenario(case, scenario)
    assert made.by_hand == ()
    assert set(made.apart["what"]) <= {ODDS}  # evidence was supposed, none is made up
    apply_scenario(made)
    for name, content in before.items():
        now = (project / name).read_bytes()
        assert now.startswith(content.rstrip(b"\n"))
        assert (now == content) == (name not in {"scores.csv", "decisions.csv"})
    assert (project / KEPT / "scores.csv").read_bytes() == before["scores.csv"]
    row = read_project(project).table("decisions").iloc[-1]
    assert (row["component"], row["proposal"], row["by"]) == (
        "clean-seed", "seed-1", "district team",
    )  # fmt: skip
    assert row["replaces"] == "D1"
    again = open_case(project, "rw-huye")
    assert again.outcomes == made.after.outcomes
    rows = again.diagnosis.components.set_index("component")
    assert rows.loc["extension-messages", ["use", "use_claim_from"]].tolist() == [2, "adopted"]
    standing = again.decision.standing
    assert standing.loc[standing["component"] == "clean-seed", "proposal"].tolist() == ["seed-1"]
    assert not read_project(project).blocked


@pytest.mark.slow
def test_evidence_is_asked_for_and_never_made_up(project):
    case = open_case(project, "rw-huye")
    made = rows_of_scenario(case, _scenario(levels={"clean-seed": {"use": 5}}))
    asked = [one for one in made.by_hand if one.table == "evidence"]
    assert [(one.row, one.now, one.new) for one in asked] == [("clean-seed", "2", "5")]
    assert list(made.rows) == ["scores"]
    assert made.rows["scores"]["round"].tolist() == [3]  # round 2 has an adopted level
    assert "package score" in set(made.apart["what"])
    without = rows_of_scenario(case, _scenario(levels={"by-laws": {"use": 4}}))
    assert not without.rows  # an adopted level rests on a piece, and there is none
    assert [(one.row, one.now, one.new) for one in without.by_hand] == [("by-laws", "", "4")]


def test_cells_and_settings_are_named_to_be_changed_by_hand(project):
    case = open_case(project, "rw-huye")
    scenario = _scenario(
        options={"seed-1": {"cost": 20_000}}, costs={"L1": {"quantity": 2}},
        exclude=("tissue-garden",), durations={"A1": 9}, start="2027-01-01", ceiling=50_000,
    )  # fmt: skip
    made = rows_of_scenario(case, scenario)
    said = {(one.table, one.row, one.column): (one.now, one.new) for one in made.by_hand}
    assert said["options", "seed-1", "cost"] == ("14000", "20000")
    assert said["costs", "L1", "quantity"] == ("1", "2")
    assert said["actors", "tissue-garden", "excluded"] == ("", "yes")
    assert said["activities", "A1", "likely"] == ("8", "9")
    assert said["project.yaml", "plan", "start"] == ("2026-04-01", "2027-01-01")
    assert said["project.yaml", "budget", "ceiling"] == ("400000", "50000")
    with pytest.raises(NothingToShow, match="adds no row"):
        apply_scenario(made)
    assert not (project / KEPT).exists()


@pytest.mark.slow
def test_rows_of_a_later_day_wait_for_it(project):
    case = open_case(project, "rw-huye")
    made = rows_of_scenario(case, _scenario(date(2026, 6, 1), decide={"clean-seed": "seed-1"}))
    assert made.after.outcomes == case.outcomes
    assert not made.apart.empty


def test_only_the_tables_as_they_are_are_added_to(project):
    case = open_case(project, "rw-huye")
    supposed = case.what_if(levels={"clean-seed": {"use": 3}})
    with pytest.raises(InvalidInput, match="without suppositions"):
        rows_of_scenario(supposed, _scenario(decide={"clean-seed": "seed-1"}))
