"""The simulation of intervals."""

import pytest

from benchmarks.coverage import ALTERNATIVES, World, measure, table_of_coverage


@pytest.mark.slow
def test_intervals_hold_about_what_they_promise():
    # 200 draws: 0.90 is 3 standard errors below 0.95.
    found = {one.interval: one for one in measure(World(10, 0.6, several=False), 200)}
    assert set(found) == {"mean", *ALTERNATIVES}
    assert found["ours"].held > 0.9
    assert found["mean"].held > 0.9
    assert found["normal"].width < found["t, k - 2"].width


def test_the_table_has_a_row_for_each_world():
    lines = table_of_coverage(measure(World(5, 0.3, several=True), 2))
    assert len(lines) == 3
    assert lines[2].startswith("| 5 | 1 to 6 | 30 % |")
