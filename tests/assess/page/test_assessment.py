"""The sentences and tables of an assessment."""

import re

import pytest

from tests.fixtures.assessed import asked, assessment_of, panel, pieces, said
from tests.fixtures.sites import BAD, cells, plain_text
from workbench.assess.analysis.lowest_items import AtMost
from workbench.assess.page import assessment as page
from workbench.errors import NothingToShow

RESPONSES = panel(
    ("design", [1, 2, 1]),
    ("partners", [4, 4, 4]),
    ("money", [2, 2, 3]),
    ("hypotheses", [3, 3, 3]),
    ("needs", [1, 1, 0]),
    ("evaluated", ["yes", "yes", "yes"]),
    ("engaged", ["no", "partly", "no"]),
    ("unproven", ["no", "no", "no"]),
    ("roadmap", ["done"]),
    ("training", ["running"]),
    ("approach", ["phased", "phased", "parallel"]),
    ("value", ["Less <waste>"]),
)


@pytest.fixture
def found(tmp_path):
    rows = asked({"item": "money", "required": 4, "effort": 2.0, "due": "2026-09-01"})
    evidence = pieces(("partners", 2, "weak"))
    return assessment_of(tmp_path, RESPONSES, requirements=rows, item_evidence=evidence)


def test_what_nobody_answered_is_not_counted_as_nothing(tmp_path):
    bare = assessment_of(tmp_path, panel(("design", [1, 2, 1])))
    told = str(page.shares_told(bare))
    assert "0 of" not in told
    assert "not answered." in told
    assert "more rule" not in str(page.rules_told(assessment_of(tmp_path, panel())))


def test_the_lowest_is_not_known_while_one_that_could_be_lower_is_not_answered(tmp_path):
    bare = assessment_of(tmp_path, panel(("design", [3, 3, 3])))
    first, *_ = (answer.plain for _, answer in page.one_page(bare).rows)
    assert first.startswith(
        "Which ingredient is the lowest is not known: 2 are not answered. The lowest of the others "
        "is at level 3, name 3: Design & <data>."
    )
    facts = page.one_page(bare).facts
    assert (facts["lowest"], facts["level"]) == ("not known yet", None)
    assert facts["shut"] == "not known yet"
    assert cells(page.item_table(bare))[0][1] == "Design & <data> (lowest of those answered)"
    sure = plain_text(page.lowest_certainty(bare))
    assert "How sure the lowest is cannot be told: 2 ingredients not answered." in sure
    assert "Chance of being the lowest" not in sure
    asked = bare.for_scale["huye"]
    assert asked == {"lowest-ingredient": 3.0, "gates-open": None}
    assert isinstance(asked["lowest-ingredient"], AtMost)


def test_chances_add_up_to_one(tmp_path):
    alike = panel(*((key, [2, 2, 2]) for key in ("design", "partners", "money")))
    told = plain_text(page.lowest_certainty(assessment_of(tmp_path, alike)))
    assert "diagnosis): Design & <data> 33 %, Partners 33 % and Money 33 %." in told


def test_a_share_is_of_what_is_answered(tmp_path):
    half = assessment_of(tmp_path, panel(("hypotheses", [3])))
    told = plain_text(page.shares_told(half))
    assert "Quality of the pilot: 1 of 2 at level 2 or more. 1 not answered." in told


def every(found):
    makers = (
        page.one_page, page.item_table, page.gap_table, page.gates_told, page.shares_told,
        page.answers_given, page.rules_told, page.lowest_certainty, page.unanswered,
        page.lent_answers,
    )  # fmt: skip
    return {make.__name__: make(found) for make in makers}


def test_page_one(found):
    rows = {head.plain: answer.plain for head, answer in page.one_page(found).rows}
    stands = rows["Where we stand"]
    assert "The lowest ingredient is Design & <data> (level 1, name 1;" in stands
    assert "3 items are below what is required." in stands
    assert "Ready?: not fulfilled." in stands
    assert "Not for: not known yet." in stands
    assert rows["To do first"] == (
        "Mend what shuts Ready?: Engaged. Close the first gap: Money, from 2 to 4."
    )
    assert page.one_page(found).facts == {
        "lowest": "Design & <data>", "level": 1, "gaps": 3, "shut": "Ready?",
    }  # fmt: skip


