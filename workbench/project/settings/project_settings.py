"""What ``project.yaml`` says: title, framework, lead, dates, currency and parameters.

Unknown keys, wrong types and impossible values become :class:`~workbench.errors.Problem` values
with the line they stand on; the rest of the file is still used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, ValidationError, field_validator

from workbench.errors import InvalidInput, Problem, did_you_mean, nearest
from workbench.frameworks import available, every_framework
from workbench.frameworks.assessments import available_assessments
from workbench.frameworks.documents import (
    Dialect,
    Place,
    YamlDocument,
    plain_values,
    read_yaml,
    typed_value,
)
from workbench.frameworks.fields import DocumentedModel, Positive, Share
from workbench.frameworks.funders import FunderProfile
from workbench.frameworks.partner_rules import PartnerRules
from workbench.frameworks.validation import MOST_SLIPS, explain, slips
from workbench.language import ENGLISH, languages
from workbench.project.settings.kinds import Day
from workbench.project.settings.step_settings import (
    BudgetSettings,
    ChoiceSettings,
    ExperimentSettings,
    PlanSettings,
    TransformationSettings,
)

FILE_NAME = "project.yaml"
_MOST_RETRIES = 200
_NEEDED = {"title": "a title", "framework": "the key of a framework, such as ipsr"}


@cache
def currency_codes() -> tuple[str, ...]:
    """Return the currency codes of ISO 4217 that are in circulation.

    Examples
    --------
    >>> "RWF" in currency_codes()
    True
    """
    text = (
        resources.files("workbench.project.settings").joinpath("currencies.yaml").read_text("utf-8")
    )
    return tuple(plain_values(text)["codes"])


def _version_text(value: object) -> object:
    """Let a version such as 2022 stand without quotes."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Strength = Literal["strong", "medium", "weak", "none"]


def _widths() -> Mapping[Strength, float]:
    return {"strong": 0.5, "medium": 0.75, "weak": 1.0, "none": 1.5}


def _shelf_life() -> Mapping[Literal["readiness", "use"], float]:
    return {"readiness": 60, "use": 24}


def _given_value(value: object) -> object:
    """Refuse what is neither a single value nor a list of them."""
    several = value if isinstance(value, list | tuple) else (value,)
    if not all(one is None or isinstance(one, bool | int | float | str) for one in several):
        message = "one value such as 2025B, or a list of them"
        raise ValueError(message)
    return tuple(value) if isinstance(value, list) else value


if TYPE_CHECKING:
    NotebookValue: TypeAlias = (
        bool | int | float | str | tuple[bool | int | float | str | None, ...] | None
    )
else:
    NotebookValue = Annotated[Any, PlainValidator(_given_value)]
    """What a notebook of one's own can be given: a single value, or a list of them."""


class ConversionRecord(DocumentedModel):
    """A rule by which an importer changed values."""

    name: str
    """Short name of the rule."""
    rule: str
    """What it does, in one sentence."""
    columns: tuple[str, ...] = ()
    """Columns that it made."""


class ImportRecord(DocumentedModel):
    """Where imported rows came from, and what became of each."""

    file: str
    """Name of the source file."""
    sha256: str
    """Hash of its bytes."""
    map: str
    """Name of the import map."""
    title: str
    """What the source is."""
    attribution: str
    """Whom to name, and the licence."""
    rows: int = Field(ge=0)
    """Rows in the source."""
    taken: int = Field(ge=0)
    """Rows that were taken."""
    dropped: int = Field(ge=0)
    """Rows that a rule left out."""
    refused: int = Field(ge=0)
    """Rows that could not be used."""
    conversions: tuple[ConversionRecord, ...] = ()
    """Rules that changed values."""
    dropped_columns: tuple[str, ...] = ()
    """Columns of the source that no table holds."""
    reasons: Mapping[str, int] = Field(default_factory=dict)
    """Why rows were dropped or refused, and how many for each reason."""


