"""The exact model of partner sets: equal to enumeration, published sets, its properties."""

import itertools
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import shortest_path

from tests.fixtures.examples import examples
from workbench.partners.analysis import partner_model
from workbench.partners.analysis.partner_model import PartnerProblem, SetSearch


def choose_set(problem, **options):
    return SetSearch(problem).choose(**options)


def _problem(seed, n=None, **changes):
    rng = np.random.default_rng(seed)
    n = n or int(rng.integers(1, 6))
    needs = int(rng.integers(0, 3))
    things = n + 1
    sparse = rng.random((n, things)) < 0.5
    weight = rng.dirichlet(np.ones(needs + things))
    made = PartnerProblem(
        actors=tuple(f"a{i}" for i in range(n)),
        supply=rng.random((n, needs)).round(2),
        supply_weight=weight[:needs],
        cover=(rng.random((n, things)) * sparse).round(2),
        cover_weight=weight[needs:],
        cover_effect=np.full(things, 0.85),
        effect=0.5,
        cost_bilateral=rng.uniform(0.5, 2, n).round(2),
        cost_platform=rng.uniform(0.1, 0.5, n).round(2),
        platform_cost=float(rng.choice([0.0, 0.3, 1.0])),
        budget=float(rng.choice([0.6, 1.5, 3.0, np.inf])),
        mandatory=np.zeros(n, dtype=bool),
        excluded=rng.random(n) < 0.15,
    )
    return replace(made, **changes)


def _all_sets(problem):
    for mode in itertools.product((0, 1, 2), repeat=len(problem.actors)):
        pair, seat = (np.array([m == k for m in mode], dtype=bool) for k in (1, 2))
        if pair.sum() > problem.most_bilateral or seat.sum() in (1, 2):
            continue
        if ((pair | seat) & problem.excluded).any() or (problem.mandatory & ~(pair | seat)).any():
            continue
        if problem.cost(pair, seat) <= problem.budget + 1e-9:
            yield problem.value(pair, seat), problem.cost(pair, seat)


@examples(60)
@given(st.integers(0, 100_000))
def test_both_stages_equal_full_enumeration(seed):
    problem = _problem(seed)
    every = list(_all_sets(problem))
    best = max(value for value, _ in every)
    chosen = choose_set(problem)
    assert chosen.status == "optimal"
    assert chosen.best_value == pytest.approx(best, abs=1e-6)
    assert chosen.gap == 0
    least = min(cost for value, cost in every if value >= 0.9 * best - 1e-7)
    assert chosen.cost == pytest.approx(least, abs=1e-5)
    assert chosen.value >= 0.9 * best - 1e-6
    assert chosen.value == pytest.approx(problem.value(chosen.bilateral, chosen.platform))
    assert best <= chosen.bound + 1e-6


@examples(25)
@given(st.integers(0, 100_000))
def test_a_mandatory_partner_is_in_and_no_set_within_the_budget_is_said_so(seed):
    problem = _problem(seed, n=4)
    problem = replace(problem, mandatory=np.array([True, False, False, False]),
                      excluded=np.zeros(4, dtype=bool))  # fmt: skip
    every = list(_all_sets(problem))
    chosen = choose_set(problem)
    if not every:
        assert chosen.status == "infeasible"
        assert not chosen.members.any()
    else:
        assert chosen.members[0]
        assert chosen.best_value == pytest.approx(max(v for v, _ in every), abs=1e-6)


@examples(15)
@given(st.integers(0, 100_000), st.permutations(range(5)))
def test_names_and_currency_do_not_matter_and_a_larger_budget_never_hurts(seed, order):
    problem = _problem(seed, n=5, budget=1.5)
    best = choose_set(problem).best_value
    turned = replace(
        problem, supply=problem.supply[order], cover=problem.cover[order],
        cost_bilateral=problem.cost_bilateral[order] * 1000,
        platform_cost=1000 * problem.platform_cost,
        cost_platform=problem.cost_platform[order] * 1000, budget=1500.0,
        excluded=problem.excluded[order],
    )  # fmt: skip
    assert choose_set(turned).best_value == pytest.approx(best, abs=1e-6)
    assert choose_set(replace(problem, budget=2.5)).best_value >= best - 1e-6
    harder = replace(problem, supply=problem.supply / 2)  # twice the need
    assert choose_set(harder).best_value <= best + 1e-6


