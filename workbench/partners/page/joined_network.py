"""The networks of all sites as one: equal actors joined, each tie with its number of sites."""

from __future__ import annotations

from typing import Final

import pandas as pd

from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform

ALL_SITES: Final = "all-sites"
"""What stands as site in the joined tables."""

_TIE = ["source", "target", "layer", "round", "reported_by"]


def join_sites(actors: pd.DataFrame, ties: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Join the networks of all sites, such as the districts of a country.

    Actors with the same short name are one; names that are merely alike stay two actors, for a
    person to decide. Of words, the one that most sites give is used (of equals, the first in the
    file); of numbers, and of the strengths of one tie, the mean of those that are known; "yes"
    where one site says so. A tie is there where one site names it. Ours.

    Parameters
    ----------
    actors, ties : pandas.DataFrame
        Tables of a project, of all sites or of those that are to be joined.

    Returns
    -------
    actors, ties : pandas.DataFrame
        With all their declared columns, "all-sites" as site in every row, and behind them sites
        (Int64): at how many sites the actor or tie is named.

    Raises
    ------
    InvalidInput
        A column does not hold what it should.
    UnknownName
        A column is not declared.

    Examples
    --------
    >>> actors = pd.DataFrame({"site": ["a", "b"], "actor": "wfp", "name": ["WFP", "W.F.P."]})
    >>> ties = pd.DataFrame(
    ...     {
    ...         "site": ["a", "b"],
    ...         "source": "wfp",
    ...         "target": "coop",
    ...         "layer": "funding",
    ...         "strength": [0.5, None],
    ...     }
    ... )
    >>> actors, ties = join_sites(actors, ties)
    >>> actors[["actor", "name", "sites"]].values.tolist()
    [['wfp', 'WFP', 2]]
    >>> ties[["source", "target", "strength", "sites"]].values.tolist()
    [['wfp', 'coop', 0.5, 2]]
    """
    named, known = conform("actors", actors), conform("ties", ties)
    by_actor = named.groupby("actor", sort=False)
    joined = by_actor.agg(sites=("site", "nunique"))
    for name, column in declaration().table("actors").columns.items():
        if column.type == "number":
            joined[name] = by_actor[name].mean()
        elif column.type == "boolean":
            joined[name] = by_actor[name].max()
        elif name not in {"site", "actor"}:
            joined[name] = _most_frequent(named, name)
    by_tie = known.groupby(_TIE, sort=False, dropna=False)
    merged = by_tie.agg(strength=("strength", "mean"), sites=("site", "nunique"))
    return _whole("actors", joined), _whole("ties", merged)


def _most_frequent(named: pd.DataFrame, column: str) -> pd.Series[str]:
    """Return the most frequent word of each actor that has one."""
    times = named.groupby(["actor", column], sort=False).size()
    ranked = times.sort_values(ascending=False, kind="stable").reset_index(column)
    words: pd.Series[str] = ranked.loc[~ranked.index.duplicated(), column]
    return words


def _whole(table: str, joined: pd.DataFrame) -> pd.DataFrame:
    rows = joined.reset_index().assign(site=ALL_SITES)
    return conform(table, rows.drop(columns="sites")).assign(sites=rows["sites"].astype("Int64"))
