"""Go, adapt or stop."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.assess.analysis.lowest_items import AtMost
from workbench.experiments.analysis.ready_to_scale import read_scale_rows, scale_test
from workbench.frameworks.assessment_models import ScaleCondition


def condition(key="chance", direction="up", go=0.8, stop=0.5):
    return ScaleCondition(
        key=key, title=key.title(), unit="share", meaning="What", direction=direction, go=go,
        stop=stop, computed=True,
    )  # fmt: skip


def rows(**more):
    return read_scale_rows(pd.DataFrame([{"site": "huye", "condition": "chance", **more}]))


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(0.8, "go"), (0.79, "adapt"), (0.51, "adapt"), (0.5, "stop"), (0, "stop")],
)
def test_thresholds_belong_to_go_and_to_stop(value, verdict):
    assert scale_test("huye", [condition()], [], {"chance": value}).verdict == verdict


def test_where_less_is_better_the_order_turns():
    down = condition(direction="down", go=0.2, stop=0.6)
    verdicts = [scale_test("huye", [down], [], {"chance": v}).verdict for v in (0.2, 0.4, 0.6)]
    assert verdicts == ["go", "adapt", "stop"]


def test_at_most_that_much_is_a_stop_or_not_known_but_never_a_go():
    def held(value, **more):
        [one] = scale_test("huye", [condition(**more)], [], {"chance": AtMost(value)}).conditions
        return one

    assert [held(value).verdict for value in (0.9, 0.6, 0.4)] == ["not known"] * 2 + ["stop"]
    assert held(0.9).words(held(0.9).value) == "90 % or less"
    down = {"direction": "down", "go": 0.2, "stop": 0.6}
    assert [held(value, **down).verdict for value in (0.1, 0.7)] == ["go", "not known"]
    [given] = scale_test("huye", [condition()], rows(value=0.9), {"chance": AtMost(0.6)}).conditions
    assert not given.contested


def test_the_lowest_counts_and_unknown_is_no_go():
    both = [condition("a"), condition("b")]
    assert scale_test("huye", both, [], {"a": 0.9, "b": 0.6}).verdict == "adapt"
    assert scale_test("huye", both, [], {"a": 0.9, "b": None}).verdict == "not known"
    assert scale_test("huye", both, [], {"a": 0.1}).verdict == "stop"
    assert scale_test("huye", [], [], {}).verdict == "not known"


def test_a_stated_value_counts_before_a_computed_one_and_is_contested():
    [one] = scale_test(
        "huye", [condition()], rows(value=0.9, evidence="D1"), {"chance": 0.3}
    ).conditions
    assert (one.verdict, one.how, one.evidence) == ("go", "given", "D1")
    assert one.contested
    [same] = scale_test("huye", [condition()], rows(value=0.9), {"chance": 0.95}).conditions
    assert not same.contested


def test_a_site_may_set_its_own_thresholds():
    test = scale_test("huye", [condition()], rows(go=0.6), {"chance": 0.7})
    assert test.verdict == "go"
    assert scale_test("other", [condition()], rows(go=0.6), {"chance": 0.7}).verdict == "adapt"


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_a_better_value_never_makes_the_verdict_worse(values):
    order = ["stop", "not known", "adapt", "go"]
    found = [scale_test("s", [condition()], [], {"chance": v}).verdict for v in sorted(values)]
    assert [order.index(one) for one in found] == sorted(order.index(one) for one in found)


def test_thresholds_of_the_site_stand_beside_those_of_the_framework():
    test = scale_test("huye", [condition()], rows(go=0.6), {"chance": 0.7})
    assert (test.verdict, test.usual) == ("go", "adapt")
