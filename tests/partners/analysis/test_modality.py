"""The proposed form of partnership."""

import itertools

import numpy as np
import pandas as pd
import pytest

from workbench.frameworks.modalities import load_modalities
from workbench.partners.analysis.modality import PartnerFacts, chosen_by_team, propose_modality


def _facts(**changes):
    usual = {
        "platform": False, "sort": "ngo-national", "capacity": 0.7, "cost": 100.0,
        "binding": "readiness", "trust": 0.8, "influence": False,
    }  # fmt: skip
    return PartnerFacts(**(usual | changes))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"platform": True}, "platform-membership"),
        ({"sort": "financial"}, "contract"),
        ({"sort": "government-national"}, "mou"),
        ({"sort": "foundation"}, "joint-proposal"),
        ({"sort": "public-private"}, "ppp"),
        ({"sort": "private-company", "binding": "use"}, "co-investment"),
        ({"sort": "private-company"}, "licence"),
        ({"sort": "private-company", "capacity": 0.3}, "contract"),
        ({}, "sub-grant"),
        ({"trust": 0.2}, "contract"),
        ({"trust": np.nan}, "contract"),
        ({"sort": "research"}, "sub-grant"),
        ({"sort": "research", "binding": "use", "capacity": 0.3}, "data-sharing"),
        ({"sort": "farmer-organisation", "cost": 0.0}, "in-kind"),
        ({"sort": "research", "cost": 0.0}, "data-sharing"),
        ({"capacity": np.nan}, "mou"),
        ({"capacity": 0.0, "influence": True}, "advisory"),
    ],
)
def test_the_rule(changes, key):
    assert propose_modality(_facts(**changes))[0] == key


def test_every_proposal_is_in_the_list_and_has_a_reason():
    known = set(load_modalities().keys)
    sorts = ["financial", "research", "private-company", "ngo-local", "foundation", "other", None]
    found = set()
    for sort, capacity, cost, binding, trust, platform in itertools.product(
        sorts, (np.nan, 0.3, 0.9), (np.nan, 0.0, 5.0), ("readiness", "use", ""),
        (np.nan, 0.1, 0.9), (True, False),
    ):  # fmt: skip
        key, why = propose_modality(
            _facts(sort=sort, capacity=capacity, cost=cost, binding=binding, trust=trust,
                   platform=platform)
        )  # fmt: skip
        assert why
        found.add(key)
    assert found <= known


def test_the_team_overrides_with_a_reason():
    rows = pd.DataFrame(
        {"site": "s", "actor": ["a", "a", "b"], "component": ["seed", None, "seed"],
         "modality": ["contract", "mou", "ppp"], "reason": ["law", "trust", None]}
    )  # fmt: skip
    assert chosen_by_team(rows) == {
        ("s", "a"): ("mou;contract", "chosen by the team: trust; law"),
        ("s", "b"): ("ppp", "chosen by the team: no reason given"),
    }
    assert chosen_by_team(pd.DataFrame()) == {}
