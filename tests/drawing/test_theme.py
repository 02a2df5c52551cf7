from __future__ import annotations

import itertools

import pytest

from workbench.drawing import theme

MEANINGS = [value for value in vars(theme).values() if isinstance(value, theme.Meaning)]


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_a_colour_has_one_meaning():
    colours = [meaning.colour for meaning in MEANINGS]
    assert len(MEANINGS) == 9
    assert len(set(colours)) == len(colours)
    assert not set(colours) & {step.colour for step in theme.SCORE_STEPS}


def test_roles_and_states_differ_without_colour():
    assert theme.CORE.symbol != theme.COMPLEMENTARY.symbol
    hatched = (theme.BOTTLENECK, theme.PROVISIONAL, theme.UNSUPPORTED)
    assert len({meaning.pattern for meaning in hatched} - {""}) == len(hatched)


@pytest.mark.parametrize("meaning", [theme.CORE, theme.COMPLEMENTARY, theme.BOTTLENECK])
def test_numbers_on_markers_are_legible(meaning):
    assert contrast(meaning.colour, meaning.ink) >= 4.5


def test_score_steps_cover_the_scores_and_grow_lighter():
    scores = [s for step in theme.SCORE_STEPS for s in range(step.lowest, step.highest + 1)]
    assert scores == list(range(82))
    shades = [luminance(step.colour) for step in theme.SCORE_STEPS]
    assert all(b > a for a, b in itertools.pairwise(shades))
    assert all(contrast(step.colour, step.ink) >= 4.5 for step in theme.SCORE_STEPS)


def test_finish_sets_words_height_and_leaves_the_width_to_the_page():
    figure = theme.finish(theme.Drawing(), caption="A\nb.", alt="c", height=321.4)
    assert dict(figure.layout.meta) == {"caption": "A b.", "alt": "c"}
    assert figure.layout.height == 321
    assert figure.layout.width is None
    assert figure.layout.autosize


def test_what_is_changed_afterwards_is_checked():
    drawing = theme.Drawing()
    drawing.bars([1], [2], name="a")
    figure = theme.finish(drawing, caption="A.", alt="b.", height=300)
    with pytest.raises(ValueError, match="titel"):
        figure.update_layout(titel="A typing error")
    with pytest.raises(ValueError, match="colour"):
        figure.update_traces(marker={"colour": "red"})
    assert figure.update_traces(width=3).data[0].width == 3


def test_lines_between_pairs_are_one_trace_and_none_without_any():
    drawing = theme.Drawing()
    drawing.segments([])
    drawing.projections([])
    assert drawing.traces == []
    drawing.segments([(0, 1, 2, 3), (4, 5, 6, 7)])
    [line] = drawing.traces
    assert line["x"] == [0, 2, None, 4, 6, None]
    assert line["y"] == [1, 3, None, 5, 7, None]
    drawing.projections([(0, 1, 2, 3)])
    assert drawing.traces[1]["name"] == theme.PROJECTED.label
    assert drawing.traces[1]["marker"]["size"] == [0, 11, 0]


def test_bars_lie_and_show_on_hover_what_they_are_given():
    drawing = theme.Drawing()
    drawing.bars([3], [1], marker=theme.fill("#0072B2", "x"), hovertext=["three"])
    drawing.bars([3], [1], name="plain")
    drawing.rings([(3, 1)], 20)
    first, second, ring = drawing.traces
    assert (first["orientation"], first["hoverinfo"], first["showlegend"]) == ("h", "text", False)
    assert (second["hoverinfo"], second["showlegend"]) == ("skip", True)
    assert first["marker"]["pattern"]["shape"] == "x"
    assert "pattern" not in theme.fill("#0072B2")
    assert ring["marker"]["color"] == theme.BOTTLENECK.colour
