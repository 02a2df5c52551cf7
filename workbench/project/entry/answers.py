"""Answers to our forms, as KoboToolbox and ODK give them back, read as rows of our tables.

A heading may be the code of a question or its label, alone or behind the group that it stands in
(``of__seed/use__seed``); an answer may be the code of a choice or its label; several choices come
in one cell, or in a column for each. All of these are recognised from the form itself, so that
nobody has to write a map.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from workbench.errors import Problem
from workbench.project.entry.form_parts import Choice, Form, FormQuestion
from workbench.project.schema.declaration import declaration
from workbench.project.sources.cell_problems import address
from workbench.project.sources.raw_tables import RawSheet, RawTable

_YES: Final = frozenset({"1", "1.0", "true", "yes", "y"})
_NO: Final = frozenset({"0", "0.0", "false", "no", "n", ""})
_BEHIND_A_GROUP: Final = re.compile(r"[/\-.:]\s*")
_WHOLE_FORM: Final = (
    "one of the choices of the form; without it nobody knows whose answers these are"
)
_OF_THE_SERVER: Final = re.compile(
    r"_.*|start|end|today|deviceid|phonenumber|username|simserial|subscriberid|audit|instanceid|"
    r"instancename|submissiondate|key|submitter(id|name)|attachments(present|expected)|status|"
    r"reviewstate|edits|formversion|uuid"
)
"""Headings that KoboToolbox and ODK add to every form."""
_TIME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{1,2}:.*")

Row: TypeAlias = dict[str, str]
Rows: TypeAlias = dict[str, list[tuple[int, Row]]]
"""Rows of our tables by table, each with the row of the file that it comes from."""


_Spellings: TypeAlias = tuple[dict[str, str], dict[str, str]]
"""Choices of a list by code and by label, both without capitals."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of the file: the question it answers, and the choice where it is one of several."""

    column: int
    question: FormQuestion
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back of one form.

    Attributes
    ----------
    tables : mapping of str to RawTable
        Rows of our tables; their row numbers are those of the file.
    problems : tuple of Problem
        Answers that are none of the choices.
    """

    tables: Mapping[str, RawTable]
    problems: tuple[Problem, ...]


def read_answers(forms: Sequence[Form], sheet: RawSheet) -> Answers | None:
    """Read a sheet as answers to one of some forms.

    Parameters
    ----------
    forms : sequence of Form
        Forms that it could be; that with the most questions in the headings counts.
    sheet : RawSheet
        As the file has it.

    Returns
    -------
    Answers or None
        ``None`` where the headings hold no site, or nothing that a form asks.
    """
    if not sheet.records:
        return None
    found = [(form, _places(form, sheet.records[0])) for form in forms]
    form, places = max(found, key=lambda one: len(one[1]), default=(None, []))
    sited = any(place.question.column == "site" for place in places)
    if form is None or not sited or not any(place.question.about for place in places):
        return None
    problems = list(_not_asked(form, places, sheet))
    spelt = {name: _spellings(listed) for name, listed in form.lists.items()}
    rows: Rows = {}
    for record, number in zip(sheet.records[1:], sheet.numbers[1:], strict=True):
        if not any(map(str.strip, record)):
            continue
        answered, wrong = _answered(spelt, places, record, sheet, number)
        problems += wrong
        if any(one.expected == _WHOLE_FORM for one in wrong):
            continue
        for table, row in _READERS[form.name](form, answered):
            rows.setdefault(table, []).append((number, row))
    tables = {
        name: typed_table(name, sheet.file, listed, sheet.sheet) for name, listed in rows.items()
    }
    return Answers(tables, tuple(problems))


def _not_asked(form: Form, places: Sequence[_Place], sheet: RawSheet) -> Iterator[Problem]:
    """Name columns with cells that no question of the form explains, but those of the server."""
    known = {place.column for place in places}
    asked = {_folded(said) for one in form.questions for said in (one.name, one.label)}
    for column, heading in enumerate(sheet.records[0]):
        last = re.split(r"[/:]", heading)[-1].strip()
        filled = [
            number
            for record, number in zip(sheet.records[1:], sheet.numbers[1:], strict=True)
            if column < len(record) and record[column].strip()
        ]
        server = _OF_THE_SERVER.fullmatch(last.casefold()) is not None
        if column in known or server or not filled or any(o in asked for o in _endings(heading)):
            continue
        yield Problem(
            file=sheet.file,
            sheet=sheet.sheet,
            row=sheet.numbers[0],
            cell=address(column, sheet.numbers[0]),
            column=heading,
            found=f"{len(filled)} answers under a heading that the form does not have",
            expected="a question of the form as the project makes it today",
            advice="They were left out. Was a component renamed since? Name it so in components.",
        )


def _places(form: Form, header: Sequence[str]) -> list[_Place]:
    """Find which column holds the answers to which question."""
    called = _called(form)
    places = []
    for column, heading in enumerate(header):
        found = next((called[one] for one in _endings(heading) if one in called), None)
        if found is not None and found[0].column:
            places.append(_Place(column, *found))
    return places


def _called(form: Form) -> dict[str, tuple[FormQuestion, str]]:
    """Return what a column can be called: a question, or a question and one of its choices."""
    called = {}
    for question in form.questions:
        names = (_folded(question.name), _folded(question.label))
        called.update(dict.fromkeys(names, (question, "")))
        if question.asked == "select_multiple":
            for one in form.lists[question.choices]:
                for said in (one.name, one.label):
                    split = (f"{name}/{_folded(said)}" for name in names)
                    called.update(dict.fromkeys(split, (question, one.name)))
    return called


def _endings(heading: str) -> Iterator[str]:
    """Return a heading, then what is left of it behind each group, the longest first."""
    folded = _folded(heading)
    yield folded
    for group in _BEHIND_A_GROUP.finditer(folded):
        yield folded[group.end() :]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


# One answered form ------------------------------------------------------------------------------


def _answered(
    spelt: Mapping[str, _Spellings],
    places: Sequence[_Place],
    record: Sequence[str],
    sheet: RawSheet,
    number: int,
) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the answers by question, codes where it is a choice, and what is no choice."""
    found: dict[str, list[str]] = {}
    problems = []
    for place in places:
        text = record[place.column].strip() if place.column < len(record) else ""
        codes, wrong = _codes(spelt, place, text)
        held = found.setdefault(place.question.name, [])
        held += [code for code in codes if code not in held]
        if wrong:
            about = bool(place.question.about)
            rest = "; the other choices of the cell were taken" if codes else ""
            problems.append(
                Problem(
                    file=sheet.file,
                    sheet=sheet.sheet,
                    row=number,
                    cell=address(place.column, number),
                    column=place.question.label,
                    found=wrong,
                    expected="one of the choices of the form" if about else _WHOLE_FORM,
                    advice=f"It was left out{rest}; correct it, or make the form anew."
                    if about
                    else "The answers of this row were left out; correct it.",
                )
            )
    return found, problems


