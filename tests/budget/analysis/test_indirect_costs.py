"""Indirect costs: exclusions, caps in time order, thresholds, rates of each organisation."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.budget.analysis.cost_lines import read_cost_lines
from workbench.budget.analysis.indirect_costs import (
    Charge,
    IndirectTerms,
    category_for,
    indirect_costs,
)
from workbench.core.money import FrozenRates
from workbench.errors import InvalidInput
from workbench.frameworks.cost_categories import cost_categories
from workbench.frameworks.funders import load_funder

USD = FrozenRates("USD", None)
CHART = cost_categories()
US = load_funder("us-federal-2024")


def _lines(*rows, currency="USD", rates=USD):
    table = pd.DataFrame(
        [{"site": "s", "line": f"L{n}", "period": "2026", **row} for n, row in enumerate(rows)]
    ).assign(currency=currency, quantity="1")
    return read_cost_lines(table, None, rates, CHART).lines


def _overhead(charges, rates=USD, **terms):
    found = indirect_costs(charges, IndirectTerms(**terms), rates, CHART)
    return sum(one.cents or 0 for one in found)


def test_the_cap_of_a_subaward_is_used_up_in_time_order():
    (line,) = _lines({"category": "subaward", "unit_cost": "0", "partner": "coop"})
    charges = [Charge(line, date(2026, month, 1), 3_000_000) for month in (3, 1, 2)]
    found = indirect_costs(charges, IndirectTerms(profiles={None: US}), USD, CHART)
    assert {one.month.month: one.cents for one in found} == {1: 450_000, 2: 300_000, 3: 0}


def test_two_subawards_have_a_cap_each_and_one_in_two_lines_has_one():
    rows = [{"category": "subaward", "unit_cost": "0", "partner": name} for name in ("a", "a", "b")]
    charges = [Charge(line, date(2026, 1, 1), 5_000_000) for line in _lines(*rows)]
    assert _overhead(charges, profiles={None: US}) == 2 * 750_000


def test_the_lead_charges_for_subawards_and_each_partner_for_its_own_costs():
    rows = [
        {"category": "subaward", "unit_cost": "0", "partner": "coop"},
        {"category": "staff", "unit_cost": "0", "partner": "coop"},
        {"category": "staff", "unit_cost": "0"},
    ]
    charges = [Charge(line, date(2026, 1, 1), 100_00) for line in _lines(*rows)]
    terms = IndirectTerms(
        profiles={None: US}, lead="rab", rates={"coop": Decimal("0.05"), "rab": Decimal("0.10")}
    )
    found = indirect_costs(charges, terms, USD, CHART)
    by = {}
    for one in found:
        by[one.organisation] = by.get(one.organisation, 0) + one.cents
    assert by == {"rab": 20_00, "coop": 5_00}


def test_kinds_of_organisation_have_rates_of_their_own():
    terms = IndirectTerms(
        profiles={None: load_funder("foundation")},
        kinds={"u": "university", "g": "government-national"},
    )
    assert terms.rate_for("u", "s", None) == Decimal("0.10")
    assert terms.rate_for("g", "s", None) == 0
    assert terms.rate_for("x", "s", None) == Decimal("0.15")


def test_cheap_equipment_counts_as_supplies():
    cheap, dear = _lines(
        {"category": "equipment", "unit_cost": "9999.99"},
        {"category": "equipment", "unit_cost": "10000"},
    )
    assert category_for(cheap, US, USD) == "consumables"
    assert category_for(dear, US, USD) == "equipment"
    assert category_for(cheap, None, USD) == "equipment"


def test_thresholds_are_compared_in_the_currency_of_the_profile():
    rates = FrozenRates("EUR", None, {"USD": Decimal("1.10")})
    cheap, dear = _lines(
        {"category": "equipment", "unit_cost": "9000"},
        {"category": "equipment", "unit_cost": "9100"},
        currency="EUR",
        rates=rates,
    )
    assert category_for(cheap, US, rates) == "consumables"
    assert category_for(dear, US, rates) == "equipment"
    with pytest.raises(InvalidInput, match="'us-federal-2024' are in USD, and there is no rate"):
        category_for(cheap, US, FrozenRates("EUR", None))


def test_in_kind_and_no_rate_carry_nothing():
    gift, paid = _lines(
        {"category": "staff", "unit_cost": "1", "kind": "in-kind"},
        {"category": "staff", "unit_cost": "1"},
    )
    assert _overhead([Charge(gift, date(2026, 1, 1), 100)], rate=Decimal("0.5")) == 0
    assert _overhead([Charge(paid, date(2026, 1, 1), 100)]) == 0


def test_what_is_to_be_determined_makes_indirect_costs_open():
    (line,) = _lines({"category": "staff", "unit_cost": None})
    (one,) = indirect_costs(
        [Charge(line, date(2026, 1, 1), None)], IndirectTerms(rate=Decimal("0.1")), USD, CHART
    )
    assert one.cents is None
    assert one.at_least


@examples(40)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=12), st.decimals(0, 1, places=4))
def test_one_rounding_for_a_year_whatever_the_months(amounts, rate):
    (line,) = _lines({"category": "staff", "unit_cost": "1"})
    charges = [Charge(line, date(2026, month, 1), c) for month, c in enumerate(amounts, 1)]
    exact = sum(amounts) * rate
    assert abs(_overhead(charges, rate=rate) - exact) <= Decimal("0.5")
