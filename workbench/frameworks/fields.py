"""Kinds of value that stand in a framework: short keys, texts, level numbers, fixed mappings."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

V = TypeVar("V")

TOP: Final = 99
"""Highest number that a level may have; a slip of the pen must not ask for a million levels."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
"""Short name: small letters, digits and hyphens."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words for a reader; never blank."""

LevelNumber = Annotated[int, Field(ge=0, le=TOP)]
"""Number of a level on its scale."""

Number = Annotated[int, Field(ge=1)]
"""Number in a list of somebody else, such as PRMS."""


Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, from 0 to 1."""

Positive = Annotated[float, Field(gt=0)]
"""A number above 0."""

NotNegative = Annotated[float, Field(ge=0)]
"""A number of 0 or more."""


class FrozenModel(BaseModel):
    """A model that cannot be changed and takes no key that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class DocumentedModel(FrozenModel):
    """A model whose fields are documented beneath each of them, for programs to read."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """List the fields in what ``help`` shows."""
        fields = "".join(f"\n{name}\n    {meaning}" for name, meaning in cls.meanings().items())
        if fields:
            cls.__doc__ = (
                f"{inspect.cleandoc(cls.__doc__ or '')}\n\nAttributes\n----------{fields}\n"
            )

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """Return what each field means."""
        fields = cls.model_fields.items()
        return {name: " ".join((field.description or "").split()) for name, field in fields}


class ParameterBlock(DocumentedModel):
    """Parameters of a step, a block of ``project.yaml``; a key without a value has its default."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {key: value for key, value in given.items() if value is not None}


class FixedMapping(Mapping[str, V]):
    """A mapping that cannot be changed, can be hashed, and can be sent to another process.

    Frameworks are loaded once and shared by everything in a process; a plain dictionary inside
    would let one notebook change the scales of the next.

    Parameters
    ----------
    items : mapping
        What it holds; copied, in its order.

    Examples
    --------
    >>> fixed = FixedMapping({"use": 2})
    >>> fixed["use"], fixed == {"use": 2}
    (2, True)
    >>> fixed["use"] = 3
    Traceback (most recent call last):
    TypeError: 'FixedMapping' object does not support item assignment
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[str, V]) -> None:
        self._items = dict(items)

    def __getitem__(self, key: str) -> V:
        """Return the value of a key."""
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the keys in their order."""
        return iter(self._items)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._items)

    def __hash__(self) -> int:
        """Hash the content, whatever its order."""
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        """Show the content as a dictionary would."""
        return repr(self._items)


# The serializer turns it back into a plain dictionary, for `model_dump`.
Fixed = Annotated[Mapping[str, V], AfterValidator(FixedMapping), PlainSerializer(dict)]
"""Field of a model that holds a :class:`FixedMapping`."""
