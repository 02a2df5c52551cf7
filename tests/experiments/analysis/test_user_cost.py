"""What one user costs."""

from decimal import Decimal

import pytest

from workbench.experiments.analysis.effects import Experiment
from workbench.experiments.analysis.user_cost import user_costs


def trial(key, cost, reached, currency="USD"):
    return Experiment(
        key, key, key, "uptake", "mean difference", cost=Decimal(cost), currency=currency,
        reached=reached,
    )  # fmt: skip


def test_a_power_law_is_found_and_drawn_out():
    noisy = [(100, 10.1), (400, 4.9), (900, 3.4), (1600, 2.45), (2500, 2.02)]
    rows = [trial(str(n), str(round(n * each, 2)), n) for n, each in noisy]
    [found] = user_costs(rows, 10_000.0)
    assert found.slope == pytest.approx(-0.5, abs=0.02)
    assert found.at_scale == pytest.approx(1.0, abs=0.05)
    assert found.range.low < found.at_scale < found.range.high
    assert found.beyond == 4.0
    assert found.widest.reached == 2500


def test_few_studies_have_no_trend():
    [found] = user_costs([trial("a", "100", 10), trial("b", "100", 20)], 1000.0)
    assert (found.at_scale, found.widest.each) == (None, 5.0)


def test_currencies_stand_apart_and_a_study_counts_once():
    rows = [trial("a", "100", 10), trial("a", "100", 10), trial("b", "900", 10, "RWF")]
    found = {one.currency: len(one.points) for one in user_costs(rows, None)}
    assert found == {"RWF": 1, "USD": 1}


def test_without_cost_or_reach_nothing_is_told():
    assert user_costs([trial("a", "100", 0)], None) == ()
