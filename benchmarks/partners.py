"""Sets of five key players at 100 and 300 actors: exact with HiGHS, with gap and greedy.

The networks are random (powerlaw-cluster, five ties an actor). The time limit is ten seconds, as in
the workbench; where it runs out the gap says how much better a set could be at most.
"""

from time import perf_counter

import networkx as nx

from workbench.partners.analysis.key_players import (
    best_reach,
    distance_weighted,
    reached_within,
    steps,
)

ACTORS = (100, 300)
SIZE = 5


def measure(actors: int, seconds: float = 10.0) -> list[tuple[str, float, float, float, float]]:
    """Give, per kind of reach: name, seconds, actors reached, gap, shortfall of greedy."""
    graph = nx.powerlaw_cluster_graph(actors, 5, 0.1, seed=1)
    names, way = steps(graph)
    kinds = {
        "one tie": reached_within(way, 1),
        "two ties": reached_within(way, 2),
        "by distance": distance_weighted(way),
    }
    found = []
    for kind, reach in kinds.items():
        start = perf_counter()
        best = best_reach(names, reach, SIZE, seconds=seconds)
        spent = perf_counter() - start
        found.append((kind, spent, best.value, best.gap, best.value - best.greedy))
    return found


def report() -> None:
    """Print time, value, gap and shortfall of greedy."""
    print(f"Best {SIZE} key players, HiGHS with 10 s at most")
    print(f"{'actors':>8}  {'reach':<12}{'s':>8}{'reached':>10}{'gap':>8}{'greedy short by':>18}")
    for actors in ACTORS:
        for kind, spent, value, gap, short in measure(actors):
            print(f"{actors:>8}  {kind:<12}{spent:>8.2f}{value:>10.1f}{gap:>8.1%}{short:>18.2f}")


if __name__ == "__main__":
    report()
