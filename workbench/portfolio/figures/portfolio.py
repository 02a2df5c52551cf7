"""What to fund across sites: value against budget, what is cut first, the price of a point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.plan_style import CRITICAL, MISSED, SPARE, faint_fill, row_title
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from workbench.portfolio.analysis.portfolio import Portfolio

_MOST_ROWS = 20
_CUTS = 3  # cuts that the picture names
_ROW = 23


def funding_frontier(portfolio: Portfolio, *, currency: str, names: Mapping[str, str]) -> Figure:
    """Draw what each budget buys over all sites, and where the choice stands.

    Parameters
    ----------
    portfolio : Portfolio
        The choice.
    currency : str
        Base currency.
    names : mapping of str to str
        Names of the sites.

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
    columns = ("budget", "value", "funded", "steps_value")
    budgets, values, funded, stable = (portfolio.frontier[name].tolist() for name in columns)
    if values[-1] <= values[0]:
        message = "No option with cost and gain, so money changes nothing."
        raise NothingToShow(message)
    drawing = Drawing()
    drawing.line(
        budgets,
        stable,
        name="steps in order of gain for money (never takes back)",
        line={"color": SPARE.colour, "width": 3, "shape": "hv"},
    )
    drawing.marks(
        budgets,
        values,
        name="best choice for the budget",
        showlegend=True,
        marker={"symbol": "circle", "size": 8, "color": CRITICAL.colour},
        hovertext=[
            f"{currency} {budget:,.0f}: {value:,}, {sites} sites"
            for budget, value, sites in zip(budgets, values, funded, strict=True)
        ],
    )
    edge = {"color": theme.INK, "width": 2.5}
    drawing.marks(
        [portfolio.cost],
        [portfolio.value],
        name="this choice",
        showlegend=True,
        marker={"symbol": "diamond", "size": 14, "color": theme.PAPER, "line": edge},
    )
    _ceiling(drawing, portfolio.budget)
    first = _first_cuts(drawing, portfolio, names)
    most = max(*budgets, portfolio.budget)
    drawing.layout["xaxis"] = _money_axis("Money spent", currency, -most * 0.03, most * 1.05)
    drawing.layout["yaxis"] = {"title": {"text": "Sum of the package scores"}, "nticks": 6}
    return theme.finish(
        drawing,
        caption=sentences(
            "What each budget buys over all sites.",
            "Crosses: what is left after the first cuts." if first else None,
        ),
        alt=sentences(
            f"Rising points from {values[0]:,} without money to {values[-1]:,} with {currency} "
            f"{budgets[-1]:,.0f}.",
            f"The choice: {portfolio.value:,} for {currency} {portfolio.cost:,.0f}.",
            f"Cut first: {natural_list(first, _CUTS)}." if first else None,
        ),
        height=360,
    )


def _money_axis(title: str, currency: str, low: float, high: float) -> dict[str, object]:
    words = f"{title}, {plain(currency)}"
    return {"range": [low, high], "tickformat": ",.0f", "nticks": 6, "title": {"text": words}}


def _ceiling(drawing: Drawing, budget: float) -> None:
    dashes = {"color": theme.INK, "width": 1.5, "dash": "dash"}
    drawing.shape("line", x0=budget, x1=budget, y0=0, y1=1, yref="paper", line=dashes)
    drawing.note(
        f"ceiling {budget:,.0f}", budget, 0.02, yref="paper",
        xanchor="right", yanchor="bottom", xshift=-4, font={"size": theme.SMALL},
    )  # fmt: skip


def _first_cuts(drawing: Drawing, portfolio: Portfolio, names: Mapping[str, str]) -> list[str]:
    """Mark what is left after each of the first cuts."""
    said: list[str] = []
    left = portfolio.value
    look = {"symbol": "x", "size": 9, "color": MISSED.colour}
    for cut in portfolio.cut_rows[:_CUTS]:
        left -= cut.loses
        name = tidy(names.get(cut.site, cut.site))
        drawing.marks([cut.budget_left], [left], marker=look)
        drawing.note(
            f"{cut.order}. {wrap(name, 18, lines=1)[0]}", cut.budget_left, left,
            xanchor="left", xshift=8, yshift=-8, font={"size": theme.SMALL},
        )  # fmt: skip
        said.append(f"{name} ({cut.level_from} to {cut.level_to})")
    return said


def cost_per_point(portfolio: Portfolio, *, currency: str, names: Mapping[str, str]) -> Figure:
    """Draw what one point of package score costs, the cheapest first.

    Parameters
    ----------
    portfolio : Portfolio
        The choice.
    currency : str
        Base currency.
    names : mapping of str to str
        Names of the sites.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each site at which something is funded, at the most 20; gain and cost stand beside
        it.

    Raises
    ------
    NothingToShow
        When nothing is funded that brings a gain.
    """
    prices = portfolio.prices
    if not prices:
        message = "Nothing has both a gain and a known cost, so a point has no price."
        raise NothingToShow(message)
    rows = prices[:_MOST_ROWS]
    named = [names.get(row.site, row.site) for row in rows]
    drawing = Drawing()
    at = [(number + 0.5) * _ROW for number in range(len(rows))]
    look = faint_fill(CRITICAL.colour)
    drawing.bars([row.price for row in rows], at, width=_ROW * 0.62, marker=look)
    for row, y in zip(rows, at, strict=True):
        said = f"{row.price:,.0f} ({row.cost:,.0f} for {row.gain})"
        drawing.note(said, row.price, y, xanchor="left", xshift=5, font={"size": theme.SMALL})
    title, most = "Cost of one point of package score", rows[-1].price * 1.35
    drawing.layout["xaxis"] = _money_axis(title, currency, 0, most)
    drawing.layout["yaxis"] = downwards(
        len(at) * _ROW,
        tickvals=at,
        ticktext=[row_title(name, 36, 1) for name in named],
        tickfont={"size": theme.SMALL},
    )
    more = len(prices) - len(rows)
    told = [f"{tidy(name)} {row.price:,.0f}" for name, row in zip(named, rows, strict=True)]
    return theme.finish(
        drawing,
        caption=sentences(
            f"What one point of package score costs; {currency}.",
            f"{count(more, 'row')} with a higher price not drawn." if more else None,
        ),
        alt=f"Bars, {currency} a point: {natural_list(told, 12)}.",
        height=len(at) * _ROW + 80,
    )
