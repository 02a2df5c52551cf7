"""Where the next pilot would teach most for its money.

What a pilot teaches is by how much it narrows what is expected at the sites that the innovation may
go to. In a model that is linear and normal that can be told before the pilot is made, for it does
not hang on what comes out (preposterior analysis). With θ_j the true effect at site j, and y_c the
effect that a pilot at c would measure,

    reduction at j = Cov(θ_j, y_c)² / Var(y_c),
    Cov(θ_j, y_c) = x_j' M x_c + (τ² where j = c),   Var(y_c) = x_c' M x_c + τ² + s² / n_c,

M being the covariance of the line, x a site's row of it, τ² the variance of true effects around it
and s²/n_c the sampling variance of a pilot with n_c observed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import numpy as np

from workbench.core.method import Method
from workbench.core.rows import rows_of
from workbench.core.table_access import FloatArray
from workbench.experiments.analysis.meta_regression import Contexts, MetaRegression
from workbench.experiments.analysis.pool import PooledEffects
from workbench.experiments.analysis.random_effects import RandomEffects

if TYPE_CHECKING:
    import pandas as pd

SOURCES: Final = (
    "Raiffa and Schlaifer 1961, Applied Statistical Decision Theory (preposterior analysis)",
    "Cohn, Ghahramani and Jordan 1996, https://doi.org/10.1613/jair.295 (expected variance)",
)


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot that could be made; the columns of the table of pilots."""

    site: str
    name: str | None
    cost: Decimal | None
    currency: str | None
    n: int | None
    audience: str | None
    criterion: str | None
    result: str | None


@dataclass(frozen=True, slots=True)
class PilotValue:
    """What a pilot would teach.

    Attributes
    ----------
    pilot : Pilot
    reduction : float
        Mean over the target sites of the variance that it takes away.
    share : float
        The same as a share of the variance that there is.
    per_money : float or None
        Reduction for one unit of its currency; none where its cost is not known, or 0.
    opens : int
        Target sites outside the range tried that would lie within it.
    """

    pilot: Pilot
    reduction: float
    share: float
    per_money: float | None
    opens: int


@dataclass(frozen=True, slots=True)
class NextPilots:
    """The pilots that could be made, those that teach most for their money first.

    Attributes
    ----------
    outcome : str
        What is to be learnt about.
    by_currency : tuple of (str, tuple of PilotValue)
        Costs of different currencies are never compared.
    unknown_cost : tuple of PilotValue
        Those that teach most first.
    unusable : tuple of (Pilot, str)
        Those of which nothing can be told, and why.
    made : tuple of Pilot
        Those that were made already.
    targets : int
        Sites over which is averaged.
    variance : float
        What there is at them today, on average.
    method : Method
    """

    outcome: str
    by_currency: tuple[tuple[str, tuple[PilotValue, ...]], ...]
    unknown_cost: tuple[PilotValue, ...]
    unusable: tuple[tuple[Pilot, str], ...]
    made: tuple[Pilot, ...]
    targets: int
    variance: float
    method: Method

    @property
    def empty(self) -> bool:
        """Whether there is no pilot to choose from."""
        return not self.by_currency and not self.unknown_cost


def read_pilots(table: pd.DataFrame) -> list[Pilot]:
    """Read the table of pilots; columns that it has not are not known."""
    names = ["site", "name", "cost", "currency", "n", "audience", "criterion", "result"]
    return rows_of(table.reindex(columns=names), Pilot)


