"""Supposing something else gives a new chain, and leaves the old one as it is."""

from dataclasses import fields, is_dataclass, replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.case import Case, open_case
from workbench.core.once import forget
from workbench.diagnosis.page.uncertainty_text import confidence_words
from workbench.errors import InvalidInput, UnknownName
from workbench.what_if import ODDS, Outcome, differences

EXAMPLE = Path(__file__).parents[1] / "data" / "example"


def _rows(table):
    return {(one.step, one.what): (one.before, one.after) for one in table.itertuples()}


def test_a_supposed_level_counts_and_moves_the_bottleneck(example_case):
    digest = example_case.site.project.digest()
    other = example_case.what_if(levels={"clean-seed": {"use": 5}})
    rows = _rows(other.compare(example_case))
    assert rows["diagnosis", "package score"] == ("at most 8", "at most 18")
    assert rows["diagnosis", "bottleneck"] == ("Clean seed supply", "Extension messages")
    assert rows["diagnosis", "use of Clean seed supply"] == ("2", "5")
    assert example_case.site.project.digest() == digest
    assert other.changes.levels == {"clean-seed": {"use": 5}}


def test_each_probability_says_which_component_it_is_of(example_case, example_cases):
    other = example_case.what_if(levels={"clean-seed": {"use": 5}})
    odds = _rows(other.compare(example_case))["diagnosis", ODDS]
    assert odds == ("Clean seed supply 86 %", "Extension messages 5 %")
    finding = next(one for one in other.findings if one.kind == "diagnosis-open")
    assert odds[1] in finding.what
    shared = example_cases.case("rw-ruhango")
    said = {one.what: one.value for one in shared.outcomes}[ODDS]
    assert said == "Input credit 60 %, Market information 26 %; one of them 86 %"
    assert "86 % likely" in str(confidence_words(shared.diagnosis)).replace("\xa0", " ")
    assert {one.value for one in example_cases.case("ug-luwero").outcomes if one.what == ODDS} == {
        "not known"
    }


def test_where_nothing_is_decided_before_and_after_there_is_no_row(example_case):
    other = example_case.what_if(levels={"clean-seed": {"use": 5}})
    assert "extension-messages" in set(other.options.advice["component"])
    rows = _rows(other.compare(example_case))
    assert not [what for _, what in rows if "for Extension messages" in what]
    assert ("none", "not known") not in rows.values()


def test_a_level_that_was_not_assessed_can_be_supposed(example_case):
    other = example_case.what_if(levels={"input-credit": {"readiness": 3, "use": 1}})
    rows = _rows(other.compare(example_case))
    assert rows["diagnosis", "bottleneck"][1] == "Input credit"
    assert rows["diagnosis", "readiness of Input credit"] == ("not known", "3")


def test_start_costs_and_ceiling_change_plan_and_budget_alone(example_case):
    other = example_case.what_if(
        start="2027-01-01", costs={"L1": {"quantity": 5}}, ceiling=50_000, durations={"A1": 20}
    )
    table = other.compare(example_case)
    assert set(table["step"]) == {"partners", "plan", "budget", "findings"} - {"partners"}
    rows = _rows(table)
    assert rows["plan", "end of the plan"][0] == "2027-04-30"
    assert rows["plan", "end of the plan"][1] > "2027-04-30"
    ceiling = rows["findings", "project.yaml: budget, ceiling"][1]
    assert "exceeds the ceiling of USD\xa050,000" in ceiling


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"currency": "EUR"}, "a currency that has a rate; rates has none of EUR"),
        ({"currency": "ZZZ"}, "a currency code of ISO 4217"),
        ({"period": "x"}, "a year, quarter or month"),
        ({"period": "2026-13"}, "a year, quarter or month"),
        ({"period": "2020-01"}, "a period from 2026-04-01 on, when the plan begins"),
        ({"quantity": "abc"}, "an amount from 0 up"),
    ],
)
def test_a_cost_is_held_to_the_rules_of_the_table(example_case, cells, words):
    with pytest.raises(InvalidInput, match=f"of costs; what can: {words}") as caught:
        example_case.what_if(costs={"L2": cells})
    assert "\n" not in str(caught.value)
    assert example_case.what_if(
        costs={"L2": {"currency": "RWF", "period": "2026-07"}}
    ).budget.budget


