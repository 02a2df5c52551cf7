"""Parquet files as text; their types decide how a value is spelt, the checks what it means."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from workbench.errors import Problem
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.raw_tables import RawSheet, fits


def read_parquet(path: Path, problems: ProblemList) -> RawSheet | None:
    """Read a Parquet file; row 1 stands for its column names.

    Parameters
    ----------
    path : Path
        The file.
    problems : ProblemList
        Takes what is wrong with the file or with a column's type.

    Returns
    -------
    RawSheet or None
        ``None`` where nothing can be read; the problem is then in ``problems``.
    """
    try:
        content = path.read_bytes()
        opened = pq.ParquetFile(io.BytesIO(content))
        shape = opened.metadata
        if not fits(shape.num_rows, max(shape.num_columns, 1), len(content)):
            problems.add(_swollen(path.name, shape.num_rows, shape.num_columns), common=True)
            return None
        schema = opened.schema_arrow
        named = schema.names
        if twice := next((name for name in named if named.count(name) > 1), None):
            message = f"the column {str(twice)[:40]} twice"
            raise ValueError(message)  # noqa: TRY301 - told as every other fault of the file
        # Texts stay with their dictionary, so that one long text in many rows is kept once.
        names = [field.name for field in schema if _is_text(field)]
        table = pq.read_table(io.BytesIO(content), read_dictionary=names)
        columns = [
            _column(path.name, str(name), column, problems)
            for name, column in zip(table.column_names, table.columns, strict=True)
        ]
    except (pa.ArrowException, OSError, ValueError, NotImplementedError, OverflowError) as error:
        problems.add(_unreadable(path, error), common=True)
        return None
    records = [[str(name) for name in table.column_names], *map(list, zip(*columns, strict=True))]
    return RawSheet(file=path.name, records=records, numbers=range(1, len(records) + 1))


def _unreadable(path: Path, error: Exception) -> Problem:
    said = (str(error).splitlines() or [""])[0][:120]
    empty = path.is_file() and path.stat().st_size == 0
    return Problem(
        file=path.name,
        found="an empty file" if empty else said or "a damaged file",
        expected="a Parquet file",
        advice="Write the file again, or delete it if the table is not needed.",
    )


def _swollen(file: str, rows: int, columns: int) -> Problem:
    return Problem(
        file=file,
        found=f"{rows:,} rows and {columns:,} columns in a small file",
        expected="a table of the size that its file has",
        advice="Write the file again with the rows that are needed.",
    )


def _is_text(field: pa.Field) -> bool:
    return bool(pa.types.is_string(field.type) or pa.types.is_large_string(field.type))


def _column(file: str, name: str, column: pa.ChunkedArray, problems: ProblemList) -> Sequence[str]:
    """Return a column as text; what cannot be text is told and left blank."""
    try:
        texts = _texts(column)
    except UnicodeDecodeError:
        problems.add(_not_utf8(file, name), common=True)
        return [""] * len(column)
    if texts is None:
        problems.add(_not_plain(file, name, column.type), common=True)
        return [""] * len(column)
    return texts


def _texts(column: pa.ChunkedArray) -> Sequence[str] | None:
    """Return the values as text, "" where there is none; ``None`` for types that are no text."""
    kind = column.type
    if pa.types.is_null(kind):
        return [""] * len(column)
    if not pa.types.is_dictionary(kind):
        plain = _spelt(column, kind)
        if plain is None:
            return None
        column = plain.dictionary_encode()
    column = column.unify_dictionaries()
    codes = np.concatenate(
        [np.empty(0, int), *(pc.fill_null(part.indices, -1).to_numpy() for part in column.chunks)]
    )
    values = column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.string())
    if pa.types.is_dictionary(kind):
        spelt = _spelt(pa.chunked_array([values]), values.type)
        if spelt is None:
            return None
        values = spelt
    distinct = np.array([*(text or "" for text in values.to_pylist()), ""], dtype=object)
    texts: list[str] = distinct[codes.astype(np.intp)].tolist()
    return texts


def _spelt(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray | None:
    """Spell values as in CSV; ``None`` for types that are no text."""
    types = pa.types
    if types.is_boolean(kind):
        column = pc.if_else(column, "yes", "no")
    elif types.is_date(kind) or types.is_timestamp(kind):
        column = pc.strftime(column, format="%Y-%m-%d")
    elif types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), None, column)
    elif not (types.is_integer(kind) or types.is_decimal(kind) or types.is_string(kind)
              or types.is_large_string(kind) or types.is_string_view(kind)):  # fmt: skip
        return None
    return column.cast(pa.large_string())


def _not_utf8(file: str, column: str) -> Problem:
    return Problem(
        file=file,
        row=1,
        column=column,
        found="bytes that are no text",
        expected="text in UTF-8",
        advice="Write the file again with its texts in UTF-8.",
    )


def _not_plain(file: str, column: str, kind: pa.DataType) -> Problem:
    return Problem(
        file=file,
        row=1,
        column=column,
        found=f"values of the type {kind}",
        expected="texts, numbers, dates or booleans",
        advice="Convert the column before writing the file.",
    )
