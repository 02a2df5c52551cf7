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
    "Assumptions and rates", "Lines",
]  # fmt: skip
EVIL = ["=1+1", "+2", "-3", "@SUM(1)", '=HYPERLINK("http://x","y")']


def _costs():
    rows = [
        ("L1", EVIL[0], "A1", "staff", "rab", "grant", "24", "1750.005", "USD", "cash"),
        ("L2", EVIL[1], "A2", "subaward", "coop", "grant", "2", "41250000", "RWF", "cash"),
        ("L3", EVIL[2], "A2", "equipment", "rab", "grant", "3", "3200", "USD", "cash"),
        ("L4", EVIL[3], None, "rent", "coop", None, "4", "120.33", "USD", "in-kind"),
        ("L5", EVIL[4], "A1", "audit", "rab", "own", None, "6000", "USD", "cash"),
        ("01", "Fuel", "a1", "vehicle-running", "rab", "own", "24", "210000", "RWF", "cash"),
        ("1", "Radio", "A*", "communication", '"q"', "own", "12", "95000", "RWF", "cash"),
    ]
    names = ["line", "title", "activity", "category", "partner", "source", "quantity"]
    names += ["unit_cost", "currency", "kind"]
    table = pd.DataFrame(rows, columns=names).assign(site="s", unit="month", basis=None)
    table["unit_cost_high"] = [None, "60000000", None, None, None, None, "99000"]
    return table.assign(price_date=pd.Timestamp("2026-03-01"))


@pytest.fixture(scope="module")
def budgeted():
    dates = pd.DataFrame(
        [("s", "A1", "2026-05-01", "2027-04-30"), ("s", "A2", "2026-06-15", "2027-03-31"),
         ("s", "a1", "2026-07-01", "2026-09-30"), ("s", "A*", "2026-07-01", "2026-08-31")],
        columns=["site", "activity", "start", "finish"],
    )  # fmt: skip
    rates = pd.DataFrame({"currency": ["RWF"], "date": "2026-03-02", "per_base": ["1452.35"]})
    rates["source"] = "Bank"
    funding = pd.DataFrame({"site": "s", "source": ["grant", "own"]}).assign(
        title=["The grant", "=own"], profile=["us-federal-2024", None], amount=["90000", None],
        currency="USD", firm=["requested", "pledged"],
    )  # fmt: skip
    receipts = pd.DataFrame({"site": "s", "source": ["grant"], "date": ["2026-06-10"]}).assign(
        amount="75000", currency="USD"
    )
    budget = draft_budget(
        _costs(), dates, rates, currency="USD", funding=funding, funder="world-bank-style",
        lead="rab", inflation=Decimal("0.03"), physical_contingency=Decimal("0.05"),
    )  # fmt: skip
    return budget, cash_flow(budget, receipts, payment_lag_months=1), estimate_costs(budget)


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
    for key, amount in zip(table[by], table["amount"], strict=True):
        assert _cents(found["–" if pd.isna(key) else str(key)]) == amount
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
    assert len(rows) == len(table) + 1
    for row, amount in zip(rows, table["amount"], strict=False):
        assert row[15] is None if amount is None else _cents(row[15]) == amount
    assert {row[16] for row in rows if row[15] is None} == {"to be determined"}


def test_cost_lines_are_quantity_times_unit_cost(values, formulas, budgeted):
    base = _column(values["Cost lines"], "Base cost")
    for line, amount in zip(*(budgeted[0].lines[name] for name in ("line", "base")), strict=True):
        assert base[line] is None if amount is None else _cents(base[line]) == amount
    assert formulas["Cost lines"]["M7"].value == "=ROUND(H7*J7/L7,2)"


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
    assert notes["A1"] == notes["Total"] == "at least"
    assert not notes["A2"]
    told = [row[0].value for row in values["Summary"].iter_rows(min_row=7)]
    assert "To be determined: the total is at least so much" in told


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
