"""Options as typed rows: as the team wrote them down, and as they were weighed.

``None`` is not known, never 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.core.table_access import DIMENSIONS, numbers, text, whole

_WORDS = (
    *("site", "proposal", "component", "option", "title", "why", "substitute", "brings"),
    *("to_site", "executor", "change_source", "new_ambition", "accepted_by", "refused_by"),
    *("assets", "told", "evidence_strength", "assumes"),
)
_NUMBERS = (
    *(f"{name}{end}" for name in ("cost", "months", "success") for end in ("_low", "", "_high")),
    *("spent", "acceptability", "inclusion", "reversibility"),
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the team would do about a bottleneck: a row of the table ``options``."""

    site: str
    proposal: str
    component: str
    option: str
    title: str | None
    feasible: bool | None
    why: str | None
    cost_low: float | None
    cost: float | None
    cost_high: float | None
    months_low: float | None
    months: float | None
    months_high: float | None
    success: float | None
    readiness_after: int | None
    use_after: int | None
    substitute: str | None
    brings: str | None
    to_site: str | None
    executor: str | None
    change_date: date | None
    change_source: str | None
    new_ambition: str | None
    accepted_by: str | None
    assets: str | None
    told: str | None
    spent: float | None
    assumes: str | None

    @property
    def key(self) -> tuple[str, str]:
        """Site and component."""
        return self.site, self.component

    @property
    def package(self) -> str:
        """Key of the package after it."""
        return f"{self.site}:{self.proposal}"

    @property
    def expected(self) -> dict[str, int]:
        """Levels that are expected afterwards, by dimension."""
        levels = zip(DIMENSIONS, (self.readiness_after, self.use_after), strict=True)
        return {dimension: level for dimension, level in levels if level is not None}


@dataclass(frozen=True, slots=True)
class Option:
    """What an option would do: a row of :attr:`OptionResults.table`.

    Attributes
    ----------
    site, proposal, letter : str
        Key of the site; short name of the option there; its letter in every figure and table.
    component, component_title : str
        The bottleneck that it is meant for, and its name to print.
    option, option_title, title : str
        One of the seven keys; its name; title of the row, the option's name where there is none.
    possible : bool
        Whether no guard and no "no" of the team is against it.
    reason : str
        Why it is not possible, the team's own words first; "" where it is.
    computed : bool
        Whether the package could be diagnosed after it.
    score_before, score_after, gain : int or None
        Package score today; the one if the option succeeds, None where it was not computed and
        after stop; their difference, None after relocate and reorient, because another place or
        aim is no gain.
    provisional_after : bool
        Whether a component is then unscored.
    bottleneck_after, bottleneck_after_title : str or None
        Keys of all components then at the minimum, joined by ;, and their names, joined by "; ".
    second_after : int or None
        Second lowest score then: the ceiling.
    p_target_before, p_target_after : float or None
        Probability that the package reaches the target today; and after the option, which may
        fail: None where its success is not known.
    cost_low, cost, cost_high, months_low, months, months_high : float or None
        Lowest, most likely and highest cost (base currency) and months to effect. A most likely
        value that is blank is not known, whatever the bounds are; a bound that is blank is the
        most likely value.
    success : float or None
        Probability that it succeeds.
    touched, touched_title : str or None
        Component that stands there afterwards: the substitute, or the component itself; None where
        nothing does.
    readiness_before, use_before, readiness_after, use_after : int or None
        Levels of `component` today, and of `touched` afterwards.
    assumptions : str
        What has to be true: sentences, one per line.
    to_site, brings, accepted_by, new_ambition : str or None
        As they were given.
    """

    site: str
    proposal: str
    letter: str
    component: str
    component_title: str
    option: str
    option_title: str
    title: str
    possible: bool
    reason: str
    computed: bool
    score_before: int | None
    score_after: int | None
    gain: int | None
    provisional_after: bool
    bottleneck_after: str | None
    bottleneck_after_title: str | None
    second_after: int | None
    p_target_before: float | None
    p_target_after: float | None
    cost_low: float | None
    cost: float | None
    cost_high: float | None
    months_low: float | None
    months: float | None
    months_high: float | None
    success: float | None
    touched: str | None
    touched_title: str | None
    readiness_before: int | None
    use_before: int | None
    readiness_after: int | None
    use_after: int | None
    assumptions: str
    to_site: str | None
    brings: str | None
    accepted_by: str | None
    new_ambition: str | None

    @property
    def key(self) -> tuple[str, str]:
        """Site and component."""
        return self.site, self.component

    @property
    def product_after(self) -> int | None:
        """Score of what stands there afterwards."""
        if self.readiness_after is None or self.use_after is None:
            return None
        return self.readiness_after * self.use_after

    @property
    def product_before(self) -> int | None:
        """Score of the component today."""
        if self.readiness_before is None or self.use_before is None:
            return None
        return self.readiness_before * self.use_before


def read_options(options: pd.DataFrame, sites: Sequence[str]) -> pd.DataFrame:
    """Return the options of some sites with every column that a computation reads.

    Parameters
    ----------
    options : DataFrame
        site, proposal, component, option, and where known the other columns of the table
        ``options``.
    sites : sequence of str
        Sites to read.

    Returns
    -------
    DataFrame
        The rows of these sites in the order of the file: words (str, missing where blank), numbers
        (float, NaN where blank), readiness_after and use_after (Int64), feasible (boolean),
        change_date (datetime).
    """
    frame = options[options["site"].isin(list(sites))].reset_index(drop=True)
    read = {name: text(frame, name) for name in _WORDS}
    read |= {name: pd.Series(numbers(frame, name)) for name in _NUMBERS}
    read |= {f"{d}_after": whole(numbers(frame, f"{d}_after")) for d in DIMENSIONS}
    blank = pd.Series(pd.NA, index=frame.index, dtype="object")
    read["feasible"] = frame.get("feasible", blank).astype("boolean")
    read["change_date"] = pd.to_datetime(frame.get("change_date", blank)).astype("datetime64[ns]")
    return pd.DataFrame(read)


def keys_in(joined: str | None) -> tuple[str, ...]:
    """Split keys that are joined by ;, without blanks.

    Examples
    --------
    >>> keys_in("a; b;"), keys_in(None)
    (('a', 'b'), ())
    """
    return tuple(part for raw in (joined or "").split(";") if (part := raw.strip()))
