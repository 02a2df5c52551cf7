"""What one cell means: a text becomes a value, or words on what is wrong with it.

Stray blanks around a value, capitals in choices and in yes and no, a typographic minus and a whole
number stored as 3.0 are mended without a word, for they cannot be misunderstood. Everything that
can be read in two ways is refused.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workbench.errors import nearest
from workbench.project.schema.amounts import LARGEST, exact, plain_amount
from workbench.project.schema.declaration import Column
from workbench.project.sources.cell_problems import CellProblem

Value = str | int | float | bool | date | None
Parsed = Value | CellProblem

IDENTIFIER = re.compile(r"[^\W_][\w.\-]*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_ISO_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?")
_DAY_IN_WORDS = re.compile(r"(\d{1,2})[ .-]+([A-Za-z]{3,9})[ .,-]+(\d{4})")
_MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_OTHER_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2}|\d{4})")
_UNIT = re.compile(r"(?P<before>[^\d.+-]*?)\s*(?P<number>[+-]?\d[\d.]*)\s*(?P<after>\D*)")
_COMMAS = re.compile(r"[+\-−]?\d{1,3}(,\d{3})+")
_GROUPED = re.compile(r"[+\-−]?\d{1,3}([\s'’.,]\d{3})+([.,]\d+)?")
_DECIMAL_COMMA = re.compile(r"[+\-−]?\d*,\d+")
_BETWEEN_NAMES = re.compile(r"[,;/|&+、，；\n]|\s+and\s+", re.IGNORECASE)
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_MONTHS = 12
_PERCENT = 100
_LONGEST_NUMBER = 100
_CENTURY = 2
NOT_KNOWN: Final = frozenset(
    {"na", "n/a", "n.a.", "#n/a", "nan", "none", "null", "nil", "x", "unknown", "missing"}
    | {"-", "--", "–", "—", "?", "??", ".", "tbd", "tba", "t.b.d.", "pending", "not-assessed"}
)
"""Words by which people say that they do not know, where a blank should stand."""

_TO_BE_DETERMINED = frozenset({"tbd", "t.b.d.", "to be determined"})
_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = {word: number for number, word in enumerate(_NUMERALS)}
_BOOLEANS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False} | {
    "false": False, "0": False,
}  # fmt: skip
_DEGREES = re.compile(
    r"(?P<before>[NSEW])?\s*(?P<degrees>\d+(\.\d+)?)\s*°?\s*"
    r"((?P<minutes>\d+(\.\d+)?)\s*['’′]\s*)?((?P<seconds>\d+(\.\d+)?)\s*(\"|”|″|'')\s*)?"
    r"(?P<after>[NSEW])?",
    re.IGNORECASE,
)
_HALF_WORDS = (("n", r"north|nord|norte"), ("s", r"south|sud|sur|sul"),
               ("e", r"east|est|este|leste"), ("w", r"west|ouest|oeste"))  # fmt: skip
_HALVES = {"degrees north": {"n": 1, "s": -1}, "degrees east": {"e": 1, "w": -1}}


@dataclass(frozen=True, slots=True)
class CellRule:
    """What the cells of a column may hold, with the framework filled in.

    Attributes
    ----------
    column : Column
        The declaration.
    minimum, maximum : float or None
        Bounds, for a level those of its scale.
    allowed : tuple of str
        Values of a choice; empty for the other types.
    suggest : bool
        Whether to look for the value of the choice that was probably meant.
    """

    column: Column
    minimum: float | None
    maximum: float | None
    allowed: tuple[str, ...] = ()
    suggest: bool = True


def parse(text: str, rule: CellRule) -> Parsed:
    """Read one cell.

    Returns
    -------
    str, int, float, bool, date, None or CellProblem
        The value; ``None`` for a blank; a problem where the cell cannot be used.

    Examples
    --------
    >>> level = CellRule(Column(type="level", meaning="", scale="use"), 0, 9)
    >>> parse(" 7 ", level), parse("", level), parse("3.0", level)
    (7, None, 3)
    >>> parse("seven", level).advice
    'Write 7.'
    """
    control = CONTROL.search(text)
    if control is not None:
        return CellProblem(
            "text without control characters",
            f"Type the cell again without the character {ord(control[0]):#04x}.",
            found=CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.strip()[:_LONGEST_NUMBER]),
        )
    bare = text.strip()
    return _PARSERS[rule.column.type](text, bare, rule) if bare else None


def _text(text: str, _bare: str, _rule: CellRule) -> Parsed:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _link(_text: str, bare: str, _rule: CellRule) -> Parsed:
    if re.match(r"(javascript|data|vbscript)\s*:", bare, re.IGNORECASE):
        return CellProblem("an address or DOI", "Give the address of the document itself.")
    return bare


def advice_on_name(text: str, *, several: bool) -> str:
    """Say how a text that is no short name may be written; "" where it is one.

    Examples
    --------
    >>> advice_on_name("Clean seed", several=False)
    "Write for instance 'Clean-seed', here and wherever it is named."
    """
    rule = CellRule(Column(type="identifiers" if several else "identifier", meaning=""), None, None)
    parsed = parse(text, rule)
    return parsed.advice if isinstance(parsed, CellProblem) else ""


def _identifier(_text: str, bare: str, _rule: CellRule) -> Parsed:
    name = unicodedata.normalize("NFC", bare)
    if IDENTIFIER.fullmatch(name):
        return name
    expected = (
        "a short name of letters, digits, '.', '_' and '-' that begins with a letter or digit"
    )
    better = re.sub(r"[^\w.\-]+", "-", name).strip("-._")
    return CellProblem(expected, f"Write for instance '{better}', here and wherever it is named."
                   if better else "Give it a name.")  # fmt: skip


def _identifiers(text: str, bare: str, rule: CellRule) -> Parsed:
    names: dict[str, None] = {}
    for part in filter(None, map(str.strip, bare.split(";"))):
        name = _identifier(text, part, rule)
        if isinstance(name, CellProblem):
            return CellProblem("short names separated by ;", _advice_on_names(text, bare, rule))
        names[str(name)] = None
    return ";".join(names) or None


def _advice_on_names(text: str, bare: str, rule: CellRule) -> str:
    """Show the user's own names as they should stand."""
    names = [part for part in map(str.strip, _BETWEEN_NAMES.split(bare)) if part]
    if names and not any(isinstance(_identifier(text, name, rule), CellProblem) for name in names):
        return f"Write '{';'.join(names)}'."
    better = [name for part in names if (name := re.sub(r"[^\w.\-]+", "-", part).strip("-._"))]
    if not better:
        return "Name the pieces, with ; between them."
    return f"Write for instance '{';'.join(better)}', here and wherever they are named."


