"""Nobody moves: same ties, same picture, whatever the order of rows or the process."""

import json
from itertools import combinations
from subprocess import run
from sys import executable

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from workbench.errors import NothingToShow
from workbench.partners.analysis.layout import anchored_layout
from workbench.partners.analysis.network import build_networks

BUILD = """
import json, sys
import numpy as np, pandas as pd
from workbench.partners.analysis.layout import anchored_layout
from workbench.partners.analysis.network import build_networks

def tables(n=24, rounds=2, seed=1):
    g = np.random.default_rng(seed)
    names = [f"a{i:02d}" for i in range(n)]
    actors = pd.DataFrame({"site": "s", "actor": names, "lead": [i == 3 for i in range(n)]})
    source, target = g.integers(0, n - 2, (2, 3 * n))
    keep = source != target
    ties = pd.DataFrame({"site": "s", "source": [names[i] for i in source[keep]],
                         "target": [names[i] for i in target[keep]], "layer": "knowledge"})
    ties["round"] = g.integers(1, rounds + 1, len(ties))
    return actors, ties
"""
exec(BUILD)  # noqa: S102 - the same text is run in another process below


@pytest.fixture(scope="module")
def usual():
    """The layout of the usual tables, made once: it is read and not changed."""
    return anchored_layout(build_networks(*tables()))  # noqa: F821


def _mixed(frame, seed):
    return frame.sample(frac=1, random_state=seed)


def test_shuffled_rows_and_another_process_give_the_same_coordinates(usual):
    actors, ties = tables()  # noqa: F821 - from BUILD
    here = usual
    mixed = anchored_layout(build_networks(_mixed(actors, 1), _mixed(ties, 2)))
    pd.testing.assert_frame_equal(here, mixed, rtol=0, atol=1e-9)
    there = BUILD + (
        "a, t = tables()\n"
        "l = anchored_layout(build_networks(a.sample(frac=1, random_state=5), t))\n"
        "print(json.dumps(l[['x', 'y']].to_numpy().tolist()))\n"
    )
    done = run([executable, "-c", there], capture_output=True, text=True, check=True)
    other = np.array(json.loads(done.stdout))
    np.testing.assert_allclose(here[["x", "y"]].to_numpy(), other, atol=1e-9, rtol=0)


def test_one_layout_for_all_rounds_and_sites(usual):
    actors, ties = tables()  # noqa: F821
    more = pd.concat([actors, actors.assign(site="t")])
    networks = build_networks(more, pd.concat([ties, ties.assign(site="t")]))
    pd.testing.assert_frame_equal(anchored_layout(networks), usual)


def test_lead_at_the_centre_longest_axis_level_and_scale_one(usual):
    table = usual.set_index("actor")
    assert table.loc["a03", ["x", "y"]].tolist() == pytest.approx([0, 0], abs=1e-9)
    place = table[["x", "y"]].to_numpy()
    spread = place - place.mean(axis=0)
    assert np.sqrt((spread**2).sum(axis=1).mean()) == pytest.approx(1.0)
    assert (spread[:, 0] ** 2).sum() >= (spread[:, 1] ** 2).sum()
    assert (spread[:, 0] * spread[:, 1]).sum() == pytest.approx(0.0, abs=1e-6)
    assert table.loc["a00", "y"] > 0


def _stress(layout, ties):
    """Mean squared relative error of the drawn distances, after the scale that fits best."""
    graph = nx.from_pandas_edgelist(ties)
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    place = layout.set_index("actor")[["x", "y"]]
    pairs = [(a, b) for a, b in combinations(graph, 2) if b in steps[a]]
    apart = np.array([np.hypot(*(place.loc[a] - place.loc[b])) for a, b in pairs])
    ratio = apart / np.array([steps[a][b] for a, b in pairs])
    return float(((ratio.sum() / (ratio**2).sum() * ratio - 1) ** 2).mean())


def test_stress_is_far_below_that_of_random_places(usual):
    _, ties = tables()  # noqa: F821
    assert _stress(usual, ties) < 0.2
    path = pd.DataFrame({"site": "s", "source": list("abcd"), "target": list("bcde")})
    actors = pd.DataFrame({"site": "s", "actor": list("abcde")})
    line = anchored_layout(build_networks(actors, path.assign(layer="knowledge")))
    assert _stress(line, path) < 0.001


def test_one_two_and_unconnected_actors_stand_apart():
    for n in (1, 2, 6):
        actors = pd.DataFrame({"site": "s", "actor": list("abcdef")[:n]})
        none = pd.DataFrame(columns=["site", "source", "target", "layer"])
        table = anchored_layout(build_networks(actors, none))
        place = table[["x", "y"]].to_numpy()
        assert np.isfinite(place).all()
        assert len({tuple(p) for p in place.round(3)}) == n
    with pytest.raises(NothingToShow):
        anchored_layout(build_networks(actors.iloc[:0], none))
