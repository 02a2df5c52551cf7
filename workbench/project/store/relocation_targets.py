"""Rows of other sites that a site needs: those of the places that its own options lead to.

An option to relocate is weighed with the levels of the other place, and once the team has decided
to move there, the partners, the plan and the budget of that place are what its report is about. A
site that is read alone, as a batch does, is therefore given those rows too, and no others: what one
site is given does not grow with the number of sites. A site that nobody has scored is given the
scores of a few others, so that its report can say what they show of the same components.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

WEIGHED: Final = ("sites", "components", "scores", "evidence")
"""Tables of which a site needs the rows of all places that its options lead to; of ``sites`` the
name alone. Of the other tables it needs those of the places that were decided on."""

MOST_LOOKED_AT: Final = 12
"""Other sites whose scores a site without any is given."""

_NAMED: Final = ("site", "name")


def relocations(options: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """List the other sites that the options of each site lead to.

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
    >>> relocations(pd.DataFrame({"site": ["a", "a", "b"], "to_site": ["b", "b", None]}))
    {'a': ('b',)}
    """
    leading = options.loc[options["to_site"].notna() & (options["to_site"] != options["site"])]
    return {
        str(site): tuple(dict.fromkeys(map(str, others)))
        for site, others in leading.groupby("site", sort=False)["to_site"]
    }


def moves(options: pd.DataFrame, decisions: pd.DataFrame) -> Mapping[str, tuple[str, ...]]:
    """List the other sites that the team of each site has ever decided to move to.

    Parameters
    ----------
    options, decisions : DataFrame
        The tables of these names.

    Returns
    -------
    mapping of str to tuple of str
        As :func:`relocations` has it. Decisions that were replaced count as well, because they
        stand on an earlier day.

    Examples
    --------
    >>> offered = pd.DataFrame({"site": "a", "proposal": ["x", "y"], "to_site": ["b", "c"]})
    >>> moves(offered, pd.DataFrame({"site": ["a"], "proposal": ["y"]}))
    {'a': ('c',)}
    """
    decided = pd.MultiIndex.from_frame(decisions[["site", "proposal"]])
    taken = pd.MultiIndex.from_frame(options[["site", "proposal"]]).isin(decided)
    return relocations(options.loc[taken])


def looked_at(
    components: pd.DataFrame, scores: pd.DataFrame, leading: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """List the sites that each site without a score looks at: the first that scored its components.

    Parameters
    ----------
    components, scores : DataFrame
        The tables of these names.
    leading : mapping of str to tuple of str
        Sites that its options lead to, whose rows it has anyway.

    Returns
    -------
    mapping of str to tuple of str
        At most `MOST_LOOKED_AT` sites, in the order of the scores.

    Examples
    --------
    >>> listed = pd.DataFrame({"site": ["a", "b", "c"], "component": ["seed", "seed", "app"]})
    >>> looked_at(listed, listed.iloc[[1, 2]], {})
    {'a': ('b',)}
    """
    judged = scores[["site", "component"]].drop_duplicates()
    place = {str(site): number for number, site in enumerate(dict.fromkeys(judged["site"]))}
    scored = {
        str(component): list(map(str, sites))
        for component, sites in judged.groupby("component", sort=False)["site"]
    }
    without = components.loc[~components["site"].isin(set(place))]
    found = {}
    for site, own in without.groupby("site", sort=False)["component"]:
        others = {one for key in own for one in scored.get(str(key), ())}
        others -= set(leading.get(str(site), ()))
        if others:
            found[str(site)] = tuple(sorted(others, key=place.__getitem__)[:MOST_LOOKED_AT])
    return found


def names_alone(sites: pd.DataFrame) -> pd.DataFrame:
    """Blank everything in a table of sites but their names: no report depends on the rest."""
    kept = [column for column in _NAMED if column in sites]
    return sites[kept].reindex(columns=sites.columns).astype(sites.dtypes.to_dict())
