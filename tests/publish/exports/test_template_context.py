"""Names for a donor's template: declared, documented and there, in every framework."""

import re
from pathlib import Path

import pytest

from workbench.case import open_case
from workbench.publish.exports.template_context import NAMES, donor_context

ROOT = Path(__file__).parents[3]


def _paths(context):
    for name, value in context.items():
        yield name
        if isinstance(value, list):
            yield from {f"{name}[].{cell}" for row in value for cell in row}


def test_every_name_is_there_and_declared(example_case):
    assert set(_paths(donor_context(example_case))) == set(NAMES)


@pytest.mark.parametrize(("name", "site"), [
    ("example", "ug-luwero"), ("small-experiments", "mw-zomba"), ("ai-transformation", "north"),
])  # fmt: skip
def test_names_are_the_same_for_every_site_and_framework(name, site):
    made = donor_context(open_case(ROOT / "data" / name, site))
    assert set(_paths(made)) <= set(NAMES)
    assert {one for one in NAMES if "[]" not in one} == set(made)


def test_values_are_words_on_one_line_and_what_is_not_known_says_so(example_case):
    made = donor_context(example_case)
    cells = [value for value in made.values() if isinstance(value, str)]
    cells += [cell for value in made.values() if isinstance(value, list)
              for row in value for cell in row.values()]  # fmt: skip
    assert all(isinstance(cell, str) and "\n" not in cell for cell in cells)
    assert not {"", "nan", "None", "NaT", "<NA>"} & set(cells)
    credit = next(one for one in made["components"] if one["title"] == "Input credit")
    assert credit["score"] == "not known"
    assert made["total"] == "at least 96,673.40"


def test_money_of_the_lines_is_that_of_the_total(example_case):
    made = donor_context(example_case)
    amounts = [one["amount"].removeprefix("at least ") for one in made["lines"]]
    priced = sum(float(one.replace(",", "")) for one in amounts if one != "to be determined")
    whole = float(made["total"].removeprefix("at least ").replace(",", ""))
    assert priced <= whole
    assert made["sources"][0]["title"] == "Grant of the Great Ridge Foundation"


def test_the_guide_lists_every_name_with_its_meaning():
    page = (ROOT / "docs" / "guide" / "for-donors.md").read_text("utf-8")
    listed = dict(re.findall(r"^\| `([a-z_\[\].]+)` \| (.+) \|$", page, re.MULTILINE))
    assert listed == dict(NAMES)
