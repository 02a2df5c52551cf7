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
from workbench.language import phrased
from workbench.page.wording import count, plural, span


def findings(found: BudgetStep) -> list[Finding]:
    """List where the budget contradicts the decision, the plan, the pledges or the account."""
    if found.fault:
        return [
            _finding(
                found,
                kind="costs-not-added",
                what=phrased("The costs cannot be added up: {}", found.fault),
                where=("costs", "the row that is named"),
                why=phrased("There is no budget until they can."),
                to_do=phrased("Mend the row that is named."),
                serious=True,
            )
        ]
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
    who = phrased("who keeps the budget")
    return Finding("budget", kind, found.site.key, what, where, why, to_do, who, serious)


def _after_stop(found: BudgetStep) -> list[Finding]:
    """Name the cost lines that no longer count, as the work stops."""
    number = len(found.at.table("costs")) - len(found.costs)
    if not number:
        return []
    named = " or ".join(found.plan.decision.follows.decided) or phrased("the decision")
    return [
        _finding(
            found,
            kind="cost-after-stop",
            what=phrased(
                "The work is to stop; {} that leaving does not need {} not counted.",
                count(number, "cost line"),
                plural("is", number),
            ),
            where=("costs", "activity"),
            why=phrased("Only what leaving costs is to be paid."),
            to_do=phrased(
                "Delete it; what leaving costs has mandatory = yes, or an activity for {}.", named
            ),
            serious=True,
        )
    ]


def _against_estimate(found: BudgetStep) -> list[Finding]:
    """Compare with the estimate of the decided options, the ceiling and the contingency needed."""
    chain, rows = found.chain, list[Finding]()
    if chain is not None and found.ceiling is not None and chain.total > found.ceiling:
        total, ceiling = (found.whole(one) for one in (chain.total, found.ceiling))
        rows.append(
            _finding(
                found,
                kind="above-ceiling",
                what=phrased("The budget of {} exceeds the ceiling of {}.", total, ceiling),
                where=("project.yaml", "budget, ceiling"),
                why=phrased("More is planned than there is to spend."),
                to_do=phrased("Cut in the order of the list of cuts, or raise the ceiling."),
                serious=True,
            )
        )
    rows += [
        _finding(
            found,
            kind="estimate-against-activities",
            what=said,
            where=("options", "cost"),
            why=phrased("The team decided on another price than is planned."),
            to_do=phrased("Correct the estimate or the cost lines, and tell the team."),
            serious=True,
        )
        for said in found.unexplained
    ]
    if chain is not None and chain.option is not None:
        option = found.whole(chain.option)
        high = chain.option if chain.high is None else chain.high
        if chain.total > high:
            beyond = found.whole(chain.not_tied)
            rows.append(
                _finding(
                    found,
                    kind="estimate-below-budget",
                    what=phrased(
                        "What was decided is estimated at {}; the whole budget is {}, of "
                        "which {} is tied to no activity.",
                        option,
                        found.whole(chain.total),
                        beyond,
                    ),
                    where=("costs", "activity"),
                    why=phrased("What was compared is not what is to be paid."),
                    to_do=phrased(
                        "Say which of these costs the decision needs, and name their activity."
                    ),
                )
            )
    return [*rows, *_short_contingency(found)]


def _short_contingency(found: BudgetStep) -> list[Finding]:
    """Say where the contingency is smaller than is needed."""
    sure = found.estimate
    if sure is None or sure.contingency <= sure.included or sure.p50 >= sure.p80:
        return []
    needed, there = (found.whole(one) for one in (sure.contingency, sure.included))
    return [
        _finding(
            found,
            kind="contingency-short",
            what=phrased(
                "{} of contingency is needed to be enough with a chance of {:.0%}; {} is in.",
                needed,
                sure.confidence,
                there,
            ).replace("%;", " %;"),
            where=("project.yaml", "budget.physical_contingency"),
            why=phrased("The money is likelier to run out than the project accepts."),
            to_do=phrased("Raise the contingency, or name ranges that are narrower."),
        )
    ]


