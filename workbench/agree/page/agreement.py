"""What the report says of the agreement: what is agreed, by whom, under what, and what is open."""

from __future__ import annotations

from fractions import Fraction

from workbench.agree.analysis.positions import Stance, Tally
from workbench.agree.analysis.progress import State
from workbench.agree.analysis.rows import Objection, ProposalVersion
from workbench.agree.analysis.voting import Counts
from workbench.agree.findings import reason_words, verdict_words
from workbench.agree.page.words import STANCES, name, names
from workbench.agree.step import AgreementStep
from workbench.core.money import amount_words
from workbench.drawing.words import percent
from workbench.errors import NothingToShow
from workbench.frameworks.gradients import GRADIENTS
from workbench.language import phrased
from workbench.page.records import (
    Fact,
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    Summary,
    TableHead,
    group,
    missing,
    paragraphs,
    summary,
    table,
)
from workbench.page.text import Text, TextLike, capital, join, listing, say
from workbench.page.wording import count, long_date, plural
from workbench.project.record.chain import Chain

_VERBS: dict[Stance, str] = {
    "supports": "support it", "tolerates": "let it pass", "not ready": "are not ready",
    "against": "are against it",
}  # fmt: skip
_STATES = {
    "open": "open", "integrated": "taken in", "withdrawn": "withdrawn", "noted": "noted, not met",
}  # fmt: skip


def one_page(found: AgreementStep, state: State | None = None) -> Summary:
    """Answer on page one whether the strategy is agreed; nothing where nobody was asked yet.

    The list of all sites is told by `state` how far the site has come.
    """
    step: dict[str, Fact] = {} if state is None else {"step": state.step}
    if found.empty:
        return summary([], step)
    said: list[TextLike] = [in_short(found)]
    if found.agreed is not None and found.action_plan.shared:
        sure, every = found.action_plan.money
        share = percent(found.action_plan.share or 0.0)
        said.append(
            phrased("{} of the activities that others have a part in are confirmed by them", share)
            + (
                phrased(" (with {} of their money).", percent(float(sure / every)))
                if every
                else "."
            )
        )
    if found.open_comments:
        number = len(found.open_comments)
        said.append(phrased("{} {} no answer.", count(number, "comment"), plural("has", number)))
    agreed = "agreed" if found.agreed else "not agreed"
    return summary([("Agreed?", join(" ", said))], {"agreement": agreed, **step})


def in_short(found: AgreementStep) -> Text:
    """Say in a sentence or two whether the strategy is agreed, and what keeps it from that."""
    agreed, last = found.agreed, found.tallies.last
    if agreed is not None:
        if found.agreed_to_another:
            return say(
                "**Yes, but to another content**: {} agreed on {} ({}, version {}), and the "
                "strategy has changed since; a new version is to be agreed to.",
                count(len(agreed.signed), "party"), long_date(agreed.date), agreed.proposal,
                agreed.version,
            )  # fmt: skip
        review = (
            phrased(" It is looked at again on {}.", long_date(agreed.review))
            if agreed.review
            else ""
        )
        return say(
            "**Yes**: {} agreed on {} ({}, version {}).",
            count(len(agreed.signed), "party"), long_date(agreed.date), agreed.proposal,
            agreed.version,
        ) + review  # fmt: skip
    if last is None:
        meeting = next((one for one in found.meetings if one.planned), None)
        when = (
            "" if meeting is None else phrased("; the workshop is on {}", long_date(meeting.date))
        )
        return say("Not yet: {} named{}.", count(len(found.parties), "party"), when)
    support, every = last.count("supports"), len(last.stances)
    others = [
        party
        for party, (_, stance) in last.stances.items()
        if stance == "against" and not any(party in one.about for one in last.reasons)
    ]
    if not last.reasons and not others:
        return say(
            "Nothing stands in the way, and nobody has recorded an agreement (sheet "
            "*agreements*): {} of the {} that have said support it.",
            str(support), count(every, "party"),
        )  # fmt: skip
    why = listing(reason_words(found, one) for one in last.reasons)
    also = say("; {} {} against it too", names(found, others), plural("is", len(others)))
    return say(
        "Not yet: {} of the {} that have said support it; {}{}.",
        str(support), count(every, "party"), why, also if others else "",
    )  # fmt: skip


