"""Scenarios stand beside the chain as it is, each with what follows from it alone."""

from datetime import date

import pytest

from workbench.errors import InvalidInput
from workbench.saved_scenario import scenario_of
from workbench.scenarios.side_by_side import AS_IT_IS, side_by_side, suppose_scenario
from workbench.what_if import Changes


def test_two_scenarios_stand_beside_what_is(example_case):
    seed = example_case.suppose(Changes(levels={"clean-seed": {"use": 5}}))
    late = example_case.suppose(Changes(start="2027-01-01"))
    table = side_by_side(example_case, {"seed": seed, "late": late})
    assert list(table) == ["step", "what", AS_IT_IS, "seed", "late"]
    score = table.loc[table["what"] == "package score"].iloc[0]
    assert score.tolist()[2:] == ["at most 8", "at most 18", "at most 8"]
    for name, other in (("seed", seed), ("late", late)):
        differing = table.loc[table[name] != table[AS_IT_IS], ["step", "what", AS_IT_IS, name]]
        alone = other.compare(example_case)
        assert sorted(map(tuple, differing.to_numpy())) == sorted(map(tuple, alone.to_numpy()))


def test_of_the_same_nothing_is_listed(example_case):
    assert side_by_side(example_case, {"same": example_case.what_if()}).empty


def test_a_saved_scenario_is_that_of_its_site(example_case):
    given = {"who": "team", "when": date(2026, 3, 14), "why": "A trial."}
    changes = Changes(costs={"L1": {"quantity": 2}}, ceiling=50_000)
    one = scenario_of(changes, site="rw-huye", **given)
    direct = example_case.what_if(costs={"L1": {"quantity": 2}}, ceiling=50_000)
    assert suppose_scenario(example_case, one).outcomes == direct.outcomes
    other = scenario_of(changes, site="rw-nyanza", **given)
    with pytest.raises(InvalidInput, match="scenario of rw-nyanza, not of rw-huye"):
        suppose_scenario(example_case, other)
