"""How far a site is from the places tried, and what to expect there."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np

from workbench.core.method import Method
from workbench.core.table_access import FloatArray
from workbench.experiments.analysis.meta_regression import Contexts

METHOD: Final = Method(
    "distance from the places tried",
    {"distance": "root mean square over the features, in standard deviations of the places tried"},
    (
        "distance: ours",
        "range of the data as the limit of what it can tell: Shadish, Cook and Campbell 2002",
    ),
)


@dataclass(frozen=True, slots=True)
class InContext:
    """One variable at a site, beside the places tried.

    Attributes
    ----------
    variable : str
    value, low, high : float
        Value there, lowest and highest value tried.
    beyond : float
        By how many standard deviations it lies outside; 0 inside, infinite where nothing but one
        value was tried.
    """

    variable: str
    value: float
    low: float
    high: float
    beyond: float

    @property
    def outside(self) -> bool:
        """Whether no place tried is like it, nor both above and below it."""
        return self.beyond > 0


@dataclass(frozen=True, slots=True)
class SiteTransfer:
    """A site beside the places tried.

    Attributes
    ----------
    site : str
    distance : float or None
        To the nearest other place tried, in standard deviations; none where nothing is known of
        both.
    nearest : str
        Experiment there, by its key; empty where there is none.
    tried_here : tuple of str
        Experiments made at the site itself. They count in the range, and not in the distance.
    variables : tuple of InContext
        In the order of the table.
    missing : tuple of str
        Variables known of places tried and not of the site.
    """

    site: str
    distance: float | None
    nearest: str
    tried_here: tuple[str, ...]
    variables: tuple[InContext, ...]
    missing: tuple[str, ...]

    @property
    def outside(self) -> tuple[InContext, ...]:
        """Variables outside the range tried: what is said of the site is extrapolated."""
        return tuple(one for one in self.variables if one.outside)

    @property
    def share_within(self) -> float | None:
        """Share of the variables known there that lie within the range tried."""
        if not self.variables:
            return None
        return 1 - len(self.outside) / len(self.variables)


@dataclass(frozen=True, slots=True)
class Transfer:
    """All sites beside the places tried.

    Attributes
    ----------
    sites : tuple of SiteTransfer
        In the order asked for.
    places : int
        Experiments of which a variable is known.
    method : Method
    """

    sites: tuple[SiteTransfer, ...]
    places: int
    method: Method = field(default=METHOD)

    def of(self, site: str) -> SiteTransfer | None:
        """Return one site; ``None`` where it was not asked for."""
        return next((one for one in self.sites if one.site == site), None)


@dataclass(frozen=True, slots=True)
class _Tried:
    """The places tried, as a table with gaps."""

    names: tuple[str, ...]
    experiments: tuple[str, ...]
    values: FloatArray
    scale: FloatArray

    def row(self, context: Mapping[str, float]) -> FloatArray:
        return np.array([context.get(name, math.nan) for name in self.names])


def transfer(
    experiments: Sequence[str],
    contexts: Contexts,
    sites: Iterable[str],
    site_contexts: Contexts,
    places: Mapping[str, str] = MappingProxyType({}),
) -> Transfer:
    """Measure how far sites are from the places tried.

    Parameters
    ----------
    experiments : sequence of str
        Whose places count.
    contexts, site_contexts : mapping
        Values by experiment, and by site, then by variable.
    sites : iterable of str
    places : mapping of str to str
        Site at which an experiment was made, where it was made at one.

    Examples
    --------
    >>> tried = {"a": {"km": 2.0}, "b": {"km": 6.0}}
    >>> [there] = transfer(["a", "b"], tried, ["huye"], {"huye": {"km": 12.0}}).sites
    >>> round(there.distance, 2), there.nearest, [one.variable for one in there.outside]
    (2.12, 'b', ['km'])
    """
    tried = _tried([one for one in experiments if contexts.get(one)], contexts)
    wanted = list(sites)
    found = [_site(tried, one, site_contexts.get(one, {}), places) for one in wanted]
    return Transfer(tuple(found), len(tried.experiments))


def _tried(experiments: Sequence[str], contexts: Contexts) -> _Tried:
    names = tuple(dict.fromkeys(name for one in experiments for name in contexts[one]))
    values = np.array(
        [[contexts[one].get(name, math.nan) for name in names] for one in experiments]
    ).reshape(len(experiments), len(names))
    counts = np.isfinite(values).sum(axis=0)
    scale = np.zeros(len(names))
    for column in np.flatnonzero(counts > 1):
        scale[column] = float(np.nanstd(values[:, column], ddof=1))
    return _Tried(names, tuple(experiments), values, scale)


def _site(
    tried: _Tried, site: str, context: Mapping[str, float], places: Mapping[str, str]
) -> SiteTransfer:
    own = tried.row(context)
    usable = np.isfinite(own) & (tried.scale > 0)
    others = np.flatnonzero([places.get(one) != site for one in tried.experiments])
    here = tuple(one for one in tried.experiments if places.get(one) == site)
    distance, nearest = None, ""
    if usable.any() and len(others):
        steps = (tried.values[np.ix_(others, usable)] - own[usable]) / tried.scale[usable]
        known = np.isfinite(steps)
        # A place of which fewer variables are known is not nearer for that.
        full = known.sum(axis=1) == known.sum(axis=1).max()
        away = np.sqrt(np.nansum(steps**2, axis=1) / np.maximum(known.sum(axis=1), 1))
        place = int(np.argmin(np.where(full, away, math.inf)))
        distance, nearest = float(away[place]), tried.experiments[others[place]]
    variables = tuple(
        _in_context(tried, column, float(own[column]))
        for column in map(int, np.flatnonzero(np.isfinite(own)))
    )
    missing = tuple(name for name in tried.names if name not in context)
    return SiteTransfer(site, distance, nearest, here, variables, missing)


def _in_context(tried: _Tried, column: int, value: float) -> InContext:
    every = tried.values[:, column]
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    off = max(low - value, value - high, 0.0)
    scale = float(tried.scale[column])
    beyond = 0.0 if off == 0 else off / scale if scale > 0 else math.inf
    return InContext(tried.names[column], value, low, high, beyond)
