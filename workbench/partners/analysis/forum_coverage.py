"""Actors and the forums they sit in: which existing forum can be used before founding a new one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.table_access import BoolArray, require

#: Largest number of forums put together.
MOST_FORUMS = 5

#: Sets of forums tried one by one; beyond, the best next forum is added each time.
MOST_SETS = 50_000

SOURCES = (
    "most actors covered by k forums: all sets tried, else greedy, at least 63 % of the best: "
    "Nemhauser, Wolsey, Fisher 1978",
)

_KINDS = {
    "site": "str", "k": "Int64", "forums": "str", "covered": "Int64", "of": "Int64",
    "left_out": "str",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class ForumCoverage(Result):
    """What the existing forums cover.

    Attributes
    ----------
    best : DataFrame
        One row per site and number of forums: site, k (Int64), forums (str, joined by ;), covered,
        of (Int64: actors that they cover, and that are to be covered), left_out (str, actors not
        covered, joined by ;). None for a site without forums.
    method : Method
        Rules and their sources.
    """

    _main = "best"

    best: pd.DataFrame
    method: Method


def forum_coverage(
    actors: pd.DataFrame, forums: pd.DataFrame, memberships: pd.DataFrame, targets: pd.DataFrame
) -> ForumCoverage:
    """Count how many of the actors one, two, three … existing forums cover, five at most.

    Parameters
    ----------
    actors : DataFrame
        The table actors: site, actor; where known lead.
    forums : DataFrame
        The table forums: site, forum.
    memberships : DataFrame
        The table memberships: site, forum, actor.
    targets : DataFrame
        site, actor: who has to be covered. All actors but the lead organisation at a site without
        rows.

    Raises
    ------
    UnknownName
        A column that is needed is not there.

    Examples
    --------
    >>> actors = pd.DataFrame({"site": "huye", "actor": list("abcd")})
    >>> forums = pd.DataFrame({"site": "huye", "forum": ["x", "y", "z"]})
    >>> sits = [("x", "a"), ("x", "b"), ("y", "b"), ("y", "c"), ("z", "c"), ("z", "d")]
    >>> members = pd.DataFrame(sits, columns=["forum", "actor"]).assign(site="huye")
    >>> found = forum_coverage(actors, forums, members, actors.iloc[:0]).best
    >>> found[["k", "forums", "covered"]].to_numpy().tolist()
    [[1, 'x', 2], [2, 'x;z', 4]]
    """
    require(actors, ("site", "actor"), "actors")
    require(forums, ("site", "forum"), "forums")
    require(memberships, ("site", "forum", "actor"), "memberships")
    rows: list[dict[str, object]] = []
    for site, own in forums.groupby("site", sort=True):
        here = actors[actors["site"] == site].sort_values("actor")
        names, keys = here["actor"].tolist(), sorted(own["forum"])
        sits = memberships[memberships["site"] == site]
        member = np.zeros((len(names), len(keys)), dtype=bool)
        for name, key in zip(sits["actor"], sits["forum"], strict=True):
            member[names.index(name), keys.index(key)] = True
        asked = targets.loc[targets["site"] == site, "actor"]
        wanted = here["actor"].isin(asked)
        if not wanted.any():
            lead = here["lead"] if "lead" in here else pd.Series(index=here.index, dtype="boolean")
            wanted = ~lead.eq(other=True).fillna(value=False)
        found = _best(names, keys, member, wanted.to_numpy(dtype=bool))
        rows += [{"site": site} | one for one in found]
    parameters = {"most": MOST_FORUMS, "targets": "as given, else all but the lead"}
    return ForumCoverage(
        best=pd.DataFrame(rows, columns=list(_KINDS)).astype(_KINDS),
        method=Method("coverage by forums", parameters, SOURCES),
    )


def _best(
    names: list[str], keys: list[str], member: BoolArray, wanted: BoolArray
) -> list[dict[str, object]]:
    """Find the sets of one, two, three … forums that cover most; stop when nothing is added."""
    rows: list[dict[str, object]] = []
    chosen: Collection[int] = ()
    before, useful = 0, member[wanted]
    for k in range(1, min(MOST_FORUMS, len(keys)) + 1):
        sets = list(combinations(range(len(keys)), k))
        if comb(len(keys), k) > MOST_SETS:
            sets = [(*chosen, other) for other in range(len(keys)) if other not in chosen]
        counts = [int(useful[:, list(one)].any(axis=1).sum()) for one in sets]
        if max(counts) <= before:
            break
        before, chosen = max(counts), sets[counts.index(max(counts))]
        missed = wanted & ~member[:, list(chosen)].any(axis=1)
        rows.append(
            {
                "k": k,
                "forums": ";".join(keys[i] for i in sorted(chosen)),
                "covered": before,
                "of": int(wanted.sum()),
                "left_out": ";".join(n for n, gone in zip(names, missed, strict=True) if gone),
            }
        )
    return rows
