"""Check lowest, most likely and highest values: they have to stand in that order."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from workbench.project.checks.table_check import Checked, Tables, usable_rows
from workbench.project.sources.cell_problems import CellProblem

_RANGES: Final = {
    "options": (
        ("cost_low", "cost", "cost_high"),
        ("months_low", "months", "months_high"),
        ("success_low", "success", "success_high"),
    ),
    "activities": (("low", "likely", "high"),),
    "costs": (
        ("quantity_low", "quantity", "quantity_high"),
        ("unit_cost_low", "unit_cost", "unit_cost_high"),
    ),
    "pledges": (("low", "amount", "high"),),
    "rollout": (("low", "likely", "high"), ("cost", "cost", "cost_high")),
}
"""Columns of lowest, most likely and highest values, by table."""


def check_ranges(tables: Tables) -> None:
    """Report lowest values above the most likely or the highest, and highest ones below it.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    """
    for name, ranges in _RANGES.items():
        rows = usable_rows(tables, name)
        if rows.empty:
            continue
        for low, likely, high in ranges:
            _check(tables[name], rows, (low, likely, high))


def _check(checked: Checked, rows: pd.DataFrame, columns: tuple[str, str, str]) -> None:
    low, likely, high = (pd.to_numeric(rows[name]).to_numpy(np.float64) for name in columns)
    with np.errstate(invalid="ignore"):
        # A most likely value that is out of order is told at the bound that it crosses.
        too_high = (low > likely) | (np.isnan(likely) & (low > high))
        too_low = high < likely
    other = np.where(np.isnan(likely), high, likely)
    for bound, wrong, words in ((columns[0], too_high, "up to"), (columns[2], too_low, "from")):
        for position in np.flatnonzero(wrong).tolist():
            record = int(rows.index[position])
            what = columns[2] if np.isnan(likely[position]) else columns[1]
            problem = CellProblem(
                f"a number {words} {other[position]:.12g}, the value of {what}",
                "Put lowest, most likely and highest in that order.",
            )
            checked.refuse(record, bound, problem)
