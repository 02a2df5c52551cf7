"""Columns with names, e-mail addresses or telephone numbers of persons, found before all else.

Such columns never reach a project. They are found by their heading, and by what stands in them:
a heading may be in a language that we do not know.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}", re.UNICODE)
_INTERNATIONAL = re.compile(
    r"(?<![\w.,])(\+|00)[1-9]\d{0,2}(?:[ \-/().]{0,2}\d){6,12}(?![\w.,]*\d)"
)
_GROUPED = re.compile(r"\(?0\d{1,4}\)?(?:[ \-/.]{1,2}\d{2,4}){2,4}")
_PLAIN = re.compile(r"0[1-9]\d{8,9}")
_DATE = re.compile(r"(\d{4}([./ -])\d{1,2}\2\d{1,2}|\d{1,2}([./ -])\d{1,2}\3\d{2,4})")
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d+")
_TITLED = re.compile(
    r"(mr|mrs|ms|miss|dr|prof|eng|ato|w/ro|w/rt|mme|mlle|m|sr|sra|hon|sheikh|haji)\.?\s+\w+.*",
    re.IGNORECASE,
)
_CODE_HEADING = re.compile(r"p-?cod|code|\bid\b|\bref", re.IGNORECASE)
_HEADINGS = (
    (
        "e-mail addresses",
        r"e-?mails?( address(es)?)?|courriels?|correo( electr[oó]nico)?"
        r"|adresse (e-?mail|électronique)",
    ),
    (
        "telephone numbers",
        r"(tele)?phones?|t[eé]l|t[eé]l[eé]phones?|tel[eé]fono|telefone|mobile|cell ?phone"
        r"|whats ?app|fax|(mobile|cell|(tele)?phone|tel|whats ?app|contact) (no|nr|num(ber)?s?)",
    ),
    (
        "names of persons",
        r"(contact|focal|resource|responsible) ?(person|point|name)s?|contacts?|point focal"
        r"|personne de contact|nom et pr[eé]noms?"
        r"|noms? du (responsable|contact|point focal|r[eé]pondant)"
        r"|nom de la personne.*|(first|last|full|family|given|sur) ?name"
        r"|surname|pr[eé]nom|respondents?|interviewe[re]s?|interviewee|enumerators?"
        r"|persona de contacto|nombre y apellidos?|responsables?|reported by|submitted by"
        r"|entered by|name of (the )?(person|respondent|contact|focal point|enumerator|farmer).*"
        r"|(person|respondent|enumerator|farmer|head of household|staff|manager|coordinator)'?s?"
        r" name",
    ),
)
# Words that may stand around such a heading without changing what it is about.
_AROUND = (
    r"(primary|main|alternate|partner|organi[sz]ation|work|office|donor|project|1|2|3|of the|\W)*"
)


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that is kept out.

    Attributes
    ----------
    heading : str
        Heading in the file.
    holds : str
        "names of persons", "e-mail addresses" or "telephone numbers", or the map's own reason.
    by : {"heading", "content", "map"}
        How it was found.
    """

    heading: str
    holds: str
    by: str

    def __str__(self) -> str:
        """Return heading and reason."""
        how = {
            "heading": "its heading says so",
            "content": "its cells show it",
            "map": "by the map",
        }
        return f"{self.heading} ({self.holds}; {how[self.by]})"


def heading_holds(heading: str) -> str | None:
    """Describe what persons' data a heading announces.

    Returns
    -------
    str or None
        What the column holds; None when the heading announces nothing of the kind.

    Examples
    --------
    >>> heading_holds("Focal point"), heading_holds("E-mail address")
    ('names of persons', 'e-mail addresses')
    >>> heading_holds("Mobile clinics"), heading_holds("Organisation name")
    (None, None)
    """
    words = " ".join(re.sub(r"[_:*#.]+", " ", heading).casefold().split())
    for holds, pattern in _HEADINGS:
        if re.fullmatch(rf"{_AROUND}({pattern}){_AROUND}", words):
            return holds
    return None


