"""Rows of other sites that a site needs: those of the places that its own options lead to.

An option to relocate is weighed with the levels of the other place. A site that is read alone, as a
batch does, is therefore given those rows too, and no others: what one site is given does not grow
with the number of sites.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from workbench.project.store.project import Project

TABLES: Final = ("sites", "components", "scores", "evidence")
"""Tables of which a site needs the rows of the places to move to; of ``sites`` the name alone."""

_NAMED: Final = ("site", "name")


def moves(options: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """Give the other sites that the options of each site lead to.

    Parameters
    ----------
    options : DataFrame
        The table ``options``.

    Returns
    -------
    mapping of str to tuple of str
        In the order of the rows, each once; sites without such an option are not there. An option
        that cannot be done counts as well, because a report says what it would bring.

    Examples
    --------
    >>> moves(pd.DataFrame({"site": ["a", "a", "b"], "to_site": ["b", "b", None]}))
    {'a': ('b',)}
    """
    leading = options.loc[options["to_site"].notna() & (options["to_site"] != options["site"])]
    return {
        str(site): tuple(dict.fromkeys(map(str, others)))
        for site, others in leading.groupby("site", sort=False)["to_site"]
    }


def rows_to_move_to(project: Project, sites: Sequence[str]) -> Mapping[str, pd.DataFrame]:
    """Give the rows of the places outside these sites that their options lead to.

    Parameters
    ----------
    project : Project
        The project that has those rows.
    sites : sequence of str
        The sites that are kept; what is theirs is not repeated.

    Returns
    -------
    mapping of str to DataFrame
        By table; empty where no option leads elsewhere.
    """
    leading = moves(project.table("options"))
    wanted = {other for site in sites for other in leading.get(site, ())} - set(sites)
    if not wanted:
        return {}
    found = {name: project.within_reach(name) for name in TABLES}
    return {
        name: _shown(name, frame[frame["site"].isin(wanted)].reset_index(drop=True))
        for name, frame in found.items()
    }


def _shown(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Keep of a site's own row nothing but its name: no report depends on the rest."""
    return names_alone(frame) if name == "sites" else frame


def names_alone(sites: pd.DataFrame) -> pd.DataFrame:
    """Blank everything in a table of sites but their names.

    Parameters
    ----------
    sites : DataFrame
        Rows of the table ``sites``.
    """
    kept = [column for column in _NAMED if column in sites]
    return sites[kept].reindex(columns=sites.columns).astype(sites.dtypes.to_dict())
