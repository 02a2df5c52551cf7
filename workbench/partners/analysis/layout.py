"""Where to draw actors: one layout of the union of all networks, so that nobody moves.

A picture that moves for no reason is read as change. The layout is made once, of the union of all
networks compared, and reused in every panel. It depends on the ties alone: not on the order of
rows, not on a seed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import BoolArray, FloatArray
from workbench.errors import InvalidInput, NothingToShow
from workbench.partners.analysis.centrality import all_distances
from workbench.partners.analysis.cohesion import components
from workbench.partners.analysis.network import Networks
from workbench.partners.analysis.tie_matrices import tied

#: Share of new actors, and growth of stress, from which laying out anew is offered.
MANY_NEW, MUCH_STRESS = 0.2, 1.5
#: Coordinates are cut after so many decimals, so that two computers agree.
DECIMALS = 10
#: Movement, in steps, at which the layout counts as still.
STILL = 1e-4
_ROUNDS = 300

SOURCES = (
    "stress majorisation: Gansner, Koren, North 2004; weights 1/distance^2: Kamada and Kawai 1989",
    "first placing by classical scaling: Brandes and Pich 2007",
    "one layout of the union, lead at the centre, longest axis level, first actor up: ours",
)


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Positions of all actors.

    Attributes
    ----------
    table : DataFrame
        One row per actor, sorted: actor (str), x, y (float; the root mean square distance from the
        centre is 1 where all were laid out together), fixed (bool, whether the position was kept
        from an earlier layout).
    key : str
        Twelve digits that stand for the list of actors; another list has another key.
    stress : float
        Mean squared relative error of the drawn distances against steps in the union; 0 is exact.
    new : float
        Share of the actors that were not in the earlier layout; 1 without one.
    anew : bool
        Whether laying out anew should be offered: too many new actors, or much more stress.
    method : Method
        Rules and their sources.
    """

    table: pd.DataFrame
    key: str
    stress: float
    new: float
    anew: bool
    method: Method

    @property
    def positions(self) -> dict[str, tuple[float, float]]:
        """Positions by actor."""
        rows = self.table[["actor", "x", "y"]].itertuples(index=False)
        return {str(name): (float(x), float(y)) for name, x, y in rows}


def anchored_layout(
    networks: Networks,
    *,
    sites: Collection[str] | None = None,
    layers: Collection[str] | None = None,
    kept: Mapping[str, tuple[float, float]] | None = None,
    kept_stress: float | None = None,
) -> Layout:
    """Lay out the union of all networks, or add new actors to a layout that stands.

    Parameters
    ----------
    networks : Networks
        From :func:`~workbench.partners.analysis.network.build_networks`; all rounds count.
    sites : collection of str, optional
        Sites to compare; all by default.
    layers : collection of str, optional
        Layers whose ties draw actors together; all by default.
    kept : mapping of str to (float, float), optional
        Positions that stay; only actors that are not among them are placed. Kept actors that are in
        no network any more are left out.
    kept_stress : float, optional
        Stress of that layout, to tell whether it still fits.

    Returns
    -------
    Layout
        Equal for equal ties, whatever the order of the rows.

    Raises
    ------
    NothingToShow
        There is no actor.
    InvalidInput
        A kept position that is not a number.

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
    >>> layout.table.round(1)[["actor", "x"]].to_numpy().tolist()
    [['bank', -1.2], ['coop', 1.2], ['rab', 0.0]]
    """
    names, tie, leads = _union(networks, sites, layers)
    if not names:
        message = "There is no actor to draw."
        raise NothingToShow(message)
    old = {name: kept[name] for name in names if kept and name in kept}
    if not all(np.isfinite(place).all() for place in old.values()):
        message = "Positions that are kept must be numbers."
        raise InvalidInput(message)
    ideal = _ideal(tie)
    fixed = np.array([name in old for name in names], dtype=bool)
    if old:
        place = _added(ideal, tie, fixed, np.array([old.get(n, (0.0, 0.0)) for n in names]))
    else:
        place = _oriented(_majorised(ideal, _scaled(ideal)), leads)
    stress = _stress(ideal, place)
    new = float((~fixed).mean())
    worse = kept_stress is not None and stress > MUCH_STRESS * kept_stress
    table = pd.DataFrame({"actor": pd.Series(names, dtype="str"), "x": place[:, 0]})
    table["y"], table["fixed"] = place[:, 1], fixed
    parameters = {"layers": "all" if layers is None else sorted(layers), "rounds": _ROUNDS}
    method = Method("anchored layout", parameters, SOURCES)
    again = bool(old) and (new > MANY_NEW or worse)
    return Layout(table, key_of(names), stress, new, again, method)


