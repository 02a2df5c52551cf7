"""One chain per site: every reader of a step gets the same result."""

import json
import os
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from workbench.case import Case, open_case, open_cases
from workbench.errors import FrameworkMismatch, InvalidInput, UnknownName

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "example"
RECIPES = sorted((ROOT / "notebooks").glob("*.ipynb"))
STEPS = ("diagnosis", "options", "partners", "plan", "budget", "strategy")
ANALYSES = (
    "diagnose", "weigh_options", "choose_partners", "compare_options", "schedule", "draft_budget",
    "review_decisions", "open_site", "open_project", "read_project",
)  # fmt: skip


def _frames(result):
    """Return every table of a frozen result, by its name."""
    found = {one.name: getattr(result, one.name) for one in fields(result)}
    return {name: one for name, one in found.items() if isinstance(one, pd.DataFrame)}


def _same(one, other, site):
    for name, frame in _frames(one).items():
        mine = getattr(other, name)
        if "site" in mine:
            mine = mine[mine["site"] == site].reset_index(drop=True)
        pd.testing.assert_frame_equal(frame, mine, check_like=True, obj=name)


@pytest.mark.parametrize("site", ["rw-huye", "ug-isingiro", "ug-kayunga", "ug-luwero"])
def test_the_report_of_a_site_and_the_comparison_rest_on_the_same_results(site, example_cases):
    case = open_case(EXAMPLE, site)
    _same(case.diagnosis.diagnosis, example_cases.diagnosis.diagnosis, site)
    _same(case.options.results.before, example_cases.options.results.before, site)
    options = case.options.options, example_cases.options.options
    mine = options[1][options[1]["site"] == site].reset_index(drop=True)
    # Without a row, a column of no values has no type of its own.
    pd.testing.assert_frame_equal(options[0], mine, check_dtype=len(mine) > 0)
    advice = example_cases.options.advised.of_site(site).table
    pd.testing.assert_frame_equal(case.options.advised.table, advice)
    review = example_cases.decision.review.of_site(site).table
    pd.testing.assert_frame_equal(case.decision.review.table, review)


def test_a_case_taken_out_of_all_cases_is_the_one_that_is_opened(example_case, example_cases):
    other = example_cases.case("rw-huye")
    assert other.site.project.digest() == example_case.site.project.digest()
    assert other.compare(example_case).empty


def test_the_parameters_of_the_project_reach_every_step(example_case):
    settings = example_case.site.settings
    ours = settings.parameters
    for method in (
        example_case.diagnosis.diagnosis.method,
        example_case.options.results.method,
        example_case.options.results.before.method,
    ):
        assert method.parameters["correlation"] == ours.correlation
        assert method.parameters["target"] == ours.target
        assert dict(method.parameters["widths"]) == dict(ours.widths)
    assert example_case.options.results.method.parameters["as_of"] == f"{settings.as_of}"


def test_each_step_takes_the_one_before_it(example_case):
    assert example_case.options.results.before is example_case.diagnosis.diagnosis
    assert example_case.partners.diagnosis is example_case.diagnosis.diagnosis
    assert example_case.plan.decision is example_case.decision
    assert example_case.budget.plan is example_case.plan
    assert example_case.budget.results is example_case.options.results
    assert example_case.strategy.budget is example_case.budget


@pytest.mark.parametrize("notebook", RECIPES, ids=lambda path: path.stem)
def test_notebooks_ask_the_chain_and_wire_nothing_themselves(notebook):
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    code = "\n".join("".join(one["source"]) for one in cells if one["cell_type"] == "code")
    assert "open_case" in code
    assert not [name for name in ANALYSES if name + "(" in code]
    assert ".analysis" not in code


def test_the_same_content_is_computed_once(example_case):
    again = open_case(EXAMPLE, "rw-huye")
    assert (
        again is example_case or again.site.project.digest() == example_case.site.project.digest()
    )
    assert open_case(EXAMPLE, "rw-huye") is again
    assert open_case(EXAMPLE, "rw-huye", as_of="2026-01-31") is not again


def test_wrong_parameters_are_refused():
    with pytest.raises(UnknownName):
        open_case(EXAMPLE, "nowhere")
    with pytest.raises(FrameworkMismatch):
        open_cases(EXAMPLE, framework="scaling-readiness-2020")


def test_findings_name_what_does_not_fit(example_case):
    table = example_case.finding_table
    assert len(table) == len(example_case.findings)
    assert not table.isna().any(axis=None)
    assert (table["site"] == "rw-huye").all()
    serious = table[table["serious"]]
    assert serious["what"].str.contains("the team decided to outsource").any()
    assert serious["what"].str.contains("Tissue Garden").any()
    assert os.linesep not in "".join(table["what"])


@pytest.mark.parametrize("site", ["ug-luwero", "ug-kayunga", "ug-isingiro"])
def test_a_site_without_much_has_every_step(site):
    case = open_case(EXAMPLE, site)
    assert [getattr(case, step) for step in STEPS]
    assert isinstance(case.findings, tuple)
    assert isinstance(case, Case)


def test_the_chain_of_the_place_moved_to_is_that_place_s_own():
    moved = open_case(EXAMPLE, "ug-isingiro").destination
    assert moved is not None
    assert moved.compare(open_case(EXAMPLE, "ug-mbarara")).empty
    assert open_case(EXAMPLE, "ug-mbarara").destination is None


def test_a_case_of_a_scenario_is_that_what_if_and_says_so(example_case):
    given = {
        "name": "more-seed", "site": "rw-huye", "who": "team", "when": "2026-03-14",
        "why": "A trial.", "changes": {"levels": {"clean-seed": {"use": 5}}},
    }  # fmt: skip
    case = open_case(EXAMPLE, "rw-huye", scenario=given)
    direct = example_case.what_if(levels={"clean-seed": {"use": 5}})
    assert case.outcomes == direct.outcomes
    assert case.before.outcomes == example_case.outcomes
    assert case.site.settings.title.endswith("(Scenario more-seed: not the tables)")
    assert open_case(EXAMPLE, "rw-huye", scenario=given) is case
    assert open_case(EXAMPLE, "rw-huye").scenario is None
    with pytest.raises(InvalidInput, match="more-seed is one of rw-huye, not of rw-nyanza"):
        open_case(EXAMPLE, "rw-nyanza", scenario=given)
    with pytest.raises(UnknownName, match="There is no scenario 'less-seed'"):
        open_case(EXAMPLE, "rw-huye", scenario="less-seed")
