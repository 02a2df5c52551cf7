"""Money that adds up: exact decimals, one rounding, splits without a lost cent, frozen rates.

Amounts are :class:`decimal.Decimal` made from text and never pass through a float: ``round(2.675,
2)`` is 2.67, halves up it is 2.68. A total is split by the method of the largest remainder, so that
the parts sum to it exactly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from types import MappingProxyType

import pandas as pd

from workbench.core.table_access import require
from workbench.errors import InvalidInput, Problem, did_you_mean

CENT = Decimal("0.01")
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Context of all computations with money: 60 digits, halves up."""

_LARGEST = Decimal("1e15")


def decimal_of(value: object) -> Decimal | None:
    """Read an amount from its text; blank is ``None``, never 0.

    Parameters
    ----------
    value : object
        Text such as ``"12500.50"``, a whole number or a Decimal. A float is refused, because it has
        lost its cents already.

    Returns
    -------
    Decimal or None

    Raises
    ------
    InvalidInput
        It is no plain number, or a float.

    Examples
    --------
    >>> decimal_of("12500.50"), decimal_of(""), decimal_of(None)
    (Decimal('12500.50'), None, None)
    """
    if isinstance(value, Decimal):
        number = value
    elif _blank(value):
        return None
    elif isinstance(value, float):
        message = f"An amount comes as text, such as '12500.50', not as the float {value!r}."
        raise InvalidInput(message)
    else:
        words = str(value).strip()
        if not words:
            return None
        try:
            number = Decimal(words)
        except InvalidOperation:
            message = f"'{value}' is no amount; write it as 12500.50."
            raise InvalidInput(message) from None
    if not number.is_finite() or abs(number) >= _LARGEST:
        message = f"'{value}' is no amount that a budget can hold."
        raise InvalidInput(message)
    return number


def _blank(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))


def round_half_up(value: Decimal, step: Decimal = CENT) -> Decimal:
    """Round to the cent (or another step), halves away from zero.

    Examples
    --------
    >>> round_half_up(Decimal("2.675")), round_half_up(Decimal("1234"), Decimal("1"))
    (Decimal('2.68'), Decimal('1234'))
    """
    return value.quantize(step, rounding=ROUND_HALF_UP, context=EXACT)


def cents(value: Decimal) -> int:
    """Round to the cent and count the cents.

    Examples
    --------
    >>> cents(Decimal("9544.3980"))
    954440
    """
    return int(round_half_up(value).scaleb(2, context=EXACT))


def from_cents(number: int) -> Decimal:
    """Give an amount from its cents, always with two places.

    Examples
    --------
    >>> from_cents(2422500)
    Decimal('24225.00')
    """
    return Decimal(int(number)).scaleb(-2, context=EXACT).quantize(CENT, context=EXACT)


def whole_weights(weights: Sequence[Decimal | int]) -> list[int]:
    """Scale weights to whole numbers in the same proportion, without rounding.

    Examples
    --------
    >>> whole_weights([Decimal("0.5"), 2])
    [5, 20]
    """
    exact = [Decimal(weight) for weight in weights]
    least = min((int(weight.as_tuple().exponent) for weight in exact), default=0)
    return [int(weight.scaleb(-min(least, 0), context=EXACT)) for weight in exact]


def apportion(total: int, weights: Sequence[Decimal | int]) -> list[int]:
    """Split a whole number by weights, by the largest remainder (Hare quota).

    Each part first gets the whole part of its quota; what is left goes, one each, to the largest
    remainders. Of equal remainders the earlier one is served first.

    Parameters
    ----------
    total : int
        What is split: seats, or cents. May be negative, for a correction.
    weights : sequence of Decimal or int
        At least one above 0, none below.

    Returns
    -------
    list of int
        As many as weights; they sum to `total`.

    Raises
    ------
    InvalidInput
        A weight below 0, or none above 0.

    Examples
    --------
    >>> apportion(10, [47000, 16000, 15800, 12000, 6100, 3100])
    [5, 2, 1, 1, 1, 0]
    >>> apportion(5, [1, 1, 1])
    [2, 2, 1]
    """
    whole = whole_weights(weights)
    if not whole or min(whole) < 0 or sum(whole) == 0:
        message = "A total is split by weights of which none is below 0 and one is above 0."
        raise InvalidInput(message)
    base, sign = sum(whole), 1 if total >= 0 else -1
    parts, remainders = [], []
    for place, weight in enumerate(whole):
        quota, rest = divmod(abs(total) * weight, base)
        parts.append(quota)
        remainders.append((-rest, place))
    for _, place in sorted(remainders)[: abs(total) - sum(parts)]:
        parts[place] += 1
    return [sign * part for part in parts]


