"""Three-point estimates: the table of the reference, shares, constants, bad ranges."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.budget.analysis.budget import draft_budget
from workbench.budget.analysis.estimates import estimate_costs, simulate
from workbench.errors import NothingToShow

D = Decimal
ONE = np.ones((20, 3))
TWENTY = np.tile([8.0, 10.0, 16.0], (20, 1))


def _costs(rows):
    table = pd.DataFrame([{"site": "s", "line": f"L{n}", **row} for n, row in enumerate(rows, 1)])
    return table.assign(category="staff", currency="USD", period="2026")


@pytest.mark.parametrize(
    ("shape", "rho", "mean", "sd", "p50", "p80", "within"),
    [
        ("triangular", 0.0, 226.6, 7.6, 226.5, 233.0, 0.0001),
        ("triangular", 0.3, 226.4, 19.4, 225.3, 242.8, 0.08),
        ("triangular", 0.6, 226.3, 26.4, 224.0, 249.3, 0.17),
        ("pert", 0.0, 213.3, 6.4, 213.2, 218.6, 0.015),
        ("pert", 0.3, 213.1, 16.3, 212.2, 226.7, 0.22),
    ],
)
def test_twenty_lines_of_the_reference(shape, rho, mean, sd, p50, p80, within):
    total = simulate(TWENTY, ONE, np.ones(20), shape, rho, 20_000, seed=7).total
    # Standard error of the mean is sd / 141; the reference is itself one such run.
    assert total.mean() == pytest.approx(mean, abs=0.03 * sd + 0.1)
    assert total.std() == pytest.approx(sd, rel=0.03)
    assert np.quantile(total, 0.5) == pytest.approx(p50, abs=0.04 * sd + 0.1)
    assert np.quantile(total, 0.8) == pytest.approx(p80, abs=0.05 * sd + 0.1)
    assert (total <= 200).mean() == pytest.approx(within, abs=0.012)


@pytest.mark.parametrize(
    ("shape", "mean", "sd"),
    [("triangular", 226.6667, 7.601), ("pert", 213.3333, None)],
)
def test_analytic_means_at_correlation_0(shape, mean, sd):
    total = simulate(TWENTY, ONE, np.ones(20), shape, 0.0, 200_000, seed=1).total
    assert total.mean() == pytest.approx(mean, abs=0.06)
    if sd is not None:
        assert total.std() == pytest.approx(sd, rel=0.01)


def test_the_budget_says_what_the_sum_of_most_likely_values_is_worth():
    row = {"quantity": "10", "quantity_low": "8", "quantity_high": "16", "unit_cost": "1"}
    budget = draft_budget(_costs([row] * 20), currency="USD")
    found = estimate_costs(budget, draws=20_000)
    assert found.most_likely == D("200.00")
    assert found.p50 > found.most_likely
    assert found.contingency == found.p80 - found.most_likely
    assert found.p_most_likely == pytest.approx(0.22, abs=0.015)
    assert found.table["share"].sum() == pytest.approx(1.0)
    assert found.method.parameters["seed"] == 20260314


def test_the_same_seed_gives_the_same_result_and_another_does_not():
    args = (TWENTY, ONE, np.ones(20), "pert", 0.3, 500)
    assert (simulate(*args, 1).total == simulate(*args, 1).total).all()
    assert (simulate(*args, 1).total != simulate(*args, 2).total).any()


def test_blocks_do_not_change_a_result(monkeypatch):
    args = (TWENTY, ONE, np.ones(20), "pert", 0.3, 500)
    whole = simulate(*args).total
    monkeypatch.setattr("workbench.budget.analysis.estimates._BLOCK", 1500)
    np.testing.assert_allclose(simulate(*args).total, whole)


def test_many_different_shapes_share_tabulated_curves():
    generator = np.random.default_rng(3)
    low, high = np.full(400, 5.0), np.full(400, 9.0)
    likely = generator.uniform(5, 9, 400)
    ranges = np.column_stack([low, likely, high])
    drawn = simulate(ranges, np.ones((400, 3)), np.ones(400), "triangular", 0.0, 5_000)
    assert drawn.total.mean() == pytest.approx(ranges.mean(axis=1).sum(), rel=5e-4)


def test_lines_without_a_range_stay_where_they_are():
    rows = [
        {"quantity": "2", "unit_cost": "100"},
        {"quantity": "1", "unit_cost": "50", "unit_cost_high": "90"},
        {"quantity": None, "unit_cost": "50"},
    ]
    found = estimate_costs(draft_budget(_costs(rows), currency="USD"), draws=2_000)
    assert found.at_least
    assert found.table["share"].tolist() == [0.0, pytest.approx(1.0)]
    assert found.table[["low", "high"]].to_numpy().tolist() == [[200, 200], [50, 90]]
    assert 250 <= found.p50 <= found.p80 <= 290


def test_a_budget_without_ranges_is_certain():
    budget = draft_budget(_costs([{"quantity": "3", "unit_cost": "33.33"}]), currency="USD")
    found = estimate_costs(budget, draws=200)
    assert (found.p50, found.contingency) == (D("99.99"), D("0.00"))
    assert found.p_most_likely == 1.0


def test_without_an_amount_there_is_nothing_to_estimate():
    empty = draft_budget(_costs([{"quantity": None}]), currency="USD")
    with pytest.raises(NothingToShow, match="No cost line has an amount"):
        estimate_costs(empty)


def test_lines_that_hang_together_altogether_are_at_their_ends_together():
    total = simulate(TWENTY, ONE, np.ones(20), "pert", 1.0, 2_000, seed=1).total
    single = simulate(TWENTY[:1], ONE[:1], np.ones(1), "pert", 1.0, 2_000, seed=1).total
    np.testing.assert_allclose(total, 20 * single)


@examples(15)
@given(
    st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9), st.floats(0, 9)), min_size=1, max_size=5)
)
def test_draws_stay_within_the_range(ranges):
    ordered = np.sort(np.array(ranges), axis=1)
    ones = np.ones((len(ordered), 3))
    drawn = simulate(ordered, ones, np.ones(len(ordered)), "pert", 0.5, 200)
    low, _, high = ordered.sum(axis=0)
    assert (drawn.total >= low - 1e-9).all()
    assert (drawn.total <= high + 1e-9).all()
    assert drawn.share.sum() == pytest.approx(1.0) or not drawn.total.std() > 1e-9
