"""Sheets of a budget workbook that compute: lines over months, cost lines, indirect costs.

Quantity, unit cost, exchange rate, rise of prices, share for contingency, rate of indirect costs
and month are cells; every amount follows from them by the rules of the report: rounded once per
line, then split over its months by working days with the largest remainder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbench.budget.analysis.rows import BudgetLine
from workbench.budget.page.budget_ledger import (
    AT_LEAST,
    COST_LINES,
    INDIRECT,
    LINES,
    NONE,
    TO_BE_DETERMINED,
    Block,
    BudgetBook,
    CheapUnits,
    LedgerRow,
    quoted,
    sum_of,
)
from workbench.core.money import cents, from_cents
from workbench.core.periods import PeriodLength
from workbench.page.workbook_page import FIRST_ROW, Page, cell

CONTINGENCY, RISE = "contingency_share", "yearly_rise"
"""Names of the cells that hold the share for contingency and the yearly rise of prices."""

_HEADING, _CHARGED = 5, 4

_NAMED: Final = (
    ("site", "Site", 10), ("line", "Line", 8), ("title", "What it is for", 30),
    ("activity", "Activity", 26), ("category", "Category", 18),
    ("heading", "Heading of the funder", 18), ("profile", "Funder profile", 18),
    ("partner", "Partner", 18), ("source", "Paid by", 18), ("kind", "Cash or in kind", 9),
    ("part", "Part", 12), ("month", "Month", 9), ("period", "Period", 9), ("year", "Year", 7),
)  # fmt: skip
_MONTH, _PERIOD, _YEAR, _AMOUNT, _NOTE, _DAYS, _RISING = 11, 12, 13, 14, 15, 16, 17
_FLOOR, _REST, _RISE_FLOOR, _RISE_REST, _COUNTS, _GROUP, _AWARD = 18, 19, 20, 21, 22, 23, 24
_BASES: Final = {
    "month": _MONTH, "amount": _AMOUNT, "note": _NOTE, "counts": _COUNTS, "group": _GROUP,
    "award": _AWARD,
}  # fmt: skip

_COST_HEADS: Final = (
    ("Line", 8, False), ("What it is for", 27, False), ("Activity", 22, False),
    ("Category", 17, False), ("Partner", 17, False), ("Paid by", 17, False),
    ("Cash or in kind", 8, False), ("Quantity", 10, True), ("Unit", 10, False),
    ("Unit cost, own currency", 14, True), ("Currency", 9, False),
    ("Units per {currency}", 12, True), ("Price of the year", 8, True),
    ("Allows contingency", 11, False), ("Base cost, {currency}", 13, True),
    ("Price rises", 12, True), ("Contingency", 12, True), ("Total, {currency}", 13, True),
    ("Spent so far", 13, True), ("Left", 13, True), ("In the report", 13, True),
    ("Not final", 12, False), ("Note", 30, False),
)  # fmt: skip
_QUANTITY, _UNIT_COST, _RATE, _PRICED, _ALLOWED, _BASE, _PRICES, _EXTRA = (
    7,
    9,
    11,
    12,
    13,
    14,
    15,
    16,
)
_TOTAL, _SPENT, _LEFT, _DRAFTED, _STATE = 17, 18, 19, 20, 21


@dataclass(frozen=True, slots=True)
class RowPlaces:
    """Where the rows of the sheets stand, known before any of them is written."""

    cost_line: Mapping[tuple[str, str], int]
    block: Sequence[int]
    indirect: Mapping[int, int]

    @classmethod
    def of(cls, made: BudgetBook) -> RowPlaces:
        """Count the rows."""
        lines = made.budget.line_rows
        starts, row, indirect = list[int](), FIRST_ROW, dict[int, int]()
        for number, block in enumerate(made.blocks):
            starts.append(row)
            row += len(block.rows)
            if block.line is None:
                indirect[number] = FIRST_ROW + len(indirect)
        keys = {(one.site, one.line): FIRST_ROW + at for at, one in enumerate(lines)}
        return cls(keys, starts, indirect)


def _on(sheet: str, row: int, column: int) -> str:
    return f"'{sheet}'!{cell(row, column, fixed='both')}"


# ---------------------------------------------------------------- one row per line and month


def write_lines(made: BudgetBook, places: RowPlaces) -> None:
    """Write the sheet of the lines over the months, and name its columns."""
    heads: list[tuple[str, float, bool]] = [(words, width, False) for _, words, width in _NAMED]
    heads += [(f"Amount, {made.currency}", 15, True), ("Note", 16, False)]
    heads += [
        ("Working days", 9, True), ("Weight of the rise", 9, True), ("Whole cents", 10, True),
        ("Rest", 8, True), ("Whole cents of the rise", 10, True), ("Rest of the rise", 8, True),
        ("Counts for indirect costs", 13, True), ("Who charges", 24, False),
        ("Subaward", 16, False),
    ]  # fmt: skip
    note = (
        "The month of a line may be changed. From working days on: how an amount is split over its "
        "months, whole cents first, then one each to the largest rests."
    )
    page = made.page(LINES, "Lines: what each line costs in each month", heads, note)
    base = max((at + len(b.rows) for at, b in _of_lines(made, places)), default=FIRST_ROW) - 1
    last = max(FIRST_ROW + len(made.rows) - 1, FIRST_ROW)
    _name_columns(made, last, base)
    rows = _Rows(made, page, places)
    for number, block in enumerate(made.blocks):
        rows.write(number, block)
    page.sheet.autofilter(FIRST_ROW - 1, 0, last, _NOTE)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:{cell(last, _AWARD)}"})
    page.sheet.print_area(0, 0, last + 1, _NOTE)
    page.row = last + 1
    page.fill("total")
    page.text(0, "Total", "total")
    page.formula(_AMOUNT, "ROUND(SUM(line_amount),2)", made.amount({}), "total-money")
    page.text(_NOTE, made.note({}), "total-note")
    made.book.define("grand_total", _on(LINES, page.row, _AMOUNT))
    # Independent of the rows: what the cost lines and the indirect costs come to.
    page.check(f"grand_total-{_cost_total(places)}", "sum of the lines less the cost lines' total")


def _of_lines(made: BudgetBook, places: RowPlaces) -> list[tuple[int, Block]]:
    pairs = zip(places.block, made.blocks, strict=True)
    return [(at, block) for at, block in pairs if block.line is not None]


def _cost_total(places: RowPlaces) -> str:
    """Write the sum of the cost lines and of the indirect costs."""
    last = FIRST_ROW + len(places.cost_line) - 1
    area = (
        f"'{COST_LINES}'!{cell(FIRST_ROW, _TOTAL, fixed='both')}:{cell(last, _TOTAL, fixed='both')}"
    )
    if not places.indirect:
        return f"ROUND(SUM({area}),2)"
    end = FIRST_ROW + len(places.indirect) - 1
    charged = [cell(row, _CHARGED, fixed="both") for row in (FIRST_ROW, end)]
    more = f"'{INDIRECT}'!{':'.join(charged)}"
    return f"ROUND(SUM({area})+SUM({more}),2)"


def _name_columns(made: BudgetBook, last: int, base: int) -> None:
    names = [name for name, _, _ in _NAMED]
    for place, name in enumerate([*names, "amount", "note"]):
        first, end = (cell(row, place, fixed="both") for row in (FIRST_ROW, last))
        made.book.define(f"line_{name}", f"'{LINES}'!{first}:{end}")
    for name, place in _BASES.items():
        first, end = (cell(row, place, fixed="both") for row in (FIRST_ROW, base))
        made.book.define(f"base_{name}", f"'{LINES}'!{first}:{end}")


@dataclass(frozen=True, slots=True)
class _Split:
    """One amount over the rows of a block: its cell, its weights, and the columns of the split."""

    amount: str
    weights: int
    floor: int
    rest: int
    first: int
    last: int

    def area(self, column: int) -> str:
        return f"{cell(self.first, column, fixed='row')}:{cell(self.last, column, fixed='row')}"

    def quota(self, row: int) -> str:
        return f"ABS({self.amount})*100*{cell(row, self.weights)}/SUM({self.area(self.weights)})"

    def write(self, page: Page, row: int, floor: int, rest: float) -> None:
        """Write whole cents and rest of one row."""
        none = f"SUM({self.area(self.weights)})=0"
        whole = cell(row, self.floor)
        page.formula(self.floor, f"IF({none},0,INT(ROUND({self.quota(row)},8)))", floor, "plain")
        page.formula(self.rest, f"IF({none},0,ROUND({self.quota(row)}-{whole},8))", rest, "plain")

    def share(self, row: int) -> str:
        """Write the cents of one row: whole ones, and one more for the largest rests."""
        rests, own = self.area(self.rest), cell(row, self.rest)
        before = f"{cell(self.first, self.rest, fixed='row')}:{own}"
        rank = f"SUMPRODUCT(({rests}>{own})*1)+SUMPRODUCT(({before}={own})*1)"
        left = f"ROUND(ABS({self.amount})*100,0)-SUM({self.area(self.floor)})"
        more = f"IF(AND(SUM({self.area(self.weights)})>0,{rank}<={left}),1,0)"
        return f"SIGN({self.amount})*({cell(row, self.floor)}+{more})"


def whole_cents(total: int, weights: Sequence[float]) -> list[tuple[int, float]]:
    """Return whole cents and rest of each part, as the formulas of the sheet have them.

    Examples
    --------
    >>> whole_cents(10, [1, 2])
    [(3, 0.33333333), (6, 0.66666667)]
    """
    base = sum(weights)
    if not base:
        return [(0, 0.0) for _ in weights]
    quotas = [abs(total) * weight / base for weight in weights]
    floors = [int(round(quota, 8)) for quota in quotas]
    return [(low, round(quota - low, 8)) for low, quota in zip(floors, quotas, strict=True)]


class _Rows:
    """The rows of the sheet, block after block."""

    def __init__(self, made: BudgetBook, page: Page, places: RowPlaces) -> None:
        self.made, self.page, self.places = made, page, places

    def write(self, number: int, block: Block) -> None:
        """Write the rows of a block, whose place is known."""
        first, page = self.places.block[number], self.page
        rises = self._rises(block)
        splits = self._splits(number, block, first, rises)
        parts = [(split, whole_cents(total, weights)) for split, total, weights in splits]
        for place, row in enumerate(block.rows):
            self._texts(block, row)
            for split, found in parts:
                split.write(page, page.row, *found[place])
            shares = "+".join(split.share(page.row) for split, _ in parts)
            amount = from_cents(row.cents or 0)
            page.formula(_AMOUNT, f"ROUND(({shares})/100,2)", amount, "open-money")
            if block.line is None:
                self._base_of_month(block, row)
            else:
                self._weights(block.line, row, block.days[place], rises[place])
                self._counted(block, row)
            page.row += 1

    def _splits(
        self, number: int, block: Block, first: int, rises: Sequence[float]
    ) -> list[tuple[_Split, int, list[float]]]:
        """Return what is split over the rows of a block: cell, cents and weights of each amount."""
        last, line = first + len(block.rows) - 1, block.line
        if line is None:
            total = sum(row.cents or 0 for row in block.rows)
            where = _on(INDIRECT, self.places.indirect[number], _CHARGED)
            months = [float(self.made.base_of(block.group, row.month)) for row in block.rows]
            return [(_Split(where, _DAYS, _FLOOR, _REST, first, last), total, months)]
        row, part = self.places.cost_line[line.site, line.line], block.rows[0].part
        known = (line.base, line.priced, line.amount)
        base, priced, amount = (cents(one or Decimal(0)) for one in known)
        days = [float(one) for one in block.days]
        weights = [day * rise for day, rise in zip(days, rises, strict=True)]
        at = _on(COST_LINES, row, _PRICES)
        rise = (_Split(at, _RISING, _RISE_FLOOR, _RISE_REST, first, last), priced - base, weights)
        if part == "price contingency":
            return [rise]
        column, total = (_BASE, base) if part == "cost" else (_EXTRA, amount - priced)
        own = _Split(_on(COST_LINES, row, column), _DAYS, _FLOOR, _REST, first, last)
        apart = part != "cost" or self.made.budget.terms.prices_apart(line)
        return [(own, total, days)] if apart else [(own, total, days), rise]

    def _rises(self, block: Block) -> list[float]:
        """Return what prices have risen by in each month, as a share."""
        if block.line is None:
            return []
        terms = self.made.budget.terms
        rise, priced = float(terms.inflation), terms.price_year(block.line)
        return [(1 + rise) ** max(0, int(row.year) - priced) - 1 for row in block.rows]

    def _texts(self, block: Block, row: LedgerRow) -> None:
        page, month = self.page, cell(self.page.row, _MONTH)
        for place, (name, _, _) in enumerate(_NAMED[:_MONTH]):
            page.text(place, getattr(row, name), "plain")
        page.text(_MONTH, row.month, "plain" if block.line is None else "input-text")
        period = _period_of(month, self.made.budget.step)
        page.formula(_PERIOD, period, row.period, "plain")
        page.formula(_YEAR, f"LEFT({month},4)", row.year, "plain")
        page.text(_GROUP, block.group, "plain")
        if block.cheap is not None and block.line is not None:
            self._by_price(block.line, block.group, block.cheap, row)

    def _by_price(self, line: BudgetLine, group: str, cheap: CheapUnits, row: LedgerRow) -> None:
        """Write heading and group of a line that count otherwise below a price of one unit."""
        at = self.places.cost_line[line.site, line.line]
        price, rate = (_on(COST_LINES, at, one) for one in (_UNIT_COST, _RATE))
        below = f'IF({price}="",FALSE,{price}/{rate}<{cheap.below})'
        heading = f"IF({below},{quoted(cheap.heading)},{quoted(cheap.otherwise)})"
        self.page.formula(_HEADING, heading, row.heading, "plain")
        now = cheap.group if row.heading == cheap.heading else group
        other = f"IF({below},{quoted(cheap.group)},{quoted(group)})"
        self.page.formula(_GROUP, other, now, "plain")

    def _weights(self, line: BudgetLine, row: LedgerRow, days: int, rise: float) -> None:
        """Write working days, what the rise of prices weighs, and what is not final."""
        page, at = self.page, self.places.cost_line[line.site, line.line]
        page.number(_DAYS, days, "plain")
        if row.part != "physical contingency":
            years = f"MAX(0,VALUE({cell(page.row, _YEAR)})-{_on(COST_LINES, at, _PRICED)})"
            weight = f"{cell(page.row, _DAYS)}*((1+{RISE})^{years}-1)"
            page.formula(_RISING, weight, days * rise, "plain")
        said = TO_BE_DETERMINED if row.cents is None else AT_LEAST if row.at_least else ""
        page.formula(_NOTE, f'{_on(COST_LINES, at, _STATE)}&""', said, "plain")

    def _counted(self, block: Block, row: LedgerRow) -> None:
        """Write what counts for indirect costs: all, or what is left of a subaward's cap."""
        page, amount = self.page, cell(self.page.row, _AMOUNT)
        value = from_cents(self.made.counted_cents[page.row - FIRST_ROW])
        charge = block.charge
        if charge is None or row.part != "cost":
            page.number(_COUNTS, 0, "plain")
            return
        group = cell(page.row, _GROUP)
        formula = f'IF({group}="{NONE}",0,{amount})'
        if charge.cap is not None:
            award = f"{row.source}: {': '.join(charge.award)}"
            page.text(_AWARD, award, "plain")
            same = f"EXACT(base_award,{cell(page.row, _AWARD)})"
            month = cell(page.row, _MONTH)
            above = f"(base_month={month})*(ROW(base_month)<ROW({month}))"
            earlier = f"SUMPRODUCT({same}*((base_month<{month})+{above})*base_amount)"
            formula = f"MAX(0,MIN({amount},ROUND({charge.cap}-{earlier},2)))"
        page.formula(_COUNTS, formula, value, "plain")

    def _base_of_month(self, block: Block, row: LedgerRow) -> None:
        page, month = self.page, cell(self.page.row, _MONTH)
        here = f"EXACT(base_group,{quoted(block.group)})*EXACT(base_month,{month})"
        base = self.made.base_of(block.group, row.month)
        page.formula(_DAYS, f"ROUND(SUMPRODUCT({here}*base_counts),2)", base, "plain")
        noted = f'IF(SUMPRODUCT({here}*(base_note<>""))>0,"{AT_LEAST}","")'
        page.formula(_NOTE, noted, AT_LEAST if row.at_least else "", "plain")


