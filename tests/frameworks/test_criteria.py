"""Criteria are data: sound value functions over fixed ranges."""

import re

import pytest
from pydantic import ValidationError

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.criteria import Criteria, load_criteria
from workbench.frameworks.documents import parse_yaml, shipped_text
from workbench.frameworks.validation import require_model

TEXT = shipped_text("criteria.yaml")


def test_the_criteria_of_the_method_are_there_and_are_marked_as_ours():
    criteria = load_criteria()
    assert criteria.keys == (
        "gain", "target", "months", "cost", "success",
        "partner", "acceptability", "inclusion", "reversibility", "evidence",
    )  # fmt: skip
    assert criteria.source.startswith("Ours")
    assert criteria.version == "1"


def test_ranges_that_end_at_a_limit_keep_their_shape():
    cost = load_criteria()["cost"].stretched(80_000)
    assert (cost.lowest, cost.highest) == (0, 80_000)
    assert [value for _, value in cost.points] == [1, 0]
    assert load_criteria()["cost"].highest == 500_000
    with pytest.raises(InvalidInput, match="above 0"):
        cost.stretched(0)


def test_a_criterion_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        load_criteria()["cost"].title = "Price"
    with pytest.raises(TypeError):
        load_criteria()["evidence"].words["none"] = 3


def test_chosen_criteria_come_in_the_order_of_the_project():
    criteria = load_criteria()
    assert [one.key for one in criteria.chosen(("success", "gain"))] == ["success", "gain"]
    with pytest.raises(UnknownName, match="Did you mean 'months'"):
        criteria.chosen(["month"])
    with pytest.raises(InvalidInput, match="twice there is gain"):
        criteria.chosen(["gain", "cost", "gain"])
    with pytest.raises(InvalidInput, match="without a criterion"):
        criteria.chosen([])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[0, 1], [500000, 0]]", "[[0, 1], [0, 0]]", "numbers ascend"),
        ("[[0, 1], [500000, 0]]", "[[0, 0], [500000, 1]]", "never fall"),
        ("[[0, 1], [500000, 0]]", "[[0, 1], [500000, 0.1]]", "value 0 at the worst end"),
        ("[[0, 1], [500000, 0]]", "[[0, 1]]", "at least 2 entries"),
        ("[[0, 1], [500000, 0]]", "[[5, 1], [500000, 0]]", "range from 0"),
        ("strong: 3", "strong: 4", "outside is strong"),
        ("key: target", "key: gain", "twice there is gain"),
        ("direction: less", "direction: up", "'more' or 'less'"),
    ],
)
def test_an_unsound_criterion_is_named_with_its_line(old, new, said):
    assert old in TEXT
    with pytest.raises(InvalidInput, match=re.escape(said)) as caught:
        require_model(Criteria, parse_yaml(TEXT.replace(old, new, 1), "mine.yaml"), "criteria")
    assert all(one.file == "mine.yaml" and one.row for one in caught.value.problems)
