"""What the report of step 3c says of the draft scaling strategy as a whole (3.3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.core.finding import Finding, by_kind
from workbench.core.money import amount_words
from workbench.errors import NothingToShow
from workbench.language import phrased, worded
from workbench.options.analysis.decisions import ReviewedDecision
from workbench.options.analysis.option_rows import Option
from workbench.options.page.option_words import package_words
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
from workbench.page.text import Text, TextLike, capital, join, listing, say, titles
from workbench.page.wording import count, long_date, plural
from workbench.strategy.analysis.partner_list import ListedPartner
from workbench.strategy.analysis.strategy import PARTS
from workbench.strategy.page import page_one
from workbench.strategy.step import Assumption, StrategyStep

__all__ = ["decided", "one_page", "partners", "versions", "what_does_not_fit"]

_PARTS = {
    "option": "the option",
    "package": "the package",
    "partners": "the partners",
    "plan": "the plan of work",
    "budget": "the budget",
    "assumptions": "what it assumes",
}
_ROWS = 15  # of a table
_KINDS = 10  # of what does not fit; the rest is in the workbook
_MOST_SEATS = 8  # names in a note; the rest is counted


def one_page(found: StrategyStep, findings: Iterable[Finding]) -> Summary:
    """Answer what page one asks of the draft strategy, and give the facts of the list of sites.

    Parameters
    ----------
    found : StrategyStep
        The draft strategy.
    findings : iterable of Finding
        What does not fit at the site, of all steps.
    """
    pressing = page_one.most_pressing(findings)
    rows = [
        ("For whom, where", page_one.for_whom(found)),
        ("With whom", page_one.whom(found)),
        ("The ask", page_one.the_ask(found)),
        ("By when", page_one.by_when(found)),
        ("What could go wrong", page_one.wrong_words(pressing)),
        ("Agreed?", page_one.agreed(found)),
        ("To do first", page_one.first_to_do(found, pressing)),
    ]
    return summary(rows, _facts(found))


def what_does_not_fit(found: StrategyStep, findings: Iterable[Finding]) -> Group | ReportTable:
    """List where steps and tables do not fit, one row for each kind that page one does not tell."""
    findings = tuple(findings)
    told = page_one.most_pressing(findings).kinds
    groups = [own for own in by_kind(findings) if own[0].kind not in told]
    if not groups or set(found.strategy.empty) == set(PARTS):
        return group([])  # page one says what to do first, the closing list what is missing
    rows: list[list[TextLike]] = [
        [
            own[0].what + (phrased(" And {} more like it.", len(own) - 1) if len(own) > 1 else ""),
            say(
                "**{}**: {} (sheet *{}*, {})",
                capital(own[0].who),
                own[0].to_do.rstrip("."),
                *own[0].where,
            ),
        ]
        for own in groups[:_KINDS]
    ]
    heads = [phrased("What does not fit"), phrased("Who mends it, and how")]
    note = phrased(
        "The serious ones first. All of them, with why each matters, are in the attached tables."
    )
    caption = phrased("What else does not fit at {}, beside what page one tells", found.site.name)
    return table(caption, heads, rows, note=note)


def _facts(found: StrategyStep) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    if found.plan.end is not None:
        finish = found.plan.end.finish
        facts["finish"] = "not known" if finish is None else finish.isoformat()
        facts["impossible"] = found.plan.end.impossible
    if found.budget.budget is not None:
        facts["budget"] = str(found.budget.budget.total())
    facts["strategy"] = found.strategy.state or "not recorded"
    return facts


def decided(found: StrategyStep) -> Group | Missing:
    """Describe which option was decided on, and what it makes of the package."""
    standing = found.options.decision.review.standing_rows
    if not standing and not found.site.framework.judges_levels:
        return group([])
    if not standing:
        return missing(
            phrased("Decision"),
            phrased(
                "No option is decided on for {}, so this draft is not a strategy yet.",
                found.site.name,
            ),
        )
    parts: list[Paragraphs | Missing] = [paragraphs([_decision(found, row) for row in standing])]
    assumed = [_assumed(one) for one in found.assumed]
    if assumed:
        parts.append(paragraphs(phrased("It assumes: {}.", "; ".join(assumed))))
    elif any(row.option != "stop" for row in standing):
        sentence = phrased("Nothing is written down that has to be true for the option to work.")
        parts.append(missing(phrased("Assumptions"), sentence))
    return group(parts)


def _assumed(one: Assumption) -> str:
    """Write what has to be true, who sees to it and by when."""
    owner = (
        phrased("{} sees to it", one.assumes_owner)
        if one.assumes_owner
        else phrased("nobody sees to it yet")
    )
    day = (
        phrased("by {}", long_date(one.assumes_due))
        if one.assumes_due
        else phrased("no day is set")
    )
    return f"{(one.assumes or '').rstrip('. ')} ({owner}, {day})"


def _decision(found: StrategyStep, row: ReviewedDecision) -> Text:
    option = found.options.proposals.get(row.proposal or "")
    said = say(
        "For *{}* the team ({}, {}) decided to **{}**",
        row.component_title,
        row.by or phrased("nobody recorded"),
        long_date(row.date),
        row.option_title.lower(),
    )
    if option is not None and option.title != row.option_title:
        said += f" ({option.title})"
    if option is not None and row.option != "stop":
        said += f": {package_words(option, provisional=found.options.provisional)}" + _next(
            found, option
        )
    said += "."
    if row.changed:
        said += say(" **The package has changed since**: look at it again.")
    return said


def _next(found: StrategyStep, option: Option) -> TextLike:
    """Name the bottleneck after the option."""
    if not option.bottleneck_after:
        return ""
    called = found.site.table("components").set_index("component")["title"]
    names = [str(called[key]) for key in option.bottleneck_after.split(";")]
    return say(", and then {} {} the bottleneck", titles(names), plural("is", len(names)))


def partners(found: StrategyStep) -> ReportTable:
    """List all partners, in which form, with what part, and what does not fit.

    Raises
    ------
    NothingToShow
        No partner is named.
    """
    shown = [one for one in found.partners if one.has_part or one.agreed or one.mode == "bilateral"]
    if not shown:
        message = phrased("No partner is named in decision, plan or budget.")
        raise NothingToShow(message)
    rows = [
        [
            page_one.name_of(found, one),
            _form(found, one),
            _part(found, one),
            "none" if one.amount is None else amount_words(one.amount, at_least=one.at_least),
            "; ".join(worded(misfit.what) for misfit in one.misfits) or "–",
        ]
        for one in shown[:_ROWS]
    ]
    heads = [
        TableHead("Partner", "names"),
        TableHead("Form"),
        TableHead("Part"),
        TableHead("Spends in cash", "numbers", unit=found.budget.currency),
        TableHead("Does not fit"),
    ]
    more = len(shown) - len(rows)
    left = f"{count(more, 'more partner')} with less of a part." if more > 0 else ""
    return table(
        phrased("The partners of the strategy"),
        heads,
        rows,
        note=join(" ", [left, _partner_note(found)]),
    )


def _partner_note(found: StrategyStep) -> Text:
    """Say what to do about each thing that does not fit, and who else is proposed."""
    misfits = dict.fromkeys(misfit for one in found.partners for misfit in one.misfits)
    said: list[TextLike] = [
        say(
            "{}: {} (sheet *{}*).",
            capital(worded(one.what)),
            worded(one.to_do).rstrip("."),
            one.table,
        )
        for one in misfits
    ]
    seats = [one for one in found.partners if one.mode == "platform" and not one.has_part]
    if seats:
        names = listing((page_one.name_of(found, one) for one in seats), most=_MOST_SEATS)
        said.append(say("Proposed for the platform, without a part yet: {}.", names))
    return join(" ", said)


def _form(found: StrategyStep, one: ListedPartner) -> str:
    if one.is_lead:
        return "leads"
    if one.agreed:
        return f"{page_one.form_of(found, one.modality)}, agreed"
    if one.proposed:
        return f"{page_one.form_of(found, one.proposed)}, proposed"
    return "not agreed yet" if one.counted_on else "none needed: it only helps"


def _part(found: StrategyStep, one: ListedPartner) -> str:
    components = found.choice.component_titles
    said = [f"carries out {components.get(key, key)}" for key in one.carries]
    if one.leads:
        said.append(f"responsible for {count(one.leads, 'activity')}")
    if one.helps:
        said.append(f"helps in {count(one.helps, 'activity')}")
    if one.in_kind:
        given = amount_words(one.in_kind, found.budget.currency, at_least=one.at_least)
        said.append(f"gives {given} in kind")
    return ", ".join(said) or ("in the budget only" if one.amount else "none")


def _latest(found: StrategyStep) -> Text:
    last = found.strategy.versions[-1]
    verb, by = page_one.DONE[last.state], f" by {last.by}" if last.by else ""
    return say(
        "**Version {}, {}**: {} on {}{}.", last.version, last.state, verb, long_date(last.date), by
    )


def _state(found: StrategyStep) -> TextLike:
    """Describe in which state the strategy is."""
    strategy = found.strategy
    if strategy.state is None:
        return "No version of the strategy is recorded yet (sheet strategies)."
    if strategy.changed:
        return _latest(found) + say(" **Its content has changed since.**")
    if not strategy.marked:
        return _latest(found) + (
            " Its fingerprint was not recorded, so nobody can tell whether it has changed since; "
            "the fingerprint as it stands is among the parameters at the end."
        )
    return _latest(found)


def versions(found: StrategyStep) -> Group:
    """Describe in which state the strategy is, who reviewed it when, and what is empty in it."""
    strategy = found.strategy
    if not strategy.versions and found.plan.schedule is None and found.budget.budget is None:
        return group([])
    allowed = listing(strategy.next_states, last="or")
    next_one = say("Next it can become: {}.", allowed)
    parts: list[Paragraphs | ReportTable | Missing] = [paragraphs([_state(found), next_one])]
    rows = [
        [
            str(row.version),
            row.state,
            long_date(row.date),
            row.by or "not recorded",
            row.comment or "none",
            row.answer or ("no answer yet" if row.comment else "–"),
        ]
        for row in strategy.versions
    ]
    if rows:
        first = [TableHead("Version", "numbers"), TableHead("State", "names")]
        heads = [*first, *map(TableHead, ("Date", "By", "Comment", "Answer"))]
        parts.append(table(phrased("Versions of the strategy"), heads, rows))
    if strategy.problems:
        said = [f"{one.found}: expected {one.expected}. {one.advice}" for one in strategy.problems]
        parts.append(missing(phrased("Order of the versions"), " ".join(said)))
    if strategy.empty:
        empty = listing(worded(_PARTS[one]) for one in strategy.empty)
        sentence = say("It says nothing yet of {}.", empty)
        parts.append(missing(phrased("Parts of the strategy"), sentence, follows=True))
    return group(parts)
