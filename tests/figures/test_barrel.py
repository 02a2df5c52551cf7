from __future__ import annotations

import pytest

from workbench.errors import NothingToShow
from workbench.figures import barrel, theme


def staves(figure):
    return next(trace for trace in figure.data if trace.type == "bar")


def test_staves_are_as_high_as_the_scores_in_the_order_of_the_table(huye):
    bars = staves(barrel(huye))
    assert list(bars.x) == [1, 2, 3, 4, 5, 6, 7]
    assert list(bars.y) == [35, 15, 8, 20, 15, 48, 15]
    assert bars.marker.color[2] == theme.BOTTLENECK.colour
    assert bars.marker.pattern.shape[2] == theme.BOTTLENECK.pattern


def test_unscored_staves_are_open_dotted_and_said_in_words(huye, texts):
    figure = barrel(huye)
    sides = [s for s in figure.layout.shapes if s.line.dash == "dot"]
    assert len(sides) == 4
    assert all(side.type == "line" and side.x0 == side.x1 for side in sides)
    assert {"use not assessed", "not assessed"} <= set(texts(figure))


def test_water_stands_at_the_shortest_and_says_at_most(huye, texts):
    figure = barrel(huye)
    [water] = [s for s in figure.layout.shapes if s.type == "rect"]
    assert (water.y0, water.y1) == (0, 8)
    assert "at most<br><b>8</b> of 81" in texts(figure)
    assert "water: at most 8" in texts(figure)


def test_a_complete_diagnosis_does_not_say_at_most(part, one, texts):
    figure = barrel(one(part("Seed", [4], [3]), part("Credit", [5], [5])))
    assert "<b>12</b> of 81" in texts(figure)
    assert "at most" not in figure.layout.meta["caption"]


def test_zero_is_a_score(part, one, texts):
    figure = barrel(one(part("Seed", [3], [0], core=True)))
    assert list(staves(figure).y) == [0]
    assert "<b>0</b> of 81" in texts(figure)


def test_ties_are_counted(part, one, texts):
    figure = barrel(one(*[part(f"Part {i}", [9], [9]) for i in range(3)]))
    assert "<b>3 bottlenecks</b>" in texts(figure)


def test_the_axis_holds_all_scores_and_the_flag(huye, crowded):
    for diagnosis in (huye, crowded):
        figure = barrel(diagnosis)
        [flag] = [n for n in figure.layout.annotations if n.showarrow]
        low, high = figure.layout.yaxis.range
        assert low == 0
        assert high > 81
        assert flag.ay < high


def test_titles_stand_on_end_where_there_are_many_or_long_ones(huye, part, one):
    assert barrel(huye).layout.xaxis.tickangle == -90
    assert barrel(one(part("Seed", [1], [1]))).layout.xaxis.tickangle == 0
    assert barrel(one(part("Internationalisation", [1], [1]))).layout.xaxis.tickangle == -90


def test_words(huye):
    meta = barrel(huye).layout.meta
    assert "2 components of 9 have no score" in meta["caption"]
    assert "Bottleneck: 3 Clean seed supply." in meta["alt"]
    assert "Not assessed: 8 Credit for replanting and 9 Transport of suckers." in meta["alt"]


def test_nothing_scored(unknown, no_use):
    for diagnosis in (unknown, no_use):
        with pytest.raises(NothingToShow):
            barrel(diagnosis)
