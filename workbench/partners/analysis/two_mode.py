"""Actors and the forums they sit in: which existing forum can be used before founding a new one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import SHOWN, BoolArray, FloatArray, require, whole
from workbench.errors import InvalidInput, Problem

#: Sets of forums tried one by one; beyond, the best next forum is added each time.
MOST_SETS = 50_000

SOURCES = (
    "degree, closeness and betweenness of two-mode networks: Borgatti and Everett 1997, as UCINET "
    "and networkx compute them",
    "most actors covered by k forums: all sets tried, else greedy, at least 63 % of the best: "
    "Nemhauser, Wolsey, Fisher 1978",
)


@dataclass(frozen=True, slots=True, eq=False)
class ForumCoverage:
    """What the existing forums cover.

    Attributes
    ----------
    table : DataFrame
        One row per site and forum: site, forum, name (str), members (Int64), coverage (float, share
        of the actors that are to be covered), degree, closeness, betweenness (float, two-mode
        normalised).
    actors : DataFrame
        One row per site and actor: site, actor (str), forums (Int64), degree, closeness,
        betweenness (float). Actors in no forum are there too.
    best : DataFrame
        One row per site and number of forums: site, k (Int64), forums (str, joined by ;), covered,
        of (Int64), coverage (float), exact (bool: whether all sets were tried), left_out (str,
        actors not covered, joined by ;).
    method : Method
        Rules and their sources.
    """

    table: pd.DataFrame
    actors: pd.DataFrame
    best: pd.DataFrame
    method: Method

    def _repr_html_(self) -> str:
        """Show the best sets of forums, text escaped."""
        return self.best.to_html(index=False, escape=True)


def forum_coverage(
    actors: pd.DataFrame,
    forums: pd.DataFrame,
    memberships: pd.DataFrame,
    *,
    targets: pd.DataFrame | None = None,
    most: int = 5,
) -> ForumCoverage:
    """Say how many of the actors one, two, three … existing forums cover.

    Parameters
    ----------
    actors : DataFrame
        The table actors: site, actor, lead.
    forums : DataFrame
        The table forums: site, forum; where known name.
    memberships : DataFrame
        The table memberships: site, forum, actor.
    targets : DataFrame, optional
        site, actor: who has to be covered. All actors but the lead organisation at a site without
        rows.
    most : int
        Largest number of forums tried.

    Returns
    -------
    ForumCoverage
        Tables without rows for a site without forums.

    Raises
    ------
    InvalidInput
        Members that are no actors of the site, or of a forum that is not there: all rows at once.
    UnknownName
        A column that is needed is not there.

    Examples
    --------
    >>> actors = pd.DataFrame({"site": "huye", "actor": list("abcd")})
    >>> forums = pd.DataFrame({"site": "huye", "forum": ["x", "y", "z"]})
    >>> sits = [("x", "a"), ("x", "b"), ("y", "b"), ("y", "c"), ("z", "c"), ("z", "d")]
    >>> members = pd.DataFrame(sits, columns=["forum", "actor"]).assign(site="huye")
    >>> found = forum_coverage(actors, forums, members).best
    >>> found[["k", "forums", "covered"]].to_numpy().tolist()
    [[1, 'x', 2], [2, 'x;z', 4]]
    """
    require(actors, ("site", "actor"), "actors")
    require(forums, ("site", "forum"), "forums")
    require(memberships, ("site", "forum", "actor"), "memberships")
    _refuse_strangers(actors, forums, memberships)
    parts: dict[str, list[pd.DataFrame]] = {"table": [], "actors": [], "best": []}
    for site, own in forums.groupby("site", sort=True):
        here = actors[actors["site"] == site]
        names = sorted(here["actor"].astype("str"))
        keys = sorted(own["forum"].astype("str"))
        sits = memberships[memberships["site"] == site]
        member = np.zeros((len(names), len(keys)), dtype=bool)
        rows = [names.index(name) for name in sits["actor"].astype("str")]
        member[rows, [keys.index(key) for key in sits["forum"].astype("str")]] = True
        wanted = _wanted(here, names, targets, str(site))
        found = _of_site(own, names, keys, member, wanted, most)
        for kind, frame in found.items():
            frame.insert(0, "site", pd.Series([str(site)] * len(frame), dtype="str"))
            parts[kind].append(frame)
    frames = {k: pd.concat(v, ignore_index=True) if v else pd.DataFrame() for k, v in parts.items()}
    parameters = {"most": most, "targets": "all but the lead" if targets is None else "as given"}
    return ForumCoverage(**frames, method=Method("coverage by forums", parameters, SOURCES))


def _refuse_strangers(
    actors: pd.DataFrame, forums: pd.DataFrame, memberships: pd.DataFrame
) -> None:
    """Refuse members and forums that are not declared."""
    problems: list[Problem] = []
    for frame, column in ((actors, "actor"), (forums, "forum")):
        declared = pd.MultiIndex.from_frame(frame[["site", column]].astype("str"))
        told = pd.MultiIndex.from_frame(memberships[["site", column]].astype("str"))
        problems += [
            Problem(
                file="memberships",
                column=column,
                found=str(row[column]),
                expected=f"{'an' if column == 'actor' else 'a'} {column} of the site",
                advice=f"Add it to {column}s or correct the row.",
                site=str(row["site"]),
            )
            for row in memberships[~told.isin(declared)].head(SHOWN).to_dict("records")
        ]
    if problems:
        message = "Members of forums cannot be placed"
        raise InvalidInput(message, problems)


def _wanted(
    here: pd.DataFrame, names: list[str], targets: pd.DataFrame | None, site: str
) -> BoolArray:
    """Tell who has to be covered."""
    if targets is not None:
        chosen = set(targets.loc[targets["site"] == site, "actor"].astype("str"))
        if chosen:
            return np.array([name in chosen for name in names], dtype=bool)
    if "lead" not in here:
        return np.ones(len(names), dtype=bool)
    lead = here["lead"].astype("boolean").fillna(value=False)
    leads = set(here.loc[lead.to_numpy(dtype=bool), "actor"].astype("str"))
    return np.array([name not in leads for name in names], dtype=bool)


def _of_site(
    own: pd.DataFrame,
    names: list[str],
    keys: list[str],
    member: BoolArray,
    wanted: BoolArray,
    most: int,
) -> dict[str, pd.DataFrame]:
    """Measure the forums of one site."""
    titles = own.set_index("forum")["name"] if "name" in own else pd.Series(dtype="str")
    measures = two_mode_centralities(member)
    covered = member[wanted].sum(axis=0)
    table = pd.DataFrame({"forum": pd.Series(keys, dtype="str")})
    table["name"] = pd.Series([titles.get(key) for key in keys], dtype="str")
    table["members"] = whole(member.sum(axis=0).astype(float))
    table["coverage"] = covered / wanted.sum() if wanted.any() else np.nan
    people = pd.DataFrame({"actor": pd.Series(names, dtype="str")})
    people["forums"] = whole(member.sum(axis=1).astype(float))
    for name, (of_actors, of_forums) in measures.items():
        people[name], table[name] = of_actors, of_forums
    return {"table": table, "actors": people, "best": _best(names, keys, member, wanted, most)}


def two_mode_centralities(member: BoolArray) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Give degree, closeness and betweenness of actors and of forums, normalised for two modes.

    Parameters
    ----------
    member : array of bool, shape (actors, forums)

    Returns
    -------
    dict of str to (array, array)
        Values of actors and of forums.
    """
    rows, columns = member.shape
    graph = nx.Graph()
    graph.add_nodes_from(range(rows + columns))
    graph.add_edges_from((int(a), rows + int(f)) for a, f in zip(*np.nonzero(member), strict=True))
    top = range(rows)
    if not rows or not columns:
        empty = (np.zeros(rows), np.zeros(columns))
        return dict.fromkeys(("degree", "closeness", "betweenness"), empty)
    found = {
        "degree": nx.bipartite.degree_centrality(graph, top),
        "closeness": nx.bipartite.closeness_centrality(graph, top),
        "betweenness": _betweenness(graph, rows, columns),
    }
    result = {}
    for name, values in found.items():
        line = np.array([float(values[i]) for i in range(rows + columns)])
        result[name] = (line[:rows], line[rows:])
    return result


