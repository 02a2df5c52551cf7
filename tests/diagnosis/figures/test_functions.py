from __future__ import annotations

import pytest

from workbench.diagnosis.figures.functions import functions_covered
from workbench.errors import NothingToShow


def test_dots_stand_where_a_component_serves_a_function(huye):
    figure = functions_covered(huye)
    [dots] = [t for t in figure.data if t.hovertext is not None]
    columns = [text.split()[0].removeprefix("<b>") for text in figure.layout.xaxis.ticktext]
    assert columns == ["2", "3", "4", "5", "6", "7", "8", "9"]
    served = {(columns[x - 1], y) for x, y in zip(dots.x, dots.y, strict=True)}
    assert {("2", 1), ("5", 1), ("2", 6), ("8", 4)} <= served
    assert len(served) == 10


def test_gaps_are_said_in_words(huye, texts):
    figure = functions_covered(huye)
    covered = huye.functions["covered"].sum()
    assert texts(figure).count("<b>gap: no component</b>") == len(huye.functions) - covered
    assert "Gaps: Compatibility" in figure.layout.meta["caption"]
    assert "Compatibility: no component" in figure.layout.meta["alt"]


def test_components_without_a_function_are_named_unless_core(part, one):
    figure = functions_covered(
        one(part("Core", core=True), part("Seed", functions="access"), part("Credit"))
    )
    assert "No function is stated for 3 Credit." in figure.layout.meta["caption"]


def test_no_function_stated(unknown):
    with pytest.raises(NothingToShow, match="functions"):
        functions_covered(unknown)
