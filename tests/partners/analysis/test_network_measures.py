"""All measures of a network in one call."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

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
    tables = _tables(graph, lead=[name == 0 for name in graph], responded=True)
    return measure_network(build_networks(*tables))


def test_karate_from_the_tables(karate):
    row, table = karate.summary.iloc[0], karate.table.set_index("actor")
    assert (row["actors"], row["components"], row["isolates"]) == (34, 1, 0)
    assert table.loc["0", "betweenness"] * 33 * 32 / 2 == pytest.approx(231.071429, abs=6e-7)
    degrees = ["in_degree", "out_degree", "degree"]
    assert table.loc["33", degrees].tolist() == [17, 17, 17]
    assert table["degree"].sum() == 156


def test_lead_is_out_before_reach_is_read(karate):
    table = karate.table.set_index("actor")
    assert np.isnan(table.loc["0", "reach"])
    rest = nx.karate_club_graph()
    rest.remove_node(0)
    expected = len(nx.single_source_shortest_path_length(rest, 33, cutoff=2)) - 1
    assert table.loc["33", "reach"] == pytest.approx(expected / 32)
    assert table.loc["11", "reach"] == 0  # tied to the lead alone
    assert karate.summary["lead"].tolist() == ["0"]


def _small(**columns):
    actors = pd.DataFrame({"site": "s", "actor": list("abcd"), **columns})
    rows = [("a", "b", "knowledge", 0.5, "a"), ("b", "c", "funding", 0.25, "b"),
            ("a", "b", "funding", 0.5, "c")]  # fmt: skip
    names = ["source", "target", "layer", "strength", "reported_by"]
    return actors, pd.DataFrame(rows, columns=names).assign(site="s")


def test_layers_count_as_they_are_weighed():
    networks = build_networks(*_small())
    all_layers = measure_network(networks).table.set_index("actor")
    assert all_layers.loc["b", "in_degree"] == 1  # one other, although in two layers
    one = measure_network(networks, layers={"knowledge": 1.0, "funding": 0.0})
    assert one.table["in_degree"].sum() == 1


def test_few_answers_leave_betweenness_out():
    few = measure_network(build_networks(*_small(responded=[True, False, False, None])))
    assert few.table["betweenness"].isna().all()
    row = few.summary.iloc[0]
    assert (row["respondents"], row["response_known"]) == (1, 3)
    assert row["response_rate"] == pytest.approx(1 / 3)
    unknown = measure_network(build_networks(*_small()))
    assert np.isnan(unknown.summary.loc[0, "response_rate"])
    assert unknown.table["betweenness"].notna().all()


def test_isolated_actor_one_actor_nobody():
    alone = measure_network(build_networks(*_small())).table.set_index("actor").loc["d"]
    assert alone["degree"] == 0
    actors, ties = _small()
    one = measure_network(build_networks(actors.iloc[:1], ties.iloc[:0]))
    assert one.table["reach"].tolist() == [0.0]
    none = measure_network(build_networks(actors.iloc[:0], ties.iloc[:0]))
    assert none.table.empty
    assert none.summary.empty


def test_the_latest_round_counts_and_the_order_of_rows_does_not():
    actors, ties = _small(type=["x", "y", "x", "y"])
    two = pd.concat([ties.assign(round=1), ties.iloc[:1].assign(round=2)])
    found = measure_network(build_networks(actors, two))
    assert found.summary["round"].tolist() == [2]
    assert found.table["in_degree"].sum() == 1
    mixed = measure_network(build_networks(actors[::-1], two.sample(frac=1, random_state=3)))
    pd.testing.assert_frame_equal(found.table, mixed.table)
    pd.testing.assert_frame_equal(found.summary, mixed.summary)


def test_page_escapes_names():
    actors, ties = _small()
    found = measure_network(build_networks(actors.assign(site="<b>"), ties.iloc[:0]))
    assert "<b>" not in found._repr_html_()
