"""What follows from the decisions that stand: who does it, where, until when, with which aim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.core.rows import rows_of


@dataclass(frozen=True, slots=True)
class Executor:
    """Who does what was decided.

    Attributes
    ----------
    component : str
        Key of the bottleneck.
    proposal : str
        Short name of the option.
    actor : str
        Key of the actor that does it.
    """

    component: str
    proposal: str
    actor: str


@dataclass(frozen=True, slots=True)
class WhatFollows:
    """What the later steps of a site have to know of its decisions.

    Attributes
    ----------
    decided : tuple of str
        Options that were decided on, by their short names.
    executors : tuple of Executor
        Actors that do them, where one is named.
    moved_to : str or None
        Key of the site that the work moves to, after *relocate*.
    stopped : bool
        Whether the work stops.
    review_on : date or None
        Day on which to look again, after *postpone*; the first of several.
    new_aim : str or None
        Ambition as it reads after *reorient*.
    """

    decided: tuple[str, ...] = ()
    executors: tuple[Executor, ...] = ()
    moved_to: str | None = None
    stopped: bool = False
    review_on: date | None = None
    new_aim: str | None = None

    @property
    def leaves(self) -> bool:
        """Whether the site is left: nothing is planned or paid there any more."""
        return self.stopped or self.moved_to is not None


@dataclass(frozen=True, slots=True)
class _Standing:
    site: str
    component: str
    proposal: str | None
    option: str


@dataclass(frozen=True, slots=True)
class _Proposed:
    """What an option says of what follows from it; a row of the table ``options``."""

    site: str
    proposal: str
    executor: str | None
    to_site: str | None
    change_date: date | None
    new_ambition: str | None


def what_follows(standing: pd.DataFrame, options: pd.DataFrame) -> dict[str, WhatFollows]:
    """Return what follows from the decisions of each site.

    A site is left only where nothing else stands there: one bottleneck stopped and another one
    mended is a site that goes on.

    Parameters
    ----------
    standing : DataFrame
        The decisions that count: site, component, proposal, option.
    options : DataFrame
        The table ``options``.

    Returns
    -------
    dict of str to WhatFollows
        By site; sites without a decision are not there.

    Examples
    --------
    >>> stands = pd.DataFrame(
    ...     {"site": ["s"], "component": ["seed"], "proposal": ["a"], "option": ["outsource"]}
    ... )
    >>> offered = pd.DataFrame({"site": ["s"], "proposal": ["a"], "executor": ["garden"]})
    >>> offered = offered.reindex(columns=[*offered, "to_site", "change_date", "new_ambition"])
    >>> what_follows(stands, offered)["s"].executors
    (Executor(component='seed', proposal='a', actor='garden'),)
    """
    offered = {(one.site, one.proposal): one for one in rows_of(options, _Proposed)}
    by_site: dict[str, list[_Standing]] = defaultdict(list)
    for one in rows_of(standing, _Standing):
        by_site[one.site].append(one)
    return {
        site: _of_site([(one, offered.get((site, one.proposal or ""))) for one in decided])
        for site, decided in by_site.items()
    }


def _of_site(decided: list[tuple[_Standing, _Proposed | None]]) -> WhatFollows:
    kinds = {one.option for one, _ in decided}
    taken = [(one, row) for one, row in decided if row is not None]
    places = [row.to_site for one, row in taken if one.option == "relocate"]
    days = [row.change_date for one, row in taken if one.option == "postpone"]
    return WhatFollows(
        decided=tuple(row.proposal for _, row in taken),
        executors=tuple(
            Executor(one.component, row.proposal, row.executor)
            for one, row in taken
            if row.executor
        ),
        moved_to=_first(places) if kinds <= {"relocate", "stop"} else None,
        stopped=kinds == {"stop"},
        review_on=min(filter(None, days), default=None),
        new_aim=_first(row.new_ambition for one, row in taken if one.option == "reorient"),
    )


def _first(given: Iterable[str | None]) -> str | None:
    return next(filter(None, given), None)
