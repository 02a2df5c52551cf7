"""What the budget contradicts is found, with the place where it is mended."""

from workbench.budget.findings import findings


def _kinds(found):
    return {one.kind: one for one in findings(found)}


def test_costs_that_cannot_be_added_up_are_found_not_raised(budgeted):
    found = budgeted("rw-huye", rates=lambda table: table.head(0))
    assert found.budget is None
    assert "no rate for the currency 'RWF'" in found.fault
    (one,) = findings(found)
    assert one.serious
    assert found.fault in one.what


def test_each_finding_of_the_budget_shows_at_the_example_or_a_changed_one(budgeted):
    def costs(table, **changes):
        own = table["site"] == "rw-huye"
        return table.assign(**{name: table[name].mask(own, to) for name, to in changes.items()})

    huye = _kinds(budgeted("rw-huye"))
    assert "USD\xa0108 more is planned on Horizon" in huye["source-overplanned"].what
    assert "plan USD\xa04,660 of the USD\xa014,108" in huye["source-overplanned"].to_do
    low = huye["account-below-zero"]
    assert "USD\xa014,503 below zero in February 2027" in low.what
    assert low.to_do == (
        "Agree on earlier instalments of Grant of the Great Ridge Foundation; even so USD\xa09,448 "
        "is missing from May 2027 on, until Horizon consortium on banana health has a day for its "
        "USD\xa014,108."
    )
    assert huye["cost-not-priced"].where == ("costs", "line L14")
    assert "USD\xa060,000; the whole budget is USD\xa096,673" in huye["estimate-below-budget"].what
    assert huye["estimate-below-budget"].what.endswith("USD\xa028,757 is tied to no activity.")
    assert "Private foundation" in huye["rules-unverified"].what
    outside = _kinds(budgeted("rw-ruhango"))["cost-outside-activity"]
    assert "2026-Q4, but its activity runs from 30 July to 26 August 2026" in outside.what
    moved = budgeted("ug-isingiro")
    few = _kinds(moved)["cost-outside-activity"]  # five days of ninety-two
    assert "2026-Q4, but its activity runs from 9 June to 5 October 2026" in few.what
    long = [one.what for one in findings(moved) if one.kind == "cost-longer-than-plan"]
    assert any("Office running costs is budgeted for 15.5 months" in one for one in long)
    assert all("from 1 April to 13 October 2026, has 7." in one for one in long)
    # Costs of activities, and working time, are bounded otherwise.
    assert len(long) == 2
    late = budgeted("rw-huye", costs=lambda t: t.assign(period="2027-Q4"))
    beyond = [one.what for one in findings(late) if one.kind == "cost-outside-activity"]
    assert any("the plan runs from 1 April 2026 to 30 April 2027" in one for one in beyond)
    nobody = budgeted("rw-huye", costs=lambda t: costs(t, source=None))
    assert "Nobody is named who pays" in _kinds(nobody)["nobody-pays"].what
    dear = budgeted("rw-huye", costs=lambda t: costs(t, unit_cost="900000", unit_cost_low=None,
                                                    unit_cost_high=None))  # fmt: skip
    assert _kinds(dear)["estimate-against-activities"].serious
    wide = budgeted("rw-huye", costs=lambda t: costs(t, kind="in-kind", quantity_high="90"))
    assert "contingency-short" in _kinds(wide)
