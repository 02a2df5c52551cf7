"""Which component is the bottleneck, and how sure that is: exact computations on arrays.

The model is our own design. An assessor who sees a component whose true level is ``t`` gives the
score ``s`` with probability proportional to ``exp(-|s - t| / b)``; ``b`` is the noise width, in
levels. Assessors who share sources share errors, so ``A`` of them count as only

    n_eff = A / (1 + (A - 1) * rho)

independent ones (Clemen and Winkler 1985), where ``rho`` is the assumed correlation. With a flat
prior

    log p(t) = n_eff / A * sum_a [-|s_a - t| / b - log Z(t)],   Z(t) = sum_s exp(-|s - t| / b).

Readiness and use are taken as independent; the score of a component is their product, the score of
the package the smallest product. No random numbers are drawn: everything here is a sum over the
levels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import factorial

import numpy as np
from numpy.typing import NDArray

from workbench.core.table_access import FloatArray, IntArray

#: Largest number of assessors whose resamples are listed one by one (6,435 of them).
MOST_ASSESSORS_LISTED = 8

#: Numbers held at once by one step of the exact model; keeps memory flat however many sites there
#: are.
CELLS_AT_ONCE = 4_000_000


def effective_assessors(assessors: FloatArray | float, correlation: float) -> FloatArray:
    """Count how many independent assessors a panel is worth, given the correlation of their errors.

    ``A / (1 + (A - 1) * rho)``; the limit for a large panel is ``1 / rho`` (Clemen and Winkler
    1985).

    Examples
    --------
    >>> effective_assessors(3, 0.5)
    array(1.5)
    """
    number = np.asarray(assessors, dtype=np.float64)
    return np.asarray(number / (1.0 + (number - 1.0) * correlation))


def level_pmf(
    counts: NDArray[np.number], width: FloatArray | float, correlation: float
) -> FloatArray:
    """Return the probability of each true level from the scores of the assessors.

    Parameters
    ----------
    counts : array, shape (rows, levels)
        How many assessors gave each level, lowest level first. A row without scores gives NaN.
    width : float or array, shape (rows,)
        Noise width ``b`` in levels, above 0.
    correlation : float
        Assumed correlation between assessors, 0 to 1.

    Returns
    -------
    array, shape (rows, levels)
        Probabilities; each row adds up to 1.

    Examples
    --------
    Three assessors gave 3, 4 and 5 on a scale from 0 to 9:

    >>> scores = np.bincount([3, 4, 5], minlength=10)[None, :]
    >>> level_pmf(scores, 0.75, 0.5).round(4)[0, :6].tolist()
    [0.0008, 0.0047, 0.0323, 0.2351, 0.456, 0.2341]
    """
    given = np.asarray(counts, dtype=np.float64)
    rows, levels = given.shape
    distance = np.abs(np.subtract.outer(np.arange(levels), np.arange(levels))).astype(np.float64)
    widths, kind = np.unique(
        np.broadcast_to(np.asarray(width, np.float64), (rows,)), return_inverse=True
    )
    log_z = np.log(np.exp(-distance[None, :, :] / widths[:, None, None]).sum(axis=1))
    number = given.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        share = effective_assessors(number, correlation) / number
    misfit = given @ distance / widths[kind][:, None] + number * log_z[kind]
    log_p = -share * misfit
    log_p -= log_p.max(axis=1, keepdims=True)
    weight = np.exp(log_p)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class Products:
    """The distinct products of two scales, and where each pair of levels goes.

    Attributes
    ----------
    values : array of int, shape (products,)
        Distinct products, smallest first: 37 of them for two scales from 0 to 9.
    place : array of float, shape (readiness levels * use levels, products)
        1 where the pair of levels has that product, 0 elsewhere.
    """

    values: IntArray
    place: FloatArray

    @classmethod
    def of(cls, readiness: IntArray, use: IntArray) -> Products:
        """Build the table for the levels of two scales.

        Examples
        --------
        >>> Products.of(np.arange(10), np.arange(10)).values.size
        37
        """
        values, index = np.unique(np.multiply.outer(readiness, use).ravel(), return_inverse=True)
        place = np.zeros((index.size, values.size))
        place[np.arange(index.size), index] = 1.0
        return cls(values.astype(np.int64), place)

    def pmf(self, readiness: FloatArray, use: FloatArray) -> FloatArray:
        """Return the distribution of readiness × use, the two taken as independent.

        From distributions of the two levels, shape (rows, levels), to shape (rows, products).
        """
        pairs = (readiness[:, :, None] * use[:, None, :]).reshape(len(readiness), -1)
        return np.asarray(pairs @ self.place)


def _above(pmf: FloatArray) -> FloatArray:
    """Return P(X > v) from the pmf; a sum from the top keeps small tails exact."""
    tail = np.flip(np.cumsum(np.flip(pmf, axis=-1), axis=-1), axis=-1)
    above = np.zeros_like(pmf)
    above[..., :-1] = tail[..., 1:]
    return above


def probability_of_minimum(pmf: FloatArray) -> FloatArray:
    """Return the probability that each component has the lowest score, ties shared equally.

    ``P(c) = sum_v f_c(v) * E[1 / (1 + K)]`` where all others are at ``v`` or above and ``K`` of
    them at ``v``. With ``f`` the probability of ``v`` and ``g`` that of more than ``v``, ``E[1 / (1
    + K)]`` is the integral over ``z`` from 0 to 1 of ``prod (g_j + f_j z)``: a polynomial of degree
    J - 1, for which Gauss-Legendre quadrature with ``ceil(J / 2)`` nodes is exact.

    Parameters
    ----------
    pmf : array, shape (packages, components, values)
        Distribution of each component's score over the same ascending values.

    Returns
    -------
    array, shape (packages, components)
        Adds up to 1 over the components of a package.

    Examples
    --------
    >>> certain = np.array([[[0.0, 1.0], [0.0, 1.0]]])
    >>> probability_of_minimum(certain)
    array([[0.5, 0.5]])
    """
    components = pmf.shape[1]
    nodes, weights = np.polynomial.legendre.leggauss((components + 1) // 2)
    above = _above(pmf)
    total = np.zeros(pmf.shape[:2])
    for node, weight in zip((nodes + 1.0) / 2.0, weights / 2.0, strict=True):
        total += weight * np.einsum("pcv,pcv->pc", pmf, _product_of_others(above + pmf * node))
    return np.asarray(total / total.sum(axis=1, keepdims=True))


def _product_of_others(factor: FloatArray) -> FloatArray:
    """Multiply the factors of all other components; without division, because a factor may be 0."""
    before = np.ones_like(factor)
    after = np.ones_like(factor)
    np.cumprod(factor[:, :-1], axis=1, out=before[:, 1:])
    after[:, :-1] = np.flip(np.cumprod(np.flip(factor[:, 1:], axis=1), axis=1), axis=1)
    return np.asarray(before * after)


def minimum_pmf(pmf: FloatArray) -> FloatArray:
    """Return the distribution of the package score: ``P(min >= v) = prod_c P(X_c >= v)``.

    From shape (packages, components, values), ascending values, to shape (packages, values).
    """
    at_least = np.prod(pmf + _above(pmf), axis=1)
    more = np.prod(_above(pmf), axis=1)
    result = np.maximum(at_least - more, 0.0)
    return np.asarray(result / result.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class PackageModel:
    """Result of the exact model.

    Attributes
    ----------
    values : array of int, shape (products,)
        Scores a package can have, smallest first.
    bottleneck : array, shape (rows,)
        Probability of each component to be the lowest of its package.
    package : array, shape (packages, products)
        Distribution of the package score; NaN for a package without a row.
    """

    values: IntArray
    bottleneck: FloatArray
    package: FloatArray


@dataclass(frozen=True, slots=True)
class Failing:
    """Where components stay if what is promised for them does not come about.

    Attributes
    ----------
    chance : array, shape (rows,)
        Probability that it does not.
    readiness, use : array, shape (rows, levels)
        Distribution of each component's levels in that case.
    """

    chance: FloatArray
    readiness: FloatArray
    use: FloatArray


def evaluate(
    package: IntArray,
    packages: int,
    readiness: FloatArray,
    use: FloatArray,
    products: Products,
    failing: Failing | None = None,
) -> PackageModel:
    """Run the exact model for many packages at once.

    Packages with the same number of components are computed together, so no cell is spent on
    padding and no package's result depends on which others are in the call.

    Parameters
    ----------
    package : array of int, shape (rows,)
        Number of the package of each row, ascending.
    packages : int
        How many packages there are.
    readiness, use : array, shape (rows, levels)
        Distribution of each component's levels.
    products : Products
        Products of the two scales.
    failing : Failing, optional
        Mixes the distribution of a component's score: ``(1 - chance) * f + chance * f_failing``.
        Readiness and use succeed or fail together; components do so independently of each other.
    """
    bottleneck = np.full(len(package), np.nan)
    distribution = np.full((packages, products.values.size), np.nan)
    for group, rows in _by_size(package, packages, products.values.size):
        flat = rows.ravel()
        mixed = _mixed(products, flat, readiness, use, failing)
        pmf = mixed.reshape(*rows.shape, -1)
        bottleneck[rows] = probability_of_minimum(pmf)
        distribution[group] = minimum_pmf(pmf)
    return PackageModel(products.values, bottleneck, distribution)


def _mixed(
    products: Products,
    rows: IntArray,
    readiness: FloatArray,
    use: FloatArray,
    failing: Failing | None,
) -> FloatArray:
    """Return the distribution of each row's score, mixed with that of failing."""
    pmf = products.pmf(readiness[rows], use[rows])
    if failing is None:
        return pmf
    chance = failing.chance[rows]
    at = np.flatnonzero(chance > 0.0)
    if not at.size:
        return pmf
    share, old = chance[at][:, None], rows[at]
    stays = products.pmf(failing.readiness[old], failing.use[old])
    pmf[at] = (1.0 - share) * pmf[at] + share * stays
    return pmf


