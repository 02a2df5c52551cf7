"""Money that adds up: exact decimals, one rounding, splits without a lost cent, frozen rates.

Amounts are :class:`decimal.Decimal` made from the text of the tables and never pass through a
float: ``round(2.675, 2)`` is 2.67, halves up it is 2.68. A total is split by the method of the
largest remainder, so that the parts sum to it exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from types import MappingProxyType

import pandas as pd

from workbench.core.rows import rows_of
from workbench.errors import InvalidInput, did_you_mean
from workbench.language import figured, phrased

CENT = Decimal("0.01")
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
"""Context of all computations with money: 60 digits, halves up."""


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
    """Return an amount from its cents, always with two places.

    Examples
    --------
    >>> from_cents(2422500)
    Decimal('24225.00')
    """
    return Decimal(int(number)).scaleb(-2, context=EXACT).quantize(CENT, context=EXACT)


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
    whole = _whole_numbers(weights)
    if not whole or min(whole) < 0 or sum(whole) == 0:
        message = "A total is split by weights of which none is below 0 and one is above 0."
        raise InvalidInput(message)
    base, sign = sum(whole), 1 if total >= 0 else -1
    quotas = [divmod(abs(total) * weight, base) for weight in whole]
    parts = [quota for quota, _ in quotas]
    by_rest = sorted(range(len(whole)), key=lambda place: -quotas[place][1])
    for place in by_rest[: abs(total) - sum(parts)]:
        parts[place] += 1
    return [sign * part for part in parts]


def _whole_numbers(weights: Sequence[Decimal | int]) -> list[int]:
    """Scale weights to whole numbers in the same proportion, without rounding."""
    exact = [Decimal(weight) for weight in weights]
    least = min((int(weight.as_tuple().exponent) for weight in exact), default=0)
    return [int(weight.scaleb(-min(least, 0), context=EXACT)) for weight in exact]


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
        return phrased("to be determined")
    number = figured(f"{round_half_up(value, Decimal(1).scaleb(-places)):,}").replace("-", "−")
    words = f"{currency}\xa0{number}" if currency else number
    return phrased("at least {}", words) if at_least else words


@dataclass(frozen=True, slots=True)
class DatedRate:
    """An exchange rate: units of a currency for one unit of the base currency.

    Attributes
    ----------
    per_base : Decimal
        The rate.
    date : date or None
        Its day.
    source : str or None
        Where it comes from.
    """

    per_base: Decimal
    date: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class FrozenRates:
    """The exchange rates of a plan, frozen at one date.

    Attributes
    ----------
    base : str
        Base currency.
    rates : mapping of str to DatedRate
        Rate of each other currency.

    Examples
    --------
    >>> rates = FrozenRates("USD", {"KES": DatedRate(Decimal("129.35"))})
    >>> round_half_up(rates.to_base(Decimal("1234567.89"), "KES"))
    Decimal('9544.40')
    """

    base: str
    rates: Mapping[str, DatedRate] = field(default_factory=dict)

    def rate(self, currency: str) -> Decimal:
        """Return the units of a currency for one unit of the base currency; 1 for the base itself.

        Raises
        ------
        InvalidInput
            There is no rate for it.
        """
        if currency == self.base:
            return Decimal(1)
        if currency not in self.rates:
            message = (
                f"There is no rate for the currency '{currency}' on the day whose rates hold. "
            )
            message += did_you_mean(currency, [self.base, *self.rates])
            raise InvalidInput(message)
        return self.rates[currency].per_base

    def to_base(self, value: Decimal, currency: str) -> Decimal:
        """Convert into the base currency, without rounding."""
        return EXACT.divide(value, self.rate(currency))

    def from_base(self, value: Decimal, currency: str) -> Decimal:
        """Convert from the base currency, without rounding."""
        return EXACT.multiply(value, self.rate(currency))


@dataclass(frozen=True, slots=True)
class _Quoted:
    currency: str
    date: date
    per_base: Decimal
    source: str | None


def freeze_rates(
    rates: pd.DataFrame | None, currency: str, *, day: date | None = None
) -> FrozenRates:
    """Choose one dated rate per currency: that of `day`, or the latest before it.

    Parameters
    ----------
    rates : DataFrame or None
        Table ``rates``: currency, date, per_base (text: units of the currency for one unit of the
        base currency), source.
    currency : str
        Base currency.
    day : date, optional
        Date at which the plan freezes its rates. Without it the latest rate of each currency.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {"currency": ["KES", "KES"], "date": ["2026-01-05", "2026-03-01"], "source": "bank"}
    ... ).assign(per_base=["129.35", "131.10"])
    >>> freeze_rates(table, "USD", day=date(2026, 2, 1)).rate("KES")
    Decimal('129.35')
    """
    quoted = [] if rates is None else rows_of(rates, _Quoted)
    known = {
        row.currency: DatedRate(row.per_base, row.date, row.source)
        for row in sorted(quoted, key=lambda row: row.date)
        if day is None or row.date <= day
    }
    return FrozenRates(currency, MappingProxyType(known))