def next_pilots(
    pilots: Iterable[Pilot],
    pooled: PooledEffects,
    line: MetaRegression,
    targets: Sequence[str],
    site_contexts: Contexts,
    contexts: Contexts,
) -> NextPilots:
    """Order pilots by what they teach for their money.

    Parameters
    ----------
    pilots : iterable of Pilot
    pooled, line : PooledEffects, MetaRegression
        Of one outcome; where the line has no variable, the mean counts.
    targets : sequence of str
        Sites that the innovation may go to.
    site_contexts, contexts : mapping
        Values by site, and by experiment, then by variable.
    """
    every = list(pilots)
    model = line.model or pooled.model
    rows = {
        site: row
        for site in dict.fromkeys([*targets, *(one.site for one in every)])
        if (row := _row(line, site_contexts, site)) is not None
    }
    known = [site for site in targets if site in rows]
    unit = _unit_variance(pooled)
    parameters: dict[str, object] = {
        "outcome": pooled.outcome, "variables": ", ".join(line.variables) or "none",
        "variance of one observation": "not known" if unit is None else f"{unit:.4g}",
    }  # fmt: skip
    before = _variances(model, [rows[site] for site in known])
    values: list[PilotValue] = []
    unusable: list[tuple[Pilot, str]] = []
    for one in every:
        if one.result is not None:
            continue
        why = _why_unusable(one, rows, known, unit)
        if why or unit is None or one.n is None:
            unusable.append((one, why))
            continue
        gains = _gains(model, rows, known, one.site, unit / one.n)
        mean = float(gains.mean())
        cost = float(one.cost) if one.cost is not None else 0.0
        values.append(
            PilotValue(
                one,
                mean,
                mean / float(before.mean()) if before.mean() > 0 else 0.0,
                mean / cost if cost > 0 and one.currency else None,
                _opened(one.site, targets, site_contexts, contexts),
            )
        )
    return NextPilots(
        pooled.outcome,
        _by_currency(values),
        tuple(sorted((one for one in values if one.per_money is None), key=_most_first)),
        tuple(unusable),
        tuple(one for one in every if one.result is not None),
        len(known),
        float(before.mean()) if known else math.nan,
        Method("value of a pilot for its money", parameters, SOURCES),
    )


def _most_first(one: PilotValue) -> float:
    return -one.reduction


def _by_currency(
    values: Sequence[PilotValue],
) -> tuple[tuple[str, tuple[PilotValue, ...]], ...]:
    found: dict[str, list[PilotValue]] = {}
    for one in values:
        if one.per_money is not None and one.pilot.currency:
            found.setdefault(one.pilot.currency, []).append(one)
    return tuple(
        (currency, tuple(sorted(own, key=lambda one: -(one.per_money or 0.0))))
        for currency, own in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )


def _row(line: MetaRegression, site_contexts: Contexts, site: str) -> FloatArray | None:
    own = site_contexts.get(site, {})
    if not set(line.variables) <= set(own):
        return None
    return np.array([1.0, *(own[name] - line.centres[name] for name in line.variables)])


def _unit_variance(pooled: PooledEffects) -> float | None:
    """Return the sampling variance of an effect times the number observed, the middle one."""
    found = []
    for one in pooled.effects:
        arms = (one.of.n_treated or 0) + (one.of.n_control or 0)
        number = one.of.n or arms
        if number:
            found.append(one.error**2 * number)
    return float(np.median(found)) if found else None


def _why_unusable(
    one: Pilot, rows: dict[str, FloatArray], targets: Sequence[str], unit: float | None
) -> str:
    if one.n is None:
        return "how many would be observed is not known"
    if unit is None:
        return "no experiment says how many it observed"
    if one.site not in rows:
        return "what the effect changes with is not known there"
    return "" if targets else "no target site is known well enough"


def _variances(model: RandomEffects, rows: Sequence[FloatArray]) -> FloatArray:
    return np.array([float(row @ model.covariance @ row) + model.spread.total for row in rows])


def _gains(
    model: RandomEffects,
    rows: dict[str, FloatArray],
    targets: Sequence[str],
    site: str,
    sampling: float,
) -> FloatArray:
    """Return the reduction of variance at each target."""
    there = model.covariance @ rows[site]
    total = model.spread.total
    common = np.array([rows[one] @ there + (total if one == site else 0.0) for one in targets])
    return np.asarray(common**2 / (float(rows[site] @ there) + total + sampling), dtype=np.float64)


def _opened(site: str, targets: Sequence[str], site_contexts: Contexts, contexts: Contexts) -> int:
    """Count targets that the range tried would hold, and does not without the pilot."""
    own = site_contexts.get(site, {})
    names = {name for one in contexts.values() for name in one}
    before = {name: [one[name] for one in contexts.values() if name in one] for name in names}
    after = {name: [*before[name], *([own[name]] if name in own else [])] for name in names}

    def held(target: str, tried: dict[str, list[float]]) -> bool:
        known = site_contexts.get(target, {})
        return all(
            min(tried[name]) <= known[name] <= max(tried[name]) for name in names & set(known)
        )

    return sum(held(one, after) and not held(one, before) for one in targets)
