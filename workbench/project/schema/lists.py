"""The lists that choices of the tables draw their values from, whichever file states them.

Most belong to the project's framework. Its strategic options are a list too; partnership
modalities, cost categories and funder profiles have YAML files of their own among the frameworks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from workbench.frameworks import Framework, Term
from workbench.frameworks.cost_categories import cost_categories
from workbench.frameworks.funders import available_funders, load_funder
from workbench.frameworks.modalities import load_modalities

BESIDE: Final = ("strategic_options", "modalities", "cost_categories", "funders")
"""Lists that are no list of a framework's own."""


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
    >>> list(terms_of(load("ipsr"), "strategic_options"))[:2]
    ['substitute', 'outsource']
    """
    if name == "strategic_options":
        return {
            option.key: Term(key=option.key, title=option.title, meaning=option.changes)
            for option in framework.options
        }
    read = _FILES.get(name)
    return framework.terms(name) if read is None else read()


@cache
def _modalities() -> Mapping[str, Term]:
    return _terms(one.model_dump() for one in load_modalities().entries)


@cache
def _cost_categories() -> Mapping[str, Term]:
    # What the workbench computes itself, such as indirect costs, is nothing to type.
    return _terms(one.model_dump() for one in cost_categories().leaves)


@cache
def _funders() -> Mapping[str, Term]:
    return _terms(load_funder(key).model_dump() for key in available_funders())


def _terms(entries: Iterable[Mapping[str, Any]]) -> Mapping[str, Term]:
    terms = (
        Term(key=entry["key"], title=entry["title"], meaning=entry.get("meaning"))
        for entry in entries
    )
    return {term.key: term for term in terms}


_FILES: Final[Mapping[str, Callable[[], Mapping[str, Term]]]] = {
    "modalities": _modalities,
    "cost_categories": _cost_categories,
    "funders": _funders,
}
