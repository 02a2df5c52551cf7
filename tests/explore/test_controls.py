"""Every value that can be chosen is the one that the chain starts from, and reaches the chain."""

import pandas as pd
import pytest

from workbench.case import open_case
from workbench.explore.choices import ChoicePlace, Choices
from workbench.explore.controls import all_controls


@pytest.fixture(scope="module")
def groups(example_case):
    return all_controls(example_case)


def test_controls_show_what_the_tables_say(example_case, groups):
    shown = {one.place: one for group in groups.values() for one in group}
    for row in example_case.diagnosis.components.itertuples():
        for dimension in ("readiness", "use"):
            value = shown[ChoicePlace("levels", row.component, dimension)].value
            level = getattr(row, dimension)
            assert value == (None if pd.isna(level) else level)
    costs = example_case.site.table("costs").set_index("line")
    for line, row in costs.iterrows():
        assert shown[ChoicePlace("costs", line, "quantity")].value == row["quantity"]
    assert shown[ChoicePlace("decide", "clean-seed")].value == "seed-2"
    assert shown[ChoicePlace("partners", "huye-crop-desk-1")].value == "in"
    assert shown[ChoicePlace("partners", "skyplot")].value == "out"
    assert shown[ChoicePlace("start")].value == "2026-04-01"
    assert shown[ChoicePlace("ceiling")].value == "400000"


def test_who_rules_a_level_is_said(groups):
    said = {one.place: one.said for one in groups["Levels"]}
    assert said[ChoicePlace("levels", "drone-scouting", "readiness")] == (
        "the assessors give 7, but evidence supports only 5, so 5 counts"
    )
    assert (
        said[ChoicePlace("levels", "by-laws", "use")] == "the assessors give 5; no evidence tells"
    )
    assert said[ChoicePlace("levels", "transport", "use")] == "not assessed"


@pytest.mark.slow
def test_each_control_is_taken_by_the_chain(example_case, groups):
    """Each value, changed alone, is the change that the chain is asked for in Python."""
    controls = [one for group in groups.values() for one in group]
    choices = Choices(example_case, {one.place: one.value for one in controls})
    seen = set()
    for control in controls:
        kind, key, column = control.place
        value = _another(control)
        choices.choose({control.place: value})
        direct = example_case.what_if(**_asked(kind, key, column, value))
        assert choices.now.changes == direct.changes, control
        if (kind, column) not in seen:  # and gives the tables that the chain gives
            assert choices.now.site.project.digest() == direct.site.project.digest(), control
            seen.add((kind, column))
        choices.undo()
    assert len(seen) == 12


def _another(control):
    if control.offered:
        return next(
            value for _, value in reversed(control.offered) if value not in (control.value, None)
        )
    other = "7" if control.value != "7" else "8"
    return {"start": "2027-01-04", "options": "0.5"}.get(control.place.kind, other)


def _asked(kind, key, column, value):
    if kind in {"levels", "options", "costs"}:
        return {kind: {key: {column: value}}}
    if kind == "partners":
        return {"exclude" if value == "out" else "include": (key,)}
    if kind == "durations":
        return {kind: {key: float(value)}}
    return {kind: {key: value} if kind == "decide" else value}


def test_a_site_without_plan_and_budget_has_no_controls_for_them():
    groups = all_controls(open_case("data/example", "ug-luwero"))
    assert {"Start and durations", "Costs", "Ceiling"}.isdisjoint(groups)
    assert "Levels" in groups
