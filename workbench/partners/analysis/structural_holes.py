"""Who bridges gaps between others: Burt's constraint, in both forms in use, and effective size."""

from __future__ import annotations

import numpy as np

from workbench.core.table_access import FloatArray


def _shares(strength: FloatArray) -> FloatArray:
    """Give p_ij: the share of i's ties, both directions added, that is with j."""
    both = strength + strength.T
    np.fill_diagonal(both, 0.0)
    total = both.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(both, total, out=np.zeros_like(both), where=total > 0))


def constraint(strength: FloatArray) -> FloatArray:
    """Give Burt's constraint of each actor over the **whole network** (networkx, igraph).

    ``sum over j of (p_ij + sum over q of p_iq p_qj)^2``, j every neighbour, p the share of strength
    in both directions over all of the actor's ties. NaN for an isolated actor: it has no
    neighbours, which is not the same as no constraint.

    Parameters
    ----------
    strength : array, shape (actors, actors)
        Strength of the tie from row to column, 0 where there is none.

    Examples
    --------
    >>> constraint(np.array([[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])).tolist()
    [1.0, 1.0, nan]
    """
    share = _shares(strength)
    neighbour = share > 0
    local = np.where(neighbour, (share + share @ share) ** 2, 0.0)
    return np.where(neighbour.any(axis=1), local.sum(axis=1), np.nan)


def constraint_ego(strength: FloatArray) -> FloatArray:
    """Give Burt's constraint of each actor within its **ego network** (UCINET's default).

    As :func:`constraint`, with the shares p taken among the actor and its neighbours alone: what
    neighbours have with others outside does not count. The two can differ by a quarter.

    Examples
    --------
    >>> chain = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> constraint_ego(chain).tolist(), constraint(chain).tolist()
    ([1.0, 0.5, 1.0], [1.0, 0.5, 1.0])
    """
    result = np.full(len(strength), np.nan)
    tie = (strength > 0) | (strength.T > 0)
    np.fill_diagonal(tie, val=False)
    for ego in np.flatnonzero(tie.any(axis=1)):
        among = np.append(ego, np.flatnonzero(tie[ego]))
        result[ego] = constraint(strength[np.ix_(among, among)])[0]
    return result


def effective_size(strength: FloatArray) -> FloatArray:
    """Give Burt's effective size: neighbours less what they repeat of each other.

    ``sum over j of (1 - sum over q of p_iq m_jq)``, j every neighbour in either direction, m_jq the
    tie of j with q over the strongest tie of j. NaN for an isolated actor. ``networkx`` gives this
    only when ``nodes`` is named: without it, weighted or directed networks come out wrong up to
    version 3.6.1 (its pull request 8906); with it, the two agree, which a test checks.

    Examples
    --------
    >>> chain = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], dtype=float)
    >>> effective_size(chain).tolist()
    [1.0, 2.0, 1.0]
    """
    share = _shares(strength)
    both = strength + strength.T
    np.fill_diagonal(both, 0.0)
    strongest = both.max(axis=1, keepdims=True, initial=0.0)
    marginal = np.divide(both, strongest, out=np.zeros_like(both), where=strongest > 0)
    new = np.where(share > 0, 1.0 - share @ marginal.T, 0.0)
    return np.where((share > 0).any(axis=1), new.sum(axis=1), np.nan)
