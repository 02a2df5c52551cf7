"""Frameworks that come with the workbench, and framework files of a user's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Final

from workbench.errors import InvalidInput, Problem, UnknownName, did_you_mean
from workbench.frameworks.assessment_models import Assessment
from workbench.frameworks.assessments import available_assessments, load_assessment, served_by
from workbench.frameworks.checking import check_framework, check_vocabulary
from workbench.frameworks.documents import YamlDocument, read_yaml, shipped_document
from workbench.frameworks.models import Framework, Vocabulary

VOCABULARY: Final = "vocabulary.yaml"
"""File of the lists and options that the frameworks of the workbench share."""

_SHIPPED: Final = resources.files("workbench.frameworks")

Finder = Callable[[str], YamlDocument | None]
"""Reads a vocabulary file by its name, if there is one."""


@cache
def available() -> tuple[str, ...]:
    """List the frameworks of readiness and use that come with the workbench.

    Returns
    -------
    tuple of str
        Their keys, in alphabetical order.

    Examples
    --------
    >>> available()
    ('ipsr', 'scaling-readiness-2020')
    """
    files = [item for item in _SHIPPED.iterdir() if item.name.endswith(".yaml")]
    # Lists such as cost categories stand beside the frameworks; scales make a framework.
    return tuple(
        sorted(
            file.name.removesuffix(".yaml")
            for file in files
            if re.search(r"^scales:", file.read_text("utf-8"), re.MULTILINE)
        )
    )


def every_framework() -> tuple[str, ...]:
    """List all frameworks that a project can be under, those of assessment last.

    Examples
    --------
    >>> every_framework()[:2]
    ('ipsr', 'scaling-readiness-2020')
    """
    return (*available(), *available_assessments())


@cache
def load(key: str) -> Framework:
    """Return a framework that comes with the workbench; read once per process.

    Parameters
    ----------
    key : str
        One of :func:`every_framework`. A framework of assessment comes with the lists and options
        of its base, and with the scales that nobody need use.

    Returns
    -------
    Framework
        The framework.

    Raises
    ------
    UnknownName
        There is no such framework; the message names the nearest.

    Examples
    --------
    >>> load("ipsr").use.label(2)
    'use 2, some partners'
    >>> load("ipsr2")
    Traceback (most recent call last):
    workbench.errors.UnknownName: There is no framework 'ipsr2'. Did you mean 'ipsr'?
    """
    if key in available_assessments():
        return _based(load_assessment(key))
    if key not in available():
        raise UnknownName(kind="framework", name=key, known=every_framework())
    return _assemble(shipped_document(f"{key}.yaml"), _shipped_vocabulary)


@cache
def load_for(key: str, further: tuple[str, ...] = ()) -> Framework:
    """Return the framework of a project, with further frameworks of assessment that it uses.

    Parameters
    ----------
    key : str
        As for :func:`load`.
    further : tuple of str
        Keys of frameworks of assessment.

    Raises
    ------
    UnknownName
        There is no such framework.
    InvalidInput
        Items that are to serve each other are answered on different scales.

    Examples
    --------
    >>> [one.key for one in load_for("ipsr", ("small-experiments",)).assessments]
    ['small-experiments']
    """
    framework = load(key)
    more = tuple(load_assessment(one) for one in dict.fromkeys(further) if one != key)
    every = (*framework.assessments, *more)
    served_by(every)  # refuses scales that do not fit
    return framework.model_copy(update={"assessments": every})


def _based(assessment: Assessment) -> Framework:
    """Return a framework of assessment with what it shares with its base."""
    base = load(assessment.base)
    own = ("key", "version", "title", "description", "sources")
    changes = {name: getattr(assessment, name) for name in own}
    return base.model_copy(update={**changes, "assessments": (assessment,)})


def read(path: str | Path) -> Framework:
    """Read a framework file of one's own.

    The file looks like those that come with the workbench. A vocabulary that it names is looked
    for beside it, then among the files of the workbench.

    Parameters
    ----------
    path : str or path
        The YAML file.

    Returns
    -------
    Framework
        The framework.

    Raises
    ------
    InvalidInput
        The file cannot be read, or has problems; all of them are listed with line and place.
    """
    path = Path(path)

    def beside(name: str) -> YamlDocument | None:
        near = path.parent / name
        return read_yaml(near) if near.is_file() else _shipped_vocabulary(name)

    return _assemble(read_yaml(path), beside)


def _shipped_vocabulary(name: str) -> YamlDocument | None:
    return shipped_document(VOCABULARY) if name == VOCABULARY else None


def _assemble(document: YamlDocument, find: Finder) -> Framework:
    """Make a framework of its file and the vocabulary that it names, or list all problems."""
    vocabulary, problems = _vocabulary(document, find)
    framework, own = check_framework(document, vocabulary)
    problems = [*own, *problems]
    if problems or framework is None:
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        message = f"{document.file} cannot be used as a framework: {count}."
        raise InvalidInput(message, problems)
    return framework


def _vocabulary(document: YamlDocument, find: Finder) -> tuple[Vocabulary | None, list[Problem]]:
    """Read the vocabulary that a framework file names."""
    name = document.content.get("vocabulary")
    if not isinstance(name, str):
        return None, _unnamed(document)
    named = find(name) if Path(name).name == name else None
    if named is None:
        expected = f"{VOCABULARY} or a file beside this one"
        advice = did_you_mean(name, [VOCABULARY])
        return None, [document.problem(("vocabulary",), name, expected, advice)]
    return check_vocabulary(named)


def _unnamed(document: YamlDocument) -> list[Problem]:
    """Find uses of the vocabulary in a file that does not name one."""
    lists = document.content.get("lists")
    shared = "shared" in (lists.values() if isinstance(lists, dict) else ())
    if not shared and document.content.get("options") != "shared":
        return []
    advice = f"Add 'vocabulary: {VOCABULARY}'."
    return [document.problem((), None, "a vocabulary, since the file says 'shared'", advice)]