def _choice(_text: str, bare: str, rule: CellRule) -> Parsed:
    if bare in rule.allowed:
        return bare
    folded = {_folded(choice): choice for choice in rule.allowed}
    if _folded(bare) in folded:
        return folded[_folded(bare)]
    expected = f"one of {', '.join(rule.allowed)}"
    near = nearest(bare, rule.allowed) if rule.suggest else None
    if near is not None:
        return CellProblem(expected, f"Did you mean '{near}'?")
    if _is_not_known(bare) and not rule.column.required:
        return CellProblem(expected, "Leave the cell blank where it is not known.")
    return CellProblem(expected, "Choose one of them.")


def _choices(text: str, bare: str, rule: CellRule) -> Parsed:
    chosen: dict[str, None] = {}
    for part in filter(None, map(str.strip, bare.split(";"))):
        choice = _choice(text, part, rule)
        if isinstance(choice, CellProblem):
            advice = "Separate them by ;." if "," in part else choice.advice
            return CellProblem(f"{choice.expected}; several separated by ;", advice, found=part)
        chosen[str(choice)] = None
    return ";".join(chosen) or None


def _boolean(_text: str, bare: str, rule: CellRule) -> Parsed:
    value = _BOOLEANS.get(bare.casefold().removesuffix(".0"))
    if value is not None:
        return value
    blank = "" if rule.column.required else ", or leave the cell blank"
    return CellProblem("yes or no", f"Write yes or no{blank}.")


def _number(_text: str, bare: str, rule: CellRule) -> Parsed:
    value = _float(bare)
    unit = rule.column.unit
    expected = "a number" + _bounds(rule) + (f" ({unit})" if unit else "")
    if value is None:
        advice = _advice_on_degrees(bare, rule) or _advice_on_number(bare, rule, whole=False)
        return CellProblem(expected, advice)
    if not _within(value, rule):
        return CellProblem(expected, _advice_on_bounds(value, rule))
    if not abs(value) < LARGEST:
        return CellProblem(expected, "Correct it; nothing that is counted here is that large.")
    return value


def _amount(_text: str, bare: str, rule: CellRule) -> Parsed:
    unit = rule.column.unit
    expected = "an amount" + _bounds(rule) + (f" ({unit})" if unit else "")
    value = exact(bare)
    if value is not None and _within(value, rule):
        return plain_amount(value)
    if value is not None:
        return CellProblem(expected, _advice_on_bounds(float(value), rule))
    if bare.casefold() in _TO_BE_DETERMINED:
        return CellProblem(expected, "Leave the amount blank; a total is then 'at least' the rest.")
    if _float(bare) is not None:
        return CellProblem(expected, "Round it; no amount is that large or that fine.")
    return CellProblem(expected, _advice_on_number(bare, rule, whole=False))


