"""Barriers on the way to scale, and the activities that are to overcome them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbench.core.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

HIGH: Final = 15
"""Likelihood times impact from which on a barrier is high: the top band of a 5 by 5 grid. Ours."""


@dataclass(frozen=True, slots=True)
class Barrier:
    """Something that may keep the innovation from scale; columns of the table of risks."""

    site: str
    risk: str
    title: str
    likelihood: int | None
    impact: int | None
    mitigation: str | None
    activity: str | None
    contingency: str | None
    in_place: bool | None
    residual_likelihood: int | None
    residual_impact: int | None
    status: str | None

    @property
    def score(self) -> int | None:
        """Likelihood times impact."""
        if self.likelihood is None or self.impact is None:
            return None
        return self.likelihood * self.impact

    @property
    def residual(self) -> int | None:
        """The same once the mitigation is in place."""
        if self.residual_likelihood is None or self.residual_impact is None:
            return None
        return self.residual_likelihood * self.residual_impact

    @property
    def unanswered(self) -> bool:
        """Whether it is high and open, not held off, and no activity is to overcome it."""
        high = self.score is not None and self.score >= HIGH
        return high and self.status != "closed" and not self.in_place and not self.activity


def read_barriers(table: pd.DataFrame) -> tuple[Barrier, ...]:
    """Read the table of risks, the highest first; those without a score come last.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {
    ...     "site": ["s", "s"],
    ...     "risk": ["K1", "K2"],
    ...     "title": ["Doubt", "Money"],
    ...     "likelihood": [2, 5],
    ...     "impact": [2, 4],
    ...     "activity": ["A1", None],
    ... }
    >>> [(one.risk, one.score, one.unanswered) for one in read_barriers(pd.DataFrame(rows))]
    [('K2', 20, True), ('K1', 4, False)]
    """
    names = list(Barrier.__dataclass_fields__)
    rows = rows_of(table.reindex(columns=names), Barrier)
    return tuple(sorted(rows, key=lambda one: -(one.score or 0)))
