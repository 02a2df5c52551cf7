"""The decision tree in a report: every answer, what the data say, and corrections apart."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from workbench.options.step import OptionsStep
from workbench.page.content import Cell, Part, group, missing, table, text
from workbench.page.wording import count, each_row, known, listing, long_date, plural, titles

_QUESTIONS = {"needed": "Needed at all", "firm": "Diagnosis firm"}


def answers(found: OptionsStep) -> Part:
    """List the answers in the decision tree, what the data say, and where the two conflict."""
    rows = found.tree.table
    if rows.empty or found.empty:
        return group([])
    given = rows[rows["answer"].notna() | rows["unanswered"].to_numpy(dtype=bool)]
    asked = list(each_row(given))
    titles_of = {option.key: option.title for option in found.results.before.framework.options}
    names = titles_of | _QUESTIONS
    listed = [row for row in asked if row.conflict or (row.reached and _decides(row))]
    parts = [_led(found)]
    if listed:
        note = "Conflict: answer and data contradict each other." if _any_conflict(listed) else ""
        heads = ["Component", "Question", "Answer", "Why", "What the data say"]
        parts.append(table("Answers in the decision tree", heads, _lines(listed, names), note=note))
    kept = {(row.component, row.question) for row in listed}
    rest = [row for row in asked if (row.component, row.question) not in kept]
    return group([*parts, *_others(rest, names), *_open(found, names)])


def _decides(row: Any) -> bool:
    """Say whether an answer is open, or turns the walk: a way taken, a doubt at the door."""
    turns = "no" if row.question in _QUESTIONS else "yes"
    return bool(row.unanswered) or row.answer == turns


def _any_conflict(rows: list[Any]) -> bool:
    return any(row.conflict for row in rows)


def _others(rows: list[Any], names: dict[str, str]) -> list[Part]:
    """Give the other answers in a sentence for each component; their reasons are in the tables."""
    said = []
    for title in dict.fromkeys(row.title for row in rows):
        own = [row for row in rows if row.title == title]
        told = [Markup("{} {}").format(names[row.question].lower(), row.answer) for row in own]
        said.append(Markup("{}: {}.").format(titles([title]), listing(told)))
    if not said:
        return []
    sentence = Markup("<p>Answered as well (reasons in the attached tables): {}</p>")
    return [text(sentence.format(Markup(" ").join(said)))]


def _lines(rows: list[Any], names: dict[str, str]) -> list[list[Cell]]:
    """Make the rows of the table; a component is named in its first row alone."""
    made, before = [], None
    for row in rows:
        said = str(row.answer) if known(row.answer) else "not answered"
        if row.conflict:
            said = Markup("{} <strong>(conflict)</strong>").format(said)
        why = "not recorded" if known(row.answer) else ""
        made.append(
            [
                Cell("" if row.component == before else str(row.title), heading=True),
                Cell(names[row.question]),
                Cell(said),
                Cell(str(row.reason) if known(row.reason) else why),
                Cell(str(row.hint) if known(row.hint) else "nothing"),
            ]
        )
        before = row.component
    return made


def _led(found: OptionsStep) -> Part:
    """Say where the answers lead, component by component."""
    said = [
        Markup("{}: {}").format(titles([row.title]), _words(found, row))
        for row in each_row(found.tree.leads)
        if row.outcome != "correction"
    ]
    last = found.tree.table["date"].max()
    when = Markup(" Latest answer: {}.").format(long_date(last)) if known(last) else Markup()
    return text(Markup("<p>{}{}</p>").format(Markup(" ").join(said), when))


def _words(found: OptionsStep, row: Any) -> Markup:
    """Put the outcome of a walk into a sentence, with the names of the options."""
    names = {option.key: option.title.lower() for option in found.results.before.framework.options}
    keys = [key for key in str(row.options).split(";") if key] if known(row.options) else []
    ways = listing([names.get(key, key) for key in keys])
    if row.outcome in {"here and now", "elsewhere or later"} and keys:
        if len(keys) == 1:
            return Markup("the answers leave one way, {} ({}).").format(ways, row.outcome)
        return Markup("the answers leave {} to compare ({}).").format(ways, row.outcome)
    if row.outcome == "evidence first":
        return Markup("the answers ask for more evidence, or another scoring, before a choice.")
    if row.outcome == "stop":
        return Markup("the answers end with stopping.")
    if row.outcome == "open":
        first = _QUESTIONS | {key: name.capitalize() for key, name in names.items()}
        return Markup("nobody has settled “{}” yet.").format(
            first.get(str(row.next_question), str(row.next_question))
        )
    return Markup("every way has been ruled out, stopping too: go through the answers again.")


def _open(found: OptionsStep, names: dict[str, str]) -> list[Part]:
    """Name the questions that are not answered, once, for the end of the report."""
    rows = found.tree.table
    rows = rows[rows["unanswered"].to_numpy(dtype=bool)]
    if rows.empty:
        return []
    said = [
        Markup("{} ({})").format(names[row.question].lower(), titles([row.title]))
        for row in each_row(rows)
    ]
    number = len(said)
    return [
        missing(
            "Answers in the decision tree",
            Markup("{} {} open: {}.").format(
                count(number, "question"), plural("is", number), listing(said)
            ),
        )
    ]


def corrections(found: OptionsStep) -> Part:
    """Name the components that are not needed here: a correction of the package, no strategy."""
    rows = list(each_row(found.tree.corrections))
    if not rows:
        return group([])
    said = []
    for row in rows:
        own = found.tree.table
        own = own[(own["component"] == row.component) & (own["question"] == "needed")]
        reason = own["reason"].iloc[0]
        why = Markup(": {}").format(str(reason).rstrip(".")) if known(reason) else Markup()
        said.append(
            Markup(
                "<p>{} is not needed here, the team says{}. That is a correction, not a "
                "strategy: write “no” under needed and diagnose again.</p>"
            ).format(titles([row.title]), why)
        )
    return text(Markup("").join(said))
