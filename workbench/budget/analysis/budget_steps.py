"""How a total builds up: base cost, rise of prices, contingencies, indirect costs, who pays."""

from __future__ import annotations

from decimal import Decimal

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.rows import BuildUp
from workbench.core.money import from_cents

PROMISED = ("pledged", "received")
"""How firm a source must be to count as there."""


def budget_steps(budget: Budget) -> list[BuildUp]:
    """Build the total up step by step, then take away what is promised.

    Parameters
    ----------
    budget : Budget
        Of one site, or of several together.

    Returns
    -------
    list of BuildUp
        In order; steps of nothing are left out, but for the first and the sums. "base" is at prices
        of their date; "prices" what they rise by until the expense; "physical"; "indirect";
        "total"; "in-kind" is all that comes in kind; "promised" is cash that pledged or received
        sources cover, each at the most with what it gives (all that is planned on it where it names
        no amount); "open" is the cash that nobody has promised yet.

    Examples
    --------
    >>> import pandas as pd
    >>> from workbench.budget.analysis.budget import draft_budget
    >>> costs = pd.DataFrame({"site": ["s"], "line": ["L"], "category": ["staff"]}).assign(
    ...     quantity="2", unit_cost="50", currency="USD", period="2026"
    ... )
    >>> budget = draft_budget(costs, currency="USD", physical_contingency=Decimal("0.1"))
    >>> [(one.step, str(one.amount)) for one in budget_steps(budget)][:3]
    [('base', '100.00'), ('physical', '10.00'), ('total', '110.00')]
    """
    lines = budget.line_rows
    base = sum((row.base for row in lines if row.base is not None), from_cents(0))
    priced = sum((row.priced for row in lines if row.priced is not None), from_cents(0))
    whole = budget.total()
    nobody = whole.amount - budget.total(kind="in-kind").amount - _promised(budget)
    rows = [
        BuildUp("base", base),
        BuildUp("prices", priced - base),
        BuildUp("physical", budget.total(part="physical contingency").amount),
        BuildUp("indirect", budget.total(part="indirect").amount),
        BuildUp("total", whole.amount, whole.at_least),
        BuildUp("in-kind", -budget.total(kind="in-kind").amount),
        BuildUp("promised", -_promised(budget)),
        BuildUp("open", nobody, whole.at_least),
    ]
    return [row for row in rows if row.amount or row.step in {"base", "total", "open"}]


def _promised(budget: Budget) -> Decimal:
    """Sum what firm sources cover in cash."""
    return sum(
        (
            row.planned_cash if row.amount is None else min(row.amount, row.planned_cash)
            for row in budget.source_rows
            if row.firm in PROMISED
        ),
        from_cents(0),
    )