@pytest.mark.parametrize(
    "changes",
    [
        {"levels": [1]},
        {"levels": "abc"},
        {"levels": {1: {"use": 5}}},
        {"levels": {"clean-seed": {1: 5}}},
        {"options": [1]},
        {"options": {"seed-1": 5}},
        {"options": {"seed-1": {5: 5}}},
        {"decide": "x"},
        {"decide": {None: "seed-1"}},
        {"exclude": [None]},
        {"exclude": 5},
        {"include": {"a": 1}.values()},
        {"durations": "A1"},
        {"costs": 5},
        {"ceiling": "1e400"},
        {"ceiling": 1e300},
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(example_case, changes):
    with pytest.raises(InvalidInput) as caught:
        example_case.what_if(**changes)
    assert "\n" not in str(caught.value)


def test_another_decision_replaces_the_one_that_stands(example_case):
    other = example_case.what_if(decide={"clean-seed": "seed-1"})
    rows = _rows(other.compare(example_case))
    assert rows["options", "decided for Clean seed supply"] == ("Outsource", "Substitute")
    assert not [one for one in other.findings if one.step == "options" and one.serious]


def test_an_option_can_be_dearer_and_slower(example_case):
    other = example_case.what_if(options={"seed-1": {"cost": 900_000, "months": 80}})
    table = other.options.options.set_index("proposal")
    assert table.loc["seed-1", "cost"] == 900_000
    assert table.loc["seed-1", "months"] == 80


def test_partners_can_be_left_out_and_asked_for(example_case):
    first = example_case.partners.chosen["actor"].iloc[0]
    others = example_case.partners.partners.table
    left = others.loc[~others["selected"], "actor"].iloc[0]
    other = example_case.what_if(exclude=[first], include=[left])
    chosen = set(other.partners.chosen["actor"])
    assert first not in chosen
    assert left in chosen


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"levels": {"clean-sed": {"use": 5}}}, UnknownName),
        ({"levels": {"clean-seed": {"usage": 5}}}, UnknownName),
        ({"levels": {"clean-seed": {"use": 12}}}, InvalidInput),
        ({"options": {"seed-1": {"price": 5}}}, UnknownName),
        ({"options": {"seed-1": {"cost": "a lot"}}}, InvalidInput),
        ({"decide": {"clean-seed": "seed-9"}}, UnknownName),
        ({"exclude": ["nobody"]}, UnknownName),
        ({"durations": {"A99": 3}}, UnknownName),
        ({"start": "next year"}, InvalidInput),
        ({"start": float("nan")}, InvalidInput),
        ({"decide": {"clean-sed": "seed-1"}}, UnknownName),
        ({"decide": {"by-laws": "seed-1"}}, UnknownName),
        ({"levels": {"clean-seed": {"use": 5.5}}}, InvalidInput),
        ({"levels": {"clean-seed": {"use": True}}}, InvalidInput),
        ({"options": {"seed-1": {"site": "rw-nyanza"}}}, UnknownName),
        ({"options": {"seed-1": {"component": None}}}, InvalidInput),
        ({"options": {"seed-1": {"executor": "nobody"}}}, UnknownName),
        ({"options": {"seed-1": {"months": 6, "months_low": 9}}}, InvalidInput),
        ({"costs": {"L1": {"activity": "A77"}}}, UnknownName),
        ({"ceiling": -1}, InvalidInput),
        ({"ceiling": "50,000"}, InvalidInput),
        ({"ceiling": float("nan")}, InvalidInput),
        ({"durations": {"A1": "long"}}, InvalidInput),
        ({"exclude": ["tissue-garden"], "include": "tissue-garden"}, InvalidInput),
    ],
)
def test_what_does_not_exist_is_refused(example_case, changes, error):
    with pytest.raises(error):
        example_case.what_if(**changes)


def test_nothing_supposed_is_nothing_changed(example_case):
    assert example_case.what_if().compare(example_case).empty
    same = example_case.what_if(levels={"clean-seed": {"use": 2}, "by-laws": {}})
    assert same.compare(example_case).empty


def test_what_was_supposed_before_stands(example_case):
    first = example_case.what_if(decide={"clean-seed": "seed-1"}, exclude="tissue-garden")
    second = first.what_if(levels={"clean-seed": {"use": 3}}, include="tissue-garden")
    assert second.changes.decide == {"clean-seed": "seed-1"}
    assert second.changes.levels == {"clean-seed": {"use": 3}}
    assert (second.changes.exclude, second.changes.include) == ((), ("tissue-garden",))
    third = second.what_if(levels={"clean-seed": {"use": 4}}, decide={"clean-seed": "seed-2"})
    rows = third.site.table("decisions")
    assert rows["decision"].is_unique
    assert third.site.table("evidence")["evidence"].is_unique
    assert third.changes.levels == {"clean-seed": {"use": 4}}


def test_what_an_option_costs_is_among_the_differences(example_case):
    other = example_case.what_if(options={"seed-1": {"cost": 50_000}})
    table = other.compare(example_case)
    assert table["what"].str.startswith("cost of ").any()
    assert "Case of Huye (rw-huye), with suppositions" in repr(other)[:60].replace(")>", ")")


def test_two_sites_are_not_compared(example_case, example_cases):
    with pytest.raises(InvalidInput):
        example_cases.case("rw-nyanza").compare(example_case)


def test_differences_keep_the_order_of_the_steps():
    before = [Outcome("plan", "end", "", "May"), Outcome("budget", "total", "", "5")]
    after = [Outcome("diagnosis", "score", "", "8"), Outcome("plan", "end", "", "June")]
    assert differences(before, after).to_numpy().tolist() == [
        ["plan", "end", "May", "June"],
        ["budget", "total", "5", "none"],
        ["diagnosis", "score", "none", "8"],
    ]


