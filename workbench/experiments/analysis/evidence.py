"""All that the experiments of a project say, outcome by outcome: the same for every site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from workbench.core.rows import rows_of
from workbench.experiments.analysis.effects import (
    Effect,
    Effects,
    Experiment,
    effects_of,
    read_experiments,
)
from workbench.experiments.analysis.meta_regression import (
    Contexts,
    MetaRegression,
    meta_regression,
)
from workbench.experiments.analysis.pool import Aim, PooledEffects, TooFew, pool
from workbench.experiments.analysis.robustness import Robustness, robustness
from workbench.experiments.analysis.voltage import Voltage, voltage

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class OutcomeEvidence:
    """What the experiments say of one outcome in one measure.

    Attributes
    ----------
    outcome, measure : str
    aim : Aim
    whole : PooledEffects or TooFew
    line : MetaRegression or None
        None, as :attr:`robust`, where nothing is put together.
    robust : Robustness or None
    drops : Voltage
    """

    outcome: str
    measure: str
    aim: Aim
    whole: PooledEffects | TooFew
    line: MetaRegression | None
    robust: Robustness | None
    drops: Voltage

    @property
    def effects(self) -> tuple[Effect, ...]:
        """The effects, in the order of the table."""
        return self.whole.effects


@dataclass(frozen=True, slots=True)
class KnownContexts:
    """What places are like.

    Attributes
    ----------
    values : mapping
        By experiment or site, then by variable.
    units : mapping of str to tuple of str
        Units that a variable is given in.
    """

    values: Contexts
    units: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the experiments say.

    Attributes
    ----------
    experiments : tuple of Experiment
    effects : Effects
    contexts : KnownContexts
        Of the experiments.
    outcomes : tuple of OutcomeEvidence
        Those whose aim is stated come first, in its order, then those with most studies.
    """

    experiments: tuple[Experiment, ...]
    effects: Effects
    contexts: KnownContexts
    outcomes: tuple[OutcomeEvidence, ...]

    @property
    def main(self) -> OutcomeEvidence | None:
        """The outcome that decides: the first that could be put together, else the first."""
        pooled = (one for one in self.outcomes if isinstance(one.whole, PooledEffects))
        return next(pooled, self.outcomes[0] if self.outcomes else None)


@dataclass(frozen=True, slots=True)
class _Context:
    variable: str
    value: float
    unit: str | None


def read_contexts(table: pd.DataFrame, key: str) -> KnownContexts:
    """Read a table of contexts; `key` is the column that says of what.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"site": ["a", "a"], "variable": ["km", "rain"], "value": [2, 900]}
    >>> read_contexts(pd.DataFrame(rows), "site").values["a"]["rain"]
    900.0
    """
    values: dict[str, dict[str, float]] = {}
    units: dict[str, dict[str, None]] = {}
    rows = rows_of(table.reindex(columns=["variable", "value", "unit"]), _Context)
    for of, one in zip(table.get(key, []), rows, strict=True):
        values.setdefault(str(of), {})[one.variable] = one.value
        units.setdefault(one.variable, {})
        if one.unit:
            units[one.variable][one.unit.strip()] = None
    return KnownContexts(
        MappingProxyType(values), {name: tuple(own) for name, own in units.items()}
    )


def unlike_units(one: KnownContexts, other: KnownContexts) -> list[tuple[str, tuple[str, ...]]]:
    """List variables that are given in several units, with these."""
    found = []
    for name in dict.fromkeys([*one.units, *other.units]):
        every = dict.fromkeys([*one.units.get(name, ()), *other.units.get(name, ())])
        if len(every) > 1:
            found.append((name, tuple(every)))
    return found


def weigh_experiments(
    experiments: pd.DataFrame,
    contexts: pd.DataFrame,
    aims: Mapping[str, Aim],
    correlation: float,
) -> Evidence:
    """Put the experiments of a project together.

    Parameters
    ----------
    experiments, contexts : DataFrame
        Tables of the experiments, and of their contexts.
    aims : mapping of str to Aim
        What is wanted of an outcome, the most important first.
    correlation : float
        Assumed correlation of sampling errors of effects of one study. Ours.
    """
    rows = read_experiments(experiments)
    effects = effects_of(rows)
    known = read_contexts(contexts, "experiment")
    groups = [
        _outcome(own, known.values, aims.get(outcome), correlation)
        for (outcome, _), own in effects.groups.items()
    ]
    return Evidence(tuple(rows), effects, known, tuple(_in_order(groups, list(aims))))


def _in_order(groups: Iterable[OutcomeEvidence], wanted: Sequence[str]) -> list[OutcomeEvidence]:
    places = {name: place for place, name in enumerate(wanted)}
    return sorted(
        groups, key=lambda one: (places.get(one.outcome, len(wanted)), -one.whole.studies)
    )


def _outcome(
    effects: Sequence[Effect], contexts: Contexts, aim: Aim | None, correlation: float
) -> OutcomeEvidence:
    whole = pool(effects, aim=aim, correlation=correlation)
    line, robust = None, None
    if isinstance(whole, PooledEffects):
        line = meta_regression(effects, contexts, aim=aim, correlation=correlation)
        robust = robustness(whole, correlation=correlation)
    return OutcomeEvidence(
        whole.outcome, whole.measure, aim or Aim(), whole, line, robust,
        voltage(effects, aim=aim, correlation=correlation),
    )  # fmt: skip
