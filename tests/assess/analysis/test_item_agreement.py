"""Agreement on the items of a section, as the diagnosis measures that on components."""

import numpy as np
import pandas as pd
import pytest

from tests.fixtures.assessed import LISTED, panel, pieces
from workbench.assess.analysis.answers import read_item_answers
from workbench.assess.analysis.item_agreement import item_agreement
from workbench.assess.analysis.item_levels import item_levels
from workbench.assess.analysis.item_list import ItemList
from workbench.diagnosis.analysis.agreement import alpha_of


def agreement(responses, sites=("huye",), listed=LISTED):
    answers = read_item_answers(listed, responses, pieces(), sites)
    return item_agreement(item_levels(answers, pieces()), seed=7)


def test_alpha_is_that_of_the_diagnosis_over_the_items_of_a_section():
    scores = [("design", [1, 2, 1]), ("partners", [4, 4, 5]), ("money", [2, 2, 2])]
    found = agreement(panel(*scores)).rows[0]
    counts = np.array([np.bincount(values, minlength=6) for _, values in scores], dtype=float)
    assert found.alpha == pytest.approx(alpha_of(counts, np.ones((1, 3)))[0])
    assert found.identical == pytest.approx(5 / 9)
    assert found.within_one == 1.0


def test_one_item_or_one_assessor_says_so():
    rows = {one.section: one for one in agreement(panel(("design", [1, 3]), ("needs", [1]))).rows}
    assert rows["parts"].reading == "too few components to say"
    assert rows["quality"].reading == "fewer than two assessors"
    assert rows["parts"].alpha is None


def test_sites_do_not_depend_on_each_other_and_gates_are_left_out():
    here = panel(("design", [1, 2]), ("money", [4, 4]))
    there = panel(("design", [3, 3]), ("evaluated", ["no", "yes"]), site="musanze")
    both = pd.concat([here, there])
    found = agreement(both, ("huye", "musanze"))
    alone = agreement(both[both["site"] == "musanze"], ("musanze",))
    assert {one.section for one in found.rows} == {"parts", "quality"}
    pd.testing.assert_frame_equal(found.site("musanze").table, alone.table)


def test_a_framework_of_gates_alone_has_no_agreement_to_measure():
    gates = ItemList(LISTED.sections[2:4], LISTED.items[5:9])
    assert agreement(panel(("evaluated", ["no", "yes"])), listed=gates).rows == []
