"""The assessment of many sites in one call."""

import pandas as pd

from tests.fixtures.assessed import LISTED, assessed, panel, said


def rules(found):
    return {one.rule: one.holds for one in found.rule_rows}


def test_rules_hold_do_not_or_are_not_known():
    found = assessed(said(("design", "1"), ("partners", "4"), ("unproven", "no")))
    assert rules(found) == {"low": True, "not-fit": None, "far": False}
    assert found.rule_rows[0].says == "One part is weak."


def test_a_framework_without_rules_or_answers_is_told_as_nothing():
    found = assessed(said(), sites=("huye",))
    assert not any(one.answered for one in found.item_rows)
    # With 3 required no gap can be more than 3, whatever is answered.
    assert rules(found) == {"low": None, "not-fit": None, "far": False}


def test_tables_have_the_columns_and_types_that_are_documented():
    found = assessed(panel(("design", [1, 2])))
    whole = {"round", "assessors", "lowest", "highest", "claimed", "supported", "pieces", "level"}
    whole |= {"required", "gap", "rank"}
    assert {name for name, kind in found.items.dtypes.items() if kind == "Int64"} == whole
    assert len(found.items) == len(LISTED.ordered)
    documented = type(found).__doc__
    for table in (found.items, found.sections):
        assert all(f"{name} " in documented for name in table)


def test_one_site_of_many():
    responses = pd.concat([panel(("design", [1])), panel(("design", [4]), site="musanze")])
    found = assessed(responses, sites=("huye", "musanze")).site("musanze")
    assert {one.site for one in found.item_rows} == {"musanze"}
    assert [one.level for one in found.item_rows if one.item == "design"] == [4]
