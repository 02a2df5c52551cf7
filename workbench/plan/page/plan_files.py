"""A site's plan of work as a file for other programs: one function for reports and command line."""

from __future__ import annotations

from workbench.errors import NothingToShow
from workbench.plan.page.plan_formats import plan_as
from workbench.plan.page.plan_msproject import plan_as_msproject
from workbench.plan.step import dated_plan, holidays
from workbench.project import Site


def plan_file(site: Site, format: str) -> bytes:  # noqa: A002 - what the command line calls it
    """Write the dated plan of a site.

    Parameters
    ----------
    site : Site
        The site; its settings say when the plan begins and on which days people work.
    format : {"csv", "ics", "msproject"}
        Format, see :data:`workbench.plan.page.plan_formats.PLAN_FORMATS`.

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
    dated = dated_plan(site)
    if dated is None:
        message = f"No activity is planned for {site.name}, so there is no plan to write."
        raise NothingToShow(message)
    named = dated.table["responsible"].map(dict(site.names))
    scheduled = dated.table.assign(responsible_name=named)
    title = f"{site.settings.title}: {site.name}"
    if format == "msproject":
        return plan_as_msproject(
            scheduled,
            dated.links,
            title=title,
            working_days=site.settings.plan.working_days,
            holidays=holidays(site),
        )
    return plan_as(format, scheduled, dated.links, title=title)[1]
