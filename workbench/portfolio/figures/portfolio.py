"""What to fund across sites: value against budget, what is cut first, the price of a point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.diagnosis.figures.rows import records
from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.plan_style import CRITICAL, MISSED, SPARE, fill, label, whole
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, listing, sentences, tidy, wrap
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from workbench.portfolio.analysis.portfolio import Portfolio
    from workbench.portfolio.analysis.portfolio_frontier import Frontier

_MOST_ROWS = 20
_CUTS = 3  # cuts that the picture names
_ROW = 23


def funding_frontier(
    frontier: Frontier,
    portfolio: Portfolio,
    *,
    currency: str,
    names: Mapping[str, str] | None = None,
    value: str = "Sum of the package scores",
) -> Figure:
    """Draw what each budget buys over all sites, and where the choice stands.

    Parameters
    ----------
    frontier : Frontier
        Best value for each budget.
    portfolio : Portfolio
        The choice.
    currency : str
        Base currency.
    names : mapping of str to str, optional
        Names of the sites.
    value : str
        What is added up, for the axis.

    Returns
    -------
    plotly.graph_objects.Figure
        Points of the best choices, the line of the stable steps below them, the choice as a
        diamond, and the first cuts down from it.

    Raises
    ------
    NothingToShow
        When no money changes anything.
    """
    table = frontier.table
    if len(table) < 2 or table["value"].max() <= table["value"].min():
        message = "No option with cost and gain, so money changes nothing."
        raise NothingToShow(message)
    drawing = Drawing()
    budgets = [float(one) for one in table["budget"]]
    drawing.line(
        budgets,
        [float(one) for one in table["nested_value"]],
        name="steps in order of gain for money (never takes back)",
        line={"color": SPARE.colour, "width": 3, "shape": "hv"},
    )
    drawing.marks(
        budgets,
        [float(one) for one in table["value"]],
        name="best choice for the budget",
        showlegend=True,
        marker={"symbol": "circle", "size": 8, "color": CRITICAL.colour},
        hovertext=[
            f"{currency} {whole(row['budget'])}: {row['value']:,.0f}, {row['funded']} sites"
            for row in records(table)
        ],
    )
    drawing.marks(
        [portfolio.cost],
        [portfolio.value],
        name="this choice",
        showlegend=True,
        marker={
            "symbol": "diamond",
            "size": 14,
            "color": theme.PAPER,
            "line": {"color": theme.INK, "width": 2.5},
        },
    )
    limit = _ceiling(drawing, portfolio)
    first = _first_cuts(drawing, portfolio, names or {})
    most = max(*budgets, portfolio.cost, limit or 0.0)
    drawing.layout["xaxis"] = {
        "range": [-most * 0.03, most * 1.05],
        "tickformat": ",.0f",
        "nticks": 6,
        "title": {"text": f"Money spent, {theme.plain(currency)}"},
    }
    drawing.layout["yaxis"] = {"title": {"text": theme.plain(value)}, "nticks": 6}
    return theme.finish(
        drawing,
        caption=sentences(
            "What each budget buys over all sites.",
            "Crosses: what is left after the first cuts." if first else None,
        ),
        alt=sentences(
            f"Rising points from {table['value'].iloc[0]:,.0f} without money to "
            f"{table['value'].iloc[-1]:,.0f} with {currency} {whole(table['budget'].iloc[-1])}.",
            f"The choice: {portfolio.value:,.0f} for {currency} {whole(portfolio.cost)}.",
            f"Cut first: {listing(first, _CUTS)}." if first else None,
        ),
        height=360,
    )


def _ceiling(drawing: Drawing, portfolio: Portfolio) -> float | None:
    if not np.isfinite(portfolio.budget):
        return None
    drawing.shape(
        "line",
        x0=portfolio.budget,
        x1=portfolio.budget,
        y0=0,
        y1=1,
        yref="paper",
        line={"color": theme.INK, "width": 1.5, "dash": "dash"},
    )
    drawing.note(
        f"ceiling {whole(portfolio.budget)}", portfolio.budget, 0.02, yref="paper",
        xanchor="right", yanchor="bottom", xshift=-4, font={"size": theme.SMALL},
    )  # fmt: skip
    return portfolio.budget


def _first_cuts(drawing: Drawing, portfolio: Portfolio, names: Mapping[str, str]) -> list[str]:
    """Mark what is left after each of the first cuts."""
    said: list[str] = []
    left = portfolio.value
    rows = list(records(portfolio.cuts.head(_CUTS)))
    for row in rows:
        left -= float(row["loses"])
        name = tidy(names.get(row["site"], row["site"]))
        drawing.marks(
            [float(row["budget_left"])],
            [left],
            marker={"symbol": "x", "size": 9, "color": MISSED.colour},
        )
        drawing.note(
            f"{row['order']}. {wrap(name, 18, lines=1)[0]}",
            float(row["budget_left"]),
            left,
            xanchor="left",
            xshift=8,
            yshift=-8,
            font={"size": theme.SMALL},
        )
        said.append(f"{name} ({row['level_from']:g} to {row['level_to']:g})")
    return said


def cost_per_point(
    prices: pd.DataFrame, *, currency: str, names: Mapping[str, str] | None = None
) -> Figure:
    """Draw what one point of package score costs, the cheapest first.

    Parameters
    ----------
    prices : DataFrame
        As :func:`workbench.portfolio.analysis.cost_per_point.point_prices` gives it.
    currency : str
        Base currency.
    names : mapping of str to str, optional
        What to print for each key.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each site or option, at the most 20; gain and cost stand beside it.

    Raises
    ------
    NothingToShow
        When nothing has both a gain and a cost.
    """
    if prices.empty:
        message = "Nothing has both a gain and a known cost, so a point has no price."
        raise NothingToShow(message)
    names = names or {}
    rows = list(records(prices.head(_MOST_ROWS)))
    drawing = Drawing()
    at = [(number + 0.5) * _ROW for number in range(len(rows))]
    drawing.traces.append(
        {
            "type": "bar",
            "orientation": "h",
            "x": [row["price"] for row in rows],
            "y": at,
            "width": _ROW * 0.62,
            "showlegend": False,
            "marker": fill(CRITICAL.colour),
            "hoverinfo": "skip",
        }
    )
    for row, y in zip(rows, at, strict=True):
        said = f"{whole(row['price'])} ({whole(row['cost'])} for {row['gain']:g})"
        drawing.note(said, row["price"], y, xanchor="left", xshift=5, font={"size": theme.SMALL})
    most = max(row["price"] for row in rows)
    drawing.layout["xaxis"] = {
        "range": [0, most * 1.35],
        "tickformat": ",.0f",
        "nticks": 6,
        "title": {"text": f"Cost of one point of package score, {theme.plain(currency)}"},
    }
    drawing.layout["yaxis"] = downwards(
        len(at) * _ROW,
        tickvals=at,
        ticktext=[label(names.get(row["key"], row["key"]), 36, 1) for row in rows],
        tickfont={"size": theme.SMALL},
    )
    more = len(prices) - len(rows)
    told = [f"{tidy(names.get(row['key'], row['key']))} {whole(row['price'])}" for row in rows]
    return theme.finish(
        drawing,
        caption=sentences(
            f"What one point of package score costs; {currency}.",
            f"{count(more, 'row')} with a higher price not drawn." if more > 0 else None,
        ),
        alt=f"Bars, {currency} a point: {listing(told, 12)}.",
        height=len(at) * _ROW + 80,
    )
