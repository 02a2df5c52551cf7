"""What speaks against the plan of work, found at the example or a changed one."""

import pandas as pd
import pytest

from tests.fixtures.sites import plain_text
from workbench.plan.findings import findings
from workbench.plan.page.plan import answer


def kinds(step):
    return [one.kind for one in findings(step)]


def one_of(step, kind):
    (found,) = [one for one in findings(step) if one.kind == kind]
    return found


def test_a_deadline_that_cannot_be_kept_is_serious(planned):
    def soon(table):
        own = (table["site"] == "rw-huye") & table["deadline"].notna()
        return table.assign(deadline=table["deadline"].mask(own, pd.Timestamp("2026-05-01")))

    late = findings(planned("rw-huye", activities=soon))
    assert late[0].serious
    assert "357 days after the deadline of 1 May 2026" in late[0].what


def test_a_missed_deadline_says_how_far_shortening_helps(planned):
    late = one_of(planned("rw-musanze"), "deadline-missed")
    assert "197 days after the deadline of 30 September 2026" in late.what
    assert "saves at most 132 days and leaves it 65 days late" in late.what


def test_the_cheapest_way_to_a_deadline_is_named_with_its_price_or_the_column_that_would_tell(
    planned,
):
    def soon(price):
        def change(table):
            own = (table["site"] == "rw-huye") & table["deadline"].notna()
            day = table["deadline"].mask(own, pd.Timestamp("2027-03-31"))
            return table.assign(deadline=day, hurry_cost=price)

        return change

    bare = one_of(planned("rw-huye", activities=soon(float("nan"))), "deadline-missed")
    assert "enter hurry_cost in the table activities for A1, A2, A4, A5 and 6 more" in bare.what
    priced = planned("rw-huye", activities=soon(1000.0))
    found = one_of(priced, "deadline-missed")
    assert "The cheapest way to keep it costs USD" in found.what
    cost, cut = priced.remedies["A12"].cost, priced.remedies["A12"].shortened
    rows = priced.site.table("activities").set_index("activity")
    room = rows["likely"] - rows["low"]
    assert cost == pytest.approx(sum(1000 * days / room[key] for key, days in cut.items()))


def test_too_few_people_has_the_end_with_the_people_there_are(planned):
    found = one_of(planned("rw-ruhango"), "too-few-people")
    assert "the plan ends on 16 November 2026, not on 2 September 2026" in found.what
    assert found.serious
    assert planned("rw-huye").levelled is None
    assert not one_of(planned("ug-isingiro"), "too-few-people").serious
    later = "Later then: Carry village savings groups to all places from 29 June to"
    assert later in plain_text(answer(planned("rw-ruhango")))

    def by_september(table):
        own = (table["site"] == "rw-ruhango") & (table["activity"] == "A10")
        return table.assign(deadline=table["deadline"].mask(own, pd.Timestamp("2026-09-30")))

    pressed = one_of(planned("rw-ruhango", activities=by_september), "too-few-people")
    assert "misses its deadline of 30 September 2026 by 4" in pressed.what

    def crowd(table):
        return table.assign(people=table["people"].mask(table["activity"] == "A5", 9.0))

    many = one_of(planned("rw-ruhango", activities=crowd), "too-few-people")
    assert "no dates help" in many.what


def test_results_before_the_season_they_report_and_a_check_at_its_end(planned):
    huye = planned("rw-huye")
    early = one_of(huye, "deliverable-before-input")
    assert "Results are with the donor (23 April 2027) are planned to be done before" in early.what
    assert early.what.endswith("season without the project (30 April 2027).")
    assert early.who == "Lakes Banana Initiative"
    late = one_of(huye, "work-outside-season")
    assert late.where == ("activities", "activity A7, after")
    assert not {"deliverable-before-input", "work-outside-season"} & {*kinds(planned("rw-muhanga"))}


def test_the_plan_serves_what_was_decided(planned):
    def unserved(table):
        return table.assign(proposal=table["proposal"].mask(table["proposal"] == "mark-2"))

    bare = one_of(planned("rw-ruhango", activities=unserved), "decided-without-activity")
    assert "(mark-2)" in bare.what
    assert "decided-without-activity" not in kinds(planned("ug-kayunga"))

    def other(table):
        own = (table["site"] == "rw-huye") & (table["activity"] == "A3")
        return table.assign(proposal=table["proposal"].mask(own, "seed-1"))

    found = one_of(planned("rw-huye", activities=other), "activity-not-decided")
    assert "1 activity (A3) for" in found.what
    assert "(seed-1), which was not decided" in found.what
