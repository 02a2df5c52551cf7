"""From three-point estimates to the likely total: percentiles, contingency and its causes.

The sum of most likely values is not the likely sum: costs can rise further than they can fall, and
lines share wages, fuel and exchange rates. All lines hang on one common factor (Gaussian copula).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.rows import LineEstimate
from workbench.core.method import Method
from workbench.core.money import cents, from_cents
from workbench.core.result import Result
from workbench.core.rows import table_of
from workbench.core.table_access import FloatArray
from workbench.errors import NothingToShow
from workbench.plan.analysis.duration_draws import Distribution

_SOURCES = (
    "PERT-beta: mean (low + 4 likely + high) / 6, Malcolm et al. 1959; triangular: mean of three",
    "one common factor (Gaussian copula) and its correlation: ours, after GAO's cost estimating "
    "guide, which asks for correlation and for a contingency at a stated confidence",
    "part of a line in the uncertainty: its covariance with the total: ours",
)

_REACH = 6.0  # standard deviations; beyond lies one draw in a billion
_POINTS = 1_025
_BLOCK = 4_000_000  # values at a time
_KEPT = 12_000_000  # values kept for the covariances
_MOST_CURVES = 257


@dataclass(frozen=True, eq=False)
class Estimate(Result):
    """What a budget is likely to cost.

    Attributes
    ----------
    table : DataFrame
        One row per line with an amount, as in
        :class:`~workbench.budget.analysis.rows.LineEstimate`.
    most_likely : Decimal
        Sum of the most likely amounts.
    p50, p80 : Decimal
        Amounts that the total stays below in 50 and 80 % of the draws.
    contingency : Decimal
        What is missing from `most_likely` to the amount that is enough with the confidence asked
        for; 0 where nothing is.
    confidence : float
        The confidence asked for.
    included : Decimal
        The contingency that the budget has.
    p_enough : float
        Probability that the total stays within the sum of the most likely values and `included`.
    p_most_likely : float
        Probability that the total stays within the sum of the most likely values.
    at_least : bool
        Whether lines to be determined are missing from it.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    most_likely: Decimal
    p50: Decimal
    p80: Decimal
    contingency: Decimal
    confidence: float
    included: Decimal
    p_enough: float
    p_most_likely: float
    at_least: bool
    method: Method


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedTotals:
    """Sums of many uncertain lines.

    Attributes
    ----------
    total : array of float, shape (draws,)
        The sum in each draw.
    share : array of float, shape (lines,)
        Covariance of each line with the total, by the variance of the total; sums to 1, or is 0
        where nothing varies.
    """

    total: FloatArray
    share: FloatArray


def estimate_costs(
    budget: Budget,
    *,
    shape: Distribution = "pert",
    correlation: float = 0.3,
    draws: int = 10_000,
    confidence: float = 0.8,
    seed: int = 20260314,
) -> Estimate:
    """Estimate what the lines of a budget will cost together.

    Quantity and unit cost of each line vary between their lowest and highest values; exchange rates
    and the rise of prices stay as in the budget. Contingencies and indirect costs are not in it.

    Parameters
    ----------
    budget : Budget
        A line without a range stays at its amount; what is to be determined is left out and makes
        the result "at least".
    shape : {"pert", "triangular"}
        Distribution between lowest and highest.
    correlation : float
        Correlation of all quantities and unit costs through one common factor, 0 to 1 (ours).
    draws : int
        Number of draws.
    confidence : float
        Share of the draws that the contingency should cover.
    seed : int
        Start of the random numbers.

    Raises
    ------
    NothingToShow
        No line has an amount.
    """
    lines = budget.line_rows
    known = [row for row in lines if row.priced is not None]
    if not known:
        message = "No cost line has an amount yet, so there is no total to estimate."
        raise NothingToShow(message)
    quantity = _ranges([(r.quantity_low, r.quantity, r.quantity_high) for r in known])
    unit_cost = _ranges([(r.unit_cost_low, r.unit_cost, r.unit_cost_high) for r in known])
    factor = np.array([row.factor for row in known], dtype=np.float64)
    found = simulate(quantity, unit_cost, factor, shape, correlation, draws, seed)
    low, _, high = (quantity * unit_cost * factor[:, None]).T
    likely = [row.priced or from_cents(0) for row in known]
    most_likely = sum(likely, from_cents(0))
    included = budget.total(part="physical contingency").amount
    at = {p: _quantile(found.total, p) for p in (0.5, 0.8, confidence)}
    parameters: dict[str, object] = {"shape": shape, "correlation of costs": correlation}
    return Estimate(
        table=table_of(
            [
                LineEstimate(row.site, row.line, row.title, amount, *numbers)
                for row, amount, *numbers in zip(known, likely, low, high, found.share, strict=True)
            ],
            LineEstimate,
        ),
        most_likely=most_likely,
        p50=at[0.5],
        p80=at[0.8],
        contingency=max(at[confidence] - most_likely, from_cents(0)),
        confidence=confidence,
        # Half a cent more: a total that no range moves is the limit itself, give or take a float.
        included=included,
        p_enough=float((found.total <= float(most_likely + included) + 0.005).mean()),
        p_most_likely=float((found.total <= float(most_likely) + 0.005).mean()),
        at_least=any(row.at_least for row in lines),
        method=Method(
            "Monte Carlo with one common factor",
            parameters | {"draws": draws, "confidence wanted": confidence, "seed": seed},
            _SOURCES,
        ),
    )


