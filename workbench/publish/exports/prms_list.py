"""The list of packages as PRMS prints it, ready to paste: its 23 columns, then ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from workbench.case import Cases
from workbench.diagnosis.analysis.rows import Component, Package
from workbench.drawing.words import tidy
from workbench.errors import NothingToShow
from workbench.frameworks.prms import prms_lists
from workbench.options.analysis.decisions import ReviewedDecision
from workbench.page.workbook_page import Book, risky
from workbench.project import Site
from workbench.publish.exports.left_out_rows import HEADS, NotExported
from workbench.publish.exports.prms_gaps import (
    common_gaps,
    geo_focus,
    has_prms_levels,
    package_gaps,
    package_title,
    refuse_other_questions,
)

_ENTERED: Final = "It is chosen when the package is entered in PRMS."
_GIVEN: Final = "PRMS gives it; none is ever made up here."
_NOT_ASKED: Final = "No table of the workbench asks for it."
_COLUMNS: Final[Mapping[str, str]] = {
    "Result code": _GIVEN,
    "Reporting phase": _ENTERED,
    "Reporting year": _ENTERED,
    "Result title": "",
    "Result type": "",
    "Core innovation": "",
    "Link - core innovation": _GIVEN,
    "Geofocus": "",
    "Submitter": _ENTERED,
    "Status": _GIVEN,
    "Gender tag level": _NOT_ASKED,
    "Climate change tag level": _NOT_ASKED,
    "Nutrition tag level": _NOT_ASKED,
    "Environment AND/or biodiversity tag level": _NOT_ASKED,
    "Poverty tag level": _NOT_ASKED,
    "Creation date": _GIVEN,
    "Lead initiative": _ENTERED,
    "Contributing initiative(s)": _ENTERED,
    "Scaling ambition": "",
    "SDGs targetted": _NOT_ASKED,
    "Scaling Readiness score": "",
    "Scalability potential score": "",
    "Link to IPSR metadata PDF report": _GIVEN,
}
_OURS: Final = (
    "Site", "Country", "Bottleneck element", "Lowest level of the bottleneck",
    "Score of the package, with what is not assessed", "Elements", "Elements not assessed",
    "Strategic option", "Decided on", "Framework", "As of", "Illustrative data",
)  # fmt: skip
_HEADS: Final = (*_COLUMNS, *_OURS)
_WIDE: Final = {"Result title": 44, "Scaling ambition": 60, "Core innovation": 32,
                "Left out": 46, "Why": 80, "Bottleneck element": 28}  # fmt: skip
_Cell = str | int | float | date | None


def prms_list(cases: Cases) -> bytes:
    """Write the list of packages of a project, one row per site, and what was left out.

    Parameters
    ----------
    cases : Cases
        The chains of all sites to list.

    Returns
    -------
    bytes
        A workbook with the sheets *Packages* and *Left out*; the same project, the same bytes.

    Raises
    ------
    NothingToShow
        The project's framework has no levels of readiness and use, or no site is without errors.
    """
    project = cases.project
    refuse_other_questions(project.framework)
    own: dict[str, list[Component]] = {key: [] for key in project.keys}
    for one in cases.diagnosis.component_rows:
        own[one.site].append(one)
    left = [NotExported("", head, why) for head, why in _COLUMNS.items() if why]
    title = "Result title"
    left.append(NotExported("", title, "PRMS makes its own; here stand core innovation and place."))
    left += common_gaps(project)
    rows = []
    decided = cases.decision.review.standing_rows
    for package in cases.diagnosis.diagnosis.package_rows:
        if package.site in project.blocked:
            continue
        site, components = project.site(package.site), own[package.site]
        left += package_gaps(site.name, package, components)
        here = [row for row in decided if row.site == package.site]
        rows.append(_row(site, package, components, here))
    if not rows:
        message = "No site is without errors, so no package can be listed; see 'workbench check'."
        raise NothingToShow(message)
    ours = project.settings
    book = Book(ours.title, "Packages as PRMS lists them", ours.as_of or prms_lists().read_on)
    _sheet(book, "Packages", _HEADS, rows)
    _sheet(book, "Left out", HEADS, left)
    return book.close()


def _row(
    site: Site, package: Package, components: list[Component], decided: list[ReviewedDecision]
) -> tuple[_Cell, ...]:
    known = has_prms_levels(site.framework)
    filled: dict[str, _Cell] = {
        "Result title": package_title(site, components),
        "Result type": prms_lists().name("result_types", "package"),
        "Core innovation": "; ".join(one.title for one in components if one.core),
        "Geofocus": geo_focus(site),
        "Scaling ambition": site.settings.ambition,
        "Scaling Readiness score": package.prms_score if known else None,
        "Scalability potential score": package.prms_mean if known else None,
    }
    options = "; ".join(f"{one.option_title} ({one.component_title})" for one in decided)
    ours = (
        site.name,
        site.country,
        "; ".join(one.title for one in components if one.key in package.lowest),
        "; ".join(_lowest(site, one) for one in components if one.key in package.lowest),
        package.shown,
        package.components,
        package.unscored,
        options,
        max((one.date for one in decided if one.date), default=None),
        f"{site.framework.key} {site.framework.version}",
        site.settings.as_of,
        "yes" if site.settings.illustrative else "no",
    )
    return (*(filled.get(head) for head in _COLUMNS), *ours)


def _lowest(site: Site, one: Component) -> str:
    """Name the lower of the two levels of a component; both where they are the same."""
    levels = {name: of.used for name, of in one.dimensions if of.used is not None}
    least = min(levels.values(), default=None)
    lowest = [getattr(site.framework, name).label(level)
              for name, level in levels.items() if level == least]  # fmt: skip
    return " and ".join(lowest)


def _sheet(book: Book, name: str, heads: Sequence[str], rows: Sequence[Sequence[_Cell]]) -> None:
    """Write a sheet whose first row has the heads, so that it can be pasted and read in."""
    sheet = book.file.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)
    for place, head in enumerate(heads):
        sheet.set_column(place, place, _WIDE.get(head, 18))
        sheet.write_string(0, place, head, book.style("head"))
    for at, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, str) and value:
                words = tidy(value)[:30_000]
                sheet.write_string(at, place, words, book.style("text", quoted=risky(words)))
            elif isinstance(value, date):
                sheet.write_datetime(at, place, value, book.style("date"))
            elif isinstance(value, int | float):
                sheet.write_number(at, place, value, book.style("number"))
