"""Which step a site is in."""

from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.progress import STEPS, Guard, state_of


def guards(**holds):
    return [Guard(step, holds.get(step, True), f"do {step}", "table") for step in STEPS[:-1]]


def test_a_site_is_in_the_first_step_with_something_missing():
    found = state_of(guards(diagnose=False, agree=False))
    assert (found.step, found.next_thing.missing) == ("diagnose", "do diagnose")
    assert state_of(guards()).step == "navigate"
    assert state_of(guards()).next_thing is None


def test_no_agreement_leads_back_to_the_options():
    found = state_of(guards(agree=False), back="No agreement: take other options.")
    assert (found.step, found.back[:12]) == ("strategize", "No agreement")
    early = state_of(guards(diagnose=False), back="No agreement: take other options.")
    assert early.step == "diagnose"


@given(st.dictionaries(st.sampled_from(STEPS[:-1]), st.booleans()))
def test_what_holds_is_never_asked_for(holds):
    found = state_of(guards(**holds))
    assert not any(one.holds for one in found.missing)
    assert (found.step == "navigate") == all(holds.values())
