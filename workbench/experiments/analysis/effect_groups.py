"""Effects put together group by group: by where, with whom or how the experiments were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from workbench.experiments.analysis.effects import Effect
from workbench.experiments.analysis.pool import PooledEffects, TooFew, pool

GroupedBy: TypeAlias = Literal["setting", "delivered_by", "participants", "phase", "design"]

COLUMNS: Final[tuple[GroupedBy, ...]] = (
    "setting", "delivered_by", "participants", "phase", "design",
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


def effect_groups(whole: PooledEffects, column: GroupedBy | None = None) -> EffectGroups | None:
    """Put effects together group by group.

    Parameters
    ----------
    whole : PooledEffects
    column : str, optional
        Column that the groups are made by; left out, the first that has two groups or more that
        can be put together, and no more groups than a picture holds.

    Returns
    -------
    EffectGroups or None
        ``None`` where no column parts the effects.
    """
    for name in (column,) if column else COLUMNS:
        found: dict[str, list[Effect]] = {}
        for one in whole.effects:
            found.setdefault(str(getattr(one.of, name) or ""), []).append(one)
        if not 2 <= len(found) <= MOST_GROUPS:
            continue
        correlation = whole.model.correlation
        groups = [
            EffectGroup(label, pool(own, aim=whole.aim, correlation=correlation))
            for label, own in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ]
        if column or sum(isinstance(one.whole, PooledEffects) for one in groups) >= 2:
            return EffectGroups(name, tuple(groups))
    return None
