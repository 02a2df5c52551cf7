"""Where to draw actors: one layout of the union of all networks, so that nobody moves.

A picture that moves for no reason is read as change. The layout is made once, of the union of all
networks compared, and reused in every panel. It depends on the ties alone: not on the order of
rows, not on a seed. Stress majorisation (Gansner, Koren, North 2004) with weights 1/distance^2
(Kamada and Kawai 1989), first placed by classical scaling (Brandes and Pich 2007); the lead at the
centre, the longest axis level, the first actor up (ours). networkx finds layouts of the same stress
in ten times the time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray
from workbench.errors import NothingToShow
from workbench.partners.analysis.cohesion import components
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.shortest_paths import path_lengths
from workbench.partners.analysis.tie_matrices import tied

#: Coordinates are cut after so many decimals, so that two computers agree.
DECIMALS = 10

#: Movement, in steps, at which the layout counts as still, and most rounds until then.
STILL, MOST_ROUNDS = 1e-4, 300


def anchored_layout(networks: Networks) -> pd.DataFrame:
    """Lay out the union of all networks, all rounds included.

    Parameters
    ----------
    networks : Networks
        From :func:`~workbench.partners.analysis.network.build_networks`.

    Returns
    -------
    DataFrame
        One row per actor, sorted: actor (str), x, y (float; the root mean square distance from the
        centre is 1). Equal for equal ties, whatever the order of the rows.

    Raises
    ------
    NothingToShow
        There is no actor.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> actors = pd.DataFrame({"site": "huye", "actor": ["bank", "coop", "rab"]})
    >>> ties = pd.DataFrame(
    ...     {
    ...         "site": "huye",
    ...         "source": ["rab", "rab"],
    ...         "target": ["coop", "bank"],
    ...         "layer": "funding",
    ...     }
    ... )
    >>> layout = anchored_layout(build_networks(actors, ties))
    >>> layout.round(1)[["actor", "x"]].to_numpy().tolist()
    [['bank', -1.2], ['coop', 1.2], ['rab', 0.0]]
    """
    names, tie, leads = _union(networks)
    if not names:
        message = "There is no actor to draw."
        raise NothingToShow(message)
    ideal = _ideal(tie)
    x, y = _oriented(_majorised(ideal, _scaled(ideal)), leads).T
    return pd.DataFrame({"actor": pd.Series(names, dtype="str"), "x": x, "y": y})


def _union(networks: Networks) -> tuple[list[str], BoolArray, BoolArray]:
    """Return all actors, sorted, whether any two have a tie anywhere, and who leads anywhere."""
    graphs = networks.graphs.values()
    names = sorted({name for graph in graphs for name in graph})
    number = {name: i for i, name in enumerate(names)}
    tie = np.zeros((len(names), len(names)))
    leads = np.zeros(len(names), dtype=bool)
    for graph in graphs:
        for a, b in graph.edges():
            tie[number[a], number[b]] = tie[number[b], number[a]] = 1.0
        for name, lead in graph.nodes(data="lead"):
            leads[number[name]] |= bool(lead)
    return names, tied(tie), leads


def _ideal(tie: BoolArray) -> FloatArray:
    """Return steps between actors; parts that are not joined get room between them."""
    steps = path_lengths(np.where(tie, 1.0, np.inf))
    joined = np.isfinite(steps)
    widest = float(steps[joined].max(initial=1.0))
    label = components(tie)
    sizes = np.bincount(label)[label]
    # Two isolated actors may stand close to each other; large parts need room between them.
    room = 1.0 + widest / 2 * (sizes[:, None] + sizes) / len(tie)
    return np.where(joined, steps, np.maximum(2.0, room + 1.0))


def _scaled(ideal: FloatArray) -> FloatArray:
    """Place by classical scaling, signs fixed by the first actor that is off the axis."""
    number = len(ideal)
    if number == 1:
        return np.zeros((1, 2))
    squared = ideal**2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    values, vectors = np.linalg.eigh(-centred / 2)
    place = np.zeros((number, 2))
    for axis, which in enumerate((-1, -2)):
        vector = vectors[:, which]
        off = np.flatnonzero(np.abs(vector) > 1e-9)
        sign = np.sign(vector[off[0]]) if len(off) else 1.0
        place[:, axis] = sign * vector * np.sqrt(max(values[which], 0.0))
    # Actors with the same ties would start at one point and never part: a nudge by their order.
    turn = 2.399963 * np.arange(number)
    return place + 0.01 * np.column_stack([np.cos(turn), np.sin(turn)])


def _majorised(ideal: FloatArray, place: FloatArray) -> FloatArray:
    """Lower the stress until nothing moves."""
    number = len(ideal)
    if number < 2:
        return place
    with np.errstate(divide="ignore"):
        weight = 1.0 / ideal**2
    np.fill_diagonal(weight, 0.0)
    laplacian = np.diag(weight.sum(axis=1)) - weight
    inverse = np.linalg.inv(laplacian + 1.0 / number)  # the position of the whole is free
    for _ in range(MOST_ROUNDS):
        x, y = place.T
        apart = np.hypot(x[:, None] - x, y[:, None] - y)
        pull = np.divide(weight * ideal, apart, out=np.zeros_like(apart), where=apart > 1e-12)
        found = inverse @ (pull.sum(axis=1)[:, None] * place - pull @ place)
        shift = float(np.abs(found - place).max())
        place = found
        if shift < STILL:
            break
    return place


def _oriented(place: FloatArray, leads: BoolArray) -> FloatArray:
    """Fix scale, turn and mirror: lead at the centre, longest axis level, first actor up."""
    middle = place[leads].mean(axis=0) if leads.any() else place.mean(axis=0)
    spread = place - place.mean(axis=0)
    size = float(np.sqrt((spread**2).sum(axis=1).mean()))
    moved = (place - middle) / (size or 1.0)
    _, vectors = np.linalg.eigh(spread.T @ spread)
    turned = moved @ vectors[:, ::-1]
    for axis, up in ((0, -1.0), (1, 1.0)):
        off = np.flatnonzero(np.abs(turned[:, axis]) > 1e-6)
        if len(off) and np.sign(turned[off[0], axis]) != up:
            turned[:, axis] *= -1.0
    return np.asarray(np.round(turned, DECIMALS) + 0.0)  # never -0
