"""The figure of gates: each answer has a sign, and what blocks is turned round."""

import pytest

from tests.fixtures.assessed import assessed, panel, row
from workbench.assess.figures import gate_strip
from workbench.assess.figures.gates import (
    ASIDE,
    NOT_ANSWERED,
    OPEN_GATE,
    PARTLY_OPEN,
    SHUT_GATE,
    answer_words,
    gate_look,
)
from workbench.errors import NothingToShow


@pytest.mark.parametrize(
    ("item", "answers", "look"),
    [
        ("evaluated", ["yes"], OPEN_GATE),
        ("evaluated", ["partly"], PARTLY_OPEN),
        ("evaluated", ["no"], SHUT_GATE),
        ("evaluated", ["not applicable"], ASIDE),
        ("evaluated", [], NOT_ANSWERED),
        ("unproven", ["no"], OPEN_GATE),
        ("unproven", ["yes"], SHUT_GATE),
        ("unproven", ["partly"], PARTLY_OPEN),
    ],
)
def test_the_sign_of_an_answer(item, answers, look):
    assert gate_look(row(assessed(panel((item, answers))), item)) is look


def test_the_gates_of_each_section_and_what_they_come_to():
    found = assessed(panel(("evaluated", ["yes"]), ("engaged", ["no"]), ("unproven", ["no"])))
    figure = gate_strip(found)
    drawn = {one.name: len(one.x) for one in figure.data}
    assert drawn == {"fulfilled": 2, "not fulfilled": 1, "not answered": 1}
    caption = figure.layout.meta["caption"]
    assert "Ready?: not fulfilled and Not for: not known yet" in caption
    assert "“no” counts as fulfilled" in caption
    assert answer_words(row(found, "unstable")) == "not answered"


def test_without_an_answer_there_is_nothing_to_draw():
    with pytest.raises(NothingToShow, match="No gate"):
        gate_strip(assessed(panel(("design", [5]))))
