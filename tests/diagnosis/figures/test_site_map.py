from __future__ import annotations

import math
from itertools import combinations

import pandas as pd
import pytest

from workbench.diagnosis.figures.site_map import site_map
from workbench.drawing import theme
from workbench.errors import NothingToShow


def dots(figure):
    return next(t for t in figure.data if t.hovertext is not None)


def at(coordinates, over, part):
    sites = pd.DataFrame(
        [
            {"site": f"s{i}", "name": f"Place {i}", "latitude": y, "longitude": x}
            for i, (x, y) in enumerate(coordinates)
        ]
    )
    scored = {site: [part("Seed", [i % 9 + 1], [5])] for i, site in enumerate(sites["site"])}
    return sites, over(scored)


def test_nothing_is_fetched(ten):
    figure = site_map(*ten)
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert not list(figure.layout.images)


def test_sites_stand_at_their_coordinates(ten):
    sites, diagnosis = ten
    drawn = dots(site_map(sites, diagnosis))
    expected = sites.dropna()[["longitude", "latitude"]].to_numpy().tolist()
    found = sorted(map(list, zip(drawn.x, drawn.y, strict=True)))
    assert found == [pytest.approx(place) for place in sorted(expected)]


def test_scores_stand_in_the_markers_and_missing_ones_are_hollow(ten):
    drawn = dots(site_map(*ten))
    looks = list(zip(drawn.text, drawn.marker.color, drawn.marker.symbol, strict=True))
    hollow = [look for look in looks if look[1] == theme.PAPER]
    assert {symbol for *_, symbol in hollow} == {"circle", "triangle-down"}
    assert {text for text, *_ in hollow} == {""}
    assert ("<b>3</b>", theme.step_of(3).colour, "diamond") in looks


def test_sites_without_coordinates_are_counted_in_words(ten):
    caption = site_map(*ten).layout.meta["caption"]
    assert "1 site without coordinates is not on it: Site 1." in caption
    assert "Natural Earth" in caption


def test_every_site_is_named_on_the_map_or_under_it(ten, texts):
    sites, diagnosis = ten
    found = " ".join(texts(site_map(sites, diagnosis))).replace("<br>", " ")
    assert all(name in found for name in sites.dropna()["name"])


def test_a_degree_is_as_long_up_as_across(over, part):
    figure = site_map(*at([(10, 59.5), (11, 60.5)], over, part))
    assert figure.layout.yaxis.scaleratio == pytest.approx(2.0, rel=0.02)
    assert figure.layout.yaxis.scaleanchor == "x"


def test_sites_across_the_date_line_stay_together(over, part):
    figure = site_map(*at([(178.4, -18.1), (-171.8, -13.8), (-180.0, -16.8)], over, part))
    west, east = figure.layout.xaxis.range
    assert east - west < 25
    assert sorted(dots(figure).x) == pytest.approx([178.4, 180.0, 188.2])


def test_negative_longitudes(over, part):
    figure = site_map(*at([(-76.4, -6.5), (-75.0, -9.0)], over, part))
    assert figure.layout.xaxis.range[1] < -70
    assert sorted(dots(figure).x) == pytest.approx([-76.4, -75.0])


def test_one_site_and_two_at_the_same_place(over, part):
    west, east = site_map(*at([(30, -2)], over, part)).layout.xaxis.range
    assert 3 < east - west < 10
    drawn = dots(site_map(*at([(30, -2), (30, -2)], over, part)))
    assert len(set(zip(drawn.x, drawn.y, strict=True))) == 2


def test_markers_give_way_and_a_line_leads_to_the_site(over, part):
    close = [(30.0, -2.0), (30.1, -2.0), (33.0, -2.0)]
    figure = site_map(*at(close, over, part))
    drawn = dots(figure)
    assert max(drawn.x) == pytest.approx(33.0)
    [line] = [t for t in figure.data if t.mode == "lines" and t.x and t.x[0] == 30.1]
    assert sorted(x for x in line.x[::3]) == [30.0, 30.1]
    assert "A line leads" in figure.layout.meta["caption"]


# Twelve places of Rwanda and Uganda; some are a marker's width apart at this scale.
NEAR = (
    (29.739, -2.597),
    (29.751, -2.352),
    (29.791, -2.225),
    (29.707, -2.023),
    (29.635, -1.500),
    (30.521, -1.951),
    (30.435, -1.949),
    (30.649, -0.605),
    (30.830, -0.869),
    (30.264, -0.879),
    (32.473, 0.849),
    (32.889, 0.703),
)


def test_markers_of_neighbours_do_not_overlap_on_a_phone(over, part):
    sites = pd.DataFrame(
        [
            {"site": f"s{i}", "name": f"P{i}", "longitude": x, "latitude": y}
            for i, (x, y) in enumerate(NEAR)
        ]
    )
    gaps = {"s0", "s6"}  # provisional: a diamond, which is wider
    parts = {s: [part("Seed", [4], [3])] + [part("Gap")] * (s in gaps) for s in sites["site"]}
    figure = site_map(sites, over(parts))
    drawn = dots(figure)
    west, east = figure.layout.xaxis.range
    across = 330 / (east - west)
    up = across * figure.layout.yaxis.scaleratio
    discs = [
        (x * across, y * up, 15.0 if symbol == "diamond" else 10.0)
        for x, y, symbol in zip(drawn.x, drawn.y, drawn.marker.symbol, strict=True)
    ]
    for (x, y, r), (x2, y2, r2) in combinations(discs, 2):
        assert math.hypot(x2 - x, y2 - y) >= r + r2


def test_around_the_whole_world(over, part):
    figure = site_map(*at([(-77, -12), (37, -1), (106, 21), (179, 70)], over, part))
    west, east = figure.layout.xaxis.range
    assert east - west <= 360
    assert all(west <= x <= east for x in dots(figure).x)


def test_hundreds_are_light_and_only_the_ends_are_named(hundreds):
    figure = site_map(*hundreds)
    assert len(dots(figure).x) == 399
    assert dots(figure).mode == "markers"
    assert len(figure.layout.annotations) <= 8
    assert len(figure.to_json()) < 300_000


def test_no_coordinates(ten):
    sites, diagnosis = ten
    with pytest.raises(NothingToShow, match="latitude"):
        site_map(sites.drop(columns=["latitude"]), diagnosis)
