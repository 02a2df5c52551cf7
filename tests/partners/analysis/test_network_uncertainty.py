"""What may be said of a network in which some did not answer."""

import numpy as np
import pandas as pd
import pytest

from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.network_uncertainty import network_uncertainty


def _networks(rate, n=20, seed=1, unknown=0):
    """A network with a few popular actors, of which a share answered."""
    generator = np.random.default_rng(seed)
    names = [f"a{i:02d}" for i in range(n)]
    pull = 0.6 / (1 + np.arange(n)) ** 0.7
    told = (generator.random((n, n)) < pull) & ~np.eye(n, dtype=bool)
    answered = np.arange(n) % 10 < round(rate * 10)
    source, target = np.nonzero(told & answered[:, None])
    actors = pd.DataFrame({"site": "s", "actor": names, "lead": np.arange(n) == 0})
    actors["responded"] = pd.array(answered, dtype="boolean")
    if unknown:
        actors.loc[actors.index[-unknown:], "responded"] = pd.NA
    ties = pd.DataFrame({"site": "s", "source": [names[i] for i in source]})
    ties["target"], ties["layer"] = [names[i] for i in target], "knowledge"
    return build_networks(actors, ties.assign(reported_by=ties["source"], strength=0.5))


@pytest.fixture(scope="module")
def most():
    return network_uncertainty(_networks(0.8), draws=60, drops=20)


def test_places_hold_the_middle_and_the_most_tied_is_the_first(most):
    table = most.table.set_index("actor")
    assert (table["rank_low"] <= table["rank"]).all()
    assert (table["rank"] <= table["rank_high"]).all()
    assert table["rank_high"].gt(table["rank_low"]).any()
    assert table["rank"].idxmin() == table["observed"].idxmax()
    assert table["rank"].between(1, 20).all()


def test_without_silence_every_place_is_a_point():
    found = network_uncertainty(_networks(1.0), draws=5, drops=0)
    expected = found.table["observed"].rank(ascending=False)
    for name in ("rank", "rank_low", "rank_high"):
        np.testing.assert_allclose(found.table[name], expected)
    assert found.stability["cs"].isna().all()
    assert found.stability["show"].all()


def test_same_seed_same_result_other_seed_another():
    one, same = (network_uncertainty(_networks(0.6), draws=10, drops=3) for _ in range(2))
    other = network_uncertainty(_networks(0.6), draws=10, drops=3, seed=2)
    pd.testing.assert_frame_equal(one.table, same.table)
    assert not one.table.equals(other.table)
    assert other.method.parameters["seed"] == 2


def test_where_it_is_not_known_who_answered_nothing_is_drawn():
    found = network_uncertainty(_networks(1.0, unknown=2), draws=5, drops=0).table
    assert (found["rank_low"] == found["rank_high"]).all()


def test_stability_is_a_share_that_was_dropped(most):
    [cs] = most.stability["cs"]
    assert cs in {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}
    assert most.stability["show"].tolist() == [cs >= 0.25]
    assert cs >= 0.25  # in-degree of a network with a few popular actors holds


def test_the_true_place_lies_within_the_range_mostly():
    """Silence 20 percent of a network that is known, and look where the truth falls."""
    inside = []
    for seed in range(6):
        truth = network_uncertainty(_networks(1.0, seed=seed), draws=1, drops=0).table
        found = network_uncertainty(_networks(0.8, seed=seed), draws=60, drops=0).table
        low, high = found["rank_low"] - 1, found["rank_high"] + 1
        inside += truth["rank"].between(low, high).tolist()
    assert np.mean(inside) > 0.6
    assert len(inside) == 120


def test_nobody_one_actor_and_no_ties():
    actors = pd.DataFrame({"site": "s", "actor": ["a"], "responded": [True]})
    none = pd.DataFrame(columns=["site", "source", "target", "layer"])
    one = network_uncertainty(build_networks(actors, none), draws=2, drops=2)
    assert one.table[["observed", "rank"]].to_numpy().tolist() == [[0.0, 1.0]]
    nobody = network_uncertainty(build_networks(actors.iloc[:0], none), draws=2)
    assert nobody.table.empty
    assert nobody.stability.empty
