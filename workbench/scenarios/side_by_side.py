"""Scenarios side by side: the chain as it is, and what follows from each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from workbench.errors import InvalidInput

if TYPE_CHECKING:
    from workbench.case import Case
    from workbench.saved_scenario import SavedScenario

AS_IT_IS = "as it is"
"""Heading of what follows from the tables alone."""


def suppose_scenario(case: Case, scenario: SavedScenario) -> Case:
    """Return the chain that follows from a scenario.

    Raises
    ------
    InvalidInput
        It is a scenario of another site, or cannot be supposed any more.
    """
    if scenario.site != case.site.key:
        message = f"This is a scenario of {scenario.site}, not of {case.site.key}."
        raise InvalidInput(message)
    return case.suppose(scenario.supposed)


def side_by_side(case: Case, others: Mapping[str, Case]) -> pd.DataFrame:
    """List what is not the same everywhere, in the order of the steps.

    Parameters
    ----------
    case : Case
        The chain as it is.
    others : mapping of str to Case
        What follows from each scenario, by its name.

    Returns
    -------
    DataFrame
        step, what, "as it is" and one column per scenario: words, "none" where there is no such
        outcome.
    """
    chains = {AS_IT_IS: case, **others}
    said = {
        name: {(one.step, one.what, one.key): one.value for one in chain.outcomes}
        for name, chain in chains.items()
    }
    keys = dict.fromkeys(key for outcomes in said.values() for key in outcomes)
    steps = list(dict.fromkeys(key[0] for key in keys))
    rows = [
        (step, what, *values)
        for step, what, key in sorted(keys, key=lambda one: steps.index(one[0]))
        if len(set(values := [one.get((step, what, key), "none") for one in said.values()])) > 1
    ]
    return pd.DataFrame(rows, columns=["step", "what", *said], dtype="str")
