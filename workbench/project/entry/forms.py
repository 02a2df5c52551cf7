"""Forms for the phone: what assessors and partners are asked, as XLSForms.

An XLSForm is a workbook that KoboToolbox, ODK and their like turn into a questionnaire. Each form
is made for one project: its sites, components, evidence and actors are the choices. What a form
asks is described once, by questions of :mod:`workbench.project.entry.form_parts`, for writing it
here and for reading its answers in :mod:`workbench.project.entry.answers`.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook

from workbench.errors import NothingToShow
from workbench.files import write_whole
from workbench.frameworks.gradients import GRADIENTS
from workbench.project.entry.assessment_forms import assessment_form
from workbench.project.entry.column_words import clean
from workbench.project.entry.form_parts import (
    Choice,
    Form,
    FormGroup,
    FormQuestion,
    assessor_question,
    named_rows,
    site_choices,
    site_question,
    told_apart,
    when_questions,
)
from workbench.project.entry.guide import font, write_cell

if TYPE_CHECKING:
    import pandas as pd

    from workbench.frameworks import Framework
    from workbench.project.store.project import Project

_SHARES: Final = (
    ("0", "nothing"),
    ("25", "about a quarter"),
    ("50", "about half"),
    ("75", "about three quarters"),
    ("100", "all of it"),
)
"""Answers to how much of a need an organisation can cover alone, in per cent."""


# What is asked ----------------------------------------------------------------------------------


def score_form(project: Project) -> Form:
    """Return the form in which one assessor judges the package of one site.

    Examples
    --------
    >>> from workbench.project import read_project
    >>> form = score_form(read_project("data/example"))
    >>> [question.name for question in form.questions][:4]
    ['site', 'assessor', 'round', 'date']
    """
    if not project.framework.judges_levels:
        title = project.framework.title
        message = f"{title} has no scores; use: workbench form PROJECT --what assessment."
        raise NothingToShow(message)
    components, evidence = project.table("components"), project.table("evidence")
    if components.empty:
        message = "There are no components to score yet; fill in the sheet components first."
        raise NothingToShow(message)
    levels = {
        f"levels_{name}": tuple(
            Choice(str(one.level), f"{one.level}: {one.short}") for one in scale.levels
        )
        for name, scale in project.framework.scales.items()
    }
    pieces = tuple(
        Choice(key, f"{key}: {title}", site, component)
        for site, key, component, title in named_rows(
            evidence, "site", "evidence", "component", "title"
        )
    )
    first = FormGroup(
        "who",
        "Who judges, and where",
        (site_question(), assessor_question(), *when_questions(project, "scores")),
    )
    groups = [first, _levels(project.framework)]
    groups += [
        _component(project, key, title, sites, evidence)
        for key, title, sites in _components(components, project.sites)
    ]
    title = f"Scores: {project.settings.title}"
    lists = {"sites": site_choices(project), **levels, "evidence": pieces}
    return Form("scores", title, tuple(groups), lists, "concat(${site}, ' ', ${assessor})")


def partner_form(project: Project) -> Form:
    """Return the form in which an organisation says with whom it works and what it can do.

    Examples
    --------
    >>> from workbench.project import read_project
    >>> form = partner_form(read_project("data/example"))
    >>> [question.name for question in form.questions][:3]
    ['site', 'actor', 'round']
    """
    actors, components = project.table("actors"), project.table("components")
    if actors.empty:
        message = "There are no actors to ask yet; fill in the sheet actors first."
        raise NothingToShow(message)
    who = _of_site("actor", "Your organisation", "actors")
    round_ = when_questions(project, "ties")[0]
    groups = [FormGroup("who", "Who answers, and where", (site_question(), who, round_))]
    groups.append(FormGroup("ties", "With whom you work", tuple(_ties(project.framework))))
    shares = [
        FormGroup(
            f"can__{key}",
            title,
            (
                FormQuestion(
                    name=f"capacity__{key}",
                    label=f"{title}: how much of what it needs could you cover alone?",
                    asked="select_one",
                    choices="shares",
                    column="capacity",
                    about=key,
                    hint="Leave it blank if you do not know.",
                ),
            ),
            _only_at(sites, project.sites),
        )
        for key, title, sites in _components(components, project.sites)
    ]
    lists = {
        "sites": site_choices(project, actors["site"]),  # elsewhere nobody could answer
        "actors": told_apart(
            Choice(key, name, site)
            for site, key, name in named_rows(actors, "site", "actor", "name")
        ),
        "shares": tuple(Choice(key, words) for key, words in _SHARES),
    }
    title = f"Partners: {project.settings.title}"
    return Form("partners", title, (*groups, *shares), lists, "concat(${site}, ' ', ${actor})")


def position_form(project: Project) -> Form:
    """Return the form in which a party says how it stands to a version of a proposal.

    Examples
    --------
    >>> from workbench.project import read_project
    >>> form = position_form(read_project("data/example"))
    >>> [question.name for question in form.questions][:5]
    ['site', 'party', 'round', 'date', 'version']
    """
    parties, proposals = project.table("stakeholders"), project.table("proposals")
    if parties.empty or proposals.empty:
        message = (
            "Nobody can take a position yet; fill in the sheets stakeholders and proposals first."
        )
        raise NothingToShow(message)
    party = _of_site("party", "Your organisation", "parties")
    version = _of_site("version", "What you speak of", "versions")
    gradient = FormQuestion(
        name="gradient", label="How you stand to it", asked="select_one", choices="gradients",
        column="gradient", about="position", required="yes",
    )  # fmt: skip
    texts = [
        FormQuestion(name=name, label=label, asked="text", column=name, hint=hint)
        for name, label, hint in (
            ("condition", "Under which condition", "Leave it blank if there is none."),
            ("reason", "A reasoned objection", "Why it must not be done like this. Else blank."),
            ("harm", "What would be harmed", ""),
            ("amendment", "What would take the objection away", ""),
        )
    ]
    when = when_questions(project, "positions")
    groups = (
        FormGroup("who", "Who speaks, and of what", (site_question(), party, *when, version)),
        FormGroup("stand", "How you stand", (gradient, *texts)),
    )
    called = parties["name"].fillna(parties["actor"].map(project.names)).fillna(parties["party"])
    lists = {
        "sites": site_choices(project, parties["site"]),
        "parties": told_apart(
            Choice(key, name, site)
            for site, key, name in named_rows(parties.assign(name=called), "site", "party", "name")
        ),
        "versions": tuple(
            Choice(f"{key}.{number}", f"{key}, version {number}: {title}", site)
            for site, key, number, title in named_rows(
                proposals.assign(version=proposals["version"].astype("str")),
                "site", "proposal", "version", "title",
            )
        ),
        "gradients": tuple(Choice(str(one), f"{one}: {said}") for one, said in GRADIENTS.items()),
    }  # fmt: skip
    title = f"Positions: {project.settings.title}"
    return Form("positions", title, groups, lists, "concat(${site}, ' ', ${party})")


_MAKERS: Final = {
    "scores": score_form,
    "assessment": assessment_form,
    "partners": partner_form,
    "positions": position_form,
}


_MOST_NAMED: Final = 20
_NEEDED: Final = {
    "scores": ("components",),
    "partners": ("actors",),
    "positions": ("stakeholders", "proposals"),
}
"""Tables without whose rows a site has nothing to answer in a form."""


def project_forms(project: Project) -> list[Form]:
    """Return the forms in which a project has something to ask."""
    forms = []
    for make in _MAKERS.values():
        with suppress(NothingToShow):
            forms.append(make(project))
    return forms


def unasked(project: Project, *, only: str | None = None) -> Iterator[str]:
    """Say of whom the forms of a project ask nothing, and why, a line each.

    Examples
    --------
    >>> from workbench.project import read_project
    >>> list(unasked(read_project("data/example"), only="scores"))
    []
    """
    usual = "scores" if project.framework.judges_levels else "assessment"
    made = {form.name for form in project_forms(project)}
    for name, needed in _NEEDED.items():
        if only not in (None, name) or (name == "scores" and usual != name):
            continue
        if name not in made:
            try:
                _MAKERS[name](project)
            except NothingToShow as reason:
                yield f"No form {name}: {reason}"
            continue
        for table in needed:
            there = set(project.table(table)["site"])
            without = [site for site in project.sites if site not in there]
            if without:
                yield f"Form {name}: nothing to answer at {_some(without)}; no rows in {table}."
    if project.left_out:
        yield f"No form has {_some(project.left_out)}: the row in sites cannot be read."


def _some(sites: Sequence[str]) -> str:
    more = f" and {len(sites) - _MOST_NAMED} more" if len(sites) > _MOST_NAMED else ""
    return ", ".join(sites[:_MOST_NAMED]) + more


def _of_site(name: str, label: str, choices: str) -> FormQuestion:
    """Ask for one of what there is at the site."""
    return FormQuestion(
        name=name,
        label=label,
        asked="select_one",
        choices=choices,
        column=name,
        required="yes",
        choice_filter="site=${site}",
    )


def _levels(framework: Framework) -> FormGroup:
    """Say once what the levels mean; beside each question their names alone have room."""
    notes = tuple(
        FormQuestion(
            name=f"meaning_of_{name}",
            label=f"{scale.title}\n\n"
            + "\n\n".join(f"{one.level}: {one.name}. {one.definition}" for one in scale.levels),
            asked="note",
        )
        for name, scale in framework.scales.items()
    )
    return FormGroup("levels", "What the levels mean", notes)


def _component(
    project: Project, key: str, title: str, sites: Sequence[str], evidence: pd.DataFrame
) -> FormGroup:
    questions = [
        FormQuestion(
            name=f"{name}__{key}",
            label=f"{title}: {name}",
            asked="select_one",
            choices=f"levels_{name}",
            column=name,
            about=key,
            hint=f"{scale.question} Leave it blank if you cannot tell; blank is never 0.",
        )
        for name, scale in project.framework.scales.items()
    ]
    if (evidence["component"] == key).any():
        questions.append(
            FormQuestion(
                name=f"evidence__{key}",
                label=f"{title}: evidence that you relied on",
                asked="select_multiple",
                choices="evidence",
                column="evidence",
                about=key,
                choice_filter=f"site=${{site}} and component='{key}'",
            )
        )
    questions.append(
        FormQuestion(
            name=f"reason__{key}",
            label=f"{title}: why this level, and not the next one up or down?",
            asked="text",
            column="reason",
            about=key,
        )
    )
    return FormGroup(f"of__{key}", title, tuple(questions), _only_at(sites, project.sites))


def _ties(framework: Framework) -> Iterator[FormQuestion]:
    for key, layer in framework.terms("tie_layers").items():
        sides = ((False, ""),) if layer.mutual else ((False, "first"), (True, "second"))
        for incoming, side in sides:
            role = f" (you are the {side})" if side else ""
            yield FormQuestion(
                name=f"{'from' if incoming else 'to'}__{key}",
                label=f"{layer.title}{role}: {layer.meaning}.",
                asked="select_multiple",
                choices="actors",
                column="layer",
                about=key,
                incoming=incoming,
                hint="Choose every organisation for which this holds.",
                choice_filter="site=${site} and name!=${actor}",
            )


def _only_at(sites: Sequence[str], everywhere: Sequence[str]) -> str:
    """Return the condition that the site is one of some; none where it is all of them."""
    if set(sites) >= set(everywhere):
        return ""
    return f"selected('{' '.join(sites)}', ${{site}})"


def _components(
    components: pd.DataFrame, sites: Sequence[str]
) -> Iterator[tuple[str, str, list[str]]]:
    """Return key, title and sites of each component, in the order of the table."""
    titled = components.drop_duplicates("component").set_index("component")["title"]
    twice = set(titled[titled.str.casefold().duplicated(keep=False)])
    for key, rows in components.groupby("component", sort=False):
        at, title = rows["site"].tolist(), str(titled[key])
        told = f"{title} ({key})" if title in twice else title
        yield str(key), told, [site for site in sites if site in at]


# Writing ----------------------------------------------------------------------------------------


def write_forms(project: Project, out: Path, *, only: str | None = None) -> list[Path]:
    """Write the forms of a project.

    Parameters
    ----------
    project : Project
        The project.
    out : Path
        Where to write ``scores.xlsx`` or ``assessment.xlsx``, whichever the framework asks for,
        ``partners.xlsx`` and ``positions.xlsx``.
    only : str, optional
        One of them, by its name. By default all, as far as there is something to ask about.

    Raises
    ------
    NothingToShow
        There is nothing to ask about: no components, sites, actors, or parties and proposals; or
        the framework asks for something else.
    """
    forms = [form for form in project_forms(project) if only in (None, form.name)]
    if not forms:
        usual = "scores" if project.framework.judges_levels else "assessment"
        _MAKERS[only or usual](project)  # which says why there is none
    return [write_form(form, out / f"{form.name}.xlsx") for form in forms]


_SURVEY: Final = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message",
    "choice_filter", "default",
)  # fmt: skip


def write_form(form: Form, path: Path) -> Path:
    """Write a form as an XLSForm, ready to be uploaded to KoboToolbox or ODK Central.

    Parameters
    ----------
    form : Form
        What is asked.
    path : Path
        The workbook (.xlsx); a form of that name is replaced, as nobody types into it.
    """
    survey = [{"type": name, "name": name} for name in ("start", "end")]
    for group in form.groups:
        survey.append(
            {"type": "begin_group", "name": group.name, "label": group.label,
             "relevant": group.relevant}
        )  # fmt: skip
        survey += [_asked(question) for question in group.questions]
        survey.append({"type": "end_group"})
    choices = [
        {"list_name": name, "name": one.name, "label": one.label, "site": one.site,
         "component": one.component}
        for name, listed in form.lists.items()
        for one in listed
    ]  # fmt: skip
    version = sha256(repr((survey, choices)).encode()).hexdigest()[:10]
    settings = {
        "form_title": form.title,
        "form_id": f"workbench_{form.name}",
        "version": version,
        "instance_name": form.instance,
        "allow_choice_duplicates": "yes",  # an organisation stands once for each of its sites
    }
    book = Workbook()
    book.remove(book.worksheets[0])
    _sheet(book, "survey", _SURVEY, survey)
    _sheet(book, "choices", ("list_name", "name", "label", "site", "component"), choices)
    _sheet(book, "settings", tuple(settings), [settings])
    stream = io.BytesIO()
    book.save(stream)
    write_whole(path, stream.getvalue())
    return path


def _asked(question: FormQuestion) -> dict[str, str]:
    row = {column: getattr(question, column) for column in _SURVEY[1:]}
    return {"type": f"{question.asked} {question.choices}".strip(), **row}


def _sheet(
    book: Workbook, title: str, columns: Sequence[str], rows: Iterable[Mapping[str, str]]
) -> None:
    sheet = book.create_sheet(title)
    for number, row in enumerate([dict(zip(columns, columns, strict=True)), *rows], start=1):
        for place, column in enumerate(columns, start=1):
            words = row.get(column, "")
            if words:
                text = _plain(words) if column in {"label", "hint", "form_title"} else words
                write_cell(sheet.cell(number, place), text, font(bold=number == 1))
    for letter in "ABC":
        sheet.column_dimensions[letter].width = 30.0
    sheet.freeze_panes = "A2"


def _plain(words: str) -> str:
    """Return words in which nothing is taken for a reference to another question."""
    return clean(words).replace("${", "$ {")
