"""In which order and waves units are taken on, and when each begins and ends.

Time counts in weeks: of a course since the first unit began, of a planned unit since the plan did.
Every unit waits for the wave before its own, or for a team of its own, and for a free place at each
shared infrastructure that it needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from workbench.core.table_access import FloatArray
from workbench.transformation.analysis.rows import UnitRollout

Approach = Literal["phased", "parallel", "hybrid"]
"""How the units of a project are taken on; see :func:`waves_of`."""

APPROACHES: Final[tuple[Approach, ...]] = get_args(Approach)

_PILOTS: Final = {"worked": 0, "mixed": 1, None: 2, "did not work": 3}
_CLOSE = 1e-9  # weeks below which two instants are the same


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """When a unit is taken on, if all goes as is likely.

    Attributes
    ----------
    site : str
        Key of the unit.
    wave : int
        Number of its wave, from 1; 0 where it is taken on by itself.
    start, finish : float
        Weeks since the plan began.
    """

    site: str
    wave: int
    start: float
    finish: float


@dataclass(frozen=True, slots=True, eq=False)
class Waves:
    """Units in waves and by themselves.

    Attributes
    ----------
    units : tuple of UnitRollout
        In the order in which they are taken on; each has a likely time.
    number : tuple of int
        Wave of each, from 1; 0 where it is taken on by itself.
    alone : int
        Teams that take on those by themselves, each one unit after the other.
    places : mapping of str to int
        Units that can use a shared infrastructure at the same time.
    """

    units: tuple[UnitRollout, ...]
    number: tuple[int, ...]
    alone: int
    places: Mapping[str, int]

    def course(self, durations: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return when each unit begins and ends.

        Parameters
        ----------
        durations : array of float, shape (units, draws)
            Weeks that each takes, in the order of `units`.

        Returns
        -------
        start, finish : array of float, shape (units, draws)
            Weeks since the roll-out began. The order of the units is the same in each draw.
        """
        course = _Course(self, durations)
        for place in range(len(self.units)):
            course.take(place)
        return course.start, course.finish

    def planned(self, begins: float = 0.0) -> tuple[PlannedUnit, ...]:
        """Return when each unit begins and ends if it takes its likely time.

        Parameters
        ----------
        begins : float
            Weeks of the plan that are over when the first unit begins.
        """
        start, finish = (begins + at for at in self.course(_likely(self.units)[:, None]))
        return tuple(
            PlannedUnit(unit.site, wave, float(start[at, 0]), float(finish[at, 0]))
            for at, (unit, wave) in enumerate(zip(self.units, self.number, strict=True))
        )


def waves_of(
    units: Sequence[UnitRollout],
    approach: Approach,
    *,
    teams: int | None,
    places: Mapping[str, int],
) -> Waves:
    """Put units into waves by an approach; which units share a wave is a rule of ours.

    *Phased*: waves of at most as many units as there are support teams and as every shared
    infrastructure has places, one wave after the other; those whose pilot worked come first, then
    the short ones; the cuts between waves are those with the fewest weeks in all. *Parallel*: all
    begin at once, the longest first where an infrastructure is full. *Hybrid*: units that build
    nothing differently go in waves; the others are taken on by themselves, beside them. The teams
    are shared between the two groups by their number of units, at least one each; with one team the
    waves come first.

    Parameters
    ----------
    units : sequence of UnitRollout
        Each with a likely time.
    approach : {"phased", "parallel", "hybrid"}
    teams : int or None
        Support teams; not used by *parallel*.
    places : mapping of str to int
        Units that can use each shared infrastructure at the same time.

    Examples
    --------
    >>> blank = dict.fromkeys(("people", "cost", "cost_high", "infrastructure", "pilot", "differs"))
    >>> units = [UnitRollout(k, 1, w, 9, live=None, **blank) for k, w in zip("abc", (2, 3, 6))]
    >>> [
    ...     (one.site, one.wave, one.start)
    ...     for one in waves_of(units, "phased", teams=2, places={}).planned()
    ... ]
    [('a', 1, 0.0), ('b', 2, 2.0), ('c', 2, 2.0)]
    """
    if approach == "parallel":
        longest = sorted(units, key=lambda one: (-(one.likely or 0.0), one.site))
        return Waves(tuple(longest), (1,) * len(longest), 0, places)
    if teams is None:
        message = f"The number of support teams has to be known for {approach}."
        raise ValueError(message)
    alike = [one for one in units if approach == "phased" or not one.different]
    other = [one for one in units if approach == "hybrid" and one.different]
    alone = _teams_alone(teams, len(alike), len(other))
    cut = _cut(_in_order(alike), teams - alone if alone < teams else teams, places)
    in_waves = [(unit, number) for number, wave in enumerate(cut, 1) for unit in wave]
    by_themselves = [(unit, 0 if alone else len(cut) + 1 + at)
                     for at, unit in enumerate(_in_order(other))]  # fmt: skip
    if not alone or not in_waves:
        return _waves([*in_waves, *by_themselves], alone, places)
    return _merged(in_waves, by_themselves, alone, places)


def _teams_alone(teams: int, alike: int, other: int) -> int:
    """Return the teams for those by themselves; 0 where a single team takes them after the rest."""
    if not other or (alike and teams == 1):
        return 0
    if not alike:
        return teams
    share = round(teams * other / (alike + other))
    return min(max(share, 1), teams - 1)


