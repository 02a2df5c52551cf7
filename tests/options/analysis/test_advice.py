"""Comparison, decision tree and decisions side by side: which of them speaks last."""

import pandas as pd
import pytest

from tests.fixtures.packages import declared, sure, weigh_from
from workbench.options.analysis.advice import advise
from workbench.options.analysis.choice import compare_options
from workbench.options.analysis.decision_tree import walk_tree
from workbench.options.analysis.decisions import review_decisions

LISTED = pd.DataFrame({"site": "s", "component": ["a", "b"], "title": ["<A>", "B"]})
JUDGED = LISTED[["site", "component"]].assign(readiness=[4, 6], use=[2, 3])
OPTIONS = [
    ("quick", "develop", 6, 10.0, 3.0, None),
    ("slow", "outsource", 6, 90.0, 30.0, None),
    ("end", "stop", None, 5.0, 1.0, None),
]


def told(options=OPTIONS, answers=(), decision=None, word="firm"):
    names = ["proposal", "option", "use_after", "cost", "months", "feasible"]
    frame = pd.DataFrame(options, columns=names).assign(site="s", component="a")
    frame = frame.astype({"use_after": "Int64", "feasible": "boolean"})
    results = weigh_from(frame, LISTED, JUDGED)
    said = pd.DataFrame(
        [("s", "a", question, answer) for question, answer in answers],
        columns=["site", "component", "question", "answer"],
    )
    columns = ["site", "decision", "component", "option", "proposal"]
    rows = [] if decision is None else [("s", "D1", "a", *decision)]
    made = declared(pd.DataFrame(rows, columns=columns), "decisions")
    review = review_decisions(made, results, LISTED, JUDGED)
    certain = sure(results, word)
    tree = walk_tree(declared(said, "answers"), results, certain)
    left = results.table.assign(answered=tree.against(results.table))
    choice = compare_options(left, ["gain", "months", "cost"], draws=200)
    return advise(results, choice, tree, review, certain)


def _row(advice):
    [row] = advice.table.to_dict("records")
    return row


def test_what_is_best_under_most_weightings_is_advised():
    row = _row(told())
    assert (row["advice"], row["proposal"], row["share"]) == ("option", "quick", 1.0)
    assert (row["bottleneck"], row["options"], row["decided"]) == (True, 3, False)
    assert pd.isna(row["agrees"])


@pytest.mark.parametrize(
    ("answers", "advice", "proposal"),
    [
        ([("needed", "no")], "not needed", None),
        ([("needed", "yes"), ("firm", "no")], "evidence first", "quick"),
        ([("needed", "yes"), ("firm", "open")], "option", "quick"),
        (
            [("needed", "yes"), ("firm", "yes"), ("stop", "yes")]
            + [(q, "no") for q in ("substitute", "outsource", "develop")]
            + [(q, "no") for q in ("relocate", "reorient", "postpone")],
            "stop",
            "end",
        ),
    ],
)
def test_the_decision_tree_speaks_before_the_comparison(answers, advice, proposal):
    row = _row(told(answers=answers))
    assert row["advice"] == advice
    assert row["proposal"] == proposal or (proposal is None and pd.isna(row["proposal"]))


def test_stopping_is_advised_where_nothing_else_is_possible():
    ruled_out = [(*one[:5], False) for one in OPTIONS[:2]]
    row = _row(told([*ruled_out, OPTIONS[2]]))
    assert (row["advice"], row["option"]) == ("stop", "stop")
    row = _row(told(ruled_out))
    assert row["advice"] == "none"
    assert pd.isna(row["option"])


@pytest.mark.parametrize(
    ("decision", "agrees"),
    [
        (("develop", "quick"), True),
        (("outsource", "slow"), False),
        (("develop", None), True),
        (("postpone", None), False),
    ],
)
def test_a_decision_stands_beside_the_advice(decision, agrees):
    row = _row(told(decision=decision))
    assert row["proposal"] == "quick"
    assert row["chosen_option"] == decision[0]
    assert row["agrees"] == agrees


def test_one_site_and_text_from_data_is_escaped():
    advice = told()
    assert len(advice.site("s").table) == 1
    assert advice.of_site("elsewhere").table.empty
    assert "<A>" not in advice._repr_html_()
    assert "&lt;A&gt;" in advice._repr_html_()


def test_without_options_and_answers_the_bottleneck_has_no_advice():
    row = _row(told([]))
    assert (row["component"], row["advice"], row["options"]) == ("a", "none", 0)
