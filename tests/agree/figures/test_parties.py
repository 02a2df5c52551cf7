"""Power and interest: markers stand where they were marked, and names keep clear of each other."""

import re
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.rows import Mark, Party
from workbench.agree.analysis.standing import standings
from workbench.agree.figures.agree_style import ATTITUDES
from workbench.agree.figures.parties import _HIGH, _WIDE, power_interest
from workbench.drawing import theme
from workbench.drawing.labels import LINE, Box
from workbench.drawing.theme import text_width
from workbench.errors import NothingToShow

DAY = date(2026, 3, 1)
NASTY = "<b>Ärzte</b> & $x$ %{x}"


def party(key, *, name=None, losses=None, compensation=None):
    head = (key, name or key.title(), None, "affected", DAY, None, None, None)
    return Party(*head, losses, None, compensation, None)


def draw(marks, *parties):
    """Marks are party, power, interest, attitude; each a row of its own marker."""
    rows = [Mark(key, f"M{n}", *values) for n, (key, *values) in enumerate(marks)]
    known = {one.party for one in parties}
    more = [party(key) for key in dict.fromkeys(key for key, *_ in marks) if key not in known]
    return power_interest(standings([*parties, *more], rows))


def markers(figure):
    """The trace of the parties: the one with words under the pointer."""
    [trace] = [one for one in figure.data if one.hovertext]
    return [
        (x, y, symbol, colour)
        for x, y, symbol, colour in zip(
            trace.x, trace.y, trace.marker.symbol, trace.marker.color, strict=True
        )
    ]


def rings(figure):
    found = [one for one in figure.data if one.marker.symbol == "circle-open" and one.x[0]]
    return [(x, y) for one in found for x, y in zip(one.x, one.y, strict=True)]


def twice(*row):
    return [row, row]


def test_a_party_stands_at_its_middle_marks_with_the_shape_of_its_attitude():
    figure = draw(twice("union", 5, 3, -2))
    against = ATTITUDES[-2]
    assert markers(figure) == [(3, 5, against.symbol, against.colour)]
    assert {one.name for one in figure.data if one.name} == {against.label}
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert list(axis.tickvals) == [1, 2, 3, 4, 5]


def test_bars_are_the_range_over_those_who_marked():
    figure = draw([("union", 2, 3, 1), ("union", 4, 3, -1)])
    ranges = [(one.x, one.y) for one in figure.data if one.mode == "lines+markers"]
    assert ranges == [((3, 3, None), (2, 4, None))]
    assert "Bars:" in figure.layout.meta["caption"]
    assert "power 2 (2 to 4), interest 3, attitude −1 (−1 to +1)." in figure.layout.meta["alt"]


def test_one_persons_view_is_hollow():
    figure = draw([("union", 5, 3, 1)])
    assert markers(figure)[0][3] == theme.PAPER
    assert "hollow: one person's view" in {one.name for one in figure.data}
    assert "one person's view" in figure.layout.meta["alt"]
    assert "hollow: one person's view" not in {o.name for o in draw(twice("union", 5, 3, 1)).data}


def test_who_loses_and_gets_nothing_for_it_is_ringed():
    every = [party("mill", losses="Work"), party("shop", losses="Trade"),
             party("farm", losses="Land", compensation="Money")]  # fmt: skip
    marks = [*twice("mill", 5, 5, -2), *twice("shop", 2, 2, 0), *twice("farm", 3, 3, 0)]
    figure = draw(marks, *every)
    assert sorted(rings(figure)) == [(2, 2), (5, 5)]
    caption = figure.layout.meta["caption"]
    assert "Loses, gets nothing for it and can stop the work: Mill." in caption
    assert "Loses and gets nothing for it: Shop." in caption


def test_parties_without_marks_are_named():
    figure = draw([*twice("union", 5, 3, 1), ("bank", None, 4, None)], party("press"))
    assert len(markers(figure)) == 1
    assert "Not marked: Press and Bank." in figure.layout.meta["caption"]
    assert "Not marked: Press and Bank." in figure.layout.meta["alt"]


def test_an_attitude_that_nobody_marked_is_told():
    figure = draw(twice("union", 5, 3, None))
    assert markers(figure)[0][2] == "square"
    assert "attitude not marked" in figure.layout.meta["alt"]


def boxes(figure):
    """Boxes of the names beside the markers, in pixels of a phone."""
    found = []
    for note in figure.layout.annotations:
        if note.bgcolor is None:
            continue
        lines = re.sub(r"</?b>", "", note.text).split("<br>")
        width = max(text_width(line.replace("&amp;", "&"), theme.SMALL) for line in lines)
        height = LINE * len(lines)
        x, y = note.x * _WIDE + note.xshift, note.y * _HIGH + note.yshift
        left = x - {"left": 0, "center": width / 2, "right": width}[note.xanchor]
        bottom = y - {"bottom": 0, "middle": height / 2, "top": height}[note.yanchor]
        found.append(Box(left, bottom, left + width, bottom + height))
    return found


def assert_clear(figure):
    texts = boxes(figure)
    assert not [pair for pair in combinations(texts, 2) if pair[0].meets(pair[1])]
    points = [Box.around(x * _WIDE, y * _HIGH, 6) for x, y, *_ in markers(figure)]
    assert not [(a, b) for a, b in combinations(points, 2) if a.meets(b)]


@pytest.mark.parametrize("site", ["rw-huye", "rw-nyanza", "rw-ruhango", "rw-muhanga"])
def test_names_keep_clear_at_the_sites_of_the_example(example_cases, site):
    figure = power_interest(example_cases.case(site).agreement.standings)
    assert_clear(figure)
    assert len(boxes(figure)) == len(markers(figure))


mark = st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(-2, 2))


@given(st.lists(mark, min_size=1, max_size=9))
def test_names_keep_clear_wherever_the_parties_stand(given_):
    rows = [row for n, own in enumerate(given_) for row in twice(f"cooperative of hill {n}", *own)]
    figure = draw(rows)
    assert len(markers(figure)) == len(given_)
    # Who has no room beside its marker is told below; a number may then stand on its marker.
    listed = "Names without room" in figure.layout.meta["caption"]
    if not listed:
        assert len(boxes(figure)) == len(given_)
        assert_clear(figure)
    names = " ".join(note.text.replace("<br>", " ") for note in figure.layout.annotations)
    for n in range(len(given_)):
        assert f"Of Hill {n}" in names


def test_a_crowd_is_listed_by_number():
    figure = draw([row for n in range(9) for row in twice(f"cooperative {n}", 3, 3, 1)])
    assert "Names without room stand below by number." in figure.layout.meta["caption"]
    [below] = [one.text for one in figure.layout.annotations if "Cooperative" in one.text
               and one.xref == "x domain"]  # fmt: skip
    assert below.startswith("<b>1</b>  Cooperative")


def test_text_from_data_is_escaped(texts):
    figure = draw(twice("union", 5, 3, 1), party("union", name=NASTY, losses="x"))
    for text in texts(figure):
        assert "<b>Ärzte" not in text
        assert "$" not in text
        assert "%{" not in text


def test_without_marks_there_is_no_picture():
    with pytest.raises(NothingToShow, match="Nobody has marked"):
        draw([], party("union"))
