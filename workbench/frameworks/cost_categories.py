"""The workbench's own chart of cost categories: what a cost line is for.

The chart is data, in ``cost_categories.yaml``. Each funder's profile maps it onto the headings of
its own form (:mod:`workbench.frameworks.funders`).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench.errors import InvalidInput, Problem, UnknownName
from workbench.frameworks.documents import Document, parse_document
from workbench.frameworks.fields import Key, Text

FILE: Final = "cost_categories.yaml"
COMPUTED: Final = ("physical-contingency", "price-contingency", "indirect")
"""Categories that the workbench works out; it looks for them by these keys."""


class CostCategory(BaseModel):
    """One leaf of the chart.

    Attributes
    ----------
    key : str
        What stands in the table of costs.
    title : str
        What a report prints.
    group : str
        Heading above it.
    meaning : str
        What belongs there.
    subaward : bool
        Whether it is money that a partner receives to carry out a part of the work.
    computed : bool
        Whether the workbench works it out, so that no line may carry it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    title: Text
    group: Text
    meaning: Text
    subaward: bool = False
    computed: bool = False


class Chart(BaseModel):
    """All cost categories, in the order in which a budget lists them.

    Attributes
    ----------
    title : str
        Name of the chart.
    source : str
        Where the division comes from.
    categories : tuple of CostCategory
        The leaves.

    Examples
    --------
    >>> chart = cost_categories()
    >>> chart["travel-staff"].title
    'Travel of staff'
    >>> len(chart.leaves)
    22
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    source: Text
    categories: tuple[CostCategory, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Chart:
        keys = self.keys
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            message = f"each key once; twice there is {', '.join(twice)}"
            raise ValueError(message)
        absent = [key for key in COMPUTED if key not in keys or not self[key].computed]
        if absent:
            message = f"the computed categories {', '.join(absent)}"
            raise ValueError(message)
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all categories, computed ones too."""
        return tuple(one.key for one in self.categories)

    @property
    def leaves(self) -> tuple[CostCategory, ...]:
        """Categories that a cost line may carry."""
        return tuple(one for one in self.categories if not one.computed)

    def __getitem__(self, key: str) -> CostCategory:
        """Give one category by its key.

        Raises
        ------
        UnknownName
            There is none of this key.
        """
        for one in self.categories:
            if one.key == key:
                return one
        raise UnknownName(kind="cost category", name=key, known=self.keys)


@cache
def cost_categories() -> Chart:
    """Give the chart that comes with the workbench; read once per process."""
    text = resources.files("workbench.frameworks").joinpath(FILE).read_text("utf-8")
    return read_chart(text, FILE)


def read_chart(text: str, file: str) -> Chart:
    """Read a chart of cost categories.

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
        chart = Chart.model_validate(document.content)
    except ValidationError as error:
        problems = [*document.problems, *form_problems(document, error)]
    else:
        problems = list(document.problems)
        if not problems:
            return chart
    message = f"{file} cannot be used as a chart of cost categories"
    raise InvalidInput(message, problems)


def form_problems(document: Document, error: ValidationError) -> list[Problem]:
    """Say what a model holds against the content of a file, at the line of each slip."""
    found = []
    for details in error.errors(include_url=False, include_context=False):
        message = details["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
        value = details["input"]
        shown = value if isinstance(value, str | int | None) else type(value).__name__
        absent = details["type"] == "missing"
        found.append(
            document.problem(
                tuple(details["loc"]),
                found=None if absent else shown,
                expected="a value" if absent else message,
                advice="Add it." if absent else "Correct it.",
            )
        )
    return found