def answer(found: AgreementStep) -> Group | Missing:
    """Say what is agreed, under which rule, by whom, and what follows where it is not."""
    if found.empty:
        return missing(
            phrased("Agreement"),
            say(
                "Nobody is named yet who has to agree at {} (sheet *stakeholders*).",
                found.site.name,
            ),
        )
    parts: list[Paragraphs | Missing] = [paragraphs([in_short(found), rule_words(found)])]
    for one in found.unborne:
        tally = found.tally_of(one)
        why = "no positions are recorded" if tally is None else verdict_words(found, tally)
        parts.append(
            paragraphs(
                say(
                    "An agreement on {}, version {}, of {} is recorded ({}). By the rule it is {}.",
                    one.proposal, str(one.version), long_date(one.date), one.document, why,
                )
            )
        )  # fmt: skip
    agreed = found.agreed
    if agreed is not None:
        version = found.agreed_version
        said = [
            say("Agreed to: **{}**.", version.title) if version else "",
            say("Paper: {}.", agreed.document),
            say("Signed by {}.", names(found, sorted(agreed.signed))),
        ]
        absent = [one.party for one in found.parties if one.party not in agreed.signed]
        if absent:
            said.append(say("Not among those who signed: {}.", names(found, absent)))
        parts.append(paragraphs(said))
    elif found.refused:
        parts.append(paragraphs(_way_back(found)))
    record = found.record
    if record.entries or record.faults:
        parts.append(paragraphs(_record(record)))
    return group(parts)


def _record(chain: Chain) -> TextLike:
    """Say what the record holds, and by which mark one sees later whether it was changed."""
    if chain.faults:
        return say(
            "**The record of what was said is not as it was written**: {} (workbench record "
            "--verify).", chain.faults[0].what,
        )  # fmt: skip
    return say(
        "What was said is kept in a record of {}; its last hash is `{}`. Keep this page: whoever "
        "changes the record later cannot give it the same hash.",
        count(len(chain.entries), "entry"), chain.head,
    )  # fmt: skip


def _way_back(found: AgreementStep) -> TextLike:
    """Say what can be done after a refusal: amend, or take another option."""
    last = found.tallies.last
    if last is None:
        return ""
    others = _instead(found, last.proposal, last.version)
    said: list[TextLike] = [
        phrased("The method then goes back to step 3: amend the proposal, or take another option.")
    ]
    if others:
        said.append(say("By the comparison of options, next comes {}.", listing(others)))
    return join(" ", said)


def _instead(found: AgreementStep, proposal: str, number: int) -> list[Text]:
    """Name for each option of a version the one that comes next, by the comparison of options."""
    version, options = found.version(proposal, number), found.strategy.options.proposals
    return [
        say("*{}* instead of *{}*", options[rival].title, options[own].title)
        for own in (() if version is None else version.options)
        if own in options and (rival := found.next_best(own)) is not None
    ]


def rule_words(found: AgreementStep) -> TextLike:
    """Say under which rule a version is agreed to."""
    rule = found.tallies.rule
    if rule is None or rule.rule is None:
        return "No rule of agreement was fixed before the first round (sheet rounds, round 0)."
    asked = "all of them" if rule.quorum is None else f"{percent(rule.quorum)} of them"
    said = (
        f"The rule, fixed on {long_date(rule.date)}: of the parties whose consent is required, "
        f"{asked} have a position and none is unready or against; no reasoned objection is open"
    )
    if rule.rule == "support" and rule.share is not None:
        said += f"; at least {percent(rule.share)} of the parties with a position support it"
    return said + "."


