"""A budget in pictures: by category and period, step by step, and as the balance of an account."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.diagnosis.figures.rows import records
from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.plan_style import CRITICAL, MISSED, RAMP, SPARE, fill, label, whole
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, listing, sentences, tidy
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from workbench.budget.analysis.budget_table import Budget
    from workbench.budget.analysis.cash_flow import CashFlow

_MOST = 12  # categories with a row of their own; the smallest stand together
_ROW = 25


def budget_by_period(budget: Budget) -> Figure:
    """Draw what each category costs, and in which period.

    Parameters
    ----------
    budget : Budget
        Of one site, or of several together.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each category, the largest first, in parts by period; the sum stands at its end.

    Raises
    ------
    NothingToShow
        When no line has an amount.
    """
    sums = budget.totals("category")
    if not len(sums) or not any(sums["amount"]):
        message = "No cost line has an amount yet."
        raise NothingToShow(message)
    wide = budget.pivot("category", "period")
    ordered = sorted(records(sums), key=lambda row: -row["amount"])
    shown = ordered if len(ordered) <= _MOST else ordered[: _MOST - 1]
    rest = ordered[len(shown) :]
    names = [budget.chart[row["category"]].title for row in shown]
    names += [f"{len(rest)} smaller categories"] if rest else []
    totals = [(row["amount"], row["at_least"]) for row in shown]
    if rest:
        together = sum((row["amount"] for row in rest), Decimal(0))
        totals.append((together, any(row["at_least"] for row in rest)))
    drawing = Drawing()
    at = [(number + 0.5) * _ROW for number in range(len(names))]
    for number, period in enumerate(wide.columns):
        colour, hatch, _ = RAMP[number % len(RAMP)]
        lengths = [_amount(wide, [row["category"]], period) for row in shown]
        if rest:
            lengths.append(_amount(wide, [row["category"] for row in rest], period))
        drawing.traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": lengths,
                "y": at,
                "width": _ROW * 0.66,
                "name": str(period),
                "marker": fill(colour, hatch),
                "hoverinfo": "skip",
            }
        )
    for y, (amount, at_least) in zip(at, totals, strict=True):
        said = f"at least {whole(amount)}" if at_least and amount else whole(amount)
        said = "to be determined" if at_least and not amount else said
        drawing.note(said, float(amount), y, xanchor="left", xshift=5, font={"size": theme.SMALL})
    most = max(float(amount) for amount, _ in totals)
    drawing.layout["barmode"] = "stack"
    drawing.layout["xaxis"] = _money(budget.currency, [0, most * 1.22])
    ticks = [label(name, 30, 1) for name in names]
    drawing.layout["yaxis"] = downwards(
        len(at) * _ROW, tickvals=at, ticktext=ticks, tickfont={"size": theme.SMALL}
    )
    told = [f"{tidy(n)} {whole(a)}" for n, (a, _) in zip(names, totals, strict=True)]
    return theme.finish(
        drawing,
        caption=f"Budget by category, in parts by {budget.step}; {budget.currency}.",
        alt=f"Bars, {budget.currency}: {listing(told, 15)}.",
        height=len(at) * _ROW + 105,
    )


def _amount(wide: pd.DataFrame, categories: list[str], period: str) -> float:
    cells: list[Decimal | None] = list(wide.loc[categories, period])
    return float(sum((cell for cell in cells if cell is not None), Decimal(0)))


def _money(currency: str, span: list[float]) -> dict[str, Any]:
    return {
        "range": span,
        "title": {"text": theme.plain(currency)},
        "tickformat": ",.0f",
        "nticks": 6,
        "separatethousands": True,
    }


def waterfall(steps: pd.DataFrame, currency: str) -> Figure:
    """Draw how the total builds up, and what of it nobody has promised yet.

    Parameters
    ----------
    steps : DataFrame
        As :func:`workbench.budget.analysis.budget_steps.budget_steps` gives it.
    currency : str
        Base currency.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each step from where the one before ended; sums start at 0 and are darker.

    Raises
    ------
    NothingToShow
        When nothing has an amount.
    """
    rows = list(records(steps))
    if not any(row["amount"] for row in rows):
        message = "No cost line has an amount yet."
        raise NothingToShow(message)
    drawing = Drawing()
    at = [(number + 0.5) * _ROW for number in range(len(rows))]
    kinds = {
        "sum": (CRITICAL.colour, ""),
        "adds": (SPARE.colour, "/"),
        "is covered": ("#AAAAAA", "\\"),
    }
    for name, (colour, hatch) in kinds.items():
        own = [(row, y) for row, y in zip(rows, at, strict=True) if _kind(row) == name]
        if not own:
            continue
        drawing.traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "base": [float(min(row["before"], row["after"])) for row, _ in own],
                "x": [float(abs(row["after"] - row["before"])) for row, _ in own],
                "y": [y for _, y in own],
                "width": _ROW * 0.62,
                "name": name,
                "marker": fill(colour, hatch),
                "hoverinfo": "skip",
            }
        )
    most = max(float(max(row["before"], row["after"])) for row in rows)
    for row, y in zip(rows, at, strict=True):
        end = float(max(row["before"], row["after"]))
        said = ("at least " if row["at_least"] else "") + whole(row["amount"])
        drawing.note(said, end, y, xanchor="left", xshift=5, font={"size": theme.SMALL})
    least = min(0.0, *(float(min(row["before"], row["after"])) for row in rows))
    drawing.layout["barmode"] = "overlay"
    drawing.layout["xaxis"] = _money(currency, [least * 1.05, most * 1.22])
    drawing.layout["yaxis"] = downwards(
        len(at) * _ROW,
        tickvals=at,
        ticktext=[
            f"<b>{label(row['title'])}</b>" if row["sum"] else label(row["title"]) for row in rows
        ],
        tickfont={"size": theme.SMALL},
    )
    told = [f"{tidy(row['title'])} {whole(row['amount'])}" for row in rows]
    return theme.finish(
        drawing,
        caption=sentences(
            f"From the base cost to what nobody has promised yet; {currency}.",
            "Promised: cash of sources that have pledged or paid.",
        ),
        alt=f"Steps, {currency}: {listing(told, 10)}.",
        height=len(at) * _ROW + 105,
    )


def _kind(row: Mapping[str, Any]) -> str:
    if row["sum"]:
        return "sum"
    return "adds" if row["amount"] >= 0 else "is covered"


def cash_balance(cash: CashFlow) -> Figure:
    """Draw the balance of the account at the end of each month, with its lowest point.

    Parameters
    ----------
    cash : CashFlow
        Money in and out, month by month.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each month, hatched below 0; triangles where money comes; the lowest named.
    """
    rows = list(records(cash.table))
    drawing = Drawing()
    months = [f"{row['first']:%Y-%m-%d}" for row in rows]
    balance = [float(row["balance"]) for row in rows]
    for name, colour, hatch, short in (
        ("balance at the end of the month", CRITICAL.colour, "", False),
        ("below 0: must be advanced", SPARE.colour, "x", True),
    ):
        own = [(m, b) for m, b in zip(months, balance, strict=True) if (b < 0) == short]
        if own:
            drawing.traces.append(
                {
                    "type": "bar",
                    "x": [month for month, _ in own],
                    "y": [amount for _, amount in own],
                    "name": name,
                    "marker": fill(colour, hatch),
                    "hoverinfo": "skip",
                }
            )
    come = [(m, row, b) for m, row, b in zip(months, rows, balance, strict=True) if row["received"]]
    room = (max(0.0, *balance) - min(0.0, *balance)) or 1.0
    if come:
        drawing.marks(
            [month for month, _, _ in come],
            [max(amount, 0.0) + room * 0.06 for _, _, amount in come],
            name="money comes",
            showlegend=True,
            marker={"symbol": "triangle-down", "size": 11, "color": theme.INK},
            hovertext=[f"{cash.currency} {whole(row['received'])}" for _, row, _ in come],
        )
    lowest = _lowest(drawing, cash, months, balance, room)
    drawing.layout["xaxis"] = {"type": "date", "tickformat": "%b<br>%Y", "nticks": 9}
    drawing.layout["yaxis"] = {
        **_money(
            cash.currency, [min(0.0, *balance) - room * 0.2, max(0.0, *balance) + room * 0.15]
        ),
        "zeroline": True,
        "zerolinecolor": theme.INK,
    }
    drawing.layout["barmode"] = "overlay"
    return theme.finish(
        drawing,
        caption=sentences(
            f"Balance of the account at the end of each month, cash only; {cash.currency}.",
            "At most: some costs are to be determined." if cash.at_least else None,
        ),
        alt=f"Bars over {count(len(rows), 'month')}. {lowest}",
        height=300,
    )


def _lowest(
    drawing: Drawing, cash: CashFlow, months: list[str], balance: list[float], room: float
) -> str:
    if cash.lowest_month is None:
        return f"The balance never falls below the opening one, {whole(cash.opening)}."
    place = list(cash.table["month"]).index(cash.lowest_month)
    drawing.note(
        f"<b>lowest: {whole(cash.lowest)}</b>",
        months[place],
        min(balance[place], 0.0) - room * 0.09,
        font={"size": theme.SMALL, "color": MISSED.colour},
        align="center",
        xanchor="center" if 1 < place < len(months) - 2 else "right",
    )
    return f"Lowest at the end of {cash.lowest_month}: {whole(cash.lowest)}."
