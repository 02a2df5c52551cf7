"""What makes a framework file fit for use: every rule, and every breach of it in one go.

Form (known keys, required values, types) is for the models; what spans several values is checked
here on the plain content, so that one slip does not hide the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from workbench.errors import Problem, did_you_mean
from workbench.frameworks import models
from workbench.frameworks.chooser import LevelRule, Question, endings, overlaps
from workbench.frameworks.documents import Place, YamlDocument
from workbench.frameworks.fields import TOP
from workbench.frameworks.terms import Source
from workbench.frameworks.validation import validated

SHARED: Final = "shared"
"""Word that stands for a list or the options of the vocabulary."""

_QUESTIONS: Final = TypeAdapter(tuple[Question, ...])
_DECISIONS: Final = TypeAdapter(tuple[LevelRule, ...])


def check_vocabulary(document: YamlDocument) -> tuple[models.Vocabulary | None, list[Problem]]:
    """Check a vocabulary file.

    Parameters
    ----------
    document : YamlDocument
        The file as read.

    Returns
    -------
    Vocabulary or None
        ``None`` if there are problems.
    list of Problem
        All of them, in the order of the lines.
    """
    vocabulary, problems = validated(models.Vocabulary, document)
    problems += [*_lists(document), *_options(document)]
    return (None if problems else vocabulary), _in_order(problems)


def check_framework(
    document: YamlDocument, vocabulary: models.Vocabulary | None
) -> tuple[models.Framework | None, list[Problem]]:
    """Check a framework file.

    Parameters
    ----------
    document : YamlDocument
        The file as read.
    vocabulary : Vocabulary or None
        What the word ``shared`` stands for; ``None`` if the file names none or it has problems.

    Returns
    -------
    Framework or None
        ``None`` if there are problems.
    list of Problem
        All of them, in the order of the lines.
    """
    content = dict(document.content)
    content["scales"] = _with_dimensions(content.get("scales"))
    problems = [*_lists(document), *_options(document), *_required(document), *_scales(document)]
    if vocabulary is not None:
        problems += _shared(document, vocabulary)
    content.update(_resolved(document, vocabulary))
    framework, breaches = validated(models.Framework, document, content)
    problems += breaches
    if problems or framework is None:
        return None, _in_order(problems)
    if vocabulary is not None:
        sources = _merged((*framework.sources, *vocabulary.sources))
        framework = framework.model_copy(update={"sources": sources})
    return framework, []


def _merged(sources: Iterable[Source]) -> tuple[Source, ...]:
    """Cite each work once, with all that was taken from it."""
    merged: dict[str, Source] = {}
    for source in sources:
        notes = [merged[source.cite].note] if source.cite in merged else []
        note = " ".join(text for text in (*notes, source.note) if text) or None
        earlier = merged.get(source.cite, source)
        merged[source.cite] = earlier.model_copy(update={"note": note})
    return tuple(merged.values())


def _with_dimensions(scales: object) -> object:
    """Write the key of each scale into it, so that the file states it once."""
    if not isinstance(scales, dict):
        return scales
    # A `dimension` in the file stays in the way of this and is reported by `_scales`.
    return {
        key: {**scale, "dimension": key} if isinstance(scale, dict) else scale
        for key, scale in scales.items()
    }


def _resolved(document: YamlDocument, vocabulary: models.Vocabulary | None) -> dict[str, Any]:
    """Put the vocabulary's lists and options where the file says ``shared``."""
    lists, options = document.content.get("lists"), document.content.get("options")
    resolved: dict[str, Any] = {}
    if isinstance(lists, dict):
        shared = {} if vocabulary is None else vocabulary.lists
        resolved["lists"] = {
            name: shared.get(name, ()) if terms == SHARED else terms
            for name, terms in lists.items()
        }
    if options == SHARED:
        resolved["options"] = () if vocabulary is None else vocabulary.options
    return resolved


def _shared(document: YamlDocument, vocabulary: models.Vocabulary) -> Iterator[Problem]:
    """Find lists that the file takes from the vocabulary and that are not there."""
    lists = document.content.get("lists")
    for name, terms in lists.items() if isinstance(lists, dict) else ():
        if terms == SHARED and name not in vocabulary.lists:
            yield document.problem(
                ("lists", name),
                name,
                f"a list of {document.content['vocabulary']}",
                did_you_mean(name, list(vocabulary.lists)),
            )


def _required(document: YamlDocument) -> Iterator[Problem]:
    """Find lists and scales that every framework has and this one does not name."""
    for part, required in (("lists", models.LISTS), ("scales", models.DIMENSIONS)):
        named = document.content.get(part)
        if not isinstance(named, dict):
            continue
        for name in required:
            if name not in named:
                yield document.problem(
                    (part,),
                    None,
                    f"'{name}' among the {part}",
                    f"Add '{name}: {SHARED}', or a list of its own."
                    if part == "lists"
                    else f"Add the scale of {name}.",
                )


