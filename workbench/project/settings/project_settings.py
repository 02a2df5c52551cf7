"""What ``project.yaml`` says: title, framework, lead, dates, currency and parameters.

Unknown keys, wrong types and impossible values become :class:`~workbench.errors.Problem` values
with the line they stand on; the rest of the file is still used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator

from workbench.errors import InvalidInput, Problem, did_you_mean, nearest
from workbench.frameworks import available
from workbench.frameworks.yaml_values import plain_values
from workbench.project.settings.kinds import Day, Positive, Share
from workbench.project.settings.step_settings import (
    STEP_BLOCKS,
    BudgetSettings,
    ChoiceSettings,
    PartnerSettings,
    PlanSettings,
)
from workbench.project.settings.yaml_faults import explain_fault

FILE_NAME = "project.yaml"
_MOST_RETRIES = 200
_LONGEST = 80
_NEEDED = {"title": "a title", "framework": "the key of a framework, such as ipsr"}


@cache
def currency_codes() -> tuple[str, ...]:
    """Give the currency codes of ISO 4217 that are in circulation.

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


class ConversionRecord(BaseModel):
    """A rule by which an importer changed values.

    Attributes
    ----------
    name : str
        Short name of the rule.
    rule : str
        What it does, in one sentence.
    columns : tuple of str
        Columns that it made.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    rule: str
    columns: tuple[str, ...] = ()


class ImportRecord(BaseModel):
    """Where imported rows came from, and what became of each.

    Attributes
    ----------
    file : str
        Name of the source file.
    sha256 : str
        Hash of its bytes.
    map : str
        Name of the import map.
    title : str
        What the source is.
    attribution : str
        Whom to name, and the licence.
    rows : int
        Rows in the source.
    taken : int
        Rows that were taken.
    dropped : int
        Rows that a rule left out.
    refused : int
        Rows that could not be used.
    conversions : tuple of ConversionRecord
        Rules that changed values.
    dropped_columns : tuple of str
        Columns of the source that no table holds.
    reasons : mapping of str to int
        Why rows were dropped or refused, and how many for each reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: str
    map: str
    title: str
    attribution: str
    rows: int = Field(ge=0)
    taken: int = Field(ge=0)
    dropped: int = Field(ge=0)
    refused: int = Field(ge=0)
    conversions: tuple[ConversionRecord, ...] = ()
    dropped_columns: tuple[str, ...] = ()
    reasons: Mapping[str, int] = Field(default_factory=dict)


class Parameters(BaseModel):
    """Numbers that are the project's choice; the report prints them.

    Attributes
    ----------
    correlation : float
        How far assessors of one component err together, 0 to 1.
    widths : mapping of str to float
        Spread of a level, in levels, by the strength of its evidence.
    width : float
        Spread of a level where the strength is not known.
    target : int or None
        Package score that the project aims at.
    seed : int
        Seed of everything that is drawn at random.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    correlation: Share = 0.5
    widths: Mapping[Strength, Positive] = Field(default_factory=_widths)
    width: Positive = 0.75
    target: Annotated[int, Field(ge=0)] | None = None
    seed: int = Field(default=20260314, ge=0)


class Settings(BaseModel):
    """Content of ``project.yaml``.

    Attributes
    ----------
    title : str
        Title of the project.
    framework : str
        Key of the framework whose scales and lists are used.
    framework_version : str or None
        Version of the framework that the levels were judged by; checked where it is given.
    lead : str or None
        Organisation that leads.
    ambition : str or None
        What the project wants to reach, in a sentence.
    currency : str or None
        Base currency, a code of ISO 4217.
    as_of : date or None
        Day up to which rows are known.
    horizon_months : int
        Months that a projected level looks ahead.
    illustrative : bool
        Whether the data are invented; the report then says so on its title page.
    notes : tuple of str
        Sentences that the report prints.
    sources : tuple of str
        Where the data come from.
    parameters : Parameters
        Numbers that are the project's choice.
    choice : ChoiceSettings
        How options are compared.
    partners : PartnerSettings
        How partners are chosen.
    plan : PlanSettings
        How the plan of work is scheduled.
    budget : BudgetSettings
        How the budget is added up.
    imports : tuple of ImportRecord
        Where imported rows came from.

    Examples
    --------
    >>> Settings(title="Banana wilt", framework="ipsr").horizon_months
    12
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    framework: str
    framework_version: Annotated[str | None, BeforeValidator(_version_text)] = None
    lead: str | None = None
    ambition: str | None = None
    currency: str | None = None
    as_of: Day | None = None
    horizon_months: int = Field(default=12, ge=1)
    illustrative: bool = False
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    parameters: Parameters = Field(default_factory=Parameters)
    choice: ChoiceSettings = Field(default_factory=ChoiceSettings)
    partners: PartnerSettings = Field(default_factory=PartnerSettings)
    plan: PlanSettings = Field(default_factory=PlanSettings)
    budget: BudgetSettings = Field(default_factory=BudgetSettings)
    imports: tuple[ImportRecord, ...] = ()

    @field_validator("currency")
    @classmethod
    def _known_currency(cls, value: str | None) -> str | None:
        if value is not None and value not in currency_codes():
            message = "a currency code of ISO 4217, such as RWF or USD"
            raise ValueError(message)
        return value


