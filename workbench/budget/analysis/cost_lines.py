"""Cost lines as typed: exact amounts, a span of time each, one amount once, every slip named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from workbench.core.money import EXACT, FrozenRates, decimal_of
from workbench.core.table_access import require
from workbench.errors import InvalidInput, Problem, did_you_mean
from workbench.frameworks.cost_categories import Chart
from workbench.frameworks.spans import span_of

KINDS = ("cash", "in-kind")

_AMOUNTS = (
    "quantity", "quantity_low", "quantity_high", "unit_cost", "unit_cost_low", "unit_cost_high",
)  # fmt: skip
_WORDS = (
    "site", "line", "title", "activity", "component", "category", "partner", "source", "period",
    "unit", "currency", "kind", "basis", "shared", "note",
)  # fmt: skip

Span = tuple[date, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """One line of the table of costs, read and checked.

    Attributes
    ----------
    site, line, title, category, currency, kind, unit, period : str
        As in the table; `title` is the key where there is none, `kind` is "cash" where blank.
    activity, component, partner, source, basis, shared, note : str or None
        ``None`` where blank.
    quantity, unit_cost : Decimal or None
        Most likely values.
    quantity_low, quantity_high, unit_cost_low, unit_cost_high : Decimal or None
        ``None`` where not known.
    price_year : int or None
        Year of the price.
    first, last : date
        Span over which the line is spread.
    determined : bool
        Whether the amount is final; if not, whatever is given is the least.
    mandatory : bool
        Whether the line cannot be cut.
    """

    site: str
    line: str
    title: str
    category: str
    currency: str
    kind: str
    unit: str
    period: str
    activity: str | None
    component: str | None
    partner: str | None
    source: str | None
    basis: str | None
    shared: str | None
    note: str | None
    quantity: Decimal | None
    quantity_low: Decimal | None
    quantity_high: Decimal | None
    unit_cost: Decimal | None
    unit_cost_low: Decimal | None
    unit_cost_high: Decimal | None
    price_year: int | None
    determined: bool
    mandatory: bool
    first: date = date.min
    last: date = date.max

    @property
    def local(self) -> Decimal | None:
        """Quantity × unit cost in the line's currency; ``None`` where one of them is not known."""
        if self.quantity is None or self.unit_cost is None:
            return None
        return EXACT.multiply(self.quantity, self.unit_cost)

    def problem(self, column: str, found: str, expected: str, advice: str) -> Problem:
        """Describe a slip in this line."""
        return Problem(
            file="costs",
            column=column,
            found=found,
            expected=expected,
            advice=f"{advice} (Line {self.line}.)",
            site=self.site,
        )


@dataclass(slots=True)
class CostLines:
    """All lines that count, and what was found on the way.

    Attributes
    ----------
    lines : list of CostLine
        In the order of the table; of lines that show one amount several times, the first.
    plan : tuple of date or None
        First and last day of the plan; ``None`` where there is no line and no date.
    repeated : list of dict
        site, line, shared, counted_site, counted_line: lines whose amount is counted elsewhere.
    conflicts : list of dict
        site, line, shared, amount, currency: lines of one group that do not show the same amount.
    remarks : list of dict
        site, line, remark: what to know about a line.
    """

    lines: list[CostLine]
    plan: Span | None
    repeated: list[dict[str, object]] = field(default_factory=list)
    conflicts: list[dict[str, object]] = field(default_factory=list)
    remarks: list[dict[str, object]] = field(default_factory=list)