def _lists(document: YamlDocument) -> Iterator[Problem]:
    """Check the lists that are written out in this file."""
    lists = document.content.get("lists")
    for name, terms in lists.items() if isinstance(lists, dict) else ():
        place: Place = ("lists", name)
        rows = _rows(terms)
        if terms == []:
            yield document.problem(place, None, "terms", "Add terms or remove the list.")
        yield from _repeated(document, place, rows, "key")
        yield from _repeated(document, place, rows, "prms_id")
        yield from _parents(document, place, rows)


def _parents(
    document: YamlDocument, place: Place, rows: Sequence[tuple[int, dict[str, Any]]]
) -> Iterator[Problem]:
    """Find parents that are not in the list, and terms that are above themselves."""
    above = {row["key"]: row.get("parent") for _, row in rows if isinstance(row.get("key"), str)}
    for i, row in rows:
        key, parent = row.get("key"), row.get("parent")
        if not isinstance(parent, str):
            continue
        if parent not in above:
            yield document.problem(
                (*place, i, "parent"),
                parent,
                "the key of another term of this list",
                did_you_mean(parent, list(above)),
            )
        elif isinstance(key, str) and key in _ancestors(key, above):
            yield document.problem(
                (*place, i, "parent"),
                parent,
                "a term that is not below this one",
                "Break the circle.",
            )


def _ancestors(key: object, above: Mapping[str, Any]) -> set[str]:
    """Collect the terms above a term, itself included where there is a circle."""
    found: set[str] = set()
    parent = above.get(key) if isinstance(key, str) else None
    while isinstance(parent, str) and parent not in found:
        found.add(parent)
        parent = above.get(parent)
    return found


def _options(document: YamlDocument) -> Iterator[Problem]:
    """Check that the seven options are there, once each and in their order."""
    options = document.content.get("options")
    if not isinstance(options, list):
        return
    rows = _rows(options)
    keys = [row.get("key") for _, row in rows]
    yield from _repeated(document, ("options",), rows, "key")
    for i, row in rows:
        if isinstance(key := row.get("key"), str) and key not in models.OPTIONS:
            yield document.problem(
                ("options", i, "key"),
                key,
                f"one of {', '.join(models.OPTIONS)}",
                did_you_mean(key, models.OPTIONS),
            )
    for key in models.OPTIONS:
        if key not in keys:
            yield document.problem(
                ("options",),
                None,
                f"the option '{key}'",
                f"Add '{key}', or write 'options: {SHARED}'.",
            )
    if sorted(map(str, keys)) == sorted(models.OPTIONS) and tuple(keys) != models.OPTIONS:
        yield document.problem(
            ("options",),
            ", ".join(map(str, keys)),
            f"the order {', '.join(models.OPTIONS)}",
            "Put the options into the order in which they are weighed.",
        )


def _scales(document: YamlDocument) -> Iterator[Problem]:
    """Check every scale of the file."""
    scales = document.content.get("scales")
    for name, scale in scales.items() if isinstance(scales, dict) else ():
        if not isinstance(scale, dict):
            continue
        place: Place = ("scales", name)
        if "dimension" in scale:
            yield document.problem(
                (*place, "dimension"),
                "dimension",
                "a key that is known",
                "Remove it; the name of the scale says it.",
            )
        yield from _levels(document, place, scale)
        yield from _chooser(document, place, scale)


def _levels(document: YamlDocument, place: Place, scale: Mapping[str, Any]) -> Iterator[Problem]:
    """Check that the levels run from the lowest to the highest without gap, repeat or mix-up."""
    place, rows = (*place, "levels"), _rows(scale.get("levels"))
    numbers = [(i, number) for i, row in rows if (number := _whole(row.get("level"))) is not None]
    yield from _repeated(document, place, [(i, {"level": str(n)}) for i, n in numbers], "level")
    for what in ("short", "prms_id"):
        yield from _repeated(document, place, rows, what)
    low, high = _whole(scale.get("minimum")), _whole(scale.get("maximum"))
    if low is None or high is None or not isinstance(scale.get("levels"), list):
        return
    if low > high:
        yield document.problem(
            (*place[:-1], "maximum"), high, f"at least the minimum, {low}", "Correct the bounds."
        )
        return
    for i, number in numbers:
        if not low <= number <= high:
            yield document.problem(
                (*place, i, "level"),
                number,
                f"a level from {low} to {high}",
                "Correct the level or the bounds.",
            )
    if len(numbers) < len(scale["levels"]):
        return  # a level that cannot be read is reported as such; it is not also missing
    there = [number for _, number in numbers]
    for number in range(low, high + 1):
        if number not in there:
            yield document.problem(place, None, f"level {number}", f"Add level {number}.")
    if sorted(set(there)) != list(dict.fromkeys(there)):
        yield document.problem(
            place,
            ", ".join(map(str, there)),
            "levels from lowest to highest",
            "Put the levels into their order.",
        )


