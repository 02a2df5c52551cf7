"""Where agreement, decision, plan and money of a site do not fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.agree.analysis.positions import Reason, Tally
from workbench.agree.step import AgreementStep, Talks
from workbench.core.finding import Finding
from workbench.drawing.words import count, natural_list, percent, plural
from workbench.language import phrased
from workbench.page.wording import long_date


def findings(found: AgreementStep) -> list[Finding]:
    """List where what was agreed does not fit the rest, or is not agreed by whom it needs."""
    if found.empty:
        return []
    return [
        *_on_agreements(found),
        *_on_positions(found),
        *_on_parties(found),
        *_on_the_plan(found),
        *_on_what_is_open(found),
    ]


def reason_words(found: Talks, one: Reason) -> str:
    """Say in words what keeps a version from being agreed to."""
    names = natural_list([found.names.get(key, key) for key in one.about])
    number = len(one.about)
    if one.kind == "share":
        return phrased(
            "{} of the parties with a position support it, where {} are needed",
            percent(one.found or 0.0),
            percent(one.needed or 0.0),
        )
    if one.kind == "objection":
        return phrased("{} {} open", count(number, "objection"), plural("is", number))
    return {
        "no-rule": phrased("no rule was fixed in round 0"),
        "no-positions": phrased("nobody has a position yet"),
        "against": phrased("{} {} against it", names, plural("is", number)),
        "unready": phrased("{} {} more discussion", names, plural("needs", number)),
        "missing": phrased("{} has no position", names)
        if number == 1
        else phrased("{} have no position", names),
        "quorum": phrased(
            "too few of the parties whose consent is required were there: without {}", names
        ),
    }[one.kind]


def verdict_words(found: Talks, one: Tally) -> str:
    """Say what the positions on a version come to, and why."""
    said = {
        "agreed": "agreed",
        "not agreed": phrased("not agreed"),
        "not ready": phrased("not ready to be agreed"),
        "open": "open",
    }[one.verdict]
    why = "; ".join(reason_words(found, reason) for reason in one.reasons)
    return f"{said}: {why}" if why else said


def _finding(
    found: AgreementStep,
    kind: str,
    what: str,
    *,
    where: tuple[str, str],
    why: str,
    to_do: str,
    who: str = "",
    serious: bool = False,
) -> Finding:
    lead = who or found.strategy.lead
    return Finding("agree", kind, found.site.key, what, where, why, to_do, lead, serious)


def _on_agreements(found: AgreementStep) -> Iterator[Finding]:
    for one in found.unborne:
        tally = found.tally_of(one)
        why = phrased("no positions are recorded") if tally is None else verdict_words(found, tally)
        yield _finding(
            found,
            kind="agreed-without-consent",
            what=phrased(
                "An agreement on {}, version {}, is recorded ({}), but by the rule it is {}.",
                one.proposal,
                one.version,
                long_date(one.date),
                why,
            ),
            where=("agreements", f"proposal {one.proposal}, version {one.version}"),
            why=phrased("Who was not asked, or said no, need not keep to it."),
            to_do=phrased("Ask who is missing, and hold another round."),
            serious=True,
        )
    agreed = found.agreed
    if agreed is None:
        return
    version = found.agreed_version
    decided = set(found.strategy.options.decision.follows.decided)
    wanted = set() if version is None else set(version.options)
    if wanted and wanted != decided:
        yield _finding(
            found,
            kind="agreed-not-decided",
            what=phrased(
                "What was agreed on {} ({}, version {}) rests on {}; decided is {}.",
                long_date(agreed.date),
                agreed.proposal,
                agreed.version,
                natural_list(sorted(wanted)),
                natural_list(sorted(decided)) or "nothing",
            ),
            where=("decisions", "proposal"),
            why=phrased("Plan and budget follow the decision, not the agreement."),
            to_do=phrased("Record the decision that the agreement asks for, or agree anew."),
            serious=True,
        )
    if found.agreed_to_another:
        yield _finding(
            found,
            kind="changed-since-agreed",
            what=phrased(
                "The strategy is no longer the one that was agreed to on {}.",
                long_date(agreed.date),
            ),
            where=("proposals", f"proposal {agreed.proposal}, version {agreed.version}"),
            why=phrased("The parties agreed to another content."),
            to_do=phrased("Show them what has changed, and agree on a new version."),
            serious=True,
        )


def _on_positions(found: AgreementStep) -> Iterator[Finding]:
    last = found.tallies.last
    if last is None:
        return
    for one in found.objections:
        if one.state == "open":
            amendment = phrased(" It asks for: {}.", one.amendment) if one.amendment else ""
            yield _finding(
                found,
                kind="objection-open",
                what=phrased(
                    "{} objects to {}, version {}: “{}”.{}",
                    found.names.get(one.party, one.party),
                    one.proposal,
                    one.version,
                    one.reason,
                    amendment,
                ),
                where=("objections", f"objection {one.objection}"),
                why=phrased("A reasoned objection that nobody answers comes back in the field."),
                to_do=phrased("Answer it: take it in, or say why not."),
                serious=True,
            )
    for first, second in last.clashes:
        names = [found.names.get(one, one) for one in (first, second)]
        yield _finding(
            found,
            kind="conditions-clash",
            what=phrased("The conditions of {} and {} cannot both be met.", names[0], names[1]),
            where=("positions", f"round {last.round}, party {first} and party {second}"),
            why=phrased("Support on these conditions is not support of one and the same thing."),
            to_do=phrased("Let the two negotiate, and write what comes of it into a new version."),
        )


def _on_parties(found: AgreementStep) -> Iterator[Finding]:
    for one in found.losers_at_risk:
        loss = one.party.losses or one.party.practice
        yield _finding(
            found,
            kind="loser-without-compensation",
            what=phrased(
                "{} can stop the work and loses by it ({}); nothing is offered for that.",
                one.party.name,
                loss,
            ),
            where=("stakeholders", f"party {one.party.party}, compensation"),
            why=phrased("Who loses and has power works against it."),
            to_do=phrased("Talk with it about what would make up for the loss."),
        )
    if found.missing:
        names = [found.names.get(one.actor, one.actor) for one in found.missing]
        yield _finding(
            found,
            kind="party-not-named",
            what=phrased(
                "The strategy counts on {}, which {} no party to it.",
                natural_list(names),
                plural("is", len(names)),
            ),
            where=("stakeholders", "party"),
            why=phrased("Nobody asks them whether they agree."),
            to_do=phrased("Name them as parties before the next round."),
        )


def _on_the_plan(found: AgreementStep) -> Iterator[Finding]:
    if found.agreed is None:
        return
    open_ones = found.action_plan.critical_open
    if open_ones:
        named = natural_list([one.work.activity for one in open_ones], limit=6)
        number = len(open_ones)
        yield _finding(
            found,
            kind="critical-not-confirmed",
            what=phrased(
                "{} on the critical path {} not confirmed by all who do {}: {}.",
                count(number, "activity"),
                plural("is", number),
                "it" if number == 1 else "them",
                named,
            ),
            where=("confirmations", "activity"),
            why=phrased("A day lost there is a day lost at the end."),
            to_do=phrased("Ask each party whether it stands by its part."),
        )


def _on_pledges(found: AgreementStep) -> Iterator[Finding]:
    """Name pledges that have expired, that end too early, or that are words taken as firm."""
    end = found.strategy.plan.end
    last = None if end is None else end.finish or end.finish_at_least
    firm = {one.source for one in found.strategy.budget.source_rows if one.firm == "pledged"}
    for kind, gap in found.gaps.items():
        for one in gap.rows:
            own, who = one.pledge, found.names.get(one.pledge.party, one.pledge.party)
            if own.expires and one.counts == "expired":
                yield _finding(
                    found,
                    kind="pledge-expired",
                    what=phrased(
                        "The pledge {} of {} ({}) held until {}.",
                        own.pledge,
                        who,
                        kind,
                        long_date(own.expires),
                    ),
                    where=("pledges", f"pledge {own.pledge}"),
                    why=phrased("The money is not there any more."),
                    to_do=phrased("Ask for it again, or plan without it."),
                    serious=True,
                )
            if own.expires and last and one.counts in {"firm", "soft"} and own.expires < last:
                yield _finding(
                    found,
                    kind="pledge-ends-early",
                    what=phrased(
                        "What {} pledged ({}) holds until {}; the work goes on until {}.",
                        who,
                        own.what,
                        long_date(own.expires),
                        long_date(last),
                    ),
                    where=("pledges", f"pledge {own.pledge}, expires"),
                    why=phrased("What is to be paid after that day is covered by nobody."),
                    to_do=phrased("Ask for a later day, or plan what it pays before."),
                )
            if own.source in firm and one.counts in {"soft", "idea"}:
                yield _finding(
                    found,
                    kind="pledge-not-written",
                    what=phrased(
                        "The budget takes {} of {} as pledged; it is no more than {}.",
                        own.what,
                        who,
                        "an idea" if one.counts == "idea" else "a word",
                    ),
                    where=("pledges", f"pledge {own.pledge}, firmness"),
                    why=phrased("A word can be taken back before the work begins."),
                    to_do=phrased(
                        "Ask for it in writing, or call it requested in the sheet funding."
                    ),
                )


def _on_what_is_open(found: AgreementStep) -> Iterator[Finding]:
    yield from _on_pledges(found)
    if found.overdue:
        first = found.overdue[0]
        yield _finding(
            found,
            kind="resolution-overdue",
            what=phrased(
                "{} that meetings gave out {} overdue: “{}”.",
                count(len(found.overdue), "task"),
                plural("is", len(found.overdue)),
                first.text,
            ),
            where=("resolutions", f"meeting {first.meeting}, item {first.item}"),
            why=phrased("What is not followed up was not decided."),
            to_do=phrased("Do it, or set a new day."),
            who=found.names.get(first.owner or "", first.owner or ""),
        )
