import numpy as np
import pytest

from benchmarks import budget


def test_both_ways_draw_the_same_distribution():
    together, apart, differ = budget.measure(8, draws=4_000, repeats=1)
    assert together > 0
    assert apart > 0
    assert differ < 0.02


def test_the_plain_loop_has_the_mean_of_the_formula_at_no_range_of_quantities():
    quantity, unit_cost = budget.ranges(5)
    quantity[:, 0], quantity[:, 2] = quantity[:, 1] * 0.999, quantity[:, 1] * 1.001
    total = budget.plain_loop(quantity, unit_cost, 20_000)
    means = unit_cost @ np.array([1, 4, 1]) / 6
    assert total.mean() == pytest.approx(float(quantity[:, 1] @ means), rel=0.01)


def test_the_report_prints_every_size(monkeypatch, capsys):
    monkeypatch.setattr(budget, "LINES", (2, 3))
    monkeypatch.setattr(budget, "DRAWS", 500)
    budget.report()
    assert len(capsys.readouterr().out.splitlines()) == 4
