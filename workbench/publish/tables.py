"""Tables in HTML that somebody else has written: none stands in a report without a row."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import count

from markupsafe import Markup

_BEGIN = re.compile(r"<table\b", re.IGNORECASE)
_END = re.compile(r"</table\s*>", re.IGNORECASE)
_HEAD = re.compile(r"<thead\b.*?</thead\s*>", re.DOTALL | re.IGNORECASE)
_CAPTION = re.compile(r"<caption\b[^>]*>(.*?)</caption\s*>", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"<tr\b", re.IGNORECASE)
_WHOLE_ROW = re.compile(r"<tr\b.*?</tr\s*>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<(t[hd])\b([^>]*>)(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_SPAN = re.compile(r"\b(?:row|col)span=", re.IGNORECASE)
_NUMBER = re.compile(r"[-−+]?[\d.,'  ]*\d(?:e[-+]?\d+)?\s*%?")
_NO_VALUE = {"", "nan", "NaN", "&lt;NA&gt;", "NaT", "None", "-", "–", "&nbsp;"}


def _span(html: str, at: int) -> tuple[int, int] | None:
    # Two searches, because one pattern would look to the end again for each table left open.
    begin = _BEGIN.search(html, at)
    end = _END.search(html, begin.end()) if begin else None
    return (begin.start(), end.end()) if begin and end else None


def _changed(html: str, change: Callable[[str], str]) -> Markup:
    pieces, at = [], 0
    while found := _span(html, at):
        pieces += [html[at : found[0]], change(html[slice(*found)])]
        at = found[1]
    return Markup("".join([*pieces, html[at:]]))


def with_rows(html: str) -> Markup:
    """Put a line in the place of each table that has no row; the HTML is safe to show.

    Examples
    --------
    >>> with_rows("<table><caption>Partners</caption><tbody></tbody></table>")
    Markup('<p class="missing">Partners: there is nothing to list.</p>')
    """
    return _changed(html, _unless_empty)


def _unless_empty(table: str) -> str:
    if _ROW.search(_HEAD.sub("", table)):
        return table
    caption = _CAPTION.search(table)
    title = Markup(caption[1]).striptags() if caption else "A table"
    return Markup('<p class="missing">{}: there is nothing to list.</p>').format(title)


def with_columns(html: str) -> Markup:
    """Mark the columns of numbers, so that a page can set them right and leave words at the left.

    The HTML is safe to show, such as pandas writes it. A table with cells that span rows or
    columns, or with rows left open, stays as it is.

    Examples
    --------
    >>> with_columns("<table><tr><td>Seed</td><td>1.5</td></tr></table>")
    Markup('<table><tr><td>Seed</td><td data-number>1.5</td></tr></table>')
    """
    return _changed(html, _with_columns)


def _with_columns(table: str) -> str:
    if _SPAN.search(table) or table.count("<tr") != table.count("</tr"):
        return table
    numbers = _columns_of_numbers(_HEAD.sub("", table))
    return _WHOLE_ROW.sub(lambda row: _marked(row[0], numbers), table) if numbers else table


def _columns_of_numbers(body: str) -> set[int]:
    numbers: set[int] = set()
    words: set[int] = set()
    for row in _WHOLE_ROW.finditer(body):
        for column, cell in enumerate(_CELL.finditer(row[0])):
            content = cell[3].strip()
            if content in _NO_VALUE:
                continue
            is_number = cell[1].lower() == "td" and _NUMBER.fullmatch(content)
            (numbers if is_number else words).add(column)
    return numbers - words


def _marked(row: str, numbers: set[int]) -> str:
    columns = count()

    def mark(cell: re.Match[str]) -> str:
        if next(columns) not in numbers:
            return cell[0]
        return f"<{cell[1]} data-number{cell[2]}{cell[3]}</{cell[1]}>"

    return _CELL.sub(mark, row)
