"""Who depends on whom to reach what it wants, and whether it knows.

Stakeholders that depend on one another need not be aware of it (Scaling Readiness, step *Agree*).
What one needs from another is read from the plan, the budget, the capacities and the ties; what it
knows is what it said itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from workbench.agree.analysis.rows import Party
from workbench.core.method import Method

Through: TypeAlias = Literal["work", "before", "money", "capacity", "tie", "said"]

WAYS: Final[Mapping[Through, str]] = {
    "work": "works with it on an activity",
    "before": "waits for its activity",
    "money": "is paid from what it gives",
    "capacity": "needs what it can do",
    "tie": "gets money, knowledge or a word of weight from it",
    "said": "says so itself",
}
"""Ways in which one party depends on another, in words."""

METHOD: Final = Method(
    "who depends on whom",
    {},
    (
        "mutual dependence and awareness of it: Scaling Readiness, step Agree",
        "dependence read from activities, their order, money, capacities and ties: ours",
    ),
)


@dataclass(frozen=True, slots=True)
class Work:
    """An activity as far as it makes parties depend on each other.

    Attributes
    ----------
    activity, component : str, str or None
        Its key, and the component that it brings forward.
    responsible : str or None
        Actor that answers for it.
    partners : tuple of str
        Actors that take part.
    after : tuple of str
        Activities that come before it.
    """

    activity: str
    component: str | None
    responsible: str | None
    partners: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaning:
    """What makes actors depend on each other, by their keys.

    Attributes
    ----------
    works : iterable of Work
        The plan.
    paid : mapping of str to iterable of str
        Parties that give the money of each actor that is paid.
    able : mapping of str to iterable of str
        Actors that have a capacity for each component.
    ties : iterable of (str, str)
        Actor that gives, and actor that gets: money, knowledge or leave.
    """

    works: Iterable[Work] = ()
    paid: Mapping[str, Iterable[str]] = field(default_factory=dict)
    able: Mapping[str, Iterable[str]] = field(default_factory=dict)
    ties: Iterable[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Reliance:
    """One party depends on another.

    Attributes
    ----------
    party, on : str
        Who depends on whom.
    through : tuple of str
        Ways, see :data:`WAYS`; "said" alone where nothing else shows it.
    known : bool
        Whether the party said that it depends on the other.
    """

    party: str
    on: str
    through: tuple[Through, ...]
    known: bool


def reliances(parties: Iterable[Party], leaning: Leaning) -> tuple[Reliance, ...]:
    """List who depends on whom, first what a party does not know of.

    Parameters
    ----------
    parties : iterable of Party
        Actors that are no party are passed over.
    leaning : Leaning
        What makes actors depend on each other.

    Examples
    --------
    >>> from datetime import date
    >>> def party(key, knows=None):
    ...     day = date(2026, 3, 1)
    ...     return Party(key, key, key, "affected", day, None, knows, *[None] * 5)
    >>> plan = [Work("A1", None, "garden", ("union",))]
    >>> for one in reliances([party("garden"), party("union", "garden")], Leaning(works=plan)):
    ...     print(one.party, one.on, one.through, one.known)
    garden union ('work',) False
    union garden ('said',) True
    """
    rows = list(parties)
    of = {one.actor or one.party: one.party for one in rows}
    keys = set(of.values())
    found: dict[tuple[str, str], dict[Through, None]] = {}

    def add(actor: str | None, other: str | None, way: Through) -> None:
        one, on = of.get(actor or ""), of.get(other or "")
        if one and on and one != on:
            found.setdefault((one, on), {})[way] = None

    works = list(leaning.works)
    answers = {one.activity: one.responsible for one in works}
    for work in works:
        for partner in work.partners:
            add(work.responsible, partner, "work")
        for earlier in work.after:
            add(work.responsible, answers.get(earlier), "before")
        for holder in leaning.able.get(work.component or "", ()):
            add(work.responsible, holder, "capacity")
    for actor, givers in leaning.paid.items():
        for giver in givers:
            if actor in of and of[actor] != giver and giver in keys:
                found.setdefault((of[actor], giver), {})["money"] = None
    for giver, getter in leaning.ties:
        add(getter, giver, "tie")
    for party in rows:
        for on in sorted(party.knows_of & keys - {party.party}):
            if (party.party, on) not in found:
                found[party.party, on] = {"said": None}
    knows = {one.party: one.knows_of for one in rows}
    said = [
        Reliance(party, on, tuple(ways), on in knows[party]) for (party, on), ways in found.items()
    ]
    return tuple(sorted(said, key=lambda one: (one.known, -len(one.through), one.party, one.on)))
