"""Budgets add up in every direction, and reproduce the worked examples of the funders' rules."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.budget.analysis.budget import draft_budget
from workbench.budget.page.budget_ledger import BudgetBook, Names
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.funders import load_funder
from workbench.page.workbook_page import Book

D = Decimal
RATES = pd.DataFrame(
    {
        "currency": ["KES", "RWF"],
        "date": pd.to_datetime(["2025-01-05", "2025-01-05"]),
        "per_base": ["129.35", "1450.5"],
        "source": None,
    }
)


def _table(rows, **columns):
    return pd.DataFrame(
        [{"site": "s", "line": f"L{n}", "currency": "USD", **row} for n, row in enumerate(rows, 1)]
    ).assign(**columns)


@pytest.fixture
def golden():
    """Two years of a grant, as the worked example of the reference has it."""
    rows = [
        ("staff", "42000", "2025"), ("staff", "42000", "2026"),
        ("travel-staff", "7500", "2025"), ("travel-staff", "5000", "2026"),
        ("equipment", "18000", "2025"),
        ("subaward", "70000", "2025"), ("subaward", "50000", "2026"),
        ("workshop-participants", "4000", "2025"), ("workshop-participants", "8000", "2026"),
        ("service-contract", "15000", "2026"),
    ]  # fmt: skip
    table = _table(
        [{"category": c, "unit_cost": a, "period": p, "quantity": "1"} for c, a, p in rows]
    )
    table["partner"] = table["category"].map({"subaward": "coop"})
    return table


def _by_year(budget, part):
    years = {year: budget.total(year=year, part=part).amount for year in ("2025", "2026")}
    assert sum(years.values()) == budget.total(part=part).amount
    return years


def test_us_federal_2024_of_the_reference(golden):
    budget = draft_budget(golden, currency="USD", funder="us-federal-2024")
    assert budget.total(part="cost").amount == D("261500.00")
    assert _by_year(budget, part="indirect") == {"2025": D("14925.00"), "2026": D("9300.00")}
    assert budget.total(part="indirect").amount == D("24225.00")
    assert str(budget.total()) == "USD\xa0285,725.00"


def test_us_federal_before_2024_of_the_reference(golden):
    budget = draft_budget(golden, currency="USD", funder="us-federal-pre2024")
    assert _by_year(budget, part="indirect") == {"2025": D("7450.00"), "2026": D("6200.00")}


def test_rules_that_do_not_hold_in_the_plan_say_so(golden):
    budget = draft_budget(golden, currency="USD", funder="us-federal-pre2024")
    assert "not valid on 2025-01-01, unverified" in budget.method.parameters["funder"]


def test_horizon_europe_of_the_reference(golden):
    budget = draft_budget(golden.assign(currency="EUR"), currency="EUR", funder="horizon-europe")
    assert _by_year(budget, part="indirect") == {"2025": D("17875.00"), "2026": D("13750.00")}
    assert budget.total(part="indirect").amount == D("31625.00")


def test_a_million_shillings():
    row = {"category": "other", "quantity": "1", "unit_cost": "1234567.89", "period": "2025"}
    budget = draft_budget(_table([row], currency="KES"), rates=RATES, currency="USD")
    assert budget.total().amount == D("9544.40")


def test_prices_rise_from_the_year_of_the_price():
    row = {"category": "staff", "quantity": "1", "unit_cost": "42000", "period": "2026"}
    table = _table([row], price_date=pd.Timestamp("2025-06-01"))
    assert draft_budget(table, currency="USD", inflation=D("0.03")).total().amount == D("43260.00")
    later = table.assign(period="2025", price_date=pd.Timestamp("2026-06-01"))
    assert draft_budget(later, currency="USD", inflation=D("0.03")).total().amount == D("42000.00")


def test_contingencies_stand_apart_where_the_funder_wants_it():
    row = {"category": "works", "quantity": "1", "unit_cost": "10000", "period": "2026"}
    table = _table([row], price_date=pd.Timestamp("2024-06-01"))
    budget = draft_budget(
        table, currency="USD", funder="world-bank-style", inflation=D("0.03"),
        physical_contingency=D("0.10"),
    )  # fmt: skip
    parts = budget.totals("part").set_index("part")["amount"].to_dict()
    assert parts == {
        "cost": D("10000.00"),
        "physical contingency": D("1000.00"),
        "price contingency": D("609.00"),
    }
    within = draft_budget(table, currency="USD", inflation=D("0.03"))
    assert within.totals("part")["amount"].tolist() == [D("10609.00")]


def test_a_line_is_spread_over_the_working_days_of_its_activity():
    dates = {("s", "A1"): (date(2026, 1, 26), date(2026, 2, 6))}
    row = {"category": "staff", "activity": "A1", "quantity": "1", "unit_cost": "100.01"}
    budget = draft_budget(_table([row]), dates, currency="USD", step="month")
    assert budget.totals("period")["amount"].tolist() == [D("50.01"), D("50.00")]


def test_to_be_determined_travels_through_every_table():
    rows = [
        {"category": "staff", "quantity": "2", "unit_cost": "10", "period": "2026-01"},
        {"category": "works", "quantity": None, "unit_cost": "10", "period": "2026-07"},
        {
            "category": "rent",
            "quantity": "1",
            "unit_cost": "5",
            "period": "2026-07",
            "determined": False,
        },
    ]
    budget = draft_budget(_table(rows), currency="USD", indirect_rate=D("0.10"))
    assert str(budget.total()) == "at least USD\xa027.50"
    flags = dict(
        zip(*(budget.totals("category")[n] for n in ("category", "at_least")), strict=True)
    )
    assert flags == {"staff": False, "works": True, "rent": True, "indirect": True}
    assert budget.totals("period")["at_least"].tolist() == [False, True]
    assert budget.table.loc[budget.table["line"] == "L2", "amount"].tolist() == [None]


def test_one_amount_on_many_rows_counts_once():
    row = {
        "category": "other",
        "quantity": "1",
        "unit_cost": "500",
        "period": "2026",
        "shared": "P1",
    }
    table = _table([row, row, row]).assign(site=["a", "b", "c"])
    budget = draft_budget(table, currency="USD")
    assert budget.total().amount == D("500.00")
    assert [one.counted_site for one in budget.repeated] == ["a", "a"]


def test_conflicting_amounts_are_left_open_never_summed():
    row = {
        "category": "other",
        "quantity": "1",
        "unit_cost": "500",
        "period": "2026",
        "shared": "P1",
    }
    table = _table([row, {**row, "unit_cost": "700"}])
    budget = draft_budget(table, currency="USD")
    assert str(budget.total()) == "at least USD\xa00.00"
    assert [one.amount for one in budget.conflicts] == [D("500"), D("700")]


def test_an_activity_outside_the_plan_is_named():
    row = {"category": "staff", "quantity": "1", "unit_cost": "1", "period": "2031"}
    with pytest.raises(InvalidInput, match="begins on 2031-01-01 cannot end on 2026-12-31"):
        draft_budget(_table([row]), currency="USD", plan=(date(2026, 1, 1), date(2026, 12, 31)))


def test_what_does_not_exist_is_named():
    row = {"category": "staff", "quantity": "1", "unit_cost": "1", "period": "2026"}
    with pytest.raises(UnknownName, match="horizon-europe"):
        draft_budget(_table([row]), currency="USD", funder="horizon")
    with pytest.raises(InvalidInput, match="no rate for the currency 'KES'"):
        early = date(2025, 1, 1)
        draft_budget(_table([row], currency="KES"), rates=RATES, currency="USD", rate_date=early)


def test_an_empty_table_is_a_budget_of_nothing():
    table = _table([{"category": "staff"}]).iloc[:0]
    assert str(draft_budget(table, currency="USD").total()) == "USD\xa00.00"


# ---------------------------------------------------------------- properties

_AMOUNT = st.decimals(0, 10**6, places=2).map(str) | st.none()
_LINE = st.fixed_dictionaries(
    {
        "category": st.sampled_from(["staff", "travel-staff", "equipment", "subaward", "works"]),
        "quantity": st.decimals(0, 400, places=3).map(str) | st.none(),
        "unit_cost": _AMOUNT,
        "currency": st.sampled_from(["USD", "KES", "RWF"]),
        "period": st.sampled_from(["2026", "2027", "2026-Q3", "2027-02"]) | st.none(),
        "partner": st.sampled_from(["rab", "coop"]) | st.none(),
        "source": st.sampled_from(["grant", "own"]) | st.none(),
        "activity": st.sampled_from(["A1", "A2"]) | st.none(),
        "kind": st.sampled_from(["cash", "in-kind"]) | st.none(),
        "site": st.sampled_from(["s", "t"]),
        "price_date": st.sampled_from([pd.Timestamp("2025-01-01"), pd.NaT]),
    }
)
_DATES = {
    (s, a): (date(2026, 3, 2), date(2026 + (a == "A2"), 7, 17)) for s in "st" for a in ("A1", "A2")
}


_BY = ("site", "line", "activity", "category", "partner", "source", "period", "kind", "part")


@examples(12)
@given(
    st.lists(_LINE, min_size=1, max_size=8),
    st.sampled_from(["us-federal-2024", "world-bank-style", "horizon-europe"]),
    st.sampled_from([D(0), D("0.037")]),
    st.sampled_from([D(0), D("0.05")]),
    st.lists(st.sampled_from(list(combinations(_BY, 2))), min_size=2, max_size=4),
)
def test_every_pivot_sums_to_the_grand_total(lines, funder, inflation, physical, pairs):
    rates = pd.concat([RATES, RATES.head(1).assign(currency="EUR", per_base="0.9")])
    budget = draft_budget(
        _table(lines), _DATES, rates, currency="USD", funder=funder, inflation=inflation,
        physical_contingency=physical, indirect_rate=D("0.1275"), lead="rab", step="month",
    )  # fmt: skip
    whole = budget.total()
    assert whole.amount == sum((one for one in budget.table["amount"] if one is not None), D(0))
    for by in [*((name,) for name in _BY), *pairs]:
        found = budget.totals(*by)
        assert sum(found["amount"]) == whole.amount
        assert found["at_least"].any() == whole.at_least
    made = BudgetBook(Book("", "", date(2026, 1, 1)), budget, Names(site="s"), "")
    assert sum(row.cents or 0 for row in made.rows) == whole.amount * 100
    indirect = budget.total(part="indirect").amount
    assert made.amount({"part": "indirect"}) == indirect
    for row in budget.lines.to_dict("records"):
        if row["amount"] is not None:
            atoms = budget.total(site=row["site"], line=row["line"])
            assert atoms.amount == row["amount"]
    parts = [budget.site(site).total().amount for site in budget.sites]
    assert sum(parts) == whole.amount
    assert not (budget.table["cents"].dropna() < 0).any()


def test_a_contingency_stands_on_cash_of_sources_that_pay_one_and_nowhere_else():
    costs = pd.DataFrame({"site": "s", "line": ["a", "b", "c"], "category": "staff"}).assign(
        quantity="1", unit_cost="1000", currency="USD", period="2026",
        kind=["cash", "in-kind", "cash"], source=["grant", "grant", "union"],
    )  # fmt: skip
    funding = pd.DataFrame({"site": "s", "source": ["grant", "union"]}).assign(
        title="A source", profile=["foundation", "horizon-europe"], amount=None, currency=None,
        firm=None,
    )  # fmt: skip
    rates = pd.DataFrame({"currency": ["EUR"]}).assign(date="2026-01-01", per_base="0.9", source="")
    budget = draft_budget(
        costs, None, rates, currency="USD", funding=funding, physical_contingency=D("0.05")
    )
    part = budget.table[budget.table["part"] == "physical contingency"]
    assert set(part["line"]) == {"a"}
    assert budget.total(part="physical contingency").amount == D("50.00")
    refusing = load_funder("foundation").model_copy(update={"pays_contingency": False})
    own = draft_budget(
        costs, None, rates, currency="USD", funding=funding, own=[refusing],
        physical_contingency=D("0.05"),
    )  # fmt: skip
    assert own.total(part="physical contingency").amount == 0
