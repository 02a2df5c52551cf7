"""Write one thing of a project for another program: a plan of work, or a partner network."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.errors import NothingToShow, UnknownName
from workbench.files import write_whole
from workbench.partners.page.network_files import NETWORK_FORMATS, export_network
from workbench.plan.page.plan_files import PLAN_FORMATS, plan_file
from workbench.plan.step import dated_plan
from workbench.project import open_project

WHAT: Final = {"network": NETWORK_FORMATS, "plan": PLAN_FORMATS}
"""What can be exported, and the formats of each, the usual one first."""

_ENDINGS: Final = {"msproject": "xml"}


def export(
    project: Path | str, what: str, *, form: str | None, site: str | None, out: Path | str
) -> tuple[Path, ...]:
    """Write the plan of a site, or the network of a site or of all sites joined.

    Parameters
    ----------
    project : Path or str
        Folder of the project.
    what : {"network", "plan"}
        What to write.
    form : str, optional
        One of the formats in :data:`WHAT`; the first unless given.
    site : str, optional
        Key of the site. A network without it joins all sites; a plan is written for every site
        that has one.
    out : Path or str
        Folder of the files; it is made where it is not there.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    UnknownName
        There is no such thing, format or site.
    NothingToShow
        There is nothing to write.
    """
    if what not in WHAT:
        raise UnknownName(kind="thing to export", name=what, known=list(WHAT))
    chosen = form or WHAT[what][0]
    if chosen not in WHAT[what]:
        other = next((one for one, forms in WHAT.items() if chosen in forms), None)
        kind = f"format of a {what}" + (
            f" (it is one of a {other}: --what {other})" if other else ""
        )
        raise UnknownName(kind=kind, name=chosen, known=list(WHAT[what]))
    if what == "network":
        return export_network(project, site, chosen, out)
    whole = open_project(project)
    planned = set(whole.table("activities")["site"])
    places = map(whole.site, [site] if site else [key for key in whole.ready if key in planned])
    written = []
    for place in places:
        path = Path(out) / f"{place.key}-plan.{_ENDINGS.get(chosen, chosen)}"
        previous = path.read_bytes() if path.is_file() else None
        write_whole(path, plan_file(place, dated_plan(place), chosen, previous=previous))
        written.append(path)
    if not written:
        message = (
            "No site has a plan of work that could be written: fill in the table activities; "
            "'workbench check' says what keeps a site out."
        )
        raise NothingToShow(message)
    return tuple(written)
