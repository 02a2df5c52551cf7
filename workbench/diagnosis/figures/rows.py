"""The rows of a diagnosis as figures read them: typed, numbered, with None for what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.drawing.theme import BOTTLENECK, COMPLEMENTARY, CORE, Meaning
from workbench.drawing.words import tidy
from workbench.errors import InvalidInput, NothingToShow

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis


@dataclass(frozen=True, slots=True)
class Levels:
    """What is known of one dimension of a component; ``None`` is not known, never 0."""

    used: int | None
    claimed: int | None
    supported: int | None
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
    """A component at a site as all figures draw it."""

    key: str
    number: int
    title: str
    core: bool
    bottleneck: bool
    readiness: Levels
    use: Levels
    score: int | None
    score_projected: int | None
    missing: str
    probability: float | None

    @property
    def role(self) -> Meaning:
        """Core or complementary; carries the symbol."""
        return CORE if self.core else COMPLEMENTARY

    @property
    def meaning(self) -> Meaning:
        """What the fill says: bottleneck before role."""
        return BOTTLENECK if self.bottleneck else self.role

    @property
    def dimensions(self) -> tuple[tuple[str, Levels], tuple[str, Levels]]:
        """Readiness and use with their names, in that order."""
        return ("readiness", self.readiness), ("use", self.use)


@dataclass(frozen=True, slots=True)
class Package:
    """The package of a site as all figures draw it."""

    site: str
    score: int | None
    components: int
    scored: int
    provisional: bool
    status: str
    bottleneck: str | None
    score_projected: int | None

    @property
    def unscored(self) -> int:
        """Components without a score."""
        return self.components - self.scored

    @property
    def shown(self) -> str:
        """The score in words: ``"8"``, ``"at most 8"`` or the reason why there is none."""
        if self.score is None:
            return self.status
        return f"at most {self.score}" if self.provisional else str(self.score)


@dataclass(frozen=True, slots=True)
class Place:
    """A site of a comparison, with its package."""

    name: str
    country: str | None
    latitude: float | None
    longitude: float | None
    package: Package

    @property
    def score(self) -> int | None:
        """Score of the package."""
        return self.package.score


def whole(value: object) -> int | None:
    """Read a whole number, or ``None`` where it is missing."""
    return None if _is_missing(value) else int(value)  # type: ignore[call-overload]


def text(value: object) -> str | None:
    """Read text on one line, or ``None`` where it is missing or blank."""
    return None if _is_missing(value) else tidy(value) or None


def _is_missing(value: object) -> bool:
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def records(frame: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    """Go through the rows as dictionaries."""
    columns = [str(column) for column in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        yield dict(zip(columns, row, strict=True))


def _levels(row: Mapping[str, Any], dimension: str) -> Levels:
    def of(column: str) -> int | None:
        return whole(row[f"{dimension}_{column}"])

    return Levels(
        used=whole(row[dimension]),
        claimed=of("claimed"),
        supported=of("supported"),
        lowest=of("lowest"),
        highest=of("highest"),
        projected=of("projected"),
        assessors=of("n") or 0,
    )


def _component(row: Mapping[str, Any]) -> Component:
    probability = row["p_bottleneck"]
    return Component(
        key=str(row["component"]),
        number=int(row["position"]),
        title=text(row["title"]) or tidy(row["component"]),
        core=row["role"] == "core",
        bottleneck=whole(row["bottleneck"]) == 1,
        readiness=_levels(row, "readiness"),
        use=_levels(row, "use"),
        score=whole(row["score"]),
        score_projected=whole(row["score_projected"]),
        missing=text(row["missing"]) or "",
        probability=None if _is_missing(probability) else float(probability),
    )


def packages(diagnosis: Diagnosis) -> list[Package]:
    """Read the packages of all sites, in their order."""
    return [
        Package(
            site=str(row["site"]),
            score=whole(row["score"]),
            components=whole(row["components"]) or 0,
            scored=whole(row["scored"]) or 0,
            provisional=whole(row["provisional"]) == 1,
            status=str(row["status"]),
            bottleneck=text(row["bottleneck"]),
            score_projected=whole(row["score_projected"]),
        )
        for row in records(diagnosis.packages)
    ]


def one_site(diagnosis: Diagnosis) -> tuple[Package, list[Component]]:
    """Read a diagnosis of one site.

    Raises
    ------
    NothingToShow
        When the package has no component.
    InvalidInput
        When the diagnosis holds several sites.
    """
    found = packages(diagnosis)
    if len(found) > 1:
        message = (
            f"This figure shows one site and the diagnosis has {len(found)}: "
            "choose one with diagnosis.site(…)."
        )
        raise InvalidInput(message)
    components = [_component(row) for row in records(diagnosis.table)]
    if not found or not components:
        message = "The package has no component yet."
        raise NothingToShow(message)
    return found[0], components


def places(sites: pd.DataFrame, diagnosis: Diagnosis) -> list[Place]:
    """Read the sites of a diagnosis, with what the table of sites says of them.

    Parameters
    ----------
    sites : DataFrame
        site and where known name, country, latitude, longitude; sites that are not in the
        diagnosis are passed over, those that are not in this table go by their key.
    diagnosis : Diagnosis
        Of any number of sites.

    Raises
    ------
    NothingToShow
        When the diagnosis has no site.
    """
    known = {str(row["site"]): row for row in records(sites)}
    found = []
    for package in packages(diagnosis):
        row = known.get(package.site, {})
        latitude, longitude = (_coordinate(row.get(c)) for c in ("latitude", "longitude"))
        both = latitude is not None and longitude is not None
        found.append(
            Place(
                name=text(row.get("name")) or tidy(package.site),
                country=text(row.get("country")),
                latitude=latitude if both else None,
                longitude=longitude if both else None,
                package=package,
            )
        )
    if not found:
        message = "There is no diagnosis of any site to compare."
        raise NothingToShow(message)
    return found


def _coordinate(value: object) -> float | None:
    return None if _is_missing(value) else float(value)  # type: ignore[arg-type]


def titles(diagnosis: Diagnosis) -> dict[str, str]:
    """Title of every component, in the order in which they first come."""
    found: dict[str, str] = {}
    for key, title in zip(diagnosis.table["component"], diagnosis.table["title"], strict=True):
        found.setdefault(str(key), text(title) or tidy(key))
    return found
