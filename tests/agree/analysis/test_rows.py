"""Rows of step 4: what a blank and a list of names come to."""

from datetime import date

import pandas as pd

from workbench.agree.analysis.rows import Agreed, Participant, Party, ProposalVersion
from workbench.core.rows import rows_of

DAY = date(2026, 3, 1)


def test_names_in_a_cell_become_parties_and_options():
    one = Agreed("P1", 1, DAY, None, "union;coop", "Minutes", None, None)
    assert one.signed == {"union", "coop"}
    own = ProposalVersion("P1", 2, "Seed", None, "seed-1;cred-2", None, DAY, "team")
    assert (own.key, own.options) == (("P1", 2), ("seed-1", "cred-2"))
    assert ProposalVersion("P1", 2, "Seed", None, None, None, DAY, "team").options == ()


def test_a_blank_says_nothing():
    party = Party("union", "Union", None, "affected", DAY, *[None] * 7)
    assert (party.knows_of, party.loses, party.is_required) == (frozenset(), False, False)


def test_a_practice_that_is_given_up_is_a_loss():
    party = Party("u", "U", None, "required", DAY, None, None, None, None, "Hoeing", None, None)
    assert party.loses
    assert party.is_required


def test_who_sends_somebody_was_there():
    table = pd.DataFrame(
        {"meeting": ["W1", "W1"], "party": ["a", "b"], "presence": ["proxy", "absent"],
         "person": [None, None], "listed": [None, True]}
    )  # fmt: skip
    assert [one.was_there for one in rows_of(table, Participant)] == [True, False]
