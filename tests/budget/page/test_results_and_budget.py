"""CGIAR's plan of results and budget: headings and sums."""

from io import BytesIO

import openpyxl
import pandas as pd
import pytest

pytest.importorskip("xlsxwriter", reason="writes the workbook; it comes with the lock")

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.page.budget_workbook import Names, budget_workbook


def _book(funder):
    costs = pd.DataFrame({"site": "s", "line": ["a", "b", "c"], "category": "staff"}).assign(
        activity=["A1", "A2", None], partner=["rab", "coop", "rab"], quantity="1",
        unit_cost=["100", "20", None], currency="USD", period="2026",
    )  # fmt: skip
    names = Names(
        site="Huye", activities={"A1": "Seed"}, deliverables={"A1": "20 t of seed"},
        partners={"rab": "The board"},
    )  # fmt: skip
    budget = draft_budget(costs, currency="USD", funder=funder)
    file = budget_workbook(budget, names, assumptions=["Rain comes."])
    return openpyxl.load_workbook(BytesIO(file), data_only=True)


def test_outputs_and_partners_have_the_headings_of_the_form():
    book = _book("cgiar-ipsr")
    heads = [cell.value for cell in book["HLO"][6]]
    assert heads[1:] == [
        "AOW", "High Level Output", "KPI Description", "KPI Type", "KPI Geographic Location",
        "KPI Target", "KPI Budget (USD)", "Total Budget (USD)", "Budget Assumptions",
    ]  # fmt: skip
    first, second, other, total = (
        [cell.value for cell in row] for row in book["HLO"].iter_rows(min_row=7)
    )
    assert first[2:6] == ["Seed", "20 t of seed", None, "Huye"]
    assert (first[8], second[2], second[8], other[2], total[8]) == (100, "A2", 20, "–", 120)
    assert other[9] == "at least; Rain comes."
    rows = [[cell.value for cell in row] for row in book["Partner"].iter_rows(min_row=7)]
    assert [row[2] for row in rows[:2]] == ["The board", "coop"]
    assert [row[3] for row in rows[:2]] == ["Seed", "A2"]
    assert [row[5] for row in rows] == [100, 20, 120]
    assert book["HLO"]["B4"].value == book["Partner"]["B4"].value == 0


def test_other_funders_have_no_such_sheets():
    assert not {"HLO", "Partner"} & set(_book("foundation").sheetnames)
