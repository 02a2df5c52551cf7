"""What is another look worth before choosing? Value of information over the same draws.

Worth is in the unit of the values: where they are no money, it is none either.
"""

from __future__ import annotations

import numpy as np

from workbench.core.table_access import FloatArray
from workbench.errors import InvalidInput

#: Values that lie nearer than this are the same; differences below are rounding.
CLOSE = 1e-12


def perfect_information(
    utilities: FloatArray, probability: FloatArray | None = None
) -> tuple[float, float]:
    """Give the worth of knowing everything (EVPI), and how often it would change the choice.

    Parameters
    ----------
    utilities : array, shape (draws, options)
        Value of every option in every state of the world.
    probability : array, shape (draws,), optional
        Probability of each state; equal unless given.

    Returns
    -------
    worth : float
        E[max U] - max E[U].
    changes : float
        Probability that another option than today's is strictly better.

    Examples
    --------
    Raiffa's oil wildcatter: drill or not, with a dry, wet or soaking hole.

    >>> drill = np.array([[-70.0, 0.0], [50.0, 0.0], [200.0, 0.0]])
    >>> worth, changes = perfect_information(drill, np.array([0.5, 0.3, 0.2]))
    >>> round(worth, 9), round(changes, 9)
    (35.0, 0.5)
    """
    p = _probability(utilities, probability)
    mean = p @ utilities
    chosen = utilities[:, int(np.argmax(mean))]
    best = utilities.max(axis=1)
    worth = float((p @ (best - chosen)).round(12))
    return max(0.0, worth), float(p @ (best > chosen + CLOSE))


def partial_information(
    utilities: FloatArray, parameter: FloatArray, *, bins: int = 50
) -> tuple[float, float]:
    """Give the worth of knowing one uncertain number (EVPPI), by binning its draws.

    Parameters
    ----------
    utilities : array, shape (draws, options)
        Value of every option in every draw.
    parameter : array, shape (draws,)
        The number in the same draws.
    bins : int
        Bins with equally many draws. Few bins understate the worth, many overstate it.

    Returns
    -------
    worth, changes : float
        As for :func:`perfect_information`.

    Examples
    --------
    >>> x = np.linspace(-1, 1, 1000)
    >>> worth, changes = partial_information(np.column_stack([x, 0 * x - 0.001]), x)
    >>> round(worth, 2), round(changes, 2)
    (0.25, 0.5)
    """
    if len(parameter) != len(utilities) or not 1 <= bins <= len(utilities):
        message = f"{len(utilities)} draws need as many numbers, and 1 to {len(utilities)} bins"
        raise InvalidInput(message)
    parts = np.array_split(np.argsort(parameter, kind="stable"), bins)
    means = np.array([utilities[part].mean(axis=0) for part in parts])
    size = np.array([len(part) for part in parts]) / len(parameter)
    return perfect_information(means, size)


def known_part(mean: FloatArray, part: FloatArray, part_mean: FloatArray) -> tuple[float, float]:
    """Give the worth of knowing one independent part of a sum (EVPPI), without binning.

    Where a value is a sum of independent parts, knowing one leaves the others at their means.

    Parameters
    ----------
    mean : array, shape (options,)
        Mean value of every option.
    part : array, shape (draws, options)
        The part, drawn; for an option that it does not touch, its mean in every row.
    part_mean : array, shape (options,)
        Mean of the part.

    Returns
    -------
    worth, changes : float
        As for :func:`perfect_information`.

    Examples
    --------
    >>> part = np.array([[0.0, 0.2], [0.4, 0.2]])
    >>> worth, changes = known_part(np.array([0.6, 0.5]), part, np.array([0.2, 0.2]))
    >>> round(worth, 9), changes
    (0.05, 0.5)
    """
    return perfect_information(mean - part_mean + part)


def sample_information(
    payoffs: FloatArray, prior: FloatArray, likelihood: FloatArray
) -> tuple[float, float]:
    """Give the worth of an imperfect test (EVSI), and how often it would change the choice.

    Parameters
    ----------
    payoffs : array, shape (states, options)
        Value of every option in every state.
    prior : array, shape (states,)
        Probability of each state before the test.
    likelihood : array, shape (results, states)
        Probability of each result of the test in each state; columns sum to 1.

    Returns
    -------
    worth, changes : float
        As for :func:`perfect_information`.

    Examples
    --------
    >>> drill = np.array([[-70.0, 0.0], [50.0, 0.0], [200.0, 0.0]])
    >>> seismic = np.array([[0.6, 0.3, 0.1], [0.3, 0.4, 0.4], [0.1, 0.3, 0.5]])
    >>> worth, changes = sample_information(drill, np.array([0.5, 0.3, 0.2]), seismic)
    >>> round(worth, 9)
    12.5
    """
    p = _probability(payoffs, prior)
    if likelihood.shape[1:] != p.shape or not np.allclose(likelihood.sum(axis=0), 1):
        message = "the results of a test have probabilities that sum to 1 in every state"
        raise InvalidInput(message)
    joint = likelihood * p
    seen = joint.sum(axis=1)
    possible = seen > 0
    means = (joint @ payoffs)[possible] / seen[possible, None]
    return perfect_information(means, seen[possible])


def _probability(utilities: FloatArray, probability: FloatArray | None) -> FloatArray:
    if utilities.ndim != 2 or utilities.size == 0:
        message = f"values are a table of draws and options, not of shape {utilities.shape}"
        raise InvalidInput(message)
    draws = len(utilities)
    if probability is None:
        return np.full(draws, 1 / draws)
    if (
        probability.shape != (draws,)
        or (probability < 0).any()
        or abs(probability.sum() - 1) > 1e-9
    ):
        message = f"{draws} states need as many probabilities, which sum to 1"
        raise InvalidInput(message)
    return probability
