"""The network: places that stay, names that do not overlap, marks that carry the meaning."""

import json
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from workbench.drawing.theme import SMALL, text_width
from workbench.errors import NothingToShow
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.layout import anchored_layout
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.network_measures import measure_network
from workbench.partners.analysis.partners import choose_partners
from workbench.partners.figures.network import _LINES, partner_network

LAYERS = ("collaboration", "funding", "knowledge")


def build(size, ties_each=3, rounds=(1,), **columns):
    """Make a network of that many actors; the first one leads and nobody is alone."""
    generator = np.random.default_rng(7)
    names = [f"a{k:03d}" for k in range(size)]
    actors = pd.DataFrame(
        {
            "site": "s",
            "actor": names,
            "name": [f"Long name of farmers' cooperative {k}" for k in range(size)],
            "type": ["research", "financial", "farmer-organisation", None][:4] * (size // 4)
            + ["other"] * (size % 4),
            "lead": [k == 0 for k in range(size)],
            "responded": [k % 5 != 4 for k in range(size)],
            **columns,
        }
    )
    rows = []
    for number in rounds:
        for k in range(1, size):
            for other in generator.choice(k, min(k, ties_each), replace=False):
                layer = LAYERS[int(generator.integers(3))]
                rows.append(("s", names[k], names[int(other)], layer, number))
    ties = pd.DataFrame(rows, columns=["site", "source", "target", "layer", "round"])
    return actors, build_networks(actors, ties)


def choose(networks):
    able = pd.DataFrame({"site": "s", "actor": ["a003"], "component": "seed", "capacity": [1.0]})
    diagnosed = pd.DataFrame(
        {"site": "s", "component": ["seed"], "readiness": [2.0], "use": [2.0], "p_bottleneck": 1.0}
    )
    return choose_partners(networks, able, diagnosed, rules=PartnerRules(imputations=5))


def draw(networks, partners=None, layout=None, site="s"):
    chosen = partners or choose_partners(
        networks,
        pd.DataFrame(columns=["site", "actor", "component", "capacity"]),
        pd.DataFrame(columns=["site", "component"]),
        sites=["nowhere"],
    )
    layout = anchored_layout(networks) if layout is None else layout
    people = networks.actors
    names = dict(zip(people["actor"], people["name"], strict=True))
    return partner_network(networks, layout, measure_network(networks), chosen, names, site=site)


@pytest.fixture(scope="module")
def ten():
    return build(10)


@pytest.fixture(scope="module")
def two_rounds():
    return build(20, rounds=(1, 2))[1]


def _spots(figure):
    return {
        h.split("<br>")[0]: (x, y)
        for trace in figure.data
        if trace.mode == "markers" and trace.hovertext
        for x, y, h in zip(trace.x, trace.y, trace.hovertext, strict=True)
    }


def _boxes(figure):
    """Give the rectangle of each name, in pixels of a phone."""
    found = []
    for note in figure.layout.annotations:
        lines = (
            re.sub("<[^>]+>", "|", note.text).split("||") if "<br>" in note.text else [note.text]
        )
        lines = [re.sub("<[^>]+>", "", one) for one in note.text.split("<br>")]
        wide, high = max(text_width(one, SMALL) for one in lines), 14 * len(lines)
        x, y = note.x + (note.xshift or 0), note.y + (note.yshift or 0)
        left = x - {"left": 0, "center": wide / 2, "right": wide}[note.xanchor or "center"]
        low = y - {"bottom": 0, "middle": high / 2, "top": high}[note.yanchor or "middle"]
        found.append((left, low, left + wide, low + high))
    return found


def _overlaps(boxes):
    return [
        (a, b)
        for k, a in enumerate(boxes)
        for b in boxes[:k]
        if a[0] < b[2] - 1 and b[0] < a[2] - 1 and a[1] < b[3] - 1 and b[1] < a[3] - 1
    ]


def test_actors_keep_their_places_whatever_the_round(two_rounds):
    early = two_rounds.graphs["s", 1].edges()
    layout = anchored_layout(two_rounds)
    ties = pd.DataFrame(list(early), columns=["source", "target"])
    first = build_networks(two_rounds.actors, ties.assign(site="s", layer="funding"))
    one, other = draw(first, layout=layout), draw(two_rounds, layout=layout)
    assert _spots(one) == _spots(other)
    assert one.to_json() != other.to_json()


def test_ten_actors_are_all_there_and_most_are_named(ten):
    figure = draw(ten[1])
    assert len(_spots(figure)) == 10
    assert len(figure.layout.annotations) >= 7
    assert not _overlaps(_boxes(figure))


@pytest.mark.parametrize("size", [40, 300])
def test_names_never_overlap_and_many_actors_stay_readable(size):
    networks = build(size)[1]
    figure = draw(networks)
    assert not _overlaps(_boxes(figure))
    assert len(_spots(figure)) == size
    if size > 40:
        assert len(figure.layout.annotations) <= 14
    assert len(figure.to_json()) < 300_000


def test_layers_are_traces_that_the_legend_switches(ten):
    figure = draw(ten[1])
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert sorted(t.name for t in lines) == ["collaboration", "funding", "knowledge exchange"]
    assert len({t.line.dash for t in lines}) == 3
    assert all(t.visible in {None, True} for t in lines)
    assert figure.layout.legend.itemclick == "toggle"
    assert figure.layout.legend2.itemclick is False


def test_who_did_not_answer_is_white_with_a_dot_in_print_too(ten):
    figure = draw(ten[1])
    looks = {
        h.split("<br>")[0]: (colour, symbol, "did not answer" in h)
        for trace in figure.data
        if trace.mode == "markers" and trace.hovertext
        for colour, symbol, h in zip(
            trace.marker.color, trace.marker.symbol, trace.hovertext, strict=True
        )
    }
    assert sum(silent for *_, silent in looks.values()) == 2
    assert all((colour == "#FFFFFF") == silent for colour, _, silent in looks.values())
    assert all(symbol.endswith("-dot") == silent for _, symbol, silent in looks.values())
    (entry,) = (t for t in figure.data if "did not answer" in (t.name or ""))
    assert entry.marker.symbol == "circle-dot"


def test_layers_differ_in_dash_or_width_and_every_step_of_shade_is_explained(ten):
    assert len({(dash, width) for _, dash, width in _LINES.values()}) == len(_LINES)
    whole = [width for _, dash, width in _LINES.values() if dash == "solid"]
    assert max(whole) > 2 * min(whole)
    shown = [t.name for t in draw(ten[1]).data if (t.name or "").startswith("shade: ")]
    ends = [re.findall(r"\d+", words) for words in shown]
    assert len(ends) == 4
    assert all(one[1] == other[0] for one, other in pairwise(ends))


def test_a_number_stands_beside_its_marker_not_on_it():
    figure = draw(build(40, ties_each=6)[1])
    numbers = [n for n in figure.layout.annotations if re.sub("<[^>]+>", "", n.text).isdigit()]
    beside = [note for note in numbers if note.xshift or note.yshift]
    assert len(numbers) > 5
    assert len(beside) >= 0.9 * len(numbers)


def test_partners_are_ringed_by_mode_and_named(ten):
    _actors, networks = ten
    partners = choose(networks)
    figure = draw(networks, partners=partners)
    chosen = partners.table[partners.table["selected"]]
    rings = [t for t in figure.data if t.marker.symbol in {"square-open", "circle-open"} and t.x[0]]
    assert sum(len(t.x) for t in rings) == len(chosen)
    said = figure.layout.meta["alt"] + figure.layout.meta["caption"]
    assert all(name in said for name in chosen["name"])
    assert any("<b>" in note.text for note in figure.layout.annotations)


def test_size_and_shade_are_explained(ten):
    figure = draw(ten[1])
    assert "Size: others with a tie to it. Shade: shortest ways" in figure.layout.meta["caption"]
    assert any((trace.name or "").startswith("shade: ") for trace in figure.data)


def test_text_from_data_never_becomes_markup():
    nasty = "<script>alert(1)</script> $x$ %{x}"
    _, networks = build(6, name=[nasty] * 6)
    content = draw(networks).to_json()
    assert "<script" not in content.replace("\\u003c", "<").split('"meta"')[0]
    assert not re.search(r"NaN|Infinity", content)
    assert "width" not in json.loads(content)["layout"]


def test_without_ties_or_actors_there_is_no_picture(ten):
    actors = ten[0]
    no_ties = pd.DataFrame(columns=["site", "source", "target", "layer"])
    with pytest.raises(NothingToShow):
        draw(build_networks(actors, no_ties))
    with pytest.raises(NothingToShow):
        draw(ten[1], site="elsewhere")


def test_up_to_forty_actors_each_has_a_name_or_a_number_that_the_caption_explains():
    _, networks = build(37, ties_each=6)
    figure = draw(networks)
    words = [re.sub("<[^>]+>", " ", note.text) for note in figure.layout.annotations]
    numbers = sorted(int(one) for one in words if one.strip().isdigit())
    assert len(words) == 37
    assert numbers == list(range(1, len(numbers) + 1))
    caption = figure.layout.meta["caption"].split("Numbers: ")[1]
    assert all(f"{k} Long name" in caption for k in numbers)
    assert "more" not in caption
