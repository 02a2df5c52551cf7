"""What depends on one partner alone."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.removal import losses


def test_what_depends_on_one_alone_is_named_and_comes_first():
    found = losses(
        ["desk", "garden", "bank"],
        able={"seed": ["garden"], "credit": ["bank", "desk"]},
        working={"A1": ["desk", "garden"], "A2": ["desk"]},
        giving={"bank": Decimal(500)},
        required=["desk"],
    )
    rows = {one.actor: one for one in found}
    assert [one.actor for one in found] == ["garden", "bank", "desk"]
    assert rows["garden"].components == ("seed",)
    assert rows["bank"].money == 500
    assert rows["desk"].activities == ("A2",)
    assert rows["desk"].consent
    assert all(one.is_alone for one in found)


def test_who_can_be_replaced_is_not_alone():
    (one, _) = losses(["a", "b"], able={"seed": ["a", "b"]}, working={}, giving={}, required=["a"])
    assert not one.is_alone


@given(st.dictionaries(st.sampled_from("xyz"), st.sets(st.sampled_from("abc"), min_size=1)))
def test_a_further_holder_never_makes_a_loss(able):
    before = {one.actor: set(one.components) for one in _losses(able)}
    after = {
        one.actor: set(one.components) for one in _losses({k: v | {"d"} for k, v in able.items()})
    }
    assert all(after[actor] <= own for actor, own in before.items())


def _losses(able):
    return losses("abc", able=able, working={}, giving={}, required=[])
