"""The rows of a diagnosis as figures read them: typed, numbered, with None for what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from workbench.core.rows import rows_of
from workbench.diagnosis.analysis.rows import Component, Package
from workbench.drawing.theme import BOTTLENECK, COMPLEMENTARY, CORE, Drawing, Meaning
from workbench.drawing.words import tidy
from workbench.errors import InvalidInput, NothingToShow
from workbench.language import phrased

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis


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


@dataclass(frozen=True, slots=True)
class _SiteRow:
    """What the table of sites says of one."""

    site: str
    name: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


def role_of(component: Component) -> Meaning:
    """Return core or complementary; carries the symbol."""
    return CORE if component.core else COMPLEMENTARY


def meaning_of(component: Component) -> Meaning:
    """Return what the fill says: bottleneck before role."""
    return BOTTLENECK if component.bottleneck else role_of(component)


def role_keys(drawing: Drawing, components: list[Component]) -> None:
    """Explain the markers of core and complementary components, and the ring of bottlenecks."""
    for role in (CORE, COMPLEMENTARY):
        if any(role_of(c) is role for c in components):
            drawing.key(role)
    if any(c.bottleneck for c in components):
        drawing.key(BOTTLENECK, line={"width": 3, "color": BOTTLENECK.colour}, size=13)


def one_site(diagnosis: Diagnosis) -> tuple[Package, list[Component]]:
    """Read a diagnosis of one site.

    Raises
    ------
    NothingToShow
        When the package has no component.
    InvalidInput
        When the diagnosis holds several sites.
    """
    found = diagnosis.package_rows
    if len(found) > 1:
        message = phrased(
            "This figure shows one site and the diagnosis has {}: choose one with "
            "diagnosis.site(…).",
            len(found),
        )
        raise InvalidInput(message)
    components = [replace(one, title=tidy(one.title)) for one in diagnosis.component_rows]
    if not found or not components:
        message = phrased("The package has no component yet.")
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
    columns = ["site", "name", "country", "latitude", "longitude"]
    known = {row.site: row for row in rows_of(sites.reindex(columns=columns), _SiteRow)}
    found = []
    for package in diagnosis.package_rows:
        row = known.get(package.site) or _SiteRow(package.site)
        both = row.latitude is not None and row.longitude is not None
        found.append(
            Place(
                name=tidy(row.name or "") or tidy(package.site),
                country=tidy(row.country or "") or None,
                latitude=row.latitude if both else None,
                longitude=row.longitude if both else None,
                package=package,
            )
        )
    if not found:
        message = phrased("There is no diagnosis of any site to compare.")
        raise NothingToShow(message)
    return found


def component_titles(diagnosis: Diagnosis) -> dict[str, str]:
    """Title of every component, in the order in which they first come."""
    found: dict[str, str] = {}
    for key, title in zip(diagnosis.table["component"], diagnosis.table["title"], strict=True):
        found.setdefault(key, tidy(title))
    return found
