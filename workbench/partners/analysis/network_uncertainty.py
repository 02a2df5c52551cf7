"""What is certain in a partner network when some did not answer: imputation, ranks, stability.

Actors that did not answer stay in the network. Their unknown ties are drawn many times from what
others said and how respondents answer each other; every measure is then a range, not a number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.stats import rankdata

from workbench.core.method import Method
from workbench.core.table_access import BoolArray, FloatArray, whole
from workbench.errors import InvalidInput, UnknownName
from workbench.partners.analysis.centrality import centralities
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.tie_matrices import distances, lead_of
from workbench.partners.analysis.tie_reports import Reports, tie_reports

#: Share of answers below which betweenness is not given, and below which nobody is recommended.
LEAST_FOR_BETWEENNESS, LEAST_FOR_RECOMMENDATION = 0.5, 0.3
#: Stability below which a ranking is not printed.
LEAST_STABILITY = 0.25
MEASURES = ("in_degree", "harmonic_out", "reach", "betweenness")
DROPPED = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)

SOURCES = (
    "non-respondents kept, never deleted: Smith, Morgan, Moody 2021",
    "imputation from how respondents answer each other, times the square root of popularity: ours",
    "stability (CS): largest share of respondents dropped with a rank correlation of .7 or more in "
    "95 % of draws: Epskamp, Borsboom, Fried 2018",
    "no betweenness below 50 %, no recommendation below 30 % of answers, no ranking below a CS of "
    ".25: ours, after Smith and Moody 2013 and Epskamp et al. 2018",
    "ties reported by third parties alone kept with the probability of their confidence: ours",
)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkUncertainty:
    """Measures of actors as ranges.

    Attributes
    ----------
    table : DataFrame
        One row per site, round, measure and actor: site (str), round (Int64), measure (str:
        "in_degree", "harmonic_out", "reach", "betweenness"), actor (str), responded (boolean),
        observed (float, from the ties as they were told), mean, low, high (float, mean and 5 and
        95 % quantiles over the imputations), rank (median), rank_low, rank_high (float, 5 and 95 %;
        1 is the largest value), p_top3 (share of imputations among the first three). Reach leaves
        out the lead organisation, whose rows are missing for it. Betweenness has no rows where
        fewer than half answered.
    summary : DataFrame
        One row per site and round: site, round, actors, respondents, silent (Int64, said to have
        not answered), unknown (Int64, nobody knows whether they answered), response_rate (share of
        those of whom it is known), imputed (float, mean number of ties added), recommend (bool:
        whether a set of partners may be recommended), note (str).
    stability : DataFrame
        One row per site, round and measure: site, round, measure, cs (float, 0 to .7, missing where
        nothing can be dropped), show (bool: whether the ranking may be printed).
    interview : DataFrame
        Whom to ask next, the largest gain first: site, round, place (Int64), actor, gain (float,
        expected share of the actors that it reaches beyond what is known), new_ties (float,
        ties nobody told of that it is expected to name).
    above : mapping of (str, int, str) to DataFrame
        For each site, round and measure: probability that the actor of the row lies above the actor
        of the column, half where they are equal.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    summary: pd.DataFrame
    stability: pd.DataFrame
    interview: pd.DataFrame
    above: Mapping[tuple[str, int, str], pd.DataFrame]
    method: Method

    def p_above(self, site: str, actor: str, other: str, measure: str = "in_degree") -> float:
        """Give the probability that one actor lies above another, latest round.

        Raises
        ------
        UnknownName
            There is no such site, measure or actor.
        """
        found = [key for key in self.above if key[0] == site and key[2] == measure]
        if not found:
            known = sorted({f"{s}, {m}" for s, _, m in self.above})
            raise UnknownName(kind="site and measure", name=f"{site}, {measure}", known=known)
        frame = self.above[max(found)]
        for name in (actor, other):
            if name not in frame.index:
                raise UnknownName(kind="actor", name=name, known=list(frame.index))
        return float(frame.to_numpy()[frame.index.get_loc(actor), frame.index.get_loc(other)])

    def _repr_html_(self) -> str:
        """Show the table of sites, its text escaped."""
        return self.summary.to_html(index=False, escape=True)


@dataclass(frozen=True, slots=True)
class _Choices:
    """What the caller chose."""

    draws: int
    drops: int
    seed: int
    steps: int
    confidence: float


