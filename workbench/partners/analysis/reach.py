"""How far a partner's word carries: reach over ties, and the way from the project to an actor.

Layers are merged by :meth:`workbench.partners.analysis.tie_matrices.TieMatrices.merged`; what is
done here works on plain matrices of strength, also on many imputed ones at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from workbench.core.table_access import FloatArray


def reach_kernel(
    strength: FloatArray, *, trust: FloatArray | None = None, most_ties: int = 2
) -> FloatArray:
    """Return how strongly each actor reaches each other one.

    ``q_ij = trust_i * max over ways from i to j of at most m ties of the product of strengths``:
    the strongest short way, not the sum of all. With one strength ``d`` everywhere it is ``d`` to
    the power of the distance; with strength 1 it is reach in m steps. Nobody reaches itself:
    ``q_ii = 0``, else a target would be a partner for being one (ours).

    Parameters
    ----------
    strength : array, shape (..., actors, actors)
        Strength of the tie from row to column, 0 to 1, 0 where there is none.
    trust : array, shape (actors,), optional
        Trust in each actor, 0 to 1; all 1 by default. No value may be missing.
    most_ties : int
        Most ties of a way, 0 or more.

    Returns
    -------
    array, shape (..., actors, actors)
        From 0 to 1.

    Examples
    --------
    >>> path = np.array([[0.0, 0.5, 0.0], [0.0, 0.0, 0.5], [0.0, 0.0, 0.0]])
    >>> reach_kernel(path)[0].tolist()
    [0.0, 0.5, 0.25]
    """
    tie = np.asarray(strength, dtype=np.float64)
    size = tie.shape[-1]
    own = np.eye(size, dtype=bool)
    reach = np.broadcast_to(own, tie.shape).astype(np.float64)
    for _ in range(min(most_ties, max(size - 1, 0))):
        longer = reach.copy()
        for k in range(size):  # one actor in the middle at a time: memory stays flat
            np.maximum(longer, reach[..., :, k, None] * tie[..., k, None, :], out=longer)
        reach = longer
    if trust is not None:
        reach = reach * trust[:, None]
    return np.where(own, 0.0, reach)


def access_paths(
    strength: FloatArray, actors: Sequence[str], start: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return the way with the fewest ties from the project to each actor.

    A tie counts in both directions: whoever knows us can be asked too (ours). Of several ways with
    equally few ties the strongest is taken, then the first in the alphabet (ours).

    Parameters
    ----------
    strength : array, shape (actors, actors)
        Strength of ties, 0 where there is none; the lead organisations included.
    actors : sequence of str
        Actors in the order of rows.
    start : collection of str
        Lead organisations.

    Returns
    -------
    dict of str to tuple of str
        The way from a lead organisation to the actor, both ends included; actors that no way leads
        to are not in it.

    Examples
    --------
    >>> chain = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    >>> access_paths(chain, ["us", "union", "bank"], ["us"])["bank"]
    ('us', 'union', 'bank')
    """
    either = np.maximum(strength, np.transpose(strength))
    number = {name: i for i, name in enumerate(actors)}
    found: dict[str, tuple[str, ...]] = {name: (name,) for name in sorted(start) if name in number}
    carried = dict.fromkeys(found, 1.0)
    edge = list(found)
    while edge:
        offers: dict[str, tuple[float, tuple[str, ...]]] = {}
        for name in edge:
            for j in np.flatnonzero(either[number[name]]):
                other = actors[int(j)]
                if other in found:
                    continue
                weight = carried[name] * float(either[number[name], j])
                offer = (-weight, (*found[name], other))
                offers[other] = min(offers.get(other, offer), offer)
        for other, (weight, way) in offers.items():
            found[other], carried[other] = way, -weight
        edge = sorted(offers)
    return found
