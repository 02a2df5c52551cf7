"""Whether a network has a core: fit to an ideal pattern, and k-cores."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import networkx as nx
import numpy as np

from workbench.core.table_access import BoolArray, FloatArray, IntArray

#: Networks up to this size are divided in every way there is.
EXACT_ACTORS = 8


@dataclass(frozen=True, slots=True, eq=False)
class CorePeriphery:
    """The division into core and periphery that fits best.

    Attributes
    ----------
    fit : float
        Correlation with the ideal pattern, -1 to 1; .36 is weak. NaN where nothing varies (no ties,
        all ties, fewer than four actors).
    core : array of bool
        Actors in the core; nobody where there is no fit.
    densities : tuple of float
        Share of ties there are among possible ones: core to core, core to periphery, periphery to
        core, periphery to periphery.
    """

    fit: float
    core: BoolArray
    densities: tuple[float, float, float, float]


def core_periphery(tie: BoolArray, *, starts: int = 8, seed: int = 1) -> CorePeriphery:
    """Fit the categorical model: ties within the core, none within the periphery.

    The two blocks between core and periphery are left out (Borgatti and Everett 1999; UCINET's
    default). The search moves one actor at a time from several first cores (the largest degrees,
    and random ones) and keeps the best, a lower bound in general (ours). Up to eight actors every
    division is a first core, so that the fit is exact. Of equal fits the larger core counts.

    Parameters
    ----------
    tie : array of bool, shape (actors, actors)
        Whether there is a tie from row to column.
    starts : int
        Random first cores beside those by degree.
    seed : int
        Seed of these.
    """
    number = len(tie)
    nobody = np.zeros(number, dtype=bool)
    empty = CorePeriphery(float("nan"), nobody, (float("nan"),) * 4)
    if number < 4 or not tie.any():
        return empty
    links = tie.astype(float)
    np.fill_diagonal(links, 0.0)
    both = links + links.T
    best, fit = nobody, -np.inf
    for first in _first_cores(both, starts, seed):
        core, value = _climb(both, first)
        larger = core.sum() > best.sum() and value > fit - 1e-12
        if value > fit + 1e-12 or larger:
            best, fit = core, value
    if not np.isfinite(fit):
        return empty
    return CorePeriphery(float(fit), best, _densities(links, best))


def _first_cores(both: FloatArray, starts: int, seed: int) -> list[BoolArray]:
    """Give the divisions that the search begins with."""
    number = len(both)
    if number <= EXACT_ACTORS:
        return [np.array(core) for core in product([False, True], repeat=number)]
    generator = np.random.default_rng(seed)
    order = np.argsort(-both.sum(axis=1), kind="stable")
    sizes = np.unique(np.linspace(2, number - 2, min(10, number - 3)).astype(int))
    firsts = [np.isin(np.arange(number), order[:k]) for k in sizes]
    return firsts + [generator.random(number) < 0.3 for _ in range(starts)]


def _correlations(
    core_ties: FloatArray, core: FloatArray, rest_ties: FloatArray, rest: FloatArray
) -> FloatArray:
    """Correlate ties with the pattern over the two blocks, from the counts of ties and cells.

    With 1 in the core block and 0 in the other, the correlation is that of a two by two table.
    """
    cells, ties = core + rest, core_ties + rest_ties
    with np.errstate(invalid="ignore", divide="ignore"):
        top = cells * core_ties - core * ties
        value = top / np.sqrt(core * rest * ties * (cells - ties))
    return np.where(np.isfinite(value), value, -np.inf)


def _climb(both: FloatArray, core: BoolArray) -> tuple[BoolArray, float]:
    """Move the actor that helps most, as long as one helps."""
    number, core = len(both), core.copy()
    value = -np.inf
    for _ in range(4 * number):
        inside = both @ core
        outside = both.sum(axis=1) - inside
        sign = np.where(core, -1.0, 1.0)
        size = core.sum() + sign
        in_core = both[np.ix_(core, core)].sum() / 2 + sign * inside
        in_rest = both[np.ix_(~core, ~core)].sum() / 2 - sign * outside
        rest = number - size
        found = _correlations(in_core, size * (size - 1), in_rest, rest * (rest - 1))
        best = int(np.argmax(found))
        if found[best] <= value + 1e-12:
            break
        value = float(found[best])
        core[best] = not core[best]
    return core, value


def _densities(links: FloatArray, core: BoolArray) -> tuple[float, float, float, float]:
    """Give the density of the four blocks."""
    k, rest = int(core.sum()), int((~core).sum())
    cells = (k * (k - 1), k * rest, rest * k, rest * (rest - 1))
    sides = ((core, core), (core, ~core), (~core, core), (~core, ~core))
    ties = [links[np.ix_(a, b)].sum() for a, b in sides]
    found = [float(t / c) if c else float("nan") for t, c in zip(ties, cells, strict=True)]
    return (found[0], found[1], found[2], found[3])


def core_numbers(tie: BoolArray) -> IntArray:
    """Give the k-core number of each actor: direction and strength do not count.

    Examples
    --------
    >>> triangle = ~np.eye(3, dtype=bool)
    >>> core_numbers(triangle).tolist()
    [2, 2, 2]
    """
    either = tie | tie.T
    np.fill_diagonal(either, val=False)
    found = nx.core_number(nx.from_numpy_array(either.astype(int)))
    return np.array([found[i] for i in range(len(tie))], dtype=np.int64)
