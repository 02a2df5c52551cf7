"""Amounts of money and quantities, kept as exact decimal text.

A ``float`` cannot hold 0.1; a budget that adds up to the cent needs every amount as it was written.
One amount has one text: plain digits, no exponent, no zeros that say nothing ("12500.5").
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

import pandas as pd

LARGEST: Final = 10**15
"""Amounts from here on are slips of the pen, and a spreadsheet no longer keeps their cents."""

_FINEST = 20  # decimals; a spreadsheet's number never has more that mean anything
_WRITTEN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_EXACT_DIGITS = 15  # what Excel keeps of a number


def exact(text: str) -> Decimal | None:
    """Read an amount.

    Parameters
    ----------
    text : str
        Digits, with a point as decimal mark; an exponent as spreadsheets write it is read too.

    Returns
    -------
    decimal.Decimal or None
        ``None`` where the text is no number, or one beyond :data:`LARGEST` or with more than 20
        decimals.

    Examples
    --------
    >>> exact("12500.50"), exact("1e3"), exact("1,5")
    (Decimal('12500.50'), Decimal('1E+3'), None)
    """
    bare = text.strip().replace("\N{MINUS SIGN}", "-")
    if not bare.isascii() or not _WRITTEN.fullmatch(bare):
        return None
    value = Decimal(bare)
    finest = value.as_tuple().exponent
    if abs(value) >= LARGEST or not isinstance(finest, int) or finest < -_FINEST:
        return None
    return value


def plain_amount(value: Decimal) -> str:
    """Return the one text of an amount.

    Examples
    --------
    >>> (
    ...     plain_amount(Decimal("12500.50")),
    ...     plain_amount(Decimal("1E+3")),
    ...     plain_amount(Decimal("-0.0")),
    ... )
    ('12500.5', '1000', '0')
    """
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text in {"-0", ""} else text


def amount_text(value: object) -> str | None:
    """Return an amount that a program holds as text; a blank or missing one is ``None``.

    Parameters
    ----------
    value : str, int, float, decimal.Decimal or None
        The amount; a float is taken by the shortest text that reads back equal.

    Raises
    ------
    ValueError
        It is no amount.

    Examples
    --------
    >>> amount_text(0.1), amount_text(Decimal("2.50")), amount_text(" ")
    ('0.1', '2.5', None)
    """
    if value is None or (not isinstance(value, str) and pd.isna(value)):  # type: ignore[call-overload]
        return None
    text = str(value).strip()
    if not text:
        return None
    found = None if isinstance(value, bool) else exact(text)
    if found is None:
        message = f"'{text[:40]}' is no amount"
        raise ValueError(message)
    return plain_amount(found)


def as_number(text: str) -> int | float | None:
    """Return the number of a spreadsheet that holds the amount exactly, where there is one.

    Parameters
    ----------
    text : str
        An amount as :func:`plain_amount` writes it.

    Returns
    -------
    int, float or None
        ``None`` where a spreadsheet would round it; it then has to be stored as text.

    Examples
    --------
    >>> as_number("12500.5"), as_number("3"), as_number("0.1234567890123456")
    (12500.5, 3, None)
    """
    digits = text.lstrip("-").replace(".", "").strip("0")
    if len(digits) > _EXACT_DIGITS:
        return None
    return float(text) if "." in text else int(text)
