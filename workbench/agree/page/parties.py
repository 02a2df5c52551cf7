"""What the report says of the parties: who they are, who depends on whom, who to invite."""

from __future__ import annotations

from workbench.agree.analysis.dependence import WAYS
from workbench.agree.analysis.invitations import Matter
from workbench.agree.analysis.standing import Marked
from workbench.agree.page.words import ROLES, name
from workbench.agree.step import AgreementStep
from workbench.core.money import amount_words
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.records import (
    Group,
    Paragraphs,
    ReportTable,
    TableHead,
    group,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, say
from workbench.page.wording import count, plural

_ROWS = 12
_WHY = {
    "carries": "carries out what was decided", "leads": "is responsible for an activity",
    "gives": "gives work or goods",
}  # fmt: skip


def who(found: AgreementStep) -> Group:
    """List the parties: why they are asked, what they win and lose, and who is missing.

    Raises
    ------
    NothingToShow
        Nobody is named.
    """
    if not found.parties:
        message = phrased("No party is named yet.")
        raise NothingToShow(message)
    rows: list[list[TextLike]] = []
    for one in found.standings:
        party = one.party
        loss = "; ".join(
            part
            for part in (party.losses, party.practice and f"gives up: {party.practice}")
            if part
        )
        makes_up = party.compensation or ("nothing offered" if party.loses else "–")
        rows.append(
            [party.name, ROLES[party.role], _mark(one.power), _mark(one.interest),
             _mark(one.attitude), party.gains or "–", loss or "–", makes_up]
        )  # fmt: skip
    heads: list[str | TableHead] = [
        TableHead("Party", "names"), "Why asked", TableHead("Power", "numbers"),
        TableHead("Interest", "numbers"), TableHead("Attitude", "numbers"), "Wins", "Loses",
        "What makes up for it",
    ]  # fmt: skip
    note = phrased(
        "Power and interest from 1 to 5, attitude from −2 (against) to 2 (for): the lower "
        "middle of the marks, with their range; marks of one person alone have a star."
    )
    parts: list[ReportTable | Paragraphs] = [
        table(phrased("Parties to the strategy"), heads, rows, note=note)
    ]
    if found.missing:
        parts.append(paragraphs(not_named(found)))
    return group(parts)


def not_named(found: AgreementStep) -> TextLike:
    """Say on whom the strategy counts that is no party; nothing where there is nobody."""
    if not found.missing:
        return ""
    missing = [say("{} ({})", name(found, one.actor), _WHY[one.why]) for one in found.missing]
    return say("The strategy counts on them, and they are no party: {}.", listing(missing))


def _mark(one: Marked) -> str:
    if one.middle is None:
        return "not marked"
    word = f"{one.middle}".replace("-", "−")
    if one.low != one.high:
        word += f" ({one.low} to {one.high})".replace("-", "−")
    return word if one.markers > 1 else f"{word} *"


def depends(found: AgreementStep) -> Group:
    """Say who depends on whom, who does not know it, and what hangs on one partner alone."""
    unknown = [one for one in found.reliances if not one.known]
    parts: list[Paragraphs | ReportTable] = []
    if unknown:
        rows: list[list[TextLike]] = [
            [
                name(found, one.party),
                name(found, one.on),
                "; ".join(WAYS[way] for way in one.through),
            ]
            for one in unknown[:_ROWS]
        ]
        more = len(unknown) - len(rows)
        note = phrased("{:,} more in the attached tables.", more) if more > 0 else ""
        heads = [TableHead("Party", "names"), TableHead("Depends on", "names"), TableHead("How")]
        parts.append(
            table(phrased("Depends on another, and did not say so"), heads, rows, note=note)
        )
    alone = [one for one in found.losses if one.is_alone]
    if alone:
        parts.append(paragraphs([_alone(found, one.actor) for one in alone[:5]]))
    return group(parts)


def _alone(found: AgreementStep, actor: str) -> Text:
    one = next(own for own in found.losses if own.actor == actor)
    titles = found.strategy.choice.component_titles
    lost: list[TextLike] = [
        f"nobody else can serve {titles.get(key, key)}" for key in one.components
    ]
    if one.activities:
        named = listing(one.activities)
        lost.append(say("nobody else has a part in {}", named))
    if one.money:
        lost.append(
            f"{amount_words(one.money, found.strategy.budget.currency, places=0)} is not given"
        )
    if one.consent:
        lost.append("nothing is agreed")
    return say("Without **{}**, {}.", name(found, actor), listing(lost))


def invited(found: AgreementStep) -> ReportTable:
    """List the fewest parties to invite, with what each has to be there for.

    Raises
    ------
    NothingToShow
        Nobody is named, or there is nothing to stand for.
    """
    brings = {one.party: one.contribution for one in found.parties}
    rows: list[list[TextLike]] = [
        [
            name(found, one.party),
            listing(stands_for(found, own) for own in one.matters),
            brings.get(one.party) or "–",
        ]
        for one in found.invitations.rows
    ]
    if not rows:
        message = phrased("No party is named yet, so nobody can be invited.")
        raise NothingToShow(message)
    nobody = [stands_for(found, one) for one in found.invitations.nobody]
    said = [
        f"{count(len(rows), 'party')} of {len(found.parties)} {plural('is', len(rows))} enough."
    ]
    note: list[TextLike] = [*said]
    if nobody:
        note.append(say("Nobody can stand for: {}.", listing(nobody)))
    heads = [TableHead("Party", "names"), *map(TableHead, ("Is there for", "Could bring in"))]
    return table(phrased("The smallest list of invitations"), heads, rows, note=join(" ", note))


def stands_for(found: AgreementStep, one: Matter) -> TextLike:
    """Say what a party is at the table for."""
    if one.cause == "need":
        titles = found.strategy.choice.component_titles
        return say("what *{}* needs", titles.get(one.about, one.about))
    if one.cause == "money":
        return f"the money or goods of {_source(found, one.about)}"
    return {
        "required": "its consent", "loss": "its loss", "objection": "its objection",
    }[one.cause]  # fmt: skip


def _source(found: AgreementStep, key: str) -> str:
    rows = found.strategy.budget.source_rows
    title = next((one.title for one in rows if one.source == key), None)
    pledged = next((one.what for one in found.pledges if one.pledge == key), key)
    return title or pledged
