"""Templates of plans of work: data, and the slips that are named."""

import re

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import reading
from workbench.frameworks.documents import parse_yaml
from workbench.frameworks.plan_templates import (
    PlanTemplate,
    available_plan_templates,
    find_plan_template,
    load_plan_template,
)
from workbench.frameworks.validation import require_model


def test_templates_are_no_frameworks():
    assert not set(available_plan_templates()) & set(reading.available())


@pytest.mark.parametrize("key", available_plan_templates())
def test_every_template_says_what_it_is(key):
    template = load_plan_template(key)
    assert template.key == key
    assert template.version >= 1
    assert "ours" in template.source


def test_every_strategic_option_ends_in_a_diagnosis():
    template = load_plan_template("sr-options")
    assert set(template.options) == {one.key for one in reading.load("ipsr").options}
    for option in template.options:
        *others, last = template.plan(option)
        assert last.diagnoses
        assert re.match("Diagnose .* again", last.title)
        assert not any(one.diagnoses for one in others)
    with pytest.raises(UnknownName, match="Did you mean 'outsource'"):
        template.plan("outsorce")


def test_24_weeks_in_six_windows():
    template = load_plan_template("ai24w")
    assert [part.weeks for part in template.parts] == [3, 3, 6, 6, 3, 3]
    assert [len(part.activities) for part in template.parts] == [4, 5, 4, 4, 4, 4]
    assert sum("data" in one.title for one in template.parts[1].activities) == 1
    for part in template.parts:
        assert {one.likely for one in part.activities} == {5 * part.weeks}


def test_the_pilot_is_decided_on_before_it_grows():
    pilot, scale = load_plan_template("pilot-then-scale").parts
    assert pilot.activities[-1].milestone
    assert scale.activities[-1].diagnoses


TEXT = """\
key: mine
title: Mine
version: 1
source: Ours
parts:
  - key: one
    title: One
    activities:
      - {number: 1, title: Ask, low: 1, likely: 2, high: 3, role: lead, deliverable: Notes, measure: Asked}
      - {number: 2, title: Do, low: 1, likely: 2, high: 3, after: 1 SS+1, role: open, deliverable: Thing, measure: Done}
"""  # noqa: E501


def _template(text):
    return require_model(PlanTemplate, parse_yaml(text, "mine.yaml"), "a plan template")


def test_a_template_of_ones_own():
    template = _template(TEXT)
    assert [one.title for one in template.plan("develop")] == ["Ask", "Do"]
    with pytest.raises(ValueError, match="frozen"):
        template.version = 2


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("after: 1 SS+1", "after: 3", "predecessors of the same plan, not 3"),
        ("after: 1 SS+1", "after: 1 XX", "'1 XX' is not one of"),
        ("after: 1 SS+1", "after: 2", "in a circle: 2 → 2"),
        ("number: 2", "number: 3", "numbers 1, 2, 3"),
        ("low: 1, likely: 2, high: 3, after", "low: 4, likely: 2, high: 3, after", "in this order"),
        ("title: Do,", "title: 'Do {thing}',", "not thing"),
        ("title: Do,", "title: 'Do {',", "open names among"),
        ("role: open", "role: king", "'lead', 'executor'"),
        ("version: 1\n", "", "version"),
        ("title: One\n", "title: One\n    weeks: 0\n", "greater than or equal to 1"),
    ],
)
def test_slips_are_named(old, new, words):
    assert old in TEXT
    with pytest.raises(InvalidInput) as caught:
        _template(TEXT.replace(old, new))
    assert words in str(caught.value)


def test_unknown_template_names_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'sr-options'"):
        load_plan_template("sr-option")


def test_a_project_has_templates_of_its_own(tmp_path):
    (tmp_path / "mine.yaml").write_text(TEXT)
    assert find_plan_template("mine", tmp_path) == _template(TEXT)
    assert find_plan_template("ai24w", tmp_path) is load_plan_template("ai24w")
    assert find_plan_template("ai24w", tmp_path / "nowhere") is load_plan_template("ai24w")
    (tmp_path / "ai24w.yaml").write_text(TEXT.replace("version: 1", "version: none"))
    with pytest.raises(InvalidInput, match=r"ai24w\.yaml"):
        find_plan_template("ai24w", tmp_path)
    with pytest.raises(UnknownName, match="Did you mean 'mine'"):
        find_plan_template("min", tmp_path)
