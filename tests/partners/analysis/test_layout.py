"""Nobody moves: same ties, same picture, whatever the order of rows or the process."""

import json
from subprocess import run
from sys import executable

import numpy as np
import pandas as pd
import pytest

from workbench.errors import InvalidInput, NothingToShow
from workbench.partners.analysis.layout import anchored_layout, key_of
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
    here = usual.table
    mixed = anchored_layout(build_networks(_mixed(actors, 1), _mixed(ties, 2))).table
    pd.testing.assert_frame_equal(here, mixed, rtol=0, atol=1e-9)
    there = BUILD + (
        "a, t = tables()\n"
        "l = anchored_layout(build_networks(a.sample(frac=1, random_state=5), t)).table\n"
        "print(json.dumps(l[['x', 'y']].to_numpy().tolist()))\n"
    )
    done = run([executable, "-c", there], capture_output=True, text=True, check=True)
    other = np.array(json.loads(done.stdout))
    np.testing.assert_allclose(here[["x", "y"]].to_numpy(), other, atol=1e-9, rtol=0)


def test_one_layout_for_all_rounds_and_sites(usual):
    actors, ties = tables()  # noqa: F821
    networks = build_networks(actors, ties)
    positions = usual.positions
    for number in networks.rounds("s"):
        assert set(networks.graph("s", number)) <= set(positions)


def test_lead_at_the_centre_longest_axis_level_and_scale_one(usual):
    table = usual.table.set_index("actor")
    assert table.loc["a03", ["x", "y"]].tolist() == pytest.approx([0, 0], abs=1e-9)
    place = table[["x", "y"]].to_numpy()
    spread = place - place.mean(axis=0)
    assert np.sqrt((spread**2).sum(axis=1).mean()) == pytest.approx(1.0)
    assert (spread[:, 0] ** 2).sum() >= (spread[:, 1] ** 2).sum()
    assert (spread[:, 0] * spread[:, 1]).sum() == pytest.approx(0.0, abs=1e-6)
    assert table.loc["a00", "y"] > 0


def test_stress_is_far_below_that_of_random_places(usual):
    assert usual.stress < 0.2
    path = pd.DataFrame({"site": "s", "source": list("abcd"), "target": list("bcde")})
    line = build_networks(
        pd.DataFrame({"site": "s", "actor": list("abcde")}), path.assign(layer="knowledge")
    )
    assert anchored_layout(line).stress < 0.001


def test_kept_actors_do_not_move_and_many_new_ones_ask_for_a_new_layout(usual):
    actors, ties = tables()  # noqa: F821
    before = usual
    more = pd.concat([actors, pd.DataFrame({"site": "s", "actor": ["new"], "lead": [False]})])
    tie = pd.DataFrame({"site": "s", "source": ["new"], "target": "a05", "layer": "knowledge"})
    networks = build_networks(more, pd.concat([ties, tie]))
    after = anchored_layout(networks, kept=before.positions, kept_stress=before.stress)
    assert {k: after.positions[k] for k in before.positions} == before.positions
    place = np.array(after.positions["new"])
    assert np.isfinite(place).all()
    assert after.new == pytest.approx(1 / 25)
    assert not after.anew
    assert after.key != before.key
    half = dict(list(before.positions.items())[:12])
    assert anchored_layout(networks, kept=half).anew
    assert anchored_layout(networks, kept=before.positions, kept_stress=1e-6).anew
    same = anchored_layout(build_networks(actors, ties), kept=before.positions)
    assert same.positions == before.positions
    with pytest.raises(InvalidInput):
        anchored_layout(networks, kept={"a00": (np.nan, 0.0)})


def test_one_two_and_unconnected_actors_stand_apart():
    for n in (1, 2, 6):
        actors = pd.DataFrame({"site": "s", "actor": list("abcdef")[:n]})
        none = pd.DataFrame(columns=["site", "source", "target", "layer"])
        table = anchored_layout(build_networks(actors, none)).table
        place = table[["x", "y"]].to_numpy()
        assert np.isfinite(place).all()
        assert len({tuple(p) for p in place.round(3)}) == n
    with pytest.raises(NothingToShow):
        anchored_layout(build_networks(actors.iloc[:0], none))


def test_layers_and_sites_can_be_chosen():
    actors, ties = tables()  # noqa: F821
    networks = build_networks(pd.concat([actors, actors.assign(site="t")]), ties)
    assert len(anchored_layout(networks, sites=["t"]).table) == 24
    none = anchored_layout(networks, layers=["funding"])
    assert none.stress > anchored_layout(networks).stress or none.stress > 0
    assert key_of("ab") == key_of("ba")
