"""Effects that differ from place to place: the model that pool and meta-regression share.

An effect j of study i is a straight line in what is known of its context, plus how far study i lies
off it (variance *between* studies), plus how far the effect lies off its study (variance *within*),
plus its sampling error. Sampling errors of effects of one study go together, by a correlation that
hardly any study reports and that is assumed here; the standard errors do not hang on it, because
they are made robust. Where each study has one effect there is nothing within, and this is the usual
random-effects model.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import Bounds, brentq, minimize, minimize_scalar
from scipy.special import ndtr
from scipy.stats import chi2

from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.errors import InvalidInput

_SHARPEST = 1e6  # range of effects in standard errors, beyond which no matrix is solved (ours)
LEVEL = 0.95
"""What all intervals of this step promise to hold; usual, and no setting."""

MEAN_ROW = np.array([1.0])
"""Where the line is the mean: the row of a design without variables."""

_GRID = 80  # points that stand for a distribution: quantiles at the middle of equal shares
_HALVINGS = 60  # of an interval, until it is as narrow as numbers are exact
_SHARES = (np.arange(_GRID) + 0.5) / _GRID


@dataclass(frozen=True, slots=True)
class Spread:
    """How much true effects differ: the variance between studies and within them."""

    between: float
    within: float

    @property
    def total(self) -> float:
        """Variance of the true effect of a new study around the line."""
        return self.between + self.within


@dataclass(frozen=True, slots=True)
class Likely:
    """Lines (a row each), their covariances and the variances around them, in equal shares."""

    lines: FloatArray
    shapes: FloatArray
    spreads: FloatArray


@dataclass(frozen=True, eq=False)
class RandomEffects:
    """The model, fitted by restricted maximum likelihood (REML).

    Attributes
    ----------
    effects, errors : array
        Effects and their standard errors.
    studies : array of int
        Number of the study of each effect, from 0.
    design : array
        A row per effect; the first column is 1.
    correlation : float
        Assumed correlation of sampling errors within a study.

    Examples
    --------
    >>> found = fit([0.1, 0.3, 0.5], [0.1, 0.1, 0.1], ["a", "b", "c"])
    >>> found.coefficients.round(3).tolist(), round(found.spread.total, 3)
    ([0.3], 0.03)
    """

    effects: FloatArray
    errors: FloatArray
    studies: IntArray
    design: FloatArray
    correlation: float

    @property
    def number(self) -> int:
        """How many studies there are."""
        return int(self.studies.max()) + 1

    @property
    def dependent(self) -> bool:
        """Whether a study has several effects."""
        return self.number < len(self.effects)

    @property
    def freedom(self) -> int:
        """Effects less coefficients."""
        return len(self.effects) - int(np.linalg.matrix_rank(self.design))

    @cached_property
    def spread(self) -> Spread:
        """Variances that fit best, by REML."""
        return _best_spread(self)

    @cached_property
    def shape(self) -> FloatArray:
        """Covariance of the coefficients as the model has it, before it is made robust."""
        return np.asarray(np.linalg.inv(_crossed(self, self.spread)[0]), dtype=np.float64)

    @cached_property
    def coefficients(self) -> FloatArray:
        """Estimates by generalised least squares."""
        _, across, _, _ = _crossed(self, self.spread)
        return np.asarray(self.shape @ across, dtype=np.float64)

    @cached_property
    def covariance(self) -> FloatArray:
        """Covariance of the coefficients: Knapp-Hartung, or robust (CR2) for dependent effects."""
        if self.dependent:
            return self._robust[0]
        return self.shape * (misfit(self, self.spread) / self.freedom)

    @cached_property
    def _robust(self) -> tuple[FloatArray, list[FloatArray], FloatArray]:
        return _sandwich(self)

    def error_of(self, at: FloatArray) -> tuple[float, float]:
        """Return standard error and degrees of freedom of the line at a point.

        Parameters
        ----------
        at : array
            As a row of the design; a coefficient is the point with 1 there and 0 elsewhere.
        """
        error = math.sqrt(max(float(at @ self.covariance @ at), 0.0))
        if not self.dependent:
            return error, float(self.freedom)
        return error, _satterthwaite(self, self._robust, at)

    @cached_property
    def means(self) -> RandomEffects:
        """The studies with one effect each: their means, with their errors without the between."""
        if not self.dependent:
            return self
        rows = []
        for study in range(self.number):
            own = np.flatnonzero(self.studies == study)
            inside = _covariance(self, own) - self.spread.between
            weights = np.linalg.solve(inside, np.ones(len(own)))
            every = np.column_stack([self.effects[own], self.design[own]])
            rows.append([1 / weights.sum(), *(weights @ every / weights.sum())])
        found = np.array(rows)
        return RandomEffects(
            found[:, 1], np.sqrt(found[:, 0]), np.arange(len(found)), found[:, 2:], 0.0
        )

    @cached_property
    def likely(self) -> Likely:
        """Lines and spreads that are compatible with the data, in equal shares.

        The variance between studies takes the quantiles of its confidence distribution; the one
        within studies is taken as it was estimated. To each belongs the line that fits best then.
        """
        between = between_quantiles(self, _SHARES)
        lines, shapes = [], []
        for one in between:
            inner, across, _, _ = _crossed(self, Spread(float(one), self.spread.within))
            shape = np.linalg.inv(inner)
            lines.append(shape @ across)
            shapes.append(shape)
        return Likely(np.array(lines), np.array(shapes), between + self.spread.within)


def fit(
    effects: Sequence[float] | FloatArray,
    errors: Sequence[float] | FloatArray,
    studies: Sequence[str],
    context: FloatArray | None = None,
    *,
    correlation: float = 0.6,
) -> RandomEffects:
    """Fit the model.

    Parameters
    ----------
    effects, errors : sequence of float
        Effects and their standard errors, above 0.
    studies : sequence of str
        Study of each effect.
    context : array, optional
        A column per variable; without it the line is one number, the mean.
    correlation : float
        Of sampling errors of effects of one study, from 0 to below 1. Ours.

    Raises
    ------
    ValueError
        There are not more effects than coefficients.
    InvalidInput
        A standard error is too small beside the range of the effects: a slip, and singular.
    """
    values = np.asarray(effects, dtype=np.float64)
    ones = np.ones((len(values), 1))
    design = ones if context is None else np.hstack([ones, context])
    if len(values) <= design.shape[1]:
        message = f"{len(values)} effects cannot carry {design.shape[1]} coefficients"
        raise ValueError(message)
    sizes = np.asarray(errors, dtype=np.float64)
    sharpest, width = int(np.argmin(sizes)), float(np.ptp(values))
    if width > _SHARPEST * sizes[sharpest]:
        message = (
            f"The standard error {sizes[sharpest]:g} of the effect {values[sharpest]:g} "
            f"({studies[sharpest]}) is too small to reckon with beside effects that lie "
            f"{width:.3g} apart: look it up."
        )
        raise InvalidInput(message)
    _, places = np.unique(np.asarray(studies, dtype=object).astype(str), return_inverse=True)
    return RandomEffects(values, sizes, places, design, correlation)


def misfit(model: RandomEffects, spread: Spread) -> float:
    """Return the weighted sum of squares around the line, with weights for a given spread.

    Without any spread that is Cochran's Q (with the assumed correlation where effects depend).
    """
    inner, across, outer, _ = _crossed(model, spread)
    line = np.linalg.lstsq(inner, across, rcond=None)[0]
    return max(outer - float(across @ line), 0.0)


def between_quantiles(model: RandomEffects, shares: FloatArray) -> FloatArray:
    """Return the variances between studies that the true one lies below with these confidences.

    The Q-profile method (Viechtbauer 2007) on the means of the studies: at the true variance their
    misfit follows chi-squared with as many degrees of freedom as there are studies beyond the
    coefficients. What differs within studies is taken as it was estimated.
    """
    means = model.means
    if means.freedom < 1:
        return np.full(len(shares), math.inf)
    wanted = np.asarray(chi2.ppf(1 - shares, means.freedom), dtype=np.float64)
    low = np.zeros(len(shares))
    high = np.full(len(shares), float(np.mean(means.errors**2)))
    while (wide := _misfits(means, high) > wanted).any():
        high = np.where(wide, 4 * high, high)
    none = _misfits(means, low) <= wanted
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        above = _misfits(means, middle) > wanted
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(none, 0.0, (low + high) / 2)


def _misfits(means: RandomEffects, between: FloatArray) -> FloatArray:
    """Return the misfit of independent effects for each of several variances."""
    weights = 1 / (means.errors**2 + between[:, None])
    columns = means.design
    inner = np.einsum("tk,ki,kj->tij", weights, columns, columns)
    across = np.einsum("tk,ki,k->ti", weights, columns, means.effects)
    line = np.einsum("tij,tj->ti", np.linalg.pinv(inner, hermitian=True), across)
    rest = means.effects - line @ columns.T
    return np.asarray((weights * rest**2).sum(axis=1), dtype=np.float64)


def weighted_mean(model: RandomEffects, kept: BoolArray) -> float:
    """Return the mean of some of the effects of a pool, with the spread of all."""
    _, studies = np.unique(model.studies[kept], return_inverse=True)
    part = RandomEffects(
        model.effects[kept], model.errors[kept], studies, model.design[kept, :1], model.correlation
    )
    inner, across, _, _ = _crossed(part, model.spread)
    return float(across[0] / inner[0, 0])


def chance_above(model: RandomEffects, at: FloatArray, worth: float) -> float:
    """Return the chance that the true effect at a new place lies above a value.

    Parameters
    ----------
    model : RandomEffects
    at : array
        The place, as a row of the design.
    worth : float
        The value.

    Notes
    -----
    Were the variance τ² of true effects known, the effect at a new place x would be normal around
    the line there, with variance x'M(τ²)x + τ². It is not, so this is averaged over the confidence
    distribution of τ², as Nagashima, Noma and Furukawa (2019) do for the mean, without drawing.

    Examples
    --------
    >>> found = fit([0.1, 0.3, 0.5, 0.3], [0.1] * 4, list("abcd"))
    >>> round(chance_above(found, MEAN_ROW, 0.3), 2)
    0.5
    """
    centres, sizes = _at(model, at)
    with np.errstate(divide="ignore", invalid="ignore"):
        below = ndtr((worth - centres) / sizes)
    below = np.where(sizes > 0, below, worth >= centres)
    return float(1 - below.mean())


def new_place(model: RandomEffects, at: FloatArray) -> tuple[float, float]:
    """Return the interval that the true effect at a new place lies in, at 95 per cent.

    It is read from the distribution of :func:`chance_above`, with the same parameters.
    """
    centres, sizes = _at(model, at)
    tail = (1 - LEVEL) / 2
    wide = 9 * float(sizes.max()) + 1e-12
    low, high = float(centres.min()) - wide, float(centres.max()) + wide
    ends = [
        brentq(lambda v, s=share: 1 - chance_above(model, at, v) - s, low, high)
        for share in (tail, 1 - tail)
    ]
    return float(ends[0]), float(ends[1])


def _at(model: RandomEffects, at: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return centre and deviation of the effect at a place, for each likely spread."""
    likely = model.likely
    spread = np.einsum("i,sij,j->s", at, likely.shapes, at) + likely.spreads
    return likely.lines @ at, np.sqrt(spread)


