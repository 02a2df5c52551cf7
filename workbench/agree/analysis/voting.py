"""Ranked ballots on three or more alternatives, counted in several ways side by side.

No count decides: where they disagree, the alternatives are to be talked over again. Ballots may
rank some alternatives alone; those left out are below all that are ranked, and equal among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from workbench.agree.analysis.rows import Ballot
from workbench.core.method import Method
from workbench.frameworks.rankings import Ranking, read_ranking

_FEWEST = 3  # alternatives; between two, the gradients say all
_SOURCES = (
    "Borda 1781, with the mean of the places that equal alternatives share",
    "pairwise: Condorcet 1785",
    "approval: Brams and Fishburn 1978; instant run-off: Ware 1871",
    "Schulze 2011, Social Choice and Welfare 36:267-303, with winning votes",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """One question, counted in several ways.

    Attributes
    ----------
    question : str
        The question.
    alternatives : tuple of str
        In the order of the alphabet.
    ballots : int
        How many ballots there are.
    plurality, borda, approval : mapping of str to Fraction
        First places (an equal first place is split), Borda points, ballots that accept it.
    beaten : mapping of (str, str) to int
        Ballots that put the first before the second.
    winners : mapping of str to tuple of str
        Winners by each way: "first places", "Borda", "approval", "pairwise" (beats each other one;
        empty where none does), "Schulze", "instant run-off".
    method : Method
        Sources.
    """

    question: str
    alternatives: tuple[str, ...]
    ballots: int
    plurality: Mapping[str, Fraction]
    borda: Mapping[str, Fraction]
    approval: Mapping[str, Fraction]
    beaten: Mapping[tuple[str, str], int]
    winners: Mapping[str, tuple[str, ...]]
    method: Method

    @property
    def disagree(self) -> bool:
        """Whether the ways that name a winner name different ones."""
        return len({one for one in self.winners.values() if one}) > 1


def count_ballots(question: str, ballots: Iterable[Ballot]) -> Counts | None:
    """Count the ballots on one question in several ways; ``None`` below three alternatives.

    Raises
    ------
    InvalidInput
        A ranking that cannot be read.

    Examples
    --------
    >>> rows = [Ballot("q", "a > b > c", None, 3), Ballot("q", "b > c > a", None, 2)]
    >>> found = count_ballots("q", rows)
    >>> found.winners["Borda"], found.winners["pairwise"]
    (('b',), ('a',))
    """
    rows = [(read_ranking(one.ranking), one, one.ballots or 1) for one in ballots]
    every = sorted({name for places, _, _ in rows for place in places for name in place})
    if len(every) < _FEWEST:
        return None
    weighed = [(_whole(places, every), number) for places, _, number in rows]
    beaten = _pairs(weighed, every)
    plurality = dict.fromkeys(every, Fraction(0))
    borda = dict.fromkeys(every, Fraction(0))
    for places, number in weighed:
        for name in places[0]:
            plurality[name] += Fraction(number, len(places[0]))
        left = len(every)
        for place in places:
            left -= len(place)
            for name in place:
                borda[name] += number * (left + Fraction(len(place) - 1, 2))
    approval = dict.fromkeys(every, Fraction(0))
    for _, one, number in rows:
        for name in {part.strip() for part in (one.accepts or "").split(";")} & set(every):
            approval[name] += number
    return Counts(
        question,
        tuple(every),
        sum(number for _, number in weighed),
        plurality,
        borda,
        approval,
        beaten,
        {
            "first places": _most(plurality),
            "Borda": _most(borda),
            "approval": _most(approval),
            "pairwise": _beats_all(beaten, every),
            "Schulze": schulze(beaten, every),
            "instant run-off": _run_off(weighed, every),
        },
        Method("ranked ballots counted in several ways", {}, _SOURCES),
    )


def _whole(places: Ranking, every: Sequence[str]) -> Ranking:
    """Put those that a ballot leaves out below all others."""
    left = frozenset(every).difference(*places)
    return (*places, left) if left else places


def _pairs(
    weighed: Iterable[tuple[Ranking, int]], every: Sequence[str]
) -> dict[tuple[str, str], int]:
    found = {(a, b): 0 for a in every for b in every if a != b}
    for places, number in weighed:
        at = {name: place for place, names in enumerate(places) for name in names}
        for a, b in combinations(every, 2):
            if at[a] != at[b]:
                found[(a, b) if at[a] < at[b] else (b, a)] += number
    return found


def _most(points: Mapping[str, Fraction]) -> tuple[str, ...]:
    most = max(points.values())
    return tuple(name for name, own in points.items() if own == most) if most else ()


def _beats_all(beaten: Mapping[tuple[str, str], int], every: Sequence[str]) -> tuple[str, ...]:
    return tuple(a for a in every if all(beaten[a, b] > beaten[b, a] for b in every if b != a))


def schulze(beaten: Mapping[tuple[str, str], int], every: Sequence[str]) -> tuple[str, ...]:
    """Return the winners by the strongest paths between alternatives.

    Parameters
    ----------
    beaten : mapping of (str, str) to int
        Ballots that put the first before the second.
    every : sequence of str
        The alternatives.

    Examples
    --------
    >>> schulze({("a", "b"): 2, ("b", "a"): 1}, ["a", "b"])
    ('a',)
    """
    path = {
        (a, b): beaten[a, b] if beaten[a, b] > beaten[b, a] else 0
        for a in every
        for b in every
        if a != b
    }
    for middle in every:
        for a in every:
            for b in every:
                if len({a, b, middle}) == 3:
                    by_way = min(path[a, middle], path[middle, b])
                    path[a, b] = max(path[a, b], by_way)
    return tuple(a for a in every if all(path[a, b] >= path[b, a] for b in every if b != a))


def _run_off(weighed: Sequence[tuple[Ranking, int]], every: Sequence[str]) -> tuple[str, ...]:
    """Strike the alternative with the fewest first places until one has more than half.

    Several with the fewest go together; where that would leave none, they all win.
    """
    left = set(every)
    while True:
        first = dict.fromkeys(sorted(left), Fraction(0))
        for places, number in weighed:
            own = next((place & left for place in places if place & left), frozenset())
            for name in own:
                first[name] += Fraction(number, len(own))
        most, least = max(first.values()), min(first.values())
        if 2 * most > sum(first.values()) or most == least:
            return tuple(name for name, own in first.items() if own == most)
        left -= {name for name, own in first.items() if own == least}