def positions(found: AgreementStep) -> ReportTable:
    """List how each party stands to the latest version, in words.

    Raises
    ------
    NothingToShow
        Nobody has a position.
    """
    last = found.tallies.last
    if last is None:
        message = phrased("No party has said yet how it stands to a proposal.")
        raise NothingToShow(message)
    key = (last.round, last.proposal, last.version)
    own = {
        one.party: one for one in found.positions if (one.round, one.proposal, one.version) == key
    }
    rows: list[list[TextLike]] = []
    for party in found.parties:
        gradient, stance = last.stances.get(party.party, (None, None))
        given = own.get(party.party)
        rows.append(
            [
                party.name,
                "yes" if party.is_required else "no",
                STANCES[stance] if stance else "has not said",
                "–" if gradient is None else f"{gradient} {GRADIENTS[gradient]}",
                (given.condition if given else None) or "–",
            ]
        )
    heads: list[str | TableHead] = [
        TableHead("Party", "names"),
        *("Consent required", "Stands how", "Gradient", "Under which condition"),
    ]
    caption = phrased(
        "Positions on {}, version {}, in round {}", last.proposal, last.version, last.round
    )
    return table(caption, heads, rows, note=_position_note(found, last))


def _position_note(found: AgreementStep, last: Tally) -> TextLike:
    said: list[TextLike] = [
        "Gradients 1 to 3 support, 4 and 6 let it pass, 5 is not ready, 7 and 8 are against; they "
        "are never averaged."
    ]
    if last.late:
        said.append(
            say("After the round had closed, and not counted: {}.", names(found, last.late))
        )
    if last.named_late:
        late = names(found, last.named_late)
        said.append(say("Named as required when the round was open: {}.", late))
    said += [
        say("The conditions of {} cannot both be met.", names(found, pair)) for pair in last.clashes
    ]
    return join(" ", said)


def objections(found: AgreementStep) -> ReportTable:
    """List the reasoned objections, what became of each, and what comes next under it.

    Raises
    ------
    NothingToShow
        Nobody objected.
    """
    if not found.objections:
        message = phrased("No reasoned objection is recorded.")
        raise NothingToShow(message)
    rows = [
        [
            one.objection,
            name(found, one.party),
            _reason(found, one),
            one.amendment or "–",
            _STATES[one.state],
            _reply(one),
        ]
        for one in found.objections
    ]
    heads: list[str | TableHead] = [
        TableHead("No.", "names"),
        "Who",
        "Why",
        "What would take it away",
        "State",
        "Reply",
    ]
    return table(
        phrased("Objections and what became of them"), heads, rows, note=_if_it_stands(found)
    )


def _if_it_stands(found: AgreementStep) -> TextLike:
    """Say what comes next where an open objection cannot be met."""
    said = dict.fromkeys(
        words
        for one in found.objections
        if one.state == "open"
        for words in _instead(found, one.proposal, one.version)
    )
    return say("Where an open one cannot be met, next comes {}.", listing(said)) if said else ""


def _reply(one: Objection) -> str:
    if one.reply is None:
        return "no reply yet" if one.state == "open" else "–"
    return one.reply if one.replied is None else f"{one.reply} ({long_date(one.replied)})"


def _reason(found: AgreementStep, one: Objection) -> TextLike:
    said = [f"{one.reason}."]
    if one.harm:
        whom = f" (to {name(found, one.harmed)})" if one.harmed else ""
        said.append(f"Harm{whom}: {one.harm}.")
    if one.evidence:
        said.append(f"Shown by: {one.evidence}.")
    return " ".join(said)


def feasible(found: AgreementStep) -> ReportTable:
    """Show the four sorts of feasibility that agreement is to make sure of, with their numbers.

    Raises
    ------
    NothingToShow
        Nothing is decided and nobody is named.
    """
    if found.empty:
        message = phrased("Nobody is named yet who has to agree.")
        raise NothingToShow(message)
    rows: list[list[TextLike]] = [
        ["Technical", _technical(found)],
        ["Financial", missing_money(found)],
        ["Social", _social(found)],
        ["Political", _political(found)],
    ]
    return table(
        phrased("Is it feasible?"), [TableHead("Side", "names"), "What the numbers say"], rows
    )


def _technical(found: AgreementStep) -> TextLike:
    options = found.strategy.options
    said = []
    for proposal in options.decision.follows.decided:
        own = options.proposals.get(proposal)
        if own is None:
            continue
        chance = "not known" if own.success is None else percent(own.success)
        said.append(say("*{}*: chance of success {}", own.title, chance))
    return capital(join("; ", said)) + "." if said else "Nothing is decided yet."


