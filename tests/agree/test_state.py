"""The step that each site of the example has come to."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from workbench.case import Case, open_cases


@pytest.mark.parametrize(
    ("site", "step", "says"),
    [
        ("ug-luwero", "diagnose", "Score"),
        ("rw-rwamagana", "strategize", "Decide"),
        ("ug-isingiro", "strategize", "Record the draft"),
        ("rw-musanze", "agree", "Put a version forward"),
        ("ug-mbarara", "agree", "Reach agreement"),
        ("rw-nyanza", "agree", "Let each party confirm"),
    ],
)
def test_the_step_that_a_site_has_come_to(cased, site, step, says):
    found = cased(site).state
    assert (found.step, found.next_thing.missing.startswith(says)) == (step, True)


def test_no_agreement_leads_back_to_the_options_with_its_reasons(cased):
    found = cased("rw-huye").state
    assert found.step == "strategize"
    assert found.back.startswith("No agreement (not agreed: Green Valley Growers is against")


def test_positions_that_meet_the_rule_ask_for_the_record_of_the_agreement(cased):
    project = cased("rw-nyanza").site.project
    tables = {**project.tables, "agreements": project.table("agreements").iloc[:0]}
    found = Case(replace(project, tables=MappingProxyType(tables)).site("rw-nyanza")).state
    assert found.next_thing.missing == "The rule is met: record the agreement."


@pytest.mark.parametrize(
    ("table", "column", "mark", "says"),
    [
        ("agreements", "plan", "0" * 12, "the plan of work changed"),
        ("proposals", "fingerprint", "0" * 12, "the strategy changed"),
        ("proposals", "fingerprint", None, ""),
        ("agreements", "plan", "own", ""),
    ],
)
def test_what_changed_since_it_was_agreed_is_told(cased, table, column, mark, says):
    case = cased("rw-nyanza")
    mark = case.agreement.action_plan.fingerprint if mark == "own" else mark
    project = case.site.project
    rows = project.table(table)
    rows[column] = rows[column].mask(rows["site"].eq("rw-nyanza"), mark)
    changed = replace(project, tables=MappingProxyType({**project.tables, table: rows}))
    found = Case(changed.site("rw-nyanza")).state
    assert (says in found.changed, bool(found.changed)) == (True, bool(says))
    assert found.next_thing.missing.startswith("Let each party confirm")


def test_a_site_that_stops_needs_nothing_more(cased):
    assert cased("ug-kayunga").state.step == "navigate"


def test_all_sites_at_once_are_the_sites_one_by_one(cased):
    states = open_cases("data/example").states
    assert len(states) == 12
    for site in ("rw-huye", "rw-nyanza", "ug-luwero"):
        assert states[site] == cased(site).state
