from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.diagnosis.figures.diagnosis import bottleneck_probability, component_levels
from workbench.drawing import theme
from workbench.errors import NothingToShow


def bars(figure):
    return [t for t in figure.data if t.type == "bar" and t.y is not None and None not in t.y]


def test_two_rows_for_each_component_on_the_whole_scale(huye):
    figure = component_levels(huye)
    assert list(figure.layout.yaxis.ticktext) == ["readiness", "use"] * 9
    assert list(figure.layout.xaxis.tickvals) == list(range(10))
    rows = figure.layout.yaxis.tickvals
    assert list(rows) == sorted(rows)


def test_only_known_levels_have_a_bar(huye, texts):
    figure = component_levels(huye)
    used, claims = bars(figure)
    assert list(used.x) == [7, 5, 5, 3, 4, 2, 5, 4, 5, 3, 8, 6, 5, 3, 3]
    assert (list(claims.base), list(claims.x)) == ([5], [2])
    assert claims.marker.pattern.shape == theme.UNSUPPORTED.pattern
    assert texts(figure).count("not assessed") == 3


def test_a_claim_beyond_the_evidence_is_said_in_words(huye, texts):
    found = "\n".join(texts(component_levels(huye)))
    assert "readiness: claimed 7, evidence supports 5" in found


def test_projected_levels_are_dashed(huye):
    [line] = [t for t in component_levels(huye).data if t.name == "projected"]
    assert list(line.x) == [4, 6, None, 2, 3, None]
    assert line.line.dash == "dash"


def test_use_alone_may_be_missing(no_use, unknown, texts):
    assert texts(component_levels(no_use)).count("not assessed") == 2
    with pytest.raises(NothingToShow):
        component_levels(unknown)


def test_probability_in_the_order_of_the_table(huye, texts):
    figure = bottleneck_probability(huye)
    drawn = bars(figure)
    shares = dict(sorted((y, x) for t in drawn for x, y in zip(t.x, t.y, strict=True)))
    every = huye.table["p_bottleneck"].dropna() * 100
    expected = every[every >= 1]
    assert list(shares.values()) == pytest.approx(list(expected))
    assert list(figure.layout.xaxis.tickvals) == [0, 25, 50, 75, 100]
    [lowest] = [t for t in drawn if t.marker.pattern.shape == theme.BOTTLENECK.pattern]
    assert list(lowest.x) == pytest.approx([every.iloc[2]])


def test_what_is_left_out_is_named(huye, texts):
    figure = bottleneck_probability(huye)
    found = " ".join(" ".join(texts(figure)).replace("<br>", " ").split())
    assert "Left out, because not assessed: 8 Credit for replanting" in found
    assert "2 components without a score" in figure.layout.meta["caption"]


def test_every_line_of_a_heading_has_room_over_its_bar(crowded):
    table = crowded.table.assign(p_bottleneck=1 / len(crowded.table))
    figure = bottleneck_probability(replace(crowded, table=table))
    rows = sorted(y for t in bars(figure) for y in t.y)
    headings = [n for n in figure.layout.annotations if n.xref == "x domain"]
    assert len(headings) == len(rows) == 14
    for note, row in zip(headings, rows, strict=True):
        lines = note.text.count("<br>") + 1
        assert lines > 1
        assert note.y + 17 * lines + 4 < row - 7
    tops = [n.y for n in headings[1:]]
    assert all(row + 9 < top for row, top in zip(rows, tops, strict=False))


def test_the_word_bottleneck_never_makes_a_heading_wider_than_a_phone(part, one):
    figure = bottleneck_probability(one(part("Seed of improved and certified varieties", [3], [2])))
    [heading] = [n.text for n in figure.layout.annotations if n.xref == "x domain"]
    assert heading.endswith("<br><b>bottleneck</b>")


def test_the_note_under_the_bars_keeps_off_the_axis(huye):
    figure = bottleneck_probability(huye)
    [note] = [n for n in figure.layout.annotations if n.text.startswith("Left out")]
    lines = note.text.count("<br>") + 1
    assert figure.layout.yaxis.range[0] >= note.y + 15 * lines + 10


def test_dashed_is_said_only_where_a_dash_is_drawn(part, one, huye):
    still = component_levels(one(part("Seed", [4], [4], projected=(4, 4))))
    assert not [t for t in still.data if t.name == "projected"]
    assert "Dashed" not in still.layout.meta["caption"]
    assert "Dashed" in component_levels(huye).layout.meta["caption"]


def test_one_component_is_surely_the_bottleneck(part, one, texts):
    figure = bottleneck_probability(one(part("Seed", [3], [0])))
    assert "<b>100 %</b>" in texts(figure)


def test_small_probabilities_stand_in_the_caption(huye, texts):
    figure = bottleneck_probability(huye)
    rows = huye.table[huye.table["p_bottleneck"] < 0.01]
    assert len(rows)
    assert "Under 1 % each: " in figure.layout.meta["caption"]
    assert all(title in figure.layout.meta["caption"] for title in rows["title"])
    assert "&lt; 1 %" not in texts(figure)


def test_no_scored_component(unknown, no_use):
    for diagnosis in (unknown, no_use):
        with pytest.raises(NothingToShow):
            bottleneck_probability(diagnosis)


def test_words(huye):
    assert (
        "5 Drone scouting: readiness 5 (claimed 7), use 3"
        in component_levels(huye).layout.meta["alt"]
    )
    assert "our own parameters" in bottleneck_probability(huye).layout.meta["caption"]
