"""A framework in the language of a project: titles and texts of levels, options and terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import BaseModel

from workbench.frameworks.assessment_models import Assessment
from workbench.frameworks.models import Framework
from workbench.frameworks.terms import Source
from workbench.language import Speech, speaking, worded

_TEXTS: Final = frozenset(
    {
        "title", "question", "name", "short", "definition", "evidence", "text", "prefer_when",
        "changes", "needs", "meaning",
    }
)  # fmt: skip
"""Fields that readers see; keys, sources and the names of files stay as they are."""
_PARTS: Final = ("scales", "options", "lists")


def translated_framework(framework: Framework, language: str) -> Framework:
    """Return a framework as a language says it; what has no translation stays English.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> translated_framework(load("ipsr"), "en") is load("ipsr")
    True
    """
    if language == Speech().language:
        return framework
    with speaking(Speech(language=language)):
        parts = {name: _said(getattr(framework, name)) for name in _PARTS}
        parts["title"] = worded(framework.title)
    return framework.model_copy(update=parts)


def framework_texts(framework: Framework) -> Iterator[str]:
    """Yield the texts of a framework that a catalogue can translate.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> next(framework_texts(load("ipsr")))
    'Innovation Packages and Scaling Readiness (IPSR)'
    """
    yield framework.title
    for name in _PARTS:
        yield from _texts(getattr(framework, name))


def _said(value: object) -> object:
    if isinstance(value, Source | Assessment):
        return value
    if isinstance(value, BaseModel):
        found = {name: getattr(value, name) for name in type(value).model_fields}
        changed = {
            name: _worded(one) if name in _TEXTS else _said(one) for name, one in found.items()
        }
        return value.model_copy(update=changed)
    if isinstance(value, Mapping):
        return type(value)({key: _said(one) for key, one in value.items()})  # type: ignore[call-arg]
    if isinstance(value, tuple):
        return tuple(map(_said, value))
    return value


def _worded(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_worded, value))
    return worded(value) if isinstance(value, str) else value


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            own = getattr(value, name)
            if name not in _TEXTS:
                yield from _texts(own)
            else:
                yield from (one for one in (own if isinstance(own, tuple) else (own,)) if one)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
