"""Options that cannot be chosen, and options that another beats on every criterion."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, Words, numbers, text
from workbench.options.analysis.criterion_values import CriterionNumbers


def screen_reasons(options: pd.DataFrame, ceiling: float | None = None) -> Words:
    """Return in words why each option cannot be chosen.

    Parameters
    ----------
    options : DataFrame
        One row per option; of its columns possible (bool), reason (text), cost, cost_low,
        refused_by (text: who must consent and does not) and answered (text: why the answers of the
        decision tree leave it out) those that are there.
    ceiling : float, optional
        Most that may be spent, in the base currency.

    Returns
    -------
    array of str
        Sentences; "" where nothing stands against the option. A cost that is not known screens
        nothing out; where only a range is known, its lower end counts.

    Examples
    --------
    >>> screen_reasons(pd.DataFrame({"cost": [80.0, 20.0, None]}), ceiling=50).tolist()
    ['It costs 80, above the ceiling of 50.', '', '']
    """
    said: list[list[str]] = [[] for _ in range(len(options))]
    if "possible" in options:
        why = text(options, "reason", "").fillna("").to_numpy(object)
        against = options["possible"].eq(other=False).fillna(value=False)
        for i in np.flatnonzero(against.to_numpy(dtype=bool)).tolist():
            said[i].append(why[i] or "It is not possible.")
    if ceiling is not None:
        likely, low = numbers(options, "cost"), numbers(options, "cost_low")
        cost = np.where(np.isnan(likely), low, likely)
        for i in np.flatnonzero(cost > ceiling).tolist():
            said[i].append(f"It costs {_number(cost[i])}, above the ceiling of {_number(ceiling)}.")
    for row, who in enumerate(text(options, "refused_by")):
        if isinstance(who, str) and who.strip():
            said[row].append(f"{who.strip()} must consent and does not.")
    for row, why_not in enumerate(text(options, "answered", "")):
        if why_not and not said[row]:
            said[row].append(why_not)
    return np.array([" ".join(reasons) for reasons in said], dtype=object)


def dominance(found: CriterionNumbers) -> BoolArray:
    """Return which options are worse than or equal to another on every criterion.

    Parameters
    ----------
    found : CriterionNumbers
        Numbers of n options.

    Returns
    -------
    array of bool, shape (n, n)
        Whether option j (column) dominates option i (row): at the low end, the most likely number
        and the high end it is nowhere worse, and somewhere better. With a number of i or j that is
        not known, nothing is claimed.

    Examples
    --------
    >>> from workbench.options.analysis.criterion_values import criterion_numbers
    >>> from workbench.frameworks import load_criteria
    >>> options = pd.DataFrame({"gain": [10.0, 10.0, 20.0], "cost": [500.0, 300.0, 900.0]})
    >>> dominance(criterion_numbers(options, load_criteria().chosen(["gain", "cost"]))).tolist()
    [[False, True, False], [False, False, False], [False, False, False]]
    """
    sign = np.array([1.0 if one.direction == "more" else -1.0 for one in found.criteria])
    ends = np.stack([found.low, found.central, found.high]) * sign
    with np.errstate(invalid="ignore"):
        no_worse = (ends[:, None, :, :] >= ends[:, :, None, :]).all(axis=(0, 3))
        better = (ends[:, None, :, :] > ends[:, :, None, :]).any(axis=(0, 3))
    known: BoolArray = np.asarray(found.known.all(axis=1))
    dominated: BoolArray = np.asarray(no_worse & better & known[:, None] & known[None, :])
    return dominated


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
