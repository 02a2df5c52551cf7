"""Lists that come with the workbench as data: one YAML file each, or a folder of such files."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import ClassVar, Generic, TypeVar

from pydantic import BaseModel, Field, model_validator

from workbench.errors import UnknownName
from workbench.frameworks.documents import shipped_document
from workbench.frameworks.fields import FrozenModel, Key, Text
from workbench.frameworks.validation import require_model


class Entry(FrozenModel):
    """One entry of a catalogue.

    Attributes
    ----------
    key : str
        What stands in the tables.
    title : str
        What a report prints.
    meaning : str
        What it is.
    """

    key: Key
    title: Text
    meaning: Text


E = TypeVar("E", bound=Entry)
M = TypeVar("M", bound=BaseModel)


class Catalogue(FrozenModel, Generic[E]):
    """A list of entries with keys, in the order in which a report lists them.

    Attributes
    ----------
    title : str
        Name of the list.
    source : str
        Where it comes from.
    entries : tuple of Entry
        The entries.
    """

    kind: ClassVar[str] = "entry"
    """What one entry is, for messages."""

    title: Text
    source: Text
    entries: tuple[E, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Catalogue[E]:
        twice = sorted({key for key in self.keys if self.keys.count(key) > 1})
        if twice:
            message = f"each key once; twice there is {', '.join(twice)}"
            raise ValueError(message)
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all entries."""
        return tuple(entry.key for entry in self.entries)

    def __getitem__(self, key: str) -> E:
        """Return one entry by its key.

        Raises
        ------
        UnknownName
            There is none of this key.
        """
        for entry in self.entries:
            if entry.key == key:
                return entry
        raise UnknownName(kind=self.kind, name=key, known=self.keys)


def shipped_catalogue(model: type[M], file: str) -> M:
    """Read a catalogue that comes with the workbench.

    Parameters
    ----------
    model : type of BaseModel
        The catalogue.
    file : str
        Name of its file.
    """
    return require_model(model, shipped_document(file), f"a {model.__name__.lower()}")


@cache
def shipped_keys(folder: str) -> tuple[str, ...]:
    """List the files of a folder that comes with the workbench, by the keys that they describe.

    Examples
    --------
    >>> shipped_keys("plan_templates")
    ('ai24w', 'pilot-then-scale', 'sr-options')
    """
    names = (
        item.name for item in resources.files("workbench.frameworks").joinpath(folder).iterdir()
    )
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def shipped_model(model: type[M], folder: str, key: str, kind: str) -> M:
    """Read what one file of a folder that comes with the workbench describes.

    Parameters
    ----------
    model : type of BaseModel
        What it describes.
    folder, key : str
        Where the file stands.
    kind : str
        What it is, for messages.

    Raises
    ------
    UnknownName
        There is none of this key.
    """
    if key not in shipped_keys(folder):
        raise UnknownName(kind=kind, name=key, known=shipped_keys(folder))
    return require_model(model, shipped_document(f"{folder}/{key}.yaml"), f"a {kind}")
