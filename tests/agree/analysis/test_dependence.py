"""Who depends on whom, and whether it knows."""

from datetime import date

from workbench.agree.analysis.dependence import WAYS, Leaning, Work, reliances
from workbench.agree.analysis.rows import Party

DAY = date(2026, 3, 1)


def party(key, knows=None, actor="same"):
    return Party(key, key.title(), key if actor == "same" else actor, "affected", DAY, None, knows,
                 *[None] * 5)  # fmt: skip


def test_each_way_is_found_and_what_is_said_counts_as_known():
    parties = [party("garden", "union;donor"), party("union"), party("donor"), party("desk")]
    leaning = Leaning(
        works=[
            Work("A1", "seed", "desk", ("union",)),
            Work("A2", "seed", "garden", ("union",), ("A1",)),
        ],
        paid={"garden": ["donor"]},
        able={"seed": ["garden", "union"]},
        ties=[("donor", "union")],
    )
    found = {(one.party, one.on): (set(one.through), one.known)
             for one in reliances(parties, leaning)}  # fmt: skip
    assert found == {
        ("garden", "union"): ({"work", "capacity"}, True),
        ("garden", "desk"): ({"before"}, False),
        ("garden", "donor"): ({"money"}, True),
        ("desk", "union"): ({"work", "capacity"}, False),
        ("desk", "garden"): ({"capacity"}, False),
        ("union", "donor"): ({"tie"}, False),
    }
    assert {way for ways, _ in found.values() for way in ways} <= set(WAYS)


def test_what_nothing_shows_is_said_to_be_said():
    (one,) = reliances([party("garden", "union"), party("union")], Leaning())
    assert (one.through, one.known) == (("said",), True)


def test_nobody_depends_on_itself_or_on_who_is_no_party():
    plan = [Work("A1", None, "garden", ("garden", "stranger"))]
    assert reliances([party("garden", "garden;stranger")], Leaning(works=plan)) == ()


def test_what_is_not_known_comes_first():
    parties = [party("a", "b"), party("b"), party("c")]
    plan = [Work("A1", None, "a", ("b", "c"))]
    assert [one.known for one in reliances(parties, Leaning(works=plan))] == [False, True]
