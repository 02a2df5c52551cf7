"""Criteria by which strategic options are compared: fixed ranges and value functions, as data.

They stand in ``criteria.yaml``. Ranges are fixed beforehand and not taken from the options at hand,
so that an option that is added cannot turn the order of two others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import ClassVar, Literal

from pydantic import ConfigDict, Field, model_validator

from workbench.errors import InvalidInput
from workbench.frameworks.catalogues import Catalogue, Entry, shipped_catalogue
from workbench.frameworks.fields import Fixed, Text


class Criterion(Entry):
    """One criterion, with the value of every number on it.

    Attributes
    ----------
    unit : str
        Unit of the numbers.
    direction : {"more", "less"}
        Whether more or less of it is better.
    column : str
        Column of the table of weighed options; its range stands in ``<column>_low`` and
        ``<column>_high``.
    points : tuple of (float, float)
        Value function: number and value, numbers ascending, straight lines in between; the worst
        end of the range has the value 0, the best end 1.
    stretch : {"ceiling"} or None
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

    model_config = ConfigDict(allow_inf_nan=False)

    unit: Text
    direction: Literal["more", "less"]
    column: Text
    points: tuple[tuple[float, float], ...] = Field(min_length=2)
    stretch: Literal["ceiling"] | None = None
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
        """Return the same criterion with a range that ends at a limit of the project.

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


class Criteria(Catalogue[Criterion]):
    """The criteria that there are.

    Attributes
    ----------
    version : str
        Version of the list.

    Examples
    --------
    >>> criteria = load_criteria()
    >>> criteria["cost"].title, criteria["cost"].direction
    ('Cost to us', 'less')
    >>> [one.key for one in criteria.chosen(["cost", "gain"])]
    ['cost', 'gain']
    """

    kind: ClassVar[str] = "criterion"

    version: Text

    def chosen(self, keys: Sequence[str]) -> tuple[Criterion, ...]:
        """Return the criteria that a project names, in its order.

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
    """Return the criteria that come with the workbench; read once per process."""
    return shipped_catalogue(Criteria, "criteria.yaml")
