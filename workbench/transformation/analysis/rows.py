"""Rows of the tables of a roll-out as typed values; ``None`` is not known, never 0."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


def _parts(joined: str | None) -> tuple[str, ...]:
    return tuple(one for part in (joined or "").split(";") if (one := part.strip()))


@dataclass(frozen=True, slots=True)
class UnitRollout:
    """What bringing the capability to one unit takes; a row of the table ``rollout``.

    Attributes
    ----------
    site : str
        Key of the unit.
    low, likely, high : float or None
        Shortest, most likely and longest time, in weeks.
    people : float or None
        People who work on it at the same time.
    cost, cost_high : Decimal or None
        What it costs, and what it costs if it costs much (one chance in ten to cost more).
    infrastructure, differs : str or None
        Keys joined by ;: shared infrastructure that it needs, capabilities that are built
        differently here.
    pilot : str or None
        "worked", "mixed" or "did not work".
    live : date or None
        Day from which the unit uses the capability.
    """

    site: str
    low: float | None
    likely: float | None
    high: float | None
    people: float | None
    cost: Decimal | None
    cost_high: Decimal | None
    infrastructure: str | None
    pilot: str | None
    differs: str | None
    live: date | None

    @property
    def needs(self) -> tuple[str, ...]:
        """Shared infrastructure that it needs while it lasts."""
        return _parts(self.infrastructure)

    @property
    def different(self) -> tuple[str, ...]:
        """Capabilities that have to be built differently here."""
        return _parts(self.differs)

    def is_live(self, day: date | None) -> bool:
        """Whether the unit uses the capability on a day; without a day, whenever that is said."""
        return self.live is not None and (day is None or self.live <= day)


@dataclass(frozen=True, slots=True)
class SharedInfrastructure:
    """Something that several units need for their roll-out; a row of ``infrastructure``."""

    infrastructure: str
    title: str
    at_once: int


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that may go wrong; a row of the table ``risks``."""

    site: str
    risk: str
    title: str
    item: str | None
    likelihood: int | None
    impact: int | None
    owner: str | None
    trigger: str | None
    mitigation: str | None
    activity: str | None
    contingency: str | None
    due: date | None
    in_place: bool | None
    residual_likelihood: int | None
    residual_impact: int | None
    probability: float | None
    delay: float | None
    cost: float | None
    status: str | None

    @property
    def is_open(self) -> bool:
        """Whether it may still come."""
        return self.status in (None, "open")