# ------------------------------------------------------------------------------------ likelihood


def _crossed(model: RandomEffects, spread: Spread) -> tuple[FloatArray, FloatArray, float, float]:
    """Return X'WX, X'Wy, y'Wy and the log determinant of the covariance, W being its inverse.

    The covariance of a study is a diagonal and two rank-one parts (common sampling error, common
    deviation), so Woodbury's formula does for all studies at once.
    """
    variances = model.errors**2
    common, number = model.correlation, model.number
    diagonal = (1 - common) * variances + spread.within
    parts = np.column_stack(
        [np.sqrt(common * variances), np.full(len(variances), math.sqrt(spread.between))]
    )
    every = np.column_stack([model.design, model.effects])
    weighted = parts / diagonal[:, None]
    inner = np.zeros((number, 2, 2))
    np.add.at(inner, model.studies, weighted[:, :, None] * parts[:, None, :])
    inner += np.eye(2)
    across = np.zeros((number, 2, every.shape[1]))
    np.add.at(across, model.studies, weighted[:, :, None] * every[:, None, :])
    total = (every / diagonal[:, None]).T @ every
    total -= np.einsum("sij,sik->jk", across, np.linalg.solve(inner, across))
    log_size = float(np.log(diagonal).sum() + np.linalg.slogdet(inner)[1].sum())
    return total[:-1, :-1], total[:-1, -1], float(total[-1, -1]), log_size