def split(total: Decimal, shares: Mapping[str, Decimal | int]) -> dict[str, Decimal]:
    """Split an amount by shares so that the parts sum to it, to the cent; ties by key.

    Parameters
    ----------
    total : Decimal
        Rounded to the cent before it is split.
    shares : mapping of str to Decimal or int
        Weight of each key.

    Returns
    -------
    dict of str to Decimal
        In the order of `shares`.

    Examples
    --------
    >>> split(Decimal("100.00"), {"a": 1, "b": 1, "c": 1})
    {'a': Decimal('33.34'), 'b': Decimal('33.33'), 'c': Decimal('33.33')}
    """
    keys = sorted(shares)
    parts = dict(zip(keys, apportion(cents(total), [shares[key] for key in keys]), strict=True))
    return {key: from_cents(parts[key]) for key in shares}


def amount_words(
    value: Decimal | None, currency: str = "", *, at_least: bool = False, places: int = 2
) -> str:
    r"""Write an amount as a reader expects it; nothing in it breaks at the end of a line.

    Parameters
    ----------
    value : Decimal or None
        ``None`` is "to be determined".
    currency : str
        Code that stands before the number.
    at_least : bool
        Whether something in it is not determined yet.
    places : int
        Decimal places shown.

    Examples
    --------
    >>> amount_words(Decimal("285725"), "USD"), amount_words(Decimal("12.5"), at_least=True)
    ('USD\xa0285,725.00', 'at least 12.50')
    >>> amount_words(None, "USD")
    'to be determined'
    """
    if value is None:
        return "to be determined"
    number = f"{round_half_up(value, Decimal(1).scaleb(-places)):,}".replace("-", "−")
    words = f"{currency}\xa0{number}" if currency else number
    return f"at least {words}" if at_least else words


@dataclass(frozen=True, slots=True)
class FrozenRates:
    """The exchange rates of a plan, frozen at one date.

    Attributes
    ----------
    base : str
        Base currency.
    day : date or None
        Rates of this day or the latest before it; ``None`` takes the latest of each currency.
    per_base : mapping of str to Decimal
        Units of a currency for one unit of the base currency.
    dates : mapping of str to date
        Date of each rate.
    sources : mapping of str to str
        Where each rate comes from.
    later : mapping of str to date
        Currencies that have rates only after `day`, with the first of these.

    Examples
    --------
    >>> rates = FrozenRates("USD", None, {"KES": Decimal("129.35")})
    >>> round_half_up(rates.to_base(Decimal("1234567.89"), "KES"))
    Decimal('9544.40')
    """

    base: str
    day: date | None
    per_base: Mapping[str, Decimal] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, date] = field(default_factory=dict)

    def knows(self, currency: str) -> bool:
        """Say whether amounts in a currency can be converted."""
        return currency == self.base or currency in self.per_base

    def rate(self, currency: str) -> Decimal:
        """Give the units of a currency for one unit of the base currency; 1 for the base itself.

        Raises
        ------
        InvalidInput
            There is no rate of that day or before.
        """
        if currency == self.base:
            return Decimal(1)
        if currency not in self.per_base:
            message = f"Amounts in '{currency}' cannot be converted."
            raise InvalidInput(message, [self.problem(currency, "rates")])
        return self.per_base[currency]

    def to_base(self, value: Decimal, currency: str) -> Decimal:
        """Convert into the base currency, without rounding."""
        return EXACT.divide(value, self.rate(currency))

    def from_base(self, value: Decimal, currency: str) -> Decimal:
        """Convert from the base currency, without rounding."""
        return EXACT.multiply(value, self.rate(currency))

    def problem(
        self, currency: str, file: str, *, site: str | None = None, name: str = ""
    ) -> Problem:
        """Say why a currency cannot be converted: not known, or only with a rate that came later.

        Parameters
        ----------
        currency : str
            The code that stands in the table.
        file : str
            Table in which it stands.
        site, name : str
            Site and key of the row.
        """
        known = [self.base, *self.per_base]
        of = f" ({name}.)" if name else ""
        if currency in self.later:
            expected = f"a rate of {self.day} or before for {currency}"
            advice = (
                f"The first rate for {currency} is of {self.later[currency]}, after the date of "
                "the plan's rates: add an earlier one, or move the date of the rates."
            )
        else:
            expected = f"{self.base} or a currency of the table rates"
            advice = "Add a dated rate to the table rates, or correct the code. "
            advice += did_you_mean(currency, known)
        return Problem(
            file=file,
            column="currency",
            found=currency,
            expected=expected,
            advice=advice + of,
            site=site,
        )


