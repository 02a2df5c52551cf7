from __future__ import annotations

import math
from itertools import combinations

import pytest

from workbench.diagnosis.figures.readiness_use import readiness_use
from workbench.drawing import theme
from workbench.errors import NothingToShow


def markers(figure):
    [trace] = [t for t in figure.data if t.mode == "markers+text"]
    return {
        text.strip("</b>"): (x, y, symbol, colour)
        for text, x, y, symbol, colour in zip(
            trace.text, trace.x, trace.y, trace.marker.symbol, trace.marker.color, strict=True
        )
    }


def named(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def test_components_stand_at_use_and_readiness(huye):
    found = markers(readiness_use(huye))
    assert found["1"] == (5, 7, "square", theme.CORE.colour)
    assert found["3"] == (2, 4, "circle", theme.BOTTLENECK.colour)


def test_axes_are_whole_and_square(huye, part, one):
    figure = readiness_use(one(part("Seed", [4], [4])))
    assert list(figure.layout.xaxis.tickvals) == list(range(10))
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert axis.range[0] < 0
        assert axis.range[1] > 9
    assert figure.layout.yaxis.scaleanchor == "x"


def test_what_is_not_assessed_stands_outside_the_scale(huye):
    found = markers(readiness_use(huye))
    x, y, _, colour = found["8"]
    assert x < -0.5
    assert y == 3
    assert colour == theme.PAPER
    assert found["9"][:2] == pytest.approx((-1.25, -1.25))


def test_without_any_use_there_is_no_picture_of_readiness_and_use(no_use):
    with pytest.raises(NothingToShow, match="level of use"):
        readiness_use(no_use)


def test_words_in_the_strip_keep_off_the_markers(one, part):
    def words(*levels):
        whole = part("Whole", [5], [5])
        figure = readiness_use(one(whole, *[part("Seed", [level]) for level in levels]))
        return [n.y for n in figure.layout.annotations if n.text == "use not assessed"]

    [middle] = words(7, 8)
    assert middle < 5
    assert words(1, 3, 5, 7) == []


def test_words_in_the_strip_keep_off_markers_side_by_side(one, part):
    parts = [part(f"Part {i}", [level]) for i, level in enumerate((4, 4, 4, 9, 9))]
    figure = readiness_use(one(part("Seed", [5], [5]), *parts))
    ys = [y for x, y, *_ in markers(figure).values() if x < -0.5]
    for note in figure.layout.annotations:
        if note.text == "use not assessed":
            assert min(abs(y - note.y) for y in ys) > 2.5


def test_markers_in_the_strip_lie_side_by_side(one, part):
    parts = [part(f"Part {i}", [4]) for i in range(2)]
    found = markers(readiness_use(one(part("Seed", [5], [5]), *parts)))
    assert math.dist(found["2"][:2], found["3"][:2]) * 26 > theme.MARKER


def test_titles_of_the_strip_stand_below_and_never_in_the_plot(huye, one, part, texts):
    corner = one(part("Seed", [4], [4]), part("Nobody asked"), part("No use", [0]))
    for diagnosis, names in (
        (huye, ("8</b>  Credit for replanting", "9</b>  Transport of suckers")),
        (corner, ("2</b>  Nobody asked", "3</b>  No use")),
    ):
        figure = readiness_use(diagnosis)
        beside = [n for n in figure.layout.annotations if n.xref is None and n.x < 0]
        assert {n.text for n in beside} <= {"use not assessed", "readiness not assessed"}
        assert all(name in "\n".join(texts(figure)) for name in names)


def test_a_crowd_in_the_strip_is_named_with_its_levels(one, part, texts):
    parts = [part(f"Part {i}", [4]) for i in range(6)]
    figure = readiness_use(one(part("Seed", [5], [5]), *parts))
    assert "6×" in markers(figure)
    assert "Part 0 (readiness 4, use not assessed)" in "\n".join(texts(figure))


@pytest.mark.parametrize(
    ("projected", "said"), [((4, 4), False), ((None, 4), False), ((5, 4), True), (None, False)]
)
def test_dashed_is_said_only_where_an_arrow_is_drawn(projected, said, one, part):
    figure = readiness_use(one(part("Seed", [4], [4], projected=projected), part("Gap")))
    assert bool(named(figure, "projected")) is said
    assert ("Dashed" in figure.layout.meta["caption"]) is said


def test_coinciding_components_stand_side_by_side(huye):
    found = markers(readiness_use(huye))
    three = [found[number][:2] for number in ("2", "5", "7")]
    assert len(set(three)) == 3
    assert "equal levels stand side by side" in readiness_use(huye).layout.meta["caption"]
    assert all(abs(x - 3) < 0.5 and abs(y - 5) < 0.5 for x, y in three)


def test_a_crowd_shares_one_marker_about_its_place_and_is_named_below(crowded, texts):
    figure = readiness_use(crowded)
    assert markers(figure)["5×"][:2] == pytest.approx((3, 5), abs=0.2)
    below = "\n".join(texts(figure))
    assert all(f"<b>{number}</b>  Certified" in below for number in range(1, 15))


def test_everything_at_the_top(part, one):
    figure = readiness_use(one(*[part(f"Part {i}", [9], [9]) for i in range(14)]))
    assert set(markers(figure)) == {"14×"}


def test_ranges_reach_from_the_lowest_to_the_highest(huye):
    lines = [t for t in readiness_use(huye).data if t.mode == "lines+markers"]
    across = next(t for t in lines if t.marker.symbol == "line-ns" and len(t.x) > 1)
    up = next(t for t in lines if t.marker.symbol == "line-ew")
    assert (across.x[0], across.x[1]) == (4, 6)  # use of the first component
    assert (2, 7) in set(zip(up.y[::3], up.y[1::3], strict=True))


def test_a_dashed_arrow_leads_to_the_projected_levels(huye):
    [arrow] = named(readiness_use(huye), "projected")
    assert (arrow.x[1], arrow.y[1]) == (3, 6)
    assert arrow.line.dash == "dash"


def test_no_empty_legend_entries(part, one):
    figure = readiness_use(one(part("Seed", [4], [4])))
    names = {trace.name for trace in figure.data if trace.showlegend}
    assert names == {"package: 16", "complementary", "bottleneck"}


def test_curves_of_equal_score(huye):
    figure = readiness_use(huye)
    [own] = named(figure, "package: at most 8")
    assert all(x * y == pytest.approx(8) for x, y in zip(own.x, own.y, strict=True))
    assert own.line.color == theme.PACKAGE.colour


def test_a_score_of_zero_has_no_curve(part, one):
    figure = readiness_use(one(part("Seed", [3], [0])))
    assert not [t for t in figure.data if t.name and t.name.startswith("package")]
    assert markers(figure)["1"][:2] == (0, 3)


def test_the_bottleneck_is_always_named_in_the_picture(huye):
    notes = readiness_use(huye).layout.annotations
    assert [(n.x, n.y) for n in notes if n.text == "Clean seed supply"] == [(2, 4)]


def test_words(huye):
    meta = readiness_use(huye).layout.meta
    assert "Bars: range over 5 assessors." in meta["caption"]
    assert "3 Clean seed supply: readiness 4, use 2 (bottleneck)" in meta["alt"]
    assert "8 Credit for replanting: readiness 3, use not assessed" in meta["alt"]
    assert "Projected: 3 to readiness 6, use 3." in meta["alt"]


def test_nobody_assessed(unknown):
    with pytest.raises(NothingToShow):
        readiness_use(unknown)


@pytest.mark.parametrize("site", ["rw-nyanza", "ug-ntungamo", "rw-huye"])
def test_numbers_of_dense_packages_can_be_read(example_cases, site):
    figure = readiness_use(example_cases.case(site).diagnosis.diagnosis)
    spots = [(x, y) for x, y, *_ in markers(figure).values()]
    # 26 pixels of a level on a phone, 18 of a marker.
    assert min(math.dist(a, b) for a, b in combinations(spots, 2)) * 26 > 18
