"""Who pays: what each source gives and what is planned on it."""

from decimal import Decimal

import pandas as pd
import pytest

from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.financing import leverage, unused_pledges
from workbench.budget.analysis.rows import SourceOfFunds
from workbench.core.rows import table_of
from workbench.errors import InvalidInput, UnknownName

D = Decimal
COSTS = pd.DataFrame(
    {
        "site": "s",
        "line": ["a", "b", "c", "d"],
        "category": ["staff", "travel-staff", "staff", "works"],
        "quantity": "1",
        "unit_cost": ["8000", "500", "1500", None],
        "currency": "USD",
        "period": "2026",
        "source": ["grant", "own", "own", None],
        "kind": ["cash", "cash", "in-kind", "cash"],
        "basis": [None, None, "salary scale", None],
    }
)
FUNDING = pd.DataFrame(
    {
        "site": "s",
        "source": ["grant", "own", "idle"],
        "title": ["The grant", "Own money", "Idle money"],
        "profile": ["horizon-europe", None, None],
        "amount": ["9000000", None, "5"],
        "currency": ["RWF", None, "USD"],
        "firm": ["requested", "pledged", "idea"],
    }
)
RATES = pd.DataFrame({"currency": ["RWF", "EUR"], "date": ["2026-01-01"] * 2}).assign(
    per_base=["1500", "0.9"], source=None
)


def _budget(costs=COSTS, funding=FUNDING):
    return draft_budget(costs, rates=RATES, currency="USD", funding=funding)


def test_each_source_beside_what_is_planned_on_it():
    found = table_of(_budget().source_rows, SourceOfFunds)
    assert found["source"].tolist()[:3] == ["grant", "own", "idle"]
    assert found["title"].tolist() == ["The grant", "Own money", "Idle money", "Not yet funded"]
    assert found["planned_cash"].tolist() == [D("10000.00"), D("500.00"), D("0.00"), D("0.00")]
    assert found["planned_in_kind"].tolist()[1] == D("1500.00")
    assert found["left"].tolist() == [D("-4000.00"), None, D("5.00"), None]
    assert found["share"].sum() == pytest.approx(1.0)
    assert found["at_least"].tolist() == [False, False, False, True]


def test_the_profile_of_a_source_governs_its_indirect_costs():
    budget = _budget()
    assert budget.total(part="indirect").amount == D("2000.00")  # 25 % of the grant's, none of own
    assert sum(one.planned for one in budget.source_rows) == budget.total().amount


def test_leverage_is_other_cash_by_requested_cash():
    assert leverage(_budget().source_rows) == (D("10000.00"), D("500.00"))
    assert leverage(_budget(funding=None).source_rows) is None


def test_a_currency_that_has_no_rate_is_named():
    with pytest.raises(InvalidInput, match="currency 'XYZ'"):
        _budget(funding=FUNDING.assign(currency="XYZ"))


def test_profiles_that_do_not_exist_are_named():
    with pytest.raises(UnknownName, match="horizon-europe"):
        _budget(funding=FUNDING.assign(profile="horizon"))


def test_one_source_may_pay_on_other_terms_at_another_site():
    there = FUNDING.assign(site="t", profile=["foundation", None, None])
    two = pd.concat([FUNDING, there], ignore_index=True)
    costs = pd.concat([COSTS, COSTS.assign(site="t")], ignore_index=True)
    budget = _budget(costs, two)
    told = {(one.site, one.source): one.profile for one in budget.source_rows}
    assert (told["s", "grant"], told["t", "grant"]) == ("horizon-europe", "foundation")
    alone = _budget(COSTS.assign(site="t"), there)
    for site, one in (("s", _budget()), ("t", alone)):
        assert budget.site(site).total(part="indirect") == one.total(part="indirect")
        assert budget.profiles[site, "grant"] == one.profiles[site, "grant"]
    assert budget.total(part="indirect", site="s") != budget.total(part="indirect", site="t")


def test_pledges_that_are_not_used_up_stand_beside_the_cash_that_none_covers():
    def source(title, firm, gives, cash):
        left = None if gives is None else D(gives) - D(cash)
        return SourceOfFunds(
            site="s", source=title, title=title, profile=None, firm=firm, amount=gives, given=gives,
            currency="USD", planned_cash=D(cash), planned_in_kind=D(0), planned=D(cash), share=None,
            left=left, at_least=False,
        )  # fmt: skip

    rows = [
        source("Grant", "pledged", "100", "60"), source("Own", "received", "20", "50"),
        source("Gift in kind", "pledged", "9", "0"), source("Horizon", "requested", "80", "70"),
        source("Hope", "idea", None, "5"),
    ]  # fmt: skip
    assert unused_pledges(rows) == (["Grant"], 40, 30 + 70 + 5)
    assert unused_pledges([]) == ([], 0, 0)
