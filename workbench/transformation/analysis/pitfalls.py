"""The four pitfalls of the source, each as a warning that is computed, with what helps.

A warning is on where the tables show the pitfall, off where they show that it is not there, and not
known where they say neither.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from workbench.core.method import Method
from workbench.transformation.analysis.indicators import IndicatorRow
from workbench.transformation.analysis.roadmap import AreaRow, RoadmapTask

PitfallKey = Literal["preparation", "change", "resources", "quality"]
"""Insufficient preparation, poor change management, constrained resources, degraded quality."""

EXPANSION: Final = 7
"""Week in which the expansion begins."""

_SOURCES = (
    "four pitfalls and what helps against each: public guide on scaling strategies for AI "
    "transformation; by what each is seen in the tables: ours",
)


@dataclass(frozen=True, slots=True)
class Pitfall:
    """A pitfall and whether the tables show it.

    Attributes
    ----------
    key : str
        Which of the four.
    on : bool or None
        Whether it is there; ``None`` where that is not known.
    seen : tuple of str
        By what it is seen, in words, some of them from data.
    serious : bool
        Whether it hurts already: the expansion has begun, or the limit is passed.
    """

    key: PitfallKey
    on: bool | None
    seen: tuple[str, ...]
    serious: bool


@dataclass(frozen=True, slots=True)
class PitfallWatch:
    """The four pitfalls of a unit, in the order of the source.

    Attributes
    ----------
    rows : tuple of Pitfall
        One for each.
    method : Method
        Rules and sources.
    """

    rows: tuple[Pitfall, ...]
    method: Method

    @property
    def on(self) -> tuple[Pitfall, ...]:
        """Those that the tables show."""
        return tuple(one for one in self.rows if one.on)


def watch_pitfalls(
    *,
    infrastructure: Sequence[AreaRow],
    change: Mapping[str, str | None],
    week: int | None,
    budget_p80: Decimal | None,
    ceiling: Decimal | None,
    tasks: Sequence[RoadmapTask],
    performance: IndicatorRow | None,
) -> PitfallWatch:
    """Look for the four pitfalls.

    Parameters
    ----------
    infrastructure : sequence of AreaRow
        Areas of infrastructure; a gap counts from the week of expansion on as serious.
    change : mapping of str to str or None
        Status of each activity of bringing people along, by its title; ``None`` is not known.
    week : int or None
        Week of the report.
    budget_p80, ceiling : Decimal or None
        What the budget comes to in 80 % of the draws at the most, and what there is.
    tasks : sequence of RoadmapTask
        Tasks of the plan; those without somebody who answers for them are named.
    performance : IndicatorRow or None
        Indicator of performance.

    Examples
    --------
    >>> found = watch_pitfalls(
    ...     infrastructure=[AreaRow("data", "infrastructure", "Data", 2, 3, 1)],
    ...     change={"Training": "running"},
    ...     week=7,
    ...     budget_p80=None,
    ...     ceiling=None,
    ...     tasks=[],
    ...     performance=None,
    ... )
    >>> [(one.key, one.on) for one in found.rows]
    [('preparation', True), ('change', False), ('resources', None), ('quality', None)]
    """
    begun = week is not None and week >= EXPANSION
    return PitfallWatch(
        rows=(
            _preparation(infrastructure, begun=begun),
            _change(change, week),
            _resources(budget_p80, ceiling, tasks),
            _quality(performance),
        ),
        method=Method("Four pitfalls, seen in the tables", {"expansion from week": EXPANSION},
                      _SOURCES),
    )  # fmt: skip


def _preparation(areas: Sequence[AreaRow], *, begun: bool) -> Pitfall:
    low = [f"{one.title}: now {one.now}, required {one.required}" for one in areas if one.gap]
    unknown = not areas or any(one.gap is None for one in areas)
    return Pitfall("preparation", True if low else None if unknown else False, tuple(low), begun)


def _change(change: Mapping[str, str | None], week: int | None) -> Pitfall:
    if week is not None and week < EXPANSION:
        return Pitfall("change", on=False, seen=(), serious=False)
    late = [f"{title}: not begun" for title, status in change.items() if status == "not started"]
    unknown = week is None or not change or None in change.values()
    on = True if late and week is not None else None if unknown else False
    return Pitfall("change", on, tuple(late) if on else (), serious=bool(on))


def _resources(
    p80: Decimal | None, ceiling: Decimal | None, tasks: Sequence[RoadmapTask]
) -> Pitfall:
    above = p80 is not None and ceiling is not None and p80 > ceiling
    nobody = [f"{one.title}: nobody is responsible" for one in tasks if one.responsible is None]
    unknown = p80 is None or ceiling is None or not tasks
    seen = [*([_above(p80, ceiling)] if above else []), *nobody]
    return Pitfall("resources", True if seen else None if unknown else False, tuple(seen), above)


def _above(p80: Decimal | None, ceiling: Decimal | None) -> str:
    return f"In 80 of 100 draws the budget stays below {p80:,.0f}; there are {ceiling:,.0f}"


def _quality(row: IndicatorRow | None) -> Pitfall:
    if row is None or row.now is None or row.floor is None:
        return Pitfall("quality", None, (), serious=False)
    seen = (f"{row.term.title}: {row.now:g} {row.unit}, floor {row.floor:g}",) if row.is_red else ()
    return Pitfall("quality", row.is_red, seen, serious=row.is_red)
