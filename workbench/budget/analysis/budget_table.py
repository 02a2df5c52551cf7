"""What a budget is: atoms, and every table as a sum of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar, Self

import pandas as pd

from workbench.budget.analysis.indirect_costs import IndirectTerms, Payer
from workbench.budget.analysis.rows import (
    Atom,
    BudgetLine,
    Contradiction,
    CostLine,
    CurrencyWeight,
    DatedAtom,
    LineRemark,
    RepeatedAmount,
    SourceOfFunds,
)
from workbench.core.method import Method
from workbench.core.money import EXACT, DatedRate, FrozenRates, amount_words, cents, from_cents
from workbench.core.periods import PeriodLength, period_of, span_of
from workbench.core.result import Result
from workbench.core.rows import table_of
from workbench.frameworks.cost_categories import Chart
from workbench.frameworks.funders import FunderProfile

_SENSITIVITY = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class Total:
    r"""A sum of atoms, and whether something in it is still to be determined.

    Attributes
    ----------
    amount : Decimal
        Sum of what is known.
    currency : str
        Its currency.
    at_least : bool
        Whether it can only grow.

    Examples
    --------
    >>> str(Total(Decimal("1200.00"), "USD", at_least=True))
    'at least USD\xa01,200.00'
    """

    amount: Decimal
    currency: str
    at_least: bool

    def __str__(self) -> str:
        """Write it as a reader expects it."""
        return amount_words(self.amount, self.currency, at_least=self.at_least)


@dataclass(frozen=True, kw_only=True)
class BudgetTerms:
    """What turns lines into amounts.

    Attributes
    ----------
    inflation, contingency : Decimal
        Yearly rise of prices, and share for work that is not foreseen.
    first_year : int
        Year of a price without a date.
    indirect : IndirectTerms
        Rates of indirect costs, and the rules of the funders.
    days : mapping of (str, str) to mapping
        Working days in each month, by site and line.
    """

    inflation: Decimal
    contingency: Decimal
    first_year: int
    indirect: IndirectTerms
    days: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)

    def contingency_on(self, line: CostLine) -> Decimal:
        """Return the share for work that is not foreseen: on cash, and where the funder pays it."""
        profile = self.indirect.profile(line.site, line.source)
        pays = line.kind == "cash" and (profile is None or profile.pays_contingency)
        return self.contingency if pays else Decimal(0)

    def prices_apart(self, line: CostLine) -> bool:
        """Return whether the rise of prices stands apart from the cost of a line."""
        profile = self.indirect.profile(line.site, line.source)
        return profile is not None and profile.contingencies == "apart"

    def price_year(self, line: CostLine) -> int:
        """Return the year of a line's price."""
        return line.price_date.year if line.price_date else self.first_year