def key_of(names: Collection[str]) -> str:
    """Give twelve digits that stand for a list of actors, whatever its order.

    Examples
    --------
    >>> key_of(["a", "b"]) == key_of(["b", "a"]) != key_of(["ab"])
    True
    """
    text = "\n".join(sorted(names))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:12]


def _union(
    networks: Networks, sites: Collection[str] | None, layers: Collection[str] | None
) -> tuple[list[str], BoolArray, BoolArray]:
    """Give all actors, sorted, whether any two have a tie anywhere, and who leads anywhere."""
    graphs = [g for (site, _), g in networks.graphs.items() if sites is None or site in sites]
    names = sorted({name for graph in graphs for name in graph})
    number = {name: i for i, name in enumerate(names)}
    tie = np.zeros((len(names), len(names)))
    leads = np.zeros(len(names), dtype=bool)
    for graph in graphs:
        for a, b, layer in graph.edges(keys=True):
            if layers is None or layer in layers:
                tie[number[a], number[b]] = tie[number[b], number[a]] = 1.0
        for name, lead in graph.nodes(data="lead"):
            leads[number[name]] |= bool(lead)
    return names, tied(tie), leads


def _ideal(tie: BoolArray) -> FloatArray:
    """Give steps between actors; parts that are not joined get room between them."""
    steps = all_distances(np.where(tie, 1.0, np.inf))
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


def _majorised(ideal: FloatArray, place: FloatArray, move: BoolArray | None = None) -> FloatArray:
    """Lower the stress until nothing moves; actors that must not move stay."""
    number = len(ideal)
    moving = np.ones(number, dtype=bool) if move is None else move
    if number < 2 or not moving.any():
        return place
    with np.errstate(divide="ignore"):
        weight = 1.0 / ideal**2
    np.fill_diagonal(weight, 0.0)
    laplacian = np.diag(weight.sum(axis=1)) - weight
    inner = laplacian[np.ix_(moving, moving)]
    if moving.all():
        inner = inner + 1.0 / number  # the position of the whole is free: hold its mean
    inverse = np.linalg.inv(inner)
    place = place.copy()
    for _ in range(_ROUNDS):
        apart = _apart(place)
        pull = np.divide(weight * ideal, apart, out=np.zeros_like(apart), where=apart > 1e-12)
        target = pull.sum(axis=1)[:, None] * place - pull @ place
        if not moving.all():
            target = target + weight[:, ~moving] @ place[~moving]
        found = inverse @ target[moving]
        shift = float(np.abs(found - place[moving]).max())
        place[moving] = found
        if shift < STILL:
            break
    return place


def _added(ideal: FloatArray, tie: BoolArray, fixed: BoolArray, place: FloatArray) -> FloatArray:
    """Place new actors among those that stand, in the scale of the drawing."""
    if fixed.all():
        return place
    at = place[fixed]
    apart = _apart(at)
    wanted = ideal[np.ix_(fixed, fixed)]
    off = wanted > 0
    scale = float((apart[off] / wanted[off]).mean()) if off.any() else 1.0
    start = place.copy()
    centre = at.mean(axis=0)
    for order, one in enumerate(np.flatnonzero(~fixed)):
        near = tie[one] & fixed
        angle = 2.399963 * order  # the golden angle: two newcomers never start at one point
        nudge = 0.3 * scale * np.array([np.cos(angle), np.sin(angle)])
        start[one] = (place[near].mean(axis=0) if near.any() else centre) + nudge
    return np.round(_majorised(ideal * max(scale, 1e-6), start, ~fixed), DECIMALS)


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


def _apart(place: FloatArray) -> FloatArray:
    """Give the distance between any two positions."""
    x, y = place.T
    return np.asarray(np.hypot(x[:, None] - x, y[:, None] - y))


def _stress(ideal: FloatArray, place: FloatArray) -> float:
    """Give the mean squared relative error, after the scale that fits best."""
    upper = np.triu_indices(len(ideal), 1)
    if not len(upper[0]):
        return 0.0
    apart = _apart(place)[upper]
    wanted = ideal[upper]
    ratio = apart / wanted
    scale = float(ratio.sum() / (ratio**2).sum()) if ratio.any() else 1.0
    return float(((scale * ratio - 1.0) ** 2).mean())
