"""Reading the table of costs: spans, one amount once, blanks."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from workbench.budget.analysis.cost_lines import read_cost_lines
from workbench.core.money import FrozenRates
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.cost_categories import cost_categories

RATES = FrozenRates("USD", None)
DATES = pd.DataFrame(
    {"site": ["s"], "activity": ["sow"], "start": ["2026-03-02"], "finish": ["2026-04-30"]}
)


def _read(rows, dates=DATES, **options):
    table = pd.DataFrame(
        [{"site": "s", "line": f"L{n}", "category": "staff", **row} for n, row in enumerate(rows)]
    ).assign(currency="USD")
    return read_cost_lines(table, dates, RATES, cost_categories(), **options)


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


def test_an_activity_without_dates_is_named():
    with pytest.raises(InvalidInput, match=r"It has no dates in the plan. Did you mean 'sow'"):
        _read([{"activity": "sown"}])


def test_an_activity_outside_the_plan_is_named():
    with pytest.raises(InvalidInput, match="sow, 2026-03-02 to 2026-04-30"):
        _read([{"activity": "sow"}], plan=(date(2027, 1, 1), date(2027, 12, 31)))


def test_a_line_twice_is_named():
    with pytest.raises(InvalidInput, match="each line once per site"):
        _read([{"line": "L1"}, {"line": "L1"}])


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(UnknownName, match="column in costs 'currency'"):
        read_cost_lines(
            pd.DataFrame({"site": [], "line": [], "category": []}), None, RATES, cost_categories()
        )


def test_blanks_make_a_line_open_and_no_makes_it_open_too():
    full = {"quantity": "2", "unit_cost": "3.5"}
    read = _read([full, {**full, "determined": False}, {"quantity": "2", "determined": True}, {}])
    assert [line.determined for line in read.lines] == [True, False, False, False]
    assert [line.local for line in read.lines] == [Decimal("7.0"), Decimal("7.0"), None, None]


def test_in_kind_without_a_basis_is_remarked():
    read = _read([{"kind": "in-kind"}, {"kind": "in-kind", "basis": "hours at the going wage"}])
    assert [row["line"] for row in read.remarks] == ["L0"]


def test_a_group_counts_the_row_that_has_the_amount():
    read = _read([{"shared": "P"}, {"shared": "P", "quantity": "1", "unit_cost": "5"}])
    assert [line.line for line in read.lines] == ["L1"]
    assert read.repeated == [
        {"site": "s", "line": "L0", "shared": "P", "counted_site": "s", "counted_line": "L1"}
    ]


def test_equal_amounts_written_differently_do_not_conflict():
    read = _read(
        [
            {"shared": "P", "quantity": "2", "unit_cost": "5.00"},
            {"shared": "P", "quantity": "1", "unit_cost": "10"},
        ]
    )
    assert not read.conflicts
