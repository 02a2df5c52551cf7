"""Where agreement, decision, plan and money of a site do not fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.agree.analysis.positions import Reason, Tally
from workbench.agree.step import AgreementStep, Talks
from workbench.core.finding import Finding
from workbench.drawing.words import count, natural_list, percent, plural
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
        return (
            f"{percent(one.found or 0.0)} of the parties with a position support it, where "
            f"{percent(one.needed or 0.0)} are needed"
        )
    if one.kind == "objection":
        return f"{count(number, 'objection')} {plural('is', number)} open"
    return {
        "no-rule": "no rule was fixed in round 0",
        "no-positions": "nobody has a position yet",
        "against": f"{names} {plural('is', number)} against it",
        "unready": f"{names} {plural('needs', number)} more discussion",
        "missing": f"{names} has no position" if number == 1 else f"{names} have no position",
        "quorum": f"too few of the parties whose consent is required were there: without {names}",
    }[one.kind]


def verdict_words(found: Talks, one: Tally) -> str:
    """Say what the positions on a version come to, and why."""
    said = {
        "agreed": "agreed",
        "not agreed": "not agreed",
        "not ready": "not ready to be agreed",
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
        why = "no positions are recorded" if tally is None else verdict_words(found, tally)
        yield _finding(
            found,
            kind="agreed-without-consent",
            what=f"An agreement on {one.proposal}, version {one.version}, is recorded "
            f"({long_date(one.date)}), but by the rule it is {why}.",
            where=("agreements", f"proposal {one.proposal}, version {one.version}"),
            why="Who was not asked, or said no, need not keep to it.",
            to_do="Ask who is missing, and hold another round.",
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
            what=f"What was agreed on {long_date(agreed.date)} ({agreed.proposal}, version "
            f"{agreed.version}) rests on {natural_list(sorted(wanted))}; decided is "
            f"{natural_list(sorted(decided)) or 'nothing'}.",
            where=("decisions", "proposal"),
            why="Plan and budget follow the decision, not the agreement.",
            to_do="Record the decision that the agreement asks for, or agree anew.",
            serious=True,
        )
    if found.agreed_to_another:
        yield _finding(
            found,
            kind="changed-since-agreed",
            what=f"The strategy is no longer the one that was agreed to on "
            f"{long_date(agreed.date)}.",
            where=("proposals", f"proposal {agreed.proposal}, version {agreed.version}"),
            why="The parties agreed to another content.",
            to_do="Show them what has changed, and agree on a new version.",
            serious=True,
        )


def _on_positions(found: AgreementStep) -> Iterator[Finding]:
    last = found.tallies.last
    if last is None:
        return
    for one in found.objections:
        if one.state == "open":
            amendment = f" It asks for: {one.amendment}." if one.amendment else ""
            yield _finding(
                found,
                kind="objection-open",
                what=f"{found.names.get(one.party, one.party)} objects to {one.proposal}, version "
                f"{one.version}: “{one.reason}”.{amendment}",
                where=("objections", f"objection {one.objection}"),
                why="A reasoned objection that nobody answers comes back in the field.",
                to_do="Answer it: take it in, or say why not.",
                serious=True,
            )
    for first, second in last.clashes:
        names = [found.names.get(one, one) for one in (first, second)]
        yield _finding(
            found,
            kind="conditions-clash",
            what=f"The conditions of {names[0]} and {names[1]} cannot both be met.",
            where=("positions", f"round {last.round}, party {first} and party {second}"),
            why="Support on these conditions is not support of one and the same thing.",
            to_do="Let the two negotiate, and write what comes of it into a new version.",
        )


def _on_parties(found: AgreementStep) -> Iterator[Finding]:
    for one in found.losers_at_risk:
        loss = one.party.losses or one.party.practice
        yield _finding(
            found,
            kind="loser-without-compensation",
            what=f"{one.party.name} can stop the work and loses by it ({loss}); nothing is offered "
            "for that.",
            where=("stakeholders", f"party {one.party.party}, compensation"),
            why="Who loses and has power works against it.",
            to_do="Talk with it about what would make up for the loss.",
        )
    if found.missing:
        names = [found.names.get(one.actor, one.actor) for one in found.missing]
        yield _finding(
            found,
            kind="party-not-named",
            what=f"The strategy counts on {natural_list(names)}, "
            f"which {plural('is', len(names))} no party to it.",
            where=("stakeholders", "party"),
            why="Nobody asks them whether they agree.",
            to_do="Name them as parties before the next round.",
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
            what=f"{count(number, 'activity')} on the critical path {plural('is', number)} not "
            f"confirmed by all who do {'it' if number == 1 else 'them'}: {named}.",
            where=("confirmations", "activity"),
            why="A day lost there is a day lost at the end.",
            to_do="Ask each party whether it stands by its part.",
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
                    what=f"The pledge {own.pledge} of {who} ({kind}) held until "
                    f"{long_date(own.expires)}.",
                    where=("pledges", f"pledge {own.pledge}"),
                    why="The money is not there any more.",
                    to_do="Ask for it again, or plan without it.",
                    serious=True,
                )
            if own.expires and last and one.counts in {"firm", "soft"} and own.expires < last:
                yield _finding(
                    found,
                    kind="pledge-ends-early",
                    what=f"What {who} pledged ({own.what}) holds until {long_date(own.expires)}; "
                    f"the work goes on until {long_date(last)}.",
                    where=("pledges", f"pledge {own.pledge}, expires"),
                    why="What is to be paid after that day is covered by nobody.",
                    to_do="Ask for a later day, or plan what it pays before.",
                )
            if own.source in firm and one.counts in {"soft", "idea"}:
                yield _finding(
                    found,
                    kind="pledge-not-written",
                    what=f"The budget takes {own.what} of {who} as pledged; it is no more than "
                    f"{'an idea' if one.counts == 'idea' else 'a word'}.",
                    where=("pledges", f"pledge {own.pledge}, firmness"),
                    why="A word can be taken back before the work begins.",
                    to_do="Ask for it in writing, or call it requested in the sheet funding.",
                )


def _on_what_is_open(found: AgreementStep) -> Iterator[Finding]:
    yield from _on_pledges(found)
    if found.overdue:
        first = found.overdue[0]
        yield _finding(
            found,
            kind="resolution-overdue",
            what=f"{count(len(found.overdue), 'task')} that meetings gave out "
            f"{plural('is', len(found.overdue))} overdue: “{first.text}”.",
            where=("resolutions", f"meeting {first.meeting}, item {first.item}"),
            why="What is not followed up was not decided.",
            to_do="Do it, or set a new day.",
            who=found.names.get(first.owner or "", first.owner or ""),
        )