def _period_of(month: str, step: PeriodLength) -> str:
    quarter = f'LEFT({month},4)&"-Q"&ROUNDUP(VALUE(MID({month},6,2))/3,0)'
    return {"month": f'{month}&""', "quarter": quarter, "year": f"LEFT({month},4)"}[step]


# ---------------------------------------------------------------- indirect costs


def write_indirect(made: BudgetBook, places: RowPlaces) -> None:
    """Write the sheet of indirect costs, one row per organisation, source and year."""
    if not places.indirect:
        return
    heads = [
        ("Who charges, on whose money", 44, False), ("Year", 8, False),
        (f"Costs that count, {made.currency}", 18, True), ("Rate", 10, True),
        (f"Indirect costs, {made.currency}", 18, True), ("Spent so far", 14, True),
        ("Left", 14, True),
    ]  # fmt: skip
    note = "Costs in cash that the funder counts, rounded once a year. The rate may be changed."
    page = made.page(INDIRECT, "Indirect costs", heads, note)
    for number, row in places.indirect.items():
        block, page.row = made.blocks[number], row
        year, charge = block.rows[0].year, block.charge
        page.text(0, block.group, "label")
        page.text(1, year)
        here = f"EXACT(base_group,{cell(row, 0)})*EXACT(LEFT(base_month,4),{cell(row, 1)})"
        base = made.base_of(block.group, year)
        page.formula(2, f"ROUND(SUMPRODUCT({here}*base_counts),2)", base)
        page.number(3, Decimal(0) if charge is None else charge.rate, "input-share")
        amount = from_cents(sum(one.cents or 0 for one in block.rows))
        page.formula(_CHARGED, f"ROUND({cell(row, 2)}*{cell(row, 3)},2)", amount)
        page.number(5, None, "input-money")
        page.formula(6, f"{cell(row, _CHARGED)}-{cell(row, 5)}", amount)
    page.row += 1
    page.fill("total")
    page.text(0, "Total", "total")
    total = made.amount({"part": "indirect"})
    for column, value in ((_CHARGED, total), (5, from_cents(0)), (6, total)):
        area = f"{cell(FIRST_ROW, column)}:{cell(page.row - 1, column)}"
        page.formula(column, f"ROUND(SUM({area}),2)", value, "total-money")
    made.book.define("indirect_spent", _on(INDIRECT, page.row, 5))
    rows = sum_of({"part": quoted("indirect")})
    page.check(f"{cell(page.row, _CHARGED)}-{rows}", "indirect costs less those in the lines")


