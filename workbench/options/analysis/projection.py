"""Where levels are heading: by round so far, and what a projection counts on."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import pandas as pd

from workbench.core.rows import rows_of
from workbench.core.table_access import DIMENSIONS, text
from workbench.options.analysis.option_guards import ComponentKey
from workbench.options.analysis.option_rows import keys_in
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import OTHER_AIM


@dataclass(frozen=True, slots=True)
class RoundLevels:
    """Levels of a component in a round of assessment.

    Attributes
    ----------
    component : str
        Key of the component.
    round : int
        The round.
    readiness, use : int or None
        Lower median of the assessors.
    """

    component: str
    round: int
    readiness: int | None
    use: int | None


def round_levels(scores: pd.DataFrame) -> list[RoundLevels]:
    """Return the lower median of each component of a site in each round, the first round first.

    Parameters
    ----------
    scores : DataFrame
        Rows of the table ``scores`` of one site; projected levels are left out.

    Examples
    --------
    >>> judged = pd.DataFrame({"component": "a", "round": [1, 1, 2], "readiness": [3, 5, 6]})
    >>> found = round_levels(judged.assign(use=2, basis="workshop"))
    >>> [(one.round, one.readiness) for one in found]
    [(1, 3), (2, 6)]
    """
    today = scores[(text(scores, "basis", "workshop") != "projected").to_numpy()]
    grouped = today.groupby(["component", "round"], sort=True)[list(DIMENSIONS)]
    lower = grouped.quantile(0.5, interpolation="lower").reset_index()
    return rows_of(lower, RoundLevels)


@dataclass(frozen=True, slots=True)
class Projection:
    """What the projected levels of a site count on.

    Attributes
    ----------
    score : int
        Package score with the projected levels.
    decided : int or None
        Package score if what was decided succeeds; ``None`` where nothing is decided that mends
        the package here.
    without : tuple of str
        Names of components with a projected rise that neither a decided option nor an activity
        touches.
    """

    score: int
    decided: int | None
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Projected:
    site: str
    component: str
    title: str
    readiness: int | None
    use: int | None
    readiness_projected: int | None
    use_projected: int | None

    @property
    def rises(self) -> bool:
        pairs = (
            (self.readiness, self.readiness_projected),
            (self.use, self.use_projected),
        )
        return any(then is not None and then > (now or 0) for now, then in pairs)


def projections(
    results: OptionResults,
    chosen: Mapping[ComponentKey, str],
    touched: AbstractSet[ComponentKey],
) -> dict[str, Projection]:
    """Return what the projected levels of each site count on.

    Parameters
    ----------
    results : OptionResults
        Levels, projected levels and weighed options.
    chosen : mapping of (site, component) to str
        The proposals that were decided on.
    touched : set of (site, component)
        Components that an activity brings forward.

    Returns
    -------
    dict of str to Projection
        By site; only where a level is projected and the package has a score then.
    """
    taken = {
        (site, key)
        for (site, _), proposal in chosen.items()
        for one in (results.option(site, proposal),)
        for key in (one.component, one.touched, *keys_in(one.brings))
        if key
    }
    rising: dict[str, list[_Projected]] = {}
    for row in rows_of(results.before.table, _Projected):
        if row.rises:
            rising.setdefault(row.site, []).append(row)
    decided = _decided(results, chosen)
    return {
        row.site: Projection(
            score=row.score_projected,
            decided=decided.get(row.site),
            without=tuple(
                one.title
                for one in rising.get(row.site, ())
                if (one.site, one.component) not in taken | touched
            ),
        )
        for row in results.before.package_rows
        if row.score_projected is not None
    }


def _decided(results: OptionResults, chosen: Mapping[ComponentKey, str]) -> dict[str, int]:
    """Diagnose each site with all that was decided there."""
    packages: dict[str, tuple[str, list[str]]] = {}
    for (site, _), proposal in chosen.items():
        one = results.option(site, proposal)
        if one.computed and one.option not in OTHER_AIM:
            packages.setdefault(site, (site, []))[1].append(proposal)
    if not packages:
        return {}
    after = results.basics.diagnose(packages)
    return {one.site: one.score for one in after.package_rows if one.score is not None}
