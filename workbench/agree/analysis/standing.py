"""How parties stand: power, interest, attitude by several markers; who loses; who is missing.

Marks of different persons are not averaged away: the middle one is shown with the range, and a
party that only one person has marked is said to be so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median_low
from typing import Final, Literal, TypeAlias

from workbench.agree.analysis.rows import Mark, Party
from workbench.core.method import Method

STRONG: Final = 4
"""Power from which a party can stop the work: 4 of 5 (ours)."""
FEWEST: Final = 2
"""Markers that a party needs, so that its place is more than one person's view."""
_APART = 2  # steps between marks from which the markers should talk

METHOD: Final = Method(
    "power, interest and attitude",
    {"power_from_which_a_party_can_stop_the_work": STRONG, "fewest_markers": FEWEST},
    (
        "power and interest: Mendelow 1981; Eden and Ackermann 1998",
        "lower middle mark and range of at least two markers; attitude -2 to 2: ours",
    ),
)

Quality: TypeAlias = Literal["power", "interest", "attitude"]
QUALITIES: Final[tuple[Quality, ...]] = ("power", "interest", "attitude")


@dataclass(frozen=True, slots=True)
class Marked:
    """The marks of one party in one respect.

    Attributes
    ----------
    middle : int or None
        Lower middle mark; ``None`` without one.
    low, high : int or None
        Lowest and highest.
    markers : int
        Persons that marked it.
    """

    middle: int | None
    low: int | None
    high: int | None
    markers: int

    @property
    def firm(self) -> bool:
        """Whether at least two persons marked it and they are close."""
        apart = 0 if self.low is None or self.high is None else self.high - self.low
        return self.markers >= FEWEST and apart < _APART


@dataclass(frozen=True, slots=True)
class PartyStanding:
    """How a party stands.

    Attributes
    ----------
    party : Party
        The party.
    power, interest, attitude : Marked
        Its marks.
    """

    party: Party
    power: Marked
    interest: Marked
    attitude: Marked

    @property
    def is_loser_at_risk(self) -> bool:
        """Whether it loses, can stop the work, and gets nothing for its loss."""
        strong = self.power.middle is not None and self.power.middle >= STRONG
        return self.party.loses and not self.party.compensation and strong

    @property
    def is_uncompensated(self) -> bool:
        """Whether it loses and gets nothing for it, however weak it is."""
        return self.party.loses and not self.party.compensation


def standings(parties: Iterable[Party], marks: Iterable[Mark]) -> tuple[PartyStanding, ...]:
    """Return how each party stands, in the order of the table.

    Examples
    --------
    >>> from datetime import date
    >>> union = Party("union", "Union", None, "required", date(2026, 3, 1), *[None] * 7)
    >>> (one,) = standings([union], [Mark("union", "M1", 4, 5, -1), Mark("union", "M2", 5, 5, 1)])
    >>> one.power.middle, one.attitude.low, one.attitude.high, one.attitude.firm
    (4, -1, 1, False)
    """
    by_party: dict[str, list[Mark]] = {}
    for mark in marks:
        by_party.setdefault(mark.party, []).append(mark)
    return tuple(
        PartyStanding(one, *(_marked(by_party.get(one.party, []), name) for name in QUALITIES))
        for one in parties
    )


def _marked(marks: Iterable[Mark], name: Quality) -> Marked:
    given = [value for one in marks if (value := getattr(one, name)) is not None]
    if not given:
        return Marked(None, None, None, 0)
    return Marked(median_low(given), min(given), max(given), len(given))


@dataclass(frozen=True, slots=True)
class MissingParty:
    """An actor that should be a party and is not.

    Attributes
    ----------
    actor : str
        Its key in the network, or the source of money.
    why : {"carries", "leads", "pays", "gives"}
        It carries out a decision, is responsible for an activity, pays, or gives in kind.
    """

    actor: str
    why: str


def missing_parties(
    parties: Iterable[Party], counted: Mapping[str, str]
) -> tuple[MissingParty, ...]:
    """List actors on whom the strategy counts and that nobody named as a party.

    Parameters
    ----------
    parties : iterable of Party
        Those named.
    counted : mapping of str to str
        Why the strategy counts on each actor, the weightiest reason.

    Examples
    --------
    >>> missing_parties([], {"garden": "carries"})
    (MissingParty(actor='garden', why='carries'),)
    """
    named = {one.actor or one.party for one in parties}
    return tuple(MissingParty(actor, why) for actor, why in counted.items() if actor not in named)
