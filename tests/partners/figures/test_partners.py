"""Pictures of the choice of partners."""

import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from workbench.errors import NothingToShow
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.partners import choose_partners
from workbench.partners.figures.partners import capacity_matrix

NASTY = "<script>alert(1)</script> & $x$"
ACTORS = pd.DataFrame(
    {
        "site": "s",
        "actor": list("abcdefgh"),
        "name": [NASTY, "Bank", "Coop 1", "Coop 2", "Coop 3", "Radio", "Council", "Desk"],
        "type": ["research", "financial", *["farmer-organisation"] * 3, None, "other", "ngo-local"],
        "lead": [True] + [False] * 7,
        "influence": [0.9, 0.8, 0.2, None, 0.4, None, 0.7, 0.7],
        "interest": [0.9, 0.3, 0.8, 0.6, None, None, 0.6, 0.6],
    }
)
NAMES = dict(zip(ACTORS["actor"], ACTORS["name"], strict=True))
TIES = [("a", x) for x in "bcd"] + [("b", x) for x in "cdefg"]


@pytest.fixture(scope="module")
def chosen():
    ties = pd.DataFrame(TIES, columns=["source", "target"]).assign(site="s", layer="collaboration")
    able = pd.DataFrame(
        [("s", "b", "seed", 1.0), ("s", "c", "seed", 0.4), ("s", "c", "law", 0.3),
         ("s", "d", "law", 0.2), ("s", "e", "law", None)],
        columns=["site", "actor", "component", "capacity"],
    )  # fmt: skip
    diagnosed = pd.DataFrame(
        {"site": "s", "component": ["seed", "law"], "readiness": 2.0, "use": 3.0,
         "p_bottleneck": [0.7, 0.3]}
    )  # fmt: skip
    return choose_partners(build_networks(ACTORS, ties), able, diagnosed)


def _all(chosen):
    return [
        capacity_matrix(chosen, {"seed": f"Seed {NASTY}", "law": "By-laws"}, NAMES),
    ]


def test_plain_json_words_and_no_markup(chosen):
    for figure in _all(chosen):
        content = figure.to_json()
        assert not re.search(r"NaN|Infinity", content)
        assert "width" not in json.loads(content)["layout"]
        text = content.replace("\\u003c", "<").split('"meta"')
        assert "<script" not in text[0]
        for words in figure.layout.meta.values():
            assert words.endswith(".")
            assert not re.search(r"\bnan\b|None|  ", words)


def test_the_matrix_shows_parts_and_the_gap(chosen):
    figure = capacity_matrix(chosen, {"seed": "Seed", "law": "By-laws"}, NAMES)
    texts = [note.text for note in figure.layout.annotations]
    assert "100 %" in texts
    assert "40 %" in texts
    assert sum("gap" in text for text in texts) >= 1
    assert "50 %, gap 50 %" in texts  # the law, by all together
    rows = figure.layout.yaxis.ticktext
    assert rows[-2:] == ("Chosen together", "All actors together")
    assert not any("Coop 3" in row for row in rows)  # not known is no cell


def test_many_actors_are_counted_not_drawn(chosen):
    more = pd.DataFrame(
        {"site": "s", "actor": [f"x{k}" for k in range(30)], "component": "seed",
         "capacity": 0.1, "share": 0.1}
    )  # fmt: skip
    crowded = replace(chosen, capacity=pd.concat([chosen.capacity, more], ignore_index=True))
    figure = capacity_matrix(crowded, {}, NAMES | {f"x{k}": "x" for k in range(30)})
    assert len(figure.layout.yaxis.tickvals) == 14 + 2
    assert "more actors with a smaller part not drawn" in figure.layout.meta["caption"]


def test_nothing_known_gives_no_picture(chosen):
    empty = replace(chosen, capacity=chosen.capacity.head(0))
    with pytest.raises(NothingToShow):
        capacity_matrix(empty, {}, NAMES)