def _ranges(values: list[tuple[Decimal | None, Decimal | None, Decimal | None]]) -> FloatArray:
    """Return lowest, likely and highest values, shape (lines, 3); a blank end is the likely one."""
    found = np.array(values, dtype=np.float64)
    return np.where(np.isnan(found), found[:, [1]], found)


def _quantile(total: FloatArray, p: float) -> Decimal:
    return from_cents(cents(Decimal(repr(float(np.quantile(total, p))))))


# ---------------------------------------------------------------- draws on plain arrays


def simulate(
    quantity: FloatArray,
    unit_cost: FloatArray,
    factor: FloatArray,
    shape: Distribution = "pert",
    correlation: float = 0.3,
    draws: int = 10_000,
    seed: int = 20260314,
) -> SimulatedTotals:
    """Draw totals of quantity × unit cost × factor, all hanging on one common factor.

    Parameters
    ----------
    quantity, unit_cost : array of float, shape (lines, 3)
        Lowest, likely, highest.
    factor : array of float, shape (lines,)
        What a line's amount is multiplied with.
    shape : {"pert", "triangular"}
        Distribution.
    correlation : float
        Correlation of the normal variables behind them.
    draws, seed : int
        Number of draws, and start of the random numbers.

    Notes
    -----
    Lines are drawn in blocks, so that 2,000 lines × 20,000 draws need no more memory than 20 lines.
    The shares come from the first draws only where there are very many lines.
    """
    lines = len(factor)
    generator = np.random.default_rng(seed)
    common = np.sqrt(correlation) * generator.standard_normal(draws)
    total = np.zeros(draws)
    kept = max(1, min(draws, _KEPT // max(lines, 1)))
    first = np.empty((lines, kept))
    step = max(1, _BLOCK // draws)
    both = np.stack([quantity, unit_cost])
    curves = _Curves.of(both.reshape(-1, 3), shape)
    for start in range(0, lines, step):
        rows = slice(start, min(start + step, lines))
        drawn = np.repeat(factor[rows, None], draws, axis=1)
        for kind in (0, 1):
            places = kind * lines + np.arange(rows.start, rows.stop)
            for row, place in enumerate(places):
                if not curves.varies[place]:
                    drawn[row] *= both[kind, rows.start + row, 1]
                    continue
                own = generator.standard_normal(draws)
                own *= np.sqrt(1 - correlation)
                own += common
                drawn[row] *= curves.values(int(place), own)
        total += drawn.sum(axis=0)
        first[rows] = drawn[:, :kept]
    return SimulatedTotals(total, _shares(first, curves.varies[:lines] | curves.varies[lines:]))


def _shares(drawn: FloatArray, varies: Any) -> FloatArray:
    drawn -= drawn.mean(axis=1, keepdims=True)
    drawn[~varies] = 0.0  # what the machine's arithmetic leaves over of a constant line is none
    whole = drawn.sum(axis=0)
    variance = float(whole @ whole)
    share: FloatArray = drawn @ whole / variance if variance > 0 else np.zeros(len(drawn))
    return share


@dataclass(frozen=True, slots=True, eq=False)
class _Curves:
    """Curves from a normal variable to a value between 0 (lowest) and 1 (highest).

    A curve depends on the place of the likely value only; it is tabulated over equal steps of the
    normal variable, so that a draw needs one look-up and no special function.
    """

    tables: FloatArray
    which: Any
    low: FloatArray
    width: FloatArray
    varies: Any

    @classmethod
    def of(cls, ranges: FloatArray, shape: Distribution) -> _Curves:
        low, width = ranges[:, 0], ranges[:, 2] - ranges[:, 0]
        varies = width > 0
        place = np.where(varies, (ranges[:, 1] - low) / np.where(varies, width, 1.0), 0.0)
        known, which = np.unique(place, return_inverse=True)
        if len(known) > _MOST_CURVES:  # 1/512 of the range at most: less than any estimate is worth
            which = np.rint(place * (_MOST_CURVES - 1)).astype(np.int64)
            known = np.linspace(0, 1, _MOST_CURVES)
        return cls(_tables(known, shape), which, low, width, varies)

    def values(self, line: int, normal: FloatArray) -> FloatArray:
        """Turn draws of a normal variable into values of a line."""
        table = self.tables[self.which[line]]
        at = np.clip(normal, -_REACH, _REACH)
        at += _REACH
        at *= (_POINTS - 1) / (2 * _REACH)
        left = at.astype(np.int64)
        np.minimum(left, _POINTS - 2, out=left)
        at -= left
        found: FloatArray = table[left]
        found += at * (table[1:] - table[:-1])[left]
        found *= self.width[line]
        found += self.low[line]
        return found


def _tables(place: FloatArray, shape: Distribution) -> FloatArray:
    from scipy.special import betaincinv, ndtr

    u = np.asarray(ndtr(np.linspace(-_REACH, _REACH, _POINTS)), dtype=np.float64)[None, :]
    mode = place[:, None]
    if shape == "pert":
        return np.asarray(betaincinv(1 + 4 * mode, 5 - 4 * mode, u), dtype=np.float64)
    rising = np.sqrt(u * mode)
    falling = 1 - np.sqrt((1 - u) * (1 - mode))
    curve: FloatArray = np.where(u <= mode, rising, falling)
    return curve
