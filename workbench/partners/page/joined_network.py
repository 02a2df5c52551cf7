"""The networks of all sites as one: equal actors joined, each tie with its number of sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from workbench.errors import InvalidInput
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform

ALL_SITES: Final = "all-sites"
"""What stands as site in the joined tables, unless another word is asked for."""

_TIE = ["source", "target", "layer", "round", "reported_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedNetwork:
    """One network of all sites.

    Attributes
    ----------
    actors, ties : pandas.DataFrame
        Tables ``actors`` and ``ties`` with all their declared columns, one word as site in every
        row; they go where the tables of one site go.
    actor_sites : pandas.DataFrame
        actor (str), sites (Int64): at how many sites each actor is named.
    tie_sites : pandas.DataFrame
        source, target, layer, reported_by (str), round (Int64), sites (Int64): at how many sites
        each tie is named; strengths (Int64): at how many of these its strength is known.
    differing : pandas.DataFrame
        actor, column, values (str): where sites say different things of one actor; the value that
        is used stands first.
    rule : str
        How values of several sites became one, in a sentence; ours.
    """

    actors: pd.DataFrame
    ties: pd.DataFrame
    actor_sites: pd.DataFrame
    tie_sites: pd.DataFrame
    differing: pd.DataFrame
    rule: str = (
        "Actors with the same short name are one. Of words, the one that most sites give is used "
        "(of equals, the first in the file); of numbers, and of the strengths of one tie, the "
        "mean of those that are known; 'yes' where one site says so. A tie is there where one "
        "site names it. Ours."
    )


def join_sites(actors: pd.DataFrame, ties: pd.DataFrame, *, site: str = ALL_SITES) -> JoinedNetwork:
    """Join the networks of all sites, such as the districts of a country.

    Names that are merely alike stay two actors: whether they are one is for a person to decide,
    and the account of an import lists them.

    Parameters
    ----------
    actors, ties : pandas.DataFrame
        Tables of a project, of all sites or of those that are to be joined.
    site : str, default "all-sites"
        What stands as site in the new tables.

    Returns
    -------
    JoinedNetwork
        Actors, ties, and at how many sites each was named.

    Raises
    ------
    InvalidInput
        A column does not hold what it should.
    UnknownName
        A column is not declared.

    Examples
    --------
    >>> actors = pd.DataFrame(
    ...     {
    ...         "site": ["a", "a", "b", "b"],
    ...         "actor": ["wfp", "coop"] * 2,
    ...         "name": ["WFP", "Coop"] * 2,
    ...     }
    ... )
    >>> ties = pd.DataFrame(
    ...     {
    ...         "site": ["a", "b"],
    ...         "source": "wfp",
    ...         "target": "coop",
    ...         "layer": "funding",
    ...         "strength": [0.5, None],
    ...         "round": 1,
    ...     }
    ... )
    >>> joined = join_sites(actors, ties)
    >>> joined.tie_sites[["source", "target", "sites", "strengths"]].values.tolist()
    [['wfp', 'coop', 2, 1]]
    >>> joined.ties["strength"].tolist()
    [0.5]
    """
    people, relations = conform("actors", actors), conform("ties", ties)
    missing = people["actor"].isna() | people["site"].isna()
    if missing.any():
        message = "Rows of actors without a site or an actor cannot be joined."
        raise InvalidInput(message)
    groups = people.groupby("actor", sort=False)
    columns = declaration().table("actors").columns
    joined: dict[str, Any] = {"actor": list(groups.groups)}
    joined["site"] = [site] * len(joined["actor"])
    differing: list[dict[str, str]] = []
    for name, column in columns.items():
        if name in {"site", "actor"}:
            continue
        if column.type == "number":
            joined[name] = groups[name].mean().reindex(joined["actor"]).to_numpy()
        elif column.type == "boolean":
            joined[name] = groups[name].max().reindex(joined["actor"]).array
        else:
            chosen, several = _most_frequent(people, name)
            joined[name] = [chosen.get(actor) for actor in joined["actor"]]
            differing += several
    counted = groups["site"].nunique().reindex(joined["actor"])
    return JoinedNetwork(
        actors=conform("actors", pd.DataFrame(joined)),
        ties=_joined_ties(relations, site),
        actor_sites=pd.DataFrame(
            {
                "actor": pd.Series(joined["actor"], dtype="str"),
                "sites": counted.astype("Int64").array,
            }
        ),
        tie_sites=_tie_sites(relations),
        differing=pd.DataFrame(differing, columns=["actor", "column", "values"], dtype="str"),
    )


def _most_frequent(
    people: pd.DataFrame, column: str
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Give the most frequent word of each actor, and where there are several."""
    known = people.loc[people[column].notna(), ["actor", column]]
    times = known.groupby(["actor", column], sort=False).size()
    chosen: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    for actor, word in times.sort_values(ascending=False, kind="stable").index:
        chosen.setdefault(actor, word)
        words.setdefault(actor, []).append(word)
    several = [
        {"actor": actor, "column": column, "values": "; ".join(found)}
        for actor, found in words.items()
        if len(found) > 1
    ]
    return chosen, several


def _grouped(ties: pd.DataFrame) -> Any:
    return ties.groupby(_TIE, sort=False, dropna=False)


def _joined_ties(ties: pd.DataFrame, site: str) -> pd.DataFrame:
    if ties.empty:
        return conform("ties", ties)
    merged = _grouped(ties).agg(strength=("strength", "mean")).reset_index()
    return conform("ties", merged.assign(site=site))


def _tie_sites(ties: pd.DataFrame) -> pd.DataFrame:
    columns = [*_TIE, "sites", "strengths"]
    if ties.empty:
        return pd.DataFrame(columns=columns)
    counted = _grouped(ties).agg(sites=("site", "nunique"), strengths=("strength", "count"))
    whole: pd.DataFrame = counted.reset_index().astype({"sites": "Int64", "strengths": "Int64"})
    return whole[columns]
