"""Random durations: means, spreads, bounds, correlation, and the same draws for the same task."""

import numpy as np
import pytest
from scipy.special import betaincinv

from workbench.plan.analysis.duration_draws import _beta_quantiles, draw_durations


def drawn(low, likely, high, **options):
    points = [np.atleast_1d(np.asarray(one, dtype=float)) for one in (low, likely, high)]
    names = options.pop("names", [f"A{n}" for n in range(len(points[0]))])
    given = {"shape": "pert", "correlation": 0.0, "draws": 40_000, "seed": 7} | options
    return draw_durations(given.pop("site", "s"), names, *points, **given)


def test_pert_has_its_mean_and_its_sd():
    found = drawn(8, 10, 16)
    assert found.mean() == pytest.approx(32 / 3, abs=0.02)
    # beta with a = 2, b = 4 over a range of 8
    a, b = 1 + 4 * 2 / 8, 1 + 4 * 6 / 8
    sd = 8 * np.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
    assert found.std() == pytest.approx(sd, rel=0.02)


def test_triangular_has_its_mean_and_its_sd():
    found = drawn(8, 10, 16, shape="triangular")
    assert found.mean() == pytest.approx(34 / 3, abs=0.02)
    variance = (8**2 + 10**2 + 16**2 - 8 * 10 - 8 * 16 - 10 * 16) / 18
    assert found.std() == pytest.approx(np.sqrt(variance), rel=0.02)


@pytest.mark.parametrize("shape", ["pert", "triangular"])
@pytest.mark.parametrize("points", [(2, 2, 9), (2, 9, 9), (0, 5, 5), (0, 0, 3)])
def test_no_draw_leaves_the_range(points, shape):
    found = drawn(*points, shape=shape)
    assert found.min() >= points[0]
    assert found.max() <= points[2]
    assert found.std() > 0


def test_a_certain_duration_does_not_vary():
    assert (drawn([4.0, 1.0], [4.0, 2.0], [4.0, 5.0])[0] == 4).all()


@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.8])
def test_durations_go_wrong_together_as_far_as_asked(correlation):
    found = drawn([1.0, 5.0], [2.0, 6.0], [3.0, 7.0], correlation=correlation)
    assert np.corrcoef(found)[0, 1] == pytest.approx(correlation, abs=0.03)


def test_a_task_has_the_same_draws_in_any_order_of_rows():
    one = drawn([1.0, 5.0, 2.0], [2.0, 6.0, 4.0], [3.0, 9.0, 8.0], names=["A2", "A10", "B"])
    other = drawn([2.0, 1.0, 5.0], [4.0, 2.0, 6.0], [8.0, 3.0, 9.0], names=["B", "A2", "A10"])
    assert (one[[2, 0, 1]] == other).all()


def test_seeds_and_sites_differ():
    base = drawn(1, 2, 4)
    assert not np.array_equal(base, drawn(1, 2, 4, seed=8))
    assert not np.array_equal(base, drawn(1, 2, 4, site="t"))
    assert np.array_equal(base, drawn(1, 2, 4))


@pytest.mark.parametrize("place", [0.0, 0.1, 0.25, 0.5, 0.9, 1.0])
def test_quantiles_agree_with_scipy(place):
    u = np.concatenate([np.linspace(0, 1, 501), [1e-9, 1e-5, 1 - 1e-5]])
    a, b = 1 + 4 * place, 5 - 4 * place
    assert np.abs(_beta_quantiles(u, a, b) - betaincinv(a, b, u)).max() < 1e-4


def test_very_many_different_ranges_are_nearly_exact():
    likely = np.linspace(0, 10, 500)
    found = drawn(np.zeros(500), likely, np.full(500, 10.0), draws=4000)
    assert np.abs(found.mean(axis=1) - (4 * likely + 10) / 6).mean() < 0.03
