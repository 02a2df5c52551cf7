"""Forms that a partnership can take, as data: what each is, when it fits, what it needs.

They stand in ``modalities.yaml``. Which form is proposed for a partner is decided by
:mod:`workbench.partners.analysis.modality`, and by the team where it says so.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.cost_categories import form_problems
from workbench.frameworks.documents import parse_document
from workbench.frameworks.fields import Key, Text

FILE: Final = "modalities.yaml"


class Modality(BaseModel):
    """One form of partnership.

    Attributes
    ----------
    key : str
        What stands in the tables.
    title : str
        What a report prints.
    meaning : str
        What it is.
    fits : str
        When it fits.
    needs : str
        What has to be there first.
    money : {"yes", "no", "either"}
        Whether money moves from the project to the partner.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: Key
    title: Text
    meaning: Text
    fits: Text
    needs: Text
    money: Literal["yes", "no", "either"]


class Modalities(BaseModel):
    """All forms of partnership.

    Attributes
    ----------
    version : str
        Version of the list.
    title : str
        Name of the list.
    source : str
        Where it comes from.
    modalities : tuple of Modality
        In the order in which a report lists them.

    Examples
    --------
    >>> modalities = load_modalities()
    >>> modalities["mou"].title, modalities["mou"].money
    ('Memorandum of understanding', 'no')
    >>> len(modalities.modalities)
    11
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Text
    title: Text
    source: Text
    modalities: tuple[Modality, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Modalities:
        twice = sorted({key for key in self.keys if self.keys.count(key) > 1})
        if twice:
            message = f"each key once; twice there is {', '.join(twice)}"
            raise ValueError(message)
        return self

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of all forms."""
        return tuple(one.key for one in self.modalities)

    def __getitem__(self, key: str) -> Modality:
        """Give one form by its key.

        Raises
        ------
        UnknownName
            There is none of this key.
        """
        for one in self.modalities:
            if one.key == key:
                return one
        raise UnknownName(kind="form of partnership", name=key, known=self.keys)


@cache
def load_modalities() -> Modalities:
    """Give the forms that come with the workbench; read once per process."""
    text = resources.files("workbench.frameworks").joinpath(FILE).read_text("utf-8")
    return read_modalities(text, FILE)


def read_modalities(text: str, file: str) -> Modalities:
    """Read a list of forms of partnership.

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
        modalities = Modalities.model_validate(document.content)
    except ValidationError as error:
        problems = [*document.problems, *form_problems(document, error)]
    else:
        problems = list(document.problems)
        if not problems:
            return modalities
    message = f"{file} cannot be used as a list of forms of partnership"
    raise InvalidInput(message, problems)
