"""Bytes of a text file as text, whatever program wrote them."""

from __future__ import annotations

import re
from typing import Final

from workbench.errors import Problem
from workbench.project.sources.cell_problems import ProblemList, also_rows

_BOMS: Final = (
    (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
    (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
_FORMS: Final = (
    (b"PK\x03\x04", "a workbook or another archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
)
_SAVE = "Save the table again as 'CSV UTF-8'."
_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
STRAY: Final = re.compile("[\udc80-\udcff]")
"""A byte that is no UTF-8 in a file that otherwise is."""


def decoded(file: str, content: bytes, problems: ProblemList) -> str | None:
    """Return the text of a file; tell where it is not UTF-8.

    A byte that is no UTF-8 in a file with other letters in UTF-8 stays a lone surrogate
    (:data:`STRAY`), so that its row can be named once rows are known.

    Parameters
    ----------
    file : str
        Name of the file.
    content : bytes
        What stands in it.
    problems : ProblemList
        Takes a warning for each other encoding, and what cannot be text.

    Returns
    -------
    str or None
        ``None`` where it is no text; the problem is then in ``problems``.
    """
    form = next((words for begin, words in _FORMS if content.startswith(begin)), None)
    if form is not None:
        problems.add(_other_form(file, form), common=True)
        return None
    encoding, words = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if words:
            problems.add(
                _not_text(file, f"{words} that breaks off or is damaged", None), common=True
            )
            return None
        if _LETTER.search(content):
            return content.decode("utf-8-sig", errors="surrogateescape")
        words = "Windows-1252 (Western European)"
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            row = content[: error.start].count(b"\n") + 1
            problems.add(_not_text(file, f"the byte {content[error.start]:#04x}", row), common=True)
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


def with_strays(file: str, records: list[list[str]], problems: ProblemList) -> list[list[str]]:
    """Read each stray byte as a Western European letter, and name its row.

    Parameters
    ----------
    file : str
        Name of the file.
    records : list of list of str
        Its rows.
    problems : ProblemList
        Takes one warning for all of them.
    """
    rows = [
        number for number, record in enumerate(records, start=1) if any(map(STRAY.search, record))
    ]
    if not rows:
        return records
    first = next(text for text in records[rows[0] - 1] if STRAY.search(text))
    problems.add(
        Problem(
            file=file,
            row=rows[0],
            found=_western(first),
            expected="UTF-8, as in the rest of the file",
            advice="A letter was read as Western European (Windows-1252); check it, and save the "
            f"table again as 'CSV UTF-8'. {also_rows(rows[1:])}".strip(),
            severity="warning",
        )
    )
    for row in rows:
        records[row - 1] = [_western(text) for text in records[row - 1]]
    return records


def _western(text: str) -> str:
    return STRAY.sub(
        lambda found: bytes([ord(found[0]) - 0xDC00]).decode("cp1252", errors="replace"), text
    )


def _encoding(content: bytes) -> tuple[str, str]:
    for begin, encoding, words in _BOMS:
        if content.startswith(begin):
            return encoding, words
    if _is_utf16(content):
        return ("utf-16-le" if content[1] == 0 else "utf-16-be"), "UTF-16"
    return "utf-8-sig", ""


def _is_utf16(content: bytes) -> bool:
    """Whether every second byte of the beginning is NUL, as in Latin text in UTF-16."""
    begin = content[:200]
    half = len(begin) // 2
    odd, even = (part.count(0) > 0.8 * half for part in (begin[1::2], begin[::2]))
    return half > 1 and odd != even  # a file of nothing but NUL is none


def _other_form(file: str, form: str) -> Problem:
    return Problem(
        file=file,
        found=form,
        expected="text, as the ending of the name says",
        advice="Give the file its right ending, or save the table as 'CSV UTF-8'.",
    )


def _not_text(file: str, found: str, row: int | None) -> Problem:
    return Problem(file=file, row=row, found=found, expected="text in UTF-8", advice=_SAVE)
