"""What the report says of risks, issues, lessons and practices."""

from __future__ import annotations

from decimal import Decimal

from workbench.core.money import amount_words
from workbench.page.records import (
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import TextLike, say
from workbench.page.wording import count, long_date, percent
from workbench.transformation.analysis.risks import RiskRegister, WeighedRisk, band_of
from workbench.transformation.step import TransformationStep

_MOST = 25  # rows that one printed page holds


def risk_answer(found: TransformationStep) -> Paragraphs | Missing:
    """Say how many risks are open, how grave they are, and what is to be expected of them."""
    register = found.register
    if not (register.rows or register.came or register.closed):
        return missing("Risks", say("No risk is listed for {} (sheet *risks*).", found.site.name))
    grave = sum((one.now or 0) >= 15 for one in register.rows)
    return paragraphs(
        [
            say(
                "**{}** open, of which {} at 15 or more of 25 and {} with a mitigation at work; "
                "{} came, {} over.",
                count(len(register.rows), "risk"), grave, register.mitigated,
                len(register.came), len(register.closed),
            ),
            say("Nobody watches {} of the grave ones.", len(register.ownerless))
            if register.ownerless else "",
        ],
        _expected(register, found.currency),
    )  # fmt: skip


def _expected(register: RiskRegister, currency: str) -> TextLike:
    """Say what is to be expected of the open risks; nothing where nothing is known of it."""
    known = [one.risk for one in register.rows if one.chance is not None]
    at_least = "at least " if register.unknown else ""
    said = []
    if any(one.delay is not None for one in known):
        said.append(f"{at_least}{register.delay:.0f} working days, if the delays added up")
    if any(one.cost is not None for one in known):
        money = amount_words(Decimal(round(register.cost)), currency, places=0)
        said.append(f"{at_least}{money}")
    return f"To be expected of them: {' and '.join(said)}." if said else ""


def risk_table(found: TransformationStep) -> ReportTable:
    """List open risks, the gravest first, with what is done about them.

    Raises
    ------
    NothingToShow
        No risk is open.
    """
    rows = found.register.rows
    shown = rows[:_MOST]
    assumed = any(one.assumed for one in shown)
    return table(
        "Open risks",
        [TableHead("No.", "numbers"), "Risk", "Score today, and once mitigated",
         TableHead("Chance", "numbers"), "Owner", "What is done", "If it comes"],
        [_risk(number, one, found) for number, one in enumerate(shown, 1)],
        note=say(
            "Likelihood × impact, both 1 to 5.{}{}",
            " Chances marked with * follow from the likelihood by our own table." if assumed
            else "",
            f" {count(len(rows) - len(shown), 'more risk')} not listed."
            if len(rows) > len(shown) else "",
        ),
    )  # fmt: skip


def _risk(number: int, one: WeighedRisk, found: TransformationStep) -> list[TextLike | int]:
    risk = one.risk
    chance = "not known" if one.chance is None else f"{percent(one.chance)}{'*' * one.assumed}"
    late = risk.due is not None and found.as_of is not None and risk.due < found.as_of
    day = f"{'was due on' if late else 'by'} {long_date(risk.due)}" if risk.due else ""
    live = "at work" if one.is_mitigated else day
    after = "" if one.residual is None else f"; {_score(one.residual)}"
    return [
        number,
        say("**{}**{}", risk.title, f"; seen by: {risk.trigger}" if risk.trigger else ""),
        f"{_score(one.now)}{after}",
        chance,
        found.actor(risk.owner),
        f"{risk.mitigation or 'nothing yet'}{f' ({live})' if live else ''}",
        risk.contingency or "–",
    ]


def _score(value: int | None) -> str:
    return "not known" if value is None else f"{value}, {band_of(value)}"


def issue_answer(found: TransformationStep) -> Paragraphs | Missing:
    """Say how many issues are open, and how old the middle one is."""
    kept = found.registers
    if not kept.issues and not kept.closed:
        return missing("Issues", say("No issue is listed for {} (sheet *issues*).",
                                     found.site.name))  # fmt: skip
    age = "" if kept.age is None else f"; the middle one is {kept.age:.0f} days old"
    took = (
        "" if kept.settled_in is None else f" ({kept.settled_in:.0f} days for the middle one)"
    )  # fmt: skip
    first = count(len(kept.issues), "issue") if kept.issues else "No issue"
    return paragraphs(say("**{}** open{}; {} settled{}.", first, age, str(kept.closed), took))


def issue_table(found: TransformationStep) -> ReportTable:
    """List open issues, the gravest first.

    Raises
    ------
    NothingToShow
        None is open.
    """
    rows: list[list[TextLike | int]] = [
        [one.title, one.severity or "not known", long_date(one.opened), found.actor(one.owner)]
        for one in found.registers.issues[:_MOST]
    ]
    return table("Open issues", ["Issue", "How bad", "Found on", "Who settles it"], rows)


def learnt_table(found: TransformationStep) -> ReportTable:
    """List lessons and good practice with where they hold.

    Raises
    ------
    NothingToShow
        The diary has neither.
    """
    kept = found.registers
    rows: list[list[TextLike | int]] = [
        [words, one.text, one.context or "–", one.evidence or "–", found.actor(one.owner),
         "not known" if one.spread_to is None else str(one.spread_to)]
        for words, own in (("lesson", kept.lessons), ("practice", kept.practices))
        for one in own[:_MOST]
    ]  # fmt: skip
    return table(
        "Lessons and good practice",
        ["Sort", "What", "Where it holds", "Evidence", "Kept by",
         TableHead("Teams that took it up", "numbers")],
        rows,
    )  # fmt: skip
