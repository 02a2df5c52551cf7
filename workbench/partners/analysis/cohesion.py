"""How a network holds together: its parts, and whom each actor reaches."""

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


def reached(tie: BoolArray, most: int) -> BoolArray:
    """Return whom each actor reaches in at most so many steps; nobody reaches itself.

    Examples
    --------
    >>> chain = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 0]], dtype=bool)
    >>> reached(chain, 1).sum(axis=1).tolist(), reached(chain, 2).sum(axis=1).tolist()
    ([1, 1, 0], [2, 1, 0])
    """
    result = np.eye(len(tie), dtype=bool)
    links = tie.astype(np.float32)
    for _ in range(most):
        result = result | (result.astype(np.float32) @ links > 0)
    np.fill_diagonal(result, val=False)
    return result
