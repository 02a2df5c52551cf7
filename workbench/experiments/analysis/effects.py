"""Effects and standard errors of experiments: as stated, or from counts and means."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from scipy.special import gammaln

from workbench.core.method import Method
from workbench.core.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

Arms = tuple[float, float, float, float]
Estimate = tuple[float, float]

AGREES: Final = 0.1
"""Share of the standard error that a stated effect may lie off the computed one. Ours."""

ERROR_AGREES: Final = 0.05
"""Share by which a stated standard error may differ from the computed one. Ours."""

METHOD: Final = Method(
    "effects from counts and means",
    {"correction where a cell is empty": 0.5},
    (
        "Borenstein et al. 2009, Introduction to Meta-Analysis, chapters 4 and 5",
        "Hedges 1981, https://doi.org/10.3102/10769986006002107",
    ),
)


@dataclass(frozen=True, slots=True)
class Experiment:
    """A row of the table of experiments; ``None`` is not known."""

    experiment: str
    study: str
    title: str
    outcome: str
    measure: str
    place: str | None = None
    setting: str | None = None
    technique: str | None = None
    date: date | None = None
    effect: float | None = None
    se: float | None = None
    n: int | None = None
    cases_treated: int | None = None
    n_treated: int | None = None
    cases_control: int | None = None
    n_control: int | None = None
    mean_treated: float | None = None
    sd_treated: float | None = None
    mean_control: float | None = None
    sd_control: float | None = None
    design: str | None = None
    phase: str | None = None
    delivered_by: str | None = None
    supported: bool | None = None
    participants: str | None = None
    registered: bool | None = None
    doubt: str | None = None
    cost: Decimal | None = None
    currency: str | None = None
    reached: int | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect that can be put together with others.

    Attributes
    ----------
    of : Experiment
        Its row.
    value, error : float
        Effect in its measure (ratios as logarithms), and standard error.
    how : {"stated", "counts", "counts, corrected", "means"}
        Where both come from; "corrected" where a cell was empty and 0.5 was added to each.
    """

    of: Experiment
    value: float
    error: float
    how: Literal["stated", "counts", "counts, corrected", "means"]


@dataclass(frozen=True, slots=True)
class Unusable:
    """An experiment without an effect that can be used, and why."""

    of: Experiment
    why: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A row whose stated effect is not the one that its counts or means give."""

    of: Experiment
    stated: Estimate
    computed: Estimate


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of all experiments.

    Attributes
    ----------
    rows : tuple of Effect
        In the order of the table. Where a row states an effect and its error, these count.
    unusable : tuple of Unusable
    disagreements : tuple of Disagreement
    method : Method
    """

    rows: tuple[Effect, ...]
    unusable: tuple[Unusable, ...]
    disagreements: tuple[Disagreement, ...]
    method: Method = METHOD

    @property
    def groups(self) -> Mapping[tuple[str, str], tuple[Effect, ...]]:
        """Effects that can be put together: those of one outcome and one measure."""
        found: dict[tuple[str, str], list[Effect]] = {}
        for one in self.rows:
            found.setdefault((one.of.outcome, one.of.measure), []).append(one)
        return MappingProxyType({key: tuple(own) for key, own in found.items()})


def read_experiments(table: pd.DataFrame) -> list[Experiment]:
    """Read the table of experiments; columns that it has not are not known."""
    names = [one.name for one in fields(Experiment)]
    return rows_of(table.reindex(columns=names), Experiment)


def effects_of(rows: Iterable[Experiment]) -> Effects:
    """Return the effect of each experiment, stated or computed.

    Parameters
    ----------
    rows : iterable of Experiment

    Examples
    --------
    >>> one = Experiment(
    ...     "a",
    ...     "a",
    ...     "A",
    ...     "uptake",
    ...     "risk difference",
    ...     cases_treated=30,
    ...     n_treated=100,
    ...     cases_control=10,
    ...     n_control=100,
    ... )
    >>> [(round(e.value, 2), round(e.error, 3), e.how) for e in effects_of([one]).rows]
    [(0.2, 0.055, 'counts')]
    """
    found: list[Effect] = []
    unusable: list[Unusable] = []
    differ: list[Disagreement] = []
    for row in rows:
        computed = _computed(row)
        if row.effect is not None and row.se is not None:
            found.append(Effect(row, row.effect, row.se, "stated"))
            if computed is not None and not _agree((row.effect, row.se), computed):
                pair = (computed.value, computed.error)
                differ.append(Disagreement(row, (row.effect, row.se), pair))
        elif computed is not None:
            found.append(computed)
            if row.effect is not None and not _agree((row.effect, computed.error), computed):
                pair = (computed.value, computed.error)
                differ.append(Disagreement(row, (row.effect, computed.error), pair))
        else:
            unusable.append(Unusable(row, _why_unusable(row)))
    return Effects(tuple(found), tuple(unusable), tuple(differ))


