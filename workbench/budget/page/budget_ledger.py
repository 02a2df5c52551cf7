"""Sheets of a budget workbook that hold the ground truth: the atoms, and the cost lines.

The columns of the atoms have names (``line_amount``, ``line_activity`` …), from which every other
sheet sums, so that a formula reads as what it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from workbench.budget.analysis.budget import Budget
from workbench.core.money import from_cents
from workbench.page.workbook_page import FIRST_ROW, Book, Page, cell

NONE: Final = "–"
"""What stands where an atom has no activity, partner or source."""

TO_BE_DETERMINED: Final = "to be determined"
AT_LEAST: Final = "at least"
LINES: Final = "Lines"

_NAMED: Final = (
    ("site", "Site", 10), ("line", "Line", 10), ("title", "What it is for", 30),
    ("activity", "Activity", 12), ("component", "Component", 14), ("category", "Category", 18),
    ("heading", "Heading of the funder", 16), ("profile", "Funder profile", 16),
    ("partner", "Partner", 12), ("source", "Paid by", 12), ("kind", "Cash or in kind", 9),
    ("part", "Part", 12), ("month", "Month", 9), ("period", "Period", 9), ("year", "Year", 7),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the workbook calls things.

    Attributes
    ----------
    site : str
        Name of the site, or what the budget is of.
    activities, partners, components : mapping of str to str
        Titles by key; the key where there is none.
    deliverables, measures : mapping of str to str
        What an activity delivers, and by what its success is measured, by key of the activity.
    """

    site: str
    activities: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    components: Mapping[str, str] = field(default_factory=dict)
    deliverables: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)


def ledger_rows(budget: Budget) -> pd.DataFrame:
    """Give the atoms as the sheet shows them: blanks filled, heading and profile of the funder.

    Parameters
    ----------
    budget : Budget
        The budget.

    Returns
    -------
    DataFrame
        The atoms with site, activity, component, partner and source as text ("–" where missing),
        and heading, profile (str): the heading's key and the profile that holds for the source.
    """
    rows = budget.table.copy()
    sources = [None if pd.isna(one) else str(one) for one in rows["source"]]
    profiles = [budget.profiles.get(one, budget.funder) for one in sources]
    rows["profile"] = [NONE if one is None else one.key for one in profiles]
    pairs = zip(profiles, rows["category"], rows["counts_as"], strict=True)
    rows["heading"] = [
        str(category) if one is None else one.map[str(counts)] for one, category, counts in pairs
    ]
    for name in ("activity", "component", "partner", "source"):
        rows[name] = rows[name].fillna(NONE)
    return rows


def write_lines(book: Book, budget: Budget, rows: pd.DataFrame, subtitle: str) -> Page:
    """Write the sheet of the atoms and name its columns.

    Parameters
    ----------
    book : Book
        The workbook.
    budget : Budget
        The budget.
    rows : DataFrame
        As :func:`ledger_rows` gives them.
    subtitle : str
        Second line of the sheet.

    Returns
    -------
    Page
    """
    heads: list[tuple[str, float, bool]] = [(words, width, False) for _, words, width in _NAMED]
    heads += [(f"Amount, {budget.currency}", 15, True), ("Note", 16, False)]
    page = Page(book, LINES, "Lines: what each line costs in each month", subtitle, heads)
    money, note = len(_NAMED), len(_NAMED) + 1
    for row in rows.to_dict("records"):
        for place, (name, _, _) in enumerate(_NAMED):
            page.text(place, row[name], "plain")
        known = not pd.isna(row["cents"])
        page.number(money, from_cents(row["cents"]) if known else None)
        page.text(note, TO_BE_DETERMINED if not known else AT_LEAST if row["at_least"] else "")
        page.row += 1
    last = max(page.row - 1, FIRST_ROW)
    for place, name in [
        *enumerate(name for name, _, _ in _NAMED),
        (money, "amount"),
        (note, "note"),
    ]:
        first, end = (cell(row, place, fixed="both") for row in (FIRST_ROW, last))
        book.define(f"line_{name}", f"'{LINES}'!{first}:{end}")
    page.sheet.autofilter(FIRST_ROW - 1, 0, last, note)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{cell(last, note)}"})
    total = budget.total()
    page.row = last + 1
    page.fill("total")
    page.text(0, "Total", "total")
    page.formula(money, "ROUND(SUM(line_amount),2)", total.amount, "total-money")
    page.text(note, AT_LEAST if total.at_least else "", "total-note")
    book.define("grand_total", f"'{LINES}'!{cell(page.row, money, fixed='both')}")
    page.check("grand_total-ROUND(SUM(line_amount),2)", "total less the sum of the lines")
    return page


def sum_of(conditions: Mapping[str, str]) -> str:
    """Write the formula that sums the atoms under conditions.

    The comparison is letter by letter: SUMIFS would take "1" and "01", or "a*" and "ab", for equal.

    Parameters
    ----------
    conditions : mapping of str to str
        Column of the atoms, and the address of the cell that holds the value or a quoted text.

    Examples
    --------
    >>> sum_of({"year": "C$6"})
    'ROUND(SUMPRODUCT(EXACT(line_year,C$6)*line_amount),2)'
    """
    tests = "*".join(f"EXACT(line_{name},{where})" for name, where in conditions.items())
    return f"ROUND(SUMPRODUCT({tests}*line_amount),2)" if tests else "ROUND(SUM(line_amount),2)"


