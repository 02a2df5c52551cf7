"""The passes, against linear programmes and against days that are walked through one by one."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
from workbench.plan.analysis.plan_rows import read_plan

START = date(2026, 4, 1)
KINDS = ("FS", "SS", "FF", "SF")


@st.composite
def plans(draw, field=False):
    size = draw(st.integers(1, 8))
    rows = []
    for row in range(size):
        links = []
        for before in draw(st.sets(st.integers(0, row - 1), max_size=3)) if row else ():
            kind, lag = draw(st.sampled_from(KINDS)), draw(st.integers(-4, 6))
            links.append(f"A{before} {kind}{lag:+d}")
        release = draw(st.none() | st.integers(0, 12))
        rows.append(
            {
                "site": "s",
                "activity": f"A{row}",
                "after": "; ".join(links) or None,
                "likely": float(draw(st.integers(0, 9))),
                "earliest": None if release is None else np.busday_offset(START, release),
                "fieldwork": field and draw(st.booleans()),
            }
        )
    return pd.DataFrame(rows)


def programme(rows, ends=None):
    """Earliest starts as the least solution of the links, latest starts as the greatest."""
    durations = rows.likely
    left, right = [], []
    for before, after, kind, lag in zip(
        *(rows.links[name] for name in ("before_row", "row", "kind", "lag")), strict=True
    ):
        line = np.zeros(len(durations))
        line[before] += 1
        line[after] -= 1
        shift = durations[before] * (kind in {"FS", "FF"}) - durations[after] * (
            kind in {"FF", "SF"}
        )
        left.append(line)
        right.append(-lag - shift)
    sign = 1 if ends is None else -1
    highs = None if ends is None else ends - durations
    bounds = [(low, None if highs is None else highs[row]) for row, low in enumerate(rows.release)]
    found = linprog(
        sign * np.ones(len(durations)), A_ub=left or None, b_ub=right or None, bounds=bounds
    )
    assert found.success
    return found.x


@examples(50)
@given(plans())
def test_both_passes_agree_with_a_linear_programme(table):
    rows = read_plan(table, start=START)
    early = rows.earliest(rows.likely)
    assert np.allclose(early[0], programme(rows), atol=1e-6)
    assert np.allclose(early[1] - early[0], rows.likely)
    ends = rows.ends(early[1])
    late = rows.latest(rows.likely, ends)
    assert np.allclose(late[0], programme(rows, ends[0]), atol=1e-6)


CLOSED = [(3, 6), (9, 9), (15, 21)]  # working days without fieldwork


def seasons():
    days = [[np.busday_offset(START, n) for n in pair] for pair in CLOSED]
    return pd.DataFrame([("s", *pair, "no-fieldwork") for pair in days],
                        columns=["site", "first", "last", "kind"])  # fmt: skip


def walk(start, duration, field):
    """Give first day of work and end, day by day."""

    def closed(day):
        return field and any(first <= day <= last for first, last in CLOSED)

    if duration == 0:
        return start, start
    while closed(start):
        start += 1
    day, left = start, duration
    while left:
        left -= not closed(day)
        day += 1
    return start, day


def walked(rows):
    """Push every task on, day by day, until all links hold."""
    times = [
        walk(int(rows.release[row]), int(d), rows.field[row]) for row, d in enumerate(rows.likely)
    ]
    links = rows.links[["before_row", "row", "kind", "lag"]].values.tolist()
    moved = True
    while moved:
        moved = False
        for before, after, kind, lag in links:
            bound = times[before][kind in {"FS", "FF"}] + lag
            while times[after][kind in {"FF", "SF"}] < bound:
                begin = times[after][0] + 1
                times[after] = walk(begin, int(rows.likely[after]), rows.field[after])
                moved = True
    return np.array(times, dtype=float).T


@examples(50)
@given(plans(field=True))
def test_seasons_agree_with_walking_through_the_days(table):
    rows = read_plan(table, start=START, seasons=seasons())
    assert np.allclose(rows.earliest(rows.likely), walked(rows))


@examples(50)
@given(plans(field=True))
def test_the_latest_times_keep_every_link_and_the_end(table):
    rows = read_plan(table, start=START, seasons=seasons())
    early = rows.earliest(rows.likely)
    ends = rows.ends(early[1])
    late = rows.latest(rows.likely, ends)
    assert (late >= early - 1e-9).all()
    assert (late[1] <= ends[0] + 1e-9).all()
    links = rows.links[["before_row", "row", "kind", "lag"]].values.tolist()
    for before, after, kind, lag in links:
        bound = late[int(kind in {"FS", "FF"}), before] + lag
        assert late[int(kind in {"FF", "SF"}), after] >= bound - 1e-9


@examples(25)
@given(plans(field=True), st.integers(0, 10_000))
def test_many_draws_are_many_single_passes(table, seed):
    rows = read_plan(table, start=START, seasons=seasons())
    drawn = np.random.default_rng(seed).uniform(0, 12, (len(table), 5))
    order = rows.network.order
    early = rows.network.forward(drawn[order])
    for draw in range(5):
        single = rows.earliest(drawn[:, draw])
        together = early[:, draw].reshape(2, -1)
        assert np.allclose(single[:, order], together)


def test_what_hangs_on_the_unknown_is_unknown_and_nothing_else(plan):
    rows = read_plan(
        plan({"A": 2, "B <- A": None, "C <- B": 1, "D <- A": 1, "E <- B SS": 1}), start=START
    )
    start, finish = rows.earliest(rows.likely)
    assert np.isnan(finish).tolist() == [False, True, True, False, False]
    assert start[[1, 3, 4]].tolist() == [2, 2, 2]


def test_tasks_that_wait_for_each_other_in_a_circle_are_refused(plan):
    for tasks in ({"A <- A": 1}, {"X": 1, "A <- C; X": 1, "B <- A": 1, "C <- B": 1}):
        with pytest.raises(InvalidInput, match="in a circle"):
            read_plan(plan(tasks), start=START)
