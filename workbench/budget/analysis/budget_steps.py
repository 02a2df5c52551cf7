"""How a total builds up: base cost, rise of prices, contingencies, indirect costs, who pays."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from workbench.budget.analysis.budget_table import Budget
from workbench.core.money import cents, from_cents

PROMISED = ("pledged", "received")
"""How firm a source must be to count as there."""


def budget_steps(budget: Budget) -> pd.DataFrame:
    """Build the total up step by step, then take away what is promised.

    Parameters
    ----------
    budget : Budget
        Of one site, or of several together.

    Returns
    -------
    DataFrame
        One row per step, in order; steps of nothing are left out, but for the first and the sums.

        ======== ======= ==========================================================================
        column   dtype   meaning
        ======== ======= ==========================================================================
        step     str     "base", "prices", "physical", "indirect", "total", "in-kind", "promised" or
                         "open"
        title    str     what a report prints
        amount   Decimal change of the running sum (base currency); the sum itself where `sum`
        before   Decimal running sum before the step
        after    Decimal running sum after the step
        sum      bool    whether it is a sum of what stands before it
        at_least bool    whether something in the sum is to be determined
        ======== ======= ==========================================================================

        "base" is at prices of their date; "prices" what they rise by until the expense. "in-kind"
        is all that comes in kind. "promised" is cash that pledged or received sources cover, each
        at the most with what it gives (all that is planned on it where it names no amount). "open"
        is the cash that nobody has promised yet.

    Examples
    --------
    >>> from workbench.budget.analysis.budget import draft_budget
    >>> costs = pd.DataFrame({"site": ["s"], "line": ["L"], "category": ["staff"]}).assign(
    ...     quantity="2", unit_cost="50", currency="USD", period="2026"
    ... )
    >>> steps = budget_steps(draft_budget(costs, currency="USD", physical_contingency="0.1"))
    >>> steps[["step", "amount"]].values.tolist()[:3]
    [['base', Decimal('100.00')], ['physical', Decimal('10.00')], ['total', Decimal('110.00')]]
    """
    base = sum((cents(one) for one in budget.lines["base"] if not _absent(one)), 0)
    priced = sum((cents(one) for one in budget.lines["priced"] if not _absent(one)), 0)
    whole = budget.total()
    in_kind = budget.total(kind="in-kind").amount
    promised = _promised(budget)
    raising = [
        ("base", "Base cost", from_cents(base)),
        ("prices", "Rise of prices", from_cents(priced - base)),
        ("physical", "Physical contingency", budget.total(part="physical contingency").amount),
        ("indirect", "Indirect costs", budget.total(part="indirect").amount),
    ]
    lowering = [
        ("in-kind", "In kind", -in_kind),
        ("promised", "Promised in cash", -promised),
    ]
    rows: list[list[object]] = []
    running = from_cents(0)
    for key, title, amount in raising:
        if amount or key == "base":
            rows.append([key, title, amount, running, running + amount, False])
            running += amount
    rows.append(["total", "Total", whole.amount, from_cents(0), whole.amount, True])
    running = whole.amount
    for key, title, amount in lowering:
        if amount:
            rows.append([key, title, amount, running, running + amount, False])
            running += amount
    rows.append(["open", "Not promised yet", running, from_cents(0), running, True])
    table = pd.DataFrame(rows, columns=["step", "title", "amount", "before", "after", "sum"])
    return table.assign(at_least=table["sum"] & whole.at_least)


def _promised(budget: Budget) -> Decimal:
    """Sum what firm sources cover in cash."""
    found = from_cents(0)
    for row in budget.sources.to_dict("records"):
        if row["firm"] in PROMISED:
            given = row["amount"]
            cash = row["planned_cash"]
            found += cash if given is None else min(given, cash)
    return found


def _absent(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]