def missing_money(found: AgreementStep) -> TextLike:
    """Say what is missing of the cost, in cash and in kind."""
    if not found.gaps:
        return "There is no budget yet."
    currency, said = found.strategy.budget.currency, []
    for kind, gap in found.gaps.items():
        words = "In cash" if kind == "cash" else "In kind"
        cost = amount_words(gap.cost, currency, places=0, at_least=gap.at_least)
        if not gap.most:
            said.append(f"{words}, firm pledges cover all of {cost}.")
        elif gap.most == gap.least:
            missing_one = amount_words(gap.most, currency, places=0)
            said.append(f"{words}, {missing_one} of {cost} is missing.")
        else:
            least, most = (amount_words(one, currency, places=0) for one in (gap.least, gap.most))
            said.append(f"{words}, between {least} and {most} of {cost} is missing.")
    return " ".join(said)


def _social(found: AgreementStep) -> TextLike:
    last = found.tallies.last
    said: list[TextLike] = []
    if last is None:
        said.append("Nobody has a position yet.")
    else:
        said += [
            f"{number} {verb}" for stance, verb in _VERBS.items() if (number := last.count(stance))
        ]
        said = [join(", ", said) + "."]
    bare = [one.party.party for one in found.standings if one.is_uncompensated]
    if bare:
        said.append(say("Lose and get nothing for it: {}.", names(found, bare)))
    return join(" ", said)


def _political(found: AgreementStep) -> TextLike:
    required = [one for one in found.parties if one.is_required]
    if not required:
        return "No party is named whose consent is required."
    able = [one for one in required if one.mandate == "decides"]
    last = found.tallies.last
    yes = [one for one in required if last and last.stances.get(one.party, (0, ""))[1]
           in {"supports", "tolerates"}]  # fmt: skip
    return (
        f"{len(yes)} of {count(len(required), 'party')} whose consent is required "
        f"{plural('gives', len(yes) or 2)} it; "
        f"{len(able)} sent somebody who may decide."
    )


def alternatives(found: AgreementStep) -> Group:
    """Show which proposals all can accept, and how ballots on several alternatives come out."""
    parts: list[Paragraphs | ReportTable] = []
    able, best = found.alternatives
    if able:
        titles = _titles(found.proposals)
        said = [say("No required party is unready for or against {}.",
                    listing(titles[one] for one in able))]  # fmt: skip
        if set(best) != set(able):
            better = listing(titles[one] for one in best)
            said.append(say("Of these, for nobody is another better than {}.", better))
        parts.append(paragraphs(said))
    parts += [_counted(found, one) for one in found.counts]
    return group(parts)


def _titles(rows: list[ProposalVersion]) -> dict[str, str]:
    return {one.proposal: one.title for one in rows}


def _counted(found: AgreementStep, one: Counts) -> ReportTable:
    known = found.strategy.options.proposals
    titles = {key: known[key].title if key in known else key for key in one.alternatives}
    rows: list[list[TextLike]] = [
        [titles[key], *(_points(own[key]) for own in (one.plurality, one.borda, one.approval))]
        for key in one.alternatives
    ]
    heads: list[str | TableHead] = [
        TableHead("Alternative", "names"), TableHead("First places", "numbers"),
        TableHead("Borda points", "numbers"), TableHead("Could live with it", "numbers"),
    ]  # fmt: skip
    won = [
        say("{}: {}", way, listing(titles[key] for key in keys) or "none beats all others")
        for way, keys in one.winners.items()
        if way in {"pairwise", "Schulze", "instant run-off"}
    ]
    note = say("{}. {}", capital(join("; ", won)),
               "The counts name different winners: talk before you choose." if one.disagree
               else "All counts name the same.")  # fmt: skip
    ballots = count(one.ballots, "ballot")
    caption = phrased("{} on the alternatives, counted in several ways", ballots)
    return table(caption, heads, rows, note=note)


def _points(value: Fraction) -> str:
    return f"{float(value):g}"