class _PlainLoader(yaml.SafeLoader):
    """YAML in which a date stays text, so that 2026-02-30 is a problem and not a crash."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

Place = tuple[str, ...]


def read_settings(path: Path) -> tuple[Settings, tuple[Problem, ...]]:
    """Read ``project.yaml``.

    Parameters
    ----------
    path : Path
        The file.

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
    content, lines, problems = _parse(path)
    content = _without_blanks(content)
    problems += [
        _missing(key, lines)
        for key in _NEEDED
        if key not in content and not _misspelt(key, content, lines)
    ]
    named = content.get("framework")
    known = isinstance(named, str) and named in available()
    if named is not None and not known:
        problems.append(_unknown_framework(content.pop("framework"), lines))
    title = path.resolve().parent.name or "Project"
    settings, more = _validate(content, lines, {"title": title, "framework": available()[0]})
    problems += more
    if not known:
        message = f"{FILE_NAME} names no {'' if named is None else 'known '}framework."
        raise InvalidInput(message, sorted(problems, key=lambda problem: problem.row or 0))
    return settings, tuple(problems)


def _misspelt(key: str, content: Mapping[str, Any], lines: Mapping[Place, int]) -> bool:
    """Whether a needed key is there under a wrong name; that name is told as such."""
    fields = list(Settings.model_fields)
    wrong = [name for name in content if name not in fields]
    return (key,) not in lines and any(nearest(name, fields) == key for name in wrong)


def _unknown_framework(named: object, lines: Mapping[Place, int]) -> Problem:
    return Problem(
        file=FILE_NAME,
        row=lines.get(("framework",)),
        column="framework",
        found=str(named)[:_LONGEST],
        expected=f"one of {', '.join(available())}",
        advice=did_you_mean(str(named), available()),
    )


def _parse(path: Path) -> tuple[dict[str, Any], dict[Place, int], list[Problem]]:
    """Give the content, the line of each key, and keys that stand twice."""
    raw = b""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
        node = yaml.compose(text, Loader=_PlainLoader)
        content = yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a SafeLoader with fewer types
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, OSError) as error:
        message = f"{FILE_NAME} cannot be read."
        raise InvalidInput(message, [explain_fault(error, raw, FILE_NAME)]) from error
    if not isinstance(content, dict) or not isinstance(node, yaml.MappingNode):
        problem = Problem(
            file=FILE_NAME,
            found="no keys" if content is None else str(content)[:60],
            expected="lines such as 'title: …' and 'framework: ipsr'",
            advice="See docs/tables.md for the keys.",
        )
        message = f"{FILE_NAME} cannot be read."
        raise InvalidInput(message, [problem])
    lines: dict[Place, int] = {}
    problems: list[Problem] = []
    for place, line in _keys(node):
        if place in lines:
            problems.append(
                Problem(
                    file=FILE_NAME,
                    row=line,
                    column=".".join(place),
                    found=place[-1],
                    expected="each key once",
                    advice=f"Delete one of the two; the first is in line {lines[place]}.",
                )
            )
        lines.setdefault(place, line)
    return {str(key): value for key, value in content.items()}, lines, problems