def _against_sources(found: BudgetStep) -> list[Finding]:
    """Compare with what the sources give, and with the rules they are planned by."""
    rows = []
    for row in found.source_rows:
        if row.left is None or row.left >= 0:
            continue
        more, gives = (found.whole(one) for one in (-row.left, row.amount or Decimal(0)))
        rows.append(
            _finding(
                found,
                kind="source-overplanned",
                what=phrased(
                    "{} more is planned on {} than the {} {}.",
                    more,
                    row.title,
                    gives,
                    gives_words(row),
                ),
                where=("funding", f"source {row.source}"),
                why=phrased("That money is nobody's."),
                to_do=found.shift or phrased("Ask for more, or plan less on it."),
                serious=True,
            )
        )
    nobody = sum((row.planned for row in found.source_rows if row.source is None), Decimal(0))
    if nobody:
        rows.append(
            _finding(
                found,
                kind="nobody-pays",
                what=phrased("Nobody is named who pays {}.", found.whole(nobody)),
                where=("costs", "source"),
                why=phrased("That money is nobody's."),
                to_do=phrased("Name a source, or ask one."),
            )
        )
    budget = found.budget
    profiles = [] if budget is None else budget.rules
    open_rules = [one.title for one in profiles if one.verified_on is None]
    indirect = Decimal(0) if budget is None else budget.total(part="indirect").amount
    if open_rules and indirect:
        rows.append(
            _finding(
                found,
                kind="rules-unverified",
                what=phrased(
                    "{} of indirect costs follows rules that nobody has checked: {}.",
                    found.whole(indirect),
                    ", ".join(open_rules),
                ),
                where=("project.yaml", "funders"),
                why=phrased("The funder may count otherwise."),
                to_do=phrased(
                    "Check the rules with the funder, and write the day into a profile of yours."
                ),
            )
        )
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
            found,
            kind="account-below-zero",
            what=phrased("The account falls to {} below zero in {}.", lowest, month),
            where=("receipts", "date"),
            why=phrased("Somebody has to advance the money."),
            to_do=_cure_in_short(found, cure),
            serious=True,
        )
    ]


def _cure_in_short(found: BudgetStep, cure: CashCure) -> str:
    """Say what keeps the account above zero; which instalments, and when, stands in the report."""
    payers = dict.fromkeys(found.payer(one.source) for one in cure.moves)
    said = (
        phrased("Agree on earlier instalments of {}", natural_list(list(payers))) if payers else ""
    )
    if not cure.missing:
        return said + "."
    short = found.missing(cure)
    waits = [
        phrased("until {} has a day for its {}", one.title, found.whole(one.missing))
        if one.undated
        else phrased(
            "as {} pays {} less than is planned on it", one.title, found.whole(one.missing)
        )
        for one in found.uncovered
    ]
    why = f", {natural_list(waits)}" if waits else ""
    return phrased("{}; even so {}{}.", said, short, why) if said else f"{short}{why}."


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
                    found,
                    kind="cost-longer-than-plan",
                    where=where,
                    what=phrased(
                        "{} is budgeted for {:f} months, but the plan, {}, has {}.",
                        name,
                        months,
                        span(*run),
                        there,
                    ),
                    why=phrased("It goes on when nothing is done any more."),
                    to_do=phrased(
                        "Correct the quantity, or say in the unit of how many things it is."
                    ),
                )
            )
        if cost.period is None:
            continue
        first, last = span_of(cost.period)
        both = (min(last, run[1]) - max(first, run[0])).days + 1
        inside = first <= run[0] and run[1] <= last
        # Where only a few days of a period count, most is paid when nothing is done (ours).
        if both <= 0 or (10 * both < (last - first).days + 1 and not inside):
            whose = phrased("its activity") if cost.activity else phrased("the plan")
            rows.append(
                _finding(
                    found,
                    kind="cost-outside-activity",
                    where=where,
                    what=phrased(
                        "{} is to be paid in {}, but {} runs {}.",
                        name,
                        cost.period,
                        whose,
                        span(*run),
                    ),
                    why=phrased("It is paid when nothing is done for it."),
                    to_do=phrased(
                        "Correct the period, or leave it blank: the days of {} count then.", whose
                    ),
                )
            )
    return [*rows, *_not_priced(found)]


def _not_priced(found: BudgetStep) -> list[Finding]:
    """Name the costs without a price."""
    return [
        _finding(
            found,
            kind="cost-not-priced",
            what=phrased("{} has no price yet.", one.title),
            where=("costs", f"line {one.line}"),
            why=phrased("The total is only at least so much."),
            to_do=phrased(
                "Find the price, or say who finds it{}", f": {one.note}" if one.note else "."
            ),
        )
        for one in (() if found.budget is None else found.budget.line_rows)
        if one.amount is None
    ]


@dataclass(frozen=True, slots=True)
class _Periods:
    """When a cost is to be paid, and how often; a row of the table ``costs``."""

    line: str
    title: str | None
    activity: str | None
    period: str | None
    quantity: str | None
    unit: str | None
