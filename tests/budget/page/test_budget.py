"""What the report says of the budget; its numbers are those of the workbook."""

import re
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from tests.fixtures.sites import plain_text
from workbench.budget.page import budget as step
from workbench.core.money import amount_words
from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.publish.html import record_html


def said(part):
    return plain_text(part).replace("\xa0", " ")


def money(cell):
    return Decimal(re.sub(r"[^0-9.\-]", "", cell))


def test_the_total_is_at_least_where_something_is_open(budgeted):
    found = budgeted("rw-huye")
    whole = found.budget.total()
    assert whole.at_least
    text = said(step.answer(found))
    assert f"at least USD {amount_words(whole.amount, places=0)}" in text
    assert "Survey at the end is still to be determined" in text
    assert "From the estimate to what is open, USD" in text
    assert "60,000.00 (52,000–78,000) 58,537.76 28,757.20 9,378.44 ≥ 96,673.40 82,565.90" in text
    assert "USD 4,660 is unused: plan USD 4,660 of the USD 14,108 that no pledge" in text


def test_the_table_adds_up_in_both_directions(budgeted):
    found = budgeted("rw-huye")
    table = step.by_category(found)
    rows = [[str(cell) for cell in row] for row in table.rows]
    sums = rows[-1][1:]
    for row in rows[:-1]:
        cells = [money(one) for one in row[1:-1] if re.search(r"\d", one)]
        if "determined" not in row[-1]:
            assert sum(cells) == money(row[-1]), row[0]
    for column, total in enumerate(sums, 1):
        cells = [money(row[column]) for row in rows[:-1] if re.search(r"\d", row[column])]
        assert sum(cells) == money(total)
    assert money(sums[-1]) == found.budget.total().amount
    assert [row[0] for row in rows][:2] == ["People", "Travel and meetings"]
    assert any(cell.startswith("≥") for row in rows for cell in row)


def test_the_workbook_agrees_to_the_cent(budgeted):
    found = budgeted("rw-huye")
    book = openpyxl.load_workbook(BytesIO(step.file(found).content), data_only=True)
    cells = [cell.value for row in book["Summary"].iter_rows() for cell in row]
    whole = float(found.budget.total().amount)
    assert any(isinstance(one, float) and round(one, 2) == whole for one in cells)
    assert "DIFFERS" not in cells


def test_who_pays_adds_up_too(budgeted):
    found = budgeted("rw-huye")
    assert amount_words(found.budget.total().amount) in said(step.by_source(found))
    text = said(step.by_source(found))
    assert "USD 108 more is planned in cash than it is asked for." in text
    # What is only asked for gives nothing; the shares are of one whole.
    assert "Foundation pledged 84,000.00 – 79,340.29" in text
    assert "Horizon consortium on banana health requested – 14,000.00 14,107.50" in text
    idea = said(step.by_source(budgeted("rw-musanze")))
    assert "Federal programme on plant health idea – not known 10,139.18" in idea
    for found in map(budgeted, ("rw-musanze", "rw-nyanza", "ug-isingiro", "ug-ntungamo")):
        *rows, whole = step.by_source(found).rows
        shares = [int(row[-1].plain.removesuffix(" %")) for row in rows]
        assert (sum(shares), whole[-1].plain) == (100, "100 %")


@pytest.mark.parametrize(
    ("firm", "words"),
    [
        ("received", ("9.00", "–")),
        ("pledged", ("9.00", "–")),
        ("requested", ("–", "9.00")),
        ("idea", ("–", "9.00")),
        (None, ("–", "9.00")),
    ],
)
def test_only_what_is_promised_stands_under_gives(firm, words):
    assert step.by_firmness(firm, Decimal(9)) == words


def test_rules_are_unverified_until_somebody_checks_them(budgeted):
    text = said(step.rules(budgeted("rw-huye")))
    assert "unverified" in text
    assert "RWF 1,452.75 for 1 USD of 2 March 2026 (Invented" in text
    assert "Prices rise by 4.5 % a year (ours)" in text


def test_the_likely_sum_is_told_from_the_sum_of_likely_values(budgeted):
    found = budgeted("rw-huye")
    text = said(step.likely(found))
    assert "The sum of the most likely values is not the likely sum" in text
    assert amount_words(found.estimate.p80, places=0) in text
    assert re.search(r"USD 2,\d{3} of contingency is needed. USD 3,462 is in: it is enough", text)
    plain = budgeted(
        "rw-huye",
        costs=lambda table: table.assign(
            quantity_low=None, quantity_high=None, unit_cost_low=None, unit_cost_high=None
        ),
    )
    assert isinstance(step.likely(plain), Missing)


def test_the_lowest_balance_has_its_date(budgeted):
    found = budgeted("rw-huye")
    text = said(step.cash_words(found))
    assert "lowest on 28 February 2027: USD 14,503 below zero" in text
    assert "USD 29,400 of 1 September 2026 already in August 2026" in text
    assert "Horizon consortium on banana health has no day of payment for USD 14,108" in text
    assert "The last instalment" not in text
    late = budgeted("ug-isingiro")
    said_late = said(step.cash_words(late))
    assert "comes on 1 March 2027, after the plan ends on 13 October 2026" in said_late
    # 4,328 of the grant, 2,660 of the science programme; no cash is open.
    assert "USD 6,988 is unused." in said(step.answer(late))


def test_shared_and_contradicting_amounts_are_named(budgeted):
    text = said(step.answer(budgeted("rw-huye")))
    assert "is shared by 6 sites: of USD 22,320 with contingency" in text
    assert "this site bears USD 3,720. Shared costs are borne in equal parts" in text
    assert "with its part alone the site costs at least USD 78,073" in text

    def twice(table):
        own = table["site"].eq("rw-huye") & table["line"].isin(["L1", "L18"])
        return table.assign(shared=table["shared"].mask(own, "same"))

    text = said(step.answer(budgeted("rw-huye", costs=twice)))
    assert "contradict each other" in text


def test_missing_things_take_one_line_each(budgeted):
    found = budgeted("rw-huye")
    parts = [part.what.plain for part in step.not_known(found).records]
    assert parts == ["Amount of Survey at the end"]
    none = budgeted("rw-huye", costs=lambda table: table.assign(source=None, basis=None))
    parts = [part.what.plain for part in step.not_known(none).records]
    assert "Source of money" in parts
    assert "Basis" in parts


def test_without_costs_one_line_says_so(budgeted):
    assert isinstance(step.answer(budgeted("ug-luwero")), Missing)
    leaving = said(step.answer(budgeted("ug-kayunga", costs=lambda table: table.head(0))))
    assert leaving == (
        "The work is to stop. Leaving is estimated at USD 5,000; no cost line says yet what for."
    )
    broken = budgeted("rw-huye", rates=lambda table: table.head(0))
    assert "cannot be added up" in said(step.answer(broken))
    for make in (step.by_category, step.by_source, step.file, step.cash):
        with pytest.raises(NothingToShow):
            make(budgeted("ug-luwero"))


def test_text_from_data_is_escaped(budgeted):
    found = budgeted("rw-huye", costs=lambda table: table.assign(title="<script>x</script>"))
    for part in (step.answer(found), step.likely(found), step.not_known(found)):
        assert "<script>" not in record_html(part)


def test_pictures_are_made(budgeted):
    found = budgeted("rw-huye")
    assert step.cash(found).layout.meta["caption"]
