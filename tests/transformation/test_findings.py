"""What speaks against going on as planned."""

from tests.fixtures.rollout import PROJECT, TABLES
from workbench.transformation.findings import findings, usual_risk


def kinds(step):
    return {one.kind for one in findings(step)}


def test_what_the_tables_show(north):
    found = {one.kind: one for one in findings(north)}
    assert set(found) == {
        "approach-not-chosen", "gate-passed-shut", "grave-risk-without-owner",
        "indicator-below-floor", "pitfall-ahead", "work-before-wave",
    }  # fmt: skip
    assert "Images arrive late" in found["grave-risk-without-owner"].what
    assert "93 percent" in found["indicator-below-floor"].what
    assert found["gate-passed-shut"].serious
    assert {one.site for one in findings(north)} == {"north"}


def test_parallel_against_the_facts(rollout):
    found = rollout(words={"scaling-approach": "parallel"})
    (one,) = [one for one in findings(found) if one.kind == "approach-against-facts"]
    assert "phased" in one.what
    assert "approach-not-chosen" not in kinds(found)
    assert "approach-against-facts" not in kinds(rollout(words={"scaling-approach": "phased"}))


def test_parallel_where_the_units_differ(rollout):
    differ = ";".join(
        ["technical-capabilities", "organisational-readiness", "process-maturity",
         "governance-framework"]
    )  # fmt: skip
    rows = TABLES["rollout"].replace("data-infrastructure", differ)
    found = rollout(words={"scaling-approach": "parallel"}, rollout=rows)
    (one,) = [one for one in findings(found) if one.kind == "approach-against-facts"]
    assert "40 % of the capabilities" in one.what


def test_too_long_and_too_dear(rollout):
    rows = TABLES["rollout"].replace("2,4,8,4,30000,45000", "20,30,40,4,300000,450000")
    found = kinds(rollout(rollout=rows, words={"scaling-approach": "parallel"}))
    assert {"rollout-too-long", "first-wave-above-ceiling"} <= found


def test_work_before_the_wave_of_the_unit(rollout, north):
    (one,) = [one for one in findings(north) if one.kind == "work-before-wave"]
    assert one.what == (
        "Take the capability to the wards begins on 8 April 2026; the unit is taken on from "
        "13 April 2026 on (week 7)."
    )
    assert one.where == ("activities", "A4, earliest")
    rows = TABLES["activities"].replace(",it,A3,20,30,40,,", ",it,A3 FS+3,20,30,40,,")
    assert "work-before-wave" not in kinds(rollout(activities=rows))


def test_nothing_speaks_against_what_is_not_known(empty):
    assert findings(empty) == []
    assert "support_teams" in PROJECT


def test_every_pitfall_is_a_risk_that_the_framework_names_with_what_helps(north):
    usual = [usual_risk(north.assessment, one) for one in north.watch.rows]
    assert [one.rows for one in usual] == [("F3.Z1",), ("F3.Z2",), ("F3.Z3",), ("F3.Z4",)]
    told = [one for one in findings(north) if one.kind == "pitfall-ahead"]
    assert len(told) == 3  # the fourth is told as an indicator below its floor
    assert usual[0].mitigations[0] in told[0].to_do
    without = north.assessment.model_copy(update={"risks": ()})
    assert usual_risk(without, north.watch.rows[0]) is None