def _integer(_text: str, bare: str, rule: CellRule) -> Parsed:
    expected = "a whole number" + _bounds(rule)
    value = _float(bare)
    if value is None:
        return CellProblem(expected, _advice_on_number(bare, rule, whole=True))
    if abs(value) >= 2**53:
        return CellProblem(expected, "Correct the number.")
    if not value.is_integer():
        return CellProblem(expected, "Round it, or leave the cell blank.")
    if not _within(value, rule):
        return CellProblem(expected, "Correct the number.")
    return int(value)


def _level(_text: str, bare: str, rule: CellRule) -> Parsed:
    expected = "a whole number" + _bounds(rule)
    value = _float(bare)
    if value is None:
        if _is_not_known(bare):
            return CellProblem(expected, "Leave the cell blank for 'not assessed'.")
        return CellProblem(expected, _advice_on_number(bare, rule, whole=True))
    if not value.is_integer() and math.isfinite(value):
        below = math.floor(value)
        return CellProblem(expected, f"Choose {below} or {below + 1} and give the reason.")
    if not _within(value, rule):
        return CellProblem(expected, "Correct the level; a blank is 'not assessed'.")
    return int(value)


def _day(_text: str, bare: str, _rule: CellRule) -> Parsed:
    expected = "a day such as 2026-03-14 (year-month-day)"
    iso = _ISO_DAY.fullmatch(bare)
    if iso is None:
        return CellProblem(expected, _advice_on_day(bare))
    try:
        day = date(int(iso[1]), int(iso[2]), int(iso[3]))
    except ValueError:
        return CellProblem(expected, "There is no such day; look the date up.")
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return CellProblem(f"{expected} from {_FIRST_YEAR} to {_LAST_YEAR}", "Correct the year.")
    return day


_PARSERS: dict[str, Callable[[str, str, CellRule], Parsed]] = {
    "identifier": _identifier,
    "text": _text,
    "level": _level,
    "integer": _integer,
    "number": _number,
    "amount": _amount,
    "date": _day,
    "boolean": _boolean,
    "choice": _choice,
    "choices": _choices,
    "identifiers": _identifiers,
    "link": _link,
}


def _folded(text: str) -> str:
    return "-".join(text.casefold().replace("_", " ").replace("-", " ").split())


def _is_not_known(bare: str) -> bool:
    return bare.casefold() in NOT_KNOWN or _folded(bare) in NOT_KNOWN


def _float(bare: str) -> float | None:
    plain = bare.replace("\N{MINUS SIGN}", "-")
    return float(plain) if plain.isascii() and _NUMBER.fullmatch(plain) else None


def _within(value: float | Decimal, rule: CellRule) -> bool:
    above = rule.column.above
    return (
        (rule.minimum is None or value >= rule.minimum)
        and (rule.maximum is None or value <= rule.maximum)
        and (above is None or value > above)
    )


def _bounds(rule: CellRule) -> str:
    low, high, above = rule.minimum, rule.maximum, rule.column.above
    if above is not None:
        return f" above {above:g}" + ("" if high is None else f" and up to {high:g}")
    if low is not None and high is not None:
        return f" from {low:g} to {high:g}"
    return "" if low is None else f" from {low:g} up"


def _advice_on_bounds(value: float, rule: CellRule) -> str:
    if rule.maximum == 1 and 1 < value <= _PERCENT:
        return f"A share runs from 0 to 1: {value:g} percent is {value / _PERCENT:g}."
    if rule.column.above == value:
        return "Delete the row if there is none, or leave the cell blank if it is not known."
    return "Correct the number."


def _advice_on_number(bare: str, rule: CellRule, *, whole: bool) -> str:
    """Describe what to write in place of something that is nearly a number."""
    unknown = "delete the row" if rule.column.required else "leave the cell blank"
    if _is_not_known(bare):
        return f"{unknown.capitalize()} where it is not known."
    if _folded(bare) in _WORDS:
        return f"Write {_WORDS[_folded(bare)]}."
    if _ISO_DAY.fullmatch(bare):
        return "The spreadsheet made a date of it; format the cell as a number and type it again."
    if bare.endswith("%") and (percent := _float(bare[:-1].strip())) is not None:
        share = percent / _PERCENT
        if rule.maximum == 1:
            return f"Write a share instead of percent: {share:g}."
        return f"Write {percent:g} where the unit is percent, {share:g} where it is a share."
    advice = _advice_on_marks(bare, whole=whole)
    return advice or f"Write digits alone, or {unknown} where it is not known."


