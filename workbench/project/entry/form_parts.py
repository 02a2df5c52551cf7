"""What forms for the phone are made of: questions, groups of them, and the choices there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    import pandas as pd

    from workbench.project.store.project import Project

Asked = Literal["note", "date", "text", "integer", "decimal", "select_one", "select_multiple"]
FormName = Literal["scores", "assessment", "partners", "positions"]

_CODE: Final = "regex(., '^[A-Za-z0-9][A-Za-z0-9._-]*$')"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen.

    Attributes
    ----------
    name, label : str
        Code that is stored, and what is shown.
    site, component : str
        Where it is offered, and of which component or item; "" is everywhere.
    stored : str
        What our tables hold where that is not the code, as a code has no blanks.
    """

    name: str
    label: str
    site: str = ""
    component: str = ""
    stored: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """One question of a form, and what its answer is read as.

    Attributes
    ----------
    name, label : str
        Code of the question, unique in its form, and what is shown; labels are unique too, since
        answers may come back with either.
    asked : str
        Sort of question, as XLSForm calls it.
    choices : str
        Name of the list to choose from.
    column : str
        Column of our tables that the answer fills; "" for a note.
    about : str
        What the row is about: a component, an item, or a sort of relation.
    incoming : bool
        Whether a relation leads from the organisations that are chosen to the one that answers.
    hint, relevant, required, constraint, constraint_message, choice_filter, default : str
        As in XLSForm.
    """

    name: str
    label: str
    asked: Asked
    choices: str = ""
    column: str = ""
    about: str = ""
    incoming: bool = False
    hint: str = ""
    relevant: str = ""
    required: str = ""
    constraint: str = ""
    constraint_message: str = ""
    choice_filter: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class FormGroup:
    """Questions that are shown together, at the sites where they apply."""

    name: str
    label: str
    questions: tuple[FormQuestion, ...]
    relevant: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its groups of questions, and the lists to choose from.

    Attributes
    ----------
    name : str
        Which form it is.
    title : str
        What is shown above it.
    groups : tuple of FormGroup
        The questions.
    lists : mapping of str to tuple of Choice
        By name.
    instance : str
        How an answered form is named in the list of answers: an expression of XLSForm.
    """

    name: FormName
    title: str
    groups: tuple[FormGroup, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    instance: str

    @property
    def questions(self) -> Iterator[FormQuestion]:
        """Every question, group after group."""
        return (question for group in self.groups for question in group.questions)


# Shared by several forms -------------------------------------------------------------------------


def site_question(label: str = "Site") -> FormQuestion:
    """Ask at which site; a framework may call that by a word of its own."""
    return FormQuestion(
        name="site",
        label=label,
        asked="select_one",
        choices="sites",
        column="site",
        required="yes",
    )


def assessor_question() -> FormQuestion:
    """Ask who judges, by a code."""
    return FormQuestion(
        name="assessor",
        label="Your code",
        asked="text",
        column="assessor",
        hint="Such as A1. Not your name: the code is what reports print.",
        required="yes",
        constraint=_CODE,
        constraint_message="Letters, digits, . _ and -, without blanks.",
    )


def when_questions(project: Project, table: str) -> tuple[FormQuestion, FormQuestion]:
    """Ask for round and day; the latest round of the table is offered."""
    rounds = project.table(table)["round"].dropna()
    latest = 1 if rounds.empty else int(rounds.max())
    return (
        FormQuestion(
            name="round",
            label="Round",
            asked="integer",
            column="round",
            hint="1 is the first time that this is asked, 2 the next.",
            required="yes",
            constraint=". >= 1",
            default=str(latest),
        ),
        FormQuestion(
            name="date",
            label="Day of the judgement",
            asked="date",
            column="date",
            required="yes",
            default="today()",
        ),
    )


def site_choices(project: Project, only: Iterable[str] | None = None) -> tuple[Choice, ...]:
    """Offer the sites of a project, or some of them, by name."""
    kept = set(project.sites if only is None else only)
    rows = named_rows(project.table("sites"), "site", "name")
    return told_apart(Choice(key, name) for key, name in rows if key in kept)


def told_apart(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Add the code to labels that two choices of one place share."""
    listed = list(choices)
    count = Counter((one.site, one.label.casefold()) for one in listed)
    return tuple(
        replace(one, label=f"{one.label} ({one.name})")
        if count[one.site, one.label.casefold()] > 1
        else one
        for one in listed
    )


def named_rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[str, ...]]:
    """Return rows as text; where the name, the last column, is blank, the key before it stands."""
    named = frame[list(columns)].copy()
    named[columns[-1]] = named[columns[-1]].fillna(named[columns[-2]])
    for row in named.itertuples(index=False):
        yield tuple(map(str, row))
