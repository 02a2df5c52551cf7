"""The draft strategy stands on all steps before it."""

import pandas as pd

from workbench.strategy.step import findings


def test_a_site_with_nothing_still_has_a_draft(drafted):
    found = drafted("ug-luwero")
    assert found.strategy.empty == (
        "option",
        "package",
        "partners",
        "plan",
        "budget",
        "assumptions",
    )
    assert drafted("rw-huye").strategy.empty == ()
    assert len(drafted("rw-huye").methods) == 8


def test_stopping_is_told_from_not_planned(drafted):
    assert drafted("ug-kayunga").options.decision.stopped
    assert not drafted("rw-huye").options.decision.stopped
    assert not drafted("ug-luwero").options.decision.stopped


def test_partners_of_plan_and_budget_stand_together(drafted):
    found = drafted("rw-musanze")
    rows = {one.actor: one for one in found.partners}
    assert rows["ridges-bank"].modality == "co-investment"
    assert rows["ridges-bank"].leads == 3
    total = sum(one.amount for one in rows.values() if one.amount is not None)
    assert total == found.budget.budget.total().amount


def test_a_paid_partner_without_agreement_is_found(drafted):
    found = drafted("rw-huye")
    said = [one.what for one in findings(found)]
    assert any("Tissue Garden" in one and "nothing is agreed" in one for one in said)
    agreed = {one.actor for one in found.partners if one.agreed}
    assert not any(found.names[actor] in one for actor in agreed for one in said)


def test_the_mark_of_the_strategy_follows_its_content(drafted):
    before = drafted("rw-huye").strategy
    same = drafted("rw-huye", ties=lambda table: table).strategy

    def dearer(table):
        return table.assign(quantity=table["quantity"].mask(table["line"] == "L1", "2"))

    after = drafted("rw-huye", costs=dearer).strategy
    assert before.fingerprint == same.fingerprint != after.fingerprint


def test_a_comment_without_an_answer_stands_beside_the_reason_of_the_decision(drafted):
    (one,) = [f for f in findings(drafted("rw-huye")) if f.kind == "comment-without-answer"]
    assert one.serious
    assert one.what.startswith("“Land of the second garden floods; find another.”")
    assert "2026-03-03" in one.why
    assert "the land is promised" in one.why

    def answered(table):
        return table.assign(answer="A garden on the hill is found.")

    kinds = [f.kind for f in findings(drafted("rw-huye", strategies=answered))]
    assert "comment-without-answer" not in kinds


def test_an_assumption_needs_somebody_and_a_day(drafted):
    def owned(table):
        return table.assign(assumes_owner="Crop Desk", assumes_due=pd.Timestamp("2026-06-30"))

    def kinds(**tables):
        return {f.kind for f in findings(drafted("rw-huye", **tables))}

    assert "assumption-without-owner" in kinds()
    assert "assumption-without-owner" not in kinds(options=owned)
