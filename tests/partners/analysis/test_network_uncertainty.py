"""What may be said of a network in which some did not answer."""

import numpy as np
import pandas as pd
import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.network_uncertainty import imputed_strengths, network_uncertainty


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


def test_ranges_hold_what_was_observed_together(most):
    table = most.table.set_index(["measure", "actor"])
    assert set(most.table["measure"]) == {"in_degree", "harmonic_out", "reach", "betweenness"}
    degree = table.loc["in_degree"]
    assert (degree["low"] >= degree["observed"]).all()  # draws only add ties here
    assert ((degree["low"] <= degree["mean"]) & (degree["mean"] <= degree["high"])).all()
    assert (degree["rank_low"] <= degree["rank"]).all()
    assert degree["p_top3"].between(0, 1).all()
    assert table.loc["reach"].loc["a00"][["observed", "mean", "rank", "p_top3"]].isna().all()
    assert most.summary.loc[0, "imputed"] > 0
    assert most.summary.loc[0, "recommend"]


def test_without_silence_every_range_is_a_point():
    found = network_uncertainty(_networks(1.0), draws=5, drops=0)
    table = found.table.dropna(subset=["observed"])
    for name in ("mean", "low", "high"):
        np.testing.assert_allclose(table[name], table["observed"], atol=1e-12)
    assert found.summary.loc[0, "imputed"] == 0
    assert found.interview.empty
    assert found.stability["cs"].isna().all()


def test_same_seed_same_result_other_seed_another():
    one, same = (network_uncertainty(_networks(0.6), draws=10, drops=3) for _ in range(2))
    other = network_uncertainty(_networks(0.6), draws=10, drops=3, seed=2)
    pd.testing.assert_frame_equal(one.table, same.table)
    assert not one.table["mean"].equals(other.table["mean"])
    assert other.method.parameters["seed"] == 2


def test_below_half_no_betweenness_and_below_thirty_percent_no_recommendation():
    few = network_uncertainty(_networks(0.4), draws=5, drops=0)
    assert "betweenness" not in set(few.table["measure"])
    assert few.summary.loc[0, "recommend"]
    assert "no betweenness: 40%" in few.summary.loc[0, "note"]
    fewest = network_uncertainty(_networks(0.2), draws=5, drops=0)
    assert not fewest.summary.loc[0, "recommend"]
    assert "no partners recommended: 20%" in fewest.summary.loc[0, "note"]
    assert fewest.interview["place"].tolist() == list(range(1, 17))
    assert fewest.interview["gain"].is_monotonic_decreasing
    assert (fewest.interview["gain"] >= 0).all()
    half = network_uncertainty(_networks(0.5), draws=5, drops=0)
    assert "betweenness" in set(half.table["measure"])


def test_where_it_is_not_known_who_answered_nothing_is_drawn_and_the_note_says_so():
    found = network_uncertainty(_networks(1.0, unknown=2), draws=5, drops=0)
    assert found.summary.loc[0, "unknown"] == 2
    assert "not known of 2 actors" in found.summary.loc[0, "note"]
    assert found.summary.loc[0, "imputed"] == 0


def test_order_is_complementary(most):
    frame = most.above["s", 1, "in_degree"]
    values = frame.to_numpy()
    np.testing.assert_allclose(values + values.T, 1.0)
    assert most.p_above("s", "a01", "a19") > 0.75
    with pytest.raises(UnknownName):
        most.p_above("s", "nobody", "a01")
    with pytest.raises(UnknownName):
        most.p_above("t", "a00", "a01")


def test_stability_is_a_share_that_was_dropped_and_in_degree_is_the_surest(most):
    cs = most.stability.set_index("measure")["cs"]
    assert set(cs) <= {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7}
    assert cs["in_degree"] >= cs["betweenness"]
    assert most.stability["show"].tolist() == [value >= 0.25 for value in cs]


def test_reach_of_the_truth_lies_within_the_range_mostly():
    """Silence 20 percent of a network that is known, and look where the truth falls."""
    inside = []
    for seed in range(6):
        truth = network_uncertainty(_networks(1.0, seed=seed), draws=1, drops=0).table
        found = network_uncertainty(_networks(0.8, seed=seed), draws=60, drops=0).table
        both = truth.merge(found, on=["measure", "actor"], suffixes=("_true", ""))
        reach = both[(both["measure"] == "reach") & ~both["responded"].fillna(value=True)]
        spread = (reach["observed_true"] >= reach["low"] - 1e-9) & (
            reach["observed_true"] <= reach["high"] + 1e-9
        )
        inside += spread.tolist()
    assert np.mean(inside) > 0.6
    assert len(inside) > 20


def test_drawn_networks_leave_actors_out_and_keep_told_ties():
    networks = _networks(0.8)
    graph = networks.graph("s")
    drawn = list(imputed_strengths(graph, draws=3, without=["a00"]))
    assert [one.shape for one in drawn] == [(19, 19)] * 3
    told = next(iter(imputed_strengths(_networks(1.0).graph("s"), draws=1)))
    assert (told > 0).sum() == _networks(1.0).graph("s").number_of_edges()
    with pytest.raises(InvalidInput):
        list(imputed_strengths(graph, confidence=2.0))
    with pytest.raises(InvalidInput):
        network_uncertainty(networks, draws=0)


def test_nobody_one_actor_and_no_ties():
    actors = pd.DataFrame({"site": "s", "actor": ["a"], "responded": [True]})
    none = pd.DataFrame(columns=["site", "source", "target", "layer"])
    one = network_uncertainty(build_networks(actors, none), draws=2, drops=2)
    assert one.summary.loc[0, "note"] == "there are no ties"
    assert one.table.loc[one.table["measure"] == "in_degree", "observed"].tolist() == [0.0]
    nobody = network_uncertainty(build_networks(actors.iloc[:0], none), draws=2)
    assert nobody.table.empty
    assert nobody.summary.empty