def freeze_rates(
    rates: pd.DataFrame | None, currency: str, *, day: date | None = None
) -> FrozenRates:
    """Choose one dated rate per currency: that of `day`, or the latest before it.

    Parameters
    ----------
    rates : DataFrame or None
        currency, date, per_base (text: units of the currency for one unit of the base currency) and
        where known source.
    currency : str
        Base currency.
    day : date, optional
        Date at which the plan freezes its rates. Without it the latest rate of each currency.

    Returns
    -------
    FrozenRates

    Raises
    ------
    InvalidInput
        A rate that is not above 0, is blank, or stands twice for one day.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"currency": ["KES", "KES"], "date": ["2026-01-05", "2026-03-01"]}
    ... ).assign(per_base=["129.35", "131.10"])
    >>> freeze_rates(table, "USD", day=date(2026, 2, 1)).rate("KES")
    Decimal('129.35')
    """
    if rates is None or rates.empty:
        return FrozenRates(currency, day)
    require(rates, ("currency", "date", "per_base"), "rates")
    found: dict[str, list[tuple[date, Decimal, str]]] = {}
    problems: list[Problem] = []
    days = pd.to_datetime(rates["date"])
    origin = rates["source"] if "source" in rates else [""] * len(rates)
    for code, when, text, source in zip(
        rates["currency"], days, rates["per_base"], origin, strict=True
    ):
        value = _rate(text)
        of_day = {one for one, _, _ in found.get(code, ())}
        if value is None or value <= 0 or pd.isna(when) or when.date() in of_day:
            problems.append(_bad_rate(code, when, text, twice=value is not None and value > 0))
        else:
            said = "" if _blank(source) else str(source)
            found.setdefault(str(code), []).append((when.date(), value, said))
    if problems:
        message = "The exchange rates cannot be used"
        raise InvalidInput(message, problems)
    return _frozen(found, currency, day)


def _rate(text: object) -> Decimal | None:
    try:
        return decimal_of(text)
    except InvalidInput:
        return None


def _bad_rate(code: object, when: pd.Timestamp, text: object, *, twice: bool) -> Problem:
    day = "a day that is blank" if pd.isna(when) else f"{when.date()}"
    return Problem(
        file="rates",
        column="date" if twice else "per_base",
        found=day if twice else str(text),
        expected="one rate per currency and day" if twice else "an amount above 0",
        advice=f"Correct the rate of {code}, {day}.",
    )


def _frozen(
    found: Mapping[str, Iterable[tuple[date, Decimal, str]]], currency: str, day: date | None
) -> FrozenRates:
    per_base, dates, sources, later = {}, {}, {}, {}
    for code, rows in found.items():
        usable = [row for row in rows if day is None or row[0] <= day]
        if usable:
            dates[code], per_base[code], sources[code] = max(usable, key=lambda row: row[0])
        else:
            later[code] = min(row[0] for row in rows)
    fixed = [MappingProxyType(part) for part in (per_base, dates, sources, later)]
    return FrozenRates(currency, day, *fixed)  # type: ignore[arg-type]
