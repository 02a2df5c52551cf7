"""Sheets of a budget workbook that hold the ground truth: the atoms, and the cost lines.

The columns of the atoms have names (``line_amount``, ``line_activity`` …), from which every other
sheet sums, so that a formula reads as what it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from operator import attrgetter
from typing import Final

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.rows import BudgetLine, DatedAtom
from workbench.core.money import from_cents
from workbench.core.rows import rows_of
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
    activities, partners : mapping of str to str
        Titles by key; the key where there is none.
    deliverables, measures : mapping of str to str
        What an activity delivers, and by what its success is measured, by key of the activity.
    """

    site: str
    activities: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    deliverables: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """An atom as the sheet of the lines shows it; what is blank in it is "–"."""

    site: str
    line: str
    title: str
    activity: str
    component: str
    category: str
    heading: str
    profile: str
    partner: str
    source: str
    kind: str
    part: str
    month: str
    period: str
    year: str
    cents: int | None
    at_least: bool


def ledger_rows(budget: Budget) -> list[LedgerRow]:
    """Return the atoms as the sheet shows them: blanks filled, heading and profile of the funder.

    The heading is the key of the funder's heading, or our category where no profile holds.
    """
    usual = budget.profiles.get(None)
    shared = {one.name for one in fields(DatedAtom)} & {one.name for one in fields(LedgerRow)}
    rows = []
    for atom in budget.atoms:
        profile = budget.profiles.get((atom.site, atom.source), usual)
        given = {name: getattr(atom, name) for name in shared}
        blank = {name: NONE for name, value in given.items() if value is None and name != "cents"}
        heading = atom.category if profile is None else profile.map[atom.counts_as]
        key = NONE if profile is None else profile.key
        rows.append(LedgerRow(**given | blank, heading=heading, profile=key))
    return rows


@dataclass
class BudgetBook:
    """A budget workbook that is being written.

    Attributes
    ----------
    book : Book
        The workbook.
    budget : Budget
        The budget.
    names : Names
        What things are called.
    subtitle : str
        Second line of every sheet.
    """

    book: Book
    budget: Budget
    names: Names
    subtitle: str

    def __post_init__(self) -> None:
        """Read the atoms as the sheets show them."""
        self.rows = ledger_rows(self.budget)
        self._sums: dict[tuple[str, ...], dict[tuple[str, ...], tuple[int, bool]]] = {}

    def page(
        self, name: str, title: str, heads: Sequence[tuple[str, float, bool]], note: str = ""
    ) -> Page:
        """Begin a sheet; its heads are words, width, and whether numbers stand below."""
        return Page(self.book, name, title, self.subtitle, heads, note=note)

    @property
    def currency(self) -> str:
        """Currency of all amounts."""
        return self.budget.currency

    def keys(self, name: str) -> list[str]:
        """List the values of a column in the order of the lines; what has none comes last."""
        found = dict.fromkeys(getattr(row, name) for row in self.rows)
        return sorted(found, key=lambda one: one == NONE)

    def _sum(self, where: Mapping[str, str]) -> tuple[int, bool]:
        """Sum the atoms under conditions; each set of columns is gone through once."""
        names = tuple(where)
        if names not in self._sums:
            found: dict[tuple[str, ...], tuple[int, bool]] = defaultdict(lambda: (0, False))
            for row in self.rows:
                key = tuple(getattr(row, name) for name in names)
                cents, at_least = found[key]
                found[key] = (cents + (row.cents or 0), at_least or row.at_least)
            self._sums[names] = found
        return self._sums[names][tuple(where.values())]

    def amount(self, where: Mapping[str, str]) -> Decimal:
        """Return the sum of the atoms whose columns have these values."""
        return from_cents(self._sum(where)[0])

    def note(self, where: Mapping[str, str]) -> str:
        """Return "at least" where one of these atoms is not determined, else nothing."""
        return AT_LEAST if self._sum(where)[1] else ""

    def share(self, part: Decimal) -> float:
        """Return what part of the budget an amount is."""
        whole = self.amount({})
        return float(part / whole) if whole else 0.0


