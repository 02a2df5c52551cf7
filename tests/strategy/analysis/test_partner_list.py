"""One list of partners: who is named anywhere, and what does not fit."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workbench.strategy.analysis.partner_list import NamedSomewhere, partner_list

ACTORS = st.sampled_from(["a", "b", "c", "d"])


def kinds(one):
    return [misfit.kind for misfit in one.misfits]


def test_who_carries_out_the_decision_comes_first_with_what_does_not_fit():
    garden, nursery, desk = partner_list(
        NamedSomewhere(
            chosen={"nursery": ("bilateral", "co-investment")},
            carries=[("seed", "garden")],
            responsible=["desk", "desk", "garden"],
            paid={"garden": (Decimal(20708), True)},
            agreed={"desk": "mou"},
            able=frozenset({"desk", "nursery"}),
        )
    )[0:3:1]
    found = {one.actor: one for one in (garden, nursery, desk)}
    assert garden.actor == "garden"
    assert kinds(garden) == ["nothing-agreed", "partner-not-chosen", "capacity-not-known"]
    assert kinds(found["desk"]) == ["partner-not-chosen"]
    assert kinds(found["nursery"]) == ["no-part"]


def test_nothing_has_to_be_agreed_with_who_leads():
    (lead,) = partner_list(NamedSomewhere(responsible=["lead"], leads=frozenset({"lead"})))
    assert (lead.is_lead, lead.misfits) == (True, ())


def test_without_a_choice_nobody_is_left_out_of_it():
    (one,) = partner_list(NamedSomewhere(responsible=["desk"], agreed={"desk": "mou"}))
    assert one.misfits == ()


@given(st.sets(ACTORS), st.lists(ACTORS), st.lists(ACTORS), st.sets(ACTORS), st.sets(ACTORS))
def test_the_list_is_the_union_and_counts_everything(chosen, leads, helps, paid, agreed):
    found = partner_list(
        NamedSomewhere(
            chosen=dict.fromkeys(chosen, ("platform", None)),
            responsible=leads,
            helping=helps,
            paid=dict.fromkeys(paid, (Decimal(5), False)),
            agreed=dict.fromkeys(agreed, "mou"),
        )
    )
    assert {one.actor for one in found} == chosen | {*leads, *helps} | paid | agreed
    assert len({one.actor for one in found}) == len(found)
    assert sum(one.leads for one in found) == len(leads)
    assert sum(one.helps for one in found) == len(helps)
    for one in found:
        assert ("nothing-agreed" in kinds(one)) == (one.counted_on and one.actor not in agreed)
        assert ("no-part" in kinds(one)) == (not one.has_part)
