"""What the report of step 3c says of the budget: how much, for what, who pays, when, how sure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from workbench.budget.analysis.budget_steps import PROMISED, budget_steps
from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.estimates import Estimate
from workbench.budget.analysis.financing import gives_words, leverage
from workbench.budget.analysis.rows import (
    BudgetLine,
    CategoryInPeriod,
    LineEstimate,
    PeriodSum,
)
from workbench.budget.figures.budget import cash_balance
from workbench.budget.page.budget_workbook import Names, budget_workbook
from workbench.budget.page.own_currencies import amounts_as_written
from workbench.budget.page.sums import amount_cell
from workbench.budget.step import BudgetStep
from workbench.core.money import amount_words
from workbench.core.periods import span_of
from workbench.core.rows import rows_of
from workbench.drawing.theme import Figure
from workbench.drawing.words import shares_of_one
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.records import (
    Attachment,
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    attachment,
    group,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import TextLike, join, listing, say, titles
from workbench.page.wording import count, long_date, percent, plural
from workbench.project import BudgetSettings

__all__ = [
    "answer",
    "assumed",
    "by_category",
    "by_firmness",
    "by_source",
    "cash",
    "cash_words",
    "file",
    "likely",
    "not_known",
    "rules",
]  # fmt: skip

_MOST = 4  # names in a sentence; the rest is counted


def _drafted(found: BudgetStep) -> Budget:
    if found.budget is None:
        message = phrased("There is no budget yet.")
        raise NothingToShow(message)
    return found.budget


def _open_lines(budget: Budget) -> list[BudgetLine]:
    return [row for row in budget.line_rows if row.at_least]


def answer(found: BudgetStep) -> Group | Missing:
    """Describe what it costs in all, what of it is in kind, and what is not determined."""
    budget = found.budget
    if budget is None:
        return _no_budget(found)
    whole = budget.total()
    sentences: list[TextLike] = [
        say(
            "The budget is **{}**: {} in cash and {} in kind.",
            found.whole(whole.amount, at_least=whole.at_least),
            found.whole(budget.total(kind="cash").amount),
            found.whole(budget.total(kind="in-kind").amount),
        )
    ]
    indirect = budget.total(part="indirect").amount
    if indirect:
        sentences.append(f"Indirect costs are {found.whole(indirect)} of it.")
    opened = _open_lines(budget)
    if opened:
        sentences.append(
            say(
                "{} {} still to be determined, so every total with {} in it is *at least* so much.",
                titles((row.title for row in opened), most=_MOST),
                plural("is", len(opened)),
                "it" if len(opened) == 1 else "them",
            )
        )
    first = paragraphs([_place(found), *sentences, _gap(found, budget)])
    return group([first, *_chain(found), *_shared(found, budget)])


def _cost_of_leaving(found: BudgetStep) -> str:
    """Say what leaving is estimated at, where no cost line says what it is spent on."""
    estimate = found.decided_estimate
    if estimate is None:
        return "The work is to stop; what leaving costs is not estimated."
    return (
        f"The work is to stop. Leaving is estimated at {found.whole(estimate)}; no cost line "
        "says yet what for."
    )


def _place(found: BudgetStep) -> str:
    """Say of what the budget is, where the site is left."""
    if found.at.key != found.site.key:
        there = found.at.name
        return f"The work moves to {there}; this is the budget there."
    if found.plan.decision.stopped:
        return "The work is to stop; this is what leaving costs, and nothing else is counted."
    return ""


def _chain(found: BudgetStep) -> list[ReportTable | Paragraphs]:
    """Set the estimate of what was decided beside its activities, the rest, and who pays."""
    chain = found.chain
    if chain is None or chain.option is None:
        return []
    estimate, heads = amount_cell(chain.option), [TableHead("Estimate of the decision", "numbers")]
    if chain.low is not None and chain.high is not None:
        low, high = (amount_words(one, places=0) for one in (chain.low, chain.high))
        estimate += f" ({low}\N{EN DASH}{high})"
    row: list[TextLike] = [estimate]
    for words, amount in (
        ("Its activities", chain.activities),
        ("Tied to no activity", chain.not_tied),
        ("Indirect costs", chain.indirect),
        ("Total", chain.total),
        ("Pledged", chain.pledged),
        ("Open", chain.open),
    ):
        heads.append(TableHead(words, "numbers"))
        open_end = chain.at_least and words in {"Total", "Open"} and amount > 0
        row.append(amount_cell(amount, at_least=open_end))
    note = phrased(
        "Activities, the rest and indirect costs make the total; contingency is in the first two."
    )
    shown = table(
        phrased("From the estimate to what is open, {}", found.currency), heads, [row], note=note
    )
    if chain.explained is not False:
        return [shown]
    what = "cost lines" if found.plan.decision.stopped else "activities"
    said = phrased(
        "The {} do not cost what the team decided on: correct the estimate or the lines, "
        "and tell the team.",
        what,
    )
    return [shown, paragraphs(" ".join([*found.unexplained, said]))]


def _no_budget(found: BudgetStep) -> Group | Missing:
    name, none = found.at.name, found.costs.empty
    if found.fault:
        return missing(
            phrased("Budget"), phrased("The costs of {} cannot be added up: {}", name, found.fault)
        )
    if none and found.plan.decision.stopped:
        return group([paragraphs(_cost_of_leaving(found))])
    if none:
        sentence = phrased("No cost line is written down for {}.", name)
        return missing(phrased("Budget"), sentence, follows=found.plan.schedule is None)
    lacks = missing(
        phrased("Base currency"),
        phrased("The project states no currency, so nothing is converted."),
    )
    return group([amounts_as_written(found.at), lacks])


def _gap(found: BudgetStep, budget: Budget) -> TextLike:
    """Describe what nobody has promised yet, what could pay it, and what requested money brings."""
    left = budget_steps(budget)[-1]
    if left.amount <= 0:
        undated = [one for one in found.uncovered if one.undated and one.source]
        if not undated:
            return "All of the cash is promised or received."
        names = listing(
            f"{found.whole(one.missing)} of {one.title} has no day of payment" for one in undated
        )
        return say("All of the cash is promised or received, but {}. {}", names, found.shift)
    words = found.whole(left.amount, at_least=left.at_least)
    said = f"{words[:1].upper()}{words[1:]} in cash is promised by nobody yet"
    brings = leverage(budget.source_rows)
    if brings is not None and brings[1]:
        one = amount_words(Decimal(1), budget.currency, places=0)
        share = brings[1] / brings[0]
        said += f"; for each {one} requested, other sources bring {share:.2f} in cash"
    return join(" ", [f"{said}.", found.shift])


def _shared(found: BudgetStep, budget: Budget) -> list[Paragraphs | Missing]:
    """Name amounts that stand at several sites, and those that count elsewhere."""
    parts: list[Paragraphs | Missing] = [_apportioned(found)] if found.shared else []
    repeated = [f"{row.line} (counted in {row.counted_line})" for row in budget.repeated]
    if repeated:
        parts.append(
            paragraphs(phrased("Repeated amounts, counted once: {}.", listing(repeated[:_MOST])))
        )
    conflicts = [
        f"{row.line}: {amount_words(row.amount, row.currency or found.currency)}"
        for row in budget.conflicts
    ]
    if conflicts:
        said = f"Lines that show one amount contradict each other ({'; '.join(conflicts[:6])}); it "
        parts.append(
            missing(phrased("Agreement on an amount"), said + "counts as to be determined.")
        )
    return parts


def _apportioned(found: BudgetStep) -> Paragraphs:
    """Describe the site's part of shared costs, with the rule that apportions them."""
    unit, ask = found.currency, found.ask
    sentences: list[TextLike] = [
        say(
            "*{}* is shared by {}: of {} with contingency and indirect costs, this site bears {}.",
            one.title,
            count(one.sites, "site"),
            amount_words(one.amount, unit, places=0),
            amount_words(one.part, unit, places=0),
        )
        for one in found.shared
    ]
    if ask is not None:
        cost = amount_words(ask.amount, unit, at_least=ask.at_least, places=0)
        sentences.append(
            phrased(
                "Shared costs are borne in equal parts by the sites that show them (our "
                "rule). They stand in full in this budget, in who pays and in the "
                "account; with its part alone the site costs {}, as in the comparison "
                "of the sites.",
                cost,
            )
        )
    return paragraphs(sentences)