def _spellings(choices: Sequence[Choice]) -> _Spellings:
    known = {one.name.casefold(): one.name for one in choices}
    return known, {_folded(one.label): one.name for one in choices}


def _codes(spelt: Mapping[str, _Spellings], place: _Place, text: str) -> tuple[list[str], str]:
    """Return what a cell says, and what of it is none of the choices."""
    if place.choice:
        chosen = text.casefold() in _YES
        wrong = "" if chosen or text.casefold() in _NO else text
        return ([place.choice] if chosen else []), wrong
    if not text:
        return [], ""
    question = place.question
    if not question.choices:
        time = _TIME.fullmatch(text) if question.asked == "date" else None
        return [time[1] if time else text], ""
    known, labels = spelt[question.choices]
    folded = _folded(text).removesuffix(".0")
    if folded in known or folded in labels:
        return [known.get(folded) or labels[folded]], ""
    if question.asked != "select_multiple":
        return [], text
    return _several(folded, known, labels)


def _several(
    folded: str, known: Mapping[str, str], labels: Mapping[str, str]
) -> tuple[list[str], str]:
    """Take a cell of several choices apart: codes between blanks, or labels one after the other."""
    parts = folded.replace(";", " ").split()
    codes = [known[part] for part in parts if part in known]
    if codes:
        return codes, " ".join(part for part in parts if part not in known)
    rest = folded
    while rest:
        label = max((one for one in labels if rest.startswith(one)), key=len, default="")
        if not label:
            return codes, rest
        codes.append(labels[label])
        rest = rest[len(label) :].lstrip(" ,;")
    return codes, ""


