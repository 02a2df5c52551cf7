"""Criteria by which strategic options are compared: fixed ranges and value functions, as data.

They stand in ``criteria.yaml``. Ranges are fixed beforehand and not taken from the options at hand,
so that an option that is added cannot turn the order of two others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.cost_categories import form_problems
from workbench.frameworks.documents import parse_document
from workbench.frameworks.fields import Fixed, Key, Text

FILE: Final = "criteria.yaml"

_Limit = Literal["ceiling", "horizon"]


class Criterion(BaseModel):
    """One criterion, with the value of every number on it.

    Attributes
    ----------
    key : str
        What stands in the project.
    title : str
        What a report prints.
    unit : str
        Unit of the numbers.
    direction : {"more", "less"}
        Whether more or less of it is better.
    column : str
        Column of the table of weighed options; its range stands in ``<column>_low`` and
        ``<column>_high``.
    meaning : str
        What the number says.
    points : tuple of (float, float)
        Value function: number and value, numbers ascending, straight lines in between; the worst
        end of the range has the value 0, the best end 1.
    stretch : {"ceiling", "horizon"} or None
        Limit of the project that ends the range, where it is stated.
    words : mapping of str to float
        Numbers for a column of words.

    Examples
    --------
    >>> months = load_criteria()["months"]
    >>> months.lowest, months.highest
    (0.0, 60.0)
    >>> months.stretched(30.0).points
    ((0.0, 1.0), (6.0, 0.7), (12.0, 0.4), (30.0, 0.0))
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    key: Key
    title: Text
    unit: Text
    direction: Literal["more", "less"]
    column: Text
    meaning: Text
    points: tuple[tuple[float, float], ...] = Field(min_length=2)
    stretch: _Limit | None = None
    words: Fixed[float] = Field(default={}, validate_default=True)

    @model_validator(mode="after")
    def _sound(self) -> Criterion:
        numbers, values = zip(*self.points, strict=True)
        if any(b <= a for a, b in pairwise(numbers)):
            message = "points whose numbers ascend"
            raise ValueError(message)
        better = values if self.direction == "more" else values[::-1]
        if any(b < a for a, b in pairwise(better)):
            message = f"values that never fall as the number gets better ({self.direction})"
            raise ValueError(message)
        if better[0] != 0 or better[-1] != 1:
            message = "the value 0 at the worst end of the range and 1 at the best"
            raise ValueError(message)
        if self.stretch and (numbers[0] != 0 or self.direction != "less"):
            message = "a range from 0, and less being better, where a limit of the project ends it"
            raise ValueError(message)
        outside = [word for word, x in self.words.items() if not numbers[0] <= x <= numbers[-1]]
        if outside:
            message = f"words with numbers within the range; outside is {', '.join(outside)}"
            raise ValueError(message)
        return self

    @property
    def lowest(self) -> float:
        """Lower end of the fixed range."""
        return self.points[0][0]

    @property
    def highest(self) -> float:
        """Upper end of the fixed range."""
        return self.points[-1][0]

    def stretched(self, limit: float) -> Criterion:
        """Give the same criterion with a range that ends at a limit of the project.

        Parameters
        ----------
        limit : float
            New upper end, above 0.

        Raises
        ------
        InvalidInput
            The limit is not above 0.
        """
        if not limit > 0:
            message = f"the limit of {self.title.lower()} must be above 0, not {limit}"
            raise InvalidInput(message)
        if limit == self.highest:
            return self
        points = tuple((number * limit / self.highest, value) for number, value in self.points)
        return self.model_copy(update={"points": points})


class Criteria(BaseModel):
    """The criteria that there are.

    Attributes
    ----------
    version : str
        Version of the list.
    title : str
        Name of the list.
    source : str
        Where it comes from.
    criteria : tuple of Criterion
        In the order in which a report lists them.

    Examples
    --------
    >>> criteria = load_criteria()
    >>> criteria["cost"].title, criteria["cost"].direction
    ('Cost to us', 'less')
    >>> [one.key for one in criteria.chosen(["cost", "gain"])]
    ['cost', 'gain']
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Text
    title: Text
    source: Text
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Criteria:
        twice = sorted({key for key in self.keys if self.keys.count(key) > 1})
        if twice:
            message = f"each key once; twice there is {', '.join(twice)}"
            raise ValueError(message)
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all criteria."""
        return tuple(one.key for one in self.criteria)

    def __getitem__(self, key: str) -> Criterion:
        """Give one criterion by its key.

        Raises
        ------
        UnknownName
            There is none of this key.
        """
        for one in self.criteria:
            if one.key == key:
                return one
        raise UnknownName(kind="criterion", name=key, known=self.keys)

    def chosen(self, keys: Sequence[str]) -> tuple[Criterion, ...]:
        """Give the criteria that a project names, in its order.

        Raises
        ------
        UnknownName
            There is no criterion of one of these keys.
        InvalidInput
            No key, or one of them twice.
        """
        if not keys:
            message = "options cannot be compared without a criterion"
            raise InvalidInput(message)
        if len(set(keys)) < len(keys):
            twice = sorted({key for key in keys if list(keys).count(key) > 1})
            message = f"each criterion once; twice there is {', '.join(twice)}"
            raise InvalidInput(message)
        return tuple(self[key] for key in keys)


@cache
def load_criteria() -> Criteria:
    """Give the criteria that come with the workbench; read once per process."""
    text = resources.files("workbench.frameworks").joinpath(FILE).read_text("utf-8")
    return read_criteria(text, FILE)


def read_criteria(text: str, file: str) -> Criteria:
    """Read a list of criteria.

    Parameters
    ----------
    text : str
        Text of the YAML file.
    file : str
        Its name, for problems.

    Raises
    ------
    InvalidInput
        With every problem, at its line.
    """
    document = parse_document(text, file)
    try:
        criteria = Criteria.model_validate(document.content)
    except ValidationError as error:
        problems = [*document.problems, *form_problems(document, error)]
    else:
        problems = list(document.problems)
        if not problems:
            return criteria
    message = f"{file} cannot be used as a list of criteria"
    raise InvalidInput(message, problems)
