"""Check the budget: currencies and rates, periods, amounts that are open or shown several times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pandas as pd

from workbench.errors import InvalidInput, Problem
from workbench.frameworks.precedence import parse_after
from workbench.frameworks.spans import PERIOD_FORM, span_of
from workbench.project.checks.table_check import Checked, Tables, report_by_site, usable_rows
from workbench.project.schema.amounts import plain_amount
from workbench.project.settings.project_settings import FILE_NAME, Settings, currency_codes
from workbench.project.sources.cell_problems import CellProblem

_MONEY: Final = (
    ("costs", "unit_cost"), ("funding", "amount"), ("receipts", "amount"), ("pledges", "amount"),
)  # fmt: skip
"""Tables with amounts of a currency, and the column of the amount."""

_WEEK = 7
_NO_DAYS = timedelta(0)


def check_budget(tables: Tables, settings: Settings) -> None:
    """Run every rule over costs, rates, sources of money and receipts.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    settings : Settings
        Gives base currency, day of the rates and first day of the plan.
    """
    _check_currencies(tables)
    _check_rates(tables, settings)
    if not usable_rows(tables, "costs").empty:
        _check_periods(tables, settings)
        _check_amounts(tables)
        _check_shared(tables)


def cost_problem(
    column: str, value: str, rates: pd.DataFrame, settings: Settings
) -> CellProblem | None:
    """Describe what is wrong with a currency or a period that is supposed of a cost line.

    Parameters
    ----------
    column, value : str
        The column, and what is to stand there.
    rates : DataFrame
        The exchange rates.
    settings : Settings
        Gives base currency, day of the rates and first day of the plan.

    Examples
    --------
    >>> settings = Settings(title="Seed", framework="ipsr")
    >>> cost_problem("period", "2026-13", pd.DataFrame(), settings).expected
    'a year, quarter or month, such as 2026, 2026-Q3 or 2026-07'
    """
    if column == "period":
        return _wrong_period(value, settings.plan.start or settings.as_of, None)
    if column != "currency":
        return None
    if value not in currency_codes():
        return _no_currency(value)
    base, day = settings.currency, settings.budget.rate_date or settings.as_of
    if base is None or value == base:
        return None
    return _no_rate(value, base, _first_rates(rates).get(value), day)


# Currencies --------------------------------------------------------------------------------------


def _check_currencies(tables: Tables) -> None:
    """Refuse codes that are no currency; say where an amount has none."""
    codes = currency_codes()
    for name in ("costs", "rates", "funding", "receipts", "pledges"):
        rows = usable_rows(tables, name)
        if rows.empty:
            continue
        checked = tables[name]
        wrong = rows.loc[rows["currency"].notna() & ~rows["currency"].isin(codes), "currency"]
        for code in dict.fromkeys(wrong):
            alike = wrong.index[wrong == code].tolist()
            checked.report_group(alike, "currency", _no_currency(str(code)))
        checked.discard("currency", wrong.index.tolist())
    for name, column in _MONEY[:2]:
        rows = usable_rows(tables, name)
        if rows.empty:
            continue
        reported = pd.Series(tables[name].reported["currency"][rows.index], index=rows.index)
        bare = rows.loc[rows[column].notna() & rows["currency"].isna() & ~reported]
        problem = CellProblem(
            "the currency of the amount",
            "Fill in its code; until then the amount counts as to be determined.",
            "warning",
        )
        report_by_site(tables[name], bare, "currency", problem)


def _no_currency(code: str) -> CellProblem:
    capitals = code.strip().upper()
    advice = f"Write {capitals}." if capitals in currency_codes() else "Look the code up."
    return CellProblem("a currency code of ISO 4217, such as RWF or USD", advice)


def _check_rates(tables: Tables, settings: Settings) -> None:
    """Refuse amounts in a currency that has no rate on the day whose rates hold."""
    base, day = settings.currency, settings.budget.rate_date or settings.as_of
    rates = usable_rows(tables, "rates")
    if base is not None and not rates.empty:
        for record in rates.index[rates["currency"] == base]:
            problem = CellProblem(
                f"another currency than {base}, the base currency",
                "Delete the row: it is always 1.",
                "warning",
            )
            tables["rates"].report(record, "currency", problem)
    used = {name: usable_rows(tables, name) for name, _ in _MONEY}
    if base is None:
        _report_no_base(used, tables)
        return
    if rates.empty and "rates" in tables and len(tables["rates"].excluded):
        return  # none of its rows can be used, which is told there
    known = _first_rates(rates)
    for name, rows in used.items():
        if rows.empty:
            continue
        foreign = rows.loc[rows["currency"].notna() & (rows["currency"] != base), "currency"]
        for code in dict.fromkeys(foreign):
            wrong = _no_rate(str(code), base, known.get(code), day)
            if wrong is not None:
                alike = foreign.index[foreign == code].tolist()
                tables[name].report_group(alike, "currency", wrong)


def _first_rates(rates: pd.DataFrame) -> dict[str, pd.Timestamp]:
    if rates.empty:
        return {}
    return {str(code): day for code, day in rates.groupby("currency")["date"].min().items()}


def _no_rate(
    code: str, base: str, first: pd.Timestamp | None, day: date | None
) -> CellProblem | None:
    """Describe what is wrong with the rates of a currency, if anything."""
    if first is None:
        return CellProblem(
            f"a currency that has a rate; rates has none of {code}",
            f"Add a row to rates: how many {code} one {base} costs, on which day, by whom.",
        )
    if day is None or first <= pd.Timestamp(day):
        return None
    return CellProblem(
        f"a rate of {code} of {day.isoformat()} or before, the day whose rates hold; the first in "
        f"rates is of {first:%Y-%m-%d}",
        "Add an earlier rate, or give a later rate_date under budget in project.yaml.",
    )


def _report_no_base(used: Mapping[str, pd.DataFrame], tables: Tables) -> None:
    """Report once that amounts cannot be added up without a base currency."""
    name = next((name for name, rows in used.items() if not rows.empty), None)
    if name is None or tables[name].problems.has(FILE_NAME, "currency"):
        return
    problem = Problem(
        file=FILE_NAME,
        column="currency",
        found="",
        expected=f"the base currency, into which the amounts of {name} are converted",
        advice="Add a line 'currency: …' with its code, such as RWF or USD.",
        severity="warning",
    )
    tables[name].problems.add(problem, common=True)


# Periods -----------------------------------------------------------------------------------------


def _check_periods(tables: Tables, settings: Settings) -> None:
    """Refuse periods that cannot be read, or that lie outside the plan of the site."""
    checked, rows = tables["costs"], usable_rows(tables, "costs")
    start = settings.plan.start or settings.as_of
    ends = {} if start is None else _latest_ends(tables, start, len(settings.plan.working_days))
    _check_rate_date(checked, settings, ends)
    for record, site, period in rows.loc[rows["period"].notna(), ["site", "period"]].itertuples():
        wrong = _wrong_period(period, start, ends.get(site))
        if wrong is not None:
            checked.refuse(record, "period", wrong)


def _wrong_period(period: str, start: date | None, end: date | None) -> CellProblem | None:
    try:
        first, last = span_of(period)
    except InvalidInput:
        advice = "Write it in one of these forms, or leave the cell blank."
        return CellProblem(PERIOD_FORM, advice)
    return _outside(first, last, start, end)


def _outside(first: date, last: date, start: date | None, end: date | None) -> CellProblem | None:
    advice = "Correct the period, or the plan."
    if start is not None and last < start:
        return CellProblem(f"a period from {start.isoformat()} on, when the plan begins", advice)
    if end is not None and first > end:
        return CellProblem(
            f"a period up to {end.isoformat()}; the plan of the site is over by then at the latest",
            advice,
        )
    return None


def _latest_ends(tables: Tables, start: date, working_days: int) -> dict[str, date]:
    """Return the day by which the plan of each site has ended, however slowly it goes.

    All tasks one after the other, each as long as it can take, with the longest lags, and nothing
    done in any season: no schedule ends later. Sites without durations have no such day.
    """
    rows = usable_rows(tables, "activities")
    if rows.empty:
        return {}
    longest = rows[["low", "likely", "high"]].max(axis="columns")
    complete = longest.notna() | rows["milestone"].fillna(value=False).astype(bool)
    lags = rows["after"].fillna("").map(_lags)
    days = (longest.fillna(0) + lags).groupby(rows["site"]).sum()
    whole = complete.groupby(rows["site"]).all()
    latest = rows[["earliest", "deadline"]].max(axis="columns").groupby(rows["site"]).max()
    closed = _closed_days(tables)
    ends = {}
    for site in days.index[whole]:
        begin = max(start, latest[site].date()) if pd.notna(latest[site]) else start
        weeks = float(days[site]) / working_days + 1
        ends[str(site)] = begin + timedelta(days=_WEEK * weeks) + closed.get(str(site), _NO_DAYS)
    return ends


def _lags(after: str) -> int:
    return sum(max(link.lag, 0) for link in parse_after(after))


def _closed_days(tables: Tables) -> dict[str, timedelta]:
    seasons = usable_rows(tables, "seasons")
    if seasons.empty:
        return {}
    lengths = (seasons["last"] - seasons["first"]).dt.days.clip(lower=0).fillna(0) + 1
    return {
        str(site): timedelta(days=int(days))
        for site, days in lengths.groupby(seasons["site"]).sum().items()
    }


def _check_rate_date(checked: Checked, settings: Settings, ends: Mapping[str, date]) -> None:
    """Refuse rates of a day on which all the money is spent already."""
    day, start = settings.budget.rate_date, settings.plan.start
    if day is None or start is None or day <= start:
        return
    over = bool(ends) and day > max(ends.values())
    problem = Problem(
        file=FILE_NAME,
        column="budget.rate_date",
        found=day.isoformat(),
        expected=f"a day up to {start.isoformat()}, when the plan begins",
        advice="Take the rates of a day that is known when the plan is agreed.",
        severity="error" if over else "warning",
    )
    checked.problems.add(problem, common=True)


# Amounts -----------------------------------------------------------------------------------------


def _check_amounts(tables: Tables) -> None:
    """Report which amounts are open without a word, and which gifts nobody can follow."""
    checked, rows = tables["costs"], usable_rows(tables, "costs")
    reported = checked.reported["unit_cost"] | checked.reported["quantity"]
    said = (~rows["determined"]).fillna(value=False).astype(bool)
    blank = rows["unit_cost"].isna() | rows["quantity"].isna()
    open_ = rows.loc[blank & ~said & ~reported[rows.index]]
    problem = CellProblem(
        "a quantity and a unit cost, or determined = no",
        "Fill in both; until then the total is 'at least' the rest.",
        "warning",
    )
    for column in ("quantity", "unit_cost"):
        lacking = open_.loc[open_[column].isna()]
        if column == "unit_cost":
            lacking = lacking.loc[lacking["quantity"].notna()]
        report_by_site(checked, lacking, column, problem)
    silent = rows.loc[(rows["kind"] == "in-kind") & rows["basis"].isna()]
    problem = CellProblem(
        "how the contribution was valued", "Write down whose rate or price it is.", "warning"
    )
    report_by_site(checked, silent, "basis", problem)


def _check_shared(tables: Tables) -> None:
    """Report which rows show one amount several times, and not the same."""
    checked, rows = tables["costs"], usable_rows(tables, "costs")
    shown = rows.loc[rows["shared"].notna() & rows["quantity"].notna() & rows["unit_cost"].notna()]
    first: dict[str, tuple[int, Decimal, str | None]] = {}
    columns = ["shared", "quantity", "unit_cost", "currency"]
    for record, shared, quantity, unit_cost, currency in shown[columns].itertuples():
        amount = Decimal(quantity) * Decimal(unit_cost)
        code = currency if isinstance(currency, str) else None
        before, usual, usual_code = first.setdefault(shared, (record, amount, code))
        if (amount, code) == (usual, usual_code):
            continue
        problem = CellProblem(
            f"{plain_amount(usual)} {usual_code or ''}".strip()
            + f", as in row {checked.raw.rows[before]}; both say shared = {shared}",
            "Correct one of them, or give the rows different words in shared.",
            "warning",
        )
        found = f"{plain_amount(amount)} {code or ''}".strip()
        checked.report(record, "unit_cost", problem, found=found)
