"""What is wrong with cells, gathered while a project is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workbench.errors import Problem, Severity


@dataclass(frozen=True, slots=True)
class CellProblem:
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
class ProblemList:
    """All problems so far; those that stop every site are also kept apart."""

    found: list[Problem] = field(default_factory=list)
    common: list[Problem] = field(default_factory=list)
    shared: list[tuple[str, Problem]] = field(default_factory=list)
    """Further sites that a problem stops, where it stands for rows of several sites."""

    def add(self, problem: Problem, *, common: bool = False) -> None:
        """Take one more problem; ``common`` where an error stops every site."""
        self.found.append(problem)
        if common and problem.severity == "error":
            self.common.append(problem)

    def has(self, file: str, column: str) -> bool:
        """Return whether something is wrong already with a column, or key, of a file."""
        return any(one.file == file and one.column == column for one in self.found)

    def in_order(self, files: Iterable[tuple[str, str | None]]) -> tuple[Problem, ...]:
        """Return the problems by file and sheet in the order given, then by row and column."""
        place: Mapping[tuple[str, str | None], int] = {
            where: number for number, where in enumerate(files)
        }
        last = len(place)
        return tuple(
            sorted(
                self.found,
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
    """Return a cell's address from the column's position, counted from 0, and the row.

    Examples
    --------
    >>> address(2, 7), address(27, 1)
    ('C7', 'AB1')
    """
    letters, left = "", column + 1
    while left > 0:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


_MOST_SPANS = 8


def row_spans(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return the first and the last of each run of rows that follow one another.

    Examples
    --------
    >>> row_spans([15, 16, 17, 24])
    [(15, 17), (24, 24)]
    """
    spans: list[tuple[int, int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans


def also_rows(rows: Iterable[int]) -> str:
    """Describe where else the same stands, in a sentence that follows the advice.

    Examples
    --------
    >>> also_rows([15, 16, 17, 24]), also_rows([3]), also_rows([])
    ('Also rows 15 to 17 and 24.', 'Also row 3.', '')
    """
    spans = row_spans(rows)
    if not spans:
        return ""
    said = [str(first) if first == last else f"{first} to {last}" for first, last in spans]
    if len(said) > _MOST_SPANS:
        left = sum(last - first + 1 for first, last in spans[_MOST_SPANS:])
        said = [*said[:_MOST_SPANS], f"{left} more"]
    listed = " and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    plural = "" if len(spans) == 1 and spans[0][0] == spans[0][1] else "s"
    return f"Also row{plural} {listed}."
