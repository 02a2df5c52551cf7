"""Networks of sites and rounds from the tables actors and ties."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import UnknownName
from workbench.frameworks import load
from workbench.partners.analysis.network import build_networks


def _actors(names="abcd", site="s", **columns):
    return pd.DataFrame({"site": site, "actor": list(names), **columns})


def _ties(*rows, site="s"):
    """Rows of source, target, layer, strength, reported_by, round."""
    names = ["source", "target", "layer", "strength", "reported_by", "round"]
    frame = pd.DataFrame([dict(zip(names, row, strict=False)) for row in rows], columns=names)
    return frame.assign(site=site)


def test_every_declared_actor_is_a_node_and_layers_are_keys():
    networks = build_networks(
        _actors(lead=[True, None, None, None], type=["x", None, "y", "y"]),
        _ties(("a", "b", "knowledge", 0.5), ("a", "b", "funding", 1)),
    )
    graph = networks.graph("s")
    assert list(graph) == ["a", "b", "c", "d"]
    assert set(graph.edges(keys=True)) == {("a", "b", "knowledge"), ("a", "b", "funding")}
    assert graph.nodes["a"] == {"lead": True, "type": "x"}
    assert graph.nodes["b"] == {"lead": False, "type": None}
    assert (graph.graph["site"], graph.graph["round"]) == ("s", 1)


def test_reports_of_both_ends_are_one_tie_with_the_mean_strength():
    rows = [("a", "b", "knowledge", 0.5, "a"), ("a", "b", "knowledge", 1.0, "b")]
    rows += [("b", "c", "knowledge", 0.25, "d"), ("c", "d", "knowledge", 0.75)]
    table = build_networks(_actors(), _ties(*rows)).table.set_index("source")
    assert table.loc["a", ["strength", "reports", "reporters", "reported_by"]].tolist() == [
        0.75, 2, "a;b", "both",
    ]  # fmt: skip
    assert table.loc["b", "reported_by"] == "third"
    assert table.loc["c", "reported_by"] == "unknown"


def test_a_mutual_tie_named_from_one_end_or_in_two_directions_holds_both_ways_once():
    rows = [("b", "a", "collaboration", 0.5, "b"), ("a", "b", "collaboration", 1.0, "a")]
    rows += [("d", "c", "collaboration", 0.5, "d")]
    networks = build_networks(_actors(), _ties(*rows))
    graph = networks.graph("s")
    assert len(networks.table) == 2
    assert graph.edges["a", "b", "collaboration"]["strength"] == 0.75
    assert graph.edges["b", "a", "collaboration"]["strength"] == 0.75
    assert graph.edges["d", "c", "collaboration"]["reported_by"] == "source"
    assert graph.edges["c", "d", "collaboration"]["reported_by"] == "target"
    assert graph.edges["c", "d", "collaboration"]["mutual"]


def test_two_directions_of_a_layer_that_is_not_mutual_stay_two_ties():
    rows = [("a", "b", "knowledge", 0.5), ("b", "a", "knowledge", 1.0)]
    graph = build_networks(_actors(), _ties(*rows)).graph("s")
    assert graph.edges["a", "b", "knowledge"]["strength"] == 0.5
    assert graph.edges["b", "a", "knowledge"]["strength"] == 1.0
    shared = load("ipsr").mutual_layers
    assert build_networks(_actors(), _ties(*rows)).method.parameters["mutual"] == shared


def test_unknown_strength_stays_unknown_and_counts_as_the_median_of_its_layer():
    rows = [("a", "b", "funding", s) for s in (0.2,)] + [("b", "c", "funding", 0.4)]
    rows += [("c", "d", "funding", None), ("a", "c", "influence", None)]
    networks = build_networks(_actors(), _ties(*rows))
    graph = networks.graph("s")
    assert graph.edges["c", "d", "funding"]["strength"] is None
    assert graph.edges["c", "d", "funding"]["counted"] == pytest.approx(0.3)
    assert graph.edges["a", "c", "influence"]["counted"] == 1.0
    assert networks.table["strength"].isna().sum() == 2


def test_each_round_has_its_network_and_the_latest_is_given():
    rows = [("a", "b", "knowledge", 1, "a", 1), ("b", "c", "knowledge", 1, "b", 2)]
    networks = build_networks(_actors(), _ties(*rows))
    assert networks.rounds("s") == [1, 2]
    assert list(networks.graph("s").edges()) == [("b", "c")]
    assert list(networks.graphs["s", 1].edges()) == [("a", "b")]


def test_empty_and_single():
    none = build_networks(_actors(""), _ties())
    assert not none.graphs
    assert none.sites == []
    one = build_networks(_actors("a"), _ties())
    assert list(one.graph("s")) == ["a"]
    assert one.graph("s").number_of_edges() == 0
    with pytest.raises(UnknownName, match="site with actors 't'"):
        one.graph("t")
    with pytest.raises(UnknownName, match="column in ties 'layer'"):
        build_networks(_actors("a"), pd.DataFrame(columns=["site", "source", "target"]))


def test_page_escapes_names():
    assert "<b>" not in build_networks(_actors(site="<b>"), _ties())._repr_html_()


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abcd"), st.sampled_from("abcd"),
        st.sampled_from(["knowledge", "collaboration"]),
        st.sampled_from([0.25, 0.5, 1.0, None]), st.sampled_from([*"abcd", None]), st.just(1),
    ).filter(lambda row: row[0] != row[1]),
    max_size=12,
)  # fmt: skip


@examples(10)
@given(ROWS, st.randoms(use_true_random=False))
def test_order_of_rows_never_matters_and_nothing_is_lost(rows, random):
    ties = _ties(*rows)
    mixed = list(rows)
    random.shuffle(mixed)
    one, other = build_networks(_actors(), ties), build_networks(_actors("dbca"), _ties(*mixed))
    pd.testing.assert_frame_equal(one.table, other.table)
    assert int(one.table["reports"].sum()) == len(rows)
    assert (one.table["counted"] > 0).all()
    graph = one.graph("s")
    assert all(graph.has_edge(a, b, layer) for a, b, layer, *_ in rows)
    assert not np.isnan([c for *_, c in graph.edges(data="counted")]).any()