def is_email(text: str) -> bool:
    """Whether an e-mail address stands in the text.

    Examples
    --------
    >>> is_email("write to someone@example.org"), is_email("3 @ 20 kg")
    (True, False)
    """
    return _EMAIL.search(text) is not None


def is_telephone(text: str, heading: str = "") -> bool:
    """Whether the text is a telephone number, or holds one written in the international way.

    Coordinates, dates, years, amounts and place codes are none. Digits alone, without a plus sign
    or groups, count only when they begin with 0 and the heading is not about codes.

    Examples
    --------
    >>> is_telephone("+251 911 234 567"), is_telephone("0911-23-45-67")
    (True, True)
    >>> [is_telephone(text) for text in ("10.54513524", "ET060207", "2020-2025", "14/03/2026")]
    [False, False, False, False]
    """
    plain = text.strip()
    if _DATE.fullmatch(plain) or _DECIMAL.fullmatch(plain):
        return False
    if _INTERNATIONAL.search(plain):
        return True
    if _CODE_HEADING.search(heading):
        return False
    digits = sum(character.isdigit() for character in plain)
    grouped = _GROUPED.fullmatch(plain) is not None and 9 <= digits <= 15
    return grouped or _PLAIN.fullmatch(plain) is not None


def shows(text: str, heading: str = "") -> str | None:
    """Describe what persons' data one cell shows.

    Returns
    -------
    str or None
        "e-mail addresses", "telephone numbers", "names of persons" (a title such as Dr in front)
        or None.

    Examples
    --------
    >>> shows("Dr. Example"), shows("Drought response")
    ('names of persons', None)
    """
    if is_email(text):
        return "e-mail addresses"
    if is_telephone(text, heading):
        return "telephone numbers"
    return "names of persons" if _TITLED.fullmatch(text.strip()) else None


def content_holds(heading: str, cells: Sequence[str]) -> str | None:
    """Describe what persons' data the cells of a column show.

    One e-mail address or telephone number in five cells is enough; a name with a title has to
    stand in half of them, because "M." and "Dr" begin other things as well.

    Parameters
    ----------
    heading : str
        Heading of the column.
    cells : sequence of str
        Its cells; blanks do not count.

    Returns
    -------
    str or None
        What the column holds, or None.

    Examples
    --------
    >>> content_holds("Remarks", ["a@example.org", "", "b@example.org"])
    'e-mail addresses'
    >>> content_holds("Lat", ["10.54513524", "9.816516356"]) is None
    True
    """
    filled = [cell for cell in cells if cell.strip()]
    found = [shown for cell in filled if (shown := shows(cell, heading)) is not None]
    for holds, per in (("e-mail addresses", 5), ("telephone numbers", 5), ("names of persons", 2)):
        if found.count(holds) * per >= len(filled) > 0 and holds in found:
            return holds
    return None


def personal_columns(
    columns: Mapping[str, Sequence[str]],
    *,
    drop: Mapping[str, str] | None = None,
    keep: Mapping[str, str] | None = None,
) -> tuple[PersonalColumn, ...]:
    """Find the columns that must not be imported.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        Cells of each column, by heading.
    drop : mapping of str to str, optional
        Further columns to leave out, with the reason.
    keep : mapping of str to str, optional
        Columns that were looked at and hold no persons' data, with the reason.

    Returns
    -------
    tuple of PersonalColumn
        In the order of the file.

    Examples
    --------
    >>> [str(column) for column in personal_columns({"Zone": ["Metekel"], "Tel": ["0911234567"]})]
    ['Tel (telephone numbers; its heading says so)']
    """
    drop, keep = drop or {}, keep or {}
    found: list[PersonalColumn] = []
    for heading, cells in columns.items():
        if heading in drop:
            found.append(PersonalColumn(heading, drop[heading], "map"))
        elif heading in keep:
            continue
        elif (holds := heading_holds(heading)) is not None:
            found.append(PersonalColumn(heading, holds, "heading"))
        elif (holds := content_holds(heading, cells)) is not None:
            found.append(PersonalColumn(heading, holds, "content"))
    return tuple(found)
