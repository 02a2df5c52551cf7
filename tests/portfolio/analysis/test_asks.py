"""What all sites ask for: sums, cuts and scenarios, against enumeration."""

from collections import Counter
from decimal import Decimal
from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.portfolio.analysis.asks import (
    SiteAsk,
    SourceAsk,
    cut_asks,
    decided_levels,
    scenario,
    sum_by_source,
    total_ask,
)


def ask(site, amount, before=0, after=0, no_gain="", sources=(), shared=()):
    return SiteAsk(
        site=site, total=Decimal(amount), ask=Decimal(amount), own=Decimal(amount),
        shared={key: SHARED[key] for key in shared}, at_least=False,
        level_before=before, level_after=after, no_gain=no_gain, sources=sources,
    )  # fmt: skip


SHARED = {"nurse": Decimal(40), "car": Decimal("25.5")}
terms = st.tuples(
    st.integers(1, 60), st.integers(0, 12), st.booleans(), st.sets(st.sampled_from([*SHARED]))
)


def cost(some):
    """What sites cost by the words of the rule: each its own, and a shared cost in equal parts."""
    showing = Counter(key for one in some for key in one.shared)
    parts = (SHARED[key] / showing[key] for one in some for key in one.shared)
    return round(sum(one.own for one in some) + sum(parts), 6)


@given(st.lists(terms, min_size=1, max_size=7), st.integers(0, 250))
def test_a_scenario_gains_as_much_as_any_choice_of_whole_sites(rows, ceiling):
    asks = [
        ask(f"s{n}", own, after=gain, no_gain="moved" if moved else "", shared=shared)
        for n, (own, gain, moved, shared) in enumerate(rows)
    ]
    found = scenario(asks, Decimal(ceiling))
    every = [some for size in range(len(asks) + 1) for some in combinations(asks, size)]
    allowed = [some for some in every if cost(some) <= ceiling]
    most = max(sum(one.gain for one in some) for some in allowed)
    funded = [one for one in asks if one.site in found.funded]
    assert found.gain == most == sum(one.gain for one in funded)
    assert found.proven
    assert found.cost == total_ask(funded) == cost(funded) <= ceiling
    assert {*found.funded, *found.left_out} == {one.site for one in asks}
    best = min(cost(some) for some in allowed if sum(one.gain for one in some) == most)
    assert cost([one for one in funded if one.gain]) == pytest.approx(best)
    # What is left pays for no other site.
    assert all(cost([*funded, one]) > ceiling for one in asks if one not in funded)


@given(st.lists(terms, min_size=1, max_size=6))
def test_each_cut_saves_what_those_that_remain_no_longer_cost(rows):
    asks = [ask(f"s{n}", own, after=gain, shared=s) for n, (own, gain, _, s) in enumerate(rows)]
    kept = list(asks)
    for cut in cut_asks(asks):
        before = cost(kept)
        ratio = cut.ask.gain / cut.saves
        for one in kept:
            others = [other for other in kept if other is not one]
            assert ratio <= one.gain / (before - cost(others))
        kept.remove(cut.ask)
        assert (cut.left, cut.saves) == (cost(kept), before - cost(kept))
    assert kept == []


def test_who_moves_away_or_aims_lower_gains_nothing_and_is_cut_first():
    asks = [ask("a", 10, 4, 30, "another aim"), ask("b", 10, 4, 6), ask("c", 40, 0, 15, "moved")]
    assert [one.gain for one in asks] == [0, 2, 0]
    assert [one.ask.site for one in cut_asks(asks)] == ["c", "a", "b"]
    assert scenario(asks, Decimal(25)).funded == ("a", "b")


def test_sources_are_summed_by_key_and_firmness():
    def source(key, title, gives, planned, firm="pledged"):
        return SourceAsk(
            source=key, title=title, firm=firm, planned=Decimal(planned), in_kind=Decimal(0),
            gives=None if gives is None else Decimal(gives),
        )  # fmt: skip

    first = (source("grant", "Grant", 100, 80), source("district", "District of A", 5, 0))
    second = (source("grant", "Grant", 50, 90), source("idea", "Hope", None, 7, firm="idea"))
    sums = {one.title: one for one in sum_by_source([ask("a", 1, sources=first),
                                                     ask("b", 1, sources=second)])}  # fmt: skip
    assert (sums["Grant"].gives, sums["Grant"].planned, sums["Grant"].sites) == (150, 170, 2)
    # 20 are left at one site and 40 too many planned at the other; the one pays nothing there.
    assert (sums["Grant"].left, sums["Grant"].over, sums["Grant"].covered) == (20, 40, 80 + 50)
    assert (sums["Hope"].gives, sums["Hope"].covered, sums["Hope"].over) == (None, 7, 0)


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_what_a_draft_plans_for_others_is_no_more_than_what_is_left(gives, cash, kind, elsewhere):
    one = SourceAsk(
        source="grant", title="Grant", firm="pledged", gives=Decimal(gives), planned=Decimal(cash),
        in_kind=Decimal(kind), elsewhere=Decimal(elsewhere),
    )  # fmt: skip
    assert one.covered == min(cash + kind, gives)
    assert 0 <= one.planned_again <= max(one.left, 0)
    # What is left in the draft itself, where others' part is planned too.
    assert max(gives - cash - kind - elsewhere, 0) == max(one.left, 0) - one.planned_again


def test_two_decisions_of_a_site_lift_what_both_lift():
    options = pd.DataFrame(
        {
            "site": "s", "component": ["a", "b", "a"], "proposal": ["a-1", "b-1", "a-2"],
            "title": ["Train", "Lend", "Move"], "option": ["develop", "outsource", "relocate"],
            "score_before": 4, "score_after": [6, 4, 15], "readiness_after": [5, 6, None],
            "use_after": [4, 3, None], "cost": [100.0, None, 7.0],
        }
    )  # fmt: skip
    components = pd.DataFrame({"site": "s", "component": ["a", "b", "c"], "score": [4, 6, None]})
    standing = pd.DataFrame({"site": "s", "proposal": ["a-1", "b-1"]})
    both = decided_levels(standing, options, components)["s"]
    assert (both.before, both.after, both.cost, both.no_gain) == (4, 18, None, "")
    one = decided_levels(standing.head(1), options, components)["s"]
    assert (one.after, one.cost) == (6, 100.0)
    moved = decided_levels(pd.DataFrame({"site": ["s"], "proposal": ["a-2"]}), options, components)
    assert moved["s"].no_gain == "moved"