# ---------------------------------------------------------------- cost lines


def write_cost_lines(made: BudgetBook, places: RowPlaces, rate_cells: Mapping[str, str]) -> None:
    """Write the sheet of the cost lines: quantity × unit cost, converted; and what became of it.

    Parameters
    ----------
    made : BudgetBook
        The workbook.
    places : RowPlaces
        Where the rows of the lines stand.
    rate_cells : mapping of str to str
        Cell of the exchange rate of each currency.
    """
    heads = [(words.format(currency=made.currency), wide, n) for words, wide, n in _COST_HEADS]
    note = "Coloured cells may be changed; all sums and checks follow. What was spent goes beside."
    page = made.page(COST_LINES, "Cost lines: quantity × unit cost", heads, note)
    lines = made.budget.line_rows
    blocks = {
        (block.line.site, block.line.line): at
        for at, block in reversed(_of_lines(made, places))
        if block.line is not None
    }
    for line in lines:
        months = len(made.budget.terms.days[line.site, line.line])
        _write_cost_line(page, made, line, rate_cells, (blocks[line.site, line.line], months))
        page.row += 1
    last = max(page.row - 1, FIRST_ROW)
    for name, column in (
        ("activity", 2), ("partner", 4), ("currency", 10), ("total", _TOTAL), ("spent", _SPENT),
        ("changed", _STATE + 1),
    ):  # fmt: skip
        first, end = (cell(row, column, fixed="both") for row in (FIRST_ROW, last))
        made.book.define(f"cost_{name}", f"'{COST_LINES}'!{first}:{end}")
    page.fill("total")
    page.text(0, "Total", "total")
    amounts = [(line.base, line.priced, line.amount) for line in lines]
    known = [[one or Decimal(0) for one in each] for each in amounts]
    zero = from_cents(0)
    base = sum((b for b, _, _ in known), zero)
    rise, extra = sum((p - b for b, p, _ in known), zero), sum((a - p for _, p, a in known), zero)
    whole = base + rise + extra
    totals = {_BASE: base, _PRICES: rise, _EXTRA: extra, _TOTAL: whole, _SPENT: zero}
    for column, value in {**totals, _LEFT: whole, _DRAFTED: whole}.items():
        area = f"{cell(FIRST_ROW, column)}:{cell(last, column)}"
        page.formula(column, f"ROUND(SUM({area}),2)", value, "total-money")
    page.text(_STATE, made.note({}), "total-note")
    page.check(
        f"{cell(page.row, _TOTAL)}+{sum_of({'part': quoted('indirect')})}-grand_total",
        "cost lines and indirect costs less the sum of the lines",
    )


