"""What the report of step 3c says of the budget: how much, for what, who pays, when, how sure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from markupsafe import Markup

from workbench.budget.analysis.budget_steps import budget_steps
from workbench.budget.analysis.financing import leverage
from workbench.budget.figures.budget import budget_by_period, cash_balance, waterfall
from workbench.budget.page.budget_workbook import Names, budget_workbook
from workbench.budget.step import BudgetStep
from workbench.core.money import amount_words
from workbench.core.periods import span_of
from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.page.content import Cell, Part, attachment, group, missing, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    long_date,
    paragraph,
    percent,
    plural,
    titles,
)

__all__ = [
    "answer",
    "build_up",
    "by_category",
    "by_category_picture",
    "by_partner",
    "by_source",
    "cash",
    "cash_words",
    "cuts",
    "file",
    "in_short",
    "likely",
    "not_known",
    "rules",
]

_MOST = 4  # names in a sentence; the rest is counted
_CUT_ROWS = 8


def _refuse(found: BudgetStep) -> Any:
    if found.budget is None:
        message = "There is no budget yet."
        raise NothingToShow(message)
    return found.budget


def _money(value: Decimal | None, found: BudgetStep, *, at_least: bool = False) -> str:
    """Write an amount that does not break between currency and number."""
    return amount_words(value, found.currency, at_least=at_least).replace(
        f"{found.currency} ", f"{found.currency}\xa0"
    )


def in_short(found: BudgetStep) -> Markup:
    """Give the budget in one or two sentences, for page one; nothing without a budget."""
    budget = found.budget
    if budget is None:
        return Markup("")
    whole, in_kind = budget.total(), budget.total(kind="in-kind").amount
    amount = _money(whole.amount, found, at_least=whole.at_least)
    said = [Markup("<strong>{}</strong>").format(amount[:1].upper() + amount[1:])]
    if in_kind:
        said.append(Markup("of which {} in kind").format(_money(in_kind, found)))
    parts = [Markup(", ").join(said) + Markup(".")]
    opened = int(budget.lines["at_least"].sum())
    if opened:
        said_open = Markup("{} {} still to be determined.")
        parts.append(said_open.format(count(opened, "amount"), plural("is", opened)))
    if found.estimate is not None and found.estimate.p80 > found.estimate.most_likely:
        parts.append(
            Markup("Costs before contingency and indirect costs stay below {} with a chance "
                   "of 80\xa0%.").format(_money(found.estimate.p80, found))
        )  # fmt: skip
    over = _over_ceiling(found)
    return Markup(" ").join([*parts, *([over] if over else [])])


def _over_ceiling(found: BudgetStep) -> Markup:
    if found.cuts is None:
        return Markup("")
    return Markup("This is {} above the ceiling of {}.").format(
        _money(found.cuts.over, found), _money(found.cuts.ceiling, found)
    )


def answer(found: BudgetStep) -> Part:
    """Say what it costs in all, what of it is in kind, and what is not determined."""
    budget = found.budget
    if budget is None:
        return _no_budget(found)
    whole = budget.total()
    cash, in_kind = budget.total(kind="cash"), budget.total(kind="in-kind")
    indirect = budget.total(part="indirect").amount
    sentences: list[str] = [
        Markup("The budget is <strong>{}</strong>: {} in cash and {} in kind.").format(
            _money(whole.amount, found, at_least=whole.at_least),
            _money(cash.amount, found), _money(in_kind.amount, found),
        ),
    ]  # fmt: skip
    if indirect:
        sentences.append(Markup("Indirect costs are {} of it.").format(_money(indirect, found)))
    opened = budget.lines[budget.lines["at_least"]]
    if len(opened):
        them = "it" if len(opened) == 1 else "them"
        sentences.append(
            Markup(
                "{} {} still to be determined, so every total with {} in it is <em>at least</em> "
                "so much."
            ).format(titles(opened["title"], most=_MOST), plural("is", len(opened)), them)
        )
    gap = _gap(found)
    return group([text(paragraph([*sentences, gap])), *_shared(found)])


def _no_budget(found: BudgetStep) -> Part:
    if found.faults:
        said = Markup("The costs of {} cannot be added up: {}").format(
            found.site.name, Markup(" ").join(found.faults[:_MOST])
        )
        return missing("Budget", said)
    if found.site.costs.empty and found.plan.decision.stopped:
        return group([])
    if found.site.costs.empty:
        sentence = f"No cost line is written down for {found.site.name}."
        return missing("Budget", sentence, follows=found.plan.schedule is None)
    return missing("Base currency", "The project states no currency, so nothing is added up.")


def _gap(found: BudgetStep) -> Markup:
    """Say what nobody has promised yet, and what one unit of the requested money brings with it."""
    steps = budget_steps(found.budget) if found.budget is not None else None
    if steps is None:
        return Markup("")
    left = steps.loc[steps["step"] == "open", "amount"].iloc[0]
    if left <= 0:
        return Markup("All of the cash is promised or received.")
    said = Markup("{} in cash {} promised by nobody yet").format(
        _money(left, found, at_least=bool(found.budget and found.budget.total().at_least)), "is"
    )
    found_leverage = leverage(found.budget.sources) if found.budget is not None else None
    if found_leverage is not None and found_leverage[1]:
        share = found_leverage[1] / found_leverage[0]
        said += Markup("; for each {} requested, other sources bring {:.2f} in cash").format(
            f"{found.currency}\xa01", share
        )
    return said[:1].upper() + said[1:] + Markup(".")


def _shared(found: BudgetStep) -> list[Part]:
    """Name amounts that stand at several sites, and those that count elsewhere."""
    budget = found.budget
    assert budget is not None  # noqa: S101 - callers have looked
    costs = found.site.costs
    shared = costs[costs["shared"].notna() & costs["line"].isin(set(budget.lines["line"]))]
    parts = []
    if len(shared):
        names = [str(row.title) if known(row.title) else str(row.line) for row in each_row(shared)]
        parts.append(
            text(
                Markup(
                    "<p>Shared with other sites: {}. It is counted in full here, and once in a sum "
                    "over sites.</p>"
                ).format(titles(names, most=_MOST))
            )
        )
    if len(budget.repeated):
        rows = [f"{row.line} (counted in {row.counted_line})" for row in each_row(budget.repeated)]
        parts.append(
            text(Markup("<p>Repeated amounts, counted once: {}.</p>").format(listing(rows[:_MOST])))
        )
    if len(budget.conflicts):
        rows = [
            Markup("{}: {} {}").format(row.line, row.currency, amount_words(row.amount))
            for row in each_row(budget.conflicts)
        ]
        parts.append(
            missing(
                "Agreement on an amount",
                Markup("Lines that show one amount contradict each other ({}); it counts as to be "
                       "determined.").format(Markup("; ").join(rows[:6])),
            )
        )  # fmt: skip
    return parts


def by_category(found: BudgetStep) -> Part:
    """List the budget by category and period, with totals in both directions.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    budget = _refuse(found)
    wide = budget.pivot("category", "period")
    totals = {row.category: row for row in each_row(budget.totals("category"))}
    columns = {row.period: row for row in each_row(budget.totals("period"))}
    flat = budget.totals("category", "period")
    flat = flat[flat["at_least"]]
    opened = set(zip(flat["category"], flat["period"], strict=True))
    rows = []
    for category in wide.index:
        cells = [Cell(budget.chart[category].title, heading=True)]
        cells += [
            _cell(wide.loc[category, one], at_least=(category, one) in opened)
            for one in wide.columns
        ]
        rows.append([*cells, _cell(totals[category].amount, at_least=totals[category].at_least)])
    whole = budget.total()
    last = [Cell(Markup("<strong>Total</strong>"), heading=True)]
    last += [_cell(columns[one].amount, at_least=columns[one].at_least, strong=True)
             for one in wide.columns]  # fmt: skip
    rows.append([*last, _cell(whole.amount, at_least=whole.at_least, strong=True)])
    heads = ["Category", *(str(one) for one in wide.columns), "Total"]
    note = "Every total is the sum of the amounts above or beside it, to the cent."
    if whole.at_least:
        note += " ≥: at least; something in it is to be determined."
    caption = f"Budget by category and {budget.step}, {found.currency}"
    return table(caption, heads, rows, note=note)