def imputed_strengths(
    graph: nx.MultiDiGraph,
    *,
    layers: Mapping[str, float] | None = None,
    draws: int = 500,
    seed: int = 1,
    confidence: float = 0.8,
    without: Collection[str] = (),
) -> Iterator[FloatArray]:
    """Draw networks in which those who did not answer have ties.

    For a silent actor i, each tie i -> j that nobody told is drawn with the probability r1 where j
    named i, r0 where j answered and did not, and the density of the answers where both are silent,
    times the square root of j's popularity over the mean one, at most 1. r1 and r0 come from pairs
    of respondents. Mutual layers and the others are drawn apart. A tie drawn has the median
    strength of its sort.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        From :func:`~workbench.partners.analysis.network.build_networks`.
    layers : mapping of str to float, optional
        How much each layer counts, as in ``TieMatrices.merged``.
    draws, seed : int
        How many, and the seed.
    confidence : float
        Probability with which a tie that third parties alone told is kept, 0 to 1.
    without : collection of str
        Actors to leave out of the matrices that are given, such as the lead organisation.

    Yields
    ------
    array, shape (actors, actors)
        Strength of the layers merged, actors sorted; without silent actors and third parties every
        one is the observed network.

    Raises
    ------
    InvalidInput
        A confidence or weight outside 0 to 1, a negative number of draws.
    """
    if not 0.0 <= confidence <= 1.0 or draws < 0:
        message = (
            f"confidence must lie from 0 to 1 and draws be 0 or more, not {confidence}, {draws}"
        )
        raise InvalidInput(message)
    reports = tie_reports(graph, layers)
    keep = np.array([name not in set(without) for name in reports.actors], dtype=bool)
    return _drawn(reports, keep, draws, seed, confidence)


def _drawn(
    reports: Reports, keep: BoolArray, draws: int, seed: int, confidence: float
) -> Iterator[FloatArray]:
    """Draw the matrices."""
    generator = np.random.default_rng(seed)
    chances = [sheet.chance(reports.silent, reports.answered) for sheet in reports.sheets]
    for _ in range(draws):
        merged = np.ones((len(reports.actors),) * 2)
        for sheet, chance in zip(reports.sheets, chances, strict=True):
            merged *= 1.0 - sheet.draw(chance, confidence, generator)
        yield (1.0 - merged)[np.ix_(keep, keep)]


def network_uncertainty(
    networks: Networks,
    *,
    layers: Mapping[str, float] | None = None,
    draws: int = 500,
    drops: int = 50,
    reach_steps: int = 2,
    confidence: float = 0.8,
    latest: bool = True,
    seed: int = 1,
) -> NetworkUncertainty:
    """Say what is certain in each network.

    Parameters
    ----------
    networks : Networks
        From :func:`~workbench.partners.analysis.network.build_networks`; the column ``responded``
        of the actors says who answered. Where it is blank, nothing is drawn and the note says so.
    layers : mapping of str to float, optional
        How much each layer counts.
    draws : int
        Imputations, at least 1.
    drops : int
        Draws per share of respondents dropped; 0 leaves the stability out.
    reach_steps : int
        Most steps of a way that counts as reach.
    confidence : float
        Probability that a tie told by third parties alone is kept.
    latest : bool
        Whether only the latest round of each site is taken.
    seed : int
        Seed of everything random; each network starts from it anew, so that the sites taken along
        change nothing.

    Returns
    -------
    NetworkUncertainty
        Ranges, stability, whom to ask next.

    Raises
    ------
    InvalidInput
        A parameter out of its range.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> actors = pd.DataFrame({"site": "huye", "actor": list("abcd"), "responded": True})
    >>> ties = pd.DataFrame(
    ...     {"site": "huye", "source": list("abc"), "target": "d", "layer": "knowledge"}
    ... )
    >>> found = network_uncertainty(build_networks(actors, ties), draws=5, drops=0)
    >>> first = found.table.query("measure == 'in_degree' and rank == 1")
    >>> first[["actor", "observed", "low", "high"]].to_numpy().tolist()
    [['d', 3.0, 3.0, 3.0]]
    """
    if draws < 1 or drops < 0 or reach_steps < 1 or not 0.0 <= confidence <= 1.0:
        message = (
            "draws and reach_steps must be at least 1, drops at least 0, confidence from 0 to 1; "
            f"not {draws}, {reach_steps}, {drops}, {confidence}"
        )
        raise InvalidInput(message)
    choices = _Choices(draws, drops, seed, reach_steps, confidence)
    parts: dict[str, list[pd.DataFrame]] = {"table": [], "stability": [], "interview": []}
    rows: list[dict[str, object]] = []
    above: dict[tuple[str, int, str], pd.DataFrame] = {}
    for (site, number), graph in networks.graphs.items():
        if latest and number != networks.rounds(site)[-1]:
            continue
        found, row, order = _of_network(graph, tie_reports(graph, layers), choices)
        rows.append({"site": site, "round": number, **row})
        for kind, frame in found.items():
            frame.insert(0, "site", pd.Series([site] * len(frame), dtype="str"))
            frame.insert(1, "round", pd.Series([number] * len(frame), dtype="Int64"))
            parts[kind].append(frame)
        above |= {(site, number, measure): frame for measure, frame in order.items()}
    parameters = {
        "layers": "all" if layers is None else dict(layers),
        "draws": draws,
        "drops": drops,
        "reach_steps": reach_steps,
        "third_party_kept": confidence,
        "seed": seed,
    }
    method = Method("networks with unknown ties drawn", parameters, SOURCES)
    summary = pd.DataFrame(rows)
    counts = ("round", "actors", "respondents", "silent", "unknown")
    summary = summary.astype({n: "Int64" for n in counts if n in summary})
    frames = {k: pd.concat(v, ignore_index=True) if v else pd.DataFrame() for k, v in parts.items()}
    return NetworkUncertainty(**frames, summary=summary, above=above, method=method)


