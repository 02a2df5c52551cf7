from __future__ import annotations

import pandas as pd
import pytest

from workbench.diagnosis.figures.component_scores import component_scores
from workbench.drawing import theme
from workbench.errors import NothingToShow

SITES = pd.DataFrame({"site": ["a", "b"], "name": ["Huye", "Gisagara"]})


@pytest.fixture(scope="module")
def two(over, part):
    return over(
        {
            "a": [part("Seed", [4], [2]), part("Credit", [9], [9]), part("Advice", [5])],
            "b": [part("Seed", [6], [6]), part("Credit", [3], [3])],
        }
    )


def test_cells_hold_classes_and_scores(two):
    figure = component_scores(SITES, two)
    tiles = next(t for t in figure.data if t.type == "heatmap")
    assert [list(row) for row in tiles.z] == [[1, 4, 5], [3, 1, None]]
    scores = next(t for t in figure.data if t.type == "scatter" and t.mode == "text")
    found = dict(zip(zip(scores.x, scores.y, strict=True), scores.text, strict=True))
    assert found == {(0, 0): "<b>8</b>", (1, 0): "81", (0, 1): "36", (1, 1): "<b>9</b>"}


def test_bottlenecks_are_outlined_and_gaps_hatched(two):
    lines = [
        t for t in component_scores(SITES, two).data if t.type == "scatter" and t.mode == "lines"
    ]
    hatch, _, outline = lines
    assert outline.line.color == theme.BOTTLENECK.colour
    assert outline.x.count(None) == 2
    assert all(round(x) == 2 for x in hatch.x if x is not None)
    assert all(round(y) == 0 for y in hatch.y if y is not None)


def test_absent_is_white_and_not_assessed_is_said(two):
    figure = component_scores(SITES, two)
    assert "White: not part of the package there." in figure.layout.meta["caption"]
    assert (
        "Advice: no score, bottleneck at no sites, not assessed at 1" in figure.layout.meta["alt"]
    )
    assert "not assessed" in {t.name for t in figure.data}


def test_hundreds_of_sites_become_a_bar_for_each_component(hundreds, texts):
    sites, diagnosis = hundreds
    figure = component_scores(sites, diagnosis)
    bars = [t for t in figure.data if t.type == "bar"]
    assert sum(b.x[0] for b in bars) == 400
    assert sum(sum(b.x) for b in bars) == len(diagnosis.table)
    lowest = diagnosis.table.groupby("component")["bottleneck"].sum()
    assert f"bottleneck at <b>{lowest['c3']}</b> of 400 sites" in " ".join(texts(figure))
    assert figure.layout.height < 900


def test_too_many_components_become_bars(over, part):
    figure = component_scores(SITES, over({"a": [part(f"P{i}", [2], [i % 9]) for i in range(35)]}))
    assert not [t for t in figure.data if t.type == "heatmap"]
    assert "5 components at fewer sites not drawn." in figure.layout.meta["caption"]


def test_nothing_scored(over, part):
    with pytest.raises(NothingToShow):
        component_scores(SITES, over({"a": [part("Seed", [3])], "b": [part("Seed")]}))
