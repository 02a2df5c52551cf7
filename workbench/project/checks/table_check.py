"""Check one table: headings, cells, required values and keys; what is right becomes a frame.

Every cell with a problem is reported once. It becomes missing in the frame; its row stays out only
if without it the row could not be named.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import Problem, nearest
from workbench.frameworks import Framework
from workbench.frameworks.funders import FunderProfile
from workbench.project.checks.cells import CONTROL, CellRule, Parsed, parse
from workbench.project.schema.declaration import Column, FrameworkList, Table, declaration
from workbench.project.schema.frames import DTYPES, blank_column, missing_value
from workbench.project.schema.lists import terms_of
from workbench.project.sources.cell_problems import CellProblem, ProblemList, also_rows
from workbench.project.sources.raw_tables import RawTable, Texts, heading_key

RecordNumbers = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]
_MOST_NAMED = 5
MOST_ADVISED: Final = 2000
"""Distinct cells of a column that get a nearest name as advice: a comparison with all."""

MOST_COMPARED: Final = 100_000
"""Pairs of names that are compared in a column, about a second's work."""

_NAMES = frozenset({"identifier", "identifiers"})


@dataclass(frozen=True, eq=False, kw_only=True)
class Checked:
    """One table on its way from text to values. Its arrays are filled in check by check.

    Attributes
    ----------
    name : str
        Name of the table.
    raw : RawTable
        What the file has.
    table : Table
        What the declaration says.
    at : mapping of str to int
        Position in the file of each column that is there.
    text : mapping of str to array of str
        Cells without stray blanks, by column.
    frame : pandas.DataFrame
        Values; the index counts the records of the file.
    reported : mapping of str to array of bool
        Cells whose problem is already in the problems.
    excluded : array of bool
        RecordNumbers that stay out of the project.
    sites : array of (str or None)
        The site that each record's problems stop; for a misspelt site, the one it must mean.
    problems : ProblemList
        Takes the problems.
    known_sites : frozenset of str
        Sites as the table of sites spells them, right or wrong.
    """

    name: str
    raw: RawTable
    table: Table
    at: Mapping[str, int]
    text: Mapping[str, Texts]
    frame: pd.DataFrame
    reported: Mapping[str, Mask]
    excluded: Mask
    sites: Texts
    problems: ProblemList
    known_sites: frozenset[str]

    def report(
        self,
        record: int,
        column: str,
        problem: CellProblem,
        *,
        found: str | None = None,
    ) -> None:
        """Add a problem at a cell; an error marks the cell as reported."""
        if problem.severity == "error":
            self.reported[column][record] = True
        self.problems.add(
            self.raw.problem(
                problem,
                found=str(self.text[column][record]) if found is None else found,
                record=record,
                column=self.at.get(column),
                heading=column,
                site=self.sites[record],
            )
        )

    def report_group(
        self, records: Sequence[int], column: str, problem: CellProblem, *, found: str | None = None
    ) -> None:
        """Add one problem for cells that share it: it stands at the first and names the rows.

        An error stops the sites of all of them.
        """
        first, *others = records
        rows = {int(self.raw.rows[record]) for record in others} - {int(self.raw.rows[first])}
        advice = f"{problem.advice} {also_rows(rows)}".strip()
        self.report(first, column, replace(problem, advice=advice), found=found)
        if problem.severity == "error":
            self.reported[column][others] = True
            sites = dict.fromkeys(self.sites[others])
            added = self.problems.found[-1]
            self.problems.shared += [
                (site, added) for site in sites if site not in (None, added.site)
            ]

    def refuse(
        self, record: int, column: str, problem: CellProblem, *, found: str | None = None
    ) -> None:
        """Report a problem at a cell and make the cell missing."""
        self.report(record, column, problem, found=found)
        self.discard(column, [record])

    def discard(self, column: str, records: Sequence[int] | RecordNumbers) -> None:
        """Make cells missing; where they name the row or another table's, the row stays out."""
        if len(records) == 0:
            return
        declared = self.table.columns[column]
        if column in self.table.key or (declared.required and declared.references):
            self.excluded[records] = True
        self.frame.loc[records, column] = missing_value(declared.type)

    @property
    def sites_with_errors(self) -> frozenset[str]:
        """Sites that have an error in this table, so that what seems absent may only be wrong."""
        wrong = np.array(self.excluded)
        for reported in self.reported.values():
            wrong |= reported
        return frozenset(site for site in self.sites[wrong] if site is not None)


Tables = Mapping[str, Checked]
"""Tables of a project on their way from text to values, by name."""


def usable_rows(tables: Tables, name: str) -> pd.DataFrame:
    """Return the rows of a table that are not excluded; the index counts the records of the file.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    name : str
        Name of the table; one that is not there has no rows.
    """
    checked = tables.get(name)
    return pd.DataFrame() if checked is None else checked.frame.loc[~checked.excluded]


