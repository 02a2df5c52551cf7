"""Do like talk to like, and are layers the same: E-I index, ties between groups, overlap, QAP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray, IntArray, whole

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class ExternalInternal:
    """The E-I index of a network.

    Attributes
    ----------
    value : float
        (external - internal) / all ties, from -1 (all within groups) to 1; NaN without ties.
    chance : float
        What it would be on average if the groups were dealt at random, which depends on their
        sizes; exact.
    p : float
        Share of random deals at least as far from ``chance``, the one observed included.
    external, internal : int
        Ties (from row to column) between groups and within; ties of actors whose group is not known
        are in neither.
    """

    value: float
    chance: float
    p: float
    external: int
    internal: int


def external_internal(
    tie: BoolArray, group: IntArray, *, draws: int = 999, seed: int = 1
) -> ExternalInternal:
    """Compute the E-I index (Krackhardt and Stern 1988) with a permutation test.

    Parameters
    ----------
    tie : array of bool, shape (actors, actors)
        Whether there is a tie from row to column.
    group : array of int
        Group of each actor, -1 where not known.
    draws, seed : int
        Random deals of the groups among the actors whose group is known, and the seed.

    Examples
    --------
    >>> tie = np.zeros((4, 4), dtype=bool)
    >>> tie[[0, 0, 2], [1, 2, 3]] = True
    >>> found = external_internal(tie, np.array([0, 0, 1, 1]))
    >>> round(found.value, 3), found.external, found.internal, round(found.chance, 3)
    (-0.333, 1, 2, 0.333)
    """
    known = np.flatnonzero(group >= 0)
    source, target = np.nonzero(tie[np.ix_(known, known)])
    label = group[known]
    ties, number = len(source), len(known)
    if not ties or number < 2:
        return ExternalInternal(_NAN, _NAN, _NAN, 0, 0)
    external = int((label[source] != label[target]).sum())
    sizes = np.bincount(label).astype(float)
    chance = 1.0 - 2.0 * float((sizes * (sizes - 1)).sum()) / (number * (number - 1))
    value = (2 * external - ties) / ties
    generator = np.random.default_rng(seed)
    far = 0
    for _ in range(draws):
        dealt = generator.permutation(label)
        drawn = (2 * int((dealt[source] != dealt[target]).sum()) - ties) / ties
        far += abs(drawn - chance) >= abs(value - chance) - 1e-12
    return ExternalInternal(value, chance, (1 + far) / (1 + draws), external, ties - external)


def actor_external_internal(tie: BoolArray, group: IntArray) -> FloatArray:
    """Give the E-I index of each actor over its ties in both directions; NaN without any."""
    known = group >= 0
    links = (tie.astype(int) + tie.T.astype(int)) * (known[:, None] & known[None, :])
    other = group[:, None] != group[None, :]
    external, every = (links * other).sum(axis=1).astype(float), links.sum(axis=1).astype(float)
    with np.errstate(invalid="ignore"):
        return np.where(every > 0, (2 * external - every) / np.maximum(every, 1), np.nan)


def mixing_table(tie: BoolArray, group: pd.Series) -> pd.DataFrame:
    """Count ties from group to group, beside what there could be.

    Returns
    -------
    DataFrame
        from_group, to_group (str; "not known" where it is not), ties, possible (Int64), density.
    """
    names = group.fillna("not known").to_numpy(object)
    label, found = pd.factorize(names, sort=True)
    kinds = len(found)
    member = np.zeros((len(names), kinds))
    member[np.arange(len(names)), label] = 1.0
    ties = member.T @ tie.astype(float) @ member
    sizes = member.sum(axis=0)
    possible = np.outer(sizes, sizes) - np.diag(sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = ties / possible
    return pd.DataFrame(
        {
            "from_group": pd.Series(np.repeat(found, kinds), dtype="str"),
            "to_group": pd.Series(np.tile(found, kinds), dtype="str"),
            "ties": whole(ties.ravel()),
            "possible": whole(possible.ravel()),
            "density": share.ravel(),
        }
    )


def overlap(
    ties: FloatArray, layers: Sequence[str], *, draws: int = 499, seed: int = 1
) -> pd.DataFrame:
    """Compare each pair of layers: whether they are the same ties.

    QAP: the correlation of the two matrices off the diagonal, against the same after the actors of
    one are renamed at random (Krackhardt 1987).

    Parameters
    ----------
    ties : array, shape (layers, actors, actors)
        Above 0 where there is a tie.
    layers : sequence of str
        Names of the layers.
    draws, seed : int
        Random renamings and the seed.

    Returns
    -------
    DataFrame
        layer, other (str), both, either (Int64, ties), jaccard (both / either), correlation, p
        (share of renamings with as much overlap, the observed one included). Missing where a layer
        has no ties or all of them.
    """
    generator = np.random.default_rng(seed)
    rows = []
    for first in range(len(layers)):
        for second in range(first + 1, len(layers)):
            a, b = (np.asarray(ties[k] > 0) for k in (first, second))
            facts = _pair(a, b, generator, draws)
            rows.append({"layer": layers[first], "other": layers[second], **facts})
    names = ["layer", "other", "both", "either", "jaccard", "correlation", "p"]
    frame = pd.DataFrame(rows, columns=names)
    kinds = dict.fromkeys(("layer", "other"), "str") | dict.fromkeys(("both", "either"), "Int64")
    return frame.astype(kinds | dict.fromkeys(("jaccard", "correlation", "p"), "float64"))


def _pair(
    a: BoolArray, b: BoolArray, generator: np.random.Generator, draws: int
) -> dict[str, float]:
    """Compare two layers."""
    number = len(a)
    cells = number * (number - 1)
    source, target = np.nonzero(a)
    both, ties_a, ties_b = int((a & b).sum()), len(source), int(b.sum())
    either = ties_a + ties_b - both
    spread = float(ties_a * (cells - ties_a)) * float(ties_b * (cells - ties_b))
    correlation, p = _NAN, _NAN
    if spread > 0:
        correlation = (cells * both - ties_a * ties_b) / np.sqrt(spread)
        as_much = 0
        for _ in range(draws):
            name = generator.permutation(number)
            as_much += int(b[name[source], name[target]].sum()) >= both
        p = (1 + as_much) / (1 + draws)
    jaccard = both / either if either else _NAN
    return {"both": both, "either": either, "jaccard": jaccard, "correlation": correlation, "p": p}
