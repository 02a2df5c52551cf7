"""What can go wrong, in words a user can act on.

``WorkbenchError``
    ``InvalidInput`` (also ``ValueError``): tables or definitions with problems, all of them listed.
    ``UnknownName`` (also ``LookupError``): a name that is not there, with the nearest one that is.
    ``FrameworkMismatch`` (also ``ValueError``): levels of two frameworks in one computation.
    ``NothingToShow`` (also ``ValueError``): a figure or table without data; says what is missing.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

_LONGEST_COMPARED = 80  # letters; the time of a comparison grows with their square
_SHORT_LIST = 8  # problems that a warning lists
_LONGEST_LIST = 50  # problems that the text of an error lists; its ``problems`` has all

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend in the input, and where it stands.

    Attributes
    ----------
    file : str
        Name of the file, relative to the project.
    sheet : str or None
        Sheet of the workbook, where the file is one.
    row : int or None
        Row as the user's program counts it: the header is row 1.
    column : str or None
        Heading of the column.
    cell : str or None
        Address as a spreadsheet shows it, such as ``"C7"``.
    found : str
        What stands there.
    expected : str
        What should stand there.
    advice : str
        What to do.
    site : str or None
        The site that the problem stops; ``None`` stops nothing by itself or concerns all sites.
    severity : {"error", "warning"}
        An error keeps its site out of a run; a warning is printed and the site runs.

    Examples
    --------
    >>> print(
    ...     Problem(
    ...         file="scores.csv",
    ...         row=7,
    ...         column="use",
    ...         cell="F7",
    ...         found="12",
    ...         expected="a whole number from 0 to 9",
    ...         advice="Correct the level.",
    ...     )
    ... )
    scores.csv, F7 (use): found '12', expected a whole number from 0 to 9. Correct the level.
    """

    file: str
    found: str
    expected: str
    advice: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    cell: str | None = None
    site: str | None = None
    severity: Severity = "error"

    @property
    def place(self) -> str:
        """Where it stands: file, sheet, cell or row, and column."""
        where = self.file if self.sheet is None else f"{self.file}, sheet {self.sheet}"
        if self.cell is not None:
            where += f", {self.cell}"
        elif self.row is not None:
            where += f", row {self.row}"
        return where if self.column is None else f"{where} ({self.column})"

    def __str__(self) -> str:
        """Give one line: place, found, expected, advice."""
        found = f"found '{self.found}'" if self.found else "found nothing"
        return f"{self.place}: {found}, expected {self.expected}. {self.advice}"


class WorkbenchError(Exception):
    """Base of all errors that are meant for the user."""

    def _render_traceback_(self) -> list[str]:
        """Give what a notebook shows: the sentence, for nothing is wrong in the code."""
        return [f"{type(self).__name__}: {self}"]


class LeftOutWarning(UserWarning):
    """Cells with errors were left out of what is computed; ``workbench run`` would not run it.

    Parameters
    ----------
    whose : str
        Short name of the site, or how many sites.
    problems : sequence of Problem
        The errors.

    Examples
    --------
    >>> print(LeftOutWarning("huye", []))
    huye has 0 errors in the tables: the cells are left out here, and 'workbench run' leaves it out.
    """

    def __init__(self, whose: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        many = "has" if not whose.endswith(" sites") else "have"
        errors = f"{len(self.problems)} error{'' if len(self.problems) == 1 else 's'}"
        self.sentence = (
            f"{whose} {many} {errors} in the tables: the cells are left out here, and "
            f"'workbench run' leaves {'it' if many == 'has' else 'them'} out."
        )
        lines = [f" - {problem}" for problem in self.problems[:_SHORT_LIST]]
        if len(self.problems) > len(lines):
            lines.append(f" … and {len(self.problems) - len(lines)} more; see 'workbench check'")
        super().__init__("\n".join([self.sentence, *lines]))


class InvalidInput(WorkbenchError, ValueError):
    """Input that cannot be used, with every problem found.

    Parameters
    ----------
    message : str
        One line that says what was being read.
    problems : iterable of Problem
        All problems, in the order of the files.
    """

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = tuple(problems)

    def __str__(self) -> str:
        """Give the message, then one line per problem."""
        lines = [f" - {problem}" for problem in self.problems[:_LONGEST_LIST]]
        if len(self.problems) > len(lines):
            lines.append(f" … and {len(self.problems) - len(lines)} more")
        return "\n".join([super().__str__(), *lines])


class UnknownName(WorkbenchError, LookupError):
    """A name that is not in a list.

    Parameters
    ----------
    kind : str
        What is named: "site", "framework", "table", "column", "parameter" …
    name : str
        The name that was given.
    known : sequence of str
        The names there are.

    Examples
    --------
    >>> print(UnknownName("site", "Huey", ["Huye", "Gisagara"]))
    There is no site 'Huey'. Did you mean 'Huye'?
    """

    def __init__(self, kind: str, name: str, known: Sequence[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"There is no {kind} '{name}'. {did_you_mean(name, known)}".strip())

    def __reduce__(self) -> tuple[type[UnknownName], tuple[str, str, tuple[str, ...]]]:
        """Let the error travel between processes with its three facts."""
        return type(self), (self.kind, self.name, self.known)

    def __str__(self) -> str:
        """Give the sentence itself; a plain ``LookupError`` would quote it."""
        return str(self.args[0])


class FrameworkMismatch(WorkbenchError, ValueError):
    """Levels of two frameworks, or of two versions of one, in one computation."""


class NothingToShow(WorkbenchError, ValueError):
    """A figure or table has no data; the message is one sentence that says what is missing."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a misspelt one most likely means.

    Examples
    --------
    >>> nearest("Huey", ["huye", "gisagara"])
    'huye'
    """
    folded = {candidate.casefold(): candidate for candidate in reversed(list(known))}
    sought = name[:_LONGEST_COMPARED].casefold()
    if sought in folded:
        return folded[sought]
    near = difflib.get_close_matches(sought, list(folded), n=1, cutoff=0.7)
    return folded[near[0]] if near else None


def did_you_mean(name: str, known: Sequence[str]) -> str:
    """Suggest the nearest known name, or list the known ones.

    Examples
    --------
    >>> did_you_mean("readines", ["readiness", "use"])
    "Did you mean 'readiness'?"
    >>> did_you_mean("colour", ["readiness", "use"])
    'There are: readiness, use.'
    """
    near = nearest(name, known)
    if near is not None:
        return f"Did you mean '{near}'?"
    if not known:
        return "There is none yet."
    shown = ", ".join(known[:8])
    return f"There are: {shown}{', …' if len(known) > 8 else ''}."
