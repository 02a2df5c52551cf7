"""What holds for every figure: words, escaping, size, nothing fixed to a width."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from workbench.diagnosis import figures

ONE_SITE = (
    figures.readiness_use,
    figures.barrel,
    figures.levels,
    figures.bottleneck_probability,
    figures.functions_covered,
)
ALL_SITES = (figures.site_map, figures.package_scores, figures.component_scores)
NASTY = "<script>alert(1)</script> <b>Ärzte</b> & $x$ \u202eليلى %{x} ወንዶች"
TAGS = re.compile(r"</?(?!b>|i>|br>)[a-zA-Z]")


def draw_all(sites, diagnosis):
    yield from (draw(diagnosis.site(diagnosis.sites[0])) for draw in ONE_SITE)
    yield from (draw(sites, diagnosis) for draw in ALL_SITES)
    yield figures.bottlenecks_over_sites(diagnosis)


@pytest.fixture(scope="module")
def nasty(over, part):
    parts = [
        part(NASTY, [4, 6], [2, 3], projected=(7, 7), functions="access", supported={"use": 1}),
        part(NASTY * 4, [9], [9], core=True, functions="trust"),
        part(NASTY, functions="finance"),
    ]
    place = {"name": NASTY, "country": NASTY, "latitude": 1.0, "longitude": -179.9}
    return pd.DataFrame([{"site": "a", **place}]), over({"a": parts})


def test_all_functions_are_exported():
    assert list(figures.__all__) == sorted(set(figures.__all__))
    assert all(callable(getattr(figures, name)) for name in figures.__all__)


def test_text_from_data_never_becomes_markup(nasty, texts):
    for figure in draw_all(*nasty):
        for text in texts(figure):
            assert not TAGS.search(text), text
            assert "<b>Ärzte" not in text
            assert "$" not in text
            assert "%{" not in text
            assert "\u202e" not in text


def test_no_template_reads_text_from_data(nasty):
    for figure in draw_all(*nasty):
        assert all(trace.hovertemplate is None for trace in figure.data)


def test_caption_and_description_are_plain_and_complete(huye, ten):
    sites, diagnosis = ten
    drawn = [draw(huye) for draw in ONE_SITE]
    drawn += [draw(sites, diagnosis) for draw in ALL_SITES]
    drawn += [figures.bottlenecks_over_sites(diagnosis)]
    for figure in drawn:
        words = figure.layout.meta
        assert set(words) == {"caption", "alt"}
        for text in words.values():
            assert text.endswith(".")
            assert not re.search(r"\bnan\b|None|<NA>|<b>|  ", text), text
        assert re.search(r"\d", words["alt"])
        assert figure.layout.title.text is None


def test_figures_are_plain_json_without_a_fixed_width(huye, crowded, hundreds):
    drawn = [draw(d) for d in (huye, crowded) for draw in ONE_SITE[:4]]
    drawn += [draw(*hundreds) for draw in ALL_SITES]
    for figure in drawn:
        content = json.loads(figure.to_json())
        assert "width" not in content["layout"]
        assert content["layout"]["autosize"]
        assert len(figure.to_json()) < 300_000
        assert not re.search(r"NaN|Infinity", figure.to_json())


def test_a_hatched_bar_has_one_colour(huye, crowded, ten, nasty):
    """Plotly takes a list of colours beneath a hatch for no colour, and warns in the console."""
    drawn = [draw(d) for d in (huye, crowded) for draw in ONE_SITE[:4]]
    drawn += [*(draw(*ten) for draw in ALL_SITES), *draw_all(*nasty)]
    bars = [t for figure in drawn for t in figure.data if t.type == "bar"]
    hatched = [t for t in bars if t.marker.pattern.shape is not None]
    assert hatched
    for trace in hatched:
        assert isinstance(trace.marker.color, str)
        assert isinstance(trace.marker.pattern.shape, str)
        assert trace.marker.pattern.fgcolor is None or isinstance(trace.marker.pattern.fgcolor, str)


def test_drawing_leaves_the_diagnosis_as_it_was(huye):
    before = huye.table.copy()
    for draw in ONE_SITE:
        draw(huye)
    pd.testing.assert_frame_equal(huye.table, before)


def test_the_same_diagnosis_gives_the_same_picture(huye, ten):
    for draw in ONE_SITE:
        assert draw(huye).to_json() == draw(huye).to_json()
    assert figures.site_map(*ten).to_json() == figures.site_map(*ten).to_json()
