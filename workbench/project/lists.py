"""The lists that choices of the tables draw their values from, whichever file states them.

Most belong to the project's framework. Its strategic options are a list too; partnership
modalities, cost categories and funder profiles have YAML files of their own among the frameworks.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

from workbench.frameworks import Framework, Term

OWN_FILES: Final = ("modalities", "cost_categories")
"""Lists that stand in a file of their own: the same for every framework."""

FUNDERS: Final = "funders"
"""List of the funder profiles: one file for each."""

_FOLDER: Final = resources.files("workbench.frameworks")


def terms_of(framework: Framework, name: str) -> Mapping[str, Term]:
    """Give the terms of a list by their keys.

    Parameters
    ----------
    framework : Framework
        Framework of the project.
    name : str
        Name of the list, as ``tables.yaml`` has it.

    Raises
    ------
    UnknownName
        There is no such list.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> list(terms_of(load("ipsr"), "options"))[:2]
    ['substitute', 'outsource']
    """
    if name == "options":
        return {
            option.key: Term(key=option.key, title=option.title, meaning=option.changes)
            for option in framework.options
        }
    if name in OWN_FILES:
        return _own_file(name)
    if name == FUNDERS:
        return _funders()
    return framework.terms(name)


@cache
def _own_file(name: str) -> Mapping[str, Term]:
    content = yaml.safe_load(_FOLDER.joinpath(f"{name}.yaml").read_text("utf-8"))
    entries = next(value for value in content.values() if _has_keys(value))
    # What the workbench computes itself, such as indirect costs, is nothing to type.
    typed = (entry for entry in entries if not entry.get("computed", False))
    return {term.key: term for term in map(_term, typed)}


def _has_keys(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(each, dict) and "key" in each for each in value
    )


@cache
def _funders() -> Mapping[str, Term]:
    files = sorted(_FOLDER.joinpath(FUNDERS).iterdir(), key=lambda file: file.name)
    profiles = [
        yaml.safe_load(file.read_text("utf-8")) for file in files if file.name.endswith(".yaml")
    ]
    return {term.key: term for term in map(_term, profiles)}


def _term(entry: Mapping[str, Any]) -> Term:
    return Term(key=entry["key"], title=entry["title"], meaning=entry.get("meaning"))
