"""What projected levels do to a diagnosis when somebody asks "what if".

A projected level is a promise, not a finding: it never enters the score of a site. In a what-if it
counts as what an option promises, and the uncertainty of today's level moves along with it: the
distribution of the level is shifted by as many levels as are promised, at most to the end of the
scale. An option that may fail leaves the component where it is with the remaining probability.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from workbench.core.table_access import Dimension, FloatArray, IntArray
from workbench.diagnosis.analysis.levels import DimensionLevels, PackageLevels


def promised(known: PackageLevels) -> dict[Dimension, DimensionLevels]:
    """Let projected levels take the place of today's, as the source "projected", not capped.

    Where nothing is known of today, the projected level alone is what the uncertainty is computed
    from.
    """
    scales = known.framework.scales
    return {d: _promised(today, scales[d].minimum) for d, today in known.by_dimension.items()}


def _promised(found: DimensionLevels, minimum: int) -> DimensionLevels:
    known = ~np.isnan(found.projected)
    judged = found.judged.copy()
    new = np.flatnonzero(known & (judged.sum(axis=1) == 0.0))
    judged[new, (found.projected[new] - minimum).astype(np.int64)] = 1.0
    return replace(
        found,
        judged=judged,
        claimed=np.where(known, found.projected, found.claimed),
        used=np.where(known, found.projected, found.used),
        source=np.where(known, "projected", found.source),
        capped=found.capped & ~known,
    )


def steps_promised(today: DimensionLevels, later: DimensionLevels) -> IntArray:
    """Count the levels by which each component is promised to move; 0 where it is new or stays."""
    steps = later.used - today.used
    return np.where(np.isnan(steps), 0.0, steps).astype(np.int64)


def shifted(pmf: FloatArray, steps: IntArray) -> FloatArray:
    """Move each distribution by its number of levels; what would leave the scale stays at its end.

    Parameters
    ----------
    pmf : array, shape (rows, levels)
    steps : array of int, shape (rows,)

    Examples
    --------
    >>> shifted(np.array([[0.2, 0.5, 0.3]]), np.array([1]))
    array([[0. , 0.2, 0.8]])
    """
    if not steps.any():
        return pmf
    rows, levels = pmf.shape
    place = np.clip(np.arange(levels)[None, :] + steps[:, None], 0, levels - 1)
    moved = np.zeros_like(pmf)
    np.add.at(moved, (np.arange(rows)[:, None], place), pmf)
    return moved


def chance_of_failing(known: PackageLevels) -> FloatArray:
    """Return the probability that each component stays where it is.

    It is 1 less the ``success`` of its projected level, the lowest where there are several. It is 0
    where nothing is projected, where no success is given, and where today's levels are not known:
    then there is nothing to fall back on.
    """
    failing, scores = np.zeros(len(known.packages.table)), known.scores
    here = (scores.basis == "projected") & ~np.isnan(scores.success)
    np.maximum.at(failing, scores.row[here], 1.0 - scores.success[here])
    for today in known.by_dimension.values():
        failing[np.isnan(today.used)] = 0.0
    return failing