def _write_cost_line(
    page: Page,
    made: BudgetBook,
    line: BudgetLine,
    rate_cells: Mapping[str, str],
    rows: tuple[int, int],
) -> None:
    row, terms = page.row, made.budget.terms
    spender = made.partners[line.partner or terms.indirect.lead]
    category = made.budget.chart[line.category].title
    whose = (made.activities[line.activity], category, spender, made.sources[line.source])
    for column, words in enumerate((line.line, line.title, *whose, line.kind)):
        page.text(column, words, "label" if column < 2 else "text")
    page.number(_QUANTITY, line.quantity, "input-number")
    page.text(_QUANTITY + 1, line.unit)
    page.number(_UNIT_COST, line.unit_cost, "input-money")
    page.text(_UNIT_COST + 1, line.currency)
    if line.currency is not None and line.rate is not None:
        page.formula(_RATE, rate_cells[line.currency], line.rate, "rate")
    page.number(_PRICED, terms.price_year(line), "plain")
    page.text(_ALLOWED, "yes" if terms.contingency_on(line) else "no")
    _write_amounts(page, line, rows)
    page.number(_SPENT, None, "input-money")
    amount = line.amount or from_cents(0)
    page.formula(_LEFT, f"{cell(row, _TOTAL)}-{cell(row, _SPENT)}", amount, "open-money")
    page.number(_DRAFTED, amount, "open-money")
    final = quoted(AT_LEAST if line.determined is False else "")
    state = TO_BE_DETERMINED if line.amount is None else AT_LEAST if line.at_least else ""
    page.formula(_STATE, f"IF({_unknown(row)},{quoted(TO_BE_DETERMINED)},{final})", state, "text")
    said = "; ".join(words for words in (line.basis, line.note) if words)
    same = f"ROUND({cell(row, _TOTAL)}-{cell(row, _DRAFTED)},2)=0"
    # A formula holds 255 letters of text at the most.
    page.formula(_STATE + 1, f'IF({same},{quoted(said[:200])},"CHANGED")', said[:200], "text")


