"""Bring together what several people sent back: entry workbooks, answers to forms, Word reports.

Rows that are not there yet are added, equal rows count once, and rows that contradict each other
are named with what each says, and left to a person. Nothing that stands in the project is changed;
the files as they were are kept in the folder ``before-merge``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pandas as pd

from workbench.errors import Problem, nearest
from workbench.project.checks.cells import suggestion
from workbench.project.checks.table_check import Checked, check_table
from workbench.project.entry.adding import add_rows
from workbench.project.entry.answers import read_answers, typed_table
from workbench.project.entry.form_parts import Form
from workbench.project.entry.forms import project_forms
from workbench.project.entry.reviewing import ReviewedProject
from workbench.project.entry.word_file import OTHER_TEXTS, WORD_FILES, WordFault
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform
from workbench.project.sources.cell_problems import ProblemList, also_rows
from workbench.project.sources.conventions import settled_columns, settled_table
from workbench.project.sources.folder_tables import NOT_TABLES, open_tables
from workbench.project.sources.raw_tables import RawSheet, RawTable, find_header, heading_key
from workbench.project.sources.reader import READABLE, read_sheets
from workbench.project.store.reading import read_project

if TYPE_CHECKING:
    from workbench.project.store.project import Project

KEPT: Final = "before-merge"
"""Folder of a project that holds the tables as they were before rows were added."""

_SHOWN = 40
_TITLED: Final = (
    ("sites", "site", "name"), ("components", "component", "title"), ("actors", "actor", "name"),
)  # fmt: skip
"""Tables whose rows people call by a title: table, short name, title."""

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
    told : tuple of Problem
        How files were read.
    problems : tuple of Problem
        What was not taken, and why.
    blocks : tuple of Problem
        Errors that the project has with the new rows, and did not have before.
    written : bool
        Whether the rows were added to the project.
    """

    given: tuple[Given, ...]
    told: tuple[Problem, ...]
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
        for head, problems in (
            ("How it was read:", self.told),
            ("Not taken:", self.problems),
            ("To mend:", self.blocks),
        ):
            if problems:
                lines += [head, *(f"  - {one}" for one in problems[:_SHOWN])]
            if len(problems) > _SHOWN:
                lines.append(f"  … and {len(problems) - _SHOWN} more")
        rows = f"{self.new} row{'' if self.new == 1 else 's'}"
        if not self.new:
            lines.append("There is nothing new; nothing was written.")
        elif self.written:
            lines.append(f"Added {rows}; the tables as they were are in {KEPT}.")
        else:
            lines.append(f"{rows} would be added; nothing was written.")
        return "\n".join(lines)


def merge(
    folder: Path | str, files: Sequence[Path], *, dry_run: bool = False, site: str | None = None
) -> MergeAccount:
    """Add to a project the rows that people sent back.

    Parameters
    ----------
    folder : Path or str
        Folder of the project.
    files : sequence of Path
        Entry workbooks that people filled in, and answers to the forms of
        :mod:`workbench.project.entry.forms` as KoboToolbox or ODK gives them back (.xlsx or .csv);
        reports as Word files, whose comments and tracked changes become rows of ``feedback``.
    dry_run : bool
        Say what would be added, and write nothing.
    site : str, optional
        Site of the Word files, for those that no longer say it.

    Returns
    -------
    MergeAccount
        What became of every row.

    Raises
    ------
    InvalidInput
        The project cannot be read.
    """
    folder = Path(folder)
    project = read_project(folder)
    merging = _Merging(project, site)
    # Remarks take the numbers that are free, so they come after rows that have theirs.
    for file in sorted(files, key=lambda one: one.suffix.casefold() in WORD_FILES):
        merging.take(file)
    fresh = merging.fresh()
    blocks = add_rows(project, fresh, kept=KEPT, dry_run=dry_run) if fresh else ()
    problems = tuple(_grouped(merging.problems))
    written = bool(fresh) and not dry_run
    return MergeAccount(tuple(merging.given), tuple(merging.told), problems, blocks, written)


@dataclass(slots=True)
class _Held:
    """A row, where it came from, and whether others say something else."""

    raw: RawTable
    row: int
    values: dict[str, object]
    given: Given
    disputed: bool = False

    def place(self, other: RawTable) -> str:
        """Return where the row stands, as seen from a table."""
        return f"row {self.row}" if self.raw is other else f"{self.raw.file}, row {self.row},"


