"""Reading the table of costs: spans, one amount once, blanks."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from workbench.budget.analysis.cost_lines import read_cost_lines
from workbench.budget.analysis.rows import RepeatedAmount
from workbench.errors import InvalidInput

DATES = {("s", "sow"): (date(2026, 3, 2), date(2026, 4, 30))}


def _read(rows, dates=DATES, **options):
    table = pd.DataFrame(
        [{"site": "s", "line": f"L{n}", "category": "staff", **row} for n, row in enumerate(rows)],
        columns=None if rows else ["site", "line", "category"],
    ).assign(currency="USD")
    return read_cost_lines(table, dates, **options)


def test_period_goes_before_activity_and_activity_before_plan():
    read = _read([{"period": "2026-Q4", "activity": "sow"}, {"activity": "sow"}, {}])
    spans = [(line.first, line.last) for line in read.lines]
    assert read.plan == (date(2026, 3, 2), date(2026, 12, 31))
    assert spans == [
        (date(2026, 10, 1), date(2026, 12, 31)), (date(2026, 3, 2), date(2026, 4, 30)), read.plan,
    ]  # fmt: skip


def test_a_period_is_cut_to_the_plan():
    plan = (date(2026, 5, 1), date(2027, 4, 30))
    line = _read([{"period": "2026"}], plan=plan).lines[0]
    assert (line.first, line.last) == (date(2026, 5, 1), date(2026, 12, 31))


def test_a_line_whose_activity_has_no_days_is_spread_over_the_plan():
    read = _read([{"activity": "harvest"}])
    assert [(line.first, line.last) for line in read.lines] == [read.plan]


def test_a_line_needs_a_time():
    with pytest.raises(InvalidInput, match="when the money is spent"):
        _read([{}], dates=None)
    assert _read([], dates=None).plan is None


def test_blanks_make_a_line_open_and_no_makes_it_open_too():
    full = {"quantity": "2", "unit_cost": "3.5"}
    read = _read([full, {**full, "determined": False}, {"quantity": "2", "determined": True}, {}])
    assert [line.is_open for line in read.lines] == [False, True, True, True]
    assert [line.local for line in read.lines] == [Decimal("7.0"), Decimal("7.0"), None, None]


def test_in_kind_without_a_basis_is_remarked():
    read = _read([{"kind": "in-kind"}, {"kind": "in-kind", "basis": "hours at the going wage"}])
    assert [row.line for row in read.remarks] == ["L0"]


def test_a_group_counts_the_row_that_has_the_amount():
    read = _read([{"shared": "P"}, {"shared": "P", "quantity": "1", "unit_cost": "5"}])
    assert [line.line for line in read.lines] == ["L1"]
    assert read.repeated == [RepeatedAmount("s", "L0", "P", "s", "L1")]


def test_equal_amounts_written_differently_do_not_conflict():
    read = _read(
        [
            {"shared": "P", "quantity": "2", "unit_cost": "5.00"},
            {"shared": "P", "quantity": "1", "unit_cost": "10"},
        ]
    )
    assert not read.conflicts


def test_an_amount_without_a_currency_is_to_be_determined():
    table = pd.DataFrame({"site": ["s"], "line": ["L0"], "category": ["staff"], "period": "2026"})
    (line,) = read_cost_lines(table.assign(quantity="1", unit_cost="5"), None).lines
    assert (line.local, line.is_open) == (None, True)


def test_an_amount_that_has_lost_its_digits_is_refused():
    with pytest.raises(TypeError, match="unit_cost"):
        _read([{"quantity": "1", "unit_cost": 0.1}])
