"""Effects put together group by group: by where, with whom or how the experiments were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from workbench.experiments.analysis.effects import Effect
from workbench.experiments.analysis.pool import PooledEffects, TooFew, pool

GroupedBy: TypeAlias = Literal[
    "setting", "technique", "delivered_by", "participants", "phase", "design"
]  # fmt: skip

COLUMNS: Final[tuple[GroupedBy, ...]] = (
    "setting", "technique", "delivered_by", "participants", "phase", "design",
)  # fmt: skip
MOST_GROUPS: Final = 30
"""Groups that a picture can hold; a column with more is passed over."""


@dataclass(frozen=True, slots=True)
class EffectGroup:
    """The effects of one group, put together where they are enough; "" is not known."""

    label: str
    whole: PooledEffects | TooFew


@dataclass(frozen=True, slots=True)
class EffectGroups:
    """The effects of a pool, by one column of the table; largest group first."""

    column: GroupedBy
    groups: tuple[EffectGroup, ...]


def every_grouping(whole: PooledEffects) -> list[EffectGroups]:
    """Put effects together group by group, for each column that parts them.

    Parameters
    ----------
    whole : PooledEffects

    Returns
    -------
    list of EffectGroups
        Of each column with two groups or more that can be put together, and no more groups than a
        picture holds.
    """
    return [found for name in COLUMNS if (found := _grouping(whole, name)) is not None]


def effect_groups(whole: PooledEffects) -> EffectGroups | None:
    """Return the first of :func:`every_grouping`; ``None`` where no column parts the effects."""
    return next((found for name in COLUMNS if (found := _grouping(whole, name))), None)


def _grouping(whole: PooledEffects, name: GroupedBy) -> EffectGroups | None:
    found: dict[str, list[Effect]] = {}
    for one in whole.effects:
        found.setdefault(str(getattr(one.of, name) or ""), []).append(one)
    if not 2 <= len(found) <= MOST_GROUPS:
        return None
    groups = [
        EffectGroup(label, pool(own, aim=whole.aim, correlation=whole.model.correlation))
        for label, own in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    ]
    enough = sum(isinstance(one.whole, PooledEffects) for one in groups) >= 2
    return EffectGroups(name, tuple(groups)) if enough else None