def by_category(found: BudgetStep) -> ReportTable:
    """List the budget by heading and period, with totals in both directions.

    The categories below each heading, and the forms of the funders, are in the workbook.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    budget = _drafted(found)
    columns = rows_of(budget.totals("period"), PeriodSum)
    cells: dict[tuple[str, str], tuple[Decimal, bool]] = {}
    for row in rows_of(budget.totals("category", "period"), CategoryInPeriod):
        heading = budget.chart[row.category].group
        for place in ((heading, row.period), (heading, "")):  # of the period, and in all
            amount, open_end = cells.get(place, (Decimal(0), False))
            cells[place] = (amount + row.amount, open_end or row.at_least)
    periods = [*(one.period for one in columns), ""]
    rows: list[list[TextLike]] = [
        [heading, *(_sum_of(cells.get((heading, period))) for period in periods)]
        for heading in dict.fromkeys(heading for heading, _ in cells)
    ]
    whole = budget.total()
    sums = [amount_cell(one.amount, at_least=one.at_least) for one in columns]
    sums.append(amount_cell(whole.amount, at_least=whole.at_least))
    rows.append([say("**Total**"), *(say("**{}**", one) for one in sums)])
    note = phrased("Every total is the sum of the amounts above or beside it, to the cent.")
    if whole.at_least:
        note += phrased(" ≥: at least; something in it is to be determined.")
    spans = [TableHead(one.period, "numbers") for one in columns]
    heads = [TableHead("Heading", "names"), *spans, TableHead("Total", "numbers")]
    caption = phrased("Budget by heading and {}, {}", budget.step, found.currency)
    return table(caption, heads, rows, note=note)


def _sum_of(sums: tuple[Decimal, bool] | None) -> str:
    return "–" if sums is None else amount_cell(sums[0], at_least=sums[1])


def by_source(found: BudgetStep) -> ReportTable:
    """List who pays: what each source gives or is to give, and what is planned on it.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    budget = _drafted(found)
    sources = budget.source_rows
    rows: list[list[TextLike]] = [
        [
            row.title,
            row.firm or ("not stated" if row.source else "nobody yet"),
            *(by_firmness(row.firm, row.amount) if row.source else ("–", "–")),
            amount_cell(row.planned_cash),
            amount_cell(row.planned_in_kind),
            amount_cell(row.planned, at_least=row.at_least),
            share,
        ]
        for row, share in zip(
            sources, shares_of_one([row.share or 0.0 for row in sources]), strict=True
        )
    ]
    whole = budget.total()
    sums = [amount_cell(budget.total(kind=kind).amount) for kind in ("cash", "in-kind")]
    sums.append(amount_cell(whole.amount, at_least=whole.at_least))
    bold = [say("**{}**", one) for one in sums]
    rows.append([say("**Total**"), "", "", "", *bold, "100 %" if whole.amount else "–"])
    heads = [
        TableHead("Source", "names"),
        TableHead("How firm"),
        TableHead("Gives", "numbers"),
        TableHead("Is asked or hoped for", "numbers"),
        TableHead("Planned: cash", "numbers"),
        TableHead("in kind", "numbers"),
        TableHead("together", "numbers"),
        TableHead("Share", "numbers"),
    ]
    short = [
        f"{row.title}: {found.whole(-row.left)} more is planned in cash than {gives_words(row)}."
        for row in sources
        if row.left is not None and row.left < 0
    ]
    return table(phrased("Who pays, {}", found.currency), heads, rows, note=" ".join(short))


