"""Roles of actors."""

import pandas as pd

from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.partner_inputs import site_inputs, site_needs
from workbench.partners.analysis.partner_roles import roles_of


def test_roles_follow_capacity_reach_influence_levels_and_brokerage():
    names = [f"a{i}" for i in range(9)] + ["hub"]
    actors = pd.DataFrame({"site": "s", "actor": names, "type": [*list("xxxyyyzzz"), "w"],
                           "level": ["local"] * 5 + ["national"] * 5,
                           "influence": [0.0] * 9 + [0.9]})  # fmt: skip
    ties = pd.DataFrame({"site": "s", "source": "hub", "target": names[:9],
                         "layer": "collaboration", "strength": 1.0})  # fmt: skip
    capacities = pd.DataFrame({"actor": ["a0", "a1"], "component": "c", "capacity": [0.6, 0.59]})
    graph = build_networks(actors, ties).graph("s")
    needs = site_needs(pd.DataFrame(), pd.DataFrame({"component": ["c"]}))
    inputs = site_inputs(graph, capacities, pd.DataFrame(), needs,
                         PartnerRules(reach_ties=1))  # fmt: skip
    roles = dict(zip(inputs.problem.actors, roles_of(inputs, graph, brokers=True), strict=True))
    assert roles["hub"] == ["broker", "reach-hub", "legitimacy", "level-link"]
    assert roles["a0"] == ["capacity-holder"]
    assert roles["a1"] == []
    few = roles_of(inputs, graph, brokers=False)
    assert "broker" not in few[inputs.problem.actors.index("hub")]
