"""Planned against observed, at each check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from workbench.core.method import Method
from workbench.core.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

State: TypeAlias = Literal["as planned", "behind", "below the floor", "no plan"]

METHOD: Final = Method(
    "planned against observed",
    {"behind": "worse than planned for that day"},
    ("what counts as behind: ours",),
)


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What an indicator was on a day, beside what was planned.

    Attributes
    ----------
    site, kpi : str
    date : date
    value, planned : float
        Observed and planned; ``None`` is not known.
    note : str or None
    direction : {"up", "down"}
        Whether more or less is better.
    target, floor : float or None
        What is to be reached, and what must not be missed.
    """

    site: str
    kpi: str
    date: date
    value: float
    planned: float | None
    note: str | None
    direction: Literal["up", "down"] = "up"
    target: float | None = None
    floor: float | None = None

    @property
    def off(self) -> float | None:
        """Observed less planned."""
        return None if self.planned is None else self.value - self.planned

    @property
    def state(self) -> State:
        """How it stands that day."""
        sign = 1 if self.direction == "up" else -1
        if self.floor is not None and sign * self.value < sign * self.floor:
            return "below the floor"
        if self.planned is None:
            return "no plan"
        return "as planned" if sign * self.value >= sign * self.planned else "behind"


@dataclass(frozen=True, slots=True)
class _Observed:
    site: str
    kpi: str
    date: date
    value: float
    planned: float | None
    note: str | None


@dataclass(frozen=True, slots=True)
class _Aimed:
    site: str
    kpi: str
    target: float | None
    floor: float | None


@dataclass(frozen=True, slots=True)
class CheckIns:
    """All check-ins, by indicator, then by day.

    Attributes
    ----------
    rows : tuple of CheckIn
    method : Method
    """

    rows: tuple[CheckIn, ...]
    method: Method = METHOD

    @property
    def latest(self) -> tuple[CheckIn, ...]:
        """The last check-in of each indicator of each site."""
        last = {(one.site, one.kpi): one for one in self.rows}
        return tuple(last.values())


def check_ins(
    values: pd.DataFrame,
    aims: pd.DataFrame,
    directions: Mapping[str, Literal["up", "down"]],
    floors: Mapping[str, float | None],
) -> CheckIns:
    """Put observed beside planned.

    Parameters
    ----------
    values, aims : DataFrame
        Tables of the values of indicators, and of the indicators.
    directions, floors : mapping
        By indicator, as the framework has it; a floor of the table counts before it.
    """
    columns = ["site", "kpi", "date", "value", "planned", "note"]
    observed = rows_of(values.reindex(columns=columns), _Observed)
    aimed = {
        (one.site, one.kpi): one
        for one in rows_of(aims.reindex(columns=["site", "kpi", "target", "floor"]), _Aimed)
    }
    rows = []
    for one in sorted(observed, key=lambda own: (own.site, own.kpi, own.date)):
        aim = aimed.get((one.site, one.kpi))
        row = CheckIn(one.site, one.kpi, one.date, one.value, one.planned, one.note)
        floor = floors.get(one.kpi) if aim is None or aim.floor is None else aim.floor
        target = None if aim is None else aim.target
        way = directions.get(one.kpi, "up")
        rows.append(replace(row, direction=way, target=target, floor=floor))
    return CheckIns(tuple(rows))
