"""All places of a project beside each other."""

import pytest

from tests.fixtures.assessed import assessed, framework, panel
from workbench.assess.page.over_places import levels_at_every_place, lowest_by_place, one_page
from workbench.assess.step import FrameworkAssessment
from workbench.errors import NothingToShow


class Places:
    """Three places, one of them without answers; an actor has a name too."""

    keys = ("huye", "kibuye", "gisenyi")
    names = {"huye": "Huye", "kibuye": "Kibuye", "gisenyi": "Gisenyi", "coop": "Cooperative"}  # noqa: RUF012


def _found(*answers):
    import pandas as pd

    rows = pd.concat(answers) if answers else panel()
    found = assessed(rows, sites=Places.keys)
    return FrameworkAssessment(Places(), framework(), found, None)


@pytest.fixture
def found():
    return _found(
        panel(("design", [1, 1]), ("partners", [3, 3]), ("unproven", ["yes", "yes"])),
        panel(("design", [4, 4]), ("partners", [2, 2]), ("money", [4]), site="kibuye"),
    )


def test_the_lowest_of_each_place_and_the_gates_that_are_shut(found):
    rows = {str(row[0]): [str(cell) for cell in row[1:]] for row in lowest_by_place(found).rows}
    assert list(rows) == ["Huye", "Kibuye", "Gisenyi"]
    assert rows["Huye"][:3] == ["Design & <data>", "1 or less", "not known"]  # money: no answer
    assert rows["Huye"][-2:] == ["1", "Not for"]
    assert rows["Kibuye"][:2] == ["Partners", "2"]
    assert rows["Kibuye"][2].endswith("%")
    assert rows["Kibuye"][-1] == "not known"
    assert rows["Gisenyi"] == ["not assessed", "–", "–", "–", "not known"]


def test_page_one_counts_places_and_no_actors(found):
    said = " ".join(str(words) for _, words in one_page(found).rows)
    assert "2 of 3 settings are assessed" in said
    assert (
        "Lowest ingredient, of those answered (not all are at 1 setting): "
        "Design & <data> at 1 setting and Partners at 1 setting." in said
    )
    assert "Not for: blocked at 1 setting." in said


def test_the_picture_has_a_cell_for_each_answer(found):
    figure = levels_at_every_place(found)
    assert list(figure.layout.yaxis.ticktext) == ["Huye", "Kibuye", "Gisenyi"]
    drawn = [list(row) for row in figure.data[0].z]
    assert drawn[0][:2] == [2, 0]
    assert drawn[1][:2] == [0, 1]
    assert set(drawn[2]) == {None}
    assert "lowest at 1 place" in figure.layout.meta["alt"]


def test_without_answers_there_is_nothing_to_compare():
    empty = _found(panel(("approach", ["phased"])))
    for told in (lowest_by_place, levels_at_every_place):
        with pytest.raises(NothingToShow):
            told(empty)
    assert "0 of 3" in str(one_page(empty).rows[0][1]) or "no" in str(one_page(empty).rows[0][1])
