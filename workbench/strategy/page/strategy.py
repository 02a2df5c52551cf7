"""What the report of step 3c says of the draft scaling strategy as a whole (3.3.1)."""

from __future__ import annotations

from workbench.budget.page import budget as budget_page
from workbench.core.money import amount_words
from workbench.errors import NothingToShow
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
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, long_date, plural
from workbench.plan.page import plan as plan_page
from workbench.project.schema.lists import terms_of
from workbench.strategy.step import NamedPartner, StrategyStep

__all__ = ["decided", "one_page", "partners", "versions"]

_PARTS = {
    "option": "the option",
    "package": "the package",
    "partners": "the partners",
    "plan": "the plan of work",
    "budget": "the budget",
    "assumptions": "what it assumes",
}
_DONE = {"draft": "drafted", "reviewed": "reviewed", "final": "adopted"}


def one_page(found: StrategyStep) -> Group | Summary:
    """Make the summary line "What it takes", and the facts that the portfolio page lists."""
    takes = join(" ", [plan_page.in_short(found.plan), budget_page.in_short(found.budget)])
    if not takes:
        return group([])
    rows = [("What it takes", takes), ("State of the strategy", _state_in_short(found))]
    return summary(rows, _facts(found))


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
    standing = [row for row in found.options.decision.review.rows if row.stands]
    if not standing:
        return missing(
            "Decision",
            f"No option is decided on for {found.site.name}, so this draft is not a strategy yet.",
        )
    parts: list[Paragraphs | Missing] = [paragraphs([_decision(found, row) for row in standing])]
    assumed = [one.rstrip(". ") for one in found.options.decision.assumptions]
    if assumed:
        parts.append(paragraphs(f"It assumes: {'; '.join(assumed)}."))
    elif any(row.option != "stop" for row in standing):
        sentence = "Nothing is written down that has to be true for the option to work."
        parts.append(missing("Assumptions", sentence))
    return group(parts)


def _decision(found: StrategyStep, row: ReviewedDecision) -> Text:
    option = found.options.proposals.get(row.proposal or "")
    said = say(
        "For *{}* the team ({}, {}) decided to **{}**",
        row.component_title,
        row.by or "nobody recorded",
        long_date(row.date),
        row.option_title.lower(),
    )
    if option is not None and option.title != row.option_title:
        said += f" ({option.title})"
    if option is not None and row.option != "stop":
        said += f": {package_words(option)}" + _next(found, option)
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
    """List the partners of plan and budget, with the modality that was agreed.

    Raises
    ------
    NothingToShow
        No partner is named.
    """
    if not found.partners:
        message = "No partner is named in plan or budget."
        raise NothingToShow(message)
    rows = [
        [
            found.site.names.get(row.actor, row.actor),
            _mode(found, row),
            _part(row),
            "none" if row.amount is None else amount_words(row.amount, at_least=row.at_least),
        ]
        for row in sorted(found.partners, key=lambda one: (-one.leads, -one.helps))
    ]
    heads = [
        TableHead("Partner", "names"),
        TableHead("Modality"),
        TableHead("Part in the plan"),
        TableHead("Spends", "numbers", unit=found.budget.currency),
    ]
    note = "Modality: as the team recorded it in the table partnerships."
    return table("Partners of the strategy", heads, rows, note=note)


def _mode(found: StrategyStep, row: NamedPartner) -> str:
    if row.actor in found.leads:
        return "leads"
    if row.modality is None:
        return "not agreed yet"
    return terms_of(found.site.framework, "modalities")[row.modality].title


def _part(row: NamedPartner) -> str:
    said = []
    if row.leads:
        said.append(f"responsible for {count(row.leads, 'activity')}")
    if row.helps:
        said.append(f"helps in {count(row.helps, 'activity')}")
    return ", ".join(said) or "in the budget only"


def _latest(found: StrategyStep) -> Text:
    last = found.strategy.versions[-1]
    verb, by = _DONE[last.state], f" by {last.by}" if last.by else ""
    return say(
        "**Version {}, {}**: {} on {}{}.", last.version, last.state, verb, long_date(last.date), by
    )


def _state_in_short(found: StrategyStep) -> TextLike:
    if found.strategy.state is None:
        return "No version is recorded yet."
    return _latest(found) + (" Changed since." if found.strategy.changed else "")


def _state(found: StrategyStep) -> TextLike:
    """Describe in which state the strategy is."""
    strategy = found.strategy
    if strategy.state is None:
        return f"No version is recorded yet; its content bears the mark {strategy.fingerprint}."
    if strategy.changed:
        now = say(" **Changed since**: its content now bears the mark {}.", strategy.fingerprint)
        return _latest(found) + now
    if not strategy.marked:
        return _latest(found) + (
            " No mark was recorded with it, so nobody can say whether it has changed; the content "
            f"now bears the mark {strategy.fingerprint}."
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
            row.fingerprint or "not recorded",
            row.comment or "none",
        ]
        for row in strategy.versions
    ]
    if rows:
        first = [TableHead("Version", "numbers"), TableHead("State", "names")]
        heads = [*first, *map(TableHead, ("Date", "By", "Mark", "Comment"))]
        parts.append(table("Versions of the strategy", heads, rows))
    if strategy.problems:
        said = [f"{one.found}: expected {one.expected}. {one.advice}" for one in strategy.problems]
        parts.append(missing("Order of the versions", " ".join(said)))
    if strategy.empty:
        empty = listing(_PARTS[one] for one in strategy.empty)
        sentence = say("It says nothing yet of {}.", empty)
        parts.append(missing("Parts of the strategy", sentence, follows=True))
    return group(parts)
