"""Options are weighed, advised on and decided with what the project states."""

import shutil
from pathlib import Path

import pandas as pd

from tests.fixtures.sites import DECISIONS
from workbench.case import open_case
from workbench.options.step import findings

EXAMPLE = Path(__file__).parents[2] / "data" / "example"


def test_what_the_project_states_reaches_every_part(weigh_site):
    found = weigh_site(target=12)
    assert found.results.method.parameters["target"] == 12
    assert found.results.method.parameters["as_of"] == "2026-03-14"
    assert found.choice.method.parameters["draws"] == 500
    assert found.currency == "USD"
    assert not found.empty


def test_the_diagnosis_before_is_the_one_of_the_step_before(example_cases):
    before, today = example_cases.options.results.before, example_cases.diagnosis.diagnosis
    assert before is today


def test_a_decision_against_the_advice_is_serious(weigh_site):
    said = findings(weigh_site())
    other = [one for one in said if "the comparison prefers" in one.what]
    assert len(other) == 1
    assert other[0].serious
    assert any("The package has changed since" in one.what for one in said)
    assert not [one for one in findings(weigh_site(decisions=[])) if one.serious]


def test_methods_name_chain_and_menu_once_they_were_asked_for(weigh_site):
    found = weigh_site()
    before = len(found.methods)
    assert found.chain
    assert found.menu
    assert len(found.methods) == before + 2


def test_assumptions_are_those_of_what_was_decided(weigh_site):
    assert weigh_site(decisions=DECISIONS).decision.assumptions == ()


def test_a_mistake_at_the_place_to_move_to_does_not_stop_this_one(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "copy")
    scores = pd.read_csv(EXAMPLE / "scores.csv", dtype="str")
    scores.loc[scores["site"] == "rw-nyanza", "use"] = "99"
    scores.to_csv(tmp_path / "copy" / "scores.csv", index=False)
    found = open_case(tmp_path / "copy", "rw-kayonza").options
    [move] = [one for one in found.results.rows if one.to_site == "rw-nyanza"]
    assert move.reason.endswith("Nyanza is not diagnosed: its levels cannot be read.")
    assert [one.proposal for one in found.results.possible]


def test_advice_keeps_the_aim_and_the_answers(example_cases):
    rows = {(one.site, one.component): one for one in example_cases.options.advised.rows}
    nyanza = rows["rw-nyanza", "by-laws"]  # the answers leave substitute and outsource
    assert (nyanza.option, nyanza.agrees) == ("substitute", False)
    assert rows["ug-isingiro", "by-laws"].option == "relocate"  # the answers lead there
    assert rows["rw-musanze", "input-credit"].advice == "evidence first"
    table = example_cases.options.options
    assert table.loc[table["option"].isin(["relocate", "reorient"]), "gain"].isna().all()


def test_findings_of_the_example_project(example_cases):
    said = {}
    for one in findings(example_cases.options):
        said.setdefault(one.kind, []).append(one)
    assert [one.site for one in said["reason-against-data"]] == ["rw-huye"]
    assert [one.site for one in said["work-moves"]] == ["ug-isingiro"]
    doubts = {one.site: (one.what, one.to_do) for one in said["decided-on-doubt"]}
    assert set(doubts) == {"rw-muhanga", "rw-musanze", "ug-kayunga", "ug-mbarara"}
    assert doubts["rw-musanze"][1].endswith("score again before the USD 47,000 of it is spent.")
    assert doubts["ug-kayunga"][0].endswith("and the diagnosis is leaning.")
    prices = {one.site: one.what for one in said["advice-against-decision"]}
    assert "takes USD 46,000 more and 4 months longer" in prices["rw-huye"]
    projected = {one.site: one.what for one in said["projection-without-activity"]}
    assert (
        "The score of 25, by the levels projected in the scores, counts on" in projected["rw-huye"]
    )
