"""What to fund across sites: value against budget."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from workbench.core.money import amount_words
from workbench.drawing import theme
from workbench.drawing.plan_style import CRITICAL, SPARE
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import plain, sentences
from workbench.errors import NothingToShow
from workbench.language import phrased

if TYPE_CHECKING:
    from workbench.portfolio.analysis.portfolio import Portfolio


def funding_frontier(portfolio: Portfolio, *, currency: str, drafts: str | None = None) -> Figure:
    """Draw what each budget buys over all sites, and where the choice stands.

    Parameters
    ----------
    portfolio : Portfolio
        The choice.
    currency : str
        Base currency.
    drafts : str, optional
        What the drafted budgets cost together, in words, for the caption.

    Returns
    -------
    plotly.graph_objects.Figure
        Points of the best choices, the line of the stable steps below them, and the choice whose
        estimates stay within the ceiling as a diamond. The ceiling has no line: it holds for whole
        budgets, and the axis counts the estimates of options alone.

    Raises
    ------
    NothingToShow
        When no money changes anything.
    """
    columns = ("budget", "value", "funded", "steps_value")
    budgets, values, funded, stable = (portfolio.frontier[name].tolist() for name in columns)
    if values[-1] <= values[0]:
        message = phrased("No option with cost and gain, so money changes nothing.")
        raise NothingToShow(message)
    drawing = Drawing()
    drawing.line(
        budgets,
        stable,
        name=phrased("steps in order of gain for money (never takes back)"),
        line={"color": SPARE.colour, "width": 3, "shape": "hv"},
    )
    drawing.marks(
        budgets,
        values,
        name=phrased("best choice for the budget"),
        showlegend=True,
        marker={"symbol": "circle", "size": 8, "color": CRITICAL.colour},
        hovertext=[
            phrased("{}: {:,}, {} sites", _whole(budget, currency), value, sites)
            for budget, value, sites in zip(budgets, values, funded, strict=True)
        ],
    )
    edge = {"color": theme.INK, "width": 2.5}
    drawing.marks(
        [portfolio.cost],
        [portfolio.value],
        name=phrased("best choice that the table compares with"),
        showlegend=True,
        marker={"symbol": "diamond", "size": 14, "color": theme.PAPER, "line": edge},
    )
    most = max(budgets)
    drawing.layout["xaxis"] = _money_axis(
        phrased("Estimates of the options"), currency, -most * 0.03, most * 1.05
    )
    drawing.layout["yaxis"] = {"title": {"text": phrased("Sum of the package scores")}, "nticks": 6}
    return theme.finish(
        drawing,
        caption=sentences(
            phrased("What more money for options buys over all sites."),
            phrased(
                "Costs are the estimates of the options alone. A ceiling holds for whole "
                "budgets, in which what no option names comes on top, so it is not drawn "
                "here."
            ),
            phrased("The drafted budgets cost {} together.", drafts) if drafts else None,
        ),
        alt=sentences(
            phrased(
                "Rising points from {:,} without money to {:,} with {}.",
                values[0],
                values[-1],
                _whole(budgets[-1], currency),
            ),
            phrased("The choice: {:,} for {}.", portfolio.value, _whole(portfolio.cost, currency)),
        ),
        height=360,
    )


def _whole(amount: float, currency: str) -> str:
    """Round halves up as amounts are everywhere, so that no sum differs by one from a report."""
    return amount_words(Decimal(repr(float(amount))), currency, places=0)


def _money_axis(title: str, currency: str, low: float, high: float) -> dict[str, object]:
    words = f"{title}, {plain(currency)}"
    return {"range": [low, high], "tickformat": ",.0f", "nticks": 6, "title": {"text": words}}
