"""Amounts of a budget as the tables of its pages write them."""

from __future__ import annotations

from decimal import Decimal

from workbench.core.money import amount_words


def amount_cell(value: Decimal, *, at_least: bool = False) -> str:
    """Write an amount in a table, where there is no room for "at least"."""
    if at_least and value == 0:
        return "to be determined"
    return ("≥\xa0" if at_least else "") + amount_words(value)
