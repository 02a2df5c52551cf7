"""The level of an item, by the rules of the diagnosis."""

import pandas as pd
import pytest

from tests.fixtures.assessed import assessed, panel, pieces, row, said


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
    assert (found.level, found.gap, found.p_lowest, found.lowest) == (None, None, None, None)


def test_the_order_of_the_file_does_not_matter():
    responses = panel(("design", [1, 4, 2]), ("partners", [3, 3, 0]), ("evaluated", ["yes", "no"]))
    shuffled = responses.sample(frac=1.0, random_state=1)
    pd.testing.assert_frame_equal(assessed(responses).items, assessed(shuffled).items)
