"""Gathering problems while a project is read, and the words that several checks share."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from openpyxl.utils import get_column_letter

from workbench.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with one cell, wherever it stands.

    Attributes
    ----------
    expected, advice : str
        As in :class:`~workbench.errors.Problem`.
    severity : {"error", "warning"}
        As in :class:`~workbench.errors.Problem`.
    found : str or None
        What to print as found, where that is not the cell's text.
    """

    expected: str
    advice: str
    severity: Severity = "error"
    found: str | None = None


@dataclass(slots=True)
class Findings:
    """All problems so far; those that stop every site are also kept apart."""

    problems: list[Problem] = field(default_factory=list)
    common: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem, *, common: bool = False) -> None:
        """Take one more problem; ``common`` where an error stops every site."""
        self.problems.append(problem)
        if common and problem.severity == "error":
            self.common.append(problem)

    def in_order(self, files: Iterable[tuple[str, str | None]]) -> tuple[Problem, ...]:
        """Give the problems by file and sheet in the order given, then by row and column."""
        place: Mapping[tuple[str, str | None], int] = {
            where: number for number, where in enumerate(files)
        }
        last = len(place)
        return tuple(
            sorted(
                self.problems,
                key=lambda problem: (
                    place.get((problem.file, problem.sheet), last),
                    problem.row or 0,
                    _column_order(problem.cell),
                ),
            )
        )


def _column_order(cell: str | None) -> tuple[int, str]:
    letters = (cell or "").rstrip("0123456789")
    return len(letters), letters


def address(column: int, row: int) -> str:
    """Give a cell's address from the column's position, counted from 0, and the row.

    Examples
    --------
    >>> address(2, 7)
    'C7'
    """
    return f"{get_column_letter(column + 1)}{row}"


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Give the known name that a misspelt one most likely means.

    Examples
    --------
    >>> nearest("Huey", ["huye", "gisagara"])
    'huye'
    """
    folded = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.7)
    return folded[near[0]] if near else None