def _betweenness(graph: nx.Graph, rows: int, columns: int) -> dict[int, float]:
    """Give two-mode betweenness; 0 where nobody could be between (networkx divides by 0 there)."""
    raw = nx.betweenness_centrality(graph, normalized=False, weight=None)
    most = (_most_between(rows, columns), _most_between(columns, rows))
    return {node: value / (most[node >= rows] or 1.0) for node, value in raw.items()}


def _most_between(own: int, other: int) -> float:
    """Give the largest betweenness of a node of one mode (Borgatti and Halgin 2011)."""
    s, t = divmod(own - 1, other)
    return (other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)) / 2.0


def _best(
    names: list[str], keys: list[str], member: BoolArray, wanted: BoolArray, most: int
) -> pd.DataFrame:
    """Find the sets of one, two, three … forums that cover most; stop when nothing is added."""
    rows, chosen, before = [], np.zeros(0, dtype=np.int64), 0
    useful = member[wanted]
    for k in range(1, min(most, len(keys)) + 1):
        exact = comb(len(keys), k) <= MOST_SETS
        if exact:
            sets = np.array(list(combinations(range(len(keys)), k)))
        else:
            others = np.setdiff1d(np.arange(len(keys)), chosen)
            sets = np.array([np.append(chosen, other) for other in others])
        counts = np.array([int(useful[:, s].any(axis=1).sum()) for s in sets])
        if counts.max() <= before:
            break
        chosen, before = sets[int(np.argmax(counts))], int(counts.max())
        missed = wanted & ~member[:, chosen].any(axis=1)
        rows.append(
            {
                "k": k,
                "forums": ";".join(keys[i] for i in sorted(chosen)),
                "covered": before,
                "of": int(wanted.sum()),
                "coverage": before / int(wanted.sum()),
                "exact": exact,
                "left_out": ";".join(n for n, gone in zip(names, missed, strict=True) if gone),
            }
        )
    columns = ["k", "forums", "covered", "of", "coverage", "exact", "left_out"]
    frame = pd.DataFrame(rows, columns=columns)
    kinds = dict.fromkeys(("k", "covered", "of"), "Int64") | {"exact": bool, "coverage": float}
    return frame.astype(kinds | dict.fromkeys(("forums", "left_out"), "str"))
