"""Rules that turn a published figure into a value of ours, each with a name and a sentence.

A rule that makes a *level* out of something else is ours, not the publisher's: its sentence is
printed in the account and in the reports, and it can be switched off. Then no level is given.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_TOP = 9
_TOP_OF_MATURITY = 5


class ConversionError(ValueError):
    """A value that a rule cannot convert.

    Parameters
    ----------
    expected : str
        What the rule takes.
    """

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


@dataclass(frozen=True, slots=True)
class Conversion:
    """A named conversion.

    Attributes
    ----------
    name : str
        Name that a map uses.
    rule : str
        What it does, in a sentence that reports print.
    parameters : tuple of str
        What the map has to give beside the value.
    switchable : bool
        Whether it can be switched off; true of the rules that make a level.
    convert : callable
        Text and parameters in, text out; raises `ConversionError`.
    """

    name: str
    rule: str
    parameters: tuple[str, ...]
    switchable: bool
    convert: Callable[[str, Mapping[str, str]], str]


def _number(text: str) -> Fraction:
    """Read a plain decimal number exactly.

    Raises
    ------
    ConversionError
        The text is no plain number; a decimal comma, a unit or "inf" is none.

    Examples
    --------
    >>> _number("4.5")
    Fraction(9, 2)
    """
    if _NUMBER.fullmatch(text) is None:
        expected = "a number"
        raise ConversionError(expected)
    return Fraction(text)


def _half_down(value: Fraction) -> int:
    # Half-way stays at the lower level: a level counts as reached when more than half the step is.
    whole, rest = divmod(value, 1)
    return int(whole) + (rest > Fraction(1, 2))


def _read(text: str, expected: str, fits: Callable[[Fraction], bool]) -> Fraction:
    """Read a number that has to fit; what was expected is said in the terms of the rule."""
    try:
        value = _number(text)
    except ConversionError as error:
        raise ConversionError(expected) from error
    if not fits(value):
        raise ConversionError(expected)
    return value


def _share_of_maximum(text: str, parameters: Mapping[str, str]) -> str:
    maximum = _number(parameters["maximum"])
    expected = f"a number from 0 to {parameters['maximum']}"
    points = _read(text, expected, lambda value: maximum > 0 and 0 <= value <= maximum)
    return str(_half_down(points / maximum * _TOP))


def _read_index(text: str) -> Fraction:
    return _read(text, "a number from 0 to 1", lambda value: 0 <= value <= 1)


def _index(text: str, _: Mapping[str, str]) -> str:
    return str(_half_down(_read_index(text) * _TOP))


def _index_of_maturity(text: str, _: Mapping[str, str]) -> str:
    return str(_half_down(_read_index(text) * _TOP_OF_MATURITY))


def _index_in_words(text: str, _: Mapping[str, str]) -> str:
    return f"{float(_read_index(text)):.3f} on a scale from 0 to 1"


def _root_of_variance(text: str, _: Mapping[str, str]) -> str:
    variance = _read(text, "a variance above 0", lambda value: value > 0)
    return f"{math.sqrt(variance):.6g}"


def _plain_share(value: Fraction) -> str:
    return f"{float(value):.6g}"


def _weight(text: str, parameters: Mapping[str, str]) -> str:
    strongest = _number(parameters["strongest"])
    expected = f"a weight above 0, up to {parameters['strongest']}"
    return _plain_share(_read(text, expected, lambda value: 0 < value <= strongest) / strongest)


def _rank(text: str, parameters: Mapping[str, str]) -> str:
    weakest = _number(parameters["weakest"])
    expected = f"a rank from 1, the most frequent, to {parameters['weakest']}"
    rank = _read(text, expected, lambda value: 1 <= value <= weakest)
    return _plain_share((weakest + 1 - rank) / weakest)


def _height(text: str, parameters: Mapping[str, str]) -> str:
    highest = _number(parameters["highest"])
    expected = f"a height from 0 to {parameters['highest']}"
    height = _read(text, expected, lambda value: highest > 0 and 0 <= value <= highest)
    return _plain_share(height / highest)


def _last_day_of_year(text: str, _: Mapping[str, str]) -> str:
    def is_year(value: Fraction) -> bool:
        return value.denominator == 1 and 1900 <= value <= 2200

    # "Reporting 2025" names a year as well as "2025" does.
    named = re.fullmatch(r"\D*\b(\d{4})\b\D*", text)
    year = named.group(1) if named is not None else text
    return f"{int(_read(year, 'a year, such as 2025', is_year))}-12-31"


def _leading_level(text: str, _: Mapping[str, str]) -> str:
    found = re.fullmatch(r"(?:level\s*)?([0-9])(?:\s*[-–—:.]\s*\D.*)?", text, re.IGNORECASE)
    if found is None:
        expected = "a level from 0 to 9, alone or before its name, such as '7 - Prototype'"
        raise ConversionError(expected)
    return found.group(1)


def _rating(text: str, parameters: Mapping[str, str]) -> str:
    lowest, highest = _number(parameters["lowest"]), _number(parameters["highest"])
    expected = f"a number from {parameters['lowest']} to {parameters['highest']}"
    _read(text, expected, lambda value: lowest <= value <= highest)
    return f"{text} on a scale from {parameters['lowest']} to {parameters['highest']}"


def _decimal_comma(text: str, _: Mapping[str, str]) -> str:
    plain = re.sub(r"[\s\u00a0\u202f.]", "", text).replace(",", ".", 1)
    _read(plain, "a number with a decimal comma, such as 1 250,5", lambda _: True)
    return plain


_CONVERSIONS = (
    Conversion(
        "share-of-maximum-times-nine",
        "points divided by the highest points that the source gives for that column, times 9, "
        "rounded to the nearest whole level; exactly half-way is rounded down",
        ("maximum",),
        switchable=True,
        convert=_share_of_maximum,
    ),
    Conversion(
        "index-times-nine",
        "an index from 0 to 1, times 9, rounded to the nearest whole level; exactly half-way is "
        "rounded down",
        (),
        switchable=True,
        convert=_index,
    ),
    Conversion(
        "index-times-five",
        "an index from 0 to 1, times 5, rounded to the nearest whole level; exactly half-way is "
        "rounded down, so level 1 begins above 0.1, 2 above 0.3, 3 above 0.5, 4 above 0.7 and 5 "
        "above 0.9",
        (),
        switchable=True,
        convert=_index_of_maturity,
    ),
    Conversion(
        "index-to-three-digits",
        "an index from 0 to 1, rounded to three digits behind the point, with its scale; it is "
        "evidence, and no level is made of it",
        (),
        switchable=False,
        convert=_index_in_words,
    ),
    Conversion(
        "root-of-variance",
        "the standard error of an effect: the square root of its variance",
        (),
        switchable=False,
        convert=_root_of_variance,
    ),
    Conversion(
        "last-day-of-year",
        "the source gives a year and no day: 31 December of that year stands for it",
        (),
        switchable=False,
        convert=_last_day_of_year,
    ),
    Conversion(
        "leading-level",
        "the level from 0 to 9 that stands before its name, as in '7 - Prototype'; the number "
        "alone counts, names repeat and identifiers are other numbers",
        (),
        switchable=False,
        convert=_leading_level,
    ),
    Conversion(
        "rating",
        "an answer on the source's own scale, kept as it stands with the scale behind it; it is "
        "evidence, and no level is made of it",
        ("lowest", "highest"),
        switchable=False,
        convert=_rating,
    ),
    Conversion(
        "weight-over-strongest",
        "the larger the weight, the stronger the tie: the weight divided by the strongest one of "
        "the source's scale",
        ("strongest",),
        switchable=False,
        convert=_weight,
    ),
    Conversion(
        "rank-from-strongest",
        "1 is the strongest tie, or the most frequent contact: with ranks from 1 to n, rank r "
        "gives (n + 1 - r) / n",
        ("weakest",),
        switchable=False,
        convert=_rank,
    ),
    Conversion(
        "height-over-highest",
        "the height of an influence tower divided by the highest one; a tower of height 0 is an "
        "influence of 0",
        ("highest",),
        switchable=False,
        convert=_height,
    ),
    Conversion(
        "decimal-comma",
        "a comma is the decimal sign; blanks and full stops between digits are left out",
        (),
        switchable=False,
        convert=_decimal_comma,
    ),
)

CONVERSIONS: Mapping[str, Conversion] = {rule.name: rule for rule in _CONVERSIONS}
"""All conversions by name."""
