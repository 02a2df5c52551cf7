"""Tables of a site as arrays: rho, weights, costs, trust, targets."""

import numpy as np
import pandas as pd
import pytest

from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.partner_inputs import gap_share, site_inputs, site_needs


def test_rho_at_its_ends_and_in_the_middle():
    assert gap_share(4, 9) == 1
    assert gap_share(9, 4) == 0
    assert gap_share(9, 9) == gap_share(3, 3) == 0.5


def test_weights_are_probability_times_the_stated_weight():
    diagnosed = pd.DataFrame(
        {"component": ["a", "b", "c"], "p_bottleneck": [0.6, 0.38, 0.02],
         "readiness": [5, 9, 1], "use": [9, 5, 1]}
    )  # fmt: skip
    needs = pd.DataFrame({"component": ["b"], "weight": [2.0], "pooling": ["best"], "need": [0.5]})
    found = site_needs(diagnosed, needs)
    assert found.components == ("b", "a")
    assert found.weight == pytest.approx([0.76 / 1.36, 0.6 / 1.36])
    assert found.rho == pytest.approx(0.6 / 1.36)
    assert found.adds.tolist() == [False, True]
    assert found.asked.tolist() == [True, False]
    assert found.need.tolist() == [0.5, 1.0]


def _inputs(targets=None, rules=None, **columns):
    actors = pd.DataFrame({"site": "s", "actor": list("uabc"), "lead": [True, None, None, None],
                           **columns})  # fmt: skip
    ties = pd.DataFrame({"site": "s", "source": ["u", "a"], "target": ["a", "b"],
                         "layer": "collaboration", "strength": [1.0, 0.5]})  # fmt: skip
    capacities = pd.DataFrame({"actor": ["a"], "component": ["x"], "capacity": [0.5], "cost": [8]})
    graph = build_networks(actors, ties).graph("s")
    needs = site_needs(pd.DataFrame(), pd.DataFrame({"component": ["x"]}))
    targets = pd.DataFrame() if targets is None else targets
    return site_inputs(graph, capacities, targets, needs, rules or PartnerRules())


def test_costs_that_are_not_known_grow_with_the_ties_to_the_project():
    found = _inputs()
    # a: what its capacity costs; b: two ties away; c: nobody knows it, one tie beyond the furthest.
    assert found.problem.cost_bilateral.tolist() == [8, 10, 12]
    assert found.problem.cost_platform.tolist() == [2, 2.5, 3]
    assert found.cost_known.tolist() == [True, False, False]
    assert found.problem.platform_cost == 10
    assert found.problem.budget == 50
    given = _inputs(rules=PartnerRules(budget=7.0, platform_cost=1.0), cost_bilateral=[0, 1, 2, 3])
    assert given.problem.cost_bilateral.tolist() == [1, 2, 3]
    assert (given.problem.budget, given.problem.platform_cost) == (7, 1)


def test_without_any_cost_the_number_of_partners_bounds_the_choice_and_no_amount():
    costless = pd.DataFrame({"actor": ["a"], "component": ["x"], "capacity": [0.5]})
    actors = pd.DataFrame({"site": "s", "actor": list("abc"), "mandatory": [True, None, None]})
    ties = pd.DataFrame({"site": "s", "source": ["a"], "target": ["b"], "layer": "funding"})
    needs = site_needs(pd.DataFrame(), pd.DataFrame({"component": ["x"]}))
    rules = PartnerRules(budget=25_000.0, platform_cost=6_000.0)
    graph = build_networks(actors, ties).graph("s")
    problem = site_inputs(graph, costless, pd.DataFrame(), needs, rules).problem
    assert problem.cost_bilateral.tolist() == problem.cost_platform.tolist() == [1, 1, 1]
    assert (problem.platform_cost, problem.budget) == (0.0, 6.0)


def test_trust_that_is_not_known_is_the_median_and_never_zero():
    assert _inputs().trust.tolist() == [1, 1, 1]
    assert _inputs(trust=[0.1, 0.4, np.nan, 0.6]).trust.tolist() == [0.4, 0.5, 0.6]


def test_the_lead_is_out_and_capacity_not_known_stays_so():
    found = _inputs()
    assert found.problem.actors == ("a", "b", "c")
    assert np.isnan(found.capacity[1:]).all()
    assert found.reach[0].tolist() == [0, 0.5, 0]
    only = _inputs(pd.DataFrame({"actor": ["b", "c"], "weight": [3.0, 1.0]}))
    assert only.target_weight.tolist() == [0.75, 0.25]
    assert only.reach[0].tolist() == [0.5, 0]
