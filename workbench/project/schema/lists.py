"""The lists that choices of the tables draw their values from, whichever file states them.

Most belong to the project's framework. Its strategic options are a list too; partnership
modalities, cost categories and funder profiles have YAML files of their own among the frameworks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from workbench.frameworks import Framework, Term
from workbench.frameworks.catalogues import Entry
from workbench.frameworks.cost_categories import cost_categories
from workbench.frameworks.funders import FunderProfile, available_funders, load_funder
from workbench.frameworks.modalities import load_modalities

ASSESSED: Final = {
    "items": "answered",
    "indicators": "kpis",
    "scale_conditions": "scale_conditions",
}
"""Lists of frameworks of assessment, and what these call them; elsewhere they are empty."""


def terms_of(
    framework: Framework, name: str, own: Iterable[FunderProfile] = ()
) -> Mapping[str, Term]:
    """Return the terms of a list by their keys.

    Parameters
    ----------
    framework : Framework
        Framework of the project.
    name : str
        Name of the list, as ``tables.yaml`` has it.
    own : iterable of FunderProfile
        Funder profiles of the project's own, which the list of funders has too.

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
    if name in ASSESSED:
        return {
            one.key: Term(key=one.key, title=one.title)
            for assessment in framework.assessments
            for one in getattr(assessment, ASSESSED[name])
        }
    found = _terms_beside(name)
    if name == "funders" and found is not None:
        return {**found, **{one.key: Term(key=one.key, title=one.title) for one in own}}
    return framework.terms(name) if found is None else found


@cache
def _terms_beside(name: str) -> Mapping[str, Term] | None:
    """Return the terms of a list that has a file of its own."""
    entries: Iterable[Entry | FunderProfile]
    if name == "modalities":
        entries = load_modalities().entries
    elif name == "cost_categories":
        entries = cost_categories().leaves  # what the workbench computes itself is nothing to type
    elif name == "funders":
        entries = map(load_funder, available_funders())
    else:
        return None
    return {
        one.key: Term(key=one.key, title=one.title, meaning=getattr(one, "meaning", None))
        for one in entries
    }
