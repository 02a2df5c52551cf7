"""What other sites show of the components of a site that nobody has scored yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.core.table_access import DIMENSIONS, floats, text


@dataclass(frozen=True, slots=True)
class LevelsElsewhere:
    """The levels of a component at other sites.

    Attributes
    ----------
    component : str
        Key of the component.
    sites : int
        Other sites that scored it.
    readiness, use : (int, int) or None
        Lowest and highest over these sites; None where nobody gave one.
    """

    component: str
    sites: int
    readiness: tuple[int, int] | None
    use: tuple[int, int] | None


def levels_elsewhere(
    scores: pd.DataFrame, site: str, components: Sequence[str]
) -> list[LevelsElsewhere]:
    """Return what other sites show of some components, each site by its lower median.

    Parameters
    ----------
    scores : DataFrame
        Rows of the table ``scores`` of other sites, and perhaps of this one; promises are left out,
        and of several rounds the latest counts.
    site : str
        This site.
    components : sequence of str
        Keys of its components.

    Returns
    -------
    list of LevelsElsewhere
        In the order of the components; without those that no other site scored.

    Examples
    --------
    >>> judged = pd.DataFrame({"site": ["a", "a", "b"], "component": "seed", "round": 1})
    >>> judged = judged.assign(readiness=[3, 5, 7], use=[2, 2, None], basis="workshop")
    >>> levels_elsewhere(judged, "c", ["seed", "app"])
    [LevelsElsewhere(component='seed', sites=2, readiness=(3, 7), use=(2, 2))]
    """
    other = scores[scores["site"].ne(site) & scores["component"].isin(list(components))]
    other = other[(text(other, "basis", "workshop") != "projected").to_numpy()]
    keys = ["site", "component"]
    latest = other.groupby(keys)["round"].transform("max")
    other = other[other["round"].eq(latest).fillna(value=False)]
    lower = other.groupby(keys)[list(DIMENSIONS)].quantile(0.5, interpolation="lower")
    sites = other.groupby("component")["site"].nunique()
    given = {str(key): rows for key, rows in lower.groupby("component")}
    found = []
    for component in components:
        if component in given:
            readiness, use = (_ends(given[component][d]) for d in DIMENSIONS)
            found.append(LevelsElsewhere(component, int(sites[component]), readiness, use))
    return found


def _ends(levels: pd.Series) -> tuple[int, int] | None:
    known = floats(levels.dropna())
    return (int(known.min()), int(known.max())) if known.size else None