def _scores(form: Form, answered: Mapping[str, list[str]]) -> Iterator[tuple[str, Row]]:
    """Return one row per component of which the assessor said something."""
    said: dict[str, Row] = {}
    for question in form.questions:
        given = answered.get(question.name)
        if question.about and given:
            said.setdefault(question.about, {})[question.column] = ";".join(given)
    who = {name: _one(answered, name) for name in ("site", "assessor", "round", "date")}
    for component, row in said.items():
        yield "scores", {**who, "component": component, "basis": "workshop", **row}


def _assessment(form: Form, answered: Mapping[str, list[str]]) -> Iterator[tuple[str, Row]]:
    """Return one row per item of which the assessor said something."""
    said: dict[str, Row] = {}
    for question in form.questions:
        given = answered.get(question.name)
        if question.about and given:
            stored = {one.name: one.stored for one in form.lists.get(question.choices, ())}
            words = (stored.get(one) or one for one in given)
            said.setdefault(question.about, {})[question.column] = ";".join(words)
    who = {name: _one(answered, name) for name in ("site", "assessor", "round", "date")}
    for item, row in said.items():
        yield "responses", {**who, "item": item, "basis": "workshop", **row}


def _partners(form: Form, answered: Mapping[str, list[str]]) -> Iterator[tuple[str, Row]]:
    """Return a row per tie and per capacity that an organisation reported."""
    site, actor = _one(answered, "site"), _one(answered, "actor")
    for question in form.questions:
        for code in answered.get(question.name, ()) if question.about else ():
            if question.column == "capacity":
                share = f"{int(code) / 100:g}"
                yield "capacities", {"site": site, "actor": actor, "component": question.about,
                                     "capacity": share}  # fmt: skip
            else:
                if code == actor:  # the form does not offer it
                    continue
                source, target = (code, actor) if question.incoming else (actor, code)
                yield "ties", {"site": site, "source": source, "target": target,
                               "layer": question.about, "reported_by": actor,
                               "round": _one(answered, "round")}  # fmt: skip


def _positions(form: Form, answered: Mapping[str, list[str]]) -> Iterator[tuple[str, Row]]:
    """Return the position of a party, and its objection where it has one."""
    del form  # all of its questions are of one row
    said = {name: _one(answered, name) for name in ("site", "party", "round", "date")}
    proposal, _, version = _one(answered, "version").rpartition(".")
    about = {"proposal": proposal, "version": version}
    given = {name: _one(answered, name) for name in ("gradient", "condition")}
    yield "positions", {**said, **about, **given}
    objected = {name: _one(answered, name) for name in ("reason", "harm", "amendment")}
    if objected["reason"]:
        named = {"site": said["site"], "party": said["party"], "date": said["date"]}
        key = f"{said['party']}.{proposal}.{version}"  # the same when it is sent twice
        yield "objections", {**named, **about, **objected, "objection": key, "state": "open"}


_READERS: Final = {
    "scores": _scores,
    "assessment": _assessment,
    "partners": _partners,
    "positions": _positions,
}


def _one(answered: Mapping[str, list[str]], name: str) -> str:
    return next(iter(answered.get(name, ())), "")


def typed_table(
    name: str, file: str, rows: Sequence[tuple[int, Row]], sheet: str | None = None
) -> RawTable:
    """Return rows, each with its number, as a table of a file."""
    header = tuple(declaration().table(name).columns)
    return RawTable(
        name=name,
        file=file,
        sheet=sheet,
        header=header,
        header_row=1,
        columns=tuple(
            np.array([row.get(column, "") for _, row in rows], dtype=object) for column in header
        ),
        rows=np.array([number for number, _ in rows], dtype=np.int64),
    )
