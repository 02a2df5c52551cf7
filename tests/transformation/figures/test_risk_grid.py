"""Risks in the grid."""

import pytest

from tests.fixtures.rollout import risk
from tests.transformation.figures.conftest import NASTY
from workbench.errors import NothingToShow
from workbench.transformation.analysis.risks import weigh_risks
from workbench.transformation.figures.risk_grid import risk_grid


def test_numbers_stand_where_the_risks_are_today_and_once_mitigated(north, sound):
    figure = risk_grid(north.register)
    sound(figure)
    assert len(figure.layout.shapes) == 25
    notes = {one.text: (one.x, round(one.y)) for one in figure.layout.annotations}
    assert notes == {"<b>1</b>": (4, 4), "<b>2</b>": (3, 1), "(1)": (3, 2)}  # the talks go on
    (line,) = [one for one in figure.data if one.mode == "lines"]
    assert list(line.x) == [4, 3, None]


def test_no_line_runs_through_a_number():
    over = [risk(name=f"K{at}", likelihood=4, impact=3, residual_likelihood=at, residual_impact=3)
            for at in (1, 2)]  # fmt: skip
    figure = risk_grid(weigh_risks(over, {}))
    cells = {(one.x0 + 0.5, one.y0 + 0.5): one.fillcolor for one in figure.layout.shapes}
    for one in figure.layout.annotations:
        assert one.bgcolor == cells[one.x, round(one.y)]


def test_many_risks_of_a_cell_stand_in_lines_and_the_rest_is_counted(sound):
    rows = [risk(name=f"K{at}", title=NASTY, likelihood=2, impact=2) for at in range(30)]
    figure = risk_grid(weigh_risks(rows, {}))
    sound(figure)
    (note,) = figure.layout.annotations
    assert note.text.endswith("+20")
    assert "5 more risks not drawn" in figure.layout.meta["caption"]


def test_without_likelihood_and_impact_there_is_no_grid():
    with pytest.raises(NothingToShow):
        risk_grid(weigh_risks([risk()], {}))
