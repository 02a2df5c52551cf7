import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from tests.fixtures.packages import declared, sure
from workbench.options.analysis.decision_tree import QUESTIONS, walk_tree

NO = dict.fromkeys(QUESTIONS, "no") | {"needed": "yes", "firm": "yes"}


@pytest.fixture(scope="module")
def results(weighed):
    return weighed


def _answers(**said):
    rows = [{"question": question, "answer": answer} for question, answer in said.items()]
    columns = ["question", "answer"]
    given = pd.DataFrame(rows, columns=columns).assign(site="s", component="C3")
    return declared(given, "answers")


@pytest.fixture(scope="module")
def walk(results):
    def walk(**said):
        return walk_tree(_answers(**said), results, sure(results))

    return walk


def _lead(tree):
    (row,) = tree.leads.to_dict("records")
    return row


@pytest.mark.parametrize(
    ("said", "outcome", "options", "next_question"),
    [
        ({}, "open", "", "needed"),
        ({"needed": "no"}, "correction", "", None),
        ({"needed": "yes"}, "open", "", "firm"),
        ({"needed": "yes", "firm": "no"}, "evidence first", "", None),
        ({"needed": "yes", "firm": "yes"}, "open", "", "substitute"),
        (
            {"needed": "yes", "firm": "yes", "develop": "yes", "substitute": "no"},
            "here and now", "develop", None,
        ),
        (
            NO | {"substitute": "yes", "outsource": "yes"},
            "here and now", "substitute;outsource", None,
        ),
        (NO | {"relocate": "open"}, "open", "", "relocate"),
        (
            NO | {"relocate": "yes", "postpone": "yes"},
            "elsewhere or later", "relocate;postpone", None,
        ),
        (NO | {"stop": "yes"}, "stop", "stop", None),
        (NO | {"stop": "open"}, "open", "", "stop"),
        (NO, "no way named", "", None),
    ],
)  # fmt: skip
def test_where_the_walk_leads(walk, said, outcome, options, next_question):
    lead = _lead(walk(**said))
    assert lead["outcome"] == outcome
    assert lead["options"] == options
    assert lead["next_question"] == next_question or pd.isna(lead["next_question"])
    assert pd.isna(lead["next_question"]) == (next_question is None)


def test_every_question_is_there_with_its_answer_even_where_the_walk_does_not_go(walk):
    table = walk(needed="no", stop="yes").table
    assert table["question"].tolist() == list(QUESTIONS)
    rows = table.set_index("question")
    assert rows.loc["stop", ["answer", "reached", "unanswered"]].tolist() == ["yes", False, False]
    assert rows["reached"].tolist() == [True] + [False] * 8


def test_which_questions_are_not_answered(walk):
    tree = walk(needed="yes", firm="yes", develop="yes", outsource="open")
    rows = tree.table.set_index("question")
    assert rows.index[rows["unanswered"]].tolist() == ["substitute", "outsource"]
    assert _lead(tree)["unanswered"] == 2


def test_what_the_data_say_and_where_answers_conflict(walk):
    tree = walk(needed="yes", firm="no", substitute="no", reorient="yes", stop="yes")
    rows = tree.table.set_index("question")
    assert "nobody has accepted" in rows.loc["reorient", "hint"]
    assert rows.index[rows["conflict"]].tolist() == ["firm", "substitute", "stop"]
    assert _lead(tree)["conflicts"] == 3
    assert "goes from 8 to 18" in rows.loc["substitute", "hint"]
    assert "probability of" in rows.loc["firm", "hint"]


def test_a_way_that_does_not_lift_the_component_opens_the_next_branch(weigh, options):
    rows = [
        {"option": "develop", "readiness_after": 4, "use_after": 2},
        {"option": "relocate", "to_site": "t"},
    ]
    results = weigh(options(*rows))
    said = _answers(**(NO | {"develop": "yes", "relocate": "yes"}))
    lead = _lead(walk_tree(said, results, sure(results)))
    assert lead["outcome"] == "elsewhere or later"
    left = _lead(walk_tree(_answers(**(NO | {"develop": "yes"})), results, sure(results)))
    assert left["options"] == "develop"


def test_a_substitute_found_by_function_is_a_hint(weigh, options):
    results = weigh(options({"option": "stop"}))
    rows = walk_tree(_answers(), results, sure(results)).table.set_index("question")
    assert rows.loc["substitute", "hint"] == "C3b serves the same function and scores 28 here."
    assert rows["answer"].isna().all()
    assert rows.loc["develop", "hint"] == "No such option is recorded."


def test_the_latest_answer_counts(results):
    said = _answers(needed="yes").assign(date=pd.Timestamp("2026-05-01"))
    older = _answers(needed="no").assign(date=pd.Timestamp("2026-01-01"), reason="x", by="team")
    tree = walk_tree(pd.concat([said, older]), results, sure(results))
    row = tree.table.iloc[0]
    assert row["answer"] == "yes"
    assert row["date"] == pd.Timestamp("2026-05-01")


def test_answers_of_other_sites_are_left_out(results):
    elsewhere = _answers(needed="yes").assign(site="other")
    assert len(walk_tree(elsewhere, results, sure(results)).leads) == 1


def test_sites_are_kept_apart(weigh, seven):
    results = weigh(seven, sites=["s", "t"])
    tree = walk_tree(_answers(needed="no"), results, sure(results))
    assert tree.leads["site"].tolist() == ["s", "t"]
    assert tree.leads["bottleneck"].all()
    assert tree.site("t").leads["outcome"].tolist() == ["open"]
    assert walk_tree(_answers(), results.site("t"), sure(results.site("t"))).leads[
        "site"
    ].tolist() == ["t"]


def test_an_unscored_package_asks_nothing(weigh, options):
    results = weigh(options().reindex(columns=["site", "proposal", "component", "option"]),
                    sites=["bare"])  # fmt: skip
    tree = walk_tree(_answers(), results, sure(results))
    assert tree.leads.empty
    assert tree.table.empty


@examples(60)
@given(st.dictionaries(st.sampled_from(QUESTIONS), st.sampled_from(["yes", "no", "open"])))
def test_every_set_of_answers_leads_somewhere(said):
    from workbench.options.analysis.decision_tree import _lead

    lead = _lead(said, [q for q in ("substitute", "outsource", "develop") if said.get(q) == "yes"])
    assert 1 <= lead.reached <= len(QUESTIONS)
    assert (lead.outcome == "open") == (lead.next_question is not None)
    if lead.next_question:
        assert said.get(lead.next_question, "open") == "open"
    assert all(said.get(option) == "yes" for option in lead.options)
