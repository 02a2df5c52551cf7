"""Who invests: three tables, dollars by recorded rates alone."""

from pathlib import Path

import pytest

from workbench.case import open_case
from workbench.errors import LeftOutWarning
from workbench.project import open_project, write_project
from workbench.publish.exports.ipsr_investments import investments

DATA = Path(__file__).parents[3] / "data"


def _made(case):
    left = {}
    return investments(case, left.__setitem__), left


def _changed(tmp_path, *, currency="USD", rates=None, profile=None):
    whole = open_project(DATA / "example", sites=["rw-huye"])
    settings = whole.settings.model_copy(update={"currency": currency})
    funding = whole.table("funding")
    if profile:
        funding.loc[funding["source"] == "grant", "profile"] = profile
    tables = {**whole.tables, "funding": funding}
    if rates is not None:
        tables["rates"] = rates(whole.table("rates"))
    return open_case(write_project(tmp_path, settings, tables), "rw-huye")


def test_in_kind_is_of_partners_and_cash_of_projects(example_case):
    made, _ = _made(example_case)
    assert [one["name"] for one in made["investment_partners"]] == ["Crop Desk of Huye"]
    assert made["investment_programs"] == []
    assert len(made["investment_bilateral"]) == 2


def test_money_of_a_cgiar_programme_is_its_own(tmp_path):
    made, _ = _made(_changed(tmp_path, profile="cgiar-ipsr"))
    assert made["investment_programs"][0]["name"] == "Grant of the Great Ridge Foundation"


def test_without_a_rate_an_amount_is_not_determined(tmp_path):
    with pytest.warns(LeftOutWarning, match="a currency that has a rate"):
        case = _changed(tmp_path, rates=lambda table: table.iloc[:0])
    made, left = _made(case)
    every = [one for own in made.values() for one in own]
    assert every
    assert all(one["is_not_determined"] and one["total_usd_value"] is None for one in every)
    assert "no rate for the currency 'RWF'" in left["All amounts"]


def test_another_base_currency_is_converted_by_its_rate(tmp_path):
    def of_euros(table):
        dollars = table.iloc[[-1, -1]].assign(
            currency=["USD", "RWF"], per_base=["1.25", "1600"], source="Bank"
        )
        return dollars.reset_index(drop=True)

    made, left = _made(_changed(tmp_path / "rate", currency="EUR", rates=of_euros))
    assert left["The rate of USD"].startswith("1.25 USD for one EUR, of 2026-")
    assert made["investment_partners"][0]["total_usd_value"].startswith("$")


def test_a_base_currency_without_a_rate_of_dollars_is_not_determined(tmp_path):
    whole = open_project(DATA / "example", sites=["rw-huye"])
    settings = whole.settings.model_copy(update={"currency": "EUR"})
    tables = {**whole.tables, "rates": whole.table("rates").iloc[:0]}
    for name in ("costs", "funding", "receipts", "pledges"):
        tables[name] = whole.table(name).assign(currency="EUR")
    made, left = _made(open_case(write_project(tmp_path, settings, tables), "rw-huye"))
    assert made["investment_bilateral"][0]["is_not_determined"]
    assert left["Total of Crop Desk of Huye"].startswith("No rate of USD is recorded")


def test_costs_that_nobody_pays_are_listed_and_no_investment(tmp_path):
    whole = open_project(DATA / "example", sites=["rw-huye"])
    costs = whole.table("costs")
    costs["source"] = None
    folder = write_project(tmp_path, whole.settings, {**whole.tables, "costs": costs})
    made, left = _made(open_case(folder, "rw-huye"))
    assert made["investment_bilateral"] == []
    assert any(what.startswith("Costs without a source") for what in left)


def test_work_that_moves_has_the_costs_of_the_other_place(tmp_path):
    whole = open_project(DATA / "example", sites=["ug-isingiro", "ug-mbarara"])
    tables = dict(whole.tables)
    for name in ("activities", "costs", "confirmations"):
        tables[name] = tables[name][tables[name]["site"] != "ug-isingiro"]
    folder = write_project(tmp_path, whole.settings, tables)
    _, left = _made(open_case(folder, "ug-isingiro"))
    assert left["Costs here"].startswith("The work moves to Mbarara")


def test_a_place_without_work_has_no_investment(example_cases):
    made, left = _made(example_cases.case("ug-luwero"))
    assert list(made.values()) == [[], [], []]
    assert left == {}
