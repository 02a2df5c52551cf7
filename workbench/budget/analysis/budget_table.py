"""What a budget is: atoms, and every table as a sum of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from html import escape
from typing import Any

import pandas as pd

from workbench.budget.analysis.indirect_costs import Payer
from workbench.core.method import Method
from workbench.core.money import EXACT, FrozenRates, amount_words, cents, from_cents
from workbench.core.periods import Step, period_of
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.cost_categories import Chart
from workbench.frameworks.funders import FunderProfile

ATOM_COLUMNS = (
    "site", "line", "title", "activity", "component", "category", "counts_as", "partner", "source",
    "kind", "part", "month", "period", "year", "amount", "at_least", "mandatory", "cents",
)  # fmt: skip
_GIVEN = (
    "site", "line", "title", "activity", "component", "category", "counts_as", "partner", "source",
    "kind", "part", "day", "cents", "at_least", "mandatory",
)  # fmt: skip
_TEXTS = (
    "site", "line", "title", "activity", "component", "category", "counts_as", "partner", "source",
    "kind", "part", "month", "period", "year",
)  # fmt: skip
_IN_TIME = ("month", "period", "year")
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


@dataclass(frozen=True, slots=True, eq=False)
class Converted:
    """A budget in another currency: atoms converted, then summed.

    Attributes
    ----------
    table : DataFrame
        The atoms, with `amount` in the other currency.
    currency : str
        The other currency.
    total : Decimal
        Sum of the converted atoms.
    rounding : Decimal
        What the converted total is larger than that sum; a line of its own.
    """

    table: pd.DataFrame
    currency: str
    total: Decimal
    rounding: Decimal


@dataclass(frozen=True, eq=False)
class Budget:
    """The budget of one or many sites.

    Attributes
    ----------
    table : DataFrame
        The atoms, one row per line and month (and per part of a line).

        ========== ======== =======================================================================
        column     dtype    meaning
        ========== ======== =======================================================================
        site       str      key of the site
        line       str      key of the line; "(indirect)" for indirect costs
        title      str      name to print
        activity   str      key of the activity; missing where none
        component  str      key of the component; missing where none
        category   str      key in the chart of cost categories
        counts_as  str      category under which the funder counts the line
        partner    str      actor that spends it; the lead where none is named
        source     str      who pays; missing where nobody does yet
        kind       str      "cash" or "in-kind"
        part       str      "cost", "physical contingency", "price contingency" or "indirect"
        month      str      such as "2026-07"
        period     str      month, quarter or year, as `step` says
        year       str      such as "2026"
        amount     Decimal  in the base currency, two places; None where to be determined
        at_least   bool     whether the line is not determined, so that sums are "at least"
        mandatory  bool     whether the line cannot be cut
        cents      Int64    the amount in cents; missing where to be determined
        ========== ======== =======================================================================
    lines : DataFrame
        One row per line that counts: site, line, title, activity, component, category, counts_as,
        partner, source, kind, quantity, unit, unit_cost, currency, rate (units per base unit),
        price_year, factor (base currency per unit of the line's currency, rise of prices included),
        base (before prices rise), priced (after), amount (with the physical contingency too),
        at_least, determined, mandatory, basis, note, first, last (days), quantity_low,
        quantity_high, unit_cost_low, unit_cost_high. Amounts are Decimal, None where not known.
    sources : DataFrame
        One row per source of funds, see
        :func:`workbench.budget.analysis.financing.financing_table`.
    repeated : DataFrame
        site, line, shared, counted_site, counted_line: amounts that count elsewhere.
    conflicts : DataFrame
        site, line, shared, amount, currency: groups whose lines contradict each other.
    remarks : DataFrame
        site, line, remark.
    currency : str
        Base currency.
    step : str
        "month", "quarter" or "year".
    plan : tuple of date or None
        First and last day.
    rates : FrozenRates
        Exchange rates as used.
    profiles : mapping
        Funder profile of each source by (site, source), and by the source alone where all sites
        give it the same; the key None holds for costs without one.
    chart : Chart
        Cost categories.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    lines: pd.DataFrame
    sources: pd.DataFrame
    repeated: pd.DataFrame
    conflicts: pd.DataFrame
    remarks: pd.DataFrame
    currency: str
    step: Step
    plan: tuple[date, date] | None
    rates: FrozenRates
    profiles: Mapping[Payer, FunderProfile]
    chart: Chart
    method: Method

    @property
    def sites(self) -> tuple[str, ...]:
        """Keys of the sites, in the order of the table."""
        return tuple(dict.fromkeys(self.table["site"]))

    @property
    def funder(self) -> FunderProfile | None:
        """Profile of costs whose source has none of its own."""
        return self.profiles.get(None)

    def site(self, key: str) -> Budget:
        """Give the budget of one site, in the same form.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        if key not in self.sites:
            raise UnknownName(kind="site", name=key, known=self.sites)
        names = ("table", "lines", "sources", "repeated", "conflicts", "remarks")
        parts: dict[str, Any] = {}
        for name in names:
            frame = getattr(self, name)
            parts[name] = frame[frame["site"] == key].reset_index(drop=True)
        return replace(self, profiles=self._profiles_at(key), **parts)

    def _profiles_at(self, site: str) -> dict[Payer, FunderProfile]:
        """Keep the profiles of a site; there, each source has one."""
        kept: dict[Payer, FunderProfile] = {}
        for payer, profile in self.profiles.items():
            if payer is None:
                kept[None] = profile
            elif isinstance(payer, tuple) and payer[0] == site:
                kept |= {payer: profile, payer[1]: profile}
        return kept

    def total(self, **where: str | None) -> Total:
        """Sum the atoms, all or those with certain values.

        Parameters
        ----------
        **where : str or None
            Columns of `table` with the value wanted, such as ``kind="cash"``; None is missing.

        Returns
        -------
        Total
        """
        return total_of(self._where(where), self.currency)

    def totals(self, *by: str, **where: str | None) -> pd.DataFrame:
        """Sum the atoms in any direction.

        Parameters
        ----------
        *by : str
            Columns of `table`, such as "activity", "category", "partner", "period".
        **where : str or None
            Only atoms with these values.

        Returns
        -------
        DataFrame
            The columns `by`, amount (Decimal), at_least (bool); in the order of the table, of the
            chart for categories, of time for periods. Their sum is the grand total.

        Raises
        ------
        UnknownName
            There is no such column.
        """
        rows = self._where(where)
        for name in by:
            if name not in rows.columns:
                raise UnknownName(kind="column of the budget", name=name, known=list(ATOM_COLUMNS))
        return _summed(rows, list(by), self.chart)

    def pivot(self, rows: str, columns: str, **where: str | None) -> pd.DataFrame:
        """Sum the atoms into a table with rows and columns; None where there is no atom.

        Returns
        -------
        DataFrame
            Index `rows`, columns `columns`, cells Decimal or None.
        """
        flat = self.totals(rows, columns, **where)
        wide: dict[Any, dict[Any, Decimal]] = {}
        for row, column, amount in zip(flat[rows], flat[columns], flat["amount"], strict=True):
            wide.setdefault(_key(row), {})[_key(column)] = amount
        order = {
            name: [_key(one) for one in self.totals(name, **where)[name]]
            for name in (rows, columns)
        }
        cells = [[wide[row].get(column) for column in order[columns]] for row in order[rows]]
        return pd.DataFrame(
            cells,
            index=pd.Index(order[rows], dtype="object", name=rows),
            columns=pd.Index(order[columns], dtype="object", name=columns),
            dtype="object",
        )

    def headings(self, funder: FunderProfile | None = None) -> pd.DataFrame:
        """Sum the atoms under the headings of a funder's form, in its order.

        Parameters
        ----------
        funder : FunderProfile, optional
            The profile of the budget unless given.

        Returns
        -------
        DataFrame
            heading, title, amount, at_least; headings without an atom have the amount 0.00.

        Raises
        ------
        InvalidInput
            The budget has no profile and none is given.
        """
        profile = funder or self.funder
        if profile is None:
            message = "The budget names no funder profile; set one, or give one."
            raise InvalidInput(message)
        heading = self.table["counts_as"].map(dict(profile.map))
        summed = _summed(self.table.assign(heading=heading), ["heading"], self.chart)
        found = {row["heading"]: row for row in summed.to_dict("records")}
        rows = []
        for one in profile.categories:
            row = found.get(one.key, {"amount": from_cents(0), "at_least": False})
            rows.append([one.key, one.title, row["amount"], row["at_least"]])
        return pd.DataFrame(rows, columns=["heading", "title", "amount", "at_least"])

    def quantities(self) -> pd.DataFrame:
        """Sum quantities of the same unit: person-months, trips, workshops.

        Returns
        -------
        DataFrame
            category, unit, quantity (Decimal), at_least (whether a quantity is not known).
        """
        rows: dict[tuple[str, str], list[Any]] = {}
        names = ("category", "unit", "quantity")
        for category, unit, quantity in zip(*(self.lines[name] for name in names), strict=True):
            if not unit:
                continue
            row = rows.setdefault((category, unit), [Decimal(0), False])
            row[0] += Decimal(0) if _absent(quantity) else quantity
            row[1] |= _absent(quantity)
        order = {key: place for place, key in enumerate(self.chart.keys)}
        found = sorted(rows.items(), key=lambda one: (order[one[0][0]], one[0][1]))
        return pd.DataFrame(
            [[*key, *row] for key, row in found],
            columns=["category", "unit", "quantity", "at_least"],
        )

    def currencies(self) -> pd.DataFrame:
        """Say what each currency weighs, and what 10 % more or less for it would cost.

        Returns
        -------
        DataFrame
            currency, per_base (Decimal), date, source, amount (Decimal, base currency; costs and
            contingencies, without indirect costs), lower and upper (Decimal): the change of the
            amount if one unit bought 10 % less, or 10 % more, of the base currency.
        """
        amounts: dict[str, int] = {}
        for code, amount in zip(self.lines["currency"], self.lines["amount"], strict=True):
            amounts[code] = amounts.get(code, 0) + (0 if _absent(amount) else cents(amount))
        rows = []
        for code, number in amounts.items():
            value = from_cents(number)
            change = EXACT.multiply(value, Decimal(0) if code == self.currency else _SENSITIVITY)
            moved = from_cents(cents(change))
            day, source = self.rates.dates.get(code), self.rates.sources.get(code, "")
            rows.append([code, self.rates.rate(code), day, source, value, -moved, moved])
        names = ["currency", "per_base", "date", "source", "amount", "lower", "upper"]
        return pd.DataFrame(rows, columns=names)

    def in_currency(self, currency: str) -> Converted:
        """Convert the atoms into another currency, sum them, and name the rounding.

        Raises
        ------
        InvalidInput
            There is no rate for the currency.
        """
        amounts = [
            None if _absent(one) else from_cents(cents(self.rates.from_base(one, currency)))
            for one in self.table["amount"]
        ]
        total = sum((one for one in amounts if one is not None), from_cents(0))
        exact = from_cents(cents(self.rates.from_base(self.total().amount, currency)))
        table = self.table.drop(columns="cents").assign(amount=pd.Series(amounts, dtype="object"))
        return Converted(table, currency, total, exact - total)

    def _where(self, where: Mapping[str, str | None]) -> pd.DataFrame:
        rows = self.table
        for name, value in where.items():
            if name not in rows.columns:
                raise UnknownName(kind="column of the budget", name=name, known=list(ATOM_COLUMNS))
            rows = rows[rows[name].isna() if value is None else rows[name] == value]
        return rows

    def _repr_html_(self) -> str:
        """Show the totals by category, with names escaped."""
        rows = []
        for row in self.totals("category").to_dict("records"):
            said = amount_words(row["amount"], at_least=row["at_least"])
            title = self.chart[row["category"]].title
            rows.append(f"<tr><td>{escape(title)}</td><td>{escape(said)}</td></tr>")
        head = f"<th>category</th><th>amount, {escape(self.currency)}</th>"
        foot = f"<tr><th>total</th><th>{escape(str(self.total()))}</th></tr>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}{foot}</tbody></table>"


def atoms_table(rows: Sequence[tuple[Any, ...]], step: Step) -> pd.DataFrame:
    """Make the table of atoms of its rows; see :class:`Budget`."""
    frame = pd.DataFrame(list(rows), columns=list(_GIVEN))
    days = list(frame.pop("day"))
    for name, unit in (("month", "month"), ("period", step), ("year", "year")):
        named = {day: period_of(day, unit) for day in set(days)}  # type: ignore[arg-type]
        frame[name] = [named[day] for day in days]
    frame["amount"] = pd.Series(
        [None if pd.isna(one) else from_cents(one) for one in frame["cents"]], dtype="object"
    )
    frame = frame.astype(dict.fromkeys(_TEXTS, "str"))
    frame["cents"] = frame["cents"].astype("Int64")
    return frame.astype({"at_least": "bool", "mandatory": "bool"})[list(ATOM_COLUMNS)]


def total_of(rows: pd.DataFrame, currency: str) -> Total:
    """Sum atoms into one total."""
    return Total(from_cents(int(rows["cents"].sum())), currency, bool(rows["at_least"].any()))


def _summed(rows: pd.DataFrame, by: list[str], chart: Chart) -> pd.DataFrame:
    if not by:
        whole = total_of(rows, "")
        return pd.DataFrame({"amount": [whole.amount], "at_least": [whole.at_least]})
    grouped = rows.groupby(by, dropna=False, sort=False)
    found = grouped.agg(cents=("cents", "sum"), at_least=("at_least", "any")).reset_index()
    order = {key: place for place, key in enumerate(chart.keys)}
    keys = []
    for name in by:
        if name in _IN_TIME:
            keys.append(found[name])
        elif name in {"category", "counts_as"}:
            keys.append(found[name].map(order))
        else:
            seen = {
                _key(one): place for place, one in enumerate(dict.fromkeys(rows[name].map(_key)))
            }
            keys.append(found[name].map(lambda one, seen=seen: seen[_key(one)]))
    ordered = pd.concat(keys, axis=1, keys=[str(place) for place in range(len(keys))]).sort_values(
        [str(place) for place in range(len(keys))]
    )
    found = found.loc[ordered.index].reset_index(drop=True)
    amounts = [from_cents(int(one)) for one in found.pop("cents")]
    found.insert(len(by), "amount", pd.Series(amounts, dtype="object"))
    return found


def _key(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def _absent(value: Any) -> bool:
    return value is None or bool(pd.isna(value))