def by_firmness(firm: str | None, amount: Decimal | None, *, places: int = 2) -> tuple[str, str]:
    """Write what a source gives, and what it is only asked or hoped for, each in its own column.

    Examples
    --------
    >>> by_firmness("pledged", Decimal(84000), places=0)
    ('84,000', '–')
    >>> by_firmness("requested", Decimal(14000), places=0), by_firmness("idea", None)
    (('–', '14,000'), ('–', 'not known'))
    """
    words = "not known" if amount is None else amount_words(amount, places=places)
    return (words, "–") if firm in PROMISED else ("–", words)


def rules(found: BudgetStep) -> Group | Paragraphs:
    """Print the funders' rules with their standing, the exchange rates and the rise of prices."""
    budget = found.budget
    if budget is None:
        return group([])
    day = None if budget.plan is None else budget.plan[0]
    said = [f"{one.title} ({one.status(day)})" for one in budget.rules]
    sentences = [f"Rules of the funders: {'; '.join(said)}." if said else
                 "No funder's rules are chosen."]  # fmt: skip
    if any(one.verified_on is None for one in budget.rules):
        sentences.append(
            "Unverified: nobody has checked these rules against the funder's own; do so before "
            "anything is signed."
        )
    return paragraphs([*sentences, *_rates(found, budget)])