def leave_out_gaps(tables: Tables, names: Iterable[str]) -> None:
    """Leave out rows without what they cannot do without; it is told at the cell already.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    names : iterable of str
        Names of those to look at.
    """
    for name in names:
        rows = usable_rows(tables, name)
        if not rows.empty:
            needed = [key for key, of in tables[name].table.columns.items() if of.required]
            tables[name].excluded[rows.index[rows[needed].isna().any(axis="columns")]] = True


def report_by_site(checked: Checked, rows: pd.DataFrame, column: str, problem: CellProblem) -> None:
    """Report the same thing once for each site, with the rows it holds for.

    Parameters
    ----------
    checked : Checked
        The table.
    rows : pandas.DataFrame
        Rows of it, with their index.
    column : str
        Column whose cells have the problem.
    problem : CellProblem
        What it is.
    """
    for alike in rows.groupby("site", sort=False).groups.values():
        checked.report_group(alike.tolist(), column, problem)


def rule_of(column: Column, framework: Framework, own: Sequence[FunderProfile] = ()) -> CellRule:
    """Fill the framework's scales and lists into a column's declaration.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> rule_of(declaration().table("scores").columns["use"], load("ipsr")).maximum
    9
    """
    low, high = column.minimum, column.maximum
    if column.type == "level":
        wanted = ("readiness", "use") if column.scale == "dimension" else (str(column.scale),)
        scales = [framework.scales[dimension] for dimension in wanted]
        low = min(scale.minimum for scale in scales)
        high = max(scale.maximum for scale in scales)
    allowed = column.allowed or ()
    if isinstance(allowed, FrameworkList):
        allowed = tuple(terms_of(framework, allowed.framework, own))
    return CellRule(column=column, minimum=low, maximum=high, allowed=allowed)


def check_table(
    raw: RawTable,
    framework: Framework,
    known_sites: Iterable[str],
    problems: ProblemList,
    own: Sequence[FunderProfile] = (),
    *,
    titles: Mapping[str, str] = MappingProxyType({}),
    links_follow: bool = False,
    repeats_follow: bool = False,
) -> Checked:
    """Check a table by itself.

    Parameters
    ----------
    raw : RawTable
        What the file has.
    framework : Framework
        Scales and lists of the project.
    known_sites : iterable of str
        Sites as ``sites`` spells them.
    problems : ProblemList
        Takes the problems.
    own : sequence of FunderProfile
        Funder profiles of the project's own.
    titles : mapping of str to str
        Short names of sites by what the project calls them, without capitals.
    links_follow : bool
        Whether :func:`~workbench.project.checks.links.check_links` holds names against the rows
        that they point at; what is no short name is then told there.
    repeats_follow : bool
        Whether rows with one key are compared elsewhere; they all stay in then.

    Returns
    -------
    Checked
        Values, and which cells and rows have a problem.
    """
    table = declaration().table(raw.name)
    at = match_headings(raw, table, problems)
    text = _texts(raw, table, at)
    count, names = len(raw.rows), frozenset(known_sites)
    checked = Checked(
        name=raw.name,
        raw=raw,
        table=table,
        at=at,
        text=text,
        frame=pd.DataFrame(index=pd.RangeIndex(count)),
        reported={name: np.zeros(count, dtype=bool) for name in table.columns},
        excluded=np.zeros(count, dtype=bool),
        sites=_sites(raw.name, text, names, titles, count),
        problems=problems,
        known_sites=names,
    )
    _report_unreadable(checked)
    for name, column in table.columns.items():
        _check_cells(checked, name, rule_of(column, framework, own), links_follow=links_follow)
    _check_levels_by_dimension(checked, framework)
    for name, column in table.columns.items():
        if column.required and name in at:
            _check_required(checked, name)
        elif column.required:  # told with the headings
            checked.discard(name, np.arange(count))
    if not repeats_follow:
        _check_keys(checked)
    return checked


def match_headings(raw: RawTable, table: Table, problems: ProblemList) -> dict[str, int]:
    """Find the position of each declared column; tell the headings that are wrong.

    A misspelt heading is an error of every site, but its cells are checked all the same.
    """
    at: dict[str, int] = {}
    unknown: list[tuple[int, str]] = []
    for position, heading in enumerate(raw.header):
        name = heading_key(heading)
        if name in at:
            problem = CellProblem(
                "each column once", f"Delete or rename one; the first is column {at[name] + 1}."
            )
            _report_heading(raw, position, problem, problems)
        elif name in table.columns:
            at[name] = position
        elif heading.strip() or any(raw.columns[position]):
            unknown.append((position, heading.strip()))
    for position, heading in unknown:
        absent = [name for name in table.columns if name not in at]
        # Survey programs write the name of the group before that of the question.
        near = nearest(heading_key(heading.rpartition("/")[2]), absent) if heading else None
        if near is not None:
            at[near] = position
        _report_heading(raw, position, _unknown_heading(heading, near, table, raw), problems)
    others = ", ".join(f"'{heading}'" for position, heading in unknown[:_MOST_NAMED] if heading
                       and position not in at.values())  # fmt: skip
    advice = f"If it is {others}, rename that; otherwise add it." if others else "Add it."
    for name, column in table.columns.items():
        if column.required and name not in at:
            problem = CellProblem(f"a column '{name}'", advice)
            problems.add(raw.problem(problem, heading=name), common=True)
    return at


