import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.diagnosis.analysis.projected_levels import shifted


@given(st.lists(st.floats(0.01, 1.0), min_size=10, max_size=10), st.integers(-12, 12))
def test_a_shift_keeps_the_sum_and_moves_the_mean_the_right_way(weights, steps):
    pmf = np.array([weights]) / np.sum(weights)
    moved = shifted(pmf, np.array([steps]))
    assert moved.sum() == pytest.approx(1.0)
    change = (moved - pmf) @ np.arange(10)
    assert change[0] * steps >= 0.0
    if steps > 9:
        assert moved[0].tolist() == pytest.approx([0.0] * 9 + [1.0])


@pytest.fixture
def what_if(ipsr, components, scores):
    """Diagnose "a" (4, 2) beside "b" (6, 6), with a promise for "a"."""

    def what_if(readiness, use, *, what_if=True, today=(4, 2), **columns):
        levels = {"a": today, "b": (6, 6)}
        promise = scores("s", {"a": (readiness, use)}, basis="projected", **columns)
        judged = pd.concat([scores("s", levels), promise])
        return diagnose(components("s", levels), judged, ipsr, target=20, what_if=what_if)

    return what_if


def test_projected_levels_count_in_a_what_if_alone(what_if):
    today = what_if(7, 4, what_if=False)
    assert today.packages["score"].tolist() == [8]
    assert today.table["readiness_claim_from"].tolist() == ["workshop", "workshop"]
    then = what_if(7, 4)
    assert then.packages["score"].tolist() == [28]
    assert then.table["use_claim_from"].tolist() == ["projected", "workshop"]
    assert then.packages["p_target"][0] > today.packages["p_target"][0]
    assert "what_if" not in today.method.parameters


def test_one_dimension_alone_may_be_promised(what_if):
    assert what_if(pd.NA, 5).packages["score"].tolist() == [20]


def test_success_mixes_linearly(what_if):
    chances = {p: what_if(7, 4, success=p).packages["p_target"][0] for p in (0.0, 0.3, 1.0)}
    today = what_if(7, 4, what_if=False).packages["p_target"][0]
    assert chances[0.0] == pytest.approx(today, abs=1e-12)
    assert chances[0.3] == pytest.approx(0.3 * chances[1.0] + 0.7 * today, abs=1e-12)


def test_where_nothing_is_known_today_the_promise_stands_alone(what_if):
    then = what_if(7, 4, today=(pd.NA, 2), success=0.2)
    assert then.packages["score"].tolist() == [28]
    assert then.table["p_bottleneck"].sum() == pytest.approx(1.0)
