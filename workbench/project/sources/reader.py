"""The one reader of files with tables, for projects and for imports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.csv_source import read_csv
from workbench.project.sources.parquet_source import read_parquet
from workbench.project.sources.raw_tables import RawSheet
from workbench.project.sources.workbook_source import WORKBOOKS, read_workbook

TEXTS: Final = frozenset({".csv", ".tsv", ".txt"})
"""Endings of text files with cells."""

READABLE: Final = TEXTS | WORKBOOKS | {".parquet"}
"""Endings of all files that are read."""


def read_sheets(path: Path, problems: ProblemList, *, only: Sequence[str] = ()) -> list[RawSheet]:
    """Read a file by the ending of its name.

    Parameters
    ----------
    path : Path
        File with one of the endings of :data:`READABLE`.
    problems : ProblemList
        Takes what is wrong with the file, and what was decided to read it.
    only : sequence of str
        Sheets of a workbook; ``""`` is the first visible one. All sheets by default.

    Returns
    -------
    list of RawSheet
        One sheet, or those of a workbook; empty where nothing can be read.

    Raises
    ------
    UnknownName
        A workbook has no sheet of one of these names.
    """
    suffix = path.suffix.casefold()
    if suffix in WORKBOOKS:
        return read_workbook(path, problems, only=only)
    if suffix == ".parquet":
        sheet = read_parquet(path, problems)
    else:
        sheet = read_csv(path, problems, "\t" if suffix == ".tsv" else None)
    return [] if sheet is None else [sheet]
