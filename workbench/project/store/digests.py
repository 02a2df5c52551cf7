"""Hashes of tables that are the same on every machine, whatever file the rows came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.project.schema.frames import spelt
from workbench.project.settings.project_settings import Parameters

if TYPE_CHECKING:
    import pandas as pd

    from workbench.frameworks import Framework
    from workbench.project.settings.project_settings import Settings

_BETWEEN = "\x1f"
_MISSING = "\x00"
_LATER = (
    "funders",
    "assessments",
    "experiments",
    "transformation",
    "language",
)  # settings that were added, so that digests stay as they were

TableRows = tuple[str, Iterable[str]]
"""Name of a table and its rows from :func:`row_texts`, in any order."""


def row_texts(frame: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return each row as one line of text, by what it means and never by how a file spelt it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of a table, with its declared dtypes.

    Returns
    -------
    numpy.ndarray of object
        One text per row, in their order; the order of the columns does not matter.
    """
    columns = [_canonical(frame[name]) for name in sorted(frame.columns)]
    texts = np.empty(len(frame), dtype=object)
    texts[:] = list(map(_BETWEEN.join, zip(*columns, strict=True)))
    return texts


def _canonical(series: pd.Series[Any]) -> list[str]:
    if series.dtype == "float64":
        # Adding 0 makes -0.0 and 0.0 the same; repr is the shortest text that reads back equal.
        return spelt(series + 0.0, repr, unknown=_MISSING)
    if series.dtype == "datetime64[ns]":
        return spelt(series, lambda day: f"{day:%Y-%m-%d}", unknown=_MISSING)
    return spelt(series, _escaped, unknown=_MISSING)


def _escaped(value: object) -> str:
    """Keep a line end inside a text apart from the end of a row."""
    return str(value).replace("\\", "\\\\").replace("\n", "\\n")


def content_sha256(texts: Iterable[str]) -> str:
    """Return one hash for the rows of a table from :func:`row_texts`, in any order."""
    return hashlib.sha256("\n".join(sorted(texts)).encode()).hexdigest()


def _unstated(settings: Settings) -> set[str]:
    """Return the names of later settings that say what they say where nothing is stated."""
    bare = type(settings)(title=settings.title, framework=settings.framework)
    return {name for name in _LATER if getattr(settings, name) == getattr(bare, name)}


def digester(settings: Settings, framework: Framework) -> Callable[[Iterable[TableRows]], str]:
    """Return the function that gives the SHA-256 of settings, framework and rows of tables.

    Parameters
    ----------
    settings, framework : Settings, Framework
        Those of the project; every digest covers them.

    Returns
    -------
    callable
        Takes parts and returns the digest; a table without rows counts as absent.
    """
    start = hashlib.sha256()
    known = settings.model_dump(mode="json", exclude=_unstated(settings))
    if settings.parameters.shelf_life == Parameters().shelf_life:
        del known["parameters"]["shelf_life"]
    start.update(json.dumps(known, sort_keys=True).encode())
    start.update(framework.identity.encode())

    def digest(parts: Iterable[TableRows]) -> str:
        total = start.copy()
        for name, texts in sorted(parts, key=lambda part: part[0]):
            lines = sorted(texts)
            if lines:
                total.update(f"\n{name}\n".encode())
                total.update("\n".join(lines).encode())
        return total.hexdigest()

    return digest