def _cell(value: Decimal | None, *, at_least: bool = False, strong: bool = False) -> Cell:
    """Make the cell of an amount; "–" where nothing is planned, words where it is not known."""
    if value is None:
        return Cell("–", number=True)
    if at_least and value == 0:
        return Cell("to be determined", number=True)
    said = ("≥ " if at_least else "") + amount_words(value)
    said = said.replace(" ", "\xa0")
    return Cell(Markup("<strong>{}</strong>").format(said) if strong else said, number=True)


def by_source(found: BudgetStep) -> Part:
    """List who pays: what each source gives and what is planned on it.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    budget = _refuse(found)
    rows = [
        [
            Cell(str(row.title), heading=True),
            Cell(_firm(row)),
            _given(row.amount, source=known(row.source)),
            _cell(row.planned_cash),
            _cell(row.planned_in_kind),
            _cell(row.planned, at_least=bool(row.at_least)),
            Cell(percent(float(row.share)) if known(row.share) else "–", number=True),
        ]
        for row in each_row(budget.sources)
    ]
    whole = budget.total()
    cash, in_kind = budget.total(kind="cash").amount, budget.total(kind="in-kind").amount
    rows.append(
        [Cell(Markup("<strong>Total</strong>"), heading=True), Cell(""), Cell("", number=True),
         _cell(cash, strong=True), _cell(in_kind, strong=True),
         _cell(whole.amount, at_least=whole.at_least, strong=True), Cell("100\xa0%", number=True)]
    )  # fmt: skip
    heads = ["Source", "How firm", "Gives", "Planned: cash", "in kind", "together", "Share"]
    return table(f"Who pays, {found.currency}", heads, rows, note=_short_of(found))


def _firm(row: Any) -> str:
    if known(row.firm):
        return str(row.firm)
    return "not stated" if known(row.source) else "nobody yet"


def _given(amount: Any, *, source: bool) -> Cell:
    if not known(amount):
        return Cell("not known" if source else "–", number=True)
    return _cell(amount)


def _short_of(found: BudgetStep) -> Markup:
    """Name the sources on which more cash is planned than they give."""
    budget = _refuse(found)
    said = [
        Markup("{}: {} more is planned in cash than it gives.").format(
            row.title, _money(-row.left, found)
        )
        for row in each_row(budget.sources)
        if known(row.left) and row.left < 0
    ]
    return Markup(" ").join(said)


def by_partner(found: BudgetStep) -> Part:
    """List who spends: cash, in kind and total of each partner.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    budget = _refuse(found)
    rows = []
    for row in each_row(budget.totals("partner")):
        key = row.partner if known(row.partner) else None
        name = found.site.names.get(str(key), str(key)) if key is not None else "Nobody named yet"
        rows.append(
            [
                Cell(name, heading=True),
                _cell(budget.total(partner=key, kind="cash").amount),
                _cell(budget.total(partner=key, kind="in-kind").amount),
                _cell(row.amount, at_least=bool(row.at_least)),
            ]
        )
    whole = budget.total()
    rows.append(
        [Cell(Markup("<strong>Total</strong>"), heading=True),
         _cell(budget.total(kind="cash").amount, strong=True),
         _cell(budget.total(kind="in-kind").amount, strong=True),
         _cell(whole.amount, at_least=whole.at_least, strong=True)]
    )  # fmt: skip
    heads = ["Partner", "Cash", "In kind", "Together"]
    return table(f"Who spends, {found.currency}", heads, rows)


