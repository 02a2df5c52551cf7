"""Indirect costs: exclusions, caps in time order, thresholds, rates of each organisation."""

from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.budget.analysis.cost_lines import read_cost_lines
from workbench.budget.analysis.indirect_costs import IndirectTerms, category_for, indirect_costs
from workbench.budget.analysis.rows import Atom
from workbench.core.money import DatedRate, FrozenRates
from workbench.errors import InvalidInput
from workbench.frameworks.cost_categories import cost_categories
from workbench.frameworks.funders import load_funder

USD = FrozenRates("USD")
CHART = cost_categories()
US = load_funder("us-federal-2024")


def _line(rates="USD", **row):
    table = pd.DataFrame([{"site": "s", "line": "L", "period": "2026", **row}])
    return read_cost_lines(table.assign(currency=rates, quantity="1"), None).lines[0]


def _atom(cents, month="2026-01", *, line="L", category="staff", partner=None, **more):
    blank = dict.fromkeys(("activity", "component", "source"))
    usual = {"site": "s", "title": "", "counts_as": category, "kind": "cash", "part": "cost"}
    own = {"line": line, "category": category, "partner": partner, "month": month, "cents": cents}
    return Atom(**blank | usual | {"at_least": cents is None} | own | more)


def _indirect(atoms, **terms):
    return indirect_costs(atoms, IndirectTerms(**terms), USD, CHART)


def test_the_cap_of_a_subaward_is_used_up_in_time_order():
    months = ("2026-03", "2026-01", "2026-02")
    atoms = [_atom(3_000_000, m, category="subaward", partner="coop") for m in months]
    found = _indirect(atoms, profiles={None: US})
    assert {one.month: one.cents for one in found} == {
        "2026-01": 450_000,
        "2026-02": 300_000,
        "2026-03": 0,
    }


@pytest.mark.parametrize(
    ("partners", "subawards"),
    [(("a", "a", "b"), 2), ((None, None), 2), (("lead", "lead"), 2), (("a", "a"), 1)],
)
def test_each_subaward_has_a_cap_and_one_in_two_lines_has_one(partners, subawards):
    atoms = [
        _atom(5_000_000, line=f"L{number}", category="subaward", partner=name)
        for number, name in enumerate(partners)
    ]
    found = _indirect(atoms, profiles={None: US}, lead="lead")
    assert sum(one.cents for one in found) == subawards * 750_000


def test_the_lead_charges_for_subawards_and_each_partner_for_its_own_costs():
    atoms = [
        _atom(100_00, category="subaward", partner="coop"),
        _atom(100_00, partner="coop"),
        _atom(100_00, partner="rab"),
    ]
    by = {}
    for one in _indirect(atoms, profiles={None: US}, lead="rab"):
        by[one.partner] = by.get(one.partner, 0) + one.cents
    assert by == {"rab": 30_00, "coop": 15_00}


def test_kinds_of_organisation_have_rates_of_their_own():
    terms = IndirectTerms(
        profiles={None: load_funder("foundation")},
        kinds={"u": "university", "g": "government-national"},
    )
    assert terms.rate_for("u", "s", None) == Decimal("0.10")
    assert terms.rate_for("g", "s", None) == 0
    assert terms.rate_for("x", "s", None) == Decimal("0.15")


def test_cheap_equipment_counts_as_supplies():
    cheap = _line(category="equipment", unit_cost="9999.99")
    dear = _line(category="equipment", unit_cost="10000")
    assert category_for(cheap, US, USD) == "consumables"
    assert category_for(dear, US, USD) == "equipment"
    assert category_for(cheap, None, USD) == "equipment"


def test_thresholds_are_compared_in_the_currency_of_the_profile():
    rates = FrozenRates("EUR", {"USD": DatedRate(Decimal("1.10"))})
    cheap = _line("EUR", category="equipment", unit_cost="9000")
    dear = _line("EUR", category="equipment", unit_cost="9100")
    assert category_for(cheap, US, rates) == "consumables"
    assert category_for(dear, US, rates) == "equipment"
    with pytest.raises(InvalidInput, match="no rate for the currency 'USD'"):
        category_for(cheap, US, FrozenRates("EUR"))


def test_in_kind_contingencies_and_no_rate_carry_nothing():
    gift, extra = _atom(100, kind="in-kind"), _atom(100, part="physical contingency")
    assert _indirect([gift, extra], rate=Decimal("0.5")) == []
    assert _indirect([_atom(100)]) == []


def test_what_is_to_be_determined_makes_indirect_costs_open():
    (one,) = _indirect([_atom(None)], rate=Decimal("0.1"))
    assert (one.cents, one.at_least) == (None, True)


@examples(40)
@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=12), st.decimals(0, 1, places=4))
def test_one_rounding_for_a_year_whatever_the_months(amounts, rate):
    atoms = [_atom(cents, f"2026-{month:02}") for month, cents in enumerate(amounts, 1)]
    found = sum(one.cents or 0 for one in _indirect(atoms, rate=rate))
    assert abs(found - sum(amounts) * rate) <= Decimal("0.5")


def test_an_agreement_over_two_sites_has_one_cap():
    atoms = [
        replace(_atom(4_000_000, category="subaward", partner="coop"), site=site)
        for site in ("s1", "s2")
    ]
    found = _indirect(atoms, profiles={None: US})
    assert sum(one.cents for one in found) == 750_000  # 15 % of the first 50,000, not of 80,000
