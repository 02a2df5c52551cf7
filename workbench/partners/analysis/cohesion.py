"""How a network holds together: its parts, how far one actor holds it, whom each one reaches."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from workbench.core.table_access import BoolArray, IntArray


def components(tie: BoolArray) -> IntArray:
    """Return the number of the component of each actor; direction left out, an isolated one is one.

    Examples
    --------
    >>> components(np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]], dtype=bool)).tolist()
    [0, 0, 1]
    """
    if not len(tie):
        return np.zeros(0, dtype=np.int64)
    links = csr_matrix(tie.astype(np.float64))
    _, label = connected_components(links, directed=False)
    return np.asarray(label, dtype=np.int64)


def centralisation(tie: BoolArray) -> float:
    """Return Freeman's centralisation by the number of others tied in either direction.

    Parameters
    ----------
    tie : array of bool, shape (actors, actors)
        Whether there is a tie from row to column.

    Returns
    -------
    float
        0 (all alike) to 1 (a star); NaN below three actors.

    Examples
    --------
    >>> star = np.array([[0, 1, 1], [0, 0, 0], [0, 0, 0]], dtype=bool)
    >>> centralisation(star)
    1.0
    """
    number = len(tie)
    if number < 3:
        return float("nan")
    degree = (tie | tie.T).sum(axis=1)
    return float((degree.max() - degree).sum() / ((number - 1) * (number - 2)))


def reached(tie: BoolArray, most: int) -> BoolArray:
    """Return whom each actor reaches in at most so many steps, itself included.

    Members count as reached, as in UCINET: only then more partners never reach less.

    Examples
    --------
    >>> chain = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)
    >>> reached(chain, 1).sum(axis=1).tolist(), reached(chain, 2).sum(axis=1).tolist()
    ([2, 2, 1], [3, 2, 1])
    """
    result = np.eye(len(tie), dtype=bool)
    links = tie.astype(np.float32)
    for _ in range(most):
        result = result | (result.astype(np.float32) @ links > 0)
    return result
