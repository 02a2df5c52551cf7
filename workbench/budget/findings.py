"""Where the budget contradicts the decision, the plan, the pledges or the account."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workbench.budget.analysis.cash_cure import CashCure
from workbench.budget.analysis.financing import gives_words
from workbench.budget.step import BudgetStep, month_name
from workbench.core.finding import Finding
from workbench.core.periods import months_between, span_of
from workbench.core.rows import rows_of
from workbench.drawing.words import natural_list
from workbench.page.wording import count, plural, span


def findings(found: BudgetStep) -> list[Finding]:
    """List where the budget contradicts the decision, the plan, the pledges or the account."""
    if found.fault:
        return [
            _finding(
                found, kind="costs-not-added", what=f"The costs cannot be added up: {found.fault}",
                where=("costs", "the row that is named"), why="There is no budget until they can.",
                to_do="Mend the row that is named.", serious=True,
            )
        ]  # fmt: skip
    return [
        *_after_stop(found),
        *_against_estimate(found),
        *_against_sources(found),
        *_against_account(found),
        *_against_plan(found),
    ]


def _finding(
    found: BudgetStep,
    *,
    kind: str,
    what: str,
    where: tuple[str, str],
    why: str,
    to_do: str,
    serious: bool = False,
) -> Finding:
    who = "who keeps the budget"
    return Finding("budget", kind, found.site.key, what, where, why, to_do, who, serious)


def _after_stop(found: BudgetStep) -> list[Finding]:
    """Name the cost lines that no longer count, as the work stops."""
    number = len(found.at.table("costs")) - len(found.costs)
    if not number:
        return []
    named = " or ".join(found.plan.decision.follows.decided) or "the decision"
    return [
        _finding(
            found, kind="cost-after-stop",
            what=f"The work is to stop; {count(number, 'cost line')} that leaving does "
            f"not need {plural('is', number)} not counted.",
            where=("costs", "activity"), why="Only what leaving costs is to be paid.",
            to_do="Delete it; what leaving costs has mandatory = yes, or an activity for "
            f"{named}.",
            serious=True,
        )
    ]  # fmt: skip


def _against_estimate(found: BudgetStep) -> list[Finding]:
    """Compare with the estimate of the decided options, the ceiling and the contingency needed."""
    chain, sure, rows = found.chain, found.estimate, list[Finding]()
    if chain is not None and found.ceiling is not None and chain.total > found.ceiling:
        total, ceiling = (found.whole(one) for one in (chain.total, found.ceiling))
        rows.append(
            _finding(
                found, kind="above-ceiling",
                what=f"The budget of {total} exceeds the ceiling of {ceiling}.",
                where=("project.yaml", "budget, ceiling"),
                why="More is planned than there is to spend.",
                to_do="Cut in the order of the list of cuts, or raise the ceiling.", serious=True,
            )
        )  # fmt: skip
    rows += [
        _finding(
            found, kind="estimate-against-activities", what=said, where=("options", "cost"),
            why="The team decided on another price than is planned.",
            to_do="Correct the estimate or the cost lines, and tell the team.", serious=True,
        )
        for said in found.unexplained
    ]  # fmt: skip
    if chain is not None and chain.option is not None:
        option = found.whole(chain.option)
        high = chain.option if chain.high is None else chain.high
        if chain.total > high:
            beyond = found.whole(chain.not_tied)
            rows.append(
                _finding(
                    found, kind="estimate-below-budget",
                    what=f"What was decided is estimated at {option}; the whole budget is "
                    f"{found.whole(chain.total)}, of which {beyond} is tied to no activity.",
                    where=("costs", "activity"), why="What was compared is not what is to be paid.",
                    to_do="Say which of these costs the decision needs, and name their activity.",
                )
            )  # fmt: skip
    if sure is not None and sure.contingency > sure.included and sure.p50 < sure.p80:
        needed, there = (found.whole(one) for one in (sure.contingency, sure.included))
        rows.append(
            _finding(
                found, kind="contingency-short",
                what=f"{needed} of contingency is needed to be enough with a chance of "
                f"{sure.confidence:.0%}; {there} is in.".replace("%;", " %;"),
                where=("project.yaml", "budget.physical_contingency"),
                why="The money is likelier to run out than the project accepts.",
                to_do="Raise the contingency, or name ranges that are narrower.",
            )
        )  # fmt: skip
    return rows


def _against_sources(found: BudgetStep) -> list[Finding]:
    """Compare with what the sources give, and with the rules they are planned by."""
    rows = []
    for row in found.source_rows:
        if row.left is None or row.left >= 0:
            continue
        more, gives = (found.whole(one) for one in (-row.left, row.amount or Decimal(0)))
        rows.append(
            _finding(
                found, kind="source-overplanned",
                what=f"{more} more is planned on {row.title} than the {gives} {gives_words(row)}.",
                where=("funding", f"source {row.source}"), why="That money is nobody's.",
                to_do=found.shift or "Ask for more, or plan less on it.", serious=True,
            )
        )  # fmt: skip
    nobody = sum((row.planned for row in found.source_rows if row.source is None), Decimal(0))
    if nobody:
        rows.append(
            _finding(
                found, kind="nobody-pays",
                what=f"Nobody is named who pays {found.whole(nobody)}.",
                where=("costs", "source"), why="That money is nobody's.",
                to_do="Name a source, or ask one.",
            )
        )  # fmt: skip
    budget = found.budget
    profiles = [] if budget is None else budget.rules
    open_rules = [one.title for one in profiles if one.verified_on is None]
    indirect = Decimal(0) if budget is None else budget.total(part="indirect").amount
    if open_rules and indirect:
        rows.append(
            _finding(
                found, kind="rules-unverified",
                what=f"{found.whole(indirect)} of indirect costs follows rules that nobody has "
                f"checked: {', '.join(open_rules)}.",
                where=("project.yaml", "funders"), why="The funder may count otherwise.",
                to_do="Check the rules with the funder, and write the day into a profile of yours.",
            )
        )  # fmt: skip
    return rows


def _against_account(found: BudgetStep) -> list[Finding]:
    """Compare with the money that comes in, and when."""
    flow, cure = found.cash, found.cure
    if flow is None or cure is None or flow.lowest >= 0 or flow.lowest_month is None:
        return []
    month = month_name(flow.lowest_month)
    lowest = found.whole(-flow.lowest)
    return [
        _finding(
            found, kind="account-below-zero",
            what=f"The account falls to {lowest} below zero in {month}.",
            where=("receipts", "date"),
            why="Somebody has to advance the money.",
            to_do=_cure_in_short(found, cure),
            serious=True,
        )
    ]  # fmt: skip


def _cure_in_short(found: BudgetStep, cure: CashCure) -> str:
    """Say what keeps the account above zero; which instalments, and when, stands in the report."""
    payers = dict.fromkeys(found.payer(one.source) for one in cure.moves)
    said = f"Agree on earlier instalments of {natural_list(list(payers))}" if payers else ""
    if not cure.missing:
        return said + "."
    short = found.missing(cure)
    waits = [
        f"until {one.title} has a day for its {found.whole(one.missing)}"
        if one.undated
        else f"as {one.title} pays {found.whole(one.missing)} less than is planned on it"
        for one in found.uncovered
    ]
    why = f", {natural_list(waits)}" if waits else ""
    return f"{said}; even so {short}{why}." if said else f"{short}{why}."


def _against_plan(found: BudgetStep) -> list[Finding]:
    """Compare with the activities: periods outside them, costs without a price."""
    rows, runs = [], found.plan.runs
    for cost in rows_of(found.costs, _Periods):
        run = runs.get(cost.activity)
        if run is None:
            continue
        name, where = cost.title or cost.line, ("costs", f"line {cost.line}")
        months, there = Decimal(cost.quantity or 0), len(months_between(*run))
        if cost.activity is None and cost.unit in {"month", "months"} and months > there:
            rows.append(
                _finding(
                    found, kind="cost-longer-than-plan", where=where,
                    what=f"{name} is budgeted for {months:f} months, but the plan, {span(*run)}, "
                    f"has {there}.",
                    why="It goes on when nothing is done any more.",
                    to_do="Correct the quantity, or say in the unit of how many things it is.",
                )
            )  # fmt: skip
        if cost.period is None:
            continue
        first, last = span_of(cost.period)
        both = (min(last, run[1]) - max(first, run[0])).days + 1
        inside = first <= run[0] and run[1] <= last
        # Where only a few days of a period count, most is paid when nothing is done (ours).
        if both <= 0 or (10 * both < (last - first).days + 1 and not inside):
            whose = "its activity" if cost.activity else "the plan"
            rows.append(
                _finding(
                    found, kind="cost-outside-activity", where=where,
                    what=f"{name} is to be paid in {cost.period}, but {whose} runs {span(*run)}.",
                    why="It is paid when nothing is done for it.",
                    to_do=f"Correct the period, or leave it blank: the days of {whose} count then.",
                )
            )  # fmt: skip
    rows += [
        _finding(
            found, kind="cost-not-priced", what=f"{one.title} has no price yet.",
            where=("costs", f"line {one.line}"), why="The total is only at least so much.",
            to_do=f"Find the price, or say who finds it{f': {one.note}' if one.note else '.'}",
        )
        for one in (() if found.budget is None else found.budget.line_rows)
        if one.amount is None
    ]  # fmt: skip
    return rows


@dataclass(frozen=True, slots=True)
class _Periods:
    """When a cost is to be paid, and how often; a row of the table ``costs``."""

    line: str
    title: str | None
    activity: str | None
    period: str | None
    quantity: str | None
    unit: str | None
