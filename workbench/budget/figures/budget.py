"""A budget in pictures: the balance of its account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workbench.budget.analysis.cash_flow import CashFlow
from workbench.budget.analysis.rows import AccountMonth
from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.plan_style import CRITICAL, MISSED, SPARE, faint_fill
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, plain, sentences
from workbench.language import phrased, worded


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
        (phrased("balance at the end of the month"), CRITICAL.colour, "", False),
        (phrased("below 0: must be advanced"), SPARE.colour, "x", True),
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
            name=phrased("money comes"),
            showlegend=True,
            marker={"symbol": "triangle-down", "size": 11, "color": theme.INK},
            hovertext=[amount_words(row.received, cash.currency, places=0) for row in come],
        )
    lowest = _mark_lowest(drawing, cash, rows, room)
    drawing.layout["xaxis"] = {"type": "date", "tickformat": worded("%b<br>%Y"), "nticks": 9}
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
            phrased(
                "Balance of the account at the end of each month, cash only; {}.", cash.currency
            ),
            phrased("At most: some costs are to be determined.") if cash.at_least else None,
        ),
        alt=phrased("Bars over {}. {}", count(len(rows), "month"), lowest),
        height=300,
    )


def _mark_lowest(
    drawing: Drawing, cash: CashFlow, rows: Sequence[AccountMonth], room: float
) -> str:
    """Name the lowest balance in the picture; return the sentence that describes it."""
    words = amount_words(cash.lowest, places=0)
    if cash.lowest_month is None:
        return phrased("The balance never falls below the opening one, {}.", words)
    place = next(n for n, row in enumerate(rows) if row.month == cash.lowest_month)
    drawing.note(
        phrased("<b>lowest: {}</b>", words),
        f"{rows[place].first}",
        min(float(rows[place].balance), 0.0) - room * 0.09,
        font={"size": theme.SMALL, "color": MISSED.colour},
        align="center",
        xanchor="center" if 1 < place < len(rows) - 2 else "right",
    )
    return phrased("Lowest at the end of {}: {}.", cash.lowest_month, words)
