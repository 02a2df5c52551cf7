"""The papers of a meeting: what is read before it, and who is invited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.agree.analysis.rows import Meeting, ProposalVersion, Resolution
from workbench.agree.page.agreement import in_short, missing_money, rule_words
from workbench.agree.page.meetings import agenda_points, done_words
from workbench.agree.page.parties import not_named, stands_for
from workbench.agree.page.words import (
    MANDATES,
    MEETINGS,
    ROLES,
    STANCES,
    name,
    names,
)
from workbench.agree.step import AgreementStep
from workbench.core.rows import rows_of
from workbench.diagnosis.page import diagnosis
from workbench.errors import NothingToShow, UnknownName
from workbench.frameworks.gradients import GRADIENTS
from workbench.language import phrased
from workbench.options.analysis.option_rows import Option
from workbench.options.page.option_words import named, what_it_brings
from workbench.options.page.options import price_words
from workbench.page.records import (
    Bullets,
    Paragraphs,
    ReportTable,
    TableHead,
    bullets,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, as_text, join, listing, say, titles
from workbench.page.wording import count, long_date, percent, plural
from workbench.strategy.page import page_one
from workbench.strategy.step import Assumption

BOX = "☐"
"""A box to tick."""


@dataclass(frozen=True)
class PaperPart:
    """A heading of a paper and what stands below it; a sheet, a slide.

    Attributes
    ----------
    heading : Text
        The heading.
    records : tuple of Paragraphs, Bullets or ReportTable
        What stands below it.
    """

    heading: Text
    records: tuple[Paragraphs | Bullets | ReportTable, ...]


def part_of(
    heading: TextLike, records: Iterable[Paragraphs | Bullets | ReportTable | None]
) -> PaperPart:
    """Return a part of a paper, without the records that have nothing to say."""
    return PaperPart(as_text(heading), tuple(one for one in records if one is not None))


def meeting_of(found: AgreementStep, wanted: str | None = None) -> Meeting:
    """Return the meeting that papers are for: the one that is wanted, else the next planned.

    Raises
    ------
    UnknownName
        The site has no meeting of that name.
    NothingToShow
        None is wanted and none is planned.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> meeting_of(open_case("data/example", "rw-huye").agreement).purpose
    'Agree on the land of the second garden'
    """
    if wanted is not None:
        known = {one.meeting: one for one in found.meetings}
        if wanted not in known:
            raise UnknownName(kind="meeting", name=wanted, known=list(known))
        return known[wanted]
    planned, day = [one for one in found.meetings if one.planned], found.site.settings.as_of
    if planned:
        return next((one for one in planned if day is None or one.date >= day), planned[0])
    message = phrased(
        "No meeting is planned at {} (sheet meetings, column planned)", found.site.name
    )
    if not found.parties:
        message += phrased(", and nobody is named yet who has to agree (sheet stakeholders)")
    elif found.meetings:
        held = listing(one.meeting for one in found.meetings)
        message += phrased("; of those held, --meeting takes {}", held)
    message += "."
    raise NothingToShow(message)


def meeting_words(meeting: Meeting) -> TextLike:
    """Say which meeting it is, on which day and where."""
    where = f", {meeting.place}" if meeting.place else ""
    return f"{MEETINGS[meeting.kind]} of {long_date(meeting.date)}{where}"


def put_forward(found: AgreementStep) -> ProposalVersion | None:
    """Return the version that is on the table: the one put forward last."""
    return found.proposals[-1] if found.proposals else None


def proposed_options(found: AgreementStep) -> list[Option]:
    """Return the options that the version on the table rests on, else those decided on."""
    version, options = put_forward(found), found.strategy.options
    keys = version.options if version and version.options else options.decision.follows.decided
    return [options.proposals[key] for key in keys if key in options.proposals]


def pre_read(found: AgreementStep, meeting: Meeting) -> list[PaperPart]:
    """Say what everybody should know before a meeting, in two printed pages.

    Parameters
    ----------
    found : AgreementStep
        How far the parties have come.
    meeting : Meeting
        What the paper is for.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> found = open_case("data/example", "rw-huye").agreement
    >>> parts = pre_read(found, meeting_of(found))
    >>> parts[3].heading.plain, len(parts[3].records[1].rows)
    ('Who has to agree, and how', 8)
    """
    return [
        part_of("What the meeting is for", [paragraphs(_purpose(found, meeting))]),
        part_of("Where the package stands", [paragraphs(where_we_stand(found))]),
        part_of("What is proposed, and what it needs", what_is_proposed(found)),
        part_of("Who has to agree, and how", [paragraphs(rule_words(found)), _parties(found)]),
        part_of("What is open", [what_is_open(found)]),
        part_of("Agenda", [agenda_list(found)]),
        part_of("What earlier meetings decided to do", [_followed_up(found, meeting)]),
    ]


def _purpose(found: AgreementStep, meeting: Meeting) -> list[TextLike]:
    led = f"It is led by {meeting.facilitator}." if meeting.facilitator else ""
    what = meeting.purpose or "Its purpose is not written down yet (sheet meetings)"
    said = say("**{}**: {}.", meeting_words(meeting), what.rstrip("."))
    agreed = "" if found.empty else say("Agreed so far? {}", in_short(found))
    return [said, led, agreed]


def where_we_stand(found: AgreementStep) -> TextLike:
    """Say what the package scores, what holds it back and how sure that is, as page one does."""
    rows = {head.plain: answer for head, answer in diagnosis.one_page(found.diagnosis).rows}
    return rows.get(phrased("Where we stand"), phrased("The package is not scored yet."))


def what_is_proposed(found: AgreementStep) -> list[Paragraphs | Bullets | None]:
    """Say what is proposed, what it costs and brings, what has to be true and who pays."""
    options, money = proposed_options(found), found.strategy
    brings = [_brings(found, one) for one in options]
    true = what_has_to_be_true(found)
    other = _priced_elsewhere(found)
    return [
        paragraphs(version_words(found)),
        bullets(brings) if brings else None,
        paragraphs(advised) if (advised := advised_otherwise(found)) else None,
        bullets(true, lead="What has to be true:") if true else None,
        paragraphs([other, page_one.the_ask(money)], [_end(found)]) if money.decided else None,
    ]


def advised_otherwise(found: AgreementStep) -> list[TextLike]:
    """Say where the comparison of options advises something else, and what the choice costs."""
    options, own = found.strategy.options, {one.proposal for one in proposed_options(found)}
    return [
        say("**The comparison of options advises otherwise** for {}. {}",
            titles([row.component_title]), price_words(options, row))
        for row in options.advised.rows
        if row.agrees is False and row.chosen in own
    ]  # fmt: skip


def version_words(found: AgreementStep) -> TextLike:
    """Name the version on the table, who put it forward and what it says."""
    version = put_forward(found)
    if version is None:
        if found.strategy.decided:
            return "No version is put forward yet. The team decided on:"
        return "Nothing is proposed yet; the option sheets list what could be done."
    text = f"{version.text.rstrip('.')}." if version.text else ""
    said = say(
        "**{}** (version {}, put forward by {} on {}).",
        version.title, str(version.version), version.by, long_date(version.date),
    )  # fmt: skip
    return join(" ", [said, text])


def _brings(found: AgreementStep, one: Option) -> Text:
    step = found.strategy.options
    brings = what_it_brings(one, step.currency, provisional=step.provisional)
    chance = "not known" if one.success is None else percent(one.success)
    return say("{}: {}; chance of success {}", named(one), brings, chance)


def what_has_to_be_true(found: AgreementStep) -> list[TextLike]:
    """List what has to be true for what is proposed, with who sees to it and by when."""
    keys = {one.proposal for one in proposed_options(found)}
    return [
        say("{} {}", _sentence(one.assumes), _seen_to(found, one))
        for one in rows_of(found.site.table("options"), Assumption)
        if one.proposal in keys and one.assumes
    ]


def _sentence(words: str) -> str:
    return words.rstrip(".") + "."


def _seen_to(found: AgreementStep, one: Assumption) -> str:
    who = name(found, one.assumes_owner) if one.assumes_owner else "Nobody"
    until = f" until {long_date(one.assumes_due)}" if one.assumes_due else ", and no day is set"
    return f"({who} sees to it{until}.)"


def _priced_elsewhere(found: AgreementStep) -> TextLike:
    """Say where plan and money are those of another option than the one on the table."""
    version, follows = put_forward(found), found.strategy.options.decision.follows
    if version is None or not version.options or set(version.options) == set(follows.decided):
        return ""
    known = found.strategy.options.proposals
    decided = titles(known[key].title for key in follows.decided if key in known)
    return say("Money and days are those of what the team decided, {}.", decided)


def _end(found: AgreementStep) -> TextLike:
    by = page_one.by_when(found.strategy)
    return say("By when: {}", by) if by else ""


def _parties(found: AgreementStep) -> ReportTable | None:
    """List who has to agree or is asked, what each may decide, and how it stands now."""
    last = found.tallies.last
    own = {} if last is None else {one.party: one.condition for one in last.reservations}
    rows: list[list[TextLike]] = []
    for one in found.parties:
        gradient, stance = (None, None) if last is None else last.stances.get(
            one.party, (None, None))  # fmt: skip
        stands = f"{STANCES[stance]} ({gradient})" if stance else "has not said"
        rows.append(
            [one.name, ROLES[one.role], MANDATES.get(one.mandate or "", "not known"), stands,
             own.get(one.party) or "–"]
        )  # fmt: skip
    if not rows:
        return None
    heads: list[str | TableHead] = [
        TableHead("Party", "names"), "Why asked", "Who comes", "Stands how",
        "Under which condition",
    ]  # fmt: skip
    scale = "; ".join(f"{number} {words}" for number, words in GRADIENTS.items())
    return table(
        phrased("The parties, and how they stand today"),
        heads,
        rows,
        note=phrased("In brackets: {}.", scale),
    )


def what_is_open(found: AgreementStep) -> Bullets | Paragraphs:
    """List objections, conditions and losses without an answer, missing parties and money."""
    points: list[TextLike] = [
        say("**{}** objects: {}{}", name(found, one.party), _sentence(one.reason),
            f" It asks for: {_sentence(one.amendment)}" if one.amendment else "")
        for one in found.objections
        if one.state == "open"
    ]  # fmt: skip
    last = found.tallies.last
    if last is not None:
        points += [
            say("The conditions of {} cannot both be met.", names(found, pair))
            for pair in last.clashes
        ]
    for row in found.standings:
        party = row.party
        if row.is_uncompensated:
            loss = _sentence(party.losses or f"it gives up: {party.practice}")
            points.append(say("**{}** loses, and nothing is offered for it: {}", party.name, loss))
    points.append(not_named(found))
    if any(one.most for one in found.gaps.values()):
        points.append(missing_money(found))
    kept = [one for one in points if one]
    return (
        bullets(kept) if kept else paragraphs(phrased("No objection, condition or loss is open."))
    )


def agenda_list(found: AgreementStep) -> Bullets | Paragraphs:
    """Draft the agenda from what is open."""
    points = agenda_points(found)
    if points:
        return bullets(points, lead="Drafted from what is open:")
    return paragraphs(
        phrased("Nothing that is recorded is open; the facilitator writes the agenda.")
    )


def _followed_up(found: AgreementStep, meeting: Meeting) -> ReportTable | Paragraphs:
    """List the tasks of the meeting before, and what earlier ones left open."""
    before = [one for one in found.meetings
              if one.date < meeting.date and not one.planned]  # fmt: skip
    last = before[-1].meeting if before else None
    days = {one.meeting: one.date for one in before}
    tasks = [
        one for one in found.resolutions
        if one.meeting in days and (one.meeting == last or one.done is None)
    ]  # fmt: skip
    if not tasks:
        return paragraphs(phrased("No task of an earlier meeting is recorded."))
    overdue = set(found.overdue)
    rows = [_task(found, one, long_date(days[one.meeting]), overdue) for one in tasks]
    heads: list[str | TableHead] = ["What", "Who", "By", "Done", "Decided on"]
    return table(
        phrased("Tasks of the last meeting, and what is open of earlier ones"), heads, rows
    )


def _task(
    found: AgreementStep, one: Resolution, day: str, overdue: set[Resolution]
) -> list[TextLike]:
    until = "–" if one.due is None else long_date(one.due)
    done = done_words(one, overdue=one in overdue)
    return [one.text, name(found, one.owner), until, done, day]


def invitation_list(found: AgreementStep) -> list[PaperPart]:
    """List whom to invite and what for, who else is named, who is missing, consent to be listed.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> found = open_case("data/example", "rw-huye").agreement
    >>> [len(part.records[0].rows) for part in invitation_list(found)[:2]]
    [6, 2]
    """
    if not found.parties:
        return [part_of("Whom to invite", [paragraphs(nobody_named(found))])]
    chosen = {one.party: one for one in found.invitations.rows}
    nobody = [stands_for(found, one) for one in found.invitations.nobody]
    rows: list[list[TextLike]] = [
        [name(found, key), listing(stands_for(found, own) for own in one.matters),
         _mandate(found, key), listed_words(found, key), BOX]
        for key, one in chosen.items()
    ]  # fmt: skip
    heads: list[str | TableHead] = [
        TableHead("Party", "names"), "Is there for", "Who comes", "Agreed to be listed?",
        "Comes",
    ]  # fmt: skip
    note = say("{} of {} {} enough.{}", count(len(rows), "party"), str(len(found.parties)),
               plural("is", len(rows)), say(" Nobody can stand for: {}.", listing(nobody))
               if nobody else "")  # fmt: skip
    others: list[list[TextLike]] = [
        [one.name, ROLES[one.role], _mandate(found, one.party), listed_words(found, one.party), BOX]
        for one in found.parties
        if one.party not in chosen
    ]
    return [
        part_of(
            "Whom to invite",
            [
                table(
                    phrased("The fewest parties, with what each is there for"), heads, rows,
                    note=note,
                )
                if rows else paragraphs(phrased("Nobody has to be there: no matter is recorded."))
            ],
        ),
        part_of(
            "Who else is named",
            [
                table(phrased("Named, and not needed to stand for a matter"),
                      [heads[0], "Why asked", *heads[2:]], others)
                if others else paragraphs(phrased("All parties are invited."))
            ],
        ),
        part_of("Who is missing", [paragraphs(not_named(found) or "Nobody on whom the strategy "
                                              "counts is missing among the parties.")]),
        part_of("Consent to be listed", [paragraphs(_CONSENT)]),
    ]  # fmt: skip


_CONSENT = (
    "Ask everybody who comes whether the report may list them, and write the answer down (sheet "
    "participants, column listed). Without a yes, the organisation is named and the person is not."
)


def nobody_named(found: AgreementStep) -> str:
    """Say that a site has no parties yet."""
    return (
        f"Nobody is named yet who has to agree at {found.site.name} (sheet stakeholders): name the "
        "parties first."
    )


def _mandate(found: AgreementStep, key: str) -> str:
    party = next(one for one in found.parties if one.party == key)
    return MANDATES.get(party.mandate or "", "not known")


def listed_words(found: AgreementStep, key: str) -> str:
    """Say whether who came for a party agreed to be listed, at the last meeting it came to."""
    days = {one.meeting: one for one in found.meetings if not one.planned}
    came = [
        (days[one.meeting].date, one.listed)
        for one in found.participants
        if one.party == key and one.was_there and one.meeting in days
    ]
    if not came:
        return "not asked yet"
    day, yes = max(came, key=lambda one: one[0])
    return f"{'yes' if yes else 'no'}, on {long_date(day)}"
