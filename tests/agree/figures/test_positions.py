"""Positions over rounds: each cell is what the party said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.positions import STANCES, tally_positions
from workbench.agree.analysis.rows import Party, Position, ProposalVersion, Round
from workbench.agree.figures.agree_style import STANCE_LOOKS
from workbench.agree.figures.positions import position_map
from workbench.drawing import theme
from workbench.errors import NothingToShow

DAY, LATE = date(2026, 3, 1), date(2026, 3, 9)
RULE = Round(0, DAY, None, "consent", None, None)
NASTY = "<b>Ärzte</b> & $x$ %{x}"


def party(key, role="required"):
    return Party(key, key.title(), None, role, DAY, *[None] * 7)


def said(key, gradient, number=1, version=1, day=DAY):
    return Position(number, "P1", version, key, gradient, None, None, day, None)


def proposal(version=1, title="Clean seed"):
    return ProposalVersion("P1", version, title, None, None, None, DAY, "team")


VERSIONS = (proposal(), proposal(2, "With stands"))


def draw(positions, parties, rounds=1, proposals=VERSIONS):
    every = [RULE, *(Round(n, DAY, date(2026, 3, 5), None, None, None)
                     for n in range(1, rounds + 1))]  # fmt: skip
    tallies = tally_positions(positions, parties, every, [], proposals)
    return position_map(tallies, parties, proposals)


def cells(figure):
    """Fill and words of each cell, by column and row."""
    boxes = {
        (round((one.x0 + one.x1) / 2), round((one.y0 + one.y1) / 2)): one.fillcolor
        for one in figure.layout.shapes
        if one.type == "rect"
    }
    words = {(one.x, one.y): one.text for one in figure.layout.annotations}
    return {place: (fill, words[place]) for place, fill in boxes.items()}


PARTIES = [party("bank", "donor"), party("union"), party("coop")]


def test_each_cell_holds_the_gradient_with_a_sign_and_silence_is_a_dot():
    figure = draw([said("union", 2), said("coop", 7), said("union", 6, 2, 2)], PARTIES, 2)
    found = cells(figure)
    assert found[0, 0] == (STANCE_LOOKS["supports"].colour, "<b>2</b> + supports")
    assert found[0, 1] == (STANCE_LOOKS["against"].colour, "<b>7</b> × against")
    assert found[1, 0] == (STANCE_LOOKS["tolerates"].colour, "<b>6</b> ~ tolerates")
    assert found[0, 2] == found[1, 1] == (theme.PAPER, "<b>•</b>")
    assert list(figure.layout.xaxis.ticktext) == ["round 1:<br>P1 v1", "round 2:<br>P1 v2"]
    assert list(figure.layout.yaxis.ticktext) == ["<b>Union</b>", "<b>Coop</b>", "Bank", "Result"]


def test_below_stands_what_each_column_comes_to():
    figure = draw([said("union", 2), said("coop", 7)], PARTIES)
    assert "<b>not<br>agreed</b>" in {one.text for one in figure.layout.annotations}
    agreed = draw([said("union", 2), said("coop", 3)], PARTIES)
    assert "<b>agreed</b>" in {one.text for one in agreed.layout.annotations}


def test_a_position_that_came_late_is_no_silence():
    figure = draw([said("union", 2), said("coop", 1, day=LATE)], PARTIES)
    assert cells(figure)[0, 1] == (theme.PAPER, "late")
    assert "too late: Coop; has not said: Bank." in figure.layout.meta["alt"]


def test_the_description_says_every_column():
    figure = draw([said("union", 2), said("coop", 7), said("union", 6, 2, 2)], PARTIES, 2)
    assert figure.layout.meta["alt"] == (
        "Round 1, P1 version 1 (Clean seed), not agreed: supports: Union (2); against: Coop (7); "
        "has not said: Bank. Round 2, P1 version 2 (With stands), not agreed: tolerates: Union (6);"
        " has not said: Coop and Bank."
    )
    assert "P1 v1: Clean seed; P1 v2: With stands." in figure.layout.meta["caption"]


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 8), min_size=1))
def test_what_is_drawn_is_what_was_said(given_):
    parties = [party(key, "donor") for key in "abcdef"]
    figure = draw([said(key, gradient) for key, gradient in given_.items()], parties)
    for row, key in enumerate("abcdef"):
        fill, words = cells(figure)[0, row]
        if key in given_:
            assert words.startswith(f"<b>{given_[key]}</b> ")
            assert fill == STANCE_LOOKS[STANCES[given_[key]]].colour
        else:
            assert "•" in words


def test_many_rounds_keep_the_latest_and_count_the_rest():
    figure = draw([said("union", 1 + n % 8, n) for n in range(1, 10)], PARTIES, 9)
    heads = list(figure.layout.xaxis.ticktext)
    assert len(heads) == 7
    assert heads[-1].startswith("round 9")
    assert "2 earlier columns not drawn." in figure.layout.meta["caption"]
    assert cells(figure)[6, 0][1] == "<b>2</b> +"


def test_many_parties_keep_those_whose_consent_is_required():
    parties = [party(f"p{n}", "affected") for n in range(30)] + [party("union")]
    figure = draw([said("union", 1)], parties)
    assert figure.layout.yaxis.ticktext[0] == "<b>Union</b>"
    assert len(figure.layout.yaxis.ticktext) == 25
    assert "7 parties more not drawn." in figure.layout.meta["caption"]


def test_text_from_data_is_escaped(texts):
    odd = Party("union", NASTY, None, "required", DAY, *[None] * 7)
    for text in texts(draw([said("union", 1)], [odd], proposals=[proposal(title=NASTY)])):
        assert "<b>Ärzte" not in text
        assert "$" not in text
        assert "%{" not in text


def test_without_positions_there_is_no_picture():
    with pytest.raises(NothingToShow, match="No party has said yet"):
        draw([], PARTIES)
