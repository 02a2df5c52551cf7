"""Frameworks of assessment hold together, or say where they do not."""

import pytest
from pydantic import ValidationError

from workbench.errors import UnknownName
from workbench.frameworks.assessment_models import (
    Assessment,
    Home,
    Item,
    ItemScale,
    ScaleCondition,
)
from workbench.frameworks.assessments import load_assessment


@pytest.fixture
def content():
    return load_assessment("small-experiments").model_dump(mode="json", exclude_none=True)


def _refused(content):
    with pytest.raises(ValidationError) as error:
        Assessment.model_validate(content)
    return str(error.value)


def test_what_is_written_is_read_back(content):
    assert Assessment.model_validate(content) == load_assessment("small-experiments")


def test_a_gap_in_the_levels_is_refused(content):
    del content["scales"][0]["levels"][1]
    assert "without gaps" in _refused(content)


def test_a_key_that_nobody_knows_is_refused(content):
    content["scales"][0]["colour"] = "red"
    assert "colour" in _refused(content)


def test_a_framework_without_source_is_refused(content):
    content["sources"] = []
    assert "sources" in _refused(content)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"scale": "nothing"}, "a scale of the file"),
        ({"required": 9}, "a required level"),
        ({"levels": [{"level": 0, "title": "none", "meaning": "Nothing."}]}, "a text for each"),
        ({"table": "risks"}, "a scale, or the table"),
        ({"question": None}, "a question where there is a scale"),
        ({"part_of": "nothing"}, "an item of the file"),
        ({"same_as": ["evidence-based-design"]}, "another item"),
    ],
)
def test_an_item_fits_its_scale(content, change, said):
    items = [item for section in content["sections"] for item in section["items"]]
    next(item for item in items if item["key"] == "evidence-based-design").update(change)
    assert said in _refused(content)


def test_an_item_is_there_once(content):
    content["sections"][0]["items"].append(content["sections"][0]["items"][0])
    assert "each item once" in _refused(content)


def test_a_chance_for_every_likelihood(content):
    del content["likelihood"]["3"]
    assert "each likelihood" in _refused(content)


def test_answers_of_a_scale():
    assert ItemScale(key="gate", title="Gate", kind="yes-no").answers[:2] == ("yes", "partly")
    assert ItemScale(key="words", title="Words", kind="text").answers == ()
    for wrong in ({"kind": "choice"}, {"kind": "levels"}):
        with pytest.raises(ValidationError):
            ItemScale(key="a", title="A", **wrong)


def test_an_item_or_scale_is_found_by_its_name():
    found = load_assessment("ai-transformation")
    item = found.item("data-infrastructure")
    assert found.scale_of(item).maximum == 5
    with pytest.raises(UnknownName, match="data-infrastructure"):
        found.item("data-infrastructur")
    with pytest.raises(UnknownName):
        found.scale_of(Item(key="a", title="A", table="risks"))


def test_thresholds_stand_in_their_order():
    given = {"key": "loss", "title": "Loss", "unit": "share", "meaning": "What is lost."}
    assert ScaleCondition(**given, direction="down", go=0.2, stop=0.5).stop == 0.5
    with pytest.raises(ValidationError):
        ScaleCondition(**given, direction="up", go=0.2, stop=0.5)


def test_a_home_or_a_reason():
    with pytest.raises(ValidationError):
        Home(row="F2.K")


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("lowest(ingredient) <= 1", "Did you mean"),
        ("lowest(ingredients)", "expected a sign"),
        ("share(ingredients, 9) > 0.5", "reaches level 9"),
        ("__import__('os')", "at letter 1"),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused(content, when, said):
    rule = {"key": "low", "when": when, "flag": "serious", "says": "Low.", "to_do": "Mend it."}
    content["rules"] = [rule]
    assert said in _refused(content)
    content["rules"] = []
    content["phases"] = [
        {"key": "one", "title": "One", "purpose": "First.", "first": 1, "last": 2,
         "leave_when": [rule]}
    ]  # fmt: skip
    assert said in _refused(content)


def test_the_order_of_answers_begins_with_the_least():
    gate = ItemScale(key="gate", title="Gate", kind="yes-no")
    assert gate.order.words == ("no", "partly", "yes", "not applicable")
    assert ItemScale(key="status", title="Status", kind="status").order.words[3] == "dropped"
    assert ItemScale(key="text", title="Text", kind="text").order is None