def _rates(found: BudgetStep, budget: Budget) -> list[str]:
    said = [
        f"{row.currency} {row.per_base:,f} for 1 {budget.currency} of {long_date(row.date)}"
        f"{f' ({row.source})' if row.source else ''}; if it cost 10 % more or less, the costs "
        f"before indirect costs would change by {found.whole(row.change)}"
        for row in budget.currencies()
        if row.currency != budget.currency
    ]
    sentences = [f"Exchange rates: {'; '.join(said)}."] if said else []
    return [*sentences, *assumed(found.site.settings.budget)]


def assumed(settings: BudgetSettings) -> list[str]:
    """Name the assumptions that are in every draft of a project."""
    sentences = []
    if Decimal(settings.inflation):
        sentences.append(f"Prices rise by {_hundredths(settings.inflation)} a year (ours).")
    if Decimal(settings.physical_contingency):
        extra = _hundredths(settings.physical_contingency)
        where = "to costs in cash, where the funder pays it"
        sentences.append(f"For work that is not foreseen {extra} is added {where} (ours).")
    return sentences


def _hundredths(share: str) -> str:
    """Write a share in per cent, with the decimals that it has."""
    return f"{(Decimal(share) * 100).normalize():f} %"


def likely(found: BudgetStep) -> Group | Missing | Paragraphs:
    """Describe what is likely: the sum of the most likely values is not the likely sum."""
    one = found.estimate
    if one is None:
        return group([])
    if one.p50 == one.p80:
        why = phrased(
            "No cost line has a lowest and a highest amount, so nothing can be said of how sure "
            "the total is."
        )
        return missing(phrased("Ranges of the costs"), why)
    p50, p80, aside = (found.whole(x) for x in (one.p50, one.p80, one.contingency))
    most = found.whole(one.most_likely, at_least=one.at_least)
    confidence = f"{one.confidence:.0%}".replace("%", " %")
    return paragraphs(
        [
            "The sum of the most likely values is not the likely sum: the costs before contingency "
            f"and indirect costs add up to {most}, and the chance of staying within that is "
            f"{percent(one.p_most_likely)}.",
            f"As likely above as below: {p50}; with a chance of 80 % at the most {p80}.",
            f"To be enough with a chance of {confidence} (ours), {aside} of contingency is needed. "
            f"{_contingency(found, one)}",
            _drivers(one),
        ]
    )


def _contingency(found: BudgetStep, sure: Estimate) -> str:
    """Say whether the contingency that is in is enough."""
    if not sure.included:
        return "None is in the budget." if sure.contingency else ""
    enough = "is enough" if sure.included >= sure.contingency else "is not enough"
    chance = f"{sure.p_enough:.0%}".replace("%", " %")
    priced = ", for what is priced" if sure.at_least else ""
    return f"{found.whole(sure.included)} is in: it {enough}, with a chance of {chance}{priced}."