def _chooser(document: YamlDocument, place: Place, scale: Mapping[str, Any]) -> Iterator[Problem]:
    """Prove that every path through the questions ends at one level, and every level has a path."""
    for i, question in (rows := _rows(scale.get("questions"))):
        answers = _rows(question.get("answers"))
        yield from _repeated(document, (*place, "questions", i, "answers"), answers, "key")
    yield from _repeated(document, (*place, "questions"), rows, "key")
    try:
        questions = _QUESTIONS.validate_python(scale.get("questions"))
        decisions = _DECISIONS.validate_python(scale.get("decision"))
    except ValidationError:
        return  # reported by the models
    if len({question.key for question in questions}) < len(questions):
        return
    wrong = [
        *_conditions(document, place, questions, decisions),
        *_ties(document, place, decisions),
    ]
    yield from wrong
    if not wrong:
        yield from _paths(document, place, scale, questions, decisions)


def _conditions(
    document: YamlDocument,
    place: Place,
    questions: Sequence[Question],
    decisions: Sequence[LevelRule],
) -> Iterator[Problem]:
    """Find decisions that name a question or an answer that is not there."""
    known = {question.key: [answer.key for answer in question.answers] for question in questions}
    for i, rule in enumerate(decisions):
        for key, answer in rule.when.items():
            choices = known.get(key)
            if choices is None or answer not in choices:
                yield document.problem(
                    (*place, "decision", i, "when", key),
                    key if choices is None else answer,
                    "a question" if choices is None else f"an answer to '{key}'",
                    did_you_mean(key, list(known))
                    if choices is None
                    else did_you_mean(answer, choices),
                )


def _ties(
    document: YamlDocument, place: Place, decisions: Sequence[LevelRule]
) -> Iterator[Problem]:
    """Find decisions that the same answers would settle."""
    for i, j in overlaps(decisions):
        yield document.problem(
            (*place, "decision", j),
            f"levels {decisions[i].level} and {decisions[j].level}",
            "one level for the same answers",
            f"Tell it apart from entry {i + 1} by an answer, or remove it.",
        )


def _paths(
    document: YamlDocument,
    place: Place,
    scale: Mapping[str, Any],
    questions: Sequence[Question],
    decisions: Sequence[LevelRule],
) -> Iterator[Problem]:
    """Walk all paths through the questions; find dead ends and levels that none leads to."""
    levels = [(i, _whole(row.get("level"))) for i, row in _rows(scale.get("levels"))]
    numbers = {number for _, number in levels}
    reached = set()
    for answers, level in endings(questions, decisions):
        reached.add(level)
        if level is None:
            yield document.problem(
                (*place, "decision"),
                ", ".join(f"{key}: {answer}" for key, answer in answers.items()),
                "a level for these answers",
                "Add a decision for them.",
            )
    for i, rule in enumerate(decisions):
        if numbers and rule.level not in numbers:
            yield document.problem(
                (*place, "decision", i, "level"),
                rule.level,
                "a level of this scale",
                "Correct the level.",
            )
    for i, number in levels:
        if number is not None and number not in reached:
            yield document.problem(
                (*place, "levels", i),
                f"level {number}",
                "answers that lead to it",
                "Add a decision for it.",
            )


def _repeated(
    document: YamlDocument, place: Place, rows: Iterable[tuple[int, dict[str, Any]]], what: str
) -> Iterator[Problem]:
    """Find values that must differ between the entries of a list and do not."""
    first: dict[str, int] = {}
    for i, row in rows:
        value = row.get(what)
        if not isinstance(value, str):
            continue
        folded = value.strip().casefold()
        if folded in first:
            yield document.problem(
                (*place, i, what),
                value,
                f"each {what} once in this list",
                f"It stands in entry {first[folded] + 1} already; change or remove one.",
            )
        first.setdefault(folded, i)


def _rows(value: object) -> list[tuple[int, dict[str, Any]]]:
    """Return the entries of a list that are keys with values, with their positions."""
    entries = value if isinstance(value, list) else []
    return [(i, row) for i, row in enumerate(entries) if isinstance(row, dict)]


def _whole(value: object) -> int | None:
    """Read a whole number from 0 to ``TOP``; ``None`` is for the models to report."""
    try:
        number = int(str(value))
    except ValueError:
        return None
    return number if 0 <= number <= TOP else None


def _in_order(problems: Iterable[Problem]) -> list[Problem]:
    return sorted(problems, key=lambda problem: problem.row or 0)