def _agree(stated: Estimate, computed: Effect) -> bool:
    near = abs(stated[0] - computed.value) <= AGREES * computed.error
    return near and abs(stated[1] - computed.error) <= ERROR_AGREES * computed.error


def _why_unusable(row: Experiment) -> str:
    if _counts(row) is not None and row.measure in _FROM_COUNTS:
        return "nobody, or everybody, had the event in both groups"
    if row.effect is not None:
        return "an effect without its standard error"
    return "no effect, and no counts or means that it could be computed from"


def _computed(row: Experiment) -> Effect | None:
    counts, means = _counts(row), _means(row)
    if row.measure in _FROM_COUNTS and counts is not None:
        cells, corrected = _corrected(counts)
        if row.measure != "risk difference" and _says_nothing(counts):
            return None
        value, error = _FROM_COUNTS[row.measure](cells)
        return Effect(row, value, error, "counts, corrected" if corrected else "counts")
    if row.measure in _FROM_MEANS and means is not None:
        value, error = _FROM_MEANS[row.measure](*means)
        return Effect(row, value, error, "means")
    return None


def _counts(row: Experiment) -> Arms | None:
    if (
        row.cases_treated is None
        or row.n_treated is None
        or row.cases_control is None
        or row.n_control is None
    ):
        return None
    return (
        row.cases_treated,
        row.n_treated - row.cases_treated,
        row.cases_control,
        row.n_control - row.cases_control,
    )


def _says_nothing(cells: Arms) -> bool:
    """Whether there is no event, or nothing but events, in both groups."""
    return cells[0] + cells[2] == 0 or cells[1] + cells[3] == 0


def _corrected(cells: Arms) -> tuple[Arms, bool]:
    """Add 0.5 to each cell where one is empty."""
    if min(cells) > 0:
        return cells, False
    a, b, c, d = (one + 0.5 for one in cells)
    return (a, b, c, d), True


def _means(row: Experiment) -> tuple[Arms, int, int] | None:
    if (
        row.mean_treated is None
        or row.sd_treated is None
        or row.mean_control is None
        or row.sd_control is None
        or row.n_treated is None
        or row.n_control is None
        or min(row.n_treated, row.n_control) < 2
    ):
        return None
    arms = (row.mean_treated, row.sd_treated, row.mean_control, row.sd_control)
    return arms, row.n_treated, row.n_control


def log_risk_ratio(cells: Arms) -> Estimate:
    """Return the log risk ratio of events a of a + b against c of c + d.

    Examples
    --------
    >>> [round(one, 4) for one in log_risk_ratio((4, 119, 11, 128))]
    [-0.8893, 0.5706]
    """
    a, b, c, d = cells
    value = math.log(a / (a + b)) - math.log(c / (c + d))
    return value, math.sqrt(1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def log_odds_ratio(cells: Arms) -> Estimate:
    """Return the log odds ratio."""
    a, b, c, d = cells
    return math.log(a * d / (b * c)), math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)


def risk_difference(cells: Arms) -> Estimate:
    """Return the difference of the shares with the event."""
    a, b, c, d = cells
    spread = a * b / (a + b) ** 3 + c * d / (c + d) ** 3
    return a / (a + b) - c / (c + d), math.sqrt(spread)


def mean_difference(arms: Arms, treated: int, control: int) -> Estimate:
    """Return the difference of the means; `arms` is mean and deviation of each."""
    one, one_sd, other, other_sd = arms
    return one - other, math.sqrt(one_sd**2 / treated + other_sd**2 / control)


def hedges_g(arms: Arms, treated: int, control: int) -> Estimate:
    """Return the difference of the means in standard deviations, corrected for small samples.

    Examples
    --------
    >>> g, error = hedges_g((55, 47, 75, 64), 155, 156)
    >>> round(g, 4), round(error**2, 4)
    (-0.3552, 0.0131)
    """
    one, one_sd, other, other_sd = arms
    freedom = treated + control - 2
    pooled = math.sqrt(((treated - 1) * one_sd**2 + (control - 1) * other_sd**2) / freedom)
    correction = math.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2)) / math.sqrt(
        freedom / 2
    )
    value = correction * (one - other) / pooled
    return value, math.sqrt(1 / treated + 1 / control + value**2 / (2 * (treated + control)))


_FROM_COUNTS: Final[Mapping[str, Callable[[Arms], Estimate]]] = MappingProxyType(
    {
        "log risk ratio": log_risk_ratio,
        "log odds ratio": log_odds_ratio,
        "risk difference": risk_difference,
    }
)
_FROM_MEANS: Final[Mapping[str, Callable[[Arms, int, int], Estimate]]] = MappingProxyType(
    {"mean difference": mean_difference, "standardised mean difference": hedges_g}
)
