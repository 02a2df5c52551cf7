"""Who depends on whom: a row for who depends, a column for whom it depends on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.dependence import Reliance
from workbench.agree.analysis.rows import Party
from workbench.agree.figures.dependence import dependence_matrix
from workbench.errors import NothingToShow

NASTY = "<b>Ärzte</b> & $x$ %{x}"
UNKNOWN, KNOWN, SAID = "#4B1F4F", "#A9CBD3", "#FFFFFF"


def party(key, role="affected", name=None):
    return Party(key, name or key.title(), None, role, date(2026, 3, 1), *[None] * 7)


PARTIES = [party("bank"), party("union", "required"), party("coop"), party("press")]


def cells(figure):
    """Sign and fill of the cells that are not empty, by row and column."""
    names = list(figure.layout.yaxis.ticktext)
    fills = {(one.x0, one.y0): one.fillcolor for one in figure.layout.shapes}  # the last is on top
    return {
        (names[note.y], names[note.x]): (note.text, fills[note.x - 0.46, note.y - 0.44])
        for note in figure.layout.annotations
    }


def test_three_sorts_are_told_apart_by_sign_and_shade():
    figure = dependence_matrix(
        [
            Reliance("coop", "bank", ("money", "work"), known=False),
            Reliance("bank", "union", ("before",), known=True),
            Reliance("union", "coop", ("said",), known=True),
        ],
        PARTIES,
    )
    assert cells(figure) == {
        ("Coop", "Bank"): ("<b>!</b>", UNKNOWN),
        ("Bank", "<b>Union</b>"): ("<b>=</b>", KNOWN),
        ("<b>Union</b>", "Coop"): ("<b>o</b>", SAID),
    }
    assert list(figure.layout.yaxis.ticktext) == ["<b>Union</b>", "Bank", "Coop"]
    assert figure.layout.xaxis.ticktext == figure.layout.yaxis.ticktext
    assert [one.name for one in figure.data if one.name] == [
        "! depends and does not say so",
        "= depends and says so",
        "o says so, nothing else shows it",
    ]
    assert figure.layout.meta["alt"] == (
        "Matrix of who depends on whom, 3 pairs. Coop depends on Bank and does not say so: is paid "
        "from what it gives and works with it on an activity. Bank depends on Union and says so: "
        "waits for its activity. Union says that it depends on Coop; nothing else shows it. "
        "Neither depends on another nor is depended on: Press."
    )
    caption = figure.layout.meta["caption"]
    assert "1 time a party has not said that it depends on another." in caption
    assert "Neither depends on another nor is depended on: Press." in caption


def test_the_legend_holds_only_what_is_drawn():
    figure = dependence_matrix([Reliance("coop", "bank", ("tie",), known=True)], PARTIES)
    assert [one.name for one in figure.data if one.name] == ["= depends and says so"]
    assert "Every party has said on whom it depends." in figure.layout.meta["caption"]


pairs = st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(lambda pair: pair[0] != pair[1])


@given(st.dictionaries(pairs, st.booleans(), min_size=1))
def test_what_is_drawn_is_who_depends_on_whom(given_):
    parties = [party(f"p{n}") for n in range(6)]
    rows = [Reliance(f"p{a}", f"p{b}", ("work",), known) for (a, b), known in given_.items()]
    found = cells(dependence_matrix(rows, parties))
    assert found == {
        (f"P{a}", f"P{b}"): ("<b>=</b>", KNOWN) if known else ("<b>!</b>", UNKNOWN)
        for (a, b), known in given_.items()
    }


def test_many_parties_keep_those_with_most_to_show():
    parties = [party(f"p{n}") for n in range(25)]
    rows = [Reliance("p24", f"p{n}", ("work",), known=False) for n in range(24)]
    figure = dependence_matrix(rows, parties)
    assert len(figure.layout.yaxis.ticktext) == 16
    assert "P24" in figure.layout.yaxis.ticktext
    assert "9 parties with less to show not drawn." in figure.layout.meta["caption"]
    assert figure.layout.meta["alt"].count("P24 depends on") == 24


def test_text_from_data_is_escaped(texts):
    odd = [party("bank", name=NASTY), party("coop")]
    figure = dependence_matrix([Reliance("coop", "bank", ("tie",), known=True)], odd)
    for text in texts(figure):
        assert "<b>Ärzte" not in text
        assert "$" not in text
        assert "%{" not in text


@pytest.mark.parametrize("rows", [[], [Reliance("coop", "mill", ("tie",), known=True)]])
def test_where_nobody_depends_on_another_there_is_no_picture(rows):
    with pytest.raises(NothingToShow, match="Nothing shows yet"):
        dependence_matrix(rows, PARTIES)
