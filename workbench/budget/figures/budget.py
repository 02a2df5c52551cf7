"""A budget in pictures: step by step, and as the balance of an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.budget.analysis.cash_flow import CashFlow
from workbench.budget.analysis.rows import AccountMonth, BuildUp
from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.plan_style import CRITICAL, MISSED, SPARE, faint_fill, row_title
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, tidy
from workbench.errors import NothingToShow

_ROW = 25


def waterfall(rows: Sequence[BuildUp], currency: str) -> Figure:
    """Draw how the total builds up, and what of it nobody has promised yet.

    Parameters
    ----------
    rows : sequence of BuildUp
        As :func:`workbench.budget.analysis.budget_steps.budget_steps` returns it.
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
    if not any(row.amount for row in rows):
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
                "base": [float(min(row.before, row.after)) for row, _ in own],
                "x": [float(abs(row.after - row.before)) for row, _ in own],
                "y": [y for _, y in own],
                "width": _ROW * 0.62,
                "name": name,
                "marker": faint_fill(colour, hatch),
                "hoverinfo": "skip",
            }
        )
    ends = [float(max(row.before, row.after)) for row in rows]
    for row, y, end in zip(rows, at, ends, strict=True):
        said = amount_words(row.amount, at_least=row.at_least, places=0)
        drawing.note(said, end, y, xanchor="left", xshift=5, font={"size": theme.SMALL})
    least = min(0.0, *(float(min(row.before, row.after)) for row in rows))
    drawing.layout["barmode"] = "overlay"
    drawing.layout["xaxis"] = _money(currency, [least * 1.05, max(ends) * 1.22])
    drawing.layout["yaxis"] = downwards(
        len(at) * _ROW,
        tickvals=at,
        ticktext=[
            f"<b>{row_title(row.title)}</b>" if row.is_sum else row_title(row.title) for row in rows
        ],
        tickfont={"size": theme.SMALL},
    )
    told = [f"{tidy(row.title)} {amount_words(row.amount, places=0)}" for row in rows]
    return theme.finish(
        drawing,
        caption=sentences(
            f"From the base cost to what nobody has promised yet; {currency}.",
            "Promised: cash of sources that have pledged or paid.",
        ),
        alt=f"Steps, {currency}: {natural_list(told, 10)}.",
        height=len(at) * _ROW + 105,
    )


def _kind(row: BuildUp) -> str:
    if row.is_sum:
        return "sum"
    return "adds" if row.amount >= 0 else "is covered"


def _money(currency: str, span: list[float]) -> dict[str, Any]:
    return {
        "range": span,
        "title": {"text": plain(currency)},
        "tickformat": ",.0f",
        "nticks": 6,
        "separatethousands": True,
    }


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
    rows = rows_of(cash.table, AccountMonth)
    drawing = Drawing()
    balance = [float(row.balance) for row in rows]
    room = (max(0.0, *balance) - min(0.0, *balance)) or 1.0
    for name, colour, hatch, short in (
        ("balance at the end of the month", CRITICAL.colour, "", False),
        ("below 0: must be advanced", SPARE.colour, "x", True),
    ):
        own = [row for row in rows if (row.balance < 0) == short]
        if own:
            drawing.traces.append(
                {
                    "type": "bar",
                    "x": [f"{row.first}" for row in own],
                    "y": [float(row.balance) for row in own],
                    "name": name,
                    "marker": faint_fill(colour, hatch),
                    "hoverinfo": "skip",
                }
            )
    come = [row for row in rows if row.received]
    if come:
        drawing.marks(
            [f"{row.first}" for row in come],
            [max(float(row.balance), 0.0) + room * 0.06 for row in come],
            name="money comes",
            showlegend=True,
            marker={"symbol": "triangle-down", "size": 11, "color": theme.INK},
            hovertext=[amount_words(row.received, cash.currency, places=0) for row in come],
        )
    lowest = _mark_lowest(drawing, cash, rows, room)
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


def _mark_lowest(
    drawing: Drawing, cash: CashFlow, rows: Sequence[AccountMonth], room: float
) -> str:
    """Name the lowest balance in the picture; return the sentence that describes it."""
    words = amount_words(cash.lowest, places=0)
    if cash.lowest_month is None:
        return f"The balance never falls below the opening one, {words}."
    place = next(n for n, row in enumerate(rows) if row.month == cash.lowest_month)
    drawing.note(
        f"<b>lowest: {words}</b>",
        f"{rows[place].first}",
        min(float(rows[place].balance), 0.0) - room * 0.09,
        font={"size": theme.SMALL, "color": MISSED.colour},
        align="center",
        xanchor="center" if 1 < place < len(rows) - 2 else "right",
    )
    return f"Lowest at the end of {cash.lowest_month}: {words}."
