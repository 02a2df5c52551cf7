"""Gaps between what is required and what is there, and their order."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.assessed import asked, assessed, panel, row
from workbench.assess.analysis.gaps import gap_ranks

RESPONSES = panel(("design", [1]), ("partners", [2]), ("money", [4]))


def test_a_gap_is_never_below_zero_and_takes_the_framework_unless_told():
    found = assessed(RESPONSES, requirements=asked({"item": "partners", "required": 5}))
    assert [row(found, name).gap for name in ("design", "partners", "money")] == [2, 3, 0]
    assert found.items.set_index("item")["stated"][["design", "partners"]].tolist() == [False, True]


def test_priority_is_gap_times_weight_over_effort():
    rows = [
        {"item": "design", "effort": 8.0, "owner": "team", "due": "2026-09-01", "activity": "A4"},
        {"item": "partners", "effort": 4.0, "weight": 3.0},
    ]
    found = assessed(RESPONSES, requirements=asked(*rows))
    design, partners = row(found, "design"), row(found, "partners")
    assert design.priority == pytest.approx(2 * 1 / 8)
    assert partners.priority == pytest.approx(1 * 3 / 4)
    assert (partners.rank, design.rank, row(found, "money").rank) == (1, 2, 0)
    assert (design.owner, design.activity, design.due) == ("team", "A4", date(2026, 9, 1))


def test_unknown_effort_comes_last_by_gap_times_weight():
    found = assessed(RESPONSES, requirements=asked({"item": "design", "effort": 50.0}))
    assert row(found, "partners").priority is None
    assert (row(found, "design").rank, row(found, "partners").rank) == (1, 2)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("ab"),
            st.one_of(st.none(), st.integers(0, 5)),
            st.one_of(st.none(), st.integers(1, 9)),
        ),
        max_size=8,
    )
)
def test_ranks_count_from_one_at_every_site_and_never_put_a_smaller_first(rows):
    rows.sort(key=lambda one: one[0])
    table = pd.DataFrame(rows, columns=["site", "gap", "effort"]).astype(
        {"gap": "Int64", "effort": "Int64", "site": "str"}
    )
    table = table.assign(weight=1.0, priority=(table["gap"] / table["effort"]).astype("Float64"))
    ranks = gap_ranks(table)
    for site in "ab":
        own = [
            (rank, gap, effort)
            for rank, (where, gap, effort) in zip(ranks, rows, strict=True)
            if where == site
        ]
        opened = sorted(one for one in own if one[0])
        assert [rank for rank, *_ in opened] == list(range(1, len(opened) + 1))
        assert all(bool(gap) == bool(rank) for rank, gap, _ in own)
        for (_, gap, effort), (_, other, longer) in pairwise(opened):
            if effort and longer:
                assert gap / effort >= other / longer
            else:
                assert longer is None