def rules(found: BudgetStep) -> Part:
    """Print the funders' rules with their standing, the exchange rates and the rise of prices."""
    budget = found.budget
    if budget is None:
        return group([])
    day = None if budget.plan is None else budget.plan[0]
    profiles = {one.key: one for one in budget.profiles.values()}.values()
    said = [Markup("{} ({})").format(one.title, one.status(day)) for one in profiles]
    sentences: list[str] = []
    if said:
        sentences.append(Markup("Rules of the funders: {}.").format(Markup("; ").join(said)))
        if any(one.verified_on is None for one in profiles):
            sentences.append(
                "Unverified: nobody has checked these rules against the funder's own; do so before "
                "anything is signed."
            )
    else:
        sentences.append("No funder's rules are chosen.")
    return text(paragraph([*sentences, *_rate_words(found)]))


def _rate_words(found: BudgetStep) -> list[str]:
    budget = _refuse(found)
    said: list[str] = []
    for row in each_row(budget.currencies()):
        if row.currency == budget.currency:
            continue
        source = f" ({row.source})" if known(row.source) else ""
        said.append(
            Markup("{} {} for 1 {} of {}{}; if it bought 10 % less or more, the budget would "
                   "change by {}").format(row.currency, f"{row.per_base:,f}", budget.currency,
                                   long_date(row.date), source, _money(row.upper, found))
        )  # fmt: skip
    sentences: list[str] = []
    if said:
        sentences.append(Markup("Exchange rates: {}.").format(Markup("; ").join(said)))
    rise = Decimal(str(found.site.settings.budget.inflation))
    extra = Decimal(str(found.site.settings.budget.physical_contingency))
    if rise:
        sentences.append(f"Prices rise by {_hundredths(rise)} a year (ours).")
    if extra:
        sentences.append(f"For work that is not foreseen {_hundredths(extra)} is added (ours).")
    return sentences


