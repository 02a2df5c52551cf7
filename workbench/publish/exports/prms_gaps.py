"""What PRMS asks of a package that is known here, and what of a site it has no place for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.diagnosis.analysis.rows import Component, Package
from workbench.errors import NothingToShow
from workbench.frameworks import Framework
from workbench.frameworks.prms import prms_lists
from workbench.page.wording import place_words
from workbench.project import Project, Site
from workbench.publish.exports.left_out_rows import NotExported

_NO_PLACE: Final = (
    ("Judgements of single assessors, and how far they agree",
     "They stay with the team; PRMS has levels that were agreed on only."),
    ("Strategic option, plan of work, dates, who is responsible, agreement, progress",
     "PRMS has no place for them; they are in the report and in the other exports."),
    ("Names, e-mail addresses and words of persons",
     "They stay here, except facilitators whose consent is recorded (table people)."),
    ("The way back", "Nothing of this list can be read into PRMS by others; it is to be pasted."),
)  # fmt: skip


def refuse_other_questions(framework: Framework) -> None:
    """Refuse a framework whose packages PRMS has no form for, in a line.

    Raises
    ------
    NothingToShow
        It asks for no levels of readiness and use.
    """
    if not framework.judges_levels:
        message = (
            f"PRMS lists packages with levels of readiness and use; the framework {framework.key} "
            "has none, so there is nothing to export for it. --what data and --what factsheet work."
        )
        raise NothingToShow(message)


def has_prms_levels(framework: Framework) -> bool:
    """Whether the levels of a framework are those of PRMS, so that numbers mean the same there."""
    scales = (framework.readiness, framework.use)
    return all(one.prms_id is not None for scale in scales for one in scale.levels)


def package_title(site: Site, components: list[Component]) -> str:
    """Name a package by its core innovation and its place; PRMS makes a title of its own."""
    cores = " and ".join(one.title for one in components if one.core)
    return f"{cores or site.settings.title}: {_place(site)}"


def geo_focus(site: Site) -> str | None:
    """Return the geographic scope; ``None`` where nothing says that the site lies in a country."""
    scope = "place in a country" if site.country else None
    return prms_lists().name("geographic_scopes", scope)


def _place(site: Site) -> str:
    admin = site.row["admin"]
    return place_words(site.name, admin if isinstance(admin, str) else None, site.country)


def common_gaps(project: Project) -> Iterator[NotExported]:
    """Yield what is in no package of a project, and the sites that are left out."""
    lists = prms_lists()
    yield NotExported("", f"Lists of PRMS as of {lists.read_on} ({lists.phase})", lists.source)
    for what, why in _NO_PLACE:
        yield NotExported("", what, why)
    if not has_prms_levels(project.framework):
        why = (
            f"Levels of {project.framework.key} are not those of PRMS and are never converted; "
            "score the package by the framework ipsr."
        )
        yield NotExported("", "Levels and scores", why)
    for key in project.listed:
        if key in project.blocked:
            why = "It has errors; 'workbench check' says which."
            yield NotExported(key, "The package", why)


def package_gaps(name: str, package: Package, components: list[Component]) -> Iterator[NotExported]:
    """Yield what of a package is not known, so that its scores in PRMS look better than they are.

    Parameters
    ----------
    name : str
        Name of the site.
    package : Package
        Its package.
    components : list of Component
        The components of the site.
    """
    for one in components:
        if one.missing:
            why = (
                "It is not assessed. Both scores of PRMS pass over it, so that it cannot be the "
                "minimum there; the score is an upper bound."
            )
            yield NotExported(name, f"{one.title}: {one.missing}", why)
    if not components:
        yield NotExported(name, "All elements", "The table components has none for this site.")
    elif package.score is None and package.scored:
        yield NotExported(name, "Scores", f"{package.status}.")
    if components and not any(one.core for one in components):
        yield NotExported(name, "Core innovation", "No component is marked as core.")
