"""Models made from YAML documents, and what is wrong with a document, in a user's words."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from workbench.errors import InvalidInput, Problem, did_you_mean
from workbench.frameworks.documents import Place, YamlDocument

M = TypeVar("M", bound=BaseModel)

MOST_SLIPS: Final = 50
"""So many are told at a time; a file with more is not one that somebody wrote."""

_NUMBER: Final = "Write the number without quotes or unit."
_LIST: Final = "Begin each entry on its own line with '- '."
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "bool_parsing": ("true or false", "Write true or false."),
    "bool_type": ("true or false", "Write true or false."),
    "dict_type": ("keys with values", "Write 'key: value' lines, indented alike."),
    "float_parsing": ("a number", "Write the number with a point and without unit."),
    "float_type": ("a number", _NUMBER),
    "int_from_float": ("a whole number", "Write the number without decimals."),
    "int_parsing": ("a whole number", _NUMBER),
    "int_parsing_size": ("a whole number of a few digits", "Correct the number."),
    "int_type": ("a whole number", _NUMBER),
    "mapping_type": ("keys with values", "Write 'key: value' lines, indented alike."),
    "missing": ("a value", "Add it."),
    "model_type": ("keys with values", "Write 'key: value' lines, indented alike."),
    "string_pattern_mismatch": ("small letters, digits and hyphens", "Correct the value."),
    "string_too_short": ("text", "Write a text; one with a comma or colon needs quotes."),
    "string_type": ("text", "Put it in quotes."),
    "tuple_type": ("a list", _LIST),
}
"""What was expected and what to do, by the kind of pydantic's finding."""


def validated(
    model: type[M], document: YamlDocument, content: Mapping[str, Any] | None = None
) -> tuple[M | None, list[Problem]]:
    """Make a model of a document, or list all that is wrong with it.

    Parameters
    ----------
    model : type of BaseModel
        What the document should describe.
    document : YamlDocument
        The file as read.
    content : mapping, optional
        Its content, where that was changed since.

    Returns
    -------
    BaseModel or None
        ``None`` if there are problems.
    list of Problem
        Those of the document and those of its values, one for each slip.
    """
    try:
        made = model.model_validate(document.content if content is None else content)
    except ValidationError as error:
        named = {problem.column for problem in document.problems}
        found = [explain(document, model, detail) for detail in slips(error)]
        if error.error_count() > MOST_SLIPS:
            rest = f"{error.error_count() - MOST_SLIPS} more"
            found.append(document.problem((), rest, "a file without slips", "Mend these first."))
        return None, [*document.problems, *(one for one in found if one.column not in named)]
    return (None if document.problems else made), list(document.problems)


def require_model(model: type[M], document: YamlDocument, what: str) -> M:
    """Make a model of a document.

    Parameters
    ----------
    model : type of BaseModel
        What the document should describe.
    document : YamlDocument
        The file as read.
    what : str
        What it cannot be used as otherwise, such as "a funder profile".

    Raises
    ------
    InvalidInput
        With every problem, at its line.
    """
    made, problems = validated(model, document)
    if made is None:
        message = f"{document.file} cannot be used as {what}"
        raise InvalidInput(message, problems)
    return made


def slips(error: ValidationError) -> list[Mapping[str, Any]]:
    """List pydantic's first findings, but for lists that are short as an entry has a slip."""
    return [
        dict(detail)
        for detail in error.errors(include_url=False)[:MOST_SLIPS]
        if detail["type"] != "too_short" or len(detail["input"]) < detail["ctx"]["min_length"]
    ]


def explain(document: YamlDocument, model: type[BaseModel], detail: Mapping[str, Any]) -> Problem:
    """Turn one of pydantic's findings into a user's words, at the line of the slip.

    Parameters
    ----------
    document : YamlDocument
        The file as read.
    model : type of BaseModel
        What it was validated as.
    detail : mapping
        One of :func:`slips`.
    """
    place: Place = tuple(part for part in detail["loc"] if part != "[key]")
    kind, said = str(detail["type"]), str(detail["msg"])
    found = None if kind == "missing" else _shown(detail["input"])
    expected, advice = _WORDS.get(kind, (said.lower(), "Correct the value."))
    if kind == "extra_forbidden":
        found, expected = place[-1], "a key that the workbench knows"
        advice = did_you_mean(str(place[-1]), keys_at(model, place))
    elif kind == "too_short":
        least = detail["ctx"]["min_length"]
        expected, advice = f"at least {least} {'entry' if least == 1 else 'entries'}", "Add it."
    elif kind == "value_error":
        expected = str(detail["ctx"]["error"])
    elif kind == "literal_error":
        expected = f"one of {detail['ctx']['expected']}"
    elif kind not in _WORDS and said.startswith("Input should be "):
        expected = "a value " + said.removeprefix("Input should be ")
    return document.problem(place, found, expected, advice)


def _shown(value: object) -> object:
    """Show a value; a larger part of the file by its kind alone."""
    if isinstance(value, dict):
        return "keys with values"
    nested = isinstance(value, list) and any(isinstance(one, dict | list) for one in value)
    return "a list" if nested else value


def keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """List the keys that may stand beside the last part of a place.

    Parameters
    ----------
    model : type of BaseModel
        Model of the whole document.
    place : Place
        Path to a value.
    """
    for step in place[:-1]:
        if step in model.model_fields:
            model = _model_in(model.model_fields[str(step)].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: object) -> type[BaseModel] | None:
    """Find the model of a field's entries: a list of them, a mapping to them, or one alone."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