def _keys(node: yaml.Node, above: Place = ()) -> Iterator[tuple[Place, int]]:
    """Walk through the keys with their lines."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            place = (*above, str(key.value))
            yield place, key.start_mark.line + 1
            yield from _keys(value, place)
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            place = (*above, str(position))
            yield place, value.start_mark.line + 1
            yield from _keys(value, place)


def _missing(key: str, lines: Mapping[Place, int]) -> Problem:
    blank = (key,) in lines
    return Problem(
        file=FILE_NAME,
        row=lines.get((key,)),
        column=key,
        found="",
        expected=_NEEDED[key],
        advice=f"The line is blank; write it behind '{key}:'."
        if blank
        else f"Add a line '{key}: …'.",
    )


def _without_blanks(content: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out keys with nothing behind them: they count as not given."""
    return {
        key: value
        for key, value in content.items()
        if value is not None and not (isinstance(value, str) and not value.strip())
    }


def _validate(
    content: dict[str, Any], lines: Mapping[Place, int], needed: Mapping[str, str]
) -> tuple[Settings, list[Problem]]:
    """Validate, tell every problem, and leave out what has one; what is needed is stood in for."""
    problems: dict[tuple[Place, str], Problem] = {}
    content = {**needed, **content}
    for _ in range(_MOST_RETRIES):
        try:
            return Settings.model_validate(content), list(problems.values())
        except ValidationError as error:
            for detail in error.errors():
                place = tuple(str(part) for part in detail["loc"])
                problems.setdefault((place, detail["type"]), _explain(place, detail, lines))
                content = {**needed, **_without(content, place)}
    message = f"{FILE_NAME} has too many problems."
    raise InvalidInput(message, problems.values())


def _without(content: Mapping[str, Any], place: Sequence[str]) -> dict[str, Any]:
    """Leave out what stands at a place; inside a list, the whole list."""
    head, rest = place[0], place[1:]
    kept = dict(content)
    inner = kept.get(head)
    if rest and isinstance(inner, dict) and rest[0] in inner:
        kept[head] = _without(inner, rest)
    else:
        kept.pop(head, None)
    return kept


_EXPECTED = {
    "string_type": ("text", "Put it in quotes."),
    "int_type": ("a whole number", "Write the number without quotes or unit."),
    "int_parsing": ("a whole number", "Write the number without quotes or unit."),
    "int_from_float": ("a whole number", "Write the number without decimals."),
    "float_type": ("a number", "Write the number without quotes or unit."),
    "float_parsing": ("a number", "Write the number with a point and without unit."),
    "bool_type": ("true or false", "Write true or false."),
    "bool_parsing": ("true or false", "Write true or false."),
    "tuple_type": ("a list", "Begin each entry on its own line with '- '."),
    "missing": ("a value", "Add it."),
}


def _explain(place: Place, detail: Any, lines: Mapping[Place, int]) -> Problem:
    """Turn one of pydantic's problems into a user's words."""
    kind = str(detail["type"])
    found = "" if kind == "missing" else str(detail["input"])[:_LONGEST]
    expected, advice = _EXPECTED.get(kind, (str(detail["msg"]).lower(), "Correct the value."))
    if kind == "extra_forbidden":
        found, expected = place[-1], "a key that the workbench knows"
        advice = did_you_mean(place[-1], _known_keys(place))
    elif kind == "value_error":
        expected, advice = str(detail["ctx"]["error"]), "Correct the value."
        if place[-1] == "currency":
            capitals = found.strip().upper()
            advice = f"Write {capitals}." if capitals in currency_codes() else "Look the code up."
        elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", found):
            expected, advice = "a day that exists", "Look the date up."
    elif kind == "literal_error":
        expected = f"one of {detail['ctx']['expected']}"
    elif "ctx" in detail and detail["msg"].startswith("Input should be "):
        expected = "a value " + str(detail["msg"]).removeprefix("Input should be ")
    shown = tuple(part for part in place if part != "[key]")
    return Problem(
        file=FILE_NAME,
        row=next((lines[shown[:n]] for n in range(len(shown), 0, -1) if shown[:n] in lines), None),
        column=".".join(shown),
        found=found,
        expected=expected,
        advice=advice,
    )


def _known_keys(place: Place) -> list[str]:
    """Name the keys that may stand beside the last part of a place."""
    model: type[BaseModel] = Settings
    if place[0] == "parameters" and len(place) > 1:
        model = Parameters
    elif place[0] in STEP_BLOCKS and len(place) > 1:
        model = STEP_BLOCKS[place[0]]
    elif place[0] == "imports" and len(place) > 1:
        model = ConversionRecord if "conversions" in place[:-1] else ImportRecord
    return list(model.model_fields)