def open_note(conditions: Mapping[str, str]) -> str:
    """Write the formula that says "at least" where an atom under conditions is not determined."""
    tests = "*".join(f"EXACT(line_{name},{where})" for name, where in conditions.items())
    return f'IF(SUMPRODUCT({tests}*(line_note<>""))>0,"{AT_LEAST}","")'


_COST_HEADS: Final = (
    ("Line", 8, False), ("What it is for", 27, False), ("Activity", 9, False),
    ("Category", 17, False), ("Partner", 10, False), ("Paid by", 9, False),
    ("Cash or in kind", 8, False), ("Quantity", 9, True), ("Unit", 9, False),
    ("Unit cost, own currency", 14, True), ("Currency", 9, False),
    ("Units per {currency}", 12, True), ("Base cost, {currency}", 13, True),
    ("Price rises and contingency", 12, True), ("Total, {currency}", 13, True),
    ("Note", 20, False),
)  # fmt: skip


def write_cost_lines(
    book: Book, budget: Budget, rate_cells: Mapping[str, str], subtitle: str
) -> Page:
    """Write the sheet of the cost lines: quantity × unit cost, converted; and what became of it.

    Parameters
    ----------
    book : Book
        The workbook.
    budget : Budget
        The budget.
    rate_cells : mapping of str to str
        Cell of the exchange rate of each currency.
    subtitle : str
        Second line of the sheet.

    Returns
    -------
    Page
    """
    heads = [(words.format(currency=budget.currency), wide, n) for words, wide, n in _COST_HEADS]
    page = Page(book, "Cost lines", "Cost lines: quantity × unit cost", subtitle, heads)
    extra = from_cents(0)
    for line in budget.lines.to_dict("records"):
        extra += _cost_line(page, budget, {str(k): v for k, v in line.items()}, rate_cells)
        page.row += 1
    _cost_total(page, budget, extra)
    return page


def _cost_line(
    page: Page,
    budget: Budget,
    line: Mapping[str, Any],
    rate_cells: Mapping[str, str],
) -> Decimal:
    """Write one line; give what it costs beyond its base."""
    row = page.row
    key = str(line["line"])
    known = line["amount"] is not None
    beyond: Decimal = line["amount"] - line["base"] if known else from_cents(0)
    for column, words in enumerate(
        (
            key, line["title"], line["activity"], budget.chart[line["category"]].title,
            line["partner"], line["source"], line["kind"],
        )
    ):  # fmt: skip
        page.text(column, words, "label" if column < 2 else "text")
    page.number(7, line["quantity"], "number")
    page.text(8, line["unit"])
    page.number(9, line["unit_cost"], "money")
    page.text(10, line["currency"])
    page.formula(11, rate_cells[str(line["currency"])], line["rate"], "rate")
    same = {"line": cell(row, 0, fixed="column"), "site": f'"{quoted(line["site"])}"'}
    if known:
        product = f"{cell(row, 7)}*{cell(row, 9)}/{cell(row, 11)}"
        page.formula(12, f"ROUND({product},2)", line["base"])
        page.formula(13, f"ROUND({cell(row, 14)}-{cell(row, 12)},2)", beyond)
        page.formula(14, sum_of(same), line["amount"])
    else:
        for column in (12, 13, 14):
            page.number(column, None)
    page.text(15, _note(line))
    return beyond


def quoted(words: object) -> str:
    """Double the quotation marks of a text that stands in a formula.

    Examples
    --------
    >>> quoted('the "old" site')
    'the ""old"" site'
    """
    return str(words).replace('"', '""')


def _note(line: Mapping[str, Any]) -> str:
    said = []
    if line["amount"] is None:
        said.append(TO_BE_DETERMINED)
    elif line["at_least"]:
        said.append("not final: at least this much")
    said += [str(line[name]) for name in ("basis", "note") if isinstance(line[name], str)]
    return "; ".join(said)


def _cost_total(page: Page, budget: Budget, extra: Decimal) -> None:
    last = page.row - 1
    indirect = budget.total(part="indirect")
    whole = budget.total()
    direct = whole.amount - indirect.amount
    page.fill("total")
    page.text(0, "Total", "total")
    sums: Sequence[tuple[int, Decimal]] = ((12, direct - extra), (13, extra), (14, direct))
    for column, value in sums:
        area = f"{cell(FIRST_ROW, column)}:{cell(max(last, FIRST_ROW), column)}"
        page.formula(column, f"ROUND(SUM({area}),2)", value, "total-money")
    page.text(15, AT_LEAST if whole.at_least else "", "total-note")
    total = cell(page.row, 14)
    page.check(
        f"{total}+{sum_of({'part': chr(34) + 'indirect' + chr(34)})}-grand_total",
        "cost lines and indirect costs less the sum of the lines",
    )
