"""What was made of the same content is the same; what differs anywhere is made anew."""

from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.core import once as once_module
from workbench.core.once import forget, once

CALLS = []


@dataclass(frozen=True, eq=False)
class Total:
    value: float


def total(table, *, factor=1.0):
    CALLS.append(factor)
    return Total(float(table["cost"].sum()) * factor)


def doubled(one):
    CALLS.append("doubled")
    return Total(2 * one.value)


def refuse(table):
    CALLS.append("refused")
    raise LookupError


@pytest.fixture(autouse=True)
def _anew():
    forget()
    CALLS.clear()
    yield
    forget()


def costs(*values):
    return pd.DataFrame({"line": [f"L{n}" for n in range(len(values))], "cost": values})


def test_the_same_content_is_made_once_whatever_holds_it():
    table = costs(3.0, 4.0)
    first = once(total, table, factor=2.0)
    assert first.value == 14
    assert once(total, costs(3.0, 4.0), factor=2.0) is first
    assert once(total, table.copy(deep=False), factor=2.0) is first
    assert CALLS == [2.0]


@pytest.mark.parametrize(
    "other",
    [
        costs(3.0, 5.0), costs(3, 4), costs(3.0, 4.0, None), costs(3.0, None), costs(4.0, 3.0),
        costs(3.0, 4.0).rename(columns={"line": "row"}), costs(3.0, 4.0).iloc[::-1],
    ],
)  # fmt: skip
def test_a_table_that_differs_in_anything_is_another(other):
    first = once(total, costs(3.0, 4.0))
    assert once(total, other) is not first
    assert len(CALLS) == 2


def test_a_table_that_was_changed_in_place_is_another():
    table = costs(3.0, 4.0)
    first = once(total, table)
    table.loc[0, "cost"] = 10.0
    assert once(total, table).value == 14
    assert first.value == 7


def test_another_value_or_another_function_is_another():
    table = costs(3.0)
    made = [once(total, table), once(total, table, factor=2.0), once(len, table)]
    assert [getattr(one, "value", one) for one in made] == [3, 6, 1]


def test_what_was_made_is_told_by_what_it_was_made_of():
    first = once(doubled, once(total, costs(3.0)))
    assert once(doubled, once(total, costs(3.0))) is first
    assert once(doubled, once(total, costs(4.0))).value == 8
    assert CALLS == [1.0, "doubled", 1.0, "doubled"]


def test_what_cannot_be_written_down_is_made_each_time():
    numbers = (number for number in range(3))
    assert [once(next, numbers), once(next, numbers)] == [0, 1]


def test_a_view_of_a_mapping_is_told_by_what_is_in_it():
    first = once(dict, MappingProxyType({"a": 1}))
    assert once(dict, MappingProxyType({"a": 1})) is first
    assert once(dict, MappingProxyType({"a": 2})) == {"a": 2}


def test_an_error_is_not_remembered():
    for _ in range(2):
        with pytest.raises(LookupError):
            once(refuse, costs(1.0))
    assert CALLS == ["refused"] * 2


def test_the_oldest_is_forgotten(monkeypatch):
    monkeypatch.setattr(once_module, "_MOST", 2)
    made = [once(total, costs(float(n))) for n in range(3)]
    assert once(total, costs(2.0)) is made[2]
    assert once(total, costs(0.0)) is not made[0]
    assert len(once_module._made) == len(once_module._keys) == 2


cell = st.one_of(st.none(), st.floats(allow_nan=False), st.text(max_size=3), st.booleans())


@settings(max_examples=60, deadline=None)
@given(st.lists(cell, max_size=4), st.lists(cell, max_size=4))
def test_two_tables_have_one_result_only_where_they_are_the_same(one, other):
    frames = [pd.DataFrame({"cell": pd.Series(values, dtype=object)}) for values in (one, other)]
    results = [once(pd.DataFrame.to_json, frame) for frame in frames]
    if results[0] is results[1]:
        pd.testing.assert_frame_equal(*frames)
        assert list(map(repr, one)) == list(map(repr, other))