def _hundredths(share: Decimal) -> str:
    """Write a share in per cent, with the decimals that it has."""
    return f"{(share * 100).normalize():f}\xa0%"


def likely(found: BudgetStep) -> Part:
    """Say what the costs are likely to be: the sum of most likely values is not the likely sum."""
    one = found.estimate
    if one is None:
        return group([])
    if one.p50 == one.p80:
        return missing("Ranges of the costs", "No cost line has a lowest and a highest amount, so "
                       "nothing can be said of how sure the total is.")  # fmt: skip
    share = f"{float(str(one.method.parameters['confidence'])):.0%}".replace("%", "\xa0%")
    sentences = [
        Markup(
            "The sum of the most likely values is not the likely sum: the costs before contingency "
            "and indirect costs add up to {}, and the chance of staying within that is {}."
        ).format(_money(one.most_likely, found, at_least=one.at_least),
                 percent(one.p_most_likely)),
        Markup("As likely above as below: {}; with a chance of 80\xa0% at the most {}.").format(
            _money(one.p50, found), _money(one.p80, found)),
        Markup("To be enough with a chance of {}, {} has to be set aside.").format(
            share, _money(one.contingency, found)),
        _drivers(found),
    ]  # fmt: skip
    return text(paragraph(sentences))


def _drivers(found: BudgetStep) -> Markup:
    assert found.estimate is not None  # noqa: S101 - callers have looked
    rows = found.estimate.table.sort_values("share", ascending=False, kind="stable")
    rows = rows[rows["share"] > 0.05].head(3)
    if rows.empty:
        return Markup("")
    said = [
        Markup("{} ({})").format(titles([row.title]), percent(float(row.share)))
        for row in each_row(rows)
    ]
    return Markup("Most of the uncertainty comes from {}.").format(
        Markup(", ").join(said[:-1]) + (Markup(" and ") if len(said) > 1 else Markup("")) + said[-1]
    )


def cash_words(found: BudgetStep) -> Part:
    """Say when the account is lowest, and how much has to be advanced."""
    flow = found.cash
    if flow is None:
        return group([])
    if flow.lowest_month is None or flow.lowest >= 0:
        said = Markup("The account never falls below {}.").format(_money(flow.lowest, found))
        return text(paragraph([said]))
    day = span_of(flow.lowest_month)[1]
    sentences: list[str] = [
        Markup("<strong>The account is lowest on {}: {} below zero</strong>; so "
               "much has to be advanced, or an instalment has to come earlier.").format(
            long_date(day), _money(-flow.lowest, found)),
    ]  # fmt: skip
    lag = found.site.settings.budget.payment_lag_months
    if lag:
        sentences.append(f"Costs are paid {count(lag, 'month')} after they arise (ours).")
    closing = flow.table["balance"].iloc[-1]
    if closing < 0:
        sentences.append(Markup("At the end {} is not covered by what is received or agreed.")
                         .format(_money(-closing, found)))  # fmt: skip
    if flow.at_least:
        sentences.append(Markup("With the amounts to be determined the balance can only be lower."))
    return text(paragraph(sentences))


