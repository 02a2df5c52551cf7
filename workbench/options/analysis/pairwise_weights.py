"""Weights from comparisons of criteria in pairs (analytic hierarchy process, AHP), as an option.

"Cost matters three times as much as time" for every pair gives a table; its principal eigenvector
gives the weights, and its eigenvalue says how far the answers contradict one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import FloatArray, words
from workbench.errors import InvalidInput

#: Mean consistency index of random tables of 1, 2 … 10 criteria: Saaty 1980.
RANDOM_INDICES = (0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)

#: Consistency ratio above which the answers should be looked at again: Saaty 1980.
MOST_INCONSISTENT = 0.10

#: By how much an answer and its counterpart may differ from 1 when multiplied (0.33 for 1/3).
ROUNDING = 0.02


@dataclass(frozen=True, eq=False)
class PairwiseWeights:
    """Weights of criteria, and how consistent the answers behind them are.

    Attributes
    ----------
    table : DataFrame
        criterion (str), weight (float, sums to 1), in the order given.
    eigenvalue : float
        Principal eigenvalue; the number of criteria where the answers are consistent.
    ratio : float
        Consistency ratio: consistency index by that of random answers; 0 for one or two criteria.
    consistent : bool
        Whether the ratio is 0.10 or less.
    revisit : tuple of (str, str, float, float)
        The answer that contradicts the weights most: the two criteria, how many times the first
        was said to matter as much as the second, and how many times it does by the weights.
        None where nothing contradicts.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    eigenvalue: float
    ratio: float
    consistent: bool
    revisit: tuple[str, str, float, float] | None
    method: Method

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each criterion, as `compare_options` takes them."""
        return dict(zip(self.table["criterion"], self.table["weight"].astype(float), strict=True))

    def _repr_html_(self) -> str:
        """Show the weights and the consistency ratio."""
        rows = "".join(
            f"<tr><td>{escape(key)}</td><td>{weight:.3f}</td></tr>"
            for key, weight in self.weights.items()
        )
        verdict = "consistent" if self.consistent else "inconsistent: look at the answers again"
        head = "<tr><th>criterion</th><th>weight</th></tr>"
        return f"<table>{head}{rows}</table><p>Consistency ratio {self.ratio:.2f}, {verdict}</p>"


def weights_from_pairs(comparisons: FloatArray, criteria: Sequence[str]) -> PairwiseWeights:
    """Turn comparisons in pairs into weights.

    Parameters
    ----------
    comparisons : array, shape (criteria, criteria)
        How many times as important the criterion of the row is as that of the column; above 0, 1 on
        the diagonal, and the inverse on the other side of it.
    criteria : sequence of str
        Keys of the criteria, in the order of the rows; at most 10.

    Returns
    -------
    PairwiseWeights

    Raises
    ------
    InvalidInput
        The table is not square, too large, or no table of inverse pairs.

    Notes
    -----
    Principal eigenvector and consistency ratio (Saaty 1980). A ratio above 0.10 is a warning, in
    `consistent`; the weights are given all the same.

    Examples
    --------
    >>> answers = np.array([[1, 3, 5], [1 / 3, 1, 2], [1 / 5, 1 / 2, 1]])
    >>> found = weights_from_pairs(answers, ["gain", "cost", "months"])
    >>> {key: round(weight, 3) for key, weight in found.weights.items()}
    {'gain': 0.648, 'cost': 0.23, 'months': 0.122}
    >>> round(found.ratio, 3), found.consistent
    (0.003, True)
    """
    table = np.asarray(comparisons, dtype=np.float64)
    _refuse_no_comparison(table, criteria)
    values, vectors = np.linalg.eig(table)
    first = int(np.argmax(values.real))
    eigenvalue, vector = float(values[first].real), np.abs(vectors[:, first].real)
    weights = vector / vector.sum()
    n = len(criteria)
    random_index = RANDOM_INDICES[n - 1]
    ratio = max(0.0, (eigenvalue - n) / (n - 1) / random_index) if random_index else 0.0
    method = Method(
        "weights from comparisons in pairs (AHP): principal eigenvector",
        {"random index": random_index, "warning above": MOST_INCONSISTENT},
        ("Saaty 1980, The Analytic Hierarchy Process",),
    )
    result = pd.DataFrame({"criterion": words(np.array(list(criteria), object)), "weight": weights})
    worst = _most_contradicting(table, weights, criteria)
    return PairwiseWeights(result, eigenvalue, ratio, ratio <= MOST_INCONSISTENT, worst, method)


def _refuse_no_comparison(table: FloatArray, criteria: Sequence[str]) -> None:
    n = len(criteria)
    if not 1 <= n <= len(RANDOM_INDICES):
        message = f"pairs are compared among 1 to {len(RANDOM_INDICES)} criteria, not {n}"
        raise InvalidInput(message)
    if table.shape != (n, n):
        message = f"{n} criteria need a table of {n} rows and columns, not of shape {table.shape}"
        raise InvalidInput(message)
    if not (np.isfinite(table).all() and (table > 0).all()):
        message = "every pair needs an answer above 0"
        raise InvalidInput(message)
    wrong = np.argwhere(np.abs(table * table.T - 1) > ROUNDING)
    if len(wrong):
        i, j = wrong[0]
        message = (
            f"{criteria[i]} against {criteria[j]} is {table[i, j]:g}; the other way round must "
            f"then be {1 / table[i, j]:g}, not {table[j, i]:g}"
        )
        raise InvalidInput(message)


def _most_contradicting(
    table: FloatArray, weights: FloatArray, criteria: Sequence[str]
) -> tuple[str, str, float, float] | None:
    """Find the answer that lies furthest from the ratio of the weights."""
    implied = weights[:, None] / weights[None, :]
    off = np.abs(np.log(table / implied))
    i, j = divmod(int(np.argmax(off)), len(criteria))
    if off[i, j] < ROUNDING:
        return None
    return criteria[i], criteria[j], float(table[i, j]), float(implied[i, j])
