"""Hashes of tables that are the same on every machine, whatever file the rows came from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import spelt
from workbench.project.store.relocation_targets import TABLES, names_alone

if TYPE_CHECKING:
    import pandas as pd

    from workbench.project.store.project import Project

_BETWEEN = "\x1f"
_MISSING = "\x00"


def row_texts(frame: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Give each row as one line of text, by what it means and never by how a file spelt it.

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


def beyond(name: str) -> str:
    """Name the part of a digest that holds rows of the places that options lead to."""
    return f"{name} elsewhere"


def digest_of(project: Project, tables: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Give the SHA-256 of settings, framework and rows.

    Parameters
    ----------
    project : Project
        Gives settings and framework.
    tables : iterable of (str, iterable of str)
        Name of each table and its rows from :func:`row_texts`, in any order; a table without rows
        counts as absent.
    """
    return _with_rows(_start(project), tables)


def _start(project: Project) -> Any:
    total = hashlib.sha256()
    settings = project.settings.model_dump(mode="json")
    total.update(json.dumps(settings, sort_keys=True).encode())
    total.update(project.framework.identity.encode())
    return total


def _with_rows(total: Any, tables: Iterable[tuple[str, Iterable[str]]]) -> str:
    for name, texts in sorted(tables, key=lambda table: table[0]):
        lines = sorted(texts)
        if lines:
            total.update(f"\n{name}\n".encode())
            total.update("\n".join(lines).encode())
    digest: str = total.hexdigest()
    return digest


def site_digests(project: Project) -> Mapping[str, str]:
    """Give ``project.digest(site)`` of every site, in one go over the tables.

    Parameters
    ----------
    project : Project
        The project.
    """
    parts: dict[str, list[tuple[str, Iterable[str]]]] = {site: [] for site in project.sites}
    for name in project.tables:
        if not declaration().table(name).per_site:
            continue
        frame = project.table(name)
        texts = row_texts(frame)
        for site, positions in frame.groupby("site", sort=False).indices.items():
            if site in parts:
                parts[str(site)].append((name, texts[positions]))
    for name in TABLES if project.moves else ():
        frame = project.within_reach(name)
        texts = row_texts(names_alone(frame) if name == "sites" else frame)
        places = frame.groupby("site", sort=False).indices
        for site, others in project.moves.items():
            found = [texts[places[other]] for other in others if other in places]
            if site in parts and found:
                parts[site].append((beyond(name), np.concatenate(found)))
    start = _start(project)
    return {site: _with_rows(start.copy(), tables) for site, tables in parts.items()}
