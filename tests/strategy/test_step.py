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
    cash = sum(one.amount for one in rows.values() if one.amount is not None)
    gifts = sum(one.in_kind for one in rows.values() if one.in_kind is not None)
    assert cash == found.budget.budget.total(kind="cash").amount
    assert gifts == found.budget.budget.total(kind="in-kind").amount > 0
    assert rows["musanze-crop-desk-1"].amount is None


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


def test_an_assumption_names_the_activity_that_speaks_of_it(drafted):
    found = drafted("rw-huye")
    (one,) = [f for f in findings(found) if f.kind == "assumption-without-owner"]
    assert one.who == "district team and Crop Desk of Huye"
    assert "B1 Register the land of the mother gardens (Crop Desk of Huye, until 14 M" in one.what
    assert one.what.endswith("no activity waits for it.")
    assert one.to_do.endswith("perhaps Crop Desk of Huye, and let what rests on it wait for B1.")
    (land,) = [f for f in findings(found) if f.kind == "comment-without-answer"]
    assert land.to_do.endswith("; see B1 Register the land of the mother gardens.")
    assert found.about("Tissue Garden keeps the prices.", "seed-2") is None


def test_who_gives_in_kind_is_not_said_to_be_paid(drafted):
    said = [one.what for one in findings(drafted("rw-huye")) if "Crop Desk" in one.what]
    assert any("responsible for 1 activity and to give USD\xa03,226 in kind" in one for one in said)
    assert not any("paid USD\xa03,226" in one for one in said)


def _kinds(found):
    return {one.kind: one for one in findings(found)}


def test_who_is_paid_for_an_activity_without_a_part_in_it_is_found(drafted):
    one = _kinds(drafted("ug-isingiro"))["paid-without-part"]
    # (8 x 4,366,000 + 5 x 2,257,000 + 125 x 47,000) UGX / 3,668.4, and 5 % for what is not foreseen
    assert one.what.startswith("Extension Desk of Isingiro is to be paid USD\u00a014,909 for A5")
    assert one.where == ("costs", "line L4, line L6 and line L7")

    def named(table):
        here = table["activity"].eq("A5") & table["site"].eq("ug-isingiro")
        return table.assign(partners=table["partners"].mask(here, "isingiro-extension-1"))

    assert "paid-without-part" not in _kinds(drafted("ug-isingiro", activities=named))


def test_a_co_investor_has_to_give_something(drafted):
    assert "Bank of the Ridges" in _kinds(drafted("rw-musanze"))["co-investor-gives-nothing"].what

    def given(table):
        here = table["line"].eq("L5") & table["site"].eq("rw-musanze")
        return table.assign(
            partner=table["partner"].mask(here, "ridges-bank"),
            kind=table["kind"].mask(here, "in-kind"),
        )

    assert "co-investor-gives-nothing" not in _kinds(drafted("rw-musanze", costs=given))


def test_a_platform_has_to_be_in_plan_or_budget(drafted):
    assert "A platform of 12" in _kinds(drafted("rw-musanze"))["platform-without-activity"].what

    def planned(table):
        here = table["activity"].eq("A8") & table["site"].eq("rw-musanze")
        return table.assign(title=table["title"].mask(here, "Meeting of the seed platform"))

    assert "platform-without-activity" not in _kinds(drafted("rw-musanze", activities=planned))