def _of_size(problem, size):
    """The best of at most so many partners, costs left aside: what the network could give."""
    n = len(problem.actors)
    free = replace(problem, most_bilateral=size, budget=np.inf, mandatory=np.zeros(n, bool),
                   cost_platform=np.full(n, np.inf))  # fmt: skip
    return SetSearch(free).best()


@examples(15)
@given(st.integers(0, 100_000))
def test_the_best_of_a_size_grows_with_it(seed):
    problem = _problem(seed, n=5)
    values = [_of_size(problem, k).value for k in (1, 2, 3)]
    assert values == sorted(values)
    assert values[-1] <= problem.whole() + 1e-9


def test_a_double_changes_nothing_and_the_first_name_is_taken():
    problem = _problem(3, n=1, budget=np.inf, excluded=np.array([False]))
    twice = replace(
        problem, actors=("a0", "a1"), supply=np.tile(problem.supply, (2, 1)) ,
        cover=np.tile(np.full((1, 2), 0.5), (2, 1)), cost_bilateral=np.ones(2),
        cost_platform=np.ones(2), mandatory=np.zeros(2, bool), excluded=np.zeros(2, bool),
        supply_weight=0 * problem.supply_weight,
    )  # fmt: skip
    chosen = choose_set(twice)
    assert chosen.members.tolist() == [True, False]
    assert chosen.mode == "bilateral"


def test_nobody_no_budget_and_parameters_without_sense():
    empty = _problem(1, n=1)
    none = replace(
        empty, actors=(), supply=np.zeros((0, 1)), supply_weight=np.ones(1),
        cover=np.zeros((0, 0)), cover_weight=np.zeros(0), cover_effect=np.zeros(0),
        cost_bilateral=np.zeros(0), cost_platform=np.zeros(0), mandatory=np.zeros(0, bool),
        excluded=np.zeros(0, bool),
    )  # fmt: skip
    chosen = choose_set(none)
    assert (chosen.mode, chosen.value, chosen.status) == ("none", 0.0, "optimal")
    broke = _problem(2, n=4, budget=0.0, platform_cost=1.0)
    assert choose_set(broke).mode == "none"


@given(st.integers(0, 100_000))
def test_what_was_asked_before_changes_no_answer(seed):
    problem = _problem(seed, n=5, excluded=np.zeros(5, bool))
    used = SetSearch(problem)
    used.choose()
    used.least_cost(0.2, platform=False)
    for i in range(5):
        without, within = used.best(without=i), used.best(within=i)
        assert SetSearch(problem).best(without=i).value == pytest.approx(without.value, abs=1e-6)
        assert SetSearch(problem).best(within=i).value == pytest.approx(within.value, abs=1e-6)
        assert not without.members[i]
        assert within.members[i] or within.state == "infeasible"
    assert used.choose().cost == pytest.approx(choose_set(problem).cost, abs=1e-5)


def test_at_its_limit_the_search_tells_how_far_the_best_may_be(monkeypatch):
    rng = np.random.default_rng(0)
    n, weight = 40, rng.dirichlet(np.ones(41))
    cost = rng.uniform(500, 5000, n).round()
    supply = (rng.random((n, 1)) * 0.3).round(2)
    cover = (rng.random((n, n)) * (rng.random((n, n)) < 0.7)).round(3)
    problem = _problem(
        1, n=n, supply=supply, supply_weight=weight[:1], cover=cover, cover_weight=weight[1:],
        cover_effect=np.full(n, 0.85), cost_bilateral=cost, cost_platform=(cost / 4).round(),
        platform_cost=3000.0, budget=5 * float(np.median(cost)), excluded=np.zeros(n, bool),
    )  # fmt: skip
    whole = choose_set(problem)
    monkeypatch.setattr(partner_model, "NODES", 1)
    stopped = choose_set(problem)
    assert stopped.status == "limit"
    assert stopped.gap > 0
    assert stopped.cost_gap > 0
    assert stopped.best_value <= whole.best_value <= stopped.bound + 1e-6
    assert stopped.cost * (1 - stopped.cost_gap) <= whole.cost + 1e-6
    assert (whole.status, whole.gap, whole.cost_gap) == ("optimal", 0, 0)