def _in_order(units: Sequence[UnitRollout]) -> list[UnitRollout]:
    """Sort units: those whose pilot worked first, then the short ones, then by key."""
    return sorted(units, key=lambda one: (_PILOTS[one.pilot], one.likely or 0.0, one.site))


def _cut(
    units: Sequence[UnitRollout], most: int, places: Mapping[str, int]
) -> list[list[UnitRollout]]:
    """Cut units that stand in order into the waves that take the fewest weeks in all.

    Of several ways that of the fewest waves is taken, and then the one with the fuller early waves.
    """
    best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # weeks, waves, minus where the last begins
    for end in range(1, len(units) + 1):
        found = None
        longest, used = 0.0, dict.fromkeys(places, 0)
        for begin in range(end - 1, max(end - most, 0) - 1, -1):
            for key in units[begin].needs:
                used[key] = used.get(key, 0) + 1
            if end - begin > 1 and any(used[key] > places[key] for key in places):
                break
            longest = max(longest, units[begin].likely or 0.0)
            way = (round(best[begin][0] + longest, 9), best[begin][1] + 1, -begin)
            found = way if found is None else min(found, way)
        best.append(found or (0.0, 0, 0))
    cut, end = [], len(units)
    while end:
        begin = -best[end][2]
        cut.append(list(units[begin:end]))
        end = begin
    return cut[::-1]


def _waves(rows: Sequence[tuple[UnitRollout, int]], alone: int, places: Mapping[str, int]) -> Waves:
    return Waves(tuple(u for u, _ in rows), tuple(n for _, n in rows), alone, places)


def _merged(
    first: Sequence[tuple[UnitRollout, int]],
    second: Sequence[tuple[UnitRollout, int]],
    alone: int,
    places: Mapping[str, int],
) -> Waves:
    """Put two queues into one order: whoever can begin first, those by themselves at a tie."""
    whole = _waves([*first, *second], alone, places)
    course = _Course(whole, _likely(whole.units)[:, None])
    queues = [list(range(len(first), len(first) + len(second))), list(range(len(first)))]
    order: list[int] = []
    while any(queues):
        heads = [queue for queue in queues if queue]
        queue = min(heads, key=lambda one: float(course.begin(one[0])[0]))
        course.take(queue[0])
        order.append(queue.pop(0))
    rows = [*first, *second]
    return _waves([rows[at] for at in order], alone, places)


def _likely(units: Sequence[UnitRollout]) -> FloatArray:
    return np.array([one.likely for one in units], dtype=np.float64)


class _Course:
    """The roll-out while it is being dated, in all draws at once."""

    def __init__(self, waves: Waves, durations: FloatArray) -> None:
        most, draws = durations.shape  # places beyond the number of units are never used
        self._waves, self._durations = waves, durations
        self._ended: dict[int, FloatArray] = {}
        self._teams = np.zeros((min(max(waves.alone, 1), most), draws))
        self._slots = {
            key: np.zeros((min(number, most), draws)) for key, number in waves.places.items()
        }
        self._every, self._zero = np.arange(draws), np.zeros(draws)
        self.start, self.finish = np.zeros_like(durations), np.zeros_like(durations)

    def _queues(self, place: int) -> list[FloatArray]:
        """Return what has to have a free place before the unit can begin."""
        needs = self._waves.units[place].needs
        found = [self._slots[key] for key in needs if key in self._slots]
        return found if self._waves.number[place] else [*found, self._teams]

    def begin(self, place: int) -> FloatArray:
        """Return when a unit can begin, after those that were taken on already."""
        found = self._ended.get(self._waves.number[place] - 1, self._zero)
        for queue in self._queues(place):
            found = np.maximum(found, queue.min(axis=0))
        return found

    def take(self, place: int) -> None:
        """Take a unit on as early as it can begin."""
        number, begin = self._waves.number[place], self.begin(place)
        finish = begin + self._durations[place]
        for queue in self._queues(place):
            queue[queue.argmin(axis=0), self._every] = finish
        if number:
            self._ended[number] = np.maximum(self._ended.get(number, finish), finish)
        self.start[place], self.finish[place] = begin, finish


def most_at_once(planned: Sequence[PlannedUnit], people: Mapping[str, float]) -> float:
    """Return the most people who work at the same time.

    Parameters
    ----------
    planned : sequence of PlannedUnit
        When each unit is taken on.
    people : mapping of str to float
        People by unit; one that is not there counts for nothing.

    Examples
    --------
    >>> two = [PlannedUnit("a", 1, 0, 3), PlannedUnit("b", 2, 3, 4)]
    >>> most_at_once(two, {"a": 5, "b": 4})
    5.0
    """
    if not planned:
        return 0.0
    number = np.array([people.get(one.site, 0.0) for one in planned])
    start = np.array([one.start for one in planned]) + _CLOSE
    finish = np.array([one.finish for one in planned])
    begun, ended = (np.concatenate([[0.0], np.cumsum(number[np.argsort(of)])])
                    for of in (start, finish))  # fmt: skip
    since = np.searchsorted(np.sort(start), start, side="right")
    over = np.searchsorted(np.sort(finish), start, side="right")
    return float((begun[since] - ended[over]).max())


def first_wave(planned: Sequence[PlannedUnit]) -> tuple[str, ...]:
    """Return the units that begin before or with all others.

    Examples
    --------
    >>> first_wave([PlannedUnit("a", 1, 0, 3), PlannedUnit("b", 2, 3, 4)])
    ('a',)
    """
    first = min((one.start for one in planned), default=0.0)
    return tuple(one.site for one in planned if one.start <= first + _CLOSE)