class Parameters(DocumentedModel):
    """Numbers that are the project's choice; the report prints them."""

    correlation: Share = 0.5
    """How far assessors of one component err together, 0 to 1."""
    widths: Mapping[Strength, Positive] = Field(default_factory=_widths)
    """Spread of a level, in levels, by the strength of its evidence."""
    width: Positive = 0.75
    """Spread of a level where the strength is not known."""
    shelf_life: Mapping[Literal["readiness", "use"], Positive] = Field(default_factory=_shelf_life)
    """Months after which evidence of a level has to be looked at again."""
    target: Annotated[int, Field(ge=0)] | None = None
    """Package score that the project aims at."""
    seed: int = Field(default=20260314, ge=0)
    """Seed of everything that is drawn at random."""


class Settings(DocumentedModel):
    """Content of ``project.yaml``.

    Examples
    --------
    >>> Settings(title="Banana wilt", framework="ipsr").horizon_months
    12
    """

    title: str = Field(min_length=1)
    """Title of the project."""
    framework: str
    """Key of the framework whose scales and lists are used."""
    framework_version: Annotated[str | None, BeforeValidator(_version_text)] = None
    """Version of the framework that the levels were judged by; checked where it is given."""
    assessments: tuple[str, ...] = ()
    """Further frameworks of assessment that the project uses beside its own, such as
    small-experiments; an answer to one can serve another, and the notebooks of all are run."""
    language: str = ENGLISH
    """Language of the reports: en, or another that the workbench has a catalogue for, such as fr;
    what is not translated stays English."""
    lead: str | None = None
    """Organisation that leads."""
    ambition: str | None = None
    """What the project wants to reach, in a sentence."""
    currency: str | None = None
    """Base currency, a code of ISO 4217."""
    as_of: Day | None = None
    """Day up to which rows are known."""
    horizon_months: int = Field(default=12, ge=1)
    """Months that a projected level looks ahead."""
    illustrative: bool = False
    """Whether the data are invented; the report then says so on its title page."""
    notes: tuple[str, ...] = ()
    """Sentences that the report prints."""
    sources: tuple[str, ...] = ()
    """Where the data come from."""
    parameters: Parameters = Field(default_factory=Parameters)
    """Numbers that are the project's choice."""
    choice: ChoiceSettings = Field(default_factory=ChoiceSettings)
    """How options are compared."""
    partners: PartnerRules = Field(default_factory=PartnerRules)
    """How partners are chosen."""
    plan: PlanSettings = Field(default_factory=PlanSettings)
    """How the plan of work is scheduled."""
    budget: BudgetSettings = Field(default_factory=BudgetSettings)
    """How the budget is added up."""
    experiments: ExperimentSettings = Field(default_factory=ExperimentSettings)
    """How experiments are put together."""
    transformation: TransformationSettings = Field(default_factory=TransformationSettings)
    """What the roll-out of an AI transformation has to keep to."""
    funders: tuple[FunderProfile, ...] = ()
    """Funder profiles of the project's own, in place of those of the same key that come with the
    workbench; written in files ``funders/*.yaml`` beside ``project.yaml``."""
    notebooks: Mapping[str, Mapping[str, NotebookValue]] = Field(default_factory=dict)
    """What the notebooks of the project's own, in its folder ``notebooks``, are given: for each, by
    its name (``yield-response``), the values of its parameters (``season: 2025B``). A key without a
    value leaves what stands in the notebook."""
    imports: tuple[ImportRecord, ...] = ()
    """Where imported rows came from."""

    @field_validator("assessments")
    @classmethod
    def _known_assessments(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not set(value) <= set(available_assessments()):
            message = f"of {', '.join(available_assessments())}"
            raise ValueError(message)
        return value

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        if value not in languages():
            message = f"one of {', '.join(languages())}"
            raise ValueError(message)
        return value

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        if value is not None and value not in currency_codes():
            message = "a currency code of ISO 4217, such as RWF or USD"
            raise ValueError(message)
        return value


_DIALECT = Dialect(
    scalar=typed_value,
    dotted=True,
    references=True,
    keys="'title: …' and 'framework: ipsr'",
    advice="See docs/tables.md for the keys.",
)


def read_settings(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read ``project.yaml``.

    Returns
    -------
    settings : Settings
        What could be used; a value with a problem falls back to its default.
    problems : tuple of Problem
        Everything to mend, with the line (``row``) and the key (``column``).

    Raises
    ------
    InvalidInput
        The file cannot be read, is no mapping, or names no known framework. ``problems`` has
        everything else that is wrong as well.
    """
    document = read_yaml(path, _DIALECT)
    content = _without_blanks(document.content)
    problems = [
        *document.problems,
        *(
            _missing(key, document)
            for key in _NEEDED
            if key not in content and not _misspelt(key, document)
        ),
    ]
    named = content.get("framework")
    known = isinstance(named, str) and named in every_framework()
    if named is not None and not known:
        del content["framework"]
        expected = f"one of {', '.join(every_framework())}"
        advice = did_you_mean(str(named), every_framework())
        problems.append(document.problem(("framework",), named, expected, advice))
    title = path.resolve().parent.name or "Project"
    settings, more = _validate(document, content, {"title": title, "framework": available()[0]})
    problems += more
    if not known:
        message = f"{FILE_NAME} names no {'' if named is None else 'known '}framework."
        raise InvalidInput(message, sorted(problems, key=lambda problem: problem.row or 0))
    return settings, tuple(problems)


def _misspelt(key: str, document: YamlDocument) -> bool:
    """Whether a needed key is there under a wrong name, which is reported as such."""
    fields = list(Settings.model_fields)
    wrong = [name for name in document.content if name not in fields][:MOST_SLIPS]
    return (key,) not in document.lines and any(nearest(name, fields) == key for name in wrong)


def _missing(key: str, document: YamlDocument) -> Problem:
    blank = (key,) in document.lines
    advice = f"The line is blank; write it behind '{key}:'." if blank else f"Add a line '{key}: …'."
    return document.problem((key,), None, _NEEDED[key], advice)


def _without_blanks(content: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out keys with nothing behind them: they count as not given."""
    return {
        key: value
        for key, value in content.items()
        if value is not None and not (isinstance(value, str) and not value.strip())
    }


def _validate(
    document: YamlDocument, content: dict[str, Any], needed: Mapping[str, str]
) -> tuple[Settings, list[Problem]]:
    """Validate, report every problem, leave out what has one, and stand in for what is needed."""
    problems: dict[tuple[Place, str], Problem] = {}
    content = {**needed, **content}
    for _ in range(_MOST_RETRIES):
        try:
            return Settings.model_validate(content), list(problems.values())
        except ValidationError as error:
            for detail in slips(error):
                place = detail["loc"]
                problems.setdefault((place, detail["type"]), _explain(document, detail))
                content = {**needed, **_without(content, place)}
            if error.error_count() > MOST_SLIPS:
                break
    message = f"{FILE_NAME} has too many problems."
    raise InvalidInput(message, problems.values())


def _without(content: Mapping[Any, Any], place: Place) -> dict[Any, Any]:
    """Leave out what stands at a place; inside a list, the whole list."""
    head, rest = place[0], place[1:]
    kept = dict(content)
    inner = kept.get(head)
    if rest and isinstance(inner, dict) and rest[0] in inner:
        kept[head] = _without(inner, rest)
    else:
        kept.pop(head, None)
    return kept


def _explain(document: YamlDocument, detail: Mapping[str, Any]) -> Problem:
    """Add to the words that all files share what is known of currencies and days."""
    problem = explain(document, Settings, detail)
    if detail["type"] == "value_error" and detail["loc"][-1] == "currency":
        capitals = problem.found.strip().upper()
        known = capitals in currency_codes()
        return replace(problem, advice=f"Write {capitals}." if known else "Look the code up.")
    if detail["type"] == "value_error" and re.fullmatch(r"\d{4}-\d{2}-\d{2}", problem.found):
        return replace(problem, expected="a day that exists", advice="Look the date up.")
    if problem.expected.startswith("a day such as"):
        return replace(problem, advice="Write year, month and day in digits, in this order.")
    return problem