def _unlikelihood(model: RandomEffects, spread: Spread) -> float:
    """Return minus twice the restricted log likelihood, but for a constant."""
    inner, across, outer, log_size = _crossed(model, spread)
    rest = outer - float(across @ np.linalg.solve(inner, across))
    return log_size + float(np.linalg.slogdet(inner)[1]) + rest


def _best_spread(model: RandomEffects) -> Spread:
    """Search the variances, on the scale of standard deviations, edges included."""
    line = np.linalg.lstsq(model.design, model.effects, rcond=None)[0]
    widest = 4 * float(np.abs(model.effects - model.design @ line).max())
    if widest == 0.0:
        return Spread(0.0, 0.0)

    def along(of: Callable[[float], Spread]) -> Spread:
        best = minimize_scalar(
            lambda size: _unlikelihood(model, of(size)),
            bounds=(0.0, widest),
            method="bounded",
            options={"xatol": 1e-9 * widest},
        )
        return of(float(best.x))

    def of_both(sizes: FloatArray) -> Spread:
        return Spread((widest * float(sizes[0])) ** 2, (widest * float(sizes[1])) ** 2)

    choices = [Spread(0.0, 0.0), along(lambda size: Spread(size**2, 0.0))]
    if model.dependent:
        choices.append(along(lambda size: Spread(0.0, size**2)))
        start = np.sqrt([choices[1].between, choices[2].within])
        both = minimize(  # type: ignore[call-overload]  # its stubs ask for one dimension
            lambda sizes: _unlikelihood(model, of_both(sizes)),
            np.maximum(start / widest, 0.02) * 0.8,
            method="Nelder-Mead",
            bounds=Bounds(0.0, 1.0),
            tol=1e-10,
        )
        choices.append(of_both(both.x))
    return min(choices, key=lambda one: _unlikelihood(model, one))