# Sets that reach most together: known answers, counted too. Members count as reached.


def _steps(graph):
    actors = sorted(graph, key=str)
    tie = nx.to_scipy_sparse_array(graph, nodelist=actors, weight=None)
    return [str(one) for one in actors], shortest_path(tie, unweighted=True)


def _reaching(names, reach):
    n, targets = reach.shape
    return PartnerProblem(
        actors=tuple(names), supply=np.zeros((n, 0)), supply_weight=np.zeros(0), cover=reach,
        cover_weight=np.full(targets, 1 / targets), cover_effect=np.ones(targets), effect=0.5,
        cost_bilateral=np.ones(n), cost_platform=np.ones(n), platform_cost=1.0, budget=np.inf,
        mandatory=np.zeros(n, bool), excluded=np.zeros(n, bool),
    )  # fmt: skip


KITE = ["Andre", "Beverly", "Carol", "Diane", "Ed", "Fernando", "Garth", "Heather", "Ike", "Jane"]
GRAPHS = {
    "kite": nx.relabel_nodes(nx.krackhardt_kite_graph(), dict(enumerate(KITE))),
    "florentine": nx.florentine_families_graph(),
    "karate": nx.karate_club_graph(),
}
GOLDEN = [
    # graph, size, reach in 1 tie, optimal sets; in 2 ties, sets; distance-weighted, sets
    ("kite", 1, 7, 1, 10, 1, 8.083333, 1, {"Diane"}),
    ("kite", 2, 10, 1, 10, 23, 10, 1, {"Diane", "Ike"}),
    ("florentine", 1, 7, 1, 12, 2, 10.5, 1, {"Medici"}),
    ("florentine", 2, 11, 3, 15, 2, 13, 1, {"Medici", "Bischeri"}),
    ("florentine", 3, 13, 7, 15, 61, 14, 7, None),
    ("karate", 1, 18, 1, 33, 1, 24.25, 1, {"33"}),
    ("karate", 2, 31, 1, 34, 43, 32.5, 1, {"0", "33"}),
    ("karate", 3, 33, 3, 34, 1260, 33.5, 3, None),
]


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row[0]}-{row[1]}")
def test_the_best_sets_by_enumeration_and_by_the_search(row):
    name, size, *rest = row
    names, way = _steps(GRAPHS[name])
    kinds = [(way <= 1).astype(float), (way <= 2).astype(float), 1 / np.maximum(way, 1)]
    for reach, value, number in zip(kinds, rest[0:6:2], rest[1:6:2], strict=True):
        every = [
            reach[list(s)].max(axis=0).sum()
            for s in itertools.combinations(range(len(names)), size)
        ]
        assert max(every) == pytest.approx(value, abs=1e-6)
        assert sum(v > max(every) - 1e-9 for v in every) == number
        problem = _reaching(names, reach)
        found = _of_size(problem, size)
        assert found.value * len(names) == pytest.approx(value, abs=1e-5)
        assert (found.state, found.gap) == ("optimal", 0)
    if rest[6] is not None:
        assert {names[i] for i in np.flatnonzero(found.members)} == rest[6]


def test_what_is_lost_without_an_actor_of_the_best_set():
    names, way = _steps(GRAPHS["karate"])
    problem = replace(_reaching(names, (way <= 1).astype(float)), cost_platform=np.full(34, np.inf))
    search = SetSearch(problem)
    for gone, lost in (("0", 6), ("33", 4)):
        value = search.best(without=names.index(gone)).value
        assert value * 34 == pytest.approx(31 - lost, abs=1e-5)
    names, way = _steps(GRAPHS["florentine"])
    problem = replace(_reaching(names, (way <= 1).astype(float)), most_bilateral=3,
                      cost_platform=np.full(15, np.inf))  # fmt: skip
    search = SetSearch(problem)
    loss = {name: round(13 - 15 * search.best(without=i).value) for i, name in enumerate(names)}
    assert {name: x for name, x in loss.items() if x} == {"Medici": 1}
