"""The frameworks of assessment that come with the workbench."""

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import every_framework, load, load_for
from workbench.frameworks.assessments import (
    available_assessments,
    load_assessment,
    served_by,
)
from workbench.frameworks.plan_templates import available_plan_templates


@pytest.mark.parametrize("key", available_assessments())
def test_each_is_a_framework_of_its_own(key):
    framework = load(key)
    assert framework.key == key in every_framework()
    assert framework.assessments == (load_assessment(key),)
    assert framework.lists == load(load_assessment(key).base).lists
    assert load_assessment(key).plan_template in available_plan_templates()


def test_items_are_unique_over_all():
    keys = [item.key for key in available_assessments() for item in load_assessment(key).items]
    assert len(set(keys)) == len(keys)


def test_further_frameworks_come_behind_the_own_and_once():
    found = load_for("ai-transformation", ("small-experiments", "ai-transformation"))
    assert [one.key for one in found.assessments] == ["ai-transformation", "small-experiments"]
    assert load_for("ipsr").assessments == ()
    with pytest.raises(UnknownName, match="small-experiments"):
        load_for("ipsr", ("small-experiment",))


def test_items_on_different_scales_cannot_serve_each_other():
    own, other = (load_assessment(key) for key in available_assessments())
    wrong = own.item("resource-availability").model_copy(update={"scale": "extent"})
    sections = tuple(
        one.model_copy(
            update={"items": tuple(wrong if i.key == wrong.key else i for i in one.items)}
        )
        for one in own.sections
    )
    with pytest.raises(InvalidInput) as error:
        served_by([own.model_copy(update={"sections": sections}), other])
    assert str(error.value).startswith(
        "resource-availability (ai-transformation) and resource-allocation (small-experiments)"
    )


def test_answers_serve_in_both_directions():
    both = [load_assessment(key) for key in available_assessments()]
    found = served_by(both)
    assert all(one in found[other] for one, others in found.items() for other in others)
    assert served_by(both[:1]).keys().isdisjoint({item.key for item in both[1].items})
