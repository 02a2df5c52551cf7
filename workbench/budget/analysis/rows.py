"""The rows of a budget as typed values, for words, figures and sheets; ``None`` is not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CategorySum:
    """Cost of a category; a row of ``Budget.totals("category")``."""

    category: str
    amount: Decimal
    at_least: bool


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
    """What a source gives and what is planned on it; a row of `Budget.sources`."""

    source: str | None
    title: str
    firm: str | None
    amount: Decimal | None
    planned_cash: Decimal
    planned_in_kind: Decimal
    planned: Decimal
    share: float | None
    left: Decimal | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class BudgetedLine:
    """A cost line that counts; a row of `Budget.lines`."""

    line: str
    title: str
    amount: Decimal | None
    at_least: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class RepeatedAmount:
    """An amount that counts in another line; a row of `Budget.repeated`."""

    line: str
    shared: str
    counted_site: str
    counted_line: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A line whose amount differs from that of its group; a row of `Budget.conflicts`."""

    line: str
    currency: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What to know about a line; a row of `Budget.remarks`."""

    line: str
    remark: str


@dataclass(frozen=True, slots=True)
class CurrencyWeight:
    """What a currency weighs in a budget; a row of ``Budget.currencies()``."""

    currency: str
    per_base: Decimal
    date: date | None
    source: str | None
    amount: Decimal
    upper: Decimal


@dataclass(frozen=True, slots=True)
class BuildUp:
    """A step from the base cost to what nobody has promised; a row of ``budget_steps()``."""

    step: str
    title: str
    amount: Decimal
    before: Decimal
    after: Decimal
    sum: bool
    at_least: bool


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the account; a row of `CashFlow.table`."""

    month: str
    first: date
    spent: Decimal
    paid: Decimal
    received: Decimal
    need: Decimal
    balance: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """An activity that is cut, with those that follow from it; a row of `CutList.table`."""

    step: int
    activity: str
    along: str
    saved: Decimal
    total_after: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """Part of a line in how unsure the total is; a row of `Estimate.table`."""

    title: str
    share: float
