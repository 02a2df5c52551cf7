"""A site's plan of work as a file for other programs: one function for reports and command line."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import pandas as pd

from workbench.core.rows import rows_of
from workbench.errors import NothingToShow, UnknownName
from workbench.plan.analysis.rows import DatedActivity, PlanLink
from workbench.plan.analysis.schedule import Schedule
from workbench.plan.page.plan_csv import plan_as_csv
from workbench.plan.page.plan_ics import plan_as_ics
from workbench.plan.page.plan_msproject import plan_as_msproject
from workbench.plan.step import holidays
from workbench.project import Site

PLAN_FORMATS: Final = ("ics", "csv", "msproject")
"""Formats in which a plan is written, the usual one first."""


def plan_file(
    site: Site, dated: Schedule | None, form: str, *, previous: bytes | None = None
) -> bytes:
    """Write the dated plan of a site.

    Parameters
    ----------
    site : Site
        The site; its settings say on which days people work.
    dated : Schedule or None
        Its plan.
    form : {"ics", "csv", "msproject"}
        Format.
    previous : bytes, optional
        The file as it was written last, from which a calendar learns what has changed.

    Returns
    -------
    bytes
        Content of the file; the same plan gives the same bytes.

    Raises
    ------
    NothingToShow
        The site has no activity.
    UnknownName
        There is no such format.
    """
    if dated is None:
        message = f"No activity is planned for {site.name}, so there is no plan to write."
        raise NothingToShow(message)
    rows = rows_of(_named(site, dated.table), DatedActivity)
    title = f"{site.settings.title}: {site.name}"
    if form == "csv":
        return plan_as_csv(rows)
    if form == "ics":
        begin = dated.ends["start"].iloc[0].date()
        edition = site.settings.as_of or begin - timedelta(days=1)
        return plan_as_ics(
            rows,
            title=title,
            project=site.settings.title,
            edition=edition,
            previous=previous,
        )
    if form == "msproject":
        return plan_as_msproject(
            rows,
            rows_of(dated.links, PlanLink),
            title=title,
            working_days=site.settings.plan.working_days,
            holidays=holidays(site),
        )
    raise UnknownName(kind="format of a plan", name=form, known=PLAN_FORMATS)


def _named(site: Site, table: pd.DataFrame) -> pd.DataFrame:
    """Put names in the place of the keys of component, responsible and partners."""
    names, components = dict(site.names), site.table("components")
    titles = dict(zip(components["component"], components["title"], strict=True))
    partners = [
        None if pd.isna(cell) else "; ".join(names.get(key, key) for key in cell.split(";"))
        for cell in table["partners"]
    ]
    return table.assign(
        component=table["component"].map(titles),
        responsible=table["responsible"].map(names),
        partners=pd.Series(partners, index=table.index, dtype="str"),
    )
