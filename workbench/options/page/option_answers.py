"""The decision tree in a report: every answer, what the data say, and corrections apart."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.core.rows import rows_of
from workbench.drawing.words import sentences
from workbench.language import phrased
from workbench.options.analysis.decision_tree import Lead, TreeAnswer
from workbench.options.step import OptionsStep
from workbench.page.records import (
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    group,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, long_date, plural

_QUESTIONS = {"needed": "Needed at all", "firm": "Diagnosis firm"}


def questions(found: OptionsStep) -> dict[str, str]:
    """Return the name to print of every question of the decision tree."""
    options = found.results.before.framework.options
    return {option.key: option.title for option in options} | _QUESTIONS


def asked(found: OptionsStep) -> list[TreeAnswer]:
    """Return the questions that have an answer or should have one."""
    rows = rows_of(found.tree.table, TreeAnswer)
    return [row for row in rows if row.answer is not None or row.unanswered]


def answers(found: OptionsStep) -> Group | Missing:
    """List the answers in the decision tree, what the data say, and where the two conflict."""
    if found.tree.table.empty or found.empty:
        why = phrased("No question is answered yet (sheet answers).")
        return missing(phrased("The decision tree"), why, follows=True)
    names, gone = questions(found), _left(found)
    rows = [row for row in asked(found) if row.component not in gone]
    doubtful = found.sure.confidence != "firm"
    listed = [
        row
        for row in rows
        if row.conflict
        or (row.reached and (_decides(row) or (doubtful and row.question == "firm")))
    ]
    parts: list[Paragraphs | ReportTable | Missing] = [_led(found)]
    if listed:
        conflict = any(row.conflict for row in listed)
        note = phrased("Conflict: answer and data contradict each other.") if conflict else ""
        if found.provisional:
            note = sentences(note, "Scores of the package: at most so; something is not assessed.")
        heads = [
            TableHead("Component", "names"),
            *map(TableHead, ("Question", "Answer", "Why", "What the data say")),
        ]
        parts.append(
            table(phrased("Answers in the decision tree"), heads, _lines(listed, names), note=note)
        )
    if others := _others([row for row in rows if row not in listed], names):
        # Their reasons are in the attached tables.
        parts.append(paragraphs("Also answered (reasons in the attached tables): " + others))
    if open_ := [row for row in rows if row.unanswered]:
        said = listing([say("{} (*{}*)", names[row.question].lower(), row.title) for row in open_])
        number = f"{count(len(open_), 'question')} {plural('is', len(open_))} open: "
        how = " (sheet answers, columns question and answer; the team): the advice may change."
        parts.append(missing(phrased("Answers in the decision tree"), number + said + how))
    return group(parts)


def _left(found: OptionsStep) -> set[str]:
    """Return the components of which nothing is to be settled, as the whole site is left."""
    if not found.decision.follows.leaves:
        return set()
    decided = set(found.decision.standing["component"])
    return {row.component for row in asked(found)} - decided


def _decides(row: TreeAnswer) -> bool:
    """Return whether an answer is open, or turns the walk: a way taken, a doubt at the door."""
    return row.unanswered or row.answer == ("no" if row.question in _QUESTIONS else "yes")


def _others(rows: Sequence[TreeAnswer], names: dict[str, str]) -> Text:
    """Return the other answers in a sentence for each component."""
    said = []
    for title in dict.fromkeys(row.title for row in rows):
        told = [f"{names[r.question].lower()} {r.answer}" for r in rows if r.title == title]
        said.append(say("*{}*: {}.", title, listing(told)))
    return join(" ", said)


def _lines(rows: Sequence[TreeAnswer], names: dict[str, str]) -> list[list[TextLike]]:
    """Make the rows of the table; a component is named in its first row alone."""
    made: list[list[TextLike]] = []
    before = None
    for row in rows:
        said: TextLike = row.answer or "not answered"
        made.append(
            [
                "" if row.component == before else row.title,
                names[row.question],
                say("{} **(conflict)**", said) if row.conflict else said,
                row.reason or ("not recorded" if row.answer else ""),
                row.hint,
            ]
        )
        before = row.component
    return made


def _led(found: OptionsStep) -> Paragraphs:
    """Write where the answers lead, component by component."""
    leads, gone = rows_of(found.tree.leads, Lead), _left(found)
    said: list[TextLike] = [
        say("*{}*: {}", row.title, _outcome(found, row))
        for row in leads
        if row.outcome != "correction" and row.component not in gone
    ]
    if gone:
        said.append(
            say(
                "For {} nothing is to be settled any more, as the site is left.",
                titles(row.title for row in leads if row.component in gone),
            )
        )
    days = [row.date for row in asked(found) if row.date is not None]
    if days:
        said.append(f"Latest answer: {long_date(max(days))}.")
    return paragraphs(said)


def _outcome(found: OptionsStep, row: Lead) -> str:
    """Put the outcome of a walk into a sentence, with the names of the options."""
    names = questions(found)
    keys = row.options.split(";") if row.options else []
    if row.outcome in {"here and now", "elsewhere or later"} and keys:
        ways = listing([names[key].lower() for key in keys])
        if len(keys) == 1:
            return f"the answers leave one way, {ways} ({row.outcome})."
        return f"the answers leave {ways} to compare ({row.outcome})."
    if row.outcome == "evidence first":
        return "the answers ask for more evidence, or another scoring, before a choice."
    if row.outcome == "stop":
        return "the answers end with stopping."
    if row.next_question is not None:
        return f"nobody has settled “{names[row.next_question].capitalize()}” yet."
    return "every way has been ruled out, stopping too: go through the answers again."


def corrections(found: OptionsStep) -> Paragraphs | Group:
    """Name the components that are not needed here: a correction of the package, no strategy."""
    said = []
    for row in asked(found):
        if row.question == "needed" and row.answer == "no":
            why = f": {row.reason.rstrip('.')}" if row.reason else ""
            said.append(
                say(
                    "*{}* is not needed here, the team says{}. That is a correction, not a "
                    "strategy: write “no” under needed and diagnose again.",
                    row.title,
                    why,
                )
            )
    return paragraphs(*said) if said else group([])
