"""Plans drafted from templates."""

import re
from string import ascii_uppercase

import pandas as pd
import pytest

from workbench.errors import UnknownName
from workbench.frameworks.plan_templates import load_plan_template
from workbench.plan.analysis.plan_draft import ACTIVITY_COLUMNS, draft_activities, draft_costs
from workbench.plan.analysis.precedence import read_links
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import DTYPES

SR = load_plan_template("sr-options")
NAMES = {
    "actor": {"team": "The team", "lab": "Lab {x}"},
    "component": {"seed": "clean seed"},
    "site": {"b": "Bukavu"},
}
NOTHING = pd.DataFrame({"activity": []})


def chosen(**columns):
    return pd.DataFrame({"site": ["a"], "component": ["seed"], "option": ["outsource"]} | columns)


def draft(options, template=SR, **more):
    given = {"lead": "team", "names": NAMES, "existing": NOTHING} | more
    return draft_activities(template, site="a", options=options, **given)


def test_columns_are_those_of_the_table():
    declared = declaration().table("activities").columns
    assert {name: DTYPES[column.type] for name, column in declared.items()} == ACTIVITY_COLUMNS
    plan = draft(chosen())
    assert {name: str(dtype) for name, dtype in plan.dtypes.items()} == ACTIVITY_COLUMNS


@pytest.mark.parametrize("option", SR.options)
def test_every_option_can_be_scheduled_and_ends_in_a_diagnosis(option):
    plan = draft(chosen(option=option, readiness_after=7, use_after=4))
    links = read_links(plan)
    last = plan.iloc[-1]
    assert re.match("Diagnose .* again", last["title"])
    assert (last["readiness_after"], last["use_after"]) == (7, 4)
    assert plan["readiness_after"].notna().sum() == 1
    # nothing comes after the diagnosis, and all else leads to something
    assert set(plan["activity"]) - set(links["before"]) == {last["activity"]}
    assert not plan["title"].str.contains(r"[{}]", regex=True).any()


def test_names_and_roles_are_filled_in_where_they_are_clear():
    plan = draft(chosen(executor="lab", proposal="s-1")).set_index("activity")
    assert plan.at["A2", "title"] == "Sign the agreement with Lab {x}"
    assert plan.at["A2", "responsible"] == "team"
    assert plan.at["A2", "partners"] == "lab"
    assert plan.at["A3", "responsible"] == "lab"
    assert pd.isna(plan.at["A6", "responsible"])
    assert plan.at["A3", "deliverable"] == "Clean seed in place"
    assert plan["proposal"].eq("s-1").all()
    assert plan["template"].eq("draft of sr-options 1").all()
    assert plan[["staff", "people", "earliest", "deadline"]].isna().all(axis=None)


def test_unclear_roles_stay_blank():
    assert draft(chosen(), lead=None)["responsible"].isna().all()
    assert "the partner" in draft(chosen())["title"].iloc[0]
    own = draft(chosen(option="develop")).set_index("activity")
    assert own.at["A3", "responsible"] == "team"
    assert own["partners"].isna().all()


def test_several_options_get_letters_of_their_own():
    options = pd.concat([chosen(), chosen(component="laws", option="stop")])
    taken = pd.DataFrame({"activity": [f"{letter}1" for letter in ascii_uppercase[:-1]]})
    plan = draft(options, existing=taken)
    assert plan["activity"].iloc[[0, 7]].tolist() == ["Z1", "AA1"]
    assert plan["activity"].is_unique
    assert plan["title"].iloc[-1].startswith("Diagnose laws again")
    links = read_links(plan)
    assert (
        links["before"].str.rstrip("0123456789") == links["activity"].str.rstrip("0123456789")
    ).all()
    present = pd.DataFrame({"activity": ["A1", "C1"]})
    assert draft(chosen(), existing=present)["activity"].iloc[0] == "B1"


def test_what_waits_begins_on_the_day_of_the_change():
    plan = draft(chosen(option="postpone", change_date=pd.Timestamp("2027-02-01")))
    assert plan["earliest"].dropna().tolist() == [pd.Timestamp("2027-02-01")]
    assert plan.loc[plan["earliest"].notna(), "title"].tolist() == [
        "Look whether the change has come"
    ]


def test_substitute_and_place_have_names():
    moved = draft(chosen(option="relocate", to_site="b"))
    assert "Bukavu" in moved["title"].iloc[0]
    replaced = draft(chosen(option="substitute", substitute="cuttings"))
    assert replaced["title"].iloc[0].endswith("that cuttings replaces clean seed")


def test_one_plan_gets_a_diagnosis_at_its_end():
    plan = draft(chosen(component="laws"), load_plan_template("ai24w"))
    assert len(plan) == 26
    assert plan["title"].iloc[-1] == "Diagnose laws again"
    assert plan["after"].iloc[-1] == "A22; A23; A24; A25"
    read_links(plan)


def test_an_option_that_the_template_does_not_know_is_refused():
    with pytest.raises(UnknownName, match="Did you mean 'stop'"):
        draft(chosen(option="stopp"))


def test_cost_lines_have_a_sort_and_no_amount():
    plan = draft(chosen(executor="lab", proposal="s-1"))
    costs = draft_costs(plan, leads="team", currency="USD").set_index("line")
    assert costs.at["A1-staff", "partner"] == "team"
    assert costs.at["A3-subaward", "partner"] == "lab"
    field = plan.loc[plan["fieldwork"].fillna(value=False), "activity"]
    assert set(costs.index[costs["category"] == "travel-staff"]) == set(field + "-travel")
    assert not costs["determined"].any()
    assert {"quantity", "unit_cost"}.isdisjoint(costs.columns)
    assert set(costs["activity"]) == set(plan["activity"])