def _report_heading(
    raw: RawTable, position: int, problem: CellProblem, problems: ProblemList
) -> None:
    heading = raw.header[position].strip()
    at_heading = raw.problem(problem, found=heading, column=position, heading=heading or None)
    problems.add(at_heading, common=True)


def _unknown_heading(heading: str, near: str | None, table: Table, raw: RawTable) -> CellProblem:
    expected = f"a column of {raw.name}: {', '.join(table.columns)}"
    if near is not None:
        return CellProblem(expected, f"Did you mean '{near}'?")
    if not heading:
        return CellProblem("a heading above each column", "Its cells were not read.", "warning")
    return CellProblem(expected, "The column was not read.", "warning")


def _texts(raw: RawTable, table: Table, at: Mapping[str, int]) -> dict[str, Texts]:
    """Return the cells by column, without stray blanks except in texts."""
    texts: dict[str, Texts] = {}
    for name in table.columns:
        if name not in at:
            texts[name] = np.full(len(raw.rows), "", dtype=object)
            continue
        codes, distinct = pd.factorize(raw.columns[at[name]])
        bare = [text.strip() for text in distinct.tolist()]
        if table.columns[name].type in _NAMES:  # one spelling of letters with accents
            bare = [unicodedata.normalize("NFC", text) for text in bare]
        stripped = np.array(bare, dtype=object)
        texts[name] = stripped[codes] if len(stripped) else raw.columns[at[name]]
    return texts


def _sites(
    name: str,
    text: Mapping[str, Texts],
    known: frozenset[str],
    titles: Mapping[str, str],
    count: int,
) -> Texts:
    """Return the site that each record's problems stop."""
    sites = np.full(count, None, dtype=object)
    if "site" not in text or count == 0:
        return sites
    codes, distinct = pd.factorize(text["site"])
    if name == "sites":
        meant = [site or None for site in distinct]
    else:
        meant = _meant(distinct.tolist(), known, titles)
    sites[:] = np.array([*meant, None], dtype=object)[codes]
    return sites


def _meant(
    names: Sequence[str], known: frozenset[str], titles: Mapping[str, str]
) -> list[str | None]:
    """Return the site that each name means; past a number of comparisons, no misspelt one."""
    left, found = MOST_COMPARED, list[str | None]()
    for name in names:
        if name in known or left <= 0:
            found.append(name if name in known else None)
        elif name.casefold() in titles:
            found.append(titles[name.casefold()])
        else:
            left -= len(known)
            found.append(nearest(name, known))
    return found


def _report_unreadable(checked: Checked) -> None:
    """Report cells that the file itself spoils; a record that cannot be trusted stays out whole."""
    names = {position: name for name, position in checked.at.items()}
    alike: dict[tuple[str, CellProblem], list[int]] = {}
    for (record, position), problem in checked.raw.cell_problems.items():
        name = names.get(position)
        if name is not None and record not in checked.raw.unreadable:
            alike.setdefault((name, problem), []).append(record)
        elif name is not None:
            checked.report(record, name, problem)
        elif record in checked.raw.unreadable:
            site = checked.sites[record]
            checked.problems.add(
                checked.raw.problem(problem, record=record, column=position, site=site)
            )
    for (name, problem), records in alike.items():
        checked.report_group(sorted(records), name, problem)
    spoilt = sorted(checked.raw.unreadable)
    checked.excluded[spoilt] = True
    for reported in checked.reported.values():
        reported[spoilt] = True


def _as_name(text: str, value: Parsed) -> Parsed:
    """Return what stands in a cell as a name, right or wrong, unless nobody could print it."""
    if isinstance(value, CellProblem) and CONTROL.search(text) is None:
        return unicodedata.normalize("NFC", text.strip())
    return value


