"""From three-point estimates to the likely total: percentiles, contingency and its causes.

The sum of most likely values is not the likely sum: costs can rise further than they can fall, and
lines share wages, fuel and exchange rates. All lines hang on one common factor (Gaussian copula).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.money import amount_words, apportion, cents, from_cents
from workbench.core.table_access import FloatArray
from workbench.errors import InvalidInput, NothingToShow, Problem, UnknownName

if TYPE_CHECKING:
    from workbench.budget.analysis.budget_table import Budget

Shape = Literal["pert", "triangular"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

SOURCES = (
    "PERT-beta: mean (low + 4 likely + high) / 6, Malcolm et al. 1959; triangular: mean of three",
    "one common factor (Gaussian copula) and its correlation: ours, after GAO's cost estimating "
    "guide, which asks for correlation and for a contingency at a stated confidence",
    "contingency split by each line's covariance with the total: ours",
)

_REACH = 6.0  # standard deviations; beyond lies one draw in a billion
_POINTS = 1_025
_BLOCK = 4_000_000  # values at a time
_KEPT = 12_000_000  # values kept for the covariances
_MOST_CURVES = 257


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a budget is likely to cost.

    Attributes
    ----------
    table : DataFrame
        One row per line with an amount: site, line, title, amount (Decimal, most likely, as
        budgeted), low and high (float: all at their lowest, all at their highest; amount where no
        range is given), mean (float, of the draws), sd (float), share (float: part of the variance
        of the total), contingency (Decimal: its part of the contingency), ranged (bool).
    percentiles : DataFrame
        percentile (5, 10, … 95), amount (float).
    most_likely : Decimal
        Sum of the most likely amounts.
    mean, sd : float
        Of the total.
    p50, p80 : Decimal
        Amounts that the total stays below in 50 and 80 % of the draws.
    at_confidence : Decimal
        The same at the confidence asked for.
    contingency : Decimal
        `at_confidence` less `most_likely`; 0 where that is negative.
    p_most_likely : float
        Probability that the total stays within the sum of the most likely values.
    p_ceiling : float
        Probability that it stays within the ceiling; NaN where there is none.
    draws : array of float, shape (draws,)
        The totals.
    at_least : bool
        Whether lines to be determined are missing from it.
    currency : str
        Currency of the amounts.
    method : Method
        Parameters (seed, draws, shape, correlation, confidence) and sources.
    """

    table: pd.DataFrame
    percentiles: pd.DataFrame
    most_likely: Decimal
    mean: float
    sd: float
    p50: Decimal
    p80: Decimal
    at_confidence: Decimal
    contingency: Decimal
    p_most_likely: float
    p_ceiling: float
    draws: FloatArray
    at_least: bool
    currency: str
    method: Method

    def _repr_html_(self) -> str:
        """Show the total and its range."""
        rows = [
            ("sum of the most likely amounts", self.most_likely),
            ("as likely above as below (P50)", self.p50),
            ("not exceeded in 80 % of the draws (P80)", self.p80),
            ("contingency", self.contingency),
        ]
        cells = [
            f"<tr><td>{escape(name)}</td><td>{escape(amount_words(value, self.currency))}</td></tr>"
            for name, value in rows
        ]
        return f"<table><tbody>{''.join(cells)}</tbody></table>"


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Sums of many uncertain lines.

    Attributes
    ----------
    total : array of float, shape (draws,)
        The sum in each draw.
    mean, sd : array of float, shape (lines,)
        Of each line.
    share : array of float, shape (lines,)
        Covariance of each line with the total, by the variance of the total; sums to 1, or is 0
        where nothing varies.
    """

    total: FloatArray
    mean: FloatArray
    sd: FloatArray
    share: FloatArray


def estimate_costs(
    budget: Budget,
    *,
    shape: Shape = "pert",
    correlation: float = 0.3,
    draws: int = 10_000,
    confidence: float = 0.8,
    ceiling: Decimal | None = None,
    seed: int = 20260314,
) -> Estimate:
    """Estimate what the lines of a budget will cost together.

    Quantity and unit cost of each line vary between their lowest and highest values; exchange rates
    and the rise of prices stay as in the budget. Contingencies and indirect costs are not in it.

    Parameters
    ----------
    budget : Budget
        Lines with quantity_low, quantity_high, unit_cost_low, unit_cost_high where known. A line
        without a range stays at its amount; what is to be determined is left out and makes the
        result "at least".
    shape : {"pert", "triangular"}
        Distribution between lowest and highest.
    correlation : float
        Correlation of all quantities and unit costs through one common factor, 0 to below 1 (ours).
    draws : int
        Number of draws.
    confidence : float
        Share of the draws that the contingency should cover.
    ceiling : Decimal, optional
        Amount whose probability is wanted.
    seed : int
        Start of the random numbers.

    Returns
    -------
    Estimate

    Raises
    ------
    InvalidInput
        A low value above the likely one, or a high one below it; a parameter that makes no sense.
    NothingToShow
        No line has an amount.
    """
    _check(shape, correlation, draws, confidence)
    lines = budget.lines[budget.lines["amount"].notna()].reset_index(drop=True)
    if lines.empty:
        message = "No cost line has an amount yet, so there is no total to estimate."
        raise NothingToShow(message)
    quantity, unit_cost = _ranges(lines)
    factor = np.array([float(one) for one in lines["factor"]])
    found = simulate(quantity, unit_cost, factor, shape, correlation, draws, seed)
    likely = [cents(one) for one in lines["priced"]]
    most_likely = from_cents(sum(likely))
    at = {p: _quantile(found.total, p) for p in (0.5, 0.8, confidence)}
    contingency = max(at[confidence] - most_likely, from_cents(0))
    table = lines[["site", "line", "title"]].copy()
    table["amount"] = pd.Series([from_cents(one) for one in likely], dtype="object")
    for name, place in (("low", 0), ("high", 2)):
        table[name] = quantity[:, place] * unit_cost[:, place] * factor
    table["mean"], table["sd"], table["share"] = found.mean, found.sd, found.share
    table["contingency"] = _split(contingency, found.share)
    table["ranged"] = found.sd > 0
    steps = np.arange(5, 100, 5)
    parameters: dict[str, object] = {"shape": shape, "correlation": correlation, "draws": draws}
    parameters |= {"confidence": confidence, "seed": seed, "ceiling": ceiling}
    return Estimate(
        table=table,
        percentiles=pd.DataFrame(
            {"percentile": steps, "amount": np.quantile(found.total, steps / 100)}
        ),
        most_likely=most_likely,
        mean=float(found.total.mean()),
        sd=float(found.total.std()),
        p50=at[0.5],
        p80=at[0.8],
        at_confidence=at[confidence],
        contingency=contingency,
        p_most_likely=_within(found.total, most_likely),
        p_ceiling=float("nan") if ceiling is None else _within(found.total, ceiling),
        draws=found.total,
        at_least=bool(budget.lines["at_least"].any()),
        currency=budget.currency,
        method=Method("Monte Carlo with one common factor", parameters, SOURCES),
    )


def _check(shape: str, correlation: float, draws: int, confidence: float) -> None:
    if shape not in SHAPES:
        raise UnknownName(kind="shape", name=shape, known=list(SHAPES))
    rules = {
        "correlation between lines lies from 0 to below 1": 0 <= correlation < 1,
        "number of draws lies from 100 to 1,000,000": 100 <= draws <= 1_000_000,
        "confidence lies between 0 and 1": 0 < confidence < 1,
    }
    for words, kept in rules.items():
        if not kept:
            message = f"The {words}."
            raise InvalidInput(message)


def _ranges(lines: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
    """Give lowest, likely and highest quantity and unit cost, shape (lines, 3)."""
    problems: list[Problem] = []
    found = []
    for name in ("quantity", "unit_cost"):
        values = np.empty((len(lines), 3))
        names = (f"{name}_low", name, f"{name}_high")
        for place, row in enumerate(lines[["site", "line", *names]].to_dict("records")):
            low, likely, high = (_float(row[one]) for one in names)
            values[place] = [likely if np.isnan(low) else low, likely, high]
            values[place, 2] = likely if np.isnan(high) else high
            if not values[place, 0] <= likely <= values[place, 2]:
                problems.append(_disordered(row, name))
        found.append(values)
    if problems:
        message = "The ranges of the costs cannot be used"
        raise InvalidInput(message, problems)
    return found[0], found[1]


def _disordered(row: Mapping[Any, Any], name: str) -> Problem:
    shown = [str(row[one]) for one in (f"{name}_low", name, f"{name}_high")]
    return Problem(
        file="costs",
        column=name,
        found=", ".join("blank" if one in {"None", "nan"} else one for one in shown),
        expected="lowest, likely and highest in this order",
        advice=f"Correct the range. (Line {row['line']}.)",
        site=str(row["site"]),
    )


def _float(value: Any) -> float:
    return float("nan") if value is None or pd.isna(value) else float(value)


def _quantile(total: FloatArray, p: float) -> Decimal:
    return from_cents(cents(Decimal(repr(float(np.quantile(total, p))))))


def _within(total: FloatArray, limit: Decimal) -> float:
    # Half a cent more: a total that no range moves is the limit itself, give or take a float.
    return float((total <= float(limit) + 0.005).mean())


def _split(contingency: Decimal, share: FloatArray) -> pd.Series:
    weights = [round(max(one, 0.0) * 10**12) for one in share]
    if not any(weights):
        return pd.Series([from_cents(0)] * len(weights), dtype="object")
    return pd.Series(
        [from_cents(one) for one in apportion(cents(contingency), weights)], dtype="object"
    )


# ---------------------------------------------------------------- draws on plain arrays


def simulate(
    quantity: FloatArray,
    unit_cost: FloatArray,
    factor: FloatArray,
    shape: Shape = "pert",
    correlation: float = 0.3,
    draws: int = 10_000,
    seed: int = 20260314,
) -> Draws:
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

    Returns
    -------
    Draws

    Notes
    -----
    Lines are drawn in blocks, so that 2,000 lines × 20,000 draws need no more memory than 20 lines.
    The shares come from the first draws only where there are very many lines.
    """
    lines = len(factor)
    generator = np.random.default_rng(seed)
    common = np.sqrt(correlation) * generator.standard_normal(draws)
    total = np.zeros(draws)
    mean, sd = np.empty(lines), np.empty(lines)
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
        mean[rows], sd[rows] = drawn.mean(axis=1), drawn.std(axis=1)
        first[rows] = drawn[:, :kept]
    # A constant line has no spread; what the machine's arithmetic leaves over is none.
    varies = curves.varies[:lines] | curves.varies[lines:]
    sd[~varies] = 0.0
    return Draws(total, mean, sd, _shares(first, varies))


def _shares(drawn: FloatArray, varies: Any) -> FloatArray:
    drawn -= drawn.mean(axis=1, keepdims=True)
    drawn[~varies] = 0.0
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
    def of(cls, ranges: FloatArray, shape: Shape) -> _Curves:
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


def _tables(place: FloatArray, shape: Shape) -> FloatArray:
    from scipy.special import betaincinv, ndtr

    u = np.asarray(ndtr(np.linspace(-_REACH, _REACH, _POINTS)), dtype=np.float64)[None, :]
    mode = place[:, None]
    if shape == "pert":
        return np.asarray(betaincinv(1 + 4 * mode, 5 - 4 * mode, u), dtype=np.float64)
    rising = np.sqrt(u * mode)
    falling = 1 - np.sqrt((1 - u) * (1 - mode))
    curve: FloatArray = np.where(u <= mode, rising, falling)
    return curve