def _unknown(row: int) -> str:
    blank = (f'{cell(row, column)}=""' for column in (_QUANTITY, _UNIT_COST, _RATE))
    return f"OR({','.join(blank)})"


def _write_amounts(page: Page, line: BudgetLine, rows: tuple[int, int]) -> None:
    """Write base cost, rise of prices, contingency and their sum."""
    row, (first, months) = page.row, rows
    quantity, unit_cost, rate = (cell(row, column) for column in (_QUANTITY, _UNIT_COST, _RATE))
    exact, none = f"{quantity}*{unit_cost}/{rate}", _unknown(row)
    weights, days = (
        f"SUM('{LINES}'!{cell(first, column)}:{cell(first + months - 1, column)})"
        for column in (_RISING, _DAYS)
    )
    zero = from_cents(0)
    base, priced, amount = (one or zero for one in (line.base, line.priced, line.amount))
    page.formula(_BASE, f"IF({none},0,ROUND({exact},2))", base, "open-money")
    risen = f"ROUND({exact}*(1+{weights}/{days}),2)-{cell(row, _BASE)}"
    page.formula(_PRICES, f"IF({none},0,ROUND({risen},2))", priced - base, "open-money")
    allowed = f'IF({cell(row, _ALLOWED)}="yes",{CONTINGENCY},0)'
    extra = f"IF({none},0,ROUND({exact}*{allowed},2))"
    page.formula(_EXTRA, extra, amount - priced, "open-money")
    parts = f"{cell(row, _BASE)}:{cell(row, _EXTRA)}"
    page.formula(_TOTAL, f"ROUND(SUM({parts}),2)", amount, "open-money")
