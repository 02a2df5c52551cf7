"""Cost lines: exact amounts, a span of time each, one amount once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

import pandas as pd

from workbench.budget.analysis.rows import Contradiction, CostLine, LineRemark, RepeatedAmount
from workbench.core.money import EXACT
from workbench.core.rows import rows_of
from workbench.errors import InvalidInput
from workbench.frameworks.spans import span_of

Span = tuple[date, date]


@dataclass(slots=True)
class CostLines:
    """All lines that count, and what was found on the way.

    Attributes
    ----------
    lines : list of CostLine
        In the order of the table; of lines that show one amount several times, the first that has
        it.
    plan : tuple of date or None
        First and last day of the plan; ``None`` where there is no line and no date.
    repeated : list of RepeatedAmount
        Lines whose amount is counted elsewhere.
    conflicts : list of Contradiction
        Lines of one group that do not show the same amount; it counts as to be determined.
    remarks : list of LineRemark
        What to know about lines.
    """

    lines: list[CostLine] = field(default_factory=list)
    plan: Span | None = None
    repeated: list[RepeatedAmount] = field(default_factory=list)
    conflicts: list[Contradiction] = field(default_factory=list)
    remarks: list[LineRemark] = field(default_factory=list)


def read_cost_lines(
    costs: pd.DataFrame,
    activity_spans: Mapping[tuple[str, str], Span] | None = None,
    *,
    plan: Span | None = None,
) -> CostLines:
    """Read the table of costs.

    Parameters
    ----------
    costs : DataFrame
        Columns of the table ``costs``, amounts as text; columns that are not there are blank. A
        line without a title has its key for one, one without a kind is in cash.
    activity_spans : mapping of (str, str) to tuple of date, optional
        First and last day of activities, by site and activity.
    plan : tuple of date, optional
        First and last day of the plan. Without it, from the first to the last day that an activity
        or a period covers.

    Raises
    ------
    InvalidInput
        Nothing says when the money is spent, or a line lies outside the plan.
    """
    names = [one.name for one in fields(CostLine)]
    table = costs.reindex(columns=[*names, "period"])
    dated = activity_spans or {}
    spans = [
        dated.get((site, activity)) if pd.isna(period) else span_of(period)
        for site, activity, period in zip(
            *(table[name].tolist() for name in ("site", "activity", "period")), strict=True
        )
    ]
    plan = plan or _around([*spans, *dated.values()])
    if plan is None:
        if spans:
            message = "Nothing says when the money is spent: give a period, or dates of activities."
            raise InvalidInput(message)
        return CostLines()
    titled = zip(table["title"].tolist(), table["line"].tolist(), strict=True)
    table["title"] = [line if pd.isna(title) else title for title, line in titled]
    table["kind"] = ["cash" if pd.isna(kind) else kind for kind in table["kind"].tolist()]
    # A line without a time of its own is spread over the plan; a time is cut to the plan.
    table["first"] = [max((span or plan)[0], plan[0]) for span in spans]
    table["last"] = [min((span or plan)[1], plan[1]) for span in spans]
    read = _counted_once(rows_of(table, CostLine))
    read.plan = plan
    read.remarks = [
        LineRemark(line.site, line.line, "in kind, and nothing says how it is valued")
        for line in read.lines
        if line.kind == "in-kind" and line.basis is None
    ]
    return read


def _around(spans: Sequence[Span | None]) -> Span | None:
    known = [span for span in spans if span is not None]
    if not known:
        return None
    return min(first for first, _ in known), max(last for _, last in known)


def _counted_once(lines: Sequence[CostLine]) -> CostLines:
    """Count an amount that several lines show once: at the first of them that has it."""
    groups: dict[str, list[CostLine]] = {}
    for line in lines:
        if line.shared is not None:
            groups.setdefault(line.shared, []).append(line)
    read = CostLines()
    counted: dict[str, CostLine] = {}
    for name, members in groups.items():
        known = [one for one in members if one.local is not None]
        counted[name] = (known or members)[0]
        if len({_amount(one) for one in known}) > 1:
            read.conflicts += [
                Contradiction(one.site, one.line, name, one.local, one.currency) for one in members
            ]
            counted[name] = replace(counted[name], quantity=None, unit_cost=None)
    for line in lines:
        _count(line, counted, read)
    return read


def _amount(line: CostLine) -> tuple[object, ...]:
    local = line.local
    return None if local is None else local.normalize(EXACT), line.currency, line.kind


def _count(line: CostLine, counted: Mapping[str, CostLine], read: CostLines) -> None:
    chosen = line if line.shared is None else counted[line.shared]
    if line.shared is None or (line.site, line.line) == (chosen.site, chosen.line):
        read.lines.append(chosen)
    else:
        repeated = RepeatedAmount(line.site, line.line, line.shared, chosen.site, chosen.line)
        read.repeated.append(repeated)
