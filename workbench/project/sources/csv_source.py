"""CSV files as text, whatever wrote them: encodings, separators and broken quotes."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from pathlib import Path

from workbench.errors import Problem
from workbench.project.sources.cell_problems import CellProblem, ProblemList
from workbench.project.sources.encodings import STRAY, decoded, with_strays
from workbench.project.sources.raw_tables import RawSheet

_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LINES_TO_SNIFF, _ROWS_TO_SNIFF, _BEGINNING = 20, 20, 20_000
_MOST_BROKEN = 100
_MARKS_OF_A_ROW = 3
_BROKEN_QUOTE = CellProblem(
    expected="quotes in pairs",
    advice="Put one quote before and one behind the text, and write a quote inside it twice.",
    found="a broken quote",
)
_TOO_LONG = CellProblem(
    expected="cells of at most 100,000 letters",
    advice="Shorten it, or look for a quote or line end that is missing.",
    found="a line with a very long cell",
)
_PROTECTED = re.compile(r"'+[=+\-@\t\r\n]")


def read_csv(path: Path, problems: ProblemList, separator: str | None = None) -> RawSheet | None:
    """Read a CSV file.

    UTF-8 with or without a byte order mark is read as it is. UTF-16, Windows-1252 and separators
    other than the comma are read with a warning.

    Parameters
    ----------
    path : Path
        The file.
    problems : ProblemList
        Takes what is wrong with the file as a whole, and rows whose quotes are broken.
    separator : str, optional
        What stands between cells; by default, it is found in the first rows.

    Returns
    -------
    RawSheet or None
        ``None`` where nothing can be read; the problem is then in ``problems``.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.add(_unreadable(path.name, error), common=True)
        return None
    if not content.strip(b"\x00\r\n\t "):
        problems.add(_empty(path.name, content), common=True)
        return None
    text = decoded(path.name, content, problems)
    if text is None:
        return None
    if separator is None:
        separator, text = _separator(path.name, text, problems)
    records, cell_problems, unreadable = _records(text, separator)
    if not text.isascii() and STRAY.search(text):
        records = with_strays(path.name, records, problems)
    if "'" in text:
        records = [_unprotected(record) for record in records]
    return RawSheet(
        file=path.name,
        records=records,
        numbers=range(1, len(records) + 1),
        cell_problems=cell_problems,
        unreadable=unreadable,
        shifts=True,
        separator=separator,
    )


def _unreadable(file: str, error: OSError) -> Problem:
    return Problem(
        file=file,
        found=error.strerror or type(error).__name__,
        expected="a file that can be read",
        advice="Ask who keeps the disk, or put the file there again from a copy.",
    )


def _empty(file: str, content: bytes) -> Problem:
    return Problem(
        file=file,
        found=f"{len(content)} NUL bytes and blanks" if b"\x00" in content else "an empty file",
        expected="a row of headings and the rows under it",
        advice="Restore the file from a copy, or delete it if the table is not needed.",
    )


def _separator(file: str, text: str, problems: ProblemList) -> tuple[str, str]:
    """Return the separator and the text without Excel's ``sep=`` line; warn if it is no comma."""
    declared = re.match(r"\"?sep=([^\w\s\"']|\t)\"?[;,\t]*\r?\n", text, re.IGNORECASE)
    if declared:
        separator, text = declared[1], text[declared.end() :]
    else:
        separator = _even_separator(text) or _frequent_separator(text)
    if separator != ",":
        problems.add(
            Problem(
                file=file,
                found=f"cells separated by a {_SEPARATORS.get(separator, separator)}",
                expected="cells separated by a comma",
                advice="It was read; save as 'CSV UTF-8 (comma delimited)'.",
                severity="warning",
            )
        )
    return separator, text


def _even_separator(text: str) -> str | None:
    """Find the mark that splits most of the first rows into equally many cells.

    A title above the headings, marks behind the last cell and a mark inside some cells then do not
    matter.
    """
    best, most = None, (0, 1)
    for mark in _SEPARATORS:
        rows = csv.reader(io.StringIO(text[:_BEGINNING], newline=""), delimiter=mark)
        first = list(islice(filter(any, rows), _ROWS_TO_SNIFF))
        for widths in (map(len, first), map(_width, first)):
            counts = Counter(width for width in widths if width > 1)
            width, times = max(counts.items(), key=lambda entry: entry[::-1], default=(1, 0))
            if (times, width) > most:
                best, most = mark, (times, width)
    return best


