"""The rows of a diagnosis and of an agreement as typed values, for words and figures alike.

``None`` is not known, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Literal

from workbench.core.rows import rows_of
from workbench.core.table_access import DIMENSIONS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Levels:
    """What is known of one dimension of a component; the columns of `Diagnosis.table`."""

    used: int | None
    claimed: int | None
    supported: int | None
    capped: bool
    lowest: int | None
    highest: int | None
    projected: int | None
    assessors: int

    @property
    def spread(self) -> tuple[int, int] | None:
        """Lowest and highest judgement, where at least two assessors differ."""
        if self.lowest is None or self.highest is None or self.lowest == self.highest:
            return None
        return self.lowest, self.highest

    @property
    def unsupported(self) -> tuple[int, int] | None:
        """Level used and level claimed, where the evidence supports less than the claim."""
        if self.used is None or self.claimed is None or self.claimed <= self.used:
            return None
        return self.used, self.claimed


@dataclass(frozen=True, slots=True)
class Component:
    """A component at a site."""

    site: str
    key: str
    number: int
    title: str
    core: bool
    functions: tuple[str, ...]
    bottleneck: bool
    readiness: Levels
    use: Levels
    score: int | None
    score_projected: int | None
    missing: str
    probability: float | None
    round: int | None

    @property
    def dimensions(self) -> tuple[tuple[str, Levels], tuple[str, Levels]]:
        """Readiness and use with their names, in that order."""
        return ("readiness", self.readiness), ("use", self.use)


@dataclass(frozen=True, slots=True)
class Package:
    """The package of a site; the columns of `Diagnosis.packages`."""

    site: str
    components: int
    scored: int
    score: int | None
    prms_score: int | None
    prms_mean: float | None
    provisional: bool
    status: str
    bottlenecks: str | None
    bottleneck: str | None
    binding: str | None
    p_bottleneck: float | None
    p_target: float | None
    second_score: int | None
    gain: int | None
    score_projected: int | None
    round: int | None
    assessors: int | None
    first_date: date | None
    last_date: date | None

    @property
    def unscored(self) -> int:
        """Components without a score."""
        return self.components - self.scored

    @property
    def lowest(self) -> tuple[str, ...]:
        """Keys of all components that share the lowest score."""
        return tuple(self.bottlenecks.split(";")) if self.bottlenecks else ()

    @property
    def shown(self) -> str:
        """The score in words: ``"8"``, ``"at most 8"`` or the reason why there is none."""
        if self.score is None:
            return self.status
        return f"at most {self.score}" if self.provisional else str(self.score)


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One bottleneck after the other; a row of `Diagnosis.chain`."""

    step: int
    component: str
    title: str
    score_before: int
    score_after: int | None


@dataclass(frozen=True, slots=True)
class ServedFunction:
    """A function of a package and who serves it; a row of `Diagnosis.functions`."""

    function: str
    title: str
    components: str | None
    covered: bool

    @property
    def served_by(self) -> tuple[str, ...]:
        """Keys of the components that serve it."""
        return tuple(self.components.split(";")) if self.components else ()


@dataclass(frozen=True, slots=True)
class DimensionAgreement:
    """How far the assessors of a site agree in one dimension; a row of `Agreement.table`."""

    site: str
    dimension: Literal["readiness", "use"]
    assessors: int | None
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    identical: float | None
    within_one: float | None
    reading: str
    drives: str | None
    alpha_without: float | None
    most_apart: str | None
    most_apart_low: int | None
    most_apart_high: int | None


@dataclass(frozen=True, slots=True)
class _Own:
    """What a row of `Diagnosis.table` says of the component itself."""

    site: str
    component: str
    position: int
    title: str
    role: str
    functions: str | None
    bottleneck: bool
    score: int | None
    score_projected: int | None
    missing: str
    p_bottleneck: float | None
    round: int | None


def components_of(table: pd.DataFrame) -> list[Component]:
    """Return the components of all sites of `Diagnosis.table`, in their order."""
    own = rows_of(table, _Own)
    readiness, use = (_levels(table, dimension) for dimension in DIMENSIONS)
    return [
        Component(
            site=row.site,
            key=row.component,
            number=row.position,
            title=row.title,
            core=row.role == "core",
            functions=tuple(row.functions.split(";")) if row.functions else (),
            bottleneck=row.bottleneck,
            readiness=of_readiness,
            use=of_use,
            score=row.score,
            score_projected=row.score_projected,
            missing=row.missing,
            probability=row.p_bottleneck,
            round=row.round,
        )
        for row, of_readiness, of_use in zip(own, readiness, use, strict=True)
    ]


def _levels(table: pd.DataFrame, dimension: str) -> list[Levels]:
    names = {f"{dimension}_{one.name}": one.name for one in fields(Levels)}
    names |= {dimension: "used", f"{dimension}_n": "assessors"}
    return rows_of(table.rename(columns=names), Levels)