# -------------------------------------------------------------------------------- robust errors


def _sandwich(model: RandomEffects) -> tuple[FloatArray, list[FloatArray], FloatArray]:
    """Return the CR2 covariance, and per study what its degrees of freedom are made of.

    With the inverse of the model's own covariance V as weights, CR2 (Bell and McCaffrey 2002;
    Pustejovsky and Tipton 2018) multiplies the residuals of study i by A = D'B^(-1/2)D, where
    V_i = D'D and B = D(V_i - X_i M X_i')D', M being the covariance of the coefficients.
    """
    rest = model.effects - model.design @ model.coefficients
    meat = np.zeros_like(model.shape)
    bread: list[FloatArray] = []
    sizes = []
    for study in range(model.number):
        own = np.flatnonzero(model.studies == study)
        place = model.design[own]
        of_study = _covariance(model, own)
        half = np.linalg.cholesky(of_study).T
        middle = half @ (of_study - place @ model.shape @ place.T) @ half.T
        adjusted = half.T @ _root_inverse(middle) @ half
        pull = adjusted.T @ cho_solve(cho_factor(of_study), place)
        score = pull.T @ rest[own]
        meat += np.outer(score, score)
        bread.append(place.T @ pull)
        sizes.append(pull.T @ of_study @ pull)
    return model.shape @ meat @ model.shape, bread, np.array(sizes)


def _covariance(model: RandomEffects, own: IntArray) -> FloatArray:
    errors = model.errors[own]
    common = model.correlation * np.outer(errors, errors)
    np.fill_diagonal(common, errors**2)
    return common + model.spread.between + np.eye(len(own)) * model.spread.within


def _root_inverse(matrix: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(matrix)
    kept = values > values.max() * 1e-10
    roots = np.zeros_like(values)
    roots[kept] = values[kept] ** -0.5
    return np.asarray((vectors * roots) @ vectors.T, dtype=np.float64)


def _satterthwaite(
    model: RandomEffects, robust: tuple[FloatArray, list[FloatArray], FloatArray], at: FloatArray
) -> float:
    """Return the degrees of freedom of the robust variance at a point, under the working model."""
    _, bread, sizes = robust
    toward = model.shape @ at
    pulled = np.array([one @ toward for one in bread])
    square = -pulled @ model.shape @ pulled.T
    square[np.diag_indices_from(square)] += np.einsum("sij,i,j->s", sizes, toward, toward)
    size = float((square**2).sum())
    return float(np.trace(square)) ** 2 / size if size > 0 else 1.0