def _advice_on_degrees(bare: str, rule: CellRule) -> str:
    """Describe the number of a place given with its half of the globe, or in minutes; else ""."""
    halves = _HALVES.get(rule.column.unit or "")
    if halves is None or len(bare) > _LONGEST_NUMBER:
        return ""
    bare = re.sub(r"(\d),(\d)", r"\1.\2", bare)
    for half, words in _HALF_WORDS:
        bare = re.sub(rf"\b({words})\b\.?", half, bare, flags=re.IGNORECASE)
    found = _DEGREES.fullmatch(bare)
    letter = "" if found is None else (found["before"] or found["after"] or "").casefold()
    if (
        found is None
        or not letter + (found["minutes"] or "")
        or (found["before"] and found["after"])
    ):
        return ""
    if letter and letter not in halves:
        return "It is the other coordinate: latitude is north or south, longitude east or west."
    value = sum(
        float(found[part] or 0) / 60**power
        for power, part in enumerate(("degrees", "minutes", "seconds"))
    )
    signed = round(value * halves.get(letter, 1), 5)
    return f"Write {signed:g}." if _within(signed, rule) else "Correct the number."


def _advice_on_marks(bare: str, *, whole: bool) -> str:
    """Describe what to write in place of a number with commas, groups or words; else ""."""
    bare = bare[:_LONGEST_NUMBER]  # some patterns take time with the square of the length
    if _COMMAS.fullmatch(bare) and not whole:
        point = bare.replace(",", ".", 1) if bare.count(",") == 1 else ""
        other = f", or {point} if the comma is a decimal mark" if point else ""
        return f"Write it without separators between thousands: {_ungrouped(bare)}{other}."
    if _GROUPED.fullmatch(bare):
        return f"Write it without separators between thousands: {_ungrouped(bare)}."
    if _DECIMAL_COMMA.fullmatch(bare) and whole:
        value = float(bare.replace(",", "."))
        return f"Write {value:.0f}." if value.is_integer() else "Write a whole number."
    if _DECIMAL_COMMA.fullmatch(bare):
        return f"Write the decimal mark as a point: {bare.replace(',', '.')}."
    unit = _UNIT.fullmatch(bare)
    number = None if unit is None else _float(unit["number"])
    if unit is not None and number is not None and (not whole or number.is_integer()):
        return f"Write the number alone: {unit['number']}."
    return ""


def _ungrouped(bare: str) -> str:
    tail = re.search(r"[.,](\d+)$", bare)
    marks = set(re.findall(r"[\s'’.,]", bare))
    if tail and len(marks) > 1:
        whole = re.sub(r"[\s'’.,]", "", bare[: tail.start()])
        return f"{whole}.{tail[1]}"
    return re.sub(r"[\s'’.,]", "", bare)


def _advice_on_words(bare: str) -> str:
    """Say how a day with the month in words is written in digits."""
    named = _DAY_IN_WORDS.fullmatch(bare)
    if named is None or named[2][:3].lower() not in _MONTH_NAMES:
        return "Write year, month and day in digits."
    try:
        day = date(int(named[3]), _MONTH_NAMES.index(named[2][:3].lower()) + 1, int(named[1]))
    except ValueError:
        return "There is no such day; look the date up."
    return f"Write {day}."


def _advice_on_day(bare: str) -> str:
    """Describe how to write a date; where day and month may be swapped, name both."""
    if alone := re.fullmatch(r"(19|20)\d{2}(-\d{1,2})?", bare):
        lacks = ("month", "the day") if alone[2] else ("year", "month and day")
        return f"This is a {lacks[0]} only: look up {lacks[1]}, and write a whole day."
    if re.fullmatch(r"[3-5]\d{4}(\.\d+)?", bare):
        return "This is a spreadsheet's number of a day; format the cell as a date."
    parts = _OTHER_DAY.fullmatch(bare)
    if parts is None:
        return _advice_on_words(bare)
    first, second = int(parts[1]), int(parts[2])
    year = parts[3] if len(parts[3]) > _CENTURY else f"20{parts[3]}"
    one, other = f"{year}-{second:02d}-{first:02d}", f"{year}-{first:02d}-{second:02d}"
    if first == second or second > _MONTHS >= first:
        return f"Write {other}."
    if first > _MONTHS >= second:
        return f"Write {one}."
    return f"It may mean {one} or {other}; write the one that is right."


def suggestion(name: str, known: Collection[str]) -> str:
    """Suggest which known name was probably meant, or where the names stand.

    Examples
    --------
    >>> suggestion("Huye", ["huye"])
    "Did you mean 'huye'? Capitals count."
    """
    near = nearest(name, known)
    if near is None:
        return ""
    capitals = " Capitals count." if near.casefold() == name.casefold() else ""
    return f"Did you mean '{near}'?{capitals}"