@dataclass(slots=True)
class _Merging:
    """Rows returned so far, beside those of the project."""

    project: Project
    site: str | None = None
    given: list[Given] = field(default_factory=list)
    told: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    held: dict[str, dict[Key, _Held]] = field(default_factory=dict)
    forms: list[Form] = field(init=False)
    tables: dict[str, RawTable] = field(init=False)
    here: dict[str, dict[Key, dict[str, object]]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forms = project_forms(self.project)
        # Also the rows that an error keeps out of a run: they stand in the files all the same.
        self.tables = open_tables(self.project.folder, ProblemList())
        for table, key, called in _TITLED:
            rows = self.project.table(table)
            for title, name in zip(rows[called].str.casefold(), rows[key], strict=True):
                if title != name.casefold():  # else only its capitals are wrong
                    self.titles.setdefault(title, f"It is called '{name}' in {table}; write that.")

    def _rows_here(self, table: str) -> dict[Key, dict[str, object]]:
        """Return the rows of the project by key; a table is checked when rows of it come back."""
        if table not in self.here and table in self.tables:
            rows = self._checked(self.tables[table], self.project.sites, ProblemList()).frame
            keyed = _keyed(rows, declaration().table(table).key)
            self.here[table] = {key: values for _, key, values in keyed}
        return self.here.get(table, {})

    def _checked(self, raw: RawTable, sites: Sequence[str], problems: ProblemList) -> Checked:
        """Check a table by itself; rows with one key are compared here."""
        settings, framework = self.project.settings, self.project.framework
        return check_table(raw, framework, sites, problems, settings.funders, repeats_follow=True)

    def take(self, file: Path) -> None:
        """Read one file and sort its rows; one that cannot be used is named and passed over."""
        found = ProblemList()
        offered = []
        if file.name.startswith("~$"):
            found.add(_of_file(file, "a lock file of an open workbook", "It was passed over."))
            self.told += found.found
            return
        if not file.is_file():
            found.add(_of_file(file, *_no_file(file)))
        elif file.suffix.casefold() in READABLE:
            offered = list(self._tables(file, found))
        elif file.suffix.casefold() in WORD_FILES | OTHER_TEXTS:
            offered = list(self._review(file, found))
        if not offered and not found.found and file.suffix.casefold() not in WORD_FILES:
            found.add(
                _of_file(
                    file,
                    "no sheet named after a table, and no heading that is a question of a form",
                    "Send the workbook that 'workbench new' made, or the answers with headings.",
                )
            )
        tables = [one for one in offered if len(one[0].rows)]  # a sheet may be left blank
        for raw, from_form in tables:
            for one in self._check(raw, [*self.project.sites, *_listed_sites(tables)]):
                found.add(replace(one, cell=None) if from_form else one)
        for one in found.found:
            (self.problems if one.severity == "error" else self.told).append(self._named(one))

    def _tables(self, file: Path, found: ProblemList) -> Iterator[tuple[RawTable, bool]]:
        for sheet in read_sheets(file, found):
            named = sheet.sheet or file.stem
            title = heading_key(named)
            if named.strip().casefold() in NOT_TABLES or not any(map(any, sheet.records)):
                continue
            answers = None if _has_key(title, sheet) else read_answers(self.forms, sheet)
            if answers is not None:
                for problem in answers.problems:
                    found.add(problem)
                yield from ((settled_columns(raw, found), True) for raw in answers.tables.values())
            elif title in declaration().tables:
                raw = settled_table(title, sheet, found)
                if raw is not None:
                    yield raw, False
            elif sheet.sheet:
                near = nearest(title, declaration().tables)
                guess = f" Is it '{near}'? Then call it that." if near else ""
                found.add(
                    replace(
                        _of_file(file, sheet.sheet, f"It was not read.{guess}"),
                        sheet=sheet.sheet,
                        expected="a sheet called like its table, such as sites",
                    )
                )

    def _known(self, table: str) -> Iterator[Mapping[str, object]]:
        """Yield the rows of a table that are there, in the project or from files before."""
        yield from self._rows_here(table).values()
        yield from (one.values for one in self.held.get(table, {}).values())

    def _review(self, file: Path, found: ProblemList) -> Iterator[tuple[RawTable, bool]]:
        """Read what readers wrote into the Word file of a report."""
        if file.suffix.casefold() in OTHER_TEXTS:
            advice = "Save it as a Word document (.docx) and merge that."
            found.add(_of_file(file, f"a file {file.suffix}", advice))
            return
        names = {str(row["site"]): str(row["name"]) for row in self._known("sites")}
        settings = self.project.settings
        try:
            report = ReviewedProject(settings.title, names, self._known, settings.as_of).read(
                file, self.site
            )
        except WordFault as fault:
            expected = "the Word file of a report of this project"
            found.add(replace(_of_file(file, str(fault), fault.advice), expected=expected))
            return
        for one in report.told:
            found.add(one)
        if report.known:
            self.given.append(Given(file.name, "feedback", known=report.known))
        for table, rows in (("people", report.people), ("feedback", report.feedback)):
            if rows:
                yield typed_table(table, file.name, list(enumerate(rows, start=1))), True

    def _check(self, raw: RawTable, sites: Sequence[str]) -> list[Problem]:
        """Check one table and sort its rows; under a wrong heading none of them can be trusted."""
        own = ProblemList()
        checked = self._checked(raw, sites, own)
        given = Given(raw.file, raw.name)
        self.given.append(given)
        spoilt = np.array(checked.excluded)
        for reported in checked.reported.values():
            spoilt |= reported
        if own.common:
            spoilt[:] = True
        given.refused = int(spoilt.sum())
        columns = [name for name in checked.table.columns if name in checked.at]
        for record, key, values in _keyed(checked.frame.loc[~spoilt, columns], checked.table.key):
            self._sort(checked, given, record, key, values)
        return own.found

    def _sort(
        self,
        checked: Checked,
        given: Given,
        record: int,
        key: Key,
        values: dict[str, object],
    ) -> None:
        """Hold one row against those of the project and of the files before."""
        held, here = self.held.setdefault(checked.name, {}), self._rows_here(checked.name)
        before = None if key in here else held.get(key)
        other = here.get(key) if before is None else before.values
        if other is None:
            held[key] = _Held(checked.raw, int(checked.raw.rows[record]), values, given)
            given.new += 1
            return
        differing = _differing(values, other)
        if not differing:
            given.known += 1
            return
        given.contradicting += 1
        place = "the project" if before is None else before.place(checked.raw)
        columns = checked.table.columns
        named = min(differing, key=lambda one: columns[one[0]].type == "date")  # a day says least
        self._dispute(checked, record, named, place)
        if before is not None and not before.disputed:
            before.disputed = True
            before.given.new -= 1
            before.given.contradicting += 1

    def _dispute(
        self, checked: Checked, record: int, differing: tuple[str, object, object], place: str
    ) -> None:
        column, mine, other = differing
        raw = checked.raw
        self.problems.append(
            Problem(
                file=raw.file,
                sheet=raw.sheet,
                row=int(raw.rows[record]),
                column=raw.header[checked.at[column]],
                found=_spelt(mine),
                expected=f"'{_spelt(other)}', as {place} says",
                advice="Find out which is right; neither was added."
                if place != "the project"
                else "Find out which is right; the project was left as it is.",
            )
        )

    def _named(self, problem: Problem) -> Problem:
        """Say what a title means, where somebody wrote it for the short name."""
        advice = self.titles.get(problem.found.casefold())
        if advice is None or problem.severity != "error" or not problem.row:
            return problem
        return replace(problem, advice=advice)

    def _unknown_site(self, held: _Held, site: str, listed: Collection[str]) -> Problem:
        meant = self.titles.get(site.casefold()) or suggestion(site, listed)
        return Problem(
            file=held.raw.file,
            sheet=held.raw.sheet,
            row=held.row,
            column="site",
            found=site,
            expected="a site of the project",
            advice=meant or "Correct it, or return a sheet sites that has it.",
        )

    def fresh(self) -> dict[str, pd.DataFrame]:
        """Return the new rows by table, without what is contradicted or of a site unknown."""
        rows_of_sites = (*self._rows_here("sites"), *self.held.get("sites", ()))
        listed = {str(key[0]) for key in rows_of_sites}
        found = {}
        for name, table in declaration().tables.items():
            rows = []
            for key, one in self.held.get(name, {}).items():
                if one.disputed:
                    continue
                if table.per_site and key[0] not in listed:
                    one.given.new -= 1
                    one.given.refused += 1
                    self.problems.append(self._unknown_site(one, str(key[0]), listed))
                else:
                    rows.append(one.values)
            if rows:
                found[name] = conform(name, pd.DataFrame(rows))
        return found


def _has_key(title: str, sheet: RawSheet) -> bool:
    """Tell a table by the headings of its key: some forms ask what a table has, but not for it."""
    table = declaration().tables.get(title)
    if table is None:
        return False
    header = sheet.records[find_header(sheet.records, table)]
    return set(table.key) <= {heading_key(heading) for heading in header}


def _no_file(path: Path) -> tuple[str, str]:
    """Say what stands in place of a file, and what to do."""
    if path.is_dir():
        return "a folder", f"Name the files in it, such as {path.name}/*.xlsx."
    if set("*?[") & set(path.name):
        return "no file that fits the pattern", "Look at the folder, and at the end of their names."
    return "no such file", "Look at how its name is spelt."


def _of_file(file: Path, found: str, advice: str) -> Problem:
    expected = "an entry workbook, answers to a form, or a report in Word, all of this project"
    return Problem(file=file.name, found=found, expected=expected, advice=advice)


def _grouped(problems: Sequence[Problem]) -> Iterator[Problem]:
    """Say the same of several rows once, with their numbers."""
    alike: dict[Problem, list[Problem]] = {}
    for one in problems:
        alike.setdefault(replace(one, row=None, cell=None), []).append(one)
    for first, *others in alike.values():
        also = also_rows({one.row or 0 for one in others} - {first.row or 0})
        yield replace(first, advice=f"{first.advice} {also}".strip())


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
