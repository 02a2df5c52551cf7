"""Amounts of a budget as its pages write them, in sentences and in tables."""

from __future__ import annotations

from decimal import Decimal

from workbench.budget.step import BudgetStep
from workbench.core.money import amount_words


def in_whole(found: BudgetStep, amount: Decimal, *, at_least: bool = False) -> str:
    """Write an amount in a sentence: in whole units of the budget's currency."""
    return amount_words(amount, found.currency, at_least=at_least, places=0)


def amount_cell(value: Decimal, *, at_least: bool = False) -> str:
    """Write an amount in a table, where there is no room for "at least"."""
    if at_least and value == 0:
        return "to be determined"
    return ("≥\xa0" if at_least else "") + amount_words(value)