def _of_network(
    graph: nx.MultiDiGraph, reports: Reports, choices: _Choices
) -> tuple[dict[str, pd.DataFrame], dict[str, object], dict[str, pd.DataFrame]]:
    """Give ranges, summary and order of one network."""
    leads = set(lead_of(graph))
    lead = np.array([name in leads for name in reports.actors], dtype=bool)
    rate, notes = reports.response_rate, []
    wanted = list(MEASURES)
    if rate < LEAST_FOR_BETWEENNESS:
        wanted.remove("betweenness")
        notes.append(f"no betweenness: {rate:.0%} answered, below 50%")
    recommend = not rate < LEAST_FOR_RECOMMENDATION
    if not recommend:
        notes.append(f"no partners recommended: {rate:.0%} answered, below 30%")
    if reports.unknown.any():
        number = int(reports.unknown.sum())
        notes.append(
            f"not known of {number} actor{'' if number == 1 else 's'} whether they answered"
        )
    if not len(reports.sheets):
        notes.append("there are no ties")
    observed = _measures(reports.strength(), lead, choices.steps, wanted)
    everybody = np.ones(len(lead), dtype=bool)
    seed = choices.seed
    drawn = [
        (_measures(one, lead, choices.steps, wanted), int((one > 0).sum()))
        for one in _drawn(reports, everybody, choices.draws, seed, choices.confidence)
    ]
    ties = float(np.mean([number for _, number in drawn]))
    samples = {m: np.stack([found[m] for found, _ in drawn]) for m in wanted}
    row: dict[str, object] = {
        "actors": len(lead),
        "respondents": int(reports.answered.sum()),
        "silent": int(reports.silent.sum()),
        "unknown": int(reports.unknown.sum()),
        "response_rate": rate,
        "imputed": ties - int((reports.strength() > 0).sum()),
        "recommend": recommend,
        "note": "; ".join(notes),
    }
    tables = [_ranges(reports, m, observed[m], samples[m]) for m in wanted]
    found = {
        "table": pd.concat(tables, ignore_index=True),
        "stability": _stability(reports, lead, observed, wanted, choices),
        "interview": _interview(reports, lead, observed, samples),
    }
    return found, row, {m: _order(reports.actors, samples[m]) for m in wanted}


def _measures(
    strength: FloatArray, lead: BoolArray, steps: int, wanted: Collection[str]
) -> dict[str, FloatArray]:
    """Compute the measures of one network."""
    tie = strength > 0
    np.fill_diagonal(tie, val=False)
    near, _ = _nearness(tie, steps)
    found = {"in_degree": tie.sum(axis=0).astype(float), "harmonic_out": near}
    reach = np.full(len(tie), np.nan)
    others = ~lead
    if others.any():
        reach[others] = _nearness(tie[np.ix_(others, others)], steps, reach_only=True)[1]
    found["reach"] = reach
    if "betweenness" in wanted:
        found["betweenness"] = centralities(distances(np.where(tie, strength, 0.0))).betweenness
    return found


def _nearness(
    tie: BoolArray, steps: int, *, reach_only: bool = False
) -> tuple[FloatArray, FloatArray]:
    """Give harmonic closeness, and the share reached in some steps, by widening circles."""
    number = len(tie)
    seen = np.eye(number, dtype=bool)  # whom (row) each actor (column) has reached
    # Sparse, because a dense product would wake as many threads as there are processors.
    links, near = csr_array(tie.T.astype(np.float32)), np.zeros(number)
    reach, circle = np.full(number, 1.0 / max(1, number)), seen
    for step in range(1, (steps if reach_only else number) + 1):
        circle = (links @ circle.astype(np.float32) > 0) & ~seen
        if not circle.any():
            break
        seen = seen | circle
        near += circle.sum(axis=0) / step
        if step <= steps:
            reach = seen.sum(axis=0) / number
    return (near / (number - 1) if number > 1 else near * np.nan), reach


