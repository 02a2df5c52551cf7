"""All units in one table."""

import pytest

from workbench.errors import NothingToShow
from workbench.publish.html import record_html
from workbench.transformation.page import approach
from workbench.transformation.page import units as page
from workbench.transformation.step import ProjectRollout


@pytest.fixture(scope="module")
def network(rollout):
    steps = tuple(rollout(one) for one in ("north", "south", "west", "east"))
    return ProjectRollout(steps[0].site.project, steps[0].assessment, steps)


def test_each_unit_has_a_row(network):
    rows = [[str(cell) for cell in row] for row in page.unit_table(network).rows]
    assert rows[0] == [
        "North Hospital", "wave 1, week 7", "Expansion", "shut", "at least 1", "1", "1", "1",
    ]  # fmt: skip
    assert rows[3][:3] == ["East Hospital", "in use", "Expansion"]


def test_a_unit_that_chose_otherwise_stands_in_the_wave_of_the_common_order(rollout):
    chose = {"north": "phased", "south": "parallel", "west": "phased"}
    steps = tuple(rollout(key, words={"scaling-approach": way}) for key, way in chose.items())
    found = ProjectRollout(steps[0].site.project, steps[0].assessment, steps)
    assert steps[1].place.wave == 1
    order = {str(row[0]): str(row[1]) for row in approach.order_table(found).rows}
    taken = {str(row[0]): str(row[1]).split(",")[0] for row in page.unit_table(found).rows}
    assert taken == {name: f"wave {wave}" for name, wave in order.items()}


def test_what_holds_of_all(network):
    said = str(record_html(page.how_far_units(network)).striptags())
    assert "1 of 4 units use the capability." in said
    assert "At 4 units a phase is over and its gate is not open." in said
    assert "Nobody watches 1 grave risk." in said


def test_the_approach_is_told_without_a_place_of_its_own(network):
    said = str(record_html(approach.approach_answer(network)).striptags())
    assert "by our rule it is phased" in said
    assert "taken on in wave" not in said
    assert len(approach.order_table(network).rows) == 3
    assert len(network.methods) == 1


def test_no_units(network):
    with pytest.raises(NothingToShow):
        page.unit_table(ProjectRollout(network.where, network.assessment, ()))
