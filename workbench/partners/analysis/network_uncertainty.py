"""What is certain in a partner network when some did not answer: places and their stability.

Actors that did not answer stay in the network. Their unknown ties are drawn many times from what
others said and how respondents answer each other; the place of an actor is then a range, not a
number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.table_access import FloatArray
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.tie_matrices import tied
from workbench.partners.analysis.tie_reports import THIRD_PARTY_KEPT, Reports, tie_reports

#: Stability below which an order of the actors is not printed.
LEAST_STABILITY = 0.25

#: Shares of the respondents that are left out in turn.
DROPPED = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)

SOURCES = (
    "non-respondents kept, never deleted: Smith, Morgan, Moody 2021",
    "imputation from how respondents answer each other, times the square root of popularity: ours",
    "stability (CS): largest share of respondents dropped with a rank correlation of .7 or more in "
    "95 % of draws: Epskamp, Borsboom, Fried 2018",
    "no order below a CS of .25: ours, after Epskamp et al. 2018",
    "ties reported by third parties alone kept with the probability of their confidence: ours",
)


@dataclass(frozen=True, eq=False)
class NetworkUncertainty(Result):
    """Places of the actors by the number of others with a tie to them, as ranges.

    Attributes
    ----------
    table : DataFrame
        One row per site and actor, in the latest round: site, actor (str), observed (float, others
        with a tie to it, as they were told), rank (float, median over the imputations; 1 is the
        largest, equal ones in the middle), rank_low, rank_high (float, 5 and 95 %).
    stability : DataFrame
        One row per site: site (str), cs (float, 0 to .7, missing where nothing can be dropped),
        show (bool: whether the order may be printed).
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    stability: pd.DataFrame
    method: Method


def network_uncertainty(
    networks: Networks,
    *,
    layers: Mapping[str, float] | None = None,
    draws: int = 500,
    drops: int = 50,
    seed: int = 1,
) -> NetworkUncertainty:
    """Compute how sure the places of the actors are in the latest network of each site.

    Parameters
    ----------
    networks : Networks
        From :func:`~workbench.partners.analysis.network.build_networks`; the column ``responded``
        of the actors says who answered. Where it is blank, nothing is drawn.
    layers : mapping of str to float, optional
        How much each layer counts; all fully by default.
    draws : int
        Imputations, 1 or more.
    drops : int
        Draws per share of respondents dropped; 0 leaves the stability out.
    seed : int
        Seed of everything random; each network starts from it anew, so that the sites taken along
        change nothing.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> actors = pd.DataFrame({"site": "huye", "actor": list("abcd"), "responded": True})
    >>> ties = pd.DataFrame(
    ...     {"site": "huye", "source": list("abc"), "target": "d", "layer": "knowledge"}
    ... )
    >>> found = network_uncertainty(build_networks(actors, ties), draws=5, drops=0)
    >>> found.table.query("rank == 1")[["actor", "observed", "rank_high"]].to_numpy().tolist()
    [['d', 3.0, 1.0]]
    """
    tables, rows = [], []
    for site in networks.sites:
        reports = tie_reports(networks.graph(site), layers)
        places = _places(reports, draws, seed)
        places.insert(0, "site", pd.Series([site] * len(places), dtype="str"))
        tables.append(places)
        cs = _stability(reports, drops, seed)
        rows.append((site, cs, np.isnan(cs) or cs >= LEAST_STABILITY))
    stability = pd.DataFrame(rows, columns=["site", "cs", "show"])
    parameters = {
        "layers": "all" if layers is None else dict(layers),
        "draws": draws,
        "drops": drops,
        "third_party_kept": THIRD_PARTY_KEPT,
        "seed": seed,
    }
    return NetworkUncertainty(
        table=pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["site"]),
        stability=stability.astype({"site": "str", "cs": "float64", "show": "bool"}),
        method=Method("networks with unknown ties drawn", parameters, SOURCES),
    )


def _named_by(strength: FloatArray) -> FloatArray:
    """Count the others with a tie to each actor."""
    return np.asarray(tied(strength).sum(axis=0), dtype=np.float64)


def _ranked(values: FloatArray) -> FloatArray:
    """Rank along the last axis, 1 the largest, equal ones in the middle."""
    one, other = values[..., :, None], values[..., None, :]
    return np.asarray((other > one).sum(axis=-1) + ((other == one).sum(axis=-1) + 1) / 2)


def _places(reports: Reports, draws: int, seed: int) -> pd.DataFrame:
    """Rank the actors in networks in which those who did not answer have ties."""
    sample = np.array([_named_by(strength) for strength in reports.drawn(draws, seed)])
    low, middle, high = np.quantile(_ranked(sample), (0.05, 0.5, 0.95), axis=0)
    return pd.DataFrame(
        {
            "actor": pd.Series(reports.actors, dtype="str"),
            "observed": _named_by(reports.strength()),
            "rank": middle,
            "rank_low": low,
            "rank_high": high,
        }
    )


def _stability(reports: Reports, drops: int, seed: int) -> float:
    """Drop respondents at random and see how long the order holds."""
    generator = np.random.default_rng(seed)
    names = np.flatnonzero(reports.answered | (reports.unknown & reports.named))
    if not drops or len(names) <= 2 or not reports.sheets:
        return float("nan")
    observed, stable = _named_by(reports.strength()), 0.0
    for share in DROPPED:
        number = round(share * len(names))
        if not number:
            continue
        agreed = []
        for _ in range(drops):
            gone = np.zeros(len(observed), dtype=bool)
            gone[generator.choice(names, number, replace=False)] = True
            agreed.append(_agreement(observed, _named_by(reports.strength(gone))) >= 0.7)
        if np.mean(agreed) < 0.95:
            break
        stable = share
    return stable


def _agreement(one: FloatArray, other: FloatArray) -> float:
    """Return the rank correlation; 0 where one of them says nothing."""
    a, b = _ranked(one), _ranked(other)
    a, b = a - a.mean(), b - b.mean()
    spread = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum() / spread) if spread > 0 else 0.0