def _ranked(values: FloatArray) -> FloatArray:
    """Rank along the last axis, 1 the largest, equal ones in the middle; missing stays missing."""
    return np.asarray(rankdata(-values, axis=-1, nan_policy="omit"), dtype=np.float64)


def _ranges(
    reports: Reports, measure: str, observed: FloatArray, sample: FloatArray
) -> pd.DataFrame:
    """Give the ranges of one measure."""
    ranks = _ranked(sample)
    low, high = np.quantile(sample, (0.05, 0.95), axis=0)
    rank_low, rank, rank_high = np.quantile(ranks, (0.05, 0.5, 0.95), axis=0)
    first = np.asarray(rankdata(-sample, axis=-1, method="min", nan_policy="omit"))
    there = ~np.isnan(sample).any(axis=0)
    return pd.DataFrame(
        {
            "measure": pd.Series([measure] * len(observed), dtype="str"),
            "actor": pd.Series(reports.actors, dtype="str"),
            "responded": reports.responded,
            "observed": observed,
            "mean": sample.mean(axis=0),
            "low": low,
            "high": high,
            "rank": rank,
            "rank_low": rank_low,
            "rank_high": rank_high,
            "p_top3": np.where(there, (first <= 3).mean(axis=0), np.nan),
        }
    )


def _order(actors: Collection[str], sample: FloatArray) -> pd.DataFrame:
    """Give the probability that each actor lies above each other one."""
    above = np.zeros((len(actors),) * 2)
    for values in sample:
        more, same = values[:, None] > values, values[:, None] == values
        above += more + 0.5 * same
    there: BoolArray = np.asarray(~np.isnan(sample).any(axis=0))
    shown = np.where(there[:, None] & there, above / max(1, len(sample)), np.nan)
    return pd.DataFrame(shown, index=list(actors), columns=list(actors))


def _stability(
    reports: Reports,
    lead: BoolArray,
    observed: Mapping[str, FloatArray],
    wanted: Collection[str],
    choices: _Choices,
) -> pd.DataFrame:
    """Drop respondents at random and see how long the order holds."""
    generator = np.random.default_rng(choices.seed)
    names = np.flatnonzero(reports.answered | (reports.unknown & reports.named))
    stable = dict.fromkeys(wanted, float("nan"))
    if choices.drops and len(names) > 2 and reports.sheets:
        stable = dict.fromkeys(wanted, 0.0)
        holding = set(wanted)
        for share in DROPPED:
            number = round(share * len(names))
            agreed: dict[str, list[float]] = {m: [] for m in holding}
            for _ in range(choices.drops if number and holding else 0):
                gone = np.zeros(len(lead), dtype=bool)
                gone[generator.choice(names, number, replace=False)] = True
                found = _measures(reports.strength(gone), lead, choices.steps, holding)
                for m in holding:
                    agreed[m].append(_agreement(observed[m], found[m]))
            for m, values in agreed.items():
                if values and np.mean(np.array(values) >= 0.7) >= 0.95:
                    stable[m] = share
                elif values:
                    holding.discard(m)  # a larger share cannot be the answer any more
    frame = pd.DataFrame({"measure": pd.Series(list(wanted), dtype="str")})
    frame["cs"] = [stable[m] for m in wanted]
    frame["show"] = (frame["cs"] >= LEAST_STABILITY) | frame["cs"].isna()
    return frame


def _agreement(one: FloatArray, other: FloatArray) -> float:
    """Give the rank correlation; 0 where one of them says nothing."""
    there = ~(np.isnan(one) | np.isnan(other))
    a, b = rankdata(one[there]), rankdata(other[there])
    a, b = a - a.mean() if len(a) else a, b - b.mean() if len(b) else b
    spread = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum() / spread) if spread > 0 else 0.0


def _interview(
    reports: Reports,
    lead: BoolArray,
    observed: Mapping[str, FloatArray],
    samples: Mapping[str, FloatArray],
) -> pd.DataFrame:
    """Order those who did not answer by what an interview is expected to add."""
    asked = (reports.silent | (reports.unknown & ~reports.named)) & ~lead
    # Equal gains must be equal, whatever the last digit of a mean says.
    gain = np.round(samples["reach"].mean(axis=0) - observed["reach"], 12)
    ties = np.zeros(len(lead))
    for sheet in reports.sheets:
        ties += sheet.chance(asked, reports.answered).sum(axis=1)
    rows = np.flatnonzero(asked)
    order = rows[np.lexsort((rows, -gain[rows]))]
    return pd.DataFrame(
        {
            "place": whole(np.arange(1.0, len(order) + 1)),
            "actor": pd.Series([reports.actors[i] for i in order], dtype="str"),
            "gain": gain[order],
            "new_ties": ties[order],
        }
    )
