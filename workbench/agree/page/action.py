"""What the report says of the action plan: who does what by when, and who confirmed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from workbench.agree.analysis.action_plan import ActionRow, PlanChange, action_plan
from workbench.agree.page.words import name, names
from workbench.agree.step import AgreementStep
from workbench.core.money import amount_words
from workbench.drawing.words import percent
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.records import (
    Group,
    Paragraphs,
    ReportTable,
    TableHead,
    group,
    paragraphs,
    table,
)
from workbench.page.text import TextLike, join, listing, say
from workbench.page.wording import count, long_date, plural, span

_COUNTS = {
    "firm": "firm", "soft": "in words, not counted as firm", "idea": "an idea, not counted",
    "expired": "expired, not counted", "no rate": "no rate for its currency, not counted",
    "open": "no amount yet",
}  # fmt: skip


def share(found: AgreementStep) -> Group:
    """Say how much of the plan is confirmed, and which critical activities are not."""
    plan = found.action_plan
    if not plan.shared:
        return group([])
    sure, every = plan.money
    said: list[TextLike] = [
        say(
            "**{} of {}** that others have a part in are confirmed by them ({} of what they cost).",
            str(sum(one.confirmed for one in plan.shared)), count(len(plan.shared), "activity"),
            percent(float(sure / every)) if every else "nothing",
        )
    ]  # fmt: skip
    own = len(plan.rows) - len(plan.shared)
    if own:
        said.append(f"{count(own, 'more activity')} {plural('needs', own)} nobody else.")
    open_ones = plan.critical_open
    if open_ones:
        said.append(
            say("On the critical path and not confirmed: {}.",
                join(", ", [one.work.activity for one in open_ones]))
        )  # fmt: skip
    agreed = found.agreed
    changes = found.changes
    if agreed is not None and (found.plan_marked_other or changes):
        said.append(
            say("**The plan has changed since it was agreed** on {}.", long_date(agreed.date))
        )
    parts: list[ReportTable | Paragraphs] = [paragraphs(said)]
    if changes:
        parts.append(_changed(found, changes))
    return group(parts)


_FIELDS = {
    "title": "what is done", "responsible": "who answers for it", "partners": "who takes part",
    "start": "first day", "finish": "last day", "amount": "money", "added": "added since",
    "dropped": "dropped since",
}  # fmt: skip


def _changed(found: AgreementStep, changes: Sequence[PlanChange]) -> ReportTable:
    """List what of the plan is not as it was agreed."""
    rows: list[list[TextLike]] = [
        [one.activity, _FIELDS[one.what], _as_said(found, one, one.agreed),
         _as_said(found, one, one.now)]
        for one in changes
    ]  # fmt: skip
    heads = [TableHead("No.", "names"), *map(TableHead, ("What", "As agreed", "Now"))]
    return table(phrased("What has changed in the plan since it was agreed"), heads, rows)


def _as_said(found: AgreementStep, one: PlanChange, kept: str) -> TextLike:
    if not kept:
        return "–"
    if one.what in {"responsible", "partners"}:
        return names(found, kept.split(";"))
    if one.what in {"start", "finish"}:
        return long_date(date.fromisoformat(kept))
    if one.what == "amount":
        return amount_words(Decimal(kept), found.strategy.budget.currency, places=0)
    return kept


def actions(found: AgreementStep) -> ReportTable:
    """List each activity with who answers for it, its days, its money, and who confirmed it.

    Raises
    ------
    NothingToShow
        Nothing is planned.
    """
    asked = not found.empty
    own = found.action_plan.rows if asked else _unasked(found)
    rows: list[list[TextLike]] = [_row(found, one)[: None if asked else -2] for one in own]
    if not rows:
        message = phrased("No activity is planned yet, so there is no action plan.")
        raise NothingToShow(message)
    heads = [
        TableHead("No.", "names"),
        *map(TableHead, ("Activity", "Answers for it", "When")),
        TableHead("Money", "numbers", unit=found.strategy.budget.currency),
        *(map(TableHead, ("Confirmed by", "Not confirmed")) if asked else ()),
    ]
    note: list[TextLike] = ["Bold: on the critical path."]
    note += ["Nobody asks who leads the project: the plan is its own."] if asked else []
    note += [say("“{}”", one) for row in own for one in row.notes]
    return table(phrased("Action plan of {}", found.site.name), heads, rows, note=join(" ", note))


def _unasked(found: AgreementStep) -> tuple[ActionRow, ...]:
    """Return the plan where nobody was asked to confirm it."""
    return action_plan(found.planned, [], {}).rows


def _row(found: AgreementStep, one: ActionRow) -> list[TextLike]:
    work = one.work
    days = "not known"
    if work.start and work.finish:
        days = span(work.start, work.finish)
    missing = [
        *(f"{name(found, actor)} (refused)" for actor in one.no),
        *(f"{name(found, actor)} (in part)" for actor in one.partly),
        *(name(found, actor) for actor in one.open),
    ]
    money = "–"
    if work.amount or work.at_least:
        money = amount_words(work.amount, places=0, at_least=work.at_least)
    return [
        work.activity,
        say("**{}**", work.title) if work.critical else work.title,
        name(found, work.responsible),
        days,
        money,
        names(found, one.yes) if one.yes else "needs nobody else" if one.alone else "–",
        join(", ", missing) if missing else "–",
    ]


def pledges(found: AgreementStep) -> Group:
    """List what parties say they will give, and what of it counts.

    Raises
    ------
    NothingToShow
        Nothing is pledged.
    """
    rows: list[list[TextLike]] = []
    currency = found.strategy.budget.currency
    for gap in found.gaps.values():
        for one in gap.rows:
            own = one.pledge
            value = "to be determined"
            if one.low is not None and one.high is not None:
                ends = [amount_words(end, places=0) for end in (one.low, one.high)]
                value = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
            until = "–" if own.expires is None else long_date(own.expires)
            rows.append(
                [name(found, own.party), own.what, "cash" if own.kind == "cash" else "in kind",
                 value, _COUNTS[one.counts], until, own.condition or "–"]
            )  # fmt: skip
    if not rows:
        message = phrased("No pledge is recorded.")
        raise NothingToShow(message)
    heads: list[str | TableHead] = [
        TableHead("Who", "names"), "What", "Kind", TableHead("Worth", "numbers", unit=currency),
        "Counts as", "Holds until", "Condition",
    ]  # fmt: skip
    parts: list[ReportTable | Paragraphs] = [table(phrased("Pledges"), heads, rows)]
    if any(one.counts == "expired" for gap in found.gaps.values() for one in gap.rows):
        lost = listing(
            say("{} of {}", one.pledge.what, name(found, one.pledge.party))
            for gap in found.gaps.values()
            for one in gap.rows
            if one.counts == "expired"
        )
        parts.append(paragraphs(say("Expired: {}.", lost)))
    return group(parts)