def cuts(found: BudgetStep) -> Part:
    """List what to cut, first what matters least, where the ceiling is exceeded.

    Returns
    -------
    Part
        One sentence where the ceiling is kept; nothing where there is none.
    """
    one, ceiling = found.cuts, found.site.settings.budget.ceiling
    if one is None:
        if found.budget is None or ceiling is None:
            return group([])
        said = Markup("The project's ceiling of {} is not exceeded by this site alone.")
        return text(paragraph([said.format(_money(Decimal(ceiling), found))]))
    needed = one.table if one.steps is None else one.table.head(one.steps)
    rows = []
    for row in each_row(needed.head(_CUT_ROWS)):
        along = [key for key in str(row.along).split(";") if key]
        what = Markup("{}").format(found.plan.titles.get(row.activity, row.activity))
        if along:
            names = titles([found.plan.titles.get(key, key) for key in along], most=3)
            what += Markup(" and what follows from it: {}").format(names)
        rows.append([Cell(str(row.step), number=True), Cell(what, heading=True), _cell(row.saved),
                     _cell(row.total_after, at_least=bool(row.at_least))])  # fmt: skip
    heads = ["No.", "Cut", f"Saves, {found.currency}", f"Left, {found.currency}"]
    enough = (
        f"The first {count(one.steps, 'cut')} {plural('is', one.steps)} enough."
        if one.steps
        else "All cuts together are not enough: the lines that cannot be cut exceed the ceiling."
    )
    first = Markup("{} {} Whole activities are cut, first what lifts the package least for its "
                   "money; lines that have to stay cost {}.").format(
        _over_ceiling(found), enough, _money(one.mandatory.amount, found))  # fmt: skip
    shown = [text(paragraph([first]))]
    if rows:
        shown.append(table("What is cut first", heads, rows))
    return group(shown)


def by_category_picture(found: BudgetStep) -> Figure:
    """Draw the budget by category and period.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    return budget_by_period(_refuse(found))


def build_up(found: BudgetStep) -> Figure:
    """Draw how the total builds up and what nobody has promised yet.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    return waterfall(budget_steps(_refuse(found)), found.currency)


def cash(found: BudgetStep) -> Figure:
    """Draw the balance of the account.

    Raises
    ------
    NothingToShow
        There is neither money in nor out.
    """
    if found.cash is None:
        message = "There is neither money in nor out, so there is no cash flow."
        raise NothingToShow(message)
    return cash_balance(found.cash)


def not_known(found: BudgetStep) -> Part:
    """Name what is missing in the budget, in one line each."""
    budget = found.budget
    if budget is None:
        return group([])
    parts = []
    opened = budget.lines[budget.lines["at_least"]]
    for row in each_row(opened.head(_MOST)):
        why = f" ({row.note})" if known(row.note) else ""
        parts.append(
            missing(
                f"Amount of {row.title}",
                Markup("{} is to be determined{}.").format(titles([row.title]), why),
            )
        )
    if len(opened) > _MOST:
        rest = f"{len(opened) - _MOST} more cost lines are to be determined."
        parts.append(missing("Amounts", rest))
    parts += [
        missing("Basis", Markup("Line {}: {}.").format(row.line, row.remark))
        for row in each_row(budget.remarks.head(_MOST))
    ]
    unpaid = budget.total(source=None).amount
    if unpaid:
        said = Markup("Nobody is named who pays {}.").format(_money(unpaid, found))
        parts.append(missing("Source of money", said))
    return group(parts)


def file(found: BudgetStep) -> Part:
    """Hand over the budget as a workbook that recomputes.

    Raises
    ------
    NothingToShow
        There is no budget.
    """
    budget = _refuse(found)
    site, settings = found.site, found.site.settings
    rows = site.activities

    def texts(name: str) -> dict[str, str]:
        known_rows = rows[rows[name].notna()]
        return dict(zip(known_rows["activity"], known_rows[name], strict=True))

    names = Names(
        site=site.name,
        activities=dict(found.plan.titles),
        partners=dict(site.names),
        components=dict(_component_titles(found)),
        deliverables=texts("deliverable"),
        measures=texts("measure"),
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
    return attachment("budget.xlsx", content, "Budget as a workbook that recomputes")


def _component_titles(found: BudgetStep) -> dict[str, str]:
    rows = found.site.table("components")
    return {str(key): str(one) for key, one in zip(rows["component"], rows["title"], strict=True)}