def read_cost_lines(
    costs: pd.DataFrame,
    activities_dates: pd.DataFrame | None,
    rates: FrozenRates,
    chart: Chart,
    *,
    plan: Span | None = None,
    leave_out_conflicts: bool = False,
) -> CostLines:
    """Read the table of costs.

    Parameters
    ----------
    costs : DataFrame
        Columns of the table ``costs``; amounts as text.
    activities_dates : DataFrame or None
        site, activity, start, finish.
    rates : FrozenRates
        Currencies that can be converted.
    chart : Chart
        Categories that there are.
    plan : tuple of date, optional
        First and last day of the plan. Without it, from the first to the last day that an activity
        or a period covers.
    leave_out_conflicts : bool
        Count groups with conflicting amounts as not determined, instead of refusing them.

    Returns
    -------
    CostLines

    Raises
    ------
    InvalidInput
        Every line that cannot be used, with what is wrong.
    """
    require(costs, ("site", "line", "category", "currency"), "costs")
    problems: list[Problem] = []
    lines = [_read(row, problems) for row in costs.to_dict("records")]
    problems += _twice(lines)
    for line in lines:
        problems += _wrong(line, rates, chart)
    dated, plan, faults = _with_spans(lines, _spans_of(activities_dates), plan)
    problems += faults
    if rates.day is not None and plan is not None and rates.day > plan[1]:
        problems.append(_rates_too_late(rates.day, plan))
    read = _once(dated, plan, leave_out_conflicts=leave_out_conflicts, problems=problems)
    if problems:
        message = "The costs cannot be budgeted"
        raise InvalidInput(message, problems)
    for line in read.lines:
        if line.kind == "in-kind" and line.basis is None:
            remark = "in kind, and nothing says how it is valued"
            read.remarks.append({"site": line.site, "line": line.line, "remark": remark})
    return read


def _read(row: Mapping[Any, Any], problems: list[Problem]) -> CostLine:
    words = {name: _word(row.get(name)) for name in _WORDS}
    amounts: dict[str, Any] = {}
    slips: list[tuple[str, str, str]] = []
    for name in _AMOUNTS:
        value = row.get(name)
        try:
            amounts[name] = decimal_of(value)
        except InvalidInput as error:
            amounts[name] = None
            slips.append((name, str(value), str(error)))
    for name, value in amounts.items():
        if value is not None and value < 0:
            slips.append((name, str(value), "A budget line holds no negative amount."))
    given = row.get("price_date")
    price_year = None if given is None or pd.isna(given) else pd.Timestamp(given).year
    determined = _said(row.get("determined"))
    known = amounts["quantity"] is not None and amounts["unit_cost"] is not None
    optional = ("activity", "component", "partner", "source", "basis", "shared", "note")
    needed = ("site", "line", "category", "currency", "unit")
    parts: dict[str, Any] = {name: words[name] for name in optional}
    parts |= {name: words[name] or "" for name in needed}
    line = CostLine(
        **parts,
        **amounts,
        title=words["title"] or words["line"] or "",
        kind=words["kind"] or "cash",
        period=words["period"] or "",
        price_year=price_year,
        determined=known if determined is None else determined and known,
        mandatory=bool(_said(row.get("mandatory"))),
    )
    expected = "an amount of 0 or more, such as 12500.50"
    problems += [line.problem(name, value, expected, why) for name, value, why in slips]
    return line


def _word(value: object) -> str | None:
    if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
        return None
    return str(value).strip() or None


def _said(value: Any) -> bool | None:
    return None if value is None or pd.isna(value) else bool(value)


def _twice(lines: Sequence[CostLine]) -> list[Problem]:
    seen: set[tuple[str, str]] = set()
    found = []
    for line in lines:
        key = (line.site, line.line)
        if key in seen or not all(key):
            found.append(
                line.problem("line", line.line, "each line once per site", "Give it a name.")
            )
        seen.add(key)
    return found


def _wrong(line: CostLine, rates: FrozenRates, chart: Chart) -> list[Problem]:
    found = []
    leaves = [one.key for one in chart.leaves]
    if line.category not in leaves:
        computed = line.category in chart.keys
        advice = "Leave the line out: it is computed." if computed else ""
        advice = advice or did_you_mean(line.category, leaves)
        found.append(line.problem("category", line.category, "a category of the chart", advice))
    if not rates.knows(line.currency):
        found.append(
            rates.problem(line.currency, "costs", site=line.site, name=f"Line {line.line}")
        )
    if line.kind not in KINDS:
        found.append(line.problem("kind", line.kind, "cash or in-kind", "Correct it."))
    return found


def _spans_of(table: pd.DataFrame | None) -> dict[tuple[str, str], Span]:
    if table is None or table.empty:
        return {}
    require(table, ("site", "activity", "start", "finish"), "the dates of the activities")
    starts, ends = pd.to_datetime(table["start"]), pd.to_datetime(table["finish"])
    rows = zip(table["site"], table["activity"], starts, ends, strict=True)
    return {
        (str(site), str(activity)): (start.date(), end.date())
        for site, activity, start, end in rows
        if pd.notna(start) and pd.notna(end)
    }


