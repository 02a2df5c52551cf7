"""Phases drawn over their weeks."""

from dataclasses import replace

import pytest

from tests.transformation.figures.conftest import NASTY
from workbench.errors import NothingToShow
from workbench.transformation.figures.roadmap import GATES, roadmap_bars


def test_a_bar_for_each_phase_and_a_mark_at_its_end(north, sound):
    figure = roadmap_bars(north.roadmap)
    sound(figure)
    assert list(figure.data[0].base) == [0, 6, 18, 21]
    assert list(figure.data[0].x) == [6, 12, 3, 3]
    shut = next(one for one in figure.data if one.name == GATES["not met"].label)
    assert list(shut.x) == [6, 18, 21, 24]
    assert figure.layout.shapes[0].x0 == 7.5  # week 8


def test_words_of_a_framework_are_escaped(north, sound):
    gate = north.roadmap.gates[0]
    nasty = replace(gate, phase=replace(gate.phase, title=NASTY))
    sound(roadmap_bars(replace(north.roadmap, gates=(nasty,))))


def test_no_phases(north):
    with pytest.raises(NothingToShow):
        roadmap_bars(replace(north.roadmap, gates=()))
