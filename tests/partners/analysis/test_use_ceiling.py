"""The ceiling that ties set to a claimed level of use, on both scales."""

import numpy as np
import pandas as pd
import pytest

from workbench.errors import UnknownName
from workbench.frameworks import load
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.use_ceiling import ring_levels, use_ceiling

SCALES = ["ipsr", "scaling-readiness-2020"]


def _networks(lead="rab", responded=True, ties=None):
    """rab leads; coop is its partner; shop has a tie to coop; far one to shop; alone none."""
    names = ["alone", "coop", "far", "rab", "shop"]
    actors = pd.DataFrame({"site": "s", "actor": names, "responded": responded})
    actors["lead"] = [name == lead for name in names]
    rows = ties if ties is not None else [
        ("rab", "coop", "collaboration"), ("coop", "shop", "knowledge"), ("shop", "far", "funding"),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["source", "target", "layer"]).assign(site="s")
    return build_networks(actors, frame)


def _found(able, claimed, scale="ipsr", networks=None):
    claims = pd.DataFrame({"site": "s", "component": "seed", "use_claimed": [claimed]})
    names = ["site", "actor", "component", "capacity"]
    rows = [("s", name, "seed", share) for name, share in able.items()]
    capacities = pd.DataFrame(rows, columns=names)
    networks = networks or _networks()
    return use_ceiling(networks, claims, capacities, load(scale)).table.iloc[0]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("actor", "ceiling"), [("rab", 1), ("coop", 3), ("shop", 5), ("far", 7), ("alone", 7)]
)
def test_the_farthest_able_actor_sets_the_ceiling(scale, actor, ceiling):
    for claimed in range(1, 8):
        row = _found({"rab": 0.4, actor: 0.5}, claimed, scale)
        assert row["ceiling"] == ceiling
        assert row["warning"] == (claimed > ceiling)
        assert row["status"] == ("above the ties" if claimed > ceiling else "supported")
        assert (row["needed"] == "") == (claimed <= ceiling)


@pytest.mark.parametrize("scale", SCALES)
def test_rings_come_from_the_scale(scale):
    assert ring_levels(load(scale).use) == [(0, 0), (1, 1), (2, 3), (4, 5), (6, 7), (8, 9)]


def test_the_path_that_would_be_needed():
    row = _found({"coop": 1.0}, 5)
    assert row["path"] == "rab > coop > shop"
    assert "shop" in row["needed"]
    row = _found({"coop": 1.0}, 6)
    assert row["path"] == "rab > coop > shop > far"
    assert "alone, far" in row["needed"]


def test_nobody_is_farther_away():
    others = ("alone", "coop", "far", "shop")
    networks = _networks(ties=[("rab", name, "collaboration") for name in others])
    row = _found({"coop": 1.0}, 6, networks=networks)
    assert row["warning"]
    assert "the network has none" in row["needed"]
    assert row["path"] == ""


@pytest.mark.parametrize(
    ("able", "claimed", "networks", "why"),
    [
        ({}, 5, None, "Of no actor"),
        ({"shop": 0.0}, 5, None, "Of no actor"),
        ({"shop": 1.0}, None, None, "No level of use"),
        ({"shop": 1.0}, 0, None, "No use is claimed"),
        ({"shop": 1.0}, 8, None, "about people"),
        ({"shop": 1.0}, 5, _networks(lead="nobody"), "No lead"),
        ({"shop": 1.0}, 5, _networks(ties=[]), "no ties"),
    ],
)
def test_what_cannot_be_checked_says_why_and_warns_of_nothing(able, claimed, networks, why):
    row = _found(able, claimed, networks=networks)
    assert row["status"] == "cannot be checked"
    assert why in row["reason"]
    assert row["warning"] is pd.NA
    assert row["ceiling"] is pd.NA


def test_a_missing_tie_counts_as_certain_only_where_an_end_has_answered():
    assert _found({"far": 1.0}, 6)["certain"]
    silent = _networks(responded=False)
    assert not _found({"far": 1.0}, 6, networks=silent)["certain"]
    assert _found({"shop": 1.0}, 5, networks=silent)["certain"]  # stands on a tie that was told


def test_partners_are_those_with_a_mutual_tie_to_the_lead():
    one_sided = _networks(ties=[("rab", "coop", "funding"), ("coop", "shop", "knowledge")])
    assert _found({"coop": 1.0}, 3, networks=one_sided)["ceiling"] == 3
    both = _networks(ties=[("rab", "coop", "funding"), ("rab", "shop", "implementation")])
    assert _found({"coop": 1.0}, 3, networks=both)["ceiling"] == 5


def test_other_sites_wrong_levels_and_columns():
    claims = pd.DataFrame({"site": ["t", "s"], "component": "seed", "use_claimed": [3, 3]})
    able = pd.DataFrame({"site": "s", "actor": ["coop"], "component": "seed", "capacity": [1.0]})
    found = use_ceiling(_networks(), claims, able, load("ipsr"))
    assert found.table["reason"].tolist()[0] == "The site has no actors."
    with pytest.raises(UnknownName):
        use_ceiling(_networks(), claims.drop(columns="use_claimed"), able, load("ipsr"))
    none = use_ceiling(_networks(), claims.iloc[:0], able, load("ipsr"))
    assert none.table["claimed"].dtype == "Int64"
    assert np.all(none.table["warning"].isna())