def _with_spans(
    lines: Sequence[CostLine], activities: Mapping[tuple[str, str], Span], plan: Span | None
) -> tuple[list[CostLine], Span | None, list[Problem]]:
    """Give each line its span: its period, else its activity, else the whole plan."""
    problems: list[Problem] = []
    spans: list[Span | None] = []
    for line in lines:
        try:
            spans.append(_own_span(line, activities))
        except InvalidInput as error:
            spans.append(None)
            column = "period" if line.period else "activity"
            found = line.period or str(line.activity)
            expected = "a year, quarter or month" if line.period else "an activity with dates"
            problems.append(line.problem(column, found, expected, str(error)))
    every = [span for span in [*spans, *activities.values()] if span is not None]
    whole = plan
    if whole is None and every:
        whole = (min(span[0] for span in every), max(span[1] for span in every))
    dated = []
    for line, span in zip(lines, spans, strict=True):
        if whole is None:
            advice = "Give a period, or an activity with dates, or the dates of the plan."
            problems.append(line.problem("period", "", "when the money is spent", advice))
            continue
        first, last = whole if span is None else span
        if first > whole[1] or last < whole[0]:
            expected = f"a time within the plan, {whole[0]} to {whole[1]}"
            name = "period" if line.period else "activity"
            found = line.period or f"{line.activity}, {first} to {last}"
            problems.append(line.problem(name, found, expected, "Move it, or extend the plan."))
            continue
        dated.append(replace(line, first=max(first, whole[0]), last=min(last, whole[1])))
    return dated, whole, problems


def _own_span(line: CostLine, activities: Mapping[tuple[str, str], Span]) -> Span | None:
    if line.period:
        return span_of(line.period)
    if line.activity is None or not activities:
        return None
    span = activities.get((line.site, line.activity))
    if span is None:
        known = [activity for site, activity in activities if site == line.site]
        message = f"It has no dates in the plan. {did_you_mean(line.activity, known)}"
        raise InvalidInput(message)
    return span


def _rates_too_late(day: date, plan: Span) -> Problem:
    return Problem(
        file="project.yaml",
        column="budget > rate_date",
        found=str(day),
        expected=f"a day not after the plan, which ends on {plan[1]}",
        advice="Freeze the rates of a day before the money is spent.",
    )


def _once(
    lines: Sequence[CostLine],
    plan: Span | None,
    *,
    leave_out_conflicts: bool,
    problems: list[Problem],
) -> CostLines:
    """Count an amount that several lines show once: at the first of them that has it."""
    groups: dict[str, list[CostLine]] = {}
    for line in lines:
        if line.shared is not None:
            groups.setdefault(line.shared, []).append(line)
    read = CostLines([], plan)
    counted: dict[str, CostLine] = {}
    for name, members in groups.items():
        told = {
            (_plain(one.local), one.currency, one.kind) for one in members if one.local is not None
        }
        chosen = next((one for one in members if one.local is not None), members[0])
        if len(told) > 1:
            read.conflicts += [_conflict(one) for one in members]
            if not leave_out_conflicts:
                problems.append(_contradiction(name, members))
            chosen = replace(chosen, quantity=None, unit_cost=None, determined=False)
        counted[name] = chosen
    for line in lines:
        chosen_line = line if line.shared is None else counted[line.shared]
        if (line.site, line.line) == (chosen_line.site, chosen_line.line):
            read.lines.append(chosen_line)
        else:
            row = {"site": line.site, "line": line.line, "shared": line.shared}
            row |= {"counted_site": chosen_line.site, "counted_line": chosen_line.line}
            read.repeated.append(dict(row))
    return read


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.normalize(EXACT)


def _conflict(line: CostLine) -> dict[str, object]:
    return {
        "site": line.site,
        "line": line.line,
        "shared": line.shared,
        "amount": line.local,
        "currency": line.currency,
    }


def _contradiction(name: str, members: Sequence[CostLine]) -> Problem:
    shown = [
        f"{one.line}: {one.currency} {one.local:,f}" for one in members if one.local is not None
    ]
    return Problem(
        file="costs",
        column="shared",
        found="; ".join(shown[:6]) + (" …" if len(shown) > 6 else ""),
        expected=f"the same amount in every line of '{name}'",
        advice="Correct the amounts, or give the lines different names in 'shared'.",
        site=members[0].site,
    )
