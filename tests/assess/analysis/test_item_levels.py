"""The level of an item, by the rules of the diagnosis."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.assessed import assessed, panel, pieces, row, said
from workbench.assess.analysis.item_list import ItemList, ListedItem, ListedSection
from workbench.diagnosis.analysis.levels import read_levels
from workbench.frameworks import load
from workbench.frameworks.rule_language import AnswerScale


def level_of(item, *rows, evidence=None):
    return row(assessed(said(*rows), evidence), item)


def test_the_lower_median_of_the_latest_round():
    found = level_of(
        "design",
        ("design", "1", "A1"),
        ("design", "3", "A1", "workshop", 2),
        ("design", "4", "A2", "workshop", 2),
    )
    assert (found.level, found.round, found.assessors) == (3, 2, 2)
    assert (found.lowest, found.highest, found.claim_from) == (3, 4, "workshop")


def test_adopted_before_documents_before_assessors():
    rows = [("design", "4", "A1"), ("design", "2", "doc", "evidence")]
    assert level_of("design", *rows).level == 2
    rows.append(("design", "3", "team", "adopted"))
    found = level_of("design", *rows)
    assert (found.level, found.claim_from, found.assessors) == (3, "adopted", 1)
    assert level_of("design", *rows, ("design", "5", "A2", "workshop", 2)).level == 5


def test_evidence_caps_and_rejected_evidence_does_not():
    found = level_of("design", ("design", "4"), evidence=pieces(("design", 2, "weak")))
    assert (found.claimed, found.level, found.capped, found.strength) == (4, 2, True, "weak")
    found = level_of("design", ("design", "4"), evidence=pieces(("design", 2, "none")))
    assert (found.level, found.capped, found.strength, found.pieces) == (4, False, "none", 0)
    assert found.unsupported
    assert not level_of("partners", ("partners", "4")).unsupported


def test_evidence_above_the_scale_caps_at_its_top():
    found = level_of("needs", ("needs", "3"), evidence=pieces(("needs", 5, "strong")))
    assert (found.level, found.supported, found.capped) == (3, 3, False)


@pytest.mark.parametrize(
    ("item", "answers", "word"),
    [
        ("evaluated", ["yes", "no"], "no"),
        ("evaluated", ["yes", "partly", "yes"], "yes"),
        ("unproven", ["yes", "no"], "yes"),  # of what blocks, the cautious answer is yes
        ("unproven", ["partly", "no", "no"], "no"),
        ("evaluated", ["not applicable", "not applicable", "yes"], "not applicable"),
        ("evaluated", ["not applicable", "yes"], "yes"),
        ("roadmap", ["dropped"], "dropped"),
        ("training", ["done", "running"], "running"),
    ],
)
def test_words_of_several_assessors(item, answers, word):
    found = row(assessed(panel((item, answers))), item)
    assert found.word == word
    assert found.set_aside == (word in {"not applicable", "dropped"})
    assert found.answered
    assert (found.level is None) == found.set_aside


def test_an_adopted_answer_ends_what_was_set_aside():
    rows = [("evaluated", "not applicable", f"A{n}") for n in range(3)]
    found = level_of("evaluated", *rows, ("evaluated", "yes", "team", "adopted"))
    assert (found.word, found.set_aside) == ("yes", False)


def test_evidence_does_not_open_a_gate_that_blocks():
    found = level_of("unproven", ("unproven", "yes"), evidence=pieces(("unproven", 0, "strong")))
    assert found.word == "yes"


def test_nothing_is_known_of_what_nobody_answered():
    found = row(assessed(said(("design", "3")), sites=("huye", "musanze")), "design", "musanze")
    assert not found.answered
    assert (found.level, found.gap, found.p_over_all, found.lowest) == (None, None, None, None)


def test_the_order_of_the_file_does_not_matter():
    responses = panel(("design", [1, 4, 2]), ("partners", [3, 3, 0]), ("evaluated", ["yes", "no"]))
    shuffled = responses.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(assessed(responses).items, assessed(shuffled).items)


KEYS = ("design", "partners", "money")
judgements = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.sampled_from(["workshop", "evidence", "adopted"]),
        st.integers(1, 3),
        st.integers(1, 3),
        st.integers(0, 9),
    ),
    max_size=20,
)
registers = st.lists(
    st.tuples(
        st.sampled_from(KEYS),
        st.one_of(st.none(), st.integers(0, 9)),
        st.sampled_from(["strong", "medium", "weak", "none"]),
    ),
    max_size=5,
)


@given(judgements, registers)
def test_the_rules_are_those_of_the_diagnosis(rows, register):
    frame = pd.DataFrame(rows, columns=["item", "basis", "round", "day", "level"])
    frame = frame.assign(
        site="huye",
        date=pd.to_datetime("2026-03-0" + frame["day"].astype(str)),
        assessor=[f"A{n}" for n in range(len(frame))],
    ).astype({"item": "str", "basis": "str", "site": "str", "assessor": "str"})
    evidence = pieces(*register)
    listed = ItemList(
        (ListedSection("parts", "Parts"),),
        tuple(ListedItem(key, key, "parts", scale=AnswerScale(0, 9)) for key in KEYS),
    )
    found = assessed(frame.assign(value=frame["level"].astype("str")), evidence, listed=listed)
    components = pd.DataFrame({"site": "huye", "component": list(KEYS)})
    known = read_levels(
        components,
        frame.rename(columns={"item": "component", "level": "readiness"}),
        load("ipsr"),
        evidence=evidence.rename(columns={"item": "component"}).assign(dimension="readiness"),
    ).by_dimension["readiness"]
    for mine in ("claimed", "supported", "level", "lowest", "highest", "median"):
        ours = found.items[mine].to_numpy(dtype=float, na_value=np.nan)
        theirs = getattr(known, "used" if mine == "level" else mine)
        np.testing.assert_array_equal(ours, theirs, err_msg=mine)
    assert found.items["strength"].tolist() == known.strength.tolist()
    sources = found.items["claim_from"].astype(object)
    assert sources.where(sources.notna(), None).tolist() == known.source.tolist()
