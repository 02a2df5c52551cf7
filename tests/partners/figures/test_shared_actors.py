"""Picture of actors over sites."""

import re

import pandas as pd
import pytest

from workbench.errors import NothingToShow
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.shared_actors import shared_actors
from workbench.partners.figures.shared_actors import actors_over_sites

NASTY = "<script>alert(1)</script>"


def _shared(sites, actors):
    rows = [(f"s{s}", f"a{a}", f"{NASTY} {a}", a == 0) for s in range(sites) for a in range(actors)]
    people = pd.DataFrame(rows, columns=["site", "actor", "name", "lead"])
    ties = pd.DataFrame(
        [(f"s{s}", "a1", f"a{a}", "knowledge") for s in range(sites) for a in range(2, actors)],
        columns=["site", "source", "target", "layer"],
    )
    return shared_actors(build_networks(people, ties))


@pytest.mark.parametrize("sites", [3, 25])
def test_few_sites_have_columns_and_many_are_counted(sites):
    figure = actors_over_sites(_shared(sites, 5), {"s0": NASTY})
    kinds = {trace.type for trace in figure.data}
    assert kinds == ({"scatter"} if sites == 3 else {"bar"})
    content = figure.to_json().replace("\\u003c", "<")
    assert "<script" not in content.split('"meta"')[0]
    assert not re.search(r"NaN", content)
    names = {trace.name for trace in figure.data}
    assert {"works there", "stands between others there"} <= names
    assert f"({sites})" in figure.layout.meta["alt"]


def test_actors_at_one_site_give_no_picture():
    with pytest.raises(NothingToShow):
        actors_over_sites(_shared(1, 4), {})


def test_beyond_eighteen_actors_the_rest_is_counted():
    figure = actors_over_sites(_shared(3, 30), {})
    assert len(figure.layout.yaxis.tickvals) == 18
    assert "12 more actors at several sites not drawn" in figure.layout.meta["caption"]