def write_lines(made: BudgetBook) -> None:
    """Write the sheet of the atoms and name its columns."""
    heads: list[tuple[str, float, bool]] = [(words, width, False) for _, words, width in _NAMED]
    heads += [(f"Amount, {made.currency}", 15, True), ("Note", 16, False)]
    page = made.page(LINES, "Lines: what each line costs in each month", heads)
    names = [name for name, _, _ in _NAMED]
    money, note = len(names), len(names) + 1
    values = attrgetter(*names)
    for row in made.rows:
        for place, value in enumerate(values(row)):
            page.text(place, value, "plain")
        page.number(money, None if row.cents is None else from_cents(row.cents))
        open_end = AT_LEAST if row.at_least else ""
        page.text(note, TO_BE_DETERMINED if row.cents is None else open_end)
        page.row += 1
    last = max(page.row - 1, FIRST_ROW)
    for place, name in enumerate([*names, "amount", "note"]):
        first, end = (cell(row, place, fixed="both") for row in (FIRST_ROW, last))
        made.book.define(f"line_{name}", f"'{LINES}'!{first}:{end}")
    page.sheet.autofilter(FIRST_ROW - 1, 0, last, note)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{cell(last, note)}"})
    page.row = last + 1
    page.fill("total")
    page.text(0, "Total", "total")
    page.formula(money, "ROUND(SUM(line_amount),2)", made.amount({}), "total-money")
    page.text(note, made.note({}), "total-note")
    made.book.define("grand_total", f"'{LINES}'!{cell(page.row, money, fixed='both')}")
    page.check("grand_total-ROUND(SUM(line_amount),2)", "total less the sum of the lines")


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


def quoted(words: str) -> str:
    """Write a text as it stands in a formula.

    Examples
    --------
    >>> quoted('the "old" site')
    '"the ""old"" site"'
    """
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


_COST_HEADS: Final = (
    ("Line", 8, False), ("What it is for", 27, False), ("Activity", 9, False),
    ("Category", 17, False), ("Partner", 10, False), ("Paid by", 9, False),
    ("Cash or in kind", 8, False), ("Quantity", 9, True), ("Unit", 9, False),
    ("Unit cost, own currency", 14, True), ("Currency", 9, False),
    ("Units per {currency}", 12, True), ("Base cost, {currency}", 13, True),
    ("Price rises and contingency", 12, True), ("Total, {currency}", 13, True),
    ("Note", 20, False),
)  # fmt: skip


def write_cost_lines(made: BudgetBook, rate_cells: Mapping[str, str]) -> None:
    """Write the sheet of the cost lines: quantity × unit cost, converted; and what became of it.

    Parameters
    ----------
    made : BudgetBook
        The workbook.
    rate_cells : mapping of str to str
        Cell of the exchange rate of each currency.
    """
    heads = [(words.format(currency=made.currency), wide, n) for words, wide, n in _COST_HEADS]
    page = made.page("Cost lines", "Cost lines: quantity × unit cost", heads)
    lines = rows_of(made.budget.lines, BudgetLine)
    for line in lines:
        _write_cost_line(page, made, line, rate_cells)
        page.row += 1
    sums = [
        sum((value for value in values if value is not None), from_cents(0))
        for values in (
            [line.base for line in lines],
            [_beyond(line) for line in lines],
            [line.amount for line in lines],
        )
    ]
    last = max(page.row - 1, FIRST_ROW)
    page.fill("total")
    page.text(0, "Total", "total")
    for column, value in zip((12, 13, 14), sums, strict=True):
        area = f"{cell(FIRST_ROW, column)}:{cell(last, column)}"
        page.formula(column, f"ROUND(SUM({area}),2)", value, "total-money")
    page.text(15, made.note({}), "total-note")
    page.check(
        f"{cell(page.row, 14)}+{sum_of({'part': quoted('indirect')})}-grand_total",
        "cost lines and indirect costs less the sum of the lines",
    )


def _beyond(line: BudgetLine) -> Decimal | None:
    """Return what a line costs beyond its base."""
    return None if line.amount is None or line.base is None else line.amount - line.base


def _write_cost_line(
    page: Page, made: BudgetBook, line: BudgetLine, rate_cells: Mapping[str, str]
) -> None:
    row, beyond = page.row, _beyond(line)
    category = made.budget.chart[line.category].title
    whose = (line.activity, category, line.partner, line.source, line.kind)
    for column, words in enumerate((line.line, line.title, *whose)):
        page.text(column, words, "label" if column < 2 else "text")
    page.number(7, line.quantity, "number")
    page.text(8, line.unit)
    page.number(9, line.unit_cost, "money")
    page.text(10, line.currency)
    if line.currency is not None and line.rate is not None:
        page.formula(11, rate_cells[line.currency], line.rate, "rate")
    if line.base is None or line.amount is None or beyond is None:
        for column in (12, 13, 14):
            page.number(column, None)
    else:
        product = f"{cell(row, 7)}*{cell(row, 9)}/{cell(row, 11)}"
        page.formula(12, f"ROUND({product},2)", line.base)
        page.formula(13, f"ROUND({cell(row, 14)}-{cell(row, 12)},2)", beyond)
        own = {"line": cell(row, 0, fixed="column"), "site": quoted(line.site)}
        page.formula(14, sum_of(own), line.amount)
    open_end = "not final: at least this much" if line.at_least else None
    said = (TO_BE_DETERMINED if line.amount is None else open_end, line.basis, line.note)
    page.text(15, "; ".join(words for words in said if words))
