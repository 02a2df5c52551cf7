"""All measures of a network in one call."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from workbench.errors import InvalidInput
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.network_measures import measure_network


def _tables(graph, layer="knowledge", **columns):
    """Tables of an undirected graph: ties in both directions."""
    names = [str(name) for name in graph]
    actors = pd.DataFrame({"site": "s", "actor": names, **columns})
    rows = [(str(a), str(b)) for a, b in graph.edges] + [(str(b), str(a)) for a, b in graph.edges]
    ties = pd.DataFrame(rows, columns=["source", "target"]).assign(site="s", layer=layer)
    return actors, ties


@pytest.fixture(scope="module")
def karate():
    graph = nx.karate_club_graph()
    club = [graph.nodes[name]["club"] for name in graph]
    tables = _tables(graph, type=club, lead=[name == 0 for name in graph], responded=True)
    return measure_network(build_networks(*tables), draws=99)


def test_karate_from_the_tables(karate):
    row, table = karate.summary.iloc[0], karate.table.set_index("actor")
    assert (row["actors"], row["ties"], row["components"], row["isolates"]) == (34, 156, 1, 0)
    assert row["centralisation_degree"] == pytest.approx(0.3996212, abs=6e-8)
    assert row["centralisation_betweenness"] == pytest.approx(0.4055572, abs=6e-8)
    assert row["centralisation_closeness"] == pytest.approx(0.2981949, abs=6e-8)
    assert row["centralisation_degree_no_lead"] < row["centralisation_degree"] + 0.2
    assert row["e_i_type"] == pytest.approx(-0.717949, abs=6e-7)
    assert row["brokerage_z"] == pytest.approx(2.23, abs=0.005)
    assert table["brokerage"].sum() == 786
    assert table.loc["0", "constraint_whole"] == pytest.approx(0.155423, abs=6e-7)
    assert table.loc["33", "effective_size"] == pytest.approx(15.235294, abs=6e-7)
    assert table.loc["33", "harmonic_out"] == pytest.approx(0.704545, abs=6e-7)
    assert table.loc["0", "betweenness"] * 33 * 32 / 2 == pytest.approx(231.071429, abs=6e-7)
    assert table["k_core"].max() == 4
    assert table.loc["33", "in_degree_knowledge"] == table.loc["33", "in_degree"] == 17
    assert row["e_i_level"] != row["e_i_level"]  # no level is known


def test_lead_is_out_before_reach_is_read(karate):
    table = karate.table.set_index("actor")
    assert np.isnan(table.loc["0", "reach"])
    assert np.isnan(table.loc["0", "harmonic_out_no_lead"])
    rest = nx.karate_club_graph()
    rest.remove_node(0)
    expected = len(nx.single_source_shortest_path_length(rest, 33, cutoff=2)) / 33
    assert table.loc["33", "reach"] == pytest.approx(expected)
    assert table.loc["11", "reach"] == pytest.approx(1 / 33)  # tied to the lead alone
    assert karate.summary["lead"].tolist() == ["0"]


def test_shares_and_counts_add_up(karate):
    for name in ("share_of_actors", "share_of_ties", "share_of_reach"):
        assert karate.types[name].sum() == pytest.approx(1.0)
    assert karate.mixing.loc[karate.mixing["by"] == "type", "ties"].sum() == 156
    assert karate.summary.loc[0, "largest_type"] in set(karate.types["type"])


def _small(**columns):
    actors = pd.DataFrame({"site": "s", "actor": list("abcd"), **columns})
    rows = [("a", "b", "knowledge", 0.5, "a"), ("b", "c", "funding", 0.25, "b"),
            ("a", "b", "funding", 0.5, "c")]  # fmt: skip
    names = ["source", "target", "layer", "strength", "reported_by"]
    return actors, pd.DataFrame(rows, columns=names).assign(site="s")


def test_layers_count_as_they_are_weighed():
    networks = build_networks(*_small())
    all_layers = measure_network(networks, draws=9).table.set_index("actor")
    assert all_layers.loc["b", "in_degree"] == 1  # one other, although in two layers
    assert all_layers.loc["a", "harmonic_out_strength"] == pytest.approx(
        (0.75 + 1 / (4 + 1 / 0.75)) / 3, abs=1e-6
    )
    one = measure_network(networks, layers={"knowledge": 1.0, "funding": 0.0}, draws=9)
    assert one.summary.loc[0, "ties"] == 1
    assert one.overlap.empty
    assert all_layers["named_by"].tolist() == [1, 2, 1, 0]  # b told of its tie with c


def test_few_answers_leave_betweenness_out_and_say_so():
    few = measure_network(build_networks(*_small(responded=[True, False, False, None])), draws=9)
    assert few.table["betweenness"].isna().all()
    assert few.summary.loc[0, "response_rate"] == pytest.approx(1 / 3)
    assert few.summary.loc[0, "note"] == "no betweenness: 33% of the actors answered, below 50%"
    assert np.isnan(few.summary.loc[0, "centralisation_betweenness"])
    unknown = measure_network(build_networks(*_small()), draws=9)
    assert np.isnan(unknown.summary.loc[0, "response_rate"])
    assert unknown.table["betweenness"].notna().all()


def test_isolated_actor_one_actor_nobody():
    table = measure_network(build_networks(*_small()), draws=9).table.set_index("actor")
    alone = table.loc["d"]
    assert (alone["degree"], alone["harmonic_out"], alone["k_core"]) == (0, 0.0, 0)
    assert alone[["constraint_whole", "effective_size", "community"]].isna().all()
    actors, ties = _small()
    one = measure_network(build_networks(actors.iloc[:1], ties.iloc[:0]), draws=9)
    assert one.summary.loc[0, "note"] == "there are no ties"
    assert np.isnan(one.table["harmonic_out"]).all()
    none = measure_network(build_networks(actors.iloc[:0], ties.iloc[:0]))
    assert none.table.empty
    assert none.summary.empty


def test_rounds_and_order_of_rows():
    actors, ties = _small(type=["x", "y", "x", "y"])
    two = pd.concat([ties.assign(round=1), ties.iloc[:1].assign(round=2)])
    found = measure_network(build_networks(actors, two), draws=9)
    assert found.summary["round"].tolist() == [1, 2]
    last = measure_network(build_networks(actors, two), draws=9, latest=True)
    assert last.summary["round"].tolist() == [2]
    other = build_networks(actors[::-1], two.sample(frac=1, random_state=3))
    mixed = measure_network(other, draws=9)
    pd.testing.assert_frame_equal(found.table, mixed.table)
    pd.testing.assert_frame_equal(found.summary, mixed.summary)
    with pytest.raises(InvalidInput):
        measure_network(build_networks(actors, ties), reach_steps=0)


def test_page_escapes_names():
    actors, ties = _small()
    found = measure_network(build_networks(actors.assign(site="<b>"), ties.iloc[:0]), draws=9)
    assert "<b>" not in found._repr_html_()
