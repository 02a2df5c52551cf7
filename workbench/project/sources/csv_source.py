"""CSV files as text, whatever wrote them: encodings, separators and broken quotes."""

from __future__ import annotations

import csv
import io
import re
from itertools import islice
from pathlib import Path

from workbench.errors import Problem
from workbench.project.sources.cell_problems import CellProblem, ProblemList
from workbench.project.sources.raw_tables import RawSheet

_BOM_16 = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_LINES_TO_SNIFF, _ROWS_TO_SNIFF, _BEGINNING = 20, 5, 20_000
_MOST_BROKEN = 100
_BROKEN_QUOTE = CellProblem(
    expected="quotes in pairs",
    advice="Put one quote before and one behind the text, and write a quote inside it twice.",
    found="a broken quote",
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
    text = _decoded(path.name, content, problems)
    if text is None:
        return None
    if separator is None:
        separator, text = _separator(path.name, text, problems)
    records, cell_problems, unreadable = _records(text, separator)
    if "'" in text:
        records = [_unprotected(record) for record in records]
    return RawSheet(
        file=path.name,
        records=records,
        numbers=range(1, len(records) + 1),
        cell_problems=cell_problems,
        unreadable=unreadable,
        shifts=True,
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


def _decoded(file: str, content: bytes, problems: ProblemList) -> str | None:
    """Return the text; warn where it is not UTF-8."""
    if content.startswith(_BOM_16) or _is_utf16(content):
        encoding, words = _utf16(content), "UTF-16"
    else:
        encoding, words = "utf-8-sig", ""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        encoding, words = "cp1252", "Windows-1252 (Western European)"
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            problems.add(_not_text(file, content, error.start), common=True)
            return None
    if words:
        problems.add(
            Problem(
                file=file,
                found=words,
                expected="UTF-8",
                advice="It was read; check letters with accents, and save as 'CSV UTF-8'.",
                severity="warning",
            )
        )
    return text.removeprefix("\ufeff")


def _is_utf16(content: bytes) -> bool:
    """Whether every second byte of the beginning is NUL, as in Latin text in UTF-16."""
    begin = content[:200]
    half = len(begin) // 2
    return half > 1 and (begin[1::2].count(0) > 0.8 * half or begin[::2].count(0) > 0.8 * half)


def _utf16(content: bytes) -> str:
    if content.startswith(_BOM_16):
        return "utf-16"
    return "utf-16-le" if content[1] == 0 else "utf-16-be"


def _not_text(file: str, content: bytes, at: int) -> Problem:
    return Problem(
        file=file,
        row=content[:at].count(b"\n") + 1,
        found=f"the byte {content[at]:#04x}",
        expected="text in UTF-8",
        advice="Save the table again as 'CSV UTF-8'.",
    )


def _separator(file: str, text: str, problems: ProblemList) -> tuple[str, str]:
    """Return the separator and the text without Excel's ``sep=`` line; warn if it is no comma."""
    declared = re.match(r"\"?sep=(.)\"?\r?\n", text)
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
    """Find the mark that splits the first rows into the most cells, and always as many."""
    best, most = None, 1
    for mark in _SEPARATORS:
        rows = csv.reader(io.StringIO(text[:_BEGINNING], newline=""), delimiter=mark)
        widths = {len(row) for row in islice(filter(None, rows), _ROWS_TO_SNIFF)}
        if len(widths) == 1 and max(widths) > most:
            best, most = mark, max(widths)
    return best


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
        with_quotes = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return list(with_quotes), {}, frozenset()
    except csv.Error:
        return _records_line_by_line(list(io.StringIO(text, newline="")), separator)


def _records_line_by_line(
    lines: list[str], separator: str
) -> tuple[list[list[str]], dict[tuple[int, int], CellProblem], frozenset[int]]:
    """Read on behind each broken quote, so that it costs one row and not the rest of the file."""
    records: list[list[str]] = []
    cell_problems: dict[tuple[int, int], CellProblem] = {}
    start = 0
    while start < len(lines):
        reader = csv.reader(islice(lines, start, None), delimiter=separator, strict=True)
        whole = 0
        try:
            for record in reader:
                records.append(record)
                whole = reader.line_num
        except csv.Error:
            broken = start + whole
            column = _broken_column(lines[broken], separator)
            cell_problems[len(records), column] = _BROKEN_QUOTE
            records.append(lines[broken].rstrip("\r\n").split(separator))
            start = broken + 1
            if len(cell_problems) < _MOST_BROKEN:
                continue
            records += [line.rstrip("\r\n").split(separator) for line in lines[start:]]
        break
    return records, cell_problems, frozenset(position for position, _ in cell_problems)


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
    return [text[1:] if _PROTECTED.match(text) else text for text in record]