def test_levels_and_what_is_required(found):
    rows = {row[1]: row[2:] for row in cells(page.item_table(found))}
    assert rows["Design & <data> (lowest)"] == [
        "1, name 1 (1–2)", "3", "2", "none, though asked for",
    ]  # fmt: skip
    assert rows["Partners"] == ["2, name 2 (claimed 4)", "3", "1", "1 piece, weak"]
    assert rows["Needs"] == ["1, part 1 (0–1)", "", "", "none"]
    note = page.item_table(found).note.plain
    assert "The scale of Maturity" in note
    assert "our own assumption" in note


def test_what_the_team_adopted_is_told(tmp_path):
    rows = [("design", "1", "A1"), ("design", "2", "TEAM", "adopted")]
    (first, *_) = cells(page.item_table(assessment_of(tmp_path, said(*rows))))
    assert first[2] == "2, name 2 (adopted)"


def test_gaps_with_the_parts_of_their_priority(found):
    made = page.gap_table(found)
    assert cells(made)[0] == [
        "1", "Money", "2 → 4", "2", "1", "2", "1", "nobody yet, 1 September 2026",
    ]  # fmt: skip
    assert [row[5:7] for row in cells(made)[1:]] == [["not known", "–"]] * 2
    assert "2 gaps of unknown effort have no priority and come last" in made.note.plain


def test_gates_shares_and_status(found):
    gates = plain_text(page.gates_told(found))
    assert "Ready?: not fulfilled. Not there: Engaged." in gates
    assert "Not for: not known yet. Not answered: Unstable." in gates
    shares = plain_text(page.shares_told(found))
    assert "Quality of the pilot: 1 of 2 at level 2 or more (50 %). Below it: Needs." in shares
    assert "Work: 1 of 2 done. Running: Training." in shares


def test_an_open_gate_says_why(tmp_path):
    gates = {"evaluated": "yes", "engaged": "partly", "unproven": "no", "unstable": "no"}
    found = assessment_of(tmp_path, said(*gates.items()))
    told = plain_text(page.gates_told(found))
    assert "Ready?: fulfilled. All of it is there at least in part." in told
    assert "Not for: nothing blocks it." in told


def test_answers_as_they_were_given(found):
    assert cells(page.answers_given(found)) == [
        ["Approach", "One after the other (2 of 3)"],
        ["Approach", "All at once (1 of 3)"],
        ["Value", "Less <waste>"],
    ]


def test_rules_and_how_sure_it_is(found):
    rules = plain_text(page.rules_told(found))
    assert "One part is weak. Mend it." in rules
    assert "Of 1 more rule nobody can tell yet" in rules
    sure = plain_text(page.lowest_certainty(found))
    assert "Chance of being the lowest of the ingredients" in sure
    assert "of the pairs of assessors gave the same level" in sure


def test_what_is_not_answered(found):
    assert "1 of 2 not answered: Unstable" in plain_text(page.unanswered(found))


def test_no_raw_value_reaches_a_page(found):
    for name, record in every(found).items():
        assert not re.search(BAD, plain_text(record)), name


def test_an_answer_lent_by_another_item_is_told(tmp_path):
    found = assessment_of(tmp_path, panel(("design", [1])))
    lent = found.found.items.assign(answered_as="money")
    object.__setattr__(found.found, "items", lent)
    assert "answered as Money" in cells(page.item_table(found))[0][1]
    assert "the same: Design & <data> by Money" in plain_text(page.lent_answers(found))


def test_without_answers_it_says_so(tmp_path):
    found = assessment_of(tmp_path, panel())
    stands = {head.plain: answer.plain for head, answer in page.one_page(found).rows}
    assert stands["Where we stand"].startswith("None of the ingredients is assessed yet.")
    for make in (page.item_table, page.gap_table, page.answers_given):
        with pytest.raises(NothingToShow):
            make(found)
    assert plain_text(page.shares_told(found)).count("not answered") == 2
