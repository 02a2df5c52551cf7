from __future__ import annotations

import pytest

from workbench.diagnosis.figures.barrel import barrel
from workbench.drawing import theme
from workbench.errors import NothingToShow


def staves(figure):
    """Place, height, colour and pattern of all staves, from left to right."""
    found = [
        (x, y, t.marker.color, t.marker.pattern.shape)
        for t in figure.data
        if t.type == "bar"
        for x, y in zip(t.x, t.y, strict=True)
    ]
    return sorted(found)


def test_staves_are_as_high_as_the_scores_in_the_order_of_the_table(huye):
    bars = staves(barrel(huye))
    assert [x for x, *_ in bars] == [1, 2, 3, 4, 5, 6, 7]
    assert [y for _, y, *_ in bars] == [35, 15, 8, 20, 15, 48, 15]
    assert bars[2][2:] == (theme.BOTTLENECK.colour, theme.BOTTLENECK.pattern)
    assert bars[0][2] == theme.CORE.colour


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
    assert [y for _, y, *_ in staves(figure)] == [0]
    assert "<b>0</b> of 81" in texts(figure)


def test_ties_are_counted(part, one, texts):
    figure = barrel(one(*[part(f"Part {i}", [9], [8]) for i in range(3)]))
    assert "<b>3 bottlenecks</b>" in texts(figure)


@pytest.mark.parametrize("gap", [(), ("Credit",)])
def test_no_bottleneck_is_marked_where_every_score_is_at_the_top(gap, part, one, texts):
    parts = [part("Seed", [9], [9], core=True), part("Advice", [9], [9])]
    figure = barrel(one(*parts, *[part(title) for title in gap]))
    assert {colour for _, _, colour, _ in staves(figure)} == {
        theme.CORE.colour,
        theme.COMPLEMENTARY.colour,
    }
    assert not [text for text in texts(figure) if "bottleneck" in text]
    assert "every scored component is at the top" in figure.layout.meta["caption"]
    assert "Bottleneck" not in figure.layout.meta["alt"]


def test_the_caption_says_top_only_there(huye):
    assert "at the top" not in barrel(huye).layout.meta["caption"]


@pytest.mark.parametrize("letter", ["x", "W"])
@pytest.mark.parametrize("size", [1, 6, 14])
def test_an_unbroken_title_is_shortened(letter, size, part, one):
    figure = barrel(one(*[part(letter * 120, [5], [3]) for _ in range(size)]))
    for label in figure.layout.xaxis.ticktext:
        assert label.count(letter) < 20
        assert "…" in label


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
