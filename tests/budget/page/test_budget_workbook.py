"""The budget workbook: read back, recomputed, and safe to open."""

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

pytest.importorskip("xlsxwriter", reason="writes the workbook; it comes with the lock")

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.cash_flow import cash_flow
from workbench.budget.analysis.estimates import estimate_costs
from workbench.budget.page.budget_workbook import Names, budget_workbook
from workbench.errors import NothingToShow
from workbench.page.workbook_page import Page

SHEETS = [
    "Summary", "By activity", "By category", "By partner", "By period", "Cash flow", "Cost lines",
    "Indirect costs", "Assumptions and rates", "Lines",
]  # fmt: skip
EVIL = ["=1+1", "+2", "-3", "@SUM(1)", '=HYPERLINK("http://x","y")']


def _costs():
    rows = [
        ("L1", EVIL[0], "A1", "staff", "rab", "grant", "24", "1750.005", "USD", "cash"),
        ("L2", EVIL[1], "A2", "subaward", "coop", "grant", "2", "41250000", "RWF", "cash"),
        ("L3", EVIL[2], "A2", "equipment", "rab", "grant", "3", "3200", "USD", "cash"),
        ("L4", EVIL[3], None, "rent", "coop", "district", "4", "120.33", "USD", "in-kind"),
        ("L5", EVIL[4], "A1", "audit", "rab", "own", None, "6000", "USD", "cash"),
        ("01", "Fuel", "a1", "vehicle-running", "rab", "own", "24", "210000", "RWF", "cash"),
        ("1", "Radio", "A*", "communication", '"q"', "own", "12", "95000", "RWF", "cash"),
    ]
    names = ["line", "title", "activity", "category", "partner", "source", "quantity"]
    names += ["unit_cost", "currency", "kind"]
    table = pd.DataFrame(rows, columns=names).assign(site="s", unit="month", basis=None)
    table["unit_cost_high"] = [None, "60000000", None, None, None, None, "99000"]
    return table.assign(price_date=pd.Timestamp("2026-03-01"))


DATES = {
    ("s", "A1"): (date(2026, 5, 1), date(2027, 4, 30)),
    ("s", "A2"): (date(2026, 6, 15), date(2027, 3, 31)),
    ("s", "a1"): (date(2026, 7, 1), date(2026, 9, 30)),
    ("s", "A*"): (date(2026, 7, 1), date(2026, 8, 31)),
}


def _budgeted(costs, *, rate="1452.35", contingency="0.05", inflation="0.03"):
    rates = pd.DataFrame({"currency": ["RWF"], "date": "2026-03-02", "per_base": [rate]})
    rates["source"] = "Bank"
    funding = pd.DataFrame({"site": "s", "source": ["grant", "own", "district"]}).assign(
        title=["The grant", "=own", "The district"], profile=["us-federal-2024", None, None],
        amount=["90000", None, "5600000"], currency=["USD", "USD", "RWF"],
        firm=["requested", "pledged", "pledged"],
    )  # fmt: skip
    receipts = pd.DataFrame({"site": "s", "source": ["grant"], "date": ["2026-06-10"]}).assign(
        amount="75000", currency="USD"
    )
    budget = draft_budget(
        costs, DATES, rates, currency="USD", funding=funding, funder="world-bank-style",
        lead="rab", inflation=Decimal(inflation), physical_contingency=Decimal(contingency),
    )  # fmt: skip
    return budget, cash_flow(budget, receipts, payment_lag_months=1), estimate_costs(budget)


@pytest.fixture(scope="module")
def budgeted():
    return _budgeted(_costs())


