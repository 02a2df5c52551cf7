"""What the report of step 3c says of the draft scaling strategy as a whole (3.3.1)."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from workbench.budget.page.budget import in_short as budget_in_short
from workbench.core.money import amount_words
from workbench.errors import NothingToShow
from workbench.options.page.option_words import package_words
from workbench.page.content import Cell, Part, group, missing, summary, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    long_date,
    paragraph,
    plural,
    titles,
)
from workbench.plan.page.plan import in_short as plan_in_short
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


def one_page(found: StrategyStep) -> Part:
    """Make the summary line "What it takes", and the facts that the portfolio page lists."""
    takes = [one for one in (plan_in_short(found.plan), budget_in_short(found.budget)) if one]
    if not takes:
        return group([])
    rows = [
        ("What it takes", Markup(" ").join(takes)),
        ("State of the strategy", _state(found, short=True)),
    ]
    return summary(rows, _facts(found))


def _facts(found: StrategyStep) -> dict[str, object]:
    facts: dict[str, object] = {}
    if found.plan.schedule is not None:
        facts["finish"] = _iso(found.plan.schedule.sites["finish"].iloc[0])
        facts["impossible"] = int(found.plan.schedule.sites["impossible"].iloc[0])
    if found.budget.budget is not None:
        whole = found.budget.budget.total()
        facts["budget"] = str(whole)
    facts["strategy"] = found.strategy.state or "not recorded"
    return facts


def _iso(day: Any) -> str:
    return f"{day:%Y-%m-%d}" if known(day) else "not known"


def decided(found: StrategyStep) -> Part:
    """Say which option was decided on, and what it makes of the package."""
    standing = found.options.decision.standing
    if standing.empty:
        return missing(
            "Decision",
            f"No option is decided on for {found.site.name}, so this draft is not a strategy yet.",
        )
    options = {row.proposal: row for row in each_row(found.options.results.table)}
    said = []
    for row in each_row(standing):
        one = Markup("For {} the team ({}, {}) decided to <strong>{}</strong>").format(
            titles([row.component_title]), row.by, long_date(row.date),
            str(row.option_title).lower(),
        )  # fmt: skip
        option = options.get(row.proposal)
        if option is not None and option.title != option.option_title:
            one += Markup(" ({})").format(option.title)
        if option is not None and row.option != "stop":
            one += Markup(": {}").format(package_words(option))
            one += _next(found, option)
        one += Markup(".")
        if known(row.changed) and row.changed:
            one += Markup(" <strong>The package has changed since</strong>: look at it again.")
        said.append(one)
    parts = [text(paragraph(said))]
    if found.options.decision.assumptions:
        assumed = Markup("It assumes: {}.").format(
            Markup("; ").join(one.rstrip(". ") for one in found.options.decision.assumptions)
        )
        parts.append(text(paragraph([assumed])))
    elif any(option != "stop" for option in standing["option"]):
        sentence = "Nothing is written down that has to be true for the option to work."
        parts.append(missing("Assumptions", sentence))
    return group(parts)


def _next(found: StrategyStep, option: Any) -> Markup:
    """Name the bottleneck after the option."""
    if not known(option.bottleneck_after):
        return Markup("")
    rows = found.site.table("components")
    called = dict(zip(rows["component"], rows["title"], strict=True))
    names = [called.get(key, key) for key in str(option.bottleneck_after).split(";")]
    return Markup(", and then {} {} the bottleneck").format(titles(names), plural("is", len(names)))


def partners(found: StrategyStep) -> Part:
    """List the partners of plan and budget, with the modality that was agreed.

    Raises
    ------
    NothingToShow
        No partner is named.
    """
    rows = found.partners
    if not rows:
        message = "No partner is named in plan or budget."
        raise NothingToShow(message)
    modes = terms_of(found.site.framework, "modalities")
    lines = [
        [
            Cell(found.site.names.get(row.actor, row.actor), heading=True),
            Cell(_mode(found, row, modes)),
            Cell(_part(row)),
            Cell(_spends(row), number=True),
        ]
        for row in sorted(rows, key=lambda one: (-one.leads, -one.helps))
    ]
    heads = ["Partner", "Modality", "Part in the plan", f"Spends, {found.budget.currency}"]
    note = "Modality: as the team recorded it in the table partnerships."
    return table("Partners of the strategy", heads, lines, note=note)


def _mode(found: StrategyStep, row: NamedPartner, modes: Any) -> str:
    lead = found.site.actors.loc[found.site.actors["lead"].fillna(value=False), "actor"]
    if row.actor in set(lead):
        return "leads"
    if not known(row.modality):
        return "not agreed yet"
    term = modes.get(row.modality) if hasattr(modes, "get") else None
    return str(term.title) if term is not None else str(row.modality)


def _spends(row: NamedPartner) -> str:
    if row.amount is None:
        return "none"
    return amount_words(row.amount, at_least=row.at_least)


def _part(row: NamedPartner) -> str:
    said = []
    if row.leads:
        said.append(f"responsible for {count(row.leads, 'activity')}")
    if row.helps:
        said.append(f"helps in {count(row.helps, 'activity')}")
    return ", ".join(said) or "in the budget only"


def _state(found: StrategyStep, *, short: bool = False) -> Markup:
    """Say in which state the strategy is."""
    strategy = found.strategy
    if strategy.state is None:
        if short:
            return Markup("No version is recorded yet.")
        return Markup("No version is recorded yet; its content bears the mark {}.").format(
            strategy.fingerprint
        )
    last = next(each_row(strategy.table.tail(1)))
    verb = {"draft": "drafted", "reviewed": "reviewed", "final": "adopted"}.get(
        last.state, last.state
    )
    said = Markup("<strong>Version {}, {}</strong>: {} on {}{}.").format(
        int(last.version), last.state, verb, long_date(last.date),
        f" by {last.by}" if known(last.by) else "",
    )  # fmt: skip
    if short:
        return said + (Markup(" Changed since.") if strategy.changed else Markup(""))
    if strategy.changed:
        said += Markup(
            " <strong>Changed since</strong>: its content now bears the mark {}."
        ).format(strategy.fingerprint)
    elif not known(last.current):
        said += Markup(
            " No mark was recorded with it, so nobody can say whether it has changed; the content "
            "now bears the mark {}."
        ).format(strategy.fingerprint)
    return said


def versions(found: StrategyStep) -> Part:
    """Say in which state the strategy is, who reviewed it when, and what is still empty in it."""
    strategy = found.strategy
    if strategy.table.empty and found.plan.schedule is None and found.budget.budget is None:
        return group([])
    allowed = listing(strategy.next_states, last="or")
    parts = [text(paragraph([_state(found), Markup("Next it can become: {}.").format(allowed)]))]
    if len(strategy.table):
        rows = [
            [
                Cell(str(int(row.version)), number=True),
                Cell(str(row.state), heading=True),
                Cell(long_date(row.date)),
                Cell(str(row.by) if known(row.by) else "not recorded"),
                Cell(str(row.fingerprint) if known(row.fingerprint) else "not recorded"),
                Cell(str(row.comment) if known(row.comment) else "none"),
            ]
            for row in each_row(strategy.table)
        ]
        heads = ["Version", "State", "Date", "By", "Mark", "Comment"]
        parts.append(table("Versions of the strategy", heads, rows))
    if strategy.problems:
        said = Markup(" ").join(
            Markup("{}: expected {}. {}").format(one.found, one.expected, one.advice)
            for one in strategy.problems
        )
        parts.append(missing("Order of the versions", said))
    if strategy.empty:
        empty = listing([_PARTS[one] for one in strategy.empty])
        sentence = Markup("It says nothing yet of {}.").format(empty)
        parts.append(missing("Parts of the strategy", sentence, follows=True))
    return group(parts)
