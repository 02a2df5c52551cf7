"""The tables of a project as a Data Package: CSV files, and a description that programs read.

The description follows Data Package and Table Schema, version 2 (https://datapackage.org), and is
made of ``tables.yaml``, so that it says of each column what the workbench says of it.

Names and words of persons stay out, but of persons whose consent is recorded. In a text that a
spreadsheet would compute (it begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end, perhaps
behind apostrophes) one apostrophe stands in front: who takes one off such a text has the original,
and the workbench does so when it reads.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd

from workbench import __version__
from workbench.errors import NothingToShow
from workbench.files import write_whole
from workbench.project import Project
from workbench.project.schema.declaration import Column, ColumnType, declaration
from workbench.project.schema.lists import terms_of
from workbench.project.store.writing import csv_bytes
from workbench.publish.exports.left_out_rows import HEADS, NotExported, left_out_csv

_PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
_SCHEMA: Final = "https://datapackage.org/profiles/2.0/tableschema.json"
_LEFT_OUT: Final = "left-out"
_TYPES: Final[Mapping[ColumnType, str]] = {
    "identifier": "string", "text": "string", "link": "string", "choice": "string",
    "level": "integer", "integer": "integer", "number": "number", "amount": "number",
    "date": "date", "boolean": "boolean", "choices": "list", "identifiers": "list",
}  # fmt: skip
_APOSTROPHE: Final = (
    "In front of a text that begins with = + - @, a tab or a line end, perhaps behind apostrophes, "
    "stands one apostrophe more, so that no spreadsheet computes it; take one off to have the "
    "original. Several values in a cell have ; between them. A blank is not known, never 0."
)


def write_data_package(project: Project, out: Path) -> tuple[Path, ...]:
    """Write the tables of a project, their description, and the list of what was left out.

    Parameters
    ----------
    project : Project
        The project; only sites without errors are written.
    out : Path
        Folder of the package. A table that lies there and is not written any more is removed: it
        may name persons who have taken their consent back.

    Returns
    -------
    tuple of Path
        ``datapackage.json``, the tables in their order, ``left-out.csv``.

    Raises
    ------
    NothingToShow
        No site is without errors.
    """
    whole = project.only(project.ready)
    if not whole.sites:
        message = (
            "No site is without errors, so there are no data to hand on; 'workbench check' says "
            "what to mend."
        )
        raise NothingToShow(message)
    left = list(_sites_left_out(project))
    frames = {name: frame for name, frame in _frames(whole, left) if len(frame)}
    files = {
        f"{name}.csv": csv_bytes(name, frame).removeprefix(codecs.BOM_UTF8)
        for name, frame in frames.items()
    }
    files[f"{_LEFT_OUT}.csv"] = left_out_csv(left)
    described = _package(whole, frames, files)
    text = json.dumps(described, ensure_ascii=False, indent=1) + "\n"
    for name in declaration().tables:
        if name not in frames:
            (out / f"{name}.csv").unlink(missing_ok=True)
    for name, content in {"datapackage.json": text.encode("utf-8"), **files}.items():
        write_whole(out / name, content)
    return tuple(out / name for name in ("datapackage.json", *files))


def _sites_left_out(project: Project) -> Iterator[NotExported]:
    for key in project.listed:
        if key not in project.ready:
            why = "It has errors; 'workbench check' says which."
            yield NotExported(key, "all rows of the site", why)
    if project.settings.as_of is not None:
        why = f"The package shows what was known on {project.settings.as_of} (as_of)."
        yield NotExported("", "rows that are dated later", why)
    yield NotExported("", "a licence", "The project states none; agree on one before you publish.")


def _frames(project: Project, left: list[NotExported]) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the tables without what persons have not agreed to, and note what goes."""
    for name, table in declaration().tables.items():
        frame = project.table(name)
        if "site" in table.columns:  # also of tables of which every site is given all rows
            frame = frame[frame["site"].isin(project.sites)].reset_index(drop=True)
        words = [heading for heading, column in table.columns.items() if column.personal]
        if words and "consent" in table.columns:
            agreed = frame["consent"].fillna(value=False).astype(bool)
            if not agreed.all():
                why = "No consent is recorded."
                left.append(NotExported("", f"{name}: {(~agreed).sum()} of {len(frame)} rows", why))
            frame = frame[agreed].reset_index(drop=True)
        elif words and len(frame):
            why = "Names or words of persons, for which no table records a consent."
            left.append(NotExported("", f"{name}: {', '.join(words)}", why))
            frame = frame.drop(columns=words)
        yield name, frame


