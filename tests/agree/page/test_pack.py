"""What is read before a meeting, and who is invited, against the results of the step."""

import pytest

from workbench.agree.page.pack import (
    invitation_list,
    listed_words,
    meeting_of,
    meeting_words,
    pre_read,
    proposed_options,
)
from workbench.errors import NothingToShow, UnknownName
from workbench.page.records import ReportTable

SITES = {"rw-huye": None, "rw-musanze": None, "rw-nyanza": "W1"}


def said(part):
    """Return all words of a part of a paper."""
    words = []
    for record in part.records:
        match record:
            case ReportTable():
                words += [str(cell) for row in record.rows for cell in row] + [record.note.plain]
            case _:
                words += [one.plain for one in getattr(record, "paragraphs", ())]
                words += [one.plain for one in getattr(record, "points", ())]
    return " ".join(words)


@pytest.fixture(params=SITES)
def site(request):
    return request.param


@pytest.fixture
def paper(agreed, site):
    found = agreed(site)
    parts = pre_read(found, meeting_of(found, SITES[site]))
    return found, {one.heading.plain: one for one in parts}


def test_it_says_what_the_meeting_is_for_and_where_the_package_stands(paper):
    found, parts = paper
    meeting = meeting_of(found, SITES[found.site.key])
    assert f"{meeting_words(meeting)}: {meeting.purpose}." in said(parts["What the meeting is for"])
    stands = said(parts["Where the package stands"])
    package = found.diagnosis.package
    assert f"{package.shown} of 81" in stands
    assert found.diagnosis.weakest[0].title in stands
    assert found.diagnosis.sure.confidence in stands.lower()


def test_it_says_what_is_proposed_and_what_it_costs(paper):
    found, parts = paper
    words = said(parts["What is proposed, and what it needs"])
    options = proposed_options(found)
    decided = found.strategy.options.decision.follows.decided
    wanted = found.proposals[-1].options if found.proposals else decided
    assert {one.proposal for one in options} == set(wanted)
    for one in options:
        assert f"{one.cost:,.0f}" in words and f"{one.success:.0%}".replace("%", " %") in words
    whole = found.strategy.budget.budget.total().amount
    assert f"{whole:,.0f}" in words
    assert all(one.assumes in words for one in found.strategy.assumed)


def test_it_lists_who_has_to_agree_with_how_each_stands(paper):
    found, parts = paper
    part = parts["Who has to agree, and how"]
    assert ("fixed on" in said(part)) == (found.tallies.rule is not None)
    rows = {row[0].plain: [cell.plain for cell in row] for row in part.records[1].rows}
    assert list(rows) == [one.name for one in found.parties]
    last = found.tallies.last
    for one in found.parties:
        stands = last.stances.get(one.party) if last else None
        wanted = "has not said" if stands is None else f"({stands[0]})"
        assert wanted in rows[one.name][3]


def test_what_is_open_names_each_objection_loss_and_clash(paper):
    found, parts = paper
    words = said(parts["What is open"])
    for one in found.objections:
        assert (one.reason in words) == (one.state == "open")
    bare = [one.party.name for one in found.standings if one.is_uncompensated]
    assert words.count("nothing is offered") == len(bare)
    assert words.count("cannot both be met") == (
        len(found.tallies.last.clashes) if found.tallies.last else 0
    )
    assert ("they are no party" in words) == bool(found.missing)
    assert ("missing" in words) == any(one.most for one in found.gaps.values())


def test_it_follows_up_the_last_meeting_and_what_is_open_of_earlier_ones(agreed):
    found = agreed("rw-huye")
    part = pre_read(found, meeting_of(found))[-1]
    rows = [(row[0].plain, row[3].plain) for row in part.records[0].rows]
    assert rows == [
        ("Ask the laboratory to come", "overdue (It has not answered)"),
        ("Find land for the second garden that does not flood", "open"),
        ("Say what the nursery gets for its customers", "open"),
    ]
    # What a later meeting decided is no follow-up of an earlier one.
    first = pre_read(found, meeting_of(found, "T1"))[-1]
    assert said(first) == "No task of an earlier meeting is recorded."


def test_the_next_planned_meeting_or_the_one_named(agreed):
    found = agreed("rw-huye")
    assert (meeting_of(found).meeting, meeting_of(found, "W1").meeting) == ("W2", "W1")
    with pytest.raises(UnknownName, match="no meeting 'W9'"):
        meeting_of(found, "W9")
    with pytest.raises(NothingToShow, match="--meeting takes V1 and W1"):
        meeting_of(agreed("rw-nyanza"))
    with pytest.raises(NothingToShow, match="nobody is named yet who has to agree"):
        meeting_of(agreed("ug-luwero"))


def test_the_list_of_invitations_is_that_of_the_step(agreed, site):
    found = agreed(site)
    chosen, others, missing, consent = invitation_list(found)
    names = [row[0].plain for row in chosen.records[0].rows]
    assert names == [found.names[one.party] for one in found.invitations.rows]
    left = [one.name for one in found.parties if one.name not in names]
    if left:
        assert [row[0].plain for row in others.records[0].rows] == left
    else:
        assert said(others) == "All parties are invited."
    for one in found.missing:
        assert found.names[one.actor] in said(missing)
    assert "sheet participants" in said(consent)


def test_consent_to_be_listed_is_that_of_the_last_meeting(agreed):
    found = agreed("rw-huye")
    assert listed_words(found, "crop-desk") == "yes, on 10 March 2026"
    assert listed_words(found, "garden") == "no, on 10 March 2026"
    assert listed_words(found, "pathology") == "not asked yet"  # it was asked, and did not come


def test_where_nobody_is_named_one_sentence_says_so(agreed):
    (part,) = invitation_list(agreed("ug-luwero"))
    assert said(part).startswith("Nobody is named yet who has to agree at Luwero")
