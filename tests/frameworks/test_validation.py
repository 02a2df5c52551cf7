"""What is wrong with a document, in a user's words and at its line."""

from typing import Literal

import pytest
from pydantic import Field

from workbench.errors import InvalidInput
from workbench.frameworks.documents import Dialect, parse_yaml, typed_value
from workbench.frameworks.fields import FixedMapping, FrozenModel, Key
from workbench.frameworks.validation import keys_at, require_model, validated


class Crop(FrozenModel):
    key: Key
    days: int = Field(ge=1)
    season: Literal["rains", "dry"] = "rains"


class Farm(FrozenModel):
    title: str
    crops: tuple[Crop, ...] = Field(min_length=1)
    plots: dict[str, Crop] = FixedMapping({})


def _problems(text, **dialect):
    return validated(Farm, parse_yaml(text, "f.yaml", Dialect(**dialect)))[1]


@pytest.mark.parametrize(
    ("crop", "place", "found", "expected", "advice"),
    [
        ("{key: maize, days: 90, seeson: dry}", "seeson", "seeson", "a key", "mean 'season'"),
        ("{key: maize}", "days", "", "a value", "Add it."),
        ("{key: Maize, days: 1}", "key", "Maize", "small letters", "Correct"),
        ("{key: maize, days: many}", "days", "many", "a whole number", "without quotes or unit"),
        ("{key: maize, days: 0}", "days", "0", "a value greater than or equal to 1", "Correct"),
        ("{key: maize, days: 1, season: hot}", "season", "hot", "one of 'rains' or 'dry'", ""),
        ("{key: [a], days: 1}", "key", "['a']", "text", "quotes"),
    ],
)
def test_each_slip_is_named_at_its_line(crop, place, found, expected, advice):
    (problem,) = _problems(f"title: F\ncrops:\n  - {crop}\n")
    assert (problem.row, problem.column) == (3, f"crops > entry 1 > {place}")
    assert problem.found == found
    assert expected in problem.expected
    assert advice in problem.advice


def test_a_part_of_the_file_is_shown_by_its_kind_and_an_empty_list_counted():
    assert [one.found for one in _problems("title: {a: {b: c}}\ncrops: [[1]]\n")] == [
        "keys with values",
        "['1']",
    ]
    assert _problems("title: F\ncrops: []\n")[0].expected == "at least 1 entry"


def test_a_slip_of_form_is_not_reported_a_second_time():
    (problem,) = _problems("title: F\ntitle: [x]\ncrops: [{key: a, days: 1}]\n")
    assert problem.expected == "each key once"


def test_typed_values_are_held_to_their_type():
    text = "title: 7\ncrops: [{key: a, days: 1.5}]\n"
    found = {one.column: one.advice for one in _problems(text, scalar=typed_value, dotted=True)}
    assert found == {
        "title": "Put it in quotes.",
        "crops.0.days": "Write the number without decimals.",
    }


def test_known_keys_are_those_of_the_part():
    crop = ["key", "days", "season"]
    assert keys_at(Farm, ("x",)) == ["title", "crops", "plots"]
    assert keys_at(Farm, ("crops", 0, "x")) == crop
    assert keys_at(Farm, ("plots", "north", "x")) == crop


def test_a_document_that_cannot_be_used_says_as_what():
    farm = require_model(Farm, parse_yaml("title: F\ncrops: [{key: a, days: 1}]", "f.yaml"), "")
    assert farm.crops[0].days == 1
    with pytest.raises(InvalidInput, match=r"cannot be used as a farm\n.*\n.*\n - f\.yaml, row 1"):
        require_model(Farm, parse_yaml("titel: F\n", "f.yaml"), "a farm")
