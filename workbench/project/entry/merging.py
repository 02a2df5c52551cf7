"""Bring together what several people sent back: filled entry workbooks, and answers to our forms.

Rows that are not there yet are added, equal rows count once, and rows that contradict each other
are named with what each says, and left to a person. Nothing that stands in the project is changed;
the files as they were are kept in the folder ``before-merge``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd

from workbench.errors import InvalidInput, NothingToShow, Problem
from workbench.project.checks.table_check import Checked, check_table
from workbench.project.entry.adding import add_rows
from workbench.project.entry.answers import read_answers
from workbench.project.entry.forms import Form, partner_form, score_form
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.conventions import settled_table
from workbench.project.sources.folder_tables import NOT_TABLES
from workbench.project.sources.raw_tables import RawTable, heading_key
from workbench.project.sources.reader import READABLE, read_sheets
from workbench.project.store.reading import read_project

if TYPE_CHECKING:
    from workbench.project.store.project import Project

KEPT: Final = "before-merge"
"""Folder of a project that holds the tables as they were before rows were added."""

_SHOWN = 40

Key: TypeAlias = tuple[object, ...]


@dataclass(slots=True)
class Given:
    """What one file gave to one table, in rows.

    Attributes
    ----------
    file, table : str
        Which.
    new, known, contradicting, refused : int
        Rows added; that stand in the project or another file already, word for word; that say
        something else than those; and that cannot be read.
    """

    file: str
    table: str
    new: int = 0
    known: int = 0
    contradicting: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """All rows of the table in the file."""
        return self.new + self.known + self.contradicting + self.refused

    def __str__(self) -> str:
        """Give the counts in a line, where there is anything."""
        said = [
            f"{number} {word}"
            for number, word in (
                (self.new, "new"),
                (self.known, "there already"),
                (self.contradicting, "contradicting"),
                (self.refused, "refused"),
            )
            if number
        ]
        return f"{self.file}, {self.table}: {self.rows} = {' + '.join(said)}"


@dataclass(frozen=True, slots=True)
class MergeAccount:
    """What became of every row that was returned.

    Attributes
    ----------
    given : tuple of Given
        By file and table.
    problems : tuple of Problem
        Rows that were not taken, and why.
    blocks : tuple of Problem
        Errors that the project has with the new rows, and did not have before.
    written : bool
        Whether the rows were added to the project.
    """

    given: tuple[Given, ...]
    problems: tuple[Problem, ...]
    blocks: tuple[Problem, ...]
    written: bool

    @property
    def new(self) -> int:
        """Rows that are new to the project."""
        return sum(one.new for one in self.given)

    def __str__(self) -> str:
        """Give the account: counts by file, then what was not taken, then what to do next."""
        lines = [f"  {one}" for one in self.given]
        for head, problems in (("Not taken:", self.problems), ("To mend:", self.blocks)):
            if problems:
                lines += [head, *(f"  - {one}" for one in problems[:_SHOWN])]
            if len(problems) > _SHOWN:
                lines.append(f"  … and {len(problems) - _SHOWN} more")
        rows = f"{self.new} row{'' if self.new == 1 else 's'}"
        if self.new and self.written:
            lines.append(f"Added {rows}; the tables as they were are in {KEPT}.")
        else:
            lines.append(f"{rows} would be added; nothing was written." if self.new
                         else "There is nothing new; nothing was written.")  # fmt: skip
        return "\n".join(lines)


def merge(folder: Path | str, files: Sequence[Path], *, dry_run: bool = False) -> MergeAccount:
    """Add to a project the rows that people sent back.

    Parameters
    ----------
    folder : Path or str
        Folder of the project.
    files : sequence of Path
        Entry workbooks that people filled in, and answers to the forms of
        :mod:`workbench.project.entry.forms` as KoboToolbox or ODK gives them back (.xlsx or .csv).
    dry_run : bool
        Say what would be added, and write nothing.

    Returns
    -------
    MergeAccount
        What became of every row.

    Raises
    ------
    InvalidInput
        The project cannot be read, or a file is neither an entry workbook nor answers to a form.
    """
    folder = Path(folder)
    project = read_project(folder)
    merging = _Merging(project)
    for file in files:
        merging.take(file)
    fresh = merging.fresh()
    if not fresh:
        return MergeAccount(tuple(merging.given), tuple(merging.problems), (), written=False)
    blocks = add_rows(project, fresh, kept=KEPT, dry_run=dry_run)
    return MergeAccount(tuple(merging.given), tuple(merging.problems), blocks, written=not dry_run)


@dataclass(slots=True)
class _Held:
    """A row, where it came from, and whether others say something else."""

    file: str
    values: dict[str, object]
    given: Given
    disputed: bool = False


@dataclass(slots=True)
class _Merging:
    """Rows returned so far, beside those of the project."""

    project: Project
    given: list[Given] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    held: dict[str, dict[Key, _Held]] = field(default_factory=dict)
    forms: list[Form] = field(init=False)
    here: dict[str, dict[Key, dict[str, object]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forms = list(_forms(self.project))

    def take(self, file: Path) -> None:
        """Read one file and sort its rows."""
        found = ProblemList()
        readable = file.suffix.casefold() in READABLE
        tables = list(self._tables(file, found)) if readable else []
        if not tables:
            reasons = [one for one in found.found if one.severity == "error"]
            message = (
                f"{file.name} is neither a filled entry workbook of this project nor answers to "
                "one of its forms."
            )
            raise InvalidInput(message, reasons)
        sites = [*self.project.sites, *_listed_sites(tables)]
        for raw, from_form in tables:
            checked = check_table(raw, self.project.framework, sites, found)
            self._sort(checked, from_form=from_form)
        self.problems += [
            one for one in found.found if one.severity == "error" or one.row or one.column
        ]

    def _tables(self, file: Path, found: ProblemList) -> Iterator[tuple[RawTable, bool]]:
        for sheet in read_sheets(file, found):
            title = heading_key(sheet.sheet or file.stem)
            if title in NOT_TABLES:
                continue
            answers = read_answers(self.forms, sheet)
            if answers is not None:
                self.problems += answers.problems
                yield from ((raw, True) for raw in answers.tables.values())
            elif title in declaration().tables:
                raw = settled_table(title, sheet, found)
                if raw is not None and len(raw.rows):
                    yield raw, False

    def _sort(self, checked: Checked, *, from_form: bool) -> None:
        """Hold each row against those of the project and of the files before."""
        given = Given(checked.raw.file, checked.name)
        self.given.append(given)
        spoilt = np.array(checked.excluded)
        for reported in checked.reported.values():
            spoilt |= reported
        given.refused = int(spoilt.sum())
        held = self.held.setdefault(checked.name, {})
        here = self._here(checked.name)
        columns = [name for name in checked.table.columns if name in checked.at]
        rows = checked.frame.loc[~spoilt, columns]
        for record, key, values in _keyed(rows, checked.table.key):
            other, place = here.get(key), "the project"
            if other is None and key in held:
                other, place = held[key].values, held[key].file
            if other is None:
                held[key] = _Held(given.file, values, given)
                given.new += 1
            elif not (differing := _differing(values, other)):
                given.known += 1
            else:
                given.contradicting += 1
                self._dispute(checked, record, differing[0], place, from_form=from_form)
                if key not in here and not held[key].disputed:
                    held[key].disputed = True
                    held[key].given.new -= 1
                    held[key].given.contradicting += 1

    def _here(self, table: str) -> dict[Key, dict[str, object]]:
        if table not in self.here:
            keyed = _keyed(self.project.table(table), declaration().table(table).key)
            self.here[table] = {key: values for _, key, values in keyed}
        return self.here[table]

    def _dispute(
        self,
        checked: Checked,
        record: int,
        differing: tuple[str, object, object],
        place: str,
        *,
        from_form: bool,
    ) -> None:
        column, mine, other = differing
        raw = checked.raw
        self.problems.append(
            Problem(
                file=raw.file,
                sheet=raw.sheet,
                row=int(raw.rows[record]),
                column=column if from_form else raw.header[checked.at[column]],
                found=_spelt(mine),
                expected=f"'{_spelt(other)}', as {place} says",
                advice="Find out which is right; neither was added."
                if place != "the project"
                else "Find out which is right; the project was left as it is.",
            )
        )

    def fresh(self) -> dict[str, pd.DataFrame]:
        """Return the new rows by table, without those that contradict each other."""
        found = {}
        for name in declaration().tables:
            rows = [one.values for one in self.held.get(name, {}).values() if not one.disputed]
            if rows:
                found[name] = conform(name, pd.DataFrame(rows))
        return found


def _forms(project: Project) -> Iterator[Form]:
    for make in (score_form, partner_form):
        try:
            yield make(project)
        except NothingToShow:
            continue


def _listed_sites(tables: Sequence[tuple[RawTable, bool]]) -> list[str]:
    return [
        str(site)
        for raw, _ in tables
        if raw.name == "sites" and "site" in raw.header
        for site in raw.columns[raw.header.index("site")]
    ]


def _keyed(frame: pd.DataFrame, key: Sequence[str]) -> Iterator[tuple[int, Key, dict[str, object]]]:
    """Return each row with its number and its key; blanks are None."""
    plain = frame.astype("object").where(frame.notna(), None)
    for record, values in zip(plain.index, plain.to_dict("records"), strict=True):
        row = {str(column): value for column, value in values.items()}
        yield int(record), tuple(row.get(column) for column in key), row


def _differing(
    mine: Mapping[str, object], other: Mapping[str, object]
) -> list[tuple[str, object, object]]:
    """List the columns that both have and in which they say something else."""
    return [
        (column, value, other[column])
        for column, value in mine.items()
        if column in other and value != other[column]
    ]


def _spelt(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return str(value)
