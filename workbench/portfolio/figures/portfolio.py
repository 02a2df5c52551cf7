"""What to fund across sites: value against budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.drawing import theme
from workbench.drawing.plan_style import CRITICAL, SPARE
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import plain, sentences
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from workbench.portfolio.analysis.portfolio import Portfolio


def funding_frontier(portfolio: Portfolio, *, currency: str) -> Figure:
    """Draw what each budget buys over all sites, and where the choice stands.

    Parameters
    ----------
    portfolio : Portfolio
        The choice.
    currency : str
        Base currency.

    Returns
    -------
    plotly.graph_objects.Figure
        Points of the best choices, the line of the stable steps below them, and the choice under
        the ceiling as a diamond.

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
        name="best choice under the ceiling",
        showlegend=True,
        marker={"symbol": "diamond", "size": 14, "color": theme.PAPER, "line": edge},
    )
    most, beyond = max(budgets), portfolio.budget > 1.25 * max(budgets)
    if not beyond:  # else most of the picture would be empty
        most = max(most, portfolio.budget)
        _ceiling(drawing, portfolio.budget)
    drawing.layout["xaxis"] = _money_axis("Money spent", currency, -most * 0.03, most * 1.05)
    drawing.layout["yaxis"] = {"title": {"text": "Sum of the package scores"}, "nticks": 6}
    return theme.finish(
        drawing,
        caption=sentences(
            "What each budget buys over all sites.",
            "Costs are the estimates of the options, not the drafted budgets.",
            f"The ceiling of {currency} {portfolio.budget:,.0f} pays for all of them."
            if beyond
            else None,
        ),
        alt=sentences(
            f"Rising points from {values[0]:,} without money to {values[-1]:,} with {currency} "
            f"{budgets[-1]:,.0f}.",
            f"The choice: {portfolio.value:,} for {currency} {portfolio.cost:,.0f}.",
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
