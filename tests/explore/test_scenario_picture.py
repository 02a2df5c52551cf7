"""Scenarios as bars: every number is that of its chain, and what is not known is no bar."""

import pytest

from workbench.errors import NothingToShow
from workbench.explore.scenario_picture import scenario_bars


@pytest.fixture(scope="module")
def chains(example_case):
    more = example_case.what_if(levels={"clean-seed": {"use": 5}})
    late = example_case.what_if(durations={"A1": 90}, costs={"L1": {"quantity": 9}})
    return {"as it is": example_case, "more-use": more, "late": late}


def _bars(figure):
    return [trace for trace in figure.data if trace.type == "bar"]


def test_bars_are_as_long_as_the_numbers_of_the_chains(chains):
    drawn = [trace.x[0] for trace in _bars(scenario_bars(chains))]
    scores = [chain.diagnosis.package.score for chain in chains.values()]
    money = [float(chain.budget.budget.total().amount) for chain in chains.values()]
    chance = [chain.plan.drawn_end.p_planned for chain in chains.values()]
    days = [(one.plan.end.finish - one.plan.end.start).days + 1 for one in chains.values()]
    wanted = [value / max(own) for own in (scores, days, money, chance) for value in own]
    assert drawn == pytest.approx(wanted)


def test_it_has_words_for_all_of_it(chains, texts):
    figure = scenario_bars(chains)
    alt = figure.layout.meta["alt"]
    for name, chain in chains.items():
        assert f"{name} at most {chain.diagnosis.package.score:.0f}" in alt
        assert f"until {chain.plan.end.finish}" in alt
        assert name in texts(figure)
    assert figure.layout.meta["caption"].endswith(".")
    assert "width" not in figure.layout.to_plotly_json()


def test_as_it_is_stands_out_in_grey_too(chains):
    colours = [trace.marker.color for trace in _bars(scenario_bars(chains))]
    assert colours[0] != colours[1] == colours[2]


def test_what_is_not_known_is_said(example_cases):
    bare = example_cases.case("ug-luwero")
    if bare.diagnosis.package.score is None:
        with pytest.raises(NothingToShow):
            scenario_bars({"as it is": bare})
        return
    alt = scenario_bars({"as it is": bare}).layout.meta["alt"]
    assert "Months" not in alt
