"""Ties as matrices: strength per layer, layers merged, strength turned into distance."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray

#: Distances are whole multiples of this, so that sums are exact and equal ways are seen as equal
#: whatever the order in which their ties are added (ours).
GRAIN = 2.0**-20


@dataclass(frozen=True, slots=True, eq=False)
class TieMatrices:
    """Strengths of the ties of one network.

    Attributes
    ----------
    actors : tuple of str
        Actors in the order of rows and columns.
    layers : tuple of str
        Layers, sorted.
    strength : array, shape (layers, actors, actors)
        Strength that counts of the tie from row to column; 0 where there is none.
    """

    actors: tuple[str, ...]
    layers: tuple[str, ...]
    strength: FloatArray

    def merged(self, weights: Mapping[str, float] | None = None) -> FloatArray:
        """Merge the layers: ``1 - product over layers (1 - weight * strength)``.

        Parameters
        ----------
        weights : mapping of str to float, optional
            How much a layer counts, 0 to 1; layers that are not named do not count. All count
            fully by default. A layer without ties at this site may be named.

        Returns
        -------
        array, shape (actors, actors)
            Strengths from 0 to 1. A single layer with weight 1 comes back as it is.
        """
        share = np.array([1.0 if weights is None else weights.get(n, 0.0) for n in self.layers])
        counting = share > 0
        if counting.sum() == 1 and share[counting][0] == 1.0:
            return np.array(self.strength[counting][0])
        missed = np.prod(1.0 - share[:, None, None] * self.strength, axis=0)
        return np.asarray(1.0 - missed) if len(self.layers) else self._none()

    def _none(self) -> FloatArray:
        return np.zeros((len(self.actors), len(self.actors)))


def tie_matrices(
    graph: nx.MultiDiGraph,
    *,
    layers: Collection[str] | None = None,
    without: Collection[str] = (),
) -> TieMatrices:
    """Read the strengths of a network of ``build_networks``.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        Layers as keys of the edges, strength that counts as the attribute ``counted``.
    layers : collection of str, optional
        Layers to take; all that have a tie by default.
    without : collection of str
        Actors to leave out with their ties, such as the lead organisation.

    Examples
    --------
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("a", "b", "knowledge", counted=0.5)
    >>> _ = graph.add_edge("a", "b", "influence", counted=0.5)
    >>> float(tie_matrices(graph).merged()[0, 1])
    0.75
    """
    left_out = set(without)
    actors = tuple(sorted(name for name in graph if name not in left_out))
    number = {name: i for i, name in enumerate(actors)}
    rows = [
        (layer, number[a], number[b], counted)
        for a, b, layer, counted in graph.edges(keys=True, data="counted")
        if a in number and b in number and (layers is None or layer in layers)
    ]
    found = tuple(sorted({row[0] for row in rows}))
    place = {layer: i for i, layer in enumerate(found)}
    strength = np.zeros((len(found), len(actors), len(actors)))
    for layer, a, b, counted in rows:
        strength[place[layer], a, b] = counted
    return TieMatrices(actors, found, strength)


def distances(strength: FloatArray) -> FloatArray:
    """Turn strength into distance: 1/strength where there is a tie, infinite where there is none.

    Strength is never a distance itself: a strong tie is a short way (Opsahl et al. 2010; the exact
    grain is ours).

    Examples
    --------
    >>> distances(np.array([[0.0, 0.5], [1.0, 0.0]])).tolist()
    [[inf, 2.0], [1.0, inf]]
    """
    with np.errstate(divide="ignore"):
        way: FloatArray = np.asarray(1.0 / strength)
    exact: FloatArray = np.maximum(np.rint(way / GRAIN), 1.0) * GRAIN
    return np.where(strength > 0, exact, np.inf)


def lead_of(graph: nx.MultiDiGraph) -> tuple[str, ...]:
    """Return the lead organisations of a network, sorted; often one, sometimes none."""
    return tuple(sorted(name for name, lead in graph.nodes(data="lead") if lead))


def groups_of(graph: nx.MultiDiGraph, name: str, actors: Collection[str]) -> pd.Series:
    """Return an attribute (type, level) of actors as text, missing where not known.

    Examples
    --------
    >>> graph = nx.MultiDiGraph()
    >>> graph.add_node("a", type="financial")
    >>> graph.add_node("b", type=None)
    >>> groups_of(graph, "type", ["a", "b"]).isna().tolist()
    [False, True]
    """
    values = [graph.nodes[actor].get(name) for actor in actors]
    return pd.Series(values, index=list(actors), dtype="str")


def tied(strength: FloatArray) -> BoolArray:
    """Return where there is a tie, the diagonal never."""
    result = np.asarray(strength > 0)
    np.fill_diagonal(result, val=False)
    return result