def _package(
    project: Project, frames: Mapping[str, pd.DataFrame], files: Mapping[str, bytes]
) -> dict[str, Any]:
    ours = project.settings
    made: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": re.sub(r"[^a-z0-9._-]+", "-", project.folder.resolve().name.lower()) or "project",
        "title": ours.title,
        "description": " ".join(filter(None, [ours.ambition, *ours.notes, _APOSTROPHE])),
        "version": str(ours.as_of or f"tables {declaration().version}"),
        "sources": [{"title": one} for one in ours.sources],
        "contributors": [{"title": ours.lead, "roles": ["lead"]}] if ours.lead else [],
        "workbench": {
            "version": __version__,
            "tables": declaration().version,
            "framework": project.framework.key,
            "frameworkVersion": project.framework.version,
            "baseCurrency": ours.currency,
            "illustrative": ours.illustrative,
        },
        "resources": [
            _resource(name, files, _table(project, name, frames)) for name in frames
        ],
    }  # fmt: skip
    heads = [{"name": head, "type": "string"} for head in HEADS]
    said = {"title": "What was left out, and why"}
    made["resources"].append(_resource(_LEFT_OUT, files, {**said, "schema": {"fields": heads}}))
    return {key: value for key, value in made.items() if value != []}


def _resource(name: str, files: Mapping[str, bytes], more: Mapping[str, Any]) -> dict[str, Any]:
    content = files[f"{name}.csv"]
    return {
        "name": name, "type": "table", "path": f"{name}.csv",
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}", **more,
    }  # fmt: skip


def _table(project: Project, name: str, frames: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    table, frame = declaration().table(name), frames[name]
    schema: dict[str, Any] = {
        "$schema": _SCHEMA,
        "fields": [
            _field(project, str(heading), table.columns[str(heading)], frame[heading])
            for heading in frame.columns
        ],
        "missingValues": [""],
    }
    if set(table.key) <= set(frame.columns):
        schema["primaryKey"] = list(table.key)
    links = [
        link
        for heading in map(str, frame.columns)
        if (link := _foreign_key(name, heading, table.columns[heading], frames))
    ]
    if links:
        schema["foreignKeys"] = links
    return {"title": table.title, "description": f"One row: {table.row}.", "schema": schema}


def _field(project: Project, heading: str, column: Column, cells: pd.Series[Any]) -> dict[str, Any]:
    field: dict[str, Any] = {"name": heading, "type": _TYPES[column.type]}
    meaning = column.meaning
    if column.references:
        meaning += f" ({'each is ' if field['type'] == 'list' else ''}one of {column.references})"
    field["description"] = meaning
    if column.unit:
        field["unit"] = column.unit
    if column.example:
        field["example"] = column.example
    if field["type"] == "list":
        field["delimiter"] = ";"
    if column.type == "boolean":
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    limits = _limits(project, column)
    if column.required and cells.notna().all():
        limits["required"] = True
    if limits:
        field["constraints"] = limits
    return field


def _limits(project: Project, column: Column) -> dict[str, Any]:
    """Return the bounds of a column, and its values where they are a list."""
    bounds = {
        "minimum": column.minimum, "maximum": column.maximum, "exclusiveMinimum": column.above
    }  # fmt: skip
    if column.type == "level":
        named = ("readiness", "use") if column.scale == "dimension" else (str(column.scale),)
        scales = [getattr(project.framework, one) for one in named]
        bounds["minimum"] = min(one.minimum for one in scales)
        bounds["maximum"] = max(one.maximum for one in scales)
    limits: dict[str, Any] = {
        key: int(value) if float(value).is_integer() else value
        for key, value in bounds.items()
        if value is not None
    }
    if column.allowed and column.type == "choice":
        own = project.settings.funders
        limits["enum"] = list(
            column.allowed
            if isinstance(column.allowed, tuple)
            else terms_of(project.framework, column.allowed.framework, own)
        )
    return limits


def _foreign_key(
    name: str, heading: str, column: Column, frames: Mapping[str, pd.DataFrame]
) -> dict[str, Any] | None:
    """Return where a column leads to; nothing where not all of it is in the package."""
    if column.references is None or _TYPES[column.type] == "list":
        return None
    other, target = column.references.split(".")
    frame, towards = frames[name], frames.get(other)
    if towards is None or target not in towards.columns:
        return None
    own, wanted = [heading], [target]
    # A key of two columns of which one is blank would lead nowhere.
    both = heading != "site" and "site" in frame.columns and "site" in towards.columns
    if both and frame[heading].notna().all():
        own, wanted = ["site", heading], ["site", target]
    there = set(towards[wanted].itertuples(index=False, name=None))
    if not set(frame[own].dropna().itertuples(index=False, name=None)) <= there:
        return None
    where = {"fields": wanted} if other == name else {"resource": other, "fields": wanted}
    return {"fields": own, "reference": where}