def _by_size(package: IntArray, packages: int, values: int) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield packages of one size and the matrix of their rows, a bounded number at a time."""
    size = np.bincount(package, minlength=packages)
    start = np.concatenate(([0], np.cumsum(size)[:-1]))
    for components in np.unique(size[size > 0]):
        same = np.flatnonzero(size == components)
        step = max(1, CELLS_AT_ONCE // int(components * max(values, 100)))
        for first in range(0, same.size, step):
            group = same[first : first + step]
            yield group, start[group][:, None] + np.arange(components)


def assessor_multisets(assessors: int) -> tuple[IntArray, FloatArray]:
    """List every way to draw a panel of the same size again, with replacement.

    There are ``C(2A - 1, A)`` such multisets: 10, 35, 126, 462, 1,716 and 6,435 for 3 to 8
    assessors. Each has the multinomial probability ``A! / (prod k_a!) / A^A``.

    Returns
    -------
    times : array of int, shape (multisets, assessors)
        How often each assessor was drawn.
    weight : array, shape (multisets,)
        Probability of each multiset; adds up to 1.

    Examples
    --------
    >>> times, weight = assessor_multisets(2)
    >>> times.tolist(), weight.tolist()
    ([[2, 0], [1, 1], [0, 2]], [0.25, 0.5, 0.25])
    """
    drawn = np.array(list(combinations_with_replacement(range(assessors), assessors)))
    times = (drawn[:, :, None] == np.arange(assessors)).sum(axis=1)
    orders = np.array([factorial(k) for k in range(assessors + 1)], dtype=np.float64)
    weight = factorial(assessors) / orders[times].prod(axis=1) / float(assessors) ** assessors
    return times.astype(np.int64), weight


def assessor_resamples(assessors: int, *, draws: int, seed: int) -> tuple[IntArray, FloatArray]:
    """List all resamples of a panel, or draw some at random where there are too many to list.

    Up to 8 assessors the list is complete and ``draws`` and ``seed`` are not used; a larger panel
    gets ``draws`` random resamples, which depend on the seed and on the size of the panel alone.

    Returns
    -------
    times : array of int, shape (resamples, assessors)
    weight : array, shape (resamples,)
    """
    if assessors <= MOST_ASSESSORS_LISTED:
        return assessor_multisets(assessors)
    generator = np.random.default_rng([seed, assessors])
    times = generator.multinomial(assessors, np.full(assessors, 1.0 / assessors), size=draws)
    return times.astype(np.int64), np.full(draws, 1.0 / draws)


def lower_median(counts: NDArray[np.number]) -> IntArray:
    """Return the lower median from counts per level, as the place of the level; -1 without scores.

    Of two middle scores the lower one is taken: a median between two levels is no level.

    Examples
    --------
    >>> lower_median(np.array([[0, 1, 0, 1], [0, 0, 0, 0]]))
    array([ 1, -1])
    """
    reached = 2 * np.cumsum(counts, axis=-1) >= counts.sum(axis=-1, keepdims=True)
    return np.where(counts.sum(axis=-1) > 0, reached.argmax(axis=-1), -1)
