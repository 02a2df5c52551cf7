"""Widths of columns on paper."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.page.text import as_text
from workbench.publish.columns import column_shares
from workbench.publish.flow import Grid


def grid(*rows: tuple[str, ...]) -> Grid:
    cells = tuple(tuple(as_text(cell) for cell in row) for row in rows)
    return Grid((), cells, ("left",) * len(rows[0]))


def test_a_long_word_is_kept_whole_beside_long_text() -> None:
    shares = column_shares(grid(("Communication", "word " * 200)))
    assert shares[0] * 112 > len("Communication")


def test_a_column_gets_no_more_than_it_can_use() -> None:
    shares = column_shares(grid(("A1", "word " * 100)))
    assert shares[0] * 112 < 8


@given(
    st.integers(1, 9).flatmap(
        lambda n: st.lists(st.tuples(*[st.text(max_size=60)] * n), min_size=1, max_size=5)
    )
)
def test_shares_add_up_and_every_column_has_one(rows: list[tuple[str, ...]]) -> None:
    shares = column_shares(grid(*rows))
    assert len(shares) == len(rows[0])
    assert abs(sum(shares) - 1) < 1e-9
    assert min(shares) > 0