def _width(row: list[str]) -> int:
    """Count the cells up to the last that holds something."""
    return max((at for at, text in enumerate(row, start=1) if text), default=0)


def _frequent_separator(text: str) -> str:
    """Find the mark that stands most often in the first row, or else in the first rows."""
    lines = [re.sub(r'"[^"]*"', "", line) for line in text.splitlines()[:_LINES_TO_SNIFF]]
    counts = {mark: sum(line.count(mark) for line in lines) for mark in _SEPARATORS}
    first = next((line for line in lines if line.strip()), "")
    found = max(_SEPARATORS, key=lambda mark: (first.count(mark), counts[mark]))
    return found if counts[found] else ","


def _records(
    text: str, separator: str
) -> tuple[list[list[str]], dict[tuple[int, int], CellProblem], frozenset[int]]:
    """Return the records, the cell of each broken quote, and the records these spoil."""
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        records = list(rows)
    except csv.Error:
        return _records_line_by_line(list(io.StringIO(text, newline="")), separator)
    if rows.line_num == len(records):
        return records, {}, frozenset()
    return _records_line_by_line(list(io.StringIO(text, newline="")), separator)


def _records_line_by_line(
    lines: list[str], separator: str
) -> tuple[list[list[str]], dict[tuple[int, int], CellProblem], frozenset[int]]:
    """Read on behind each broken quote, so that it costs one row and not the rest of the file."""
    records: list[list[str]] = []
    cell_problems: dict[tuple[int, int], CellProblem] = {}
    marks = Counter(line.count(separator) for line in lines[:_LINES_TO_SNIFF]).most_common(1)[0][0]
    start = 0
    while start < len(lines):
        reader = csv.reader(islice(lines, start, None), delimiter=separator, strict=True)
        whole = 0
        try:
            for record in reader:
                if _swallows(lines[start + whole : start + reader.line_num], separator, marks):
                    raise csv.Error  # noqa: TRY301 - handled as a quote that does not close
                records.append(record)
                whole = reader.line_num
        except csv.Error:
            broken = start + whole
            column = _broken_column(lines[broken], separator)
            too_long = len(lines[broken]) > csv.field_size_limit()
            cell_problems[len(records), column] = _TOO_LONG if too_long else _BROKEN_QUOTE
            records.append(lines[broken].rstrip("\r\n").split(separator))
            start = broken + 1
            if len(cell_problems) < _MOST_BROKEN:
                continue
            _without_quotes(records, cell_problems, lines[start:], separator)
        break
    return records, cell_problems, frozenset(position for position, _ in cell_problems)


def _swallows(lines: list[str], separator: str, marks: int) -> bool:
    """Whether a cell over several lines holds whole rows, between two quotes that do not close."""
    return (
        len(lines) > 1
        and marks >= _MARKS_OF_A_ROW
        and all(line.count(separator) == marks for line in lines)
    )


def _without_quotes(
    records: list[list[str]],
    cell_problems: dict[tuple[int, int], CellProblem],
    lines: list[str],
    separator: str,
) -> None:
    """Take the lines behind very many broken quotes one by one; those with a quote are broken."""
    for line in lines:
        if '"' in line:
            cell_problems[len(records), 0] = _BROKEN_QUOTE
        records.append(line.rstrip("\r\n").split(separator))


def _broken_column(line: str, separator: str) -> int:
    """Return the position of the first cell whose quotes do not match."""
    column, at = 0, 0
    while at < len(line):
        quoted = re.compile(r'"(?:[^"]|"")*"').match(line, at) if line[at] == '"' else None
        if line[at] == '"' and quoted is None:
            return column
        end = line.find(separator, at) if quoted is None else quoted.end()
        if end < 0 or line[end:].strip("\r\n") == "":
            return column
        if line[end] != separator:
            return column
        column, at = column + 1, end + 1
    return column


def _unprotected(record: list[str]) -> list[str]:
    """Take off the apostrophe that writing puts before = + - @, tab and line end."""
    return [text[1:] if text[:1] == "'" and _PROTECTED.match(text) else text for text in record]