@dataclass(frozen=True, eq=False)
class Budget(Result):
    """The budget of one or many sites.

    Attributes
    ----------
    atoms : list of DatedAtom
        One per line and month (and per part of a line).
    line_rows : list of BudgetLine
        The lines that count.
    source_rows : list of SourceOfFunds
        Who pays.
    repeated : list of RepeatedAmount
        Amounts that count elsewhere.
    conflicts : list of Contradiction
        Lines of groups that contradict each other.
    remarks : list of LineRemark
        What to know about lines.
    currency : str
        Base currency.
    step : str
        "month", "quarter" or "year".
    plan : tuple of date or None
        First and last day.
    rates : FrozenRates
        Exchange rates as used.
    profiles : mapping
        Funder profile of each source by (site, source); the key None holds for all others.
    chart : Chart
        Cost categories.
    terms : BudgetTerms
        What turned lines into amounts.
    method : Method
        Parameters and sources.
    """

    atoms: list[DatedAtom]
    line_rows: list[BudgetLine]
    source_rows: list[SourceOfFunds]
    repeated: list[RepeatedAmount]
    conflicts: list[Contradiction]
    remarks: list[LineRemark]
    currency: str
    step: PeriodLength
    plan: tuple[date, date] | None
    rates: FrozenRates
    profiles: Mapping[Payer, FunderProfile]
    chart: Chart
    terms: BudgetTerms
    method: Method

    _shown: ClassVar[tuple[str, ...]] = ("site", "title", "part", "period", "amount", "at_least")

    @cached_property
    def table(self) -> pd.DataFrame:
        """The atoms as a table, with amount (Decimal, two places; None where to be determined)."""
        amounts = [None if one.cents is None else from_cents(one.cents) for one in self.atoms]
        frame = table_of(self.atoms, DatedAtom)
        return frame.assign(amount=pd.Series(amounts, dtype="object"))

    @cached_property
    def lines(self) -> pd.DataFrame:
        """The lines as a table; amounts are Decimal, None where not known."""
        return table_of(self.line_rows, BudgetLine)

    @property
    def rules(self) -> list[FunderProfile]:
        """The funder profiles that hold, each once."""
        return list({one.key: one for one in self.profiles.values()}.values())

    def of_site(self, key: str) -> Self:
        """Return what is of one site."""
        parts: dict[str, Any] = {
            one.name: [row for row in value if row.site == key]
            for one in fields(self)
            if isinstance(value := getattr(self, one.name), list)
        }
        return replace(self, **parts)

    def total(self, **where: str | None) -> Total:
        """Sum the atoms, all or those with certain values.

        Parameters
        ----------
        **where : str or None
            Columns of `table` with the value wanted, such as ``kind="cash"``; None is missing.
        """
        wanted = where.items()
        own = [one for one in self.atoms if all(getattr(one, name) == v for name, v in wanted)]
        return Total(
            from_cents(sum(one.cents or 0 for one in own)),
            self.currency,
            any(one.at_least for one in own),
        )

    def totals(self, *by: str) -> pd.DataFrame:
        """Sum the atoms in any direction.

        Parameters
        ----------
        *by : str
            Columns of `table`, such as "activity", "category", "partner", "period".

        Returns
        -------
        DataFrame
            The columns `by`, amount (Decimal), at_least (bool); in the order of the table, of the
            chart for categories, of time for periods. Their sum is the grand total.
        """
        sums: dict[tuple[str | None, ...], tuple[int, bool]] = {}
        for one in self.atoms:
            key = tuple(getattr(one, name) for name in by)
            cents_so_far, at_least = sums.get(key, (0, False))
            sums[key] = (cents_so_far + (one.cents or 0), at_least or one.at_least)
        places = [self._places(name) for name in by]
        order = sorted(sums, key=lambda key: [p[v] for p, v in zip(places, key, strict=True)])
        columns = {
            name: pd.Series([key[place] for key in order], dtype="str")
            for place, name in enumerate(by)
        }
        amounts = pd.Series([from_cents(sums[key][0]) for key in order], dtype="object")
        return pd.DataFrame(
            {**columns, "amount": amounts, "at_least": [sums[key][1] for key in order]}
        )

    def _places(self, name: str) -> dict[str | None, int]:
        """Return the place that each value of a column has among the rows of a table."""
        if name in {"category", "counts_as"}:
            values: Iterable[str | None] = self.chart.keys
        else:
            values = dict.fromkeys(getattr(one, name) for one in self.atoms)
        if name in {"month", "period", "year"}:
            values = sorted(str(value) for value in values)
        return {value: place for place, value in enumerate(values)}

    def currencies(self) -> list[CurrencyWeight]:
        """List what each currency weighs, and what 10 % more or less for it would change."""
        amounts: dict[str, int] = {}
        for one in self.line_rows:
            if one.currency is not None:
                more = 0 if one.amount is None else cents(one.amount)
                amounts[one.currency] = amounts.get(one.currency, 0) + more
        rows = []
        for code, number in amounts.items():
            value, own = from_cents(number), code == self.currency
            rate = self.rates.rates.get(code, DatedRate(self.rates.rate(code)))
            change = EXACT.multiply(value, Decimal(0) if own else _SENSITIVITY)
            moved = from_cents(cents(change))
            rows.append(CurrencyWeight(code, rate.per_base, rate.date, rate.source, value, moved))
        return rows


def dated_atoms(atoms: Sequence[Atom], step: PeriodLength) -> list[DatedAtom]:
    """Give each atom its period and year."""
    periods = {month: period_of(span_of(month)[0], step) for month in {one.month for one in atoms}}
    return [
        DatedAtom(
            **{one.name: getattr(atom, one.name) for one in fields(atom)},
            period=periods[atom.month],
            year=atom.month[:4],
        )
        for atom in atoms
    ]
