"""The rows of costs and budgets as typed values, for computing, words, figures and sheets.

``None`` is not known, or to be determined; never 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workbench.core.money import EXACT


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line of the table ``costs``, and the days over which it is spread."""

    site: str
    line: str
    title: str
    activity: str | None
    component: str | None
    category: str
    partner: str | None
    source: str | None
    kind: str
    quantity: Decimal | None
    quantity_low: Decimal | None
    quantity_high: Decimal | None
    unit: str | None
    unit_cost: Decimal | None
    unit_cost_low: Decimal | None
    unit_cost_high: Decimal | None
    currency: str | None
    price_date: date | None
    determined: bool | None
    basis: str | None
    shared: str | None
    mandatory: bool | None
    note: str | None
    first: date
    last: date

    @property
    def local(self) -> Decimal | None:
        """Quantity × unit cost in the line's currency; ``None`` where one of the three is blank."""
        if self.quantity is None or self.unit_cost is None or self.currency is None:
            return None
        return EXACT.multiply(self.quantity, self.unit_cost)

    @property
    def is_open(self) -> bool:
        """Whether the amount is not final: what is given, if anything, is the least."""
        return self.local is None or self.determined is False


@dataclass(frozen=True, slots=True)
class BudgetLine(CostLine):
    """A line that counts, in base currency.

    Attributes
    ----------
    counts_as : str
        Category under which the funder counts it.
    rate : Decimal or None
        Units of the line's currency for one of the base currency.
    factor : Decimal or None
        Base currency for one unit of the line's currency, rise of prices included.
    base, priced, amount : Decimal or None
        Before prices rise; after; with the physical contingency too.
    at_least : bool
        Whether the amount is not final.
    """

    counts_as: str
    rate: Decimal | None
    factor: Decimal | None
    base: Decimal | None
    priced: Decimal | None
    amount: Decimal | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class Atom:
    """What one line costs in one month, or a part of that; the cents of the base currency.

    Attributes
    ----------
    line, title : str
        Key and title of the line; "(indirect)" for indirect costs.
    counts_as : str
        Category under which the funder counts it.
    partner, source : str or None
        Who spends it (the lead where none is named), and who pays.
    kind : str
        "cash" or "in-kind".
    part : str
        "cost", "physical contingency", "price contingency" or "indirect".
    month : str
        Such as "2026-07".
    cents : int or None
        ``None`` where to be determined.
    at_least : bool
        Whether the line is not determined, so that sums are "at least".
    """

    site: str
    line: str
    title: str
    activity: str | None
    component: str | None
    category: str
    counts_as: str
    partner: str | None
    source: str | None
    kind: str
    part: str
    month: str
    cents: int | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class DatedAtom(Atom):
    """An atom with its period (month, quarter or year) and year; a row of `Budget.table`."""

    period: str
    year: str


@dataclass(frozen=True, slots=True)
class PeriodSum:
    """Cost of a period; a row of ``Budget.totals("period")``."""

    period: str
    amount: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class CategoryInPeriod:
    """Cost of a category in a period; a row of ``Budget.totals("category", "period")``."""

    category: str
    period: str
    amount: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class SourceOfFunds:
    """What a source gives, and what is planned on it.

    Attributes
    ----------
    source : str or None
        ``None`` stands for all that nobody pays yet.
    profile : str or None
        Key of the funder profile that holds.
    firm : str or None
        "idea", "requested", "pledged" or "received".
    amount : Decimal or None
        What it gives, in base currency.
    given, currency : Decimal and str, or None
        The same in the currency in which it gives.
    planned_cash, planned_in_kind, planned : Decimal
        What is planned on it.
    share : float or None
        Its part of all that is planned at the site.
    left : Decimal or None
        `amount` less `planned_cash`.
    """

    site: str
    source: str | None
    title: str
    profile: str | None
    firm: str | None
    amount: Decimal | None
    given: Decimal | None
    currency: str | None
    planned_cash: Decimal
    planned_in_kind: Decimal
    planned: Decimal
    share: float | None
    left: Decimal | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class RepeatedAmount:
    """A line whose amount counts in another one."""

    site: str
    line: str
    shared: str
    counted_site: str
    counted_line: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A line of a group whose lines do not show the same amount."""

    site: str
    line: str
    shared: str
    amount: Decimal | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class LineRemark:
    """What to know about a line."""

    site: str
    line: str
    remark: str


@dataclass(frozen=True, slots=True)
class CurrencyWeight:
    """What a currency weighs in a budget.

    Attributes
    ----------
    per_base : Decimal
        Units of it for one unit of the base currency.
    date, source
        Day of the rate, and who published it.
    amount : Decimal
        Costs and contingencies in it, in base currency, without indirect costs.
    change : Decimal
        What 10 % more or less for it would change the amount by.
    """

    currency: str
    per_base: Decimal
    date: date | None
    source: str | None
    amount: Decimal
    change: Decimal


@dataclass(frozen=True, slots=True)
class BuildUp:
    """A step from the base cost to what nobody has promised yet.

    Attributes
    ----------
    step : str
        Key.
    amount : Decimal
        What the step adds, or takes away; of "total" and "open" the sum.
    at_least : bool
        Whether something in the sum is to be determined.
    """

    step: str
    amount: Decimal
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class AccountMonth:
    """A month of the account.

    Attributes
    ----------
    month : str
        Such as "2026-07".
    first : date
        Its first day.
    spent, paid, received : Decimal
        Costs in cash that arise, that are paid, and money that comes.
    need : Decimal
        `paid` less `received`; what must be advanced where above 0.
    balance : Decimal
        Running, from 0 on.
    at_least : bool
        Whether costs paid so far are not all determined.
    """

    month: str
    first: date
    spent: Decimal
    paid: Decimal
    received: Decimal
    need: Decimal
    balance: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class ActivityCut:
    """An activity that is cut, with those that follow from it.

    Attributes
    ----------
    step : int
        From 1.
    activity, along : str
        Key; keys of those that go with it, joined by ;.
    saved, total_after : Decimal
        What the cut saves, and what is left.
    at_least : bool
        Whether something in what is left is to be determined.
    enough : bool
        Whether the ceiling is kept then.
    """

    step: int
    activity: str
    along: str
    saved: Decimal
    total_after: Decimal
    at_least: bool
    enough: bool


@dataclass(frozen=True, slots=True)
class LineEstimate:
    """A line with an amount, and its part in how unsure the total is.

    Attributes
    ----------
    amount : Decimal
        Most likely, as budgeted.
    low, high : float
        All at their lowest, all at their highest.
    share : float
        Part of the variance of the total.
    """

    site: str
    line: str
    title: str
    amount: Decimal
    low: float
    high: float
    share: float
