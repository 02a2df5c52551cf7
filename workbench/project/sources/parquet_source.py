"""Parquet files as text; their types decide how a value is spelt, the checks what it means."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from workbench.errors import Problem
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.raw_tables import RawSheet


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
        table = pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError) as error:
        problems.add(
            Problem(
                file=path.name,
                found=str(error).splitlines()[0][:120] if path.stat().st_size else "an empty file",
                expected="a Parquet file",
                advice="Write the file again, or delete it if the table is not needed.",
            ),
            common=True,
        )
        return None
    columns = []
    for name, column in zip(table.column_names, table.columns, strict=True):
        texts = _texts(column)
        if texts is None:
            problems.add(_not_plain(path.name, name, column.type), common=True)
            texts = [""] * len(column)
        columns.append(texts)
    records = [[str(name) for name in table.column_names], *map(list, zip(*columns, strict=True))]
    return RawSheet(file=path.name, records=records, numbers=range(1, len(records) + 1))


def _texts(column: pa.ChunkedArray) -> list[str] | None:
    """Return the values as text, "" where there is none; ``None`` for types that are no text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_boolean(kind):
        column = pc.if_else(column, "yes", "no")
    elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        column = pc.strftime(column, format="%Y-%m-%d")
    elif pa.types.is_null(kind):
        return [""] * len(column)
    elif not (
        pa.types.is_integer(kind)
        or pa.types.is_floating(kind)
        or pa.types.is_decimal(kind)
        or pa.types.is_string(kind)
        or pa.types.is_large_string(kind)
        or pa.types.is_string_view(kind)
    ):
        return None
    if pa.types.is_floating(kind):
        column = pc.if_else(pc.is_nan(column), None, column)
    texts: list[str] = pc.fill_null(column.cast(pa.large_string()), "").to_pylist()
    return texts


def _not_plain(file: str, column: str, kind: pa.DataType) -> Problem:
    return Problem(
        file=file,
        row=1,
        column=column,
        found=f"values of the type {kind}",
        expected="texts, numbers, dates or booleans",
        advice="Convert the column before writing the file.",
    )
