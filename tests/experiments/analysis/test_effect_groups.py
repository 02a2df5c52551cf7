"""Effects group by group."""

import pytest

from tests.fixtures.published import row
from workbench.experiments.analysis.effect_groups import effect_groups, every_grouping
from workbench.experiments.analysis.pool import TooFew, pool


def rows():
    return [
        row(n, 0.1 * (n % 4), 0.1, setting="town" if n < 5 else "village" if n < 9 else None,
            phase="pilot" if n < 4 else "later")
        for n in range(10)
    ]  # fmt: skip


def test_the_first_column_that_parts_them_is_taken():
    found = effect_groups(pool(rows()))
    assert found.column == "setting"
    assert [one.label for one in found.groups] == ["town", "village", ""]
    assert isinstance(found.groups[-1].whole, TooFew)
    town = pool(rows()[:5])
    assert found.groups[0].whole.mean == pytest.approx(town.mean)


def test_every_column_that_parts_them_is_taken():
    assert "phase" in {one.column for one in every_grouping(pool(rows()))}
    assert "design" not in {one.column for one in every_grouping(pool(rows()))}
