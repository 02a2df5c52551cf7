"""Evidence that is older than it keeps: what a bottleneck's level rests on ages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.core.periods import MONTH
from workbench.core.rows import rows_of
from workbench.diagnosis.analysis.rows import Component


@dataclass(frozen=True, slots=True)
class OldEvidence:
    """The newest accepted evidence of a level of a bottleneck, where it is too old.

    Attributes
    ----------
    component : Component
        The bottleneck.
    dimension : str
        "readiness" or "use".
    evidence : str
        Its short name.
    since : date
        Its day.
    months : int
        Whole months from then to the day looked at.
    shelf_life : float
        Months after which it has to be looked at again.
    """

    component: Component
    dimension: str
    evidence: str
    since: date
    months: int
    shelf_life: float


@dataclass(frozen=True, slots=True)
class _Piece:
    site: str
    evidence: str
    component: str
    dimension: str
    supports_level: int | None
    strength: str | None
    date: date | None


def old_evidence(
    components: Sequence[Component],
    evidence: pd.DataFrame,
    shelf_life: Mapping[str, float],
    as_of: date | None,
) -> list[OldEvidence]:
    """List the levels of bottlenecks whose newest accepted evidence is older than it keeps.

    Parameters
    ----------
    components : sequence of Component
        The components of one site or of many.
    evidence : DataFrame
        The table ``evidence``. Pieces without a day say nothing about their age and are left out.
    shelf_life : mapping of str to float
        Months by dimension.
    as_of : date or None
        The day looked at; without one nothing is claimed.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> case = open_case("data/example", "rw-huye")
    >>> rows, table = case.diagnosis.component_rows, case.site.table("evidence")
    >>> found = old_evidence(rows, table, {"readiness": 60, "use": 24}, date(2026, 3, 14))
    >>> [(one.component.key, one.dimension, one.evidence) for one in found]
    [('clean-seed', 'use', 'E5')]
    """
    if as_of is None:
        return []
    pieces: dict[tuple[str, str, str], list[_Piece]] = defaultdict(list)
    for one in rows_of(evidence, _Piece):
        if one.date is not None and one.supports_level is not None and one.strength != "none":
            pieces[one.site, one.component, one.dimension].append(one)
    found = []
    for component in components:
        for dimension, of in component.dimensions if component.bottleneck else ():
            carrying = [
                (one.date, one)
                for one in pieces[component.site, component.key, dimension]
                if one.date is not None and (one.supports_level or 0) >= (of.used or 0)
            ]
            if not carrying:
                continue
            since, newest_piece = max(carrying, key=lambda pair: pair[0])
            months = int((as_of - since).days / MONTH)
            keeps = shelf_life.get(dimension)
            if keeps is not None and months > keeps:
                found.append(
                    OldEvidence(component, dimension, newest_piece.evidence, since, months, keeps)
                )
    return found