def _write(budgeted):
    budget, cash, estimate = budgeted
    names = Names(site="Huye", activities={"A1": "=A1"}, partners={"rab": "+the board"})
    return budget_workbook(
        budget, names, cash=cash, estimate=estimate, assumptions=["-no drought"],
        title="@Beans", day=date(2026, 3, 14), illustrative=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def file(budgeted):
    return _write(budgeted)


@pytest.fixture(scope="module")
def values(file):
    return openpyxl.load_workbook(BytesIO(file), data_only=True)


@pytest.fixture(scope="module")
def formulas(file):
    return openpyxl.load_workbook(BytesIO(file))


def _cents(value):
    return Decimal(repr(float(value))).quantize(Decimal("0.01"))


def _column(sheet, head):
    column = next(cell.column for cell in sheet[6] if str(cell.value).startswith(head))
    return {
        str(row[0].value): row[column - 1].value
        for row in sheet.iter_rows(min_row=7)
        if row[0].value is not None
    }


def test_the_sheets_that_are_asked_for_stand_in_their_order(values):
    assert values.sheetnames == SHEETS
    assert values.active.title == "Summary"


@pytest.mark.parametrize(
    ("sheet", "by"),
    [("By activity", "activity"), ("By partner", "partner"), ("By period", "period")],
)
def test_sums_are_those_of_the_report_to_the_cent(values, budgeted, sheet, by):
    found = _column(values[sheet], "Total, USD")
    table = budgeted[0].totals(by)
    called = {"A1": "=A1", "rab": "+the board"}
    for key, amount in zip(table[by], table["amount"], strict=True):
        assert _cents(found["–" if pd.isna(key) else called.get(key, key)]) == amount
    assert _cents(found["Total"]) == budgeted[0].total().amount


def test_headings_are_summed_per_funder(values, budgeted):
    budget, sheet = budgeted[0], values["By category"]
    found = _column(sheet, "Total, USD")
    grant = found["Total, US federal, SF-424A"]
    assert _cents(grant) == budget.total(source="grant").amount
    rest = found["Total, Development bank, cost tables with contingencies"]
    assert _cents(grant) + _cents(rest) == budget.total().amount
    titles = [row[0].value for row in sheet.iter_rows(min_row=7) if row[0].value]
    assert "US federal, SF-424A (valid from 2024-10-01, unverified)" in titles


def test_cash_flow_and_its_lowest_point(values, budgeted):
    cash = budgeted[1]
    found = _column(values["Cash flow"], "Balance")
    for month, balance in zip(cash.table["month"], cash.table["balance"], strict=True):
        assert _cents(found[month]) == balance
    assert _cents(found["Lowest balance"]) == cash.lowest


def test_lines_are_the_atoms(values, budgeted):
    sheet = values["Lines"]
    rows = list(sheet.iter_rows(min_row=7, values_only=True))
    table = budgeted[0].table
    shown = {
        (row[1], row[10], row[11], row[8], row[7]): _cents(row[14])
        for row in rows
        if row[1] and row[14]
    }
    called = {"rab": "+the board", "coop": "coop", '"q"': '"q"'}
    sources = {"grant": "The grant", "own": "=own", "district": "The district"}
    atoms = {
        (r.line, r.part, r.month, sources.get(r.source, "–"), called[r.partner]): r.amount
        for r in table.itertuples() if r.amount
    }  # fmt: skip
    assert shown == atoms
    assert {row[15] for row in rows if row[1] == "L5"} == {"to be determined"}


def test_cost_lines_are_quantity_times_unit_cost(values, formulas, budgeted):
    base = _column(values["Cost lines"], "Base cost")
    for line, amount in zip(*(budgeted[0].lines[name] for name in ("line", "base")), strict=True):
        assert _cents(base[line]) == (amount or 0)
    assert formulas["Cost lines"]["O7"].value.endswith("0,ROUND(H7*J7/L7,2))")


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_has_a_check_cell_that_is_0(values, formulas, name):
    assert formulas[name]["B4"].value.startswith("=ROUND(")
    assert values[name]["B4"].value == 0
    assert values[name]["C4"].value == "agrees"


@pytest.mark.parametrize("name", SHEETS)
def test_every_sheet_can_be_read_and_printed(formulas, name):
    sheet = formulas[name]
    assert sheet.freeze_panes == "A7"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert "ILLUSTRATIVE" in sheet["A2"].value


def test_money_has_a_number_format_and_heads_have_a_unit(formulas):
    for row in formulas["By activity"].iter_rows(min_row=7, min_col=3, max_col=5):
        assert all(cell.number_format.startswith("#,##0.00") for cell in row if cell.value)
    for name, head in (("By activity", "Total, USD"), ("Cash flow", "Paid, USD")):
        assert head in [cell.value for cell in formulas[name][6]]


def test_text_from_data_never_becomes_a_formula(formulas):
    seen = set()
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                text = cell.value
                if not isinstance(text, str):
                    continue
                if cell.data_type == "f":
                    assert not any(evil in text for evil in EVIL)
                elif text.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix, text
                    seen.add(text)
    assert {*EVIL, "=A1", "+the board", "=own", "-no drought"} <= seen


def test_what_is_not_determined_is_said_where_it_counts(values):
    notes = _column(values["By activity"], "Note")
    assert notes["=A1"] == notes["Total"] == "at least"
    assert not notes["A2"]
    told = [row[0].value for row in values["Summary"].iter_rows(min_row=7)]
    assert "To be determined in the report: the total is at least so much" in told


def test_the_same_content_gives_the_same_bytes(budgeted, file):
    assert _write(budgeted) == file


def test_a_budget_without_lines_makes_no_workbook(budgeted):
    empty = draft_budget(_costs().iloc[:0], currency="USD")
    with pytest.raises(NothingToShow, match="no cost line yet"):
        budget_workbook(empty, Names(site="s"))


def test_a_budget_without_cash_funder_or_dates_is_whole_too():
    table = _costs().iloc[3:4].assign(period="2026", activity=None)
    file = budget_workbook(draft_budget(table, currency="USD"), Names(site="s"))
    book = openpyxl.load_workbook(BytesIO(file), data_only=True)
    assert book["Cash flow"]["A7"].value == "There are neither costs in cash nor receipts."
    assert book["By category"]["A7"].value == "Without a funder profile: our own categories"


# ---------------------------------------------------------------- recomputed by another program

SOFFICE = shutil.which("soffice")
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def _recomputed(folder: Path, content: bytes):
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_ALWAYS, "utf-8")
    (folder / "budget.xlsx").write_bytes(content)
    done = subprocess.run(
        [
            SOFFICE, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--convert-to", "xlsx", "--outdir", str(folder / "out"), str(folder / "budget.xlsx"),
        ],
        capture_output=True, timeout=300, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 0
    assert "rror" not in done.stderr
    return openpyxl.load_workbook(folder / "out" / "budget.xlsx", data_only=True)


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice, which recomputes it, is not installed")
@pytest.mark.smoke
def test_libreoffice_recomputes_every_number(tmp_path, budgeted, values, formulas, monkeypatch):
    write = Page.formula

    def poisoned(self, column, formula, value, style="money", *, row=None):
        # Were the stored values shown instead of computed ones, the numbers below would differ.
        wrong = "wrong" if isinstance(value, str) else -98765.43
        write(self, column, formula, wrong, style, row=row)

    monkeypatch.setattr(Page, "formula", poisoned)
    found = _recomputed(tmp_path, _write(budgeted))
    compared = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type != "f":
                    continue
                true = values[sheet.title][cell.coordinate].value
                now = found[sheet.title][cell.coordinate].value
                where = f"{sheet.title} {cell.coordinate} {cell.value}"
                if isinstance(true, str) or true is None:
                    assert (now or "") == (true or ""), where
                elif cell.number_format.startswith(("#,##0.00;", "0.00")):
                    assert _cents(now) == _cents(true), where
                else:
                    assert now == pytest.approx(true), where
                compared += 1
    assert compared > 200


def _cell_of(sheet, row_of, head):
    """Return the cell in the row of a line and below a heading."""
    column = next(cell.column for cell in sheet[6] if str(cell.value).startswith(head))
    row = next(row[0].row for row in sheet.iter_rows(min_row=7) if str(row[0].value) == row_of)
    return sheet.cell(row, column)


def _changed(budgeted, costs, rates=None, shares=None):
    """Return the workbook with other quantities, unit costs, rates and shares typed into it."""
    book = openpyxl.load_workbook(BytesIO(_write(budgeted)))
    for line, column, value in costs:
        _cell_of(book["Cost lines"], line, column).value = value
    for name, value in {**(rates or {}), **(shares or {})}.items():
        _cell_of(book["Assumptions and rates"], name, "Value").value = value
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _same_numbers(found, budgeted):
    """Compare what LibreOffice shows with a workbook of what the package computes anew."""
    true = openpyxl.load_workbook(BytesIO(_write(budgeted)), data_only=True)
    for name, head in (
        ("By activity", "Total, USD"), ("By category", "Total, USD"), ("By partner", "Total, USD"),
        ("By period", "Total, USD"), ("By period", "indirect"), ("By period", "physical"),
        ("Cash flow", "Paid"), ("Cash flow", "Balance"), ("Indirect costs", "Indirect costs"),
        ("Cost lines", "Total, USD"), ("Cost lines", "Contingency"), ("Lines", "Amount"),
    ):  # fmt: skip
        now, wanted = (_column(book[name], head) for book in (found, true))
        assert {key: _cents(value or 0) for key, value in now.items()} == {
            key: _cents(value or 0) for key, value in wanted.items()
        }, (name, head)
    both = [
        book["Lines"].iter_rows(min_row=7, max_col=15, values_only=True) for book in (found, true)
    ]
    for now, wanted in zip(*both, strict=True):
        assert now[:14] == wanted[:14]
        assert _cents(now[14] or 0) == _cents(wanted[14] or 0)
    for name in found.sheetnames:
        assert found[name]["C4"].value == "agrees", name
    totals = [_column(book["Summary"], "Total, USD") for book in (found, true)]
    for key in ("Total", "The grant (requested)", "=own (pledged)", "Indirect costs"):
        assert _cents(totals[0][key]) == _cents(totals[1][key])
    return {key: value for key, value in totals[0].items() if isinstance(value, int | float)}


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice, which recomputes it, is not installed")
def test_a_changed_cell_shows_in_every_total_and_in_the_checks(tmp_path, budgeted):
    # Ten times a subaward, whose cap then binds; a price above which equipment counts as such;
    # another exchange rate, contingency and rise of prices.
    costs = _costs().set_index("line")
    costs.loc["L2", "quantity"], costs.loc["L3", "unit_cost"] = "20", "12000"
    costs.loc["L5", "quantity"] = "2"  # was to be determined
    now = _budgeted(costs.reset_index(), rate="2000", contingency="0.08", inflation="0.06")
    typed = [("L2", "Quantity", 20), ("L3", "Unit cost", 12000), ("L5", "Quantity", 2)]
    shares = {"Contingency, where it is allowed": 0.08, "Rise of prices in a year": 0.06}
    book = _changed(budgeted, typed, {"RWF": 2000}, shares)
    found = _recomputed(tmp_path, book)
    totals = _same_numbers(found, now)
    before, after = budgeted[0].total().amount, now[0].total().amount
    assert after > 3 * before
    assert _cents(totals["Changed by"]) == after - before
    assert totals["Cost lines changed"] == 7
    # What the district gives follows the rate, and what it gives in kind uses it up.
    gives, left, in_kind = (
        _cents(_column(found["Summary"], head)["The district (pledged)"])
        for head in ("Gives or is to", "Left of it", "In kind")
    )
    assert (gives, left) == (Decimal("2800.00"), Decimal("2800.00") - in_kind)
    assert in_kind > 0
    heading = "of which in kind, Development bank, cost tables with contingencies"
    assert _cents(_column(found["By category"], "Total, USD")[heading]) == in_kind
    assert {_cell_of(found["Cost lines"], key, "Note").value for key in ("L2", "01")} == {"CHANGED"}


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice, which recomputes it, is not installed")
def test_a_moved_month_shows_in_period_and_cash_flow_and_outside_the_plan_in_a_check(
    tmp_path, budgeted
):
    def moved(month, folder):
        book = openpyxl.load_workbook(BytesIO(_write(budgeted)))
        row = next(r for r in book["Lines"].iter_rows(min_row=7) if r[1].value == "L3")
        row[11].value = month
        content = BytesIO()
        book.save(content)
        return float(row[0].row), _recomputed(tmp_path / folder, content.getvalue())

    at, inside = moved("2027-03", "inside")
    amount = inside["Lines"].cell(int(at), 15).value
    before = openpyxl.load_workbook(BytesIO(_write(budgeted)), data_only=True)
    periods = [_column(book["By period"], "Total, USD") for book in (inside, before)]
    assert periods[0]["2027-Q1"] - periods[1]["2027-Q1"] > amount / 2 > 0
    paid = [_column(book["Cash flow"], "Costs that arise")["2027-03"] for book in (inside, before)]
    assert paid[0] - paid[1] > amount / 2
    assert {inside[name]["C4"].value for name in inside.sheetnames} == {"agrees"}
    _, outside = moved("2031-01", "outside")
    assert outside["By period"]["C4"].value == outside["Cash flow"]["C4"].value == "DIFFERS"
    assert "DIFFERS" in [row[4].value for row in outside["Summary"].iter_rows(min_row=7)]


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice, which recomputes it, is not installed")
def test_what_was_spent_stands_beside_what_was_planned(tmp_path, budgeted):
    book = openpyxl.load_workbook(BytesIO(_write(budgeted)))
    _cell_of(book["Cost lines"], "L1", "Spent").value = 1200.5
    content = BytesIO()
    book.save(content)
    found = _recomputed(tmp_path, content.getvalue())
    spent = _column(found["By activity"], "Spent")
    assert (spent["=A1"], spent["Total"]) == (1200.5, 1200.5)
    assert _column(found["By partner"], "Spent")["+the board"] == 1200.5
    left = _cell_of(found["Cost lines"], "L1", "Left").value
    assert _cents(left) == budgeted[0].lines["amount"].iloc[0] - Decimal("1200.5")
    assert _column(found["Summary"], "Total, USD")["Spent so far"] == 1200.5
    left = _column(found["Summary"], "Left of it")["The grant (requested)"]
    assert _cents(left) == budgeted[0].source_rows[0].left
