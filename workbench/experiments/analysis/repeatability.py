"""Whether somebody else can repeat the experiment: steps written down, and tried by outsiders."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Final

from workbench.core.method import Method
from workbench.core.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

METHOD: Final = Method(
    "can somebody else repeat it",
    {"repeated": "somebody outside did it from the text, and it worked, also with changes"},
    ("what counts as repeated: ours",),
)


@dataclass(frozen=True, slots=True)
class RepeatedStep:
    """A step of how the experiment is carried out."""

    step: str
    title: str
    documented: bool | None = None
    link: str | None = None
    tried_by: str | None = None
    outcome: str | None = None
    date: date | None = None

    @property
    def repeated(self) -> bool:
        """Whether an outsider has done it."""
        return bool(self.tried_by) and self.outcome in {"worked", "worked with changes"}

    @property
    def state(self) -> str:
        """How far it is, in words."""
        if self.repeated and not self.documented:
            return f"{self.outcome}, and is not written down"
        if self.tried_by:
            return self.outcome or "tried, with what outcome is not known"
        if self.documented is None:
            return "not known whether it is written down"
        return "written down, tried by nobody outside" if self.documented else "not written down"


@dataclass(frozen=True, slots=True)
class Repeatability:
    """The steps of the experiment.

    Attributes
    ----------
    steps : tuple of RepeatedStep
        In the order of the table.
    method : Method
    """

    steps: tuple[RepeatedStep, ...]
    method: Method = METHOD

    @property
    def documented(self) -> float | None:
        """Share of the steps that are written down; none where there is no step."""
        if not self.steps:
            return None
        return sum(one.documented is True for one in self.steps) / len(self.steps)

    @property
    def repeated(self) -> float | None:
        """Share of the steps that outsiders have repeated."""
        if not self.steps:
            return None
        return sum(one.repeated for one in self.steps) / len(self.steps)

    @property
    def open(self) -> tuple[RepeatedStep, ...]:
        """Steps that nobody outside has repeated."""
        return tuple(one for one in self.steps if not one.repeated)


def repeatability(table: pd.DataFrame) -> Repeatability:
    """Read the steps; columns that the table has not are not known.

    Examples
    --------
    >>> import pandas as pd
    >>> found = repeatability(
    ...     pd.DataFrame(
    ...         {
    ...             "step": ["R1", "R2"],
    ...             "title": ["Sow", "Sell"],
    ...             "documented": [True, True],
    ...             "tried_by": ["Union", None],
    ...             "outcome": ["worked", None],
    ...         }
    ...     )
    ... )
    >>> found.documented, found.repeated, found.open[0].state
    (1.0, 0.5, 'written down, tried by nobody outside')
    """
    names = [one.name for one in fields(RepeatedStep)]
    return Repeatability(tuple(rows_of(table.reindex(columns=names), RepeatedStep)))
