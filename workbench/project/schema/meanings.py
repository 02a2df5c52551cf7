"""What the keys of ``project.yaml`` mean: the documentation of their models, read as data."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel


def meanings_of(model: type[BaseModel]) -> dict[str, str]:
    """Give the meaning of each key, from the section Attributes of the model's docstring.

    Parameters
    ----------
    model : type of BaseModel
        A part of the settings.

    Examples
    --------
    >>> from workbench.project.settings.project_settings import Parameters
    >>> meanings_of(Parameters)["seed"]
    'Seed of everything that is drawn at random.'
    """
    text = inspect.cleandoc(model.__doc__ or "")
    section = text.partition("Attributes\n----------\n")[2].partition("\nExamples\n")[0]
    entries = re.findall(r"^(\w[\w, ]*?) : .*\n((?:    .*\n?)+)", section + "\n", re.M)
    return {
        name: " ".join(meaning.split()) for names, meaning in entries for name in names.split(", ")
    }