def _drivers(estimate: Estimate) -> TextLike:
    rows = rows_of(estimate.table, LineEstimate)
    most = [row for row in sorted(rows, key=lambda row: -row.share) if row.share > 0.05][:3]
    if not most:
        return ""
    said = [say("*{}* ({})", row.title, percent(row.share)) for row in most]
    return say("Most of the uncertainty comes from {}.", listing(said))


def cash_words(found: BudgetStep) -> Group | Paragraphs:
    """Describe when the account is lowest, and how much has to be advanced."""
    flow = found.cash
    if flow is None:
        return group([])
    if flow.lowest_month is None or flow.lowest >= 0:
        return paragraphs(phrased("The account never falls below {}.", found.whole(flow.lowest)))
    sentences: list[TextLike] = [
        say(
            "**The account is lowest on {}: {} below zero**.",
            long_date(span_of(flow.lowest_month)[1]),
            found.whole(-flow.lowest),
        ),
        found.cure_words,
        _paid_late(found),
    ]
    lag = found.site.settings.budget.payment_lag_months
    if lag:
        sentences.append(f"Costs are paid {count(lag, 'month')} after they arise (ours).")
    if flow.at_least:
        sentences.append("With the amounts to be determined the balance can only be lower.")
    return paragraphs(sentences)


def _paid_late(found: BudgetStep) -> str:
    """Say where the last money comes when the plan is over."""
    dated = found.at.table("receipts")["date"].dropna()
    run = found.plan.runs.get(None)
    if dated.empty or run is None or (last := dated.max().date()) <= run[1]:
        return ""
    return (
        f"The last instalment comes on {long_date(last)}, after the plan ends on "
        f"{long_date(run[1])}: somebody has to advance it."
    )


def cash(found: BudgetStep) -> Figure:
    """Draw the balance of the account.

    Raises
    ------
    NothingToShow
        There is neither money in nor out.
    """
    if found.cash is None:
        message = phrased("There is neither money in nor out, so there is no cash flow.")
        raise NothingToShow(message)
    return cash_balance(found.cash)


def not_known(found: BudgetStep) -> Group:
    """Name what is missing in the budget, in one line each."""
    budget = found.budget
    if budget is None:
        return group([])
    opened = _open_lines(budget)
    parts = []
    for row in opened[:_MOST]:
        why = f" ({row.note})" if row.note else ""
        sentence = say("*{}* is to be determined{}.", row.title, why)
        parts.append(missing(phrased("Amount of {}", row.title), sentence))
    if len(opened) > _MOST:
        rest = phrased("{} more cost lines are to be determined.", len(opened) - _MOST)
        parts.append(missing(phrased("Amounts"), rest))
    parts += [
        missing(phrased("Basis"), phrased("Line {}: {}.", row.line, row.remark))
        for row in budget.remarks[:_MOST]
    ]
    unpaid = budget.total(source=None).amount
    if unpaid:
        words = found.whole(unpaid)
        parts.append(
            missing(phrased("Source of money"), phrased("Nobody is named who pays {}.", words))
        )
    return group(parts)


@dataclass(frozen=True, slots=True)
class _Planned:
    """What an activity brings; a row of the table ``activities``."""

    activity: str
    deliverable: str | None
    measure: str | None


def file(found: BudgetStep) -> Attachment:
    """Hand over the budget as a workbook that recomputes.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    budget = _drafted(found)
    site, settings = found.at, found.at.settings
    planned = rows_of(site.table("activities"), _Planned)
    names = Names(
        site=site.name,
        activities=found.plan.titles,
        partners=site.names,
        deliverables={row.activity: row.deliverable or "" for row in planned},
        measures={row.activity: row.measure or "" for row in planned},
    )
    content = budget_workbook(
        budget,
        names,
        cash=found.cash,
        estimate=found.estimate,
        assumptions=found.plan.decision.assumptions,
        title=settings.title,
        day=settings.as_of,
        illustrative=settings.illustrative,
    )
    return attachment("budget.xlsx", content, phrased("Budget as a workbook that recomputes"))
