"""Positions under a rule: eight gradients, never averaged."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.positions import (
    LEAST,
    ORDER,
    STANCES,
    acceptable,
    pareto,
    tally_positions,
)
from workbench.agree.analysis.rows import Objection, Party, Position, ProposalVersion, Round

DAY = date(2026, 3, 1)
P1 = ProposalVersion("P1", 1, "Seed", None, None, None, DAY, "team")


def party(key, role="required", day=DAY):
    return Party(key, key.title(), None, role, day, *[None] * 7)


def rule(kind="consent", share=None, quorum=None):
    return [Round(0, DAY, None, kind, share, quorum), Round(1, DAY, None, None, None, None)]


def said(key, gradient, **more):
    own = {"condition": None, "clashes_with": None, "date": DAY, "presence": None} | more
    return Position(1, "P1", 1, key, gradient, **own)


def objection(key="O1", state="open"):
    return Objection(key, "P1", 1, "coop", DAY, "Land floods", *[None] * 4, state, None, None)


def verdict(positions, parties, *, rounds=None, objections=()):
    last = tally_positions(positions, parties, rounds or rule(), objections, [P1]).last
    return last.verdict, [one.kind for one in last.reasons]


def test_support_and_tolerance_of_all_that_are_required_is_agreement():
    every = [party("union"), party("coop"), party("press", "affected")]
    assert verdict([said("union", 3), said("coop", 6), said("press", 8)], every) == ("agreed", [])


def test_a_required_party_that_is_unready_is_no_refusal():
    assert verdict([said("union", 5)], [party("union")]) == ("not ready", ["unready"])


def test_a_required_party_against_is_named():
    found = tally_positions([said("union", 8)], [party("union")], rule(), [], [P1]).last
    assert found.verdict == "not agreed"
    assert found.reasons[0].about == ("union",)


def test_a_missing_required_party_keeps_it_from_being_agreed():
    every = [party("union"), party("coop")]
    assert verdict([said("union", 1)], every) == ("not agreed", ["missing"])
    half = rule(quorum=0.5)
    assert verdict([said("union", 1)], every, rounds=half) == ("agreed", [])


def test_a_reasoned_objection_that_is_open_stops_it_and_one_that_is_integrated_does_not():
    every = [party("union")]
    open_one, settled = objection(), objection(state="integrated")
    assert verdict([said("union", 1)], every, objections=[open_one]) == (
        "not agreed", ["objection"],
    )  # fmt: skip
    assert verdict([said("union", 1)], every, objections=[settled]) == ("agreed", [])


def test_support_asks_for_a_share_and_says_what_there_is():
    every = [party("union"), party("a", "affected"), party("b", "affected")]
    positions = [said("union", 2), said("a", 4), said("b", 7)]
    last = tally_positions(positions, every, rule("support", 0.5), [], [P1]).last
    assert (last.reasons[0].kind, last.reasons[0].needed) == ("share", 0.5)
    assert abs(last.reasons[0].found - 1 / 3) < 1e-12


def test_without_a_rule_nothing_is_agreed():
    rounds = [Round(1, DAY, None, None, None, None)]
    assert verdict([said("union", 1)], [party("union")], rounds=rounds) == ("open", ["no-rule"])


def test_what_comes_after_closing_does_not_count():
    later = DAY + timedelta(days=3)
    rounds = [rule()[0], Round(1, DAY, DAY + timedelta(days=1), None, None, None)]
    last = tally_positions(
        [said("union", 2), said("union", 8, date=later)], [party("union")], rounds, [], [P1]
    ).last
    assert (last.verdict, last.late) == ("agreed", ("union",))


def test_a_required_party_has_to_be_named_before_the_round():
    late = party("coop", day=DAY + timedelta(days=5))
    last = tally_positions([said("union", 1)], [party("union"), late], rule(), [], [P1]).last
    assert (last.verdict, last.named_late) == ("agreed", ("coop",))


def test_conditions_that_exclude_each_other_are_named_once():
    positions = [
        said("a", 3, condition="Land first", clashes_with="b"),
        said("b", 3, condition="Money first", clashes_with="a"),
    ]
    last = tally_positions(positions, [party("a"), party("b")], rule(), [], [P1]).last
    assert last.clashes == (("a", "b"),)
    assert len(last.reservations) == 2


def test_a_position_on_a_version_that_is_not_there_is_left_out():
    other = Position(1, "P1", 2, "union", 1, None, None, DAY, None)
    assert tally_positions([other], [party("union")], rule(), [], [P1]).rows == ()


# The reference's example: utilities of six proposals for two parties, who ask for 40 and 35.
WORTH = {"0": (60, 40), "1": (80, 10), "2": (50, 50), "3": (30, 70), "4": (45, 45), "5": (20, 90)}


def test_acceptable_and_pareto_set():
    found = acceptable(WORTH, (40, 35))
    assert found == ("0", "2", "4")
    assert pareto({name: WORTH[name] for name in found}) == ("0", "2")


def test_the_order_of_gradients_agrees_with_what_they_count_as():
    taken = {number for number, worth in ORDER.items() if worth >= LEAST}
    assert taken == {n for n, stance in STANCES.items() if stance in {"supports", "tolerates"}}


@given(st.lists(st.integers(1, 8), min_size=1, max_size=6))
def test_better_positions_never_undo_an_agreement(gradients):
    every = [party(str(n)) for n in range(len(gradients))]
    before, _ = verdict([said(str(n), g) for n, g in enumerate(gradients)], every)
    best = min(gradients, key=lambda g: ORDER[g])
    gradients[gradients.index(best)] = 1
    after, _ = verdict([said(str(n), g) for n, g in enumerate(gradients)], every)
    assert not (before == "agreed" and after != "agreed")


@given(st.dictionaries(st.text("ab", min_size=1), st.tuples(*[st.integers(0, 5)] * 3), min_size=1))
def test_what_is_dropped_is_dominated_by_something_kept(worth):
    kept = pareto(worth)
    assert kept
    for name in set(worth) - set(kept):
        assert any(all(a >= b for a, b in zip(worth[k], worth[name], strict=True)) for k in kept)