def _check_cells(checked: Checked, name: str, rule: CellRule, *, links_follow: bool) -> None:
    """Read a column: each distinct text once, whatever the number of rows."""
    dtype = DTYPES[rule.column.type]
    if name not in checked.at or len(checked.excluded) == 0:
        checked.frame[name] = blank_column(rule.column.type, len(checked.excluded))
        return
    codes, distinct = pd.factorize(checked.raw.columns[checked.at[name]])
    parsed = [parse(text, rule) for text in distinct[:MOST_ADVISED]]
    plain = replace(rule, suggest=False)
    parsed += [parse(text, plain) for text in distinct[MOST_ADVISED:]]
    if links_follow and rule.column.references is not None:
        # What is no short name names no row: check_links says so, and knows the rows by title.
        parsed = [_as_name(text, value) for text, value in zip(distinct, parsed, strict=True)]
    wrong = np.array([isinstance(value, CellProblem) for value in parsed])
    values = [None if isinstance(value, CellProblem) else value for value in parsed]
    typed: pd.Series[Any] = pd.Series(values, dtype="object").astype(cast("Any", dtype))
    checked.frame[name] = typed.take(codes).set_axis(checked.frame.index)
    reported = checked.reported[name]
    faulty = wrong[codes] & ~reported
    if rule.column.references == "sites.site":
        # What stands in the table of sites in the same words is told there, and only there.
        told = np.array([text.strip() in checked.known_sites for text in distinct])
        reported |= faulty & told[codes]
        faulty &= ~told[codes]
    alike: dict[int, list[int]] = {}
    for record in np.flatnonzero(faulty).tolist():
        alike.setdefault(int(codes[record]), []).append(record)
    for code, group in alike.items():
        problem = parsed[code]
        if isinstance(problem, CellProblem):
            checked.report_group(group, name, problem)
    checked.discard(name, np.flatnonzero(reported))


def _check_levels_by_dimension(checked: Checked, framework: Framework) -> None:
    """Hold levels whose scale the row's dimension names against that scale."""
    for name, column in checked.table.columns.items():
        if column.scale != "dimension" or name not in checked.at:
            continue
        for dimension, scale in framework.scales.items():
            level = checked.frame[name]
            beyond = (level < scale.minimum) | (level > scale.maximum)
            wrong = np.flatnonzero(
                beyond.fillna(value=False) & (checked.frame["dimension"] == dimension)
            )
            for record in wrong:
                checked.report(
                    int(record),
                    name,
                    CellProblem(
                        f"a whole number from {scale.minimum} to {scale.maximum}",
                        "Correct the level.",
                    ),
                )
            checked.discard(name, wrong)


def _check_required(checked: Checked, name: str) -> None:
    """Report blanks in a column where a blank is a problem."""
    blank = (checked.text[name] == "") & ~checked.reported[name]
    records = np.flatnonzero(blank)
    problem = CellProblem(_expected_value(checked.table.columns[name]), "Fill in the cell.")
    if len(records):
        checked.report_group(records.tolist(), name, problem)
    checked.discard(name, records)


def _expected_value(column: Column) -> str:
    example = f", such as {column.example}" if column.example else ""
    return f"{column.meaning[0].lower()}{column.meaning[1:]}{example}"


def _check_keys(checked: Checked) -> None:
    """Report rows whose key stands above already; the later row stays out."""
    key = [name for name in checked.table.key if name in checked.at]
    if len(key) < len([name for name in checked.table.key if checked.table.columns[name].required]):
        return
    rows = checked.frame.loc[~checked.excluded, key]
    alike = rows.loc[rows.duplicated(keep=False)]
    first: dict[tuple[object, ...], int] = {}
    # A blank in an optional part of the key is a value like any other.
    known = alike.astype(object).where(alike.notna(), None)
    columns = [known[name].tolist() for name in key]
    for record, *named in zip(alike.index.tolist(), *columns, strict=True):
        values = tuple(named)
        if values not in first:
            first[values] = record
            continue
        same = ", ".join(
            f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
            for value in values
            if value is not None
        )
        said = _other_row(checked, first[values], record, same)
        problem = CellProblem(
            f"one row for each {', '.join(key)}",
            f"Row {checked.raw.rows[first[values]]} {said}; delete one or correct it.",
        )
        checked.report(record, key[0], problem)
        checked.excluded[record] = True


def _other_row(checked: Checked, before: int, record: int, same: str) -> str:
    """Say what a row with the same key says: the first word in which the two differ, if any."""
    for name in checked.table.columns:
        said = str(checked.text[name][before])
        if name in checked.at and said != checked.text[name][record]:
            return f"has the same key ({same}) and says {name} {said or 'nothing'}"
    return f"says the same ({same})"


def missing_table(name: str, folder: str) -> Problem:
    """Describe a required table that is not there.

    Examples
    --------
    >>> missing_table("sites", "huye").found
    'no table sites'
    """
    return Problem(
        file=f"{name}.csv",
        found=f"no table {name}",
        expected=f"{name}.csv, {name}.parquet or a sheet {name} in tables.xlsx",
        advice=f"Add it to the folder {folder}.",
    )
