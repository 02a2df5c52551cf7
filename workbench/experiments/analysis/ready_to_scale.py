"""Whether the innovation is ready to be scaled at a site: go, adapt or stop; the lowest counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from workbench.assess.analysis.lowest_items import AtMost
from workbench.core.method import Method
from workbench.core.rows import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.frameworks.assessment_models import ScaleCondition

Verdict: TypeAlias = Literal["go", "adapt", "stop", "not known"]

METHOD: Final = Method(
    "ready to scale",
    {"overall": "the lowest of all conditions; with one that is not known, no go"},
    ("thresholds of the framework, or of the site: ours",),
)


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """A row of the table of readiness to scale."""

    site: str
    condition: str
    value: float | None
    go: float | None
    stop: float | None
    evidence: str | None
    date: date | None


@dataclass(frozen=True, slots=True)
class HeldCondition:
    """A condition at a site.

    Attributes
    ----------
    condition : ScaleCondition
    value, go, stop : float
        Value (``None`` is not known, ``AtMost`` what it cannot exceed) and thresholds.
    how : {"given", "computed", ""}
        Where the value comes from; empty where there is none.
    computed : float or None
        What the workbench makes of the other tables, also where the site gives a value.
    evidence : str
        Evidence that it rests on.
    date : date or None
    """

    condition: ScaleCondition
    value: float | None
    go: float
    stop: float
    how: Literal["given", "computed", ""]
    computed: float | None
    evidence: str
    date: date | None

    def words(self, value: float) -> str:
        """Return a value or threshold as it is printed: a share in per cent."""
        shown = f"{100 * value:.3g} %" if self.condition.unit == "share" else f"{value:.3g}"
        return f"{shown} or less" if isinstance(value, AtMost) else shown

    @property
    def verdict(self) -> Verdict:
        """What the value comes to."""
        if self.value is None:
            return "not known"
        sign = 1 if self.condition.direction == "up" else -1
        if sign * self.value <= sign * self.stop:
            found: Verdict = "stop"
        else:
            found = "go" if sign * self.value >= sign * self.go else "adapt"
        sure = not isinstance(self.value, AtMost) or found == ("stop" if sign > 0 else "go")
        return found if sure else "not known"

    @property
    def contested(self) -> bool:
        """Whether the site gives another verdict than what its other tables come to."""
        if self.how != "given" or self.computed is None:
            return False
        computed = replace(self, value=self.computed, how="computed").verdict
        return computed not in {self.verdict, "not known"}

    @property
    def usual(self) -> HeldCondition:
        """The same held against the thresholds of the framework."""
        return replace(self, go=self.condition.go, stop=self.condition.stop)


_ORDER: Final[Mapping[Verdict, int]] = {"stop": 0, "not known": 1, "adapt": 2, "go": 3}


@dataclass(frozen=True, slots=True)
class ScaleTest:
    """The test of a site; conditions in the order of the framework."""

    site: str
    conditions: tuple[HeldCondition, ...]
    method: Method = METHOD

    @property
    def verdict(self) -> Verdict:
        """The lowest verdict of all conditions."""
        return _lowest(self.conditions)

    @property
    def usual(self) -> Verdict:
        """The same by the thresholds of the framework, had the site none of its own."""
        return _lowest([one.usual for one in self.conditions])

    def with_verdict(self, verdict: Verdict) -> tuple[HeldCondition, ...]:
        """Return the conditions that come to a verdict."""
        return tuple(one for one in self.conditions if one.verdict == verdict)


def _lowest(conditions: Sequence[HeldCondition]) -> Verdict:
    every = (one.verdict for one in conditions)
    return min(every, key=lambda one: _ORDER[one], default="not known")


def read_scale_rows(table: pd.DataFrame) -> list[ScaleRow]:
    """Read the table of readiness to scale; columns that it has not are not known."""
    names = ["site", "condition", "value", "go", "stop", "evidence", "date"]
    return rows_of(table.reindex(columns=names), ScaleRow)


def scale_test(
    site: str,
    conditions: Sequence[ScaleCondition],
    rows: Sequence[ScaleRow],
    computed: Mapping[str, float | None],
) -> ScaleTest:
    """Hold what is known of a site against the conditions for going to scale.

    Parameters
    ----------
    site : str
    conditions : sequence of ScaleCondition
        Of the framework.
    rows : sequence of ScaleRow
        What the site says; other sites are passed over. A value given counts before a computed one.
    computed : mapping of str to float
        What the workbench computes, by condition; ``None`` is not known.
    """
    own = {one.condition: one for one in rows if one.site == site}
    found = []
    for condition in conditions:
        row = own.get(condition.key)
        made = computed.get(condition.key) if condition.computed else None
        given = None if row is None else row.value
        found.append(
            HeldCondition(
                condition=condition,
                value=made if given is None else given,
                go=condition.go if row is None or row.go is None else row.go,
                stop=condition.stop if row is None or row.stop is None else row.stop,
                how="given" if given is not None else "computed" if made is not None else "",
                computed=made,
                evidence=(row.evidence or "") if row else "",
                date=row.date if row else None,
            )
        )
    return ScaleTest(site, tuple(found))
