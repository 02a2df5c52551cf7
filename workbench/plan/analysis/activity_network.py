"""Earliest and latest times of many linked tasks, level by level, for many draws at once.

Tasks are put in levels: each stands one level above the highest of its predecessors. All tasks of a
level, of all sites and in all draws, are then one step of arithmetic. ``schedule`` uses it with one
column, ``schedule_risk`` with thousands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.core.working_days import CLOSE, FieldTime
from workbench.errors import InvalidInput

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """At most one link of each task of a level.

    Attributes
    ----------
    task : array of int
        The tasks, counted among those that have a link.
    source : array of int
        Rows of the known times (starts first, then finishes).
    lag : array of float, shape (links, 1), or None
        Working days; ``None`` where all are 0.
    """

    task: Rows
    source: Rows
    lag: FloatArray | None

    def bounds(self, times: FloatArray, sign: int) -> FloatArray:
        """Return the bound of each link."""
        found = times.take(self.source, axis=0)
        if self.lag is not None:
            found += sign * self.lag
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Bounds:
    """Links of one level that bound the same end of their tasks.

    Attributes
    ----------
    target : array of int
        The tasks that have such a link, counted within the level.
    turns : tuple of Turn
        First links of all these tasks, then second links of those that have two, and so on. (One
        after the other is three times faster than numpy's ``reduceat`` along the links.)
    """

    target: Rows
    turns: tuple[Turn, ...]

    def reduced(self, times: FloatArray, sign: int) -> FloatArray:
        """Return the tightest bound of each task: the latest (`sign` 1) or the earliest (-1)."""
        tightest = np.maximum if sign > 0 else np.minimum
        bound = self.turns[0].bounds(times, sign)
        for turn in self.turns[1:]:
            found = turn.bounds(times, sign)
            if len(turn.task) == len(bound):
                tightest(bound, found, out=bound)
            else:
                bound[turn.task] = tightest(bound[turn.task], found)
        return bound


@dataclass(frozen=True, slots=True, eq=False)
class NetworkLevel:
    """Tasks whose predecessors all lie in lower levels.

    Attributes
    ----------
    rows : slice
        The tasks.
    to_start, to_finish : Bounds or None
        Links from predecessors onto the start and the finish of these tasks.
    from_start, from_finish : Bounds or None
        Links from the start and the finish of these tasks to their successors.
    field : array of int
        Tasks in the field, counted within the level.
    """

    rows: slice
    to_start: Bounds | None
    to_finish: Bounds | None
    from_start: Bounds | None
    from_finish: Bounds | None
    field: Rows


@dataclass(frozen=True, slots=True, eq=False)
class ActivityNetwork:
    """Linked tasks in the order in which their times can be computed.

    Attributes
    ----------
    order : array of int, shape (tasks,)
        Where each task of the network stood in the table.
    place : array of int, shape (tasks,)
        Number of its site.
    release : array of float, shape (tasks,)
        Instant before which it cannot begin.
    levels : tuple of NetworkLevel
        From the first tasks to the last.
    time : FieldTime
        Seasons without fieldwork.
    """

    order: Rows
    place: IntArray
    release: FloatArray
    levels: tuple[NetworkLevel, ...]
    time: FieldTime

    def forward(self, durations: FloatArray) -> FloatArray:
        """Return the earliest times.

        Parameters
        ----------
        durations : array of float, shape (tasks, draws)
            Working days, in the order of the network; NaN where not known.

        Returns
        -------
        array of float, shape (2 × tasks, draws)
            Starts, then finishes; NaN where they hang on something that is not known.
        """
        tasks = len(durations)
        times = np.empty((2 * tasks, durations.shape[1]))
        for level in self.levels:
            length = durations[level.rows]
            start = times[level.rows]
            start[...] = self.release[level.rows, None]
            if level.to_start is not None:
                _raise_to(start, level.to_start.target, level.to_start.reduced(times, 1))
            if level.to_finish is not None:
                target, bound = level.to_finish.target, level.to_finish.reduced(times, 1)
                _raise_to(start, target, self._start_for(level, target, bound, length[target]))
            finish = times[tasks + level.rows.start : tasks + level.rows.stop]
            np.add(start, length, out=finish)
            if len(level.field):
                place = self.place[level.rows][level.field]
                worked = self.time.worked(place, start[level.field])
                start[level.field] = begin = self.time.begin(place, worked)
                end = self.time.end(place, worked + length[level.field])
                finish[level.field] = np.maximum(begin, end)
        return times

    def backward(
        self, durations: FloatArray, ends: FloatArray, limits: FloatArray | None = None
    ) -> FloatArray:
        """Return the latest times that keep the end of each site's plan, and limits of tasks.

        Parameters
        ----------
        durations : array of float, shape (tasks, draws)
            As for :meth:`forward`.
        ends : array of float, shape (sites, draws)
            Instant at which the plan of each site has to be finished.
        limits : array of float, shape (tasks,), optional
            Instant at which each task has to be finished; infinite where it does not matter.

        Returns
        -------
        array of float, shape (2 × tasks, draws)
            Starts, then finishes.
        """
        tasks = len(durations)
        late = np.empty((2 * tasks, durations.shape[1]))
        for level in reversed(self.levels):
            length = durations[level.rows]
            finish = late[tasks + level.rows.start : tasks + level.rows.stop]
            np.take(ends, self.place[level.rows], axis=0, out=finish)
            if limits is not None:
                np.minimum(finish, limits[level.rows, None], out=finish)
            if level.from_finish is not None:
                _lower_to(finish, level.from_finish.target, level.from_finish.reduced(late, -1))
            if level.from_start is not None:
                target, bound = level.from_start.target, level.from_start.reduced(late, -1)
                _lower_to(finish, target, self._finish_for(level, target, bound, length[target]))
            start = late[level.rows]
            np.subtract(finish, length, out=start)
            if len(level.field):
                self._late_in_the_field(level, start, finish, length)
        return late

    def _start_for(
        self, level: NetworkLevel, target: Rows, bound: FloatArray, length: FloatArray
    ) -> FloatArray:
        """Return the earliest starts with which tasks do not finish before a bound."""
        start = bound - length
        inside = np.isin(target, level.field)
        if inside.any():
            place = self.place[level.rows][target[inside]]
            worked = self.time.worked(place, bound[inside])
            # A bound within a season without fieldwork: the last day of work lies after it.
            within = bound[inside] > self.time.end(place, worked) + CLOSE
            need = np.maximum(worked + within - length[inside], 0.0)
            start[inside] = self.time.begin(place, need)
        return start

    def _finish_for(
        self, level: NetworkLevel, target: Rows, bound: FloatArray, length: FloatArray
    ) -> FloatArray:
        """Return the latest finishes of tasks that begin no later than a bound."""
        finish = bound + length
        inside = np.isin(target, level.field)
        if inside.any():
            place = self.place[level.rows][target[inside]]
            worked = self.time.worked(place, bound[inside])
            # A bound within a season: the first day of work lies before it.
            within = bound[inside] < self.time.begin(place, worked) - CLOSE
            finish[inside] = self.time.end(place, worked - within + length[inside])
        return finish

    def _late_in_the_field(
        self, level: NetworkLevel, start: FloatArray, finish: FloatArray, length: FloatArray
    ) -> None:
        own = finish[level.field]
        finite = np.isfinite(own)  # no limit at all stays none
        place = self.place[level.rows][level.field]
        worked = self.time.worked(place, np.where(finite, own, 0.0))
        begin = self.time.begin(place, worked - length[level.field])
        start[level.field] = np.where(finite, begin, own)
        finish[level.field] = np.where(finite, self.time.end(place, worked), own)


def _raise_to(values: FloatArray, target: Rows, bound: FloatArray) -> None:
    if len(target) == len(values):
        np.maximum(values, bound, out=values)
    else:
        values[target] = np.maximum(values[target], bound)


def _lower_to(values: FloatArray, target: Rows, bound: FloatArray) -> None:
    if len(target) == len(values):
        np.minimum(values, bound, out=values)
    else:
        values[target] = np.minimum(values[target], bound)


def build_network(
    before: IntArray,
    after: IntArray,
    kind: NDArray[np.str_],
    lag: FloatArray,
    *,
    place: IntArray,
    release: FloatArray,
    field: BoolArray,
    time: FieldTime,
) -> ActivityNetwork:
    """Put linked tasks in levels.

    Parameters
    ----------
    before, after : array of int, shape (links,)
        Rows of the two tasks of each link.
    kind : array of str, shape (links,)
        FS, SS, FF or SF.
    lag : array of float, shape (links,)
        Working days.
    place : array of int, shape (tasks,)
        Number of each task's site.
    release : array of float, shape (tasks,)
        Instant before which it cannot begin.
    field : array of bool, shape (tasks,)
        Whether it stands still in seasons without fieldwork.
    time : FieldTime
        These seasons.

    Raises
    ------
    InvalidInput
        Tasks wait for each other in a circle.

    Examples
    --------
    Two days, then three, which may overlap by one.

    >>> network = build_network(
    ...     np.array([0]),
    ...     np.array([1]),
    ...     np.array(["FS"]),
    ...     np.array([-1.0]),
    ...     place=np.array([0, 0]),
    ...     release=np.zeros(2),
    ...     field=np.zeros(2, dtype=bool),
    ...     time=FieldTime(np.zeros((1, 0)), np.zeros((1, 0))),
    ... )
    >>> network.forward(np.array([[2.0], [3.0]])).ravel().tolist()
    [0.0, 1.0, 2.0, 4.0]
    """
    depth = _depths(len(place), before, after)
    order = np.argsort(depth, kind="stable")
    where = np.empty_like(order)
    where[order] = np.arange(len(order))
    ends = np.searchsorted(depth[order], np.arange(depth.max(initial=-1) + 2))
    size = len(place)
    first, last = where[before], where[after]
    from_finish = np.isin(kind, ("FS", "FF"))
    to_finish = np.isin(kind, ("FF", "SF"))
    in_field = field[order] & (np.isfinite(time.start[place[order]]).any(axis=1))
    links = (first, last, from_finish, to_finish, np.asarray(lag, dtype=np.float64))
    forward = [
        _split(last[rows], first[rows] + size * from_finish[rows], links[4][rows], ends)
        for rows in (~to_finish, to_finish)
    ]
    backward = [
        _split(first[rows], last[rows] + size * to_finish[rows], links[4][rows], ends)
        for rows in (~from_finish, from_finish)
    ]
    levels = tuple(
        NetworkLevel(
            rows=slice(int(ends[one]), int(ends[one + 1])),
            to_start=forward[0][one],
            to_finish=forward[1][one],
            from_start=backward[0][one],
            from_finish=backward[1][one],
            field=np.flatnonzero(in_field[ends[one] : ends[one + 1]]),
        )
        for one in range(len(ends) - 1)
    )
    return ActivityNetwork(order, place[order], release[order], levels, time)


def _depths(tasks: int, before: IntArray, after: IntArray) -> IntArray:
    """Return the level of each task: one more than the highest of its predecessors."""
    depth = np.zeros(tasks, dtype=np.int64)
    waiting = np.bincount(after, minlength=tasks)
    order = np.argsort(before, kind="stable")
    following, starts = after[order], np.searchsorted(before[order], np.arange(tasks + 1))
    ready, level = np.flatnonzero(waiting == 0), 0
    while len(ready):
        depth[ready] = level
        counts = starts[ready + 1] - starts[ready]
        shift = np.repeat(starts[ready] - np.cumsum(counts) + counts, counts)
        reached = following[np.arange(counts.sum()) + shift]
        np.subtract.at(waiting, reached, 1)
        candidates = np.unique(reached)
        ready, level = candidates[waiting[candidates] == 0], level + 1
    if (waiting > 0).any():
        message = "The plan cannot be dated: tasks wait for each other in a circle."
        raise InvalidInput(message)
    return depth


def _split(target: Rows, source: Rows, lag: FloatArray, ends: Rows) -> list[Bounds | None]:
    """Group links by the level of the task that they bound."""
    order = np.argsort(target, kind="stable")
    target, source, lag = target[order], source[order], lag[order]
    cuts = np.searchsorted(target, ends)
    found: list[Bounds | None] = []
    for first, last, base in zip(cuts[:-1], cuts[1:], ends[:-1], strict=True):
        if first == last:
            found.append(None)
            continue
        own = target[first:last]
        starts = np.flatnonzero(np.diff(own, prepend=-1))
        task = np.cumsum(np.diff(own, prepend=-1) != 0) - 1
        rank = np.arange(last - first) - starts[task]
        turns = tuple(
            _turn(task[rows], source[first:last][rows], lag[first:last][rows])
            for rows in (rank == number for number in range(rank.max() + 1))
        )
        found.append(Bounds(own[starts] - base, turns))
    return found


def _turn(task: Rows, source: Rows, lag: FloatArray) -> Turn:
    return Turn(task, source, lag[:, None] if lag.any() else None)
