"""What speaks against the plan of work: deadlines, people, order, what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from textwrap import shorten

import pandas as pd

from workbench.core.finding import Finding
from workbench.core.money import amount_words
from workbench.drawing.words import natural_list
from workbench.language import phrased
from workbench.page.wording import count, long_date, span
from workbench.plan.analysis.plan_checks import (
    early_results,
    late_companions,
    new_diagnoses,
    not_decided,
)
from workbench.plan.analysis.rows import (
    DeadlineRow,
)
from workbench.plan.step import PlanStep


def findings(found: PlanStep) -> list[Finding]:
    """List where the plan contradicts itself, its deadlines, its people or the decision."""
    return [
        *map(partial(_missed, found), (row for row in found.deadlines if row.possible is False)),
        *_too_few(found),
        *_end_not_known(found),
        *_out_of_order(found),
        *_against_the_decision(found),
        *_no_new_diagnosis(found),
    ]


def shortening_words(found: PlanStep, activity: str) -> str:
    """Say how far shortening helps to keep a deadline, and what the cheapest way costs."""
    one = found.remedies.get(activity)
    if one is None:
        return ""
    if one.left:
        return phrased(
            "With every activity in its shortest time it ends on {}: shortening alone "
            "saves at most {} and leaves it {} late.",
            long_date(one.earliest),
            count(one.saves, "day"),
            count(one.left, "day"),
        )
    if one.cost is None:
        keys = natural_list(one.unpriced, 4)
        return phrased(
            "Shortening alone can keep it (by {} at the earliest). What that costs is not "
            "known: enter hurry_cost in the table activities for {}.",
            long_date(one.earliest),
            keys,
        )
    by = [phrased("{} by {:g}", key, round(days, 1)) for key, days in one.shortened.items()]
    money = amount_words(Decimal(round(one.cost)), found.site.settings.currency or "", places=0)
    more = ""
    if one.unpriced:
        more = phrased(
            " It may be cheaper: hurry_cost is blank for {}.", natural_list(one.unpriced, 4)
        )
    return phrased(
        "The cheapest way to keep it costs {}: shorten {} working days.{}",
        money,
        natural_list(by),
        more,
    )


def levelled_words(found: PlanStep) -> str:
    """Say until when the plan takes with the people there are."""
    plan, end = found.levelled, found.end
    if plan is None or end is None:
        return ""
    if plan.short:
        names = natural_list([found.titles[key] for key in plan.short], 3)
        return phrased(
            "{}: more people are needed at the same time than there are, so no dates help.", names
        )
    if found.later_end is None:
        return phrased("With other dates the people there are suffice, and the end stays the same.")
    then = dict(zip(plan.table["activity"], plan.table["finish"].dt.date, strict=True))
    late = [
        phrased(
            " {} then misses its deadline of {} by {}.",
            row.title,
            long_date(row.deadline),
            count((then[row.activity] - row.deadline).days, "day"),
        )
        for row in found.deadlines
        if row.possible and then[row.activity] > row.deadline
    ]
    return phrased(
        "With the people there are the plan ends on {}, not on {}.{}",
        long_date(found.later_end),
        long_date(end.finish),
        "".join(late),
    )


def _who(found: PlanStep, activity: str) -> str:
    """Name who is responsible for an activity."""
    key = next((row.responsible for row in found.rows if row.activity == activity), None)
    return phrased("the project's team") if key is None else found.at.names.get(key, key)


def _missed(found: PlanStep, row: DeadlineRow) -> Finding:
    when = phrased("as planned it is done on {}, ", long_date(row.finish)) if row.finish else ""
    least = "" if row.finish else phrased("at least ")
    late = phrased("{}{} after the deadline of", least, count(row.late_days or 0, "day"))
    remedy = found.remedies.get(row.activity)
    helps = remedy is None or not remedy.left
    to_do = phrased("Agree on a later day, or let the work that leads to it overlap")
    return Finding(
        step="plan",
        kind="deadline-missed",
        site=found.site.key,
        what=f"{row.title}: {when}{late} {long_date(row.deadline)}. "
        + shortening_words(found, row.activity),
        where=("activities", f"activity {row.activity}, deadline"),
        why=phrased("Who waits for it is promised a day that cannot be kept."),
        to_do=f"{to_do}{phrased(', or shorten it') if helps else ''}.",
        who=_who(found, row.activity),
        serious=True,
    )


def _too_few(found: PlanStep) -> Iterator[Finding]:
    over = [] if found.staffing is None else found.staffing.overloads
    if not over:
        return
    worst = max(over, key=lambda row: row.over)
    days = sum(row.days for row in over)
    short = found.levelled is not None and bool(found.levelled.short)
    yield Finding(
        step="plan",
        kind="too-few-people",
        site=found.site.key,
        what=phrased(
            "{}: {:g} needed, {:g} there {}; too few on {} in all. ",
            worst.title,
            worst.needed,
            worst.available,
            span(worst.first, worst.last),
            count(days, "working day"),
        )
        + levelled_words(found),
        where=("activities", f"activities {worst.activities}, people"),
        why=phrased("Work that nobody is there for begins later than the plan says."),
        to_do=phrased("Find more people for these days, or take the later dates."),
        serious=found.later_end is not None or short,
    )


def _end_not_known(found: PlanStep) -> Iterator[Finding]:
    rows = [row for row in found.rows if row.finish is None and row.duration is None]
    if rows:
        keys = natural_list([row.activity for row in rows], 4)
        noun = "activity" if len(rows) == 1 else "activities"
        verb = "takes" if len(rows) == 1 else "take"
        titles = natural_list([shorten(row.title, 60, placeholder=" …") for row in rows], 3)
        yield Finding(
            step="plan",
            kind="end-not-known",
            site=found.site.key,
            what=phrased("Nobody knows how long {} {}.", titles, verb),
            where=("activities", f"{noun} {keys}, likely"),
            why=phrased("All that follows has no days either."),
            to_do=phrased("Enter how many days it takes."),
            who=_who(found, rows[0].activity)
            if len(rows) == 1
            else phrased("who is responsible for them"),
        )


def _out_of_order(found: PlanStep) -> Iterator[Finding]:
    for one in early_results(found.rows, found.links):
        early = natural_list([f"{row.title} ({long_date(row.finish)})" for row in one.early])
        verb = "is" if len(one.early) == 1 else "are"
        yield Finding(
            step="plan",
            kind="deliverable-before-input",
            site=found.site.key,
            what=phrased(
                "{} {} planned to be done before the end of what comes first: {} ({}).",
                early,
                verb,
                one.input.title,
                long_date(one.input.finish),
            ),
            where=("activities", f"activity {one.early[0].activity}, after"),
            why=phrased("It reports on work that is not done by then."),
            to_do=phrased(
                "Let {} begin when {} has ended, or say in its title that it reports on a part.",
                one.early[0].activity,
                one.input.activity,
            ),
            who=_who(found, one.early[0].activity),
            serious=any(row.milestone for row in one.early),
        )
    for late in late_companions(found.rows, found.links):
        yield Finding(
            step="plan",
            kind="work-outside-season",
            site=found.site.key,
            what=phrased(
                "{} begins on {}, when {} is nearly over ({}). That it is meant to take place "
                "during that work is read from its title.",
                late.row.title,
                long_date(late.start),
                late.host.title,
                long_date(late.host_finish),
            ),
            where=("activities", f"activity {late.row.activity}, after"),
            why=phrased("What it would find can no longer be mended."),
            to_do=phrased(
                "Split it into earlier visits, or take out the link to the end of {}.",
                late.host.activity,
            ),
            who=_who(found, late.row.activity),
        )


def _against_the_decision(found: PlanStep) -> Iterator[Finding]:
    decided, options = found.decision.follows.decided, found.site.table("options")
    names = {
        proposal: f"{option if pd.isna(title) else title} ({proposal})"
        for proposal, option, title in zip(
            options["proposal"], options["option"], options["title"], strict=True
        )
    }
    own = found.planned if found.at.key == found.site.key else []
    for proposal, rows in not_decided(own, decided).items():
        keys = natural_list([row.activity for row in rows], 6)
        yield Finding(
            step="plan",
            kind="activity-not-decided",
            site=found.site.key,
            what=phrased(
                "{} ({}) for {}, which was not decided.",
                count(len(rows), "activity"),
                keys,
                names.get(proposal, proposal),
            ),
            where=("activities", f"activity {rows[0].activity}, proposal"),
            why=phrased("Plan and budget serve something else than the decision."),
            to_do=phrased("Take these activities out, or decide on that option."),
            who=phrased("who decided"),
            serious=bool(decided),
        )
    bare = found.decided_without_activity
    if bare:
        listed = natural_list([names.get(one, one) for one in bare])
        yield Finding(
            step="plan",
            kind="decided-without-activity",
            site=found.site.key,
            what=phrased("Decided, but no activity is planned for it: {}.", listed),
            where=("activities", "proposal"),
            why=phrased("What nobody does has neither a date nor a cost."),
            to_do=phrased(
                "Let 'workbench draft PROJECT --site {}' propose activities, or enter {} in "
                "the column proposal of those that serve it.",
                found.site.key,
                natural_list(bare),
            ),
            serious=True,
        )


def _no_new_diagnosis(found: PlanStep) -> Iterator[Finding]:
    if not found.site.framework.judges_levels:
        return
    if found.planned and not found.decision.stopped and not any(new_diagnoses(found.planned)):
        yield Finding(
            step="plan",
            kind="no-new-diagnosis",
            site=found.site.key,
            what=phrased("No activity ends in a new diagnosis, by its levels or by its words."),
            where=("activities", "readiness_after, use_after"),
            why=phrased("Nobody will know whether the package has moved."),
            to_do=phrased(
                "Add an activity that scores the package again, with the levels expected."
            ),
        )
