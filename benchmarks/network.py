"""Centralities of partner networks: the compiled adapter against plain networkx, in the same run.

Networks are random, five ties per actor named, strengths .25 to 1. networkx at 10,000 actors is
extrapolated from a few sources (betweenness from pivots, harmonic closeness from single sources);
the table says so. The imputations are those of `network_uncertainty`: ties drawn, in-degree,
harmonic closeness, reach and betweenness of each draw. CPU seconds of all threads are counted: set
OPENBLAS_NUM_THREADS=1, as the batch does, to see the work itself.
"""

from collections.abc import Callable
from functools import partial
from time import process_time

import networkx as nx
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from workbench.partners.analysis.centrality import centralities
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.network_uncertainty import network_uncertainty

ACTORS = (100, 1_000, 10_000)
TIES_EACH = 5
IMPUTATIONS = 500
#: Sources from which networkx is extrapolated, and the size from which.
PIVOTS, EXTRAPOLATED_FROM = 20, 5_000


def network(actors: int, seed: int = 1) -> tuple[csr_array, nx.DiGraph]:
    """Build a random network, as distances and for networkx."""
    generator = np.random.default_rng(seed)
    source = np.repeat(np.arange(actors), TIES_EACH)
    target = (source + generator.integers(1, actors, len(source))) % actors
    pairs = np.unique(source * actors + target)
    source, target = pairs // actors, pairs % actors
    length = np.rint(2**20 / generator.choice([0.25, 0.5, 0.75, 1.0], len(source))) / 2**20
    graph = nx.DiGraph()
    graph.add_nodes_from(range(actors))
    graph.add_weighted_edges_from(
        zip(source.tolist(), target.tolist(), length.tolist(), strict=True)
    )
    return csr_array((length, (source, target)), shape=(actors, actors)), graph


def _seconds(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def plain_betweenness(graph: nx.DiGraph, pivots: int | None) -> float:
    """Time networkx, from pivots where a number is given."""
    if pivots is None:
        return _seconds(lambda: nx.betweenness_centrality(graph, weight="weight"))
    some = _seconds(lambda: nx.betweenness_centrality(graph, k=pivots, weight="weight", seed=1))
    return some * len(graph) / pivots


def plain_harmonic(graph: nx.DiGraph, pivots: int | None) -> float:
    """Time networkx, from some actors where a number is given."""
    backward = graph.reverse()
    if pivots is None:
        return _seconds(lambda: nx.harmonic_centrality(backward, distance="weight"))

    def some() -> None:
        for source in range(pivots):
            lengths = nx.single_source_dijkstra_path_length(backward, source)
            sum(1 / length for length in lengths.values() if length)

    return _seconds(some) * len(graph) / pivots


def imputations(actors: int = 100, draws: int = IMPUTATIONS) -> tuple[float, float]:
    """Give seconds of the draws through the adapter, and of the same measures by networkx."""
    generator = np.random.default_rng(1)
    names = [f"a{i:03d}" for i in range(actors)]
    told = np.repeat(np.arange(actors), TIES_EACH)
    other = (told + generator.integers(1, actors, len(told))) % actors
    people = pd.DataFrame({"site": "s", "actor": names})
    people["responded"] = generator.random(actors) < 0.8
    ties = pd.DataFrame({"site": "s", "source": [names[i] for i in told]})
    ties["target"], ties["layer"] = [names[i] for i in other], "knowledge"
    ties["reported_by"] = ties["source"]
    ties = ties[people["responded"].to_numpy()[told]]
    networks = build_networks(people, ties)
    own = _seconds(lambda: network_uncertainty(networks, draws=draws, drops=0))
    graph = nx.DiGraph(networks.graph("s"))
    sample = 5

    def plain() -> None:
        for _ in range(sample):
            nx.in_degree_centrality(graph)
            nx.harmonic_centrality(graph.reverse())
            nx.betweenness_centrality(graph, weight="counted")
            for name in graph:
                nx.single_source_shortest_path_length(graph, name, cutoff=2)

    return own, _seconds(plain) * draws / sample


def report() -> None:
    """Print CPU seconds of both ways and their ratio."""
    print(f"Partner networks, {TIES_EACH} ties named per actor, CPU seconds, one thread")
    print(f"{'measure':<24}{'actors':>8}{'adapter':>11}{'networkx':>11}{'ratio':>8}")
    for actors in ACTORS:
        distance, graph = network(actors)
        pivots = PIVOTS if actors >= EXTRAPOLATED_FROM else None
        near = _seconds(partial(centralities, distance, between=False))
        both = _seconds(partial(centralities, distance))
        note = f"  (networkx extrapolated from {PIVOTS} sources)" if pivots else ""
        rows = (
            ("betweenness", both, plain_betweenness(graph, pivots)),
            ("harmonic closeness", near, plain_harmonic(graph, pivots)),
        )
        for name, own, plain in rows:
            print(f"{name:<24}{actors:>8,}{own:>11.3f}{plain:>11.2f}{plain / own:>8.0f}{note}")
    own, plain = imputations()
    name = f"{IMPUTATIONS} imputations"
    print(f"{name:<24}{100:>8}{own:>11.2f}{plain:>11.1f}{plain / own:>8.0f}", end="")
    print("  (networkx extrapolated from 5 draws, without drawing)")


if __name__ == "__main__":
    report()
