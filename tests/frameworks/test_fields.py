"""The mapping inside frozen models."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.frameworks.fields import FixedMapping

mappings = st.dictionaries(st.text(), st.integers())


@given(mappings)
def test_it_is_the_mapping_it_was_made_from(items):
    fixed = FixedMapping(items)
    assert fixed == items
    assert list(fixed) == list(items)
    assert len(fixed) == len(items)


@given(mappings)
def test_it_travels_to_other_processes(items):
    fixed = FixedMapping(items)
    assert pickle.loads(pickle.dumps(fixed)) == fixed  # noqa: S301
    assert copy.deepcopy(fixed) == fixed


@given(mappings)
def test_equal_ones_hash_alike_in_any_order(items):
    backwards = FixedMapping(dict(reversed(items.items())))
    assert hash(FixedMapping(items)) == hash(backwards)


def test_it_does_not_follow_changes_and_takes_none():
    items = {"a": 1}
    fixed = FixedMapping(items)
    items["a"] = 2
    assert fixed["a"] == 1
    with pytest.raises(TypeError):
        fixed["a"] = 2
    assert repr(fixed) == "{'a': 1}"