def test_a_site_without_plan_or_budget_says_so():
    bare = open_case(EXAMPLE, "ug-luwero")
    with pytest.raises(InvalidInput, match="Luwero has no activities, so there is no start"):
        bare.what_if(start="2027-01-01")
    with pytest.raises(InvalidInput, match="Luwero has no costs, so there is no budget"):
        bare.what_if(ceiling=5)
    planned = open_case(EXAMPLE, "rw-huye")
    with pytest.raises(InvalidInput, match="cannot begin on 1500-01-01; give a day from 1900"):
        planned.what_if(start="1500-01-01")


@pytest.mark.parametrize("site", [None, ["rw-huye"], 3])
def test_a_case_is_of_one_site(site):
    with pytest.raises(InvalidInput, match="A case is of one site"):
        open_case(EXAMPLE, site)


def test_a_level_without_its_dimension_is_refused_in_words(example_case):
    with pytest.raises(InvalidInput, match=r"give readiness, use or both"):
        example_case.what_if(levels={"clean-seed": 5})


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "levels": st.dictionaries(
            st.sampled_from(["clean-seed", "by-laws", "input-credit"]),
            st.dictionaries(st.sampled_from(["use", "readiness"]), st.integers(0, 9), min_size=1),
            max_size=2,
        ),
        "options": st.fixed_dictionaries({"seed-1": st.fixed_dictionaries({
            "cost": st.integers(1, 90_000), "months": st.integers(1, 40)})}),
        "decide": st.sampled_from([{"clean-seed": "seed-1"}, {"clean-seed": "seed-2"}]),
        "exclude": st.sampled_from(["tissue-garden", "great-ridge", ()]),
        "start": st.dates(pd.Timestamp("2026-02-01").date(), pd.Timestamp("2028-12-31").date()),
        "durations": st.dictionaries(st.sampled_from(["A1", "A2"]), st.integers(1, 90)),
        "costs": st.fixed_dictionaries({"L1": st.fixed_dictionaries(
            {"quantity": st.integers(0, 9)})}),
        "ceiling": st.integers(0, 200_000),
    },
)  # fmt: skip


def _results(case):
    """Return every table of every result of the chain, by step and name."""
    steps = [case.diagnosis, case.options, case.partners, case.plan, case.budget]
    names = ("partners", "ceiling", "schedule", "risk", "levelled", "budget", "estimate", "cuts")
    made = [getattr(step, name) for step in steps for name in names if hasattr(step, name)]
    for step in steps[:2]:
        made += [getattr(step, one.name) for one in fields(step)]
    found = {}
    for at, one in enumerate(made):
        for part in fields(one) if is_dataclass(one) else ():
            if isinstance(frame := getattr(one, part.name), pd.DataFrame):
                found[at, type(one).__name__, part.name] = frame
    return found


@pytest.fixture(scope="session")
def quick_site(example_case):
    """A site of the example with few draws, so that its chain is soon computed anew."""
    whole = example_case.site.project
    few = {
        "plan": whole.settings.plan.model_copy(update={"draws": 100}),
        "choice": whole.settings.choice.model_copy(update={"draws": 100}),
        "partners": whole.settings.partners.model_copy(update={"imputations": 20}),
    }
    return replace(whole, settings=whole.settings.model_copy(update=few)).site("rw-huye")


@examples(4)
@given(st.lists(CHANGES, min_size=1, max_size=3))
def test_what_is_remembered_is_what_would_be_computed_anew(quick_site, changes):
    supposed = Case(quick_site)
    for one in changes:
        supposed = supposed.what_if(**one)
        before = _results(supposed), supposed.outcomes
    forget()
    anew = Case(supposed.site)
    assert anew.outcomes == before[1]
    results = _results(anew)
    assert results.keys() == before[0].keys()
    for place, frame in results.items():
        pd.testing.assert_frame_equal(frame, before[0][place], check_exact=True, obj=str(place))


def test_a_change_computes_again_what_it_touches_and_nothing_else(quick_site):
    case = Case(quick_site)
    assert case.outcomes
    costs = case.what_if(costs={"L1": {"quantity": 2}})
    assert costs.diagnosis.diagnosis is case.diagnosis.diagnosis
    assert costs.options.choice is case.options.choice
    assert costs.partners.partners is case.partners.partners
    assert costs.plan.risk is case.plan.risk
    assert costs.budget.budget is not case.budget.budget
    start = case.what_if(start="2027-01-01")
    assert start.partners.partners is case.partners.partners
    assert start.plan.schedule is not case.plan.schedule
    levels = case.what_if(levels={"clean-seed": {"use": 5}})
    assert levels.plan.risk is case.plan.risk
    assert levels.partners.networks is case.partners.networks
    assert levels.partners.partners is not case.partners.partners
    again = case.what_if(levels={"clean-seed": {"use": 5}})
    assert again.options.results is levels.options.results
