"""Write one thing of a project for another program or reader, and beside it what was left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from workbench.case import Cases
from workbench.errors import InvalidInput, NothingToShow, UnknownName
from workbench.files import write_whole
from workbench.partners.page.network_files import NETWORK_FORMATS, export_network
from workbench.plan.page.plan_files import PLAN_FORMATS, plan_file
from workbench.plan.step import dated_plan
from workbench.project import open_project
from workbench.publish.exports.data_package import write_data_package
from workbench.publish.exports.factsheet import factsheet_document
from workbench.publish.exports.ipsr_payload import ipsr_payload
from workbench.publish.exports.left_out_rows import left_out_csv
from workbench.publish.exports.prms_gaps import common_gaps, refuse_other_questions
from workbench.publish.exports.prms_list import prms_list
from workbench.publish.exports.template_context import donor_context
from workbench.publish.exports.word_template import fill_word_template, require_templates
from workbench.publish.formats import (
    REPORT_FORMATS,
    FormatFault,
    ReportFormat,
    file_of,
    require_formats,
    write_formats,
)
from workbench.publish.html import page_html
from workbench.publish.pictures import Pictures

WHAT: Final = {
    "network": NETWORK_FORMATS,
    "plan": PLAN_FORMATS,
    "prms": ("xlsx",),
    "ipsr": ("json",),
    "data": ("csv",),
    "factsheet": tuple(one for one in REPORT_FORMATS if one != "slides"),
    "template": ("docx",),
}
"""What can be exported, and the formats of each, the usual one first."""

_ENDINGS: Final = {"msproject": "xml"}


def export(
    project: Path | str,
    what: str,
    *,
    form: str | None,
    site: str | None,
    out: Path | str,
    template: Path | None = None,
) -> tuple[Path, ...]:
    """Write something of a site, or of all sites, for another program.

    Parameters
    ----------
    project : Path or str
        Folder of the project.
    what : {"network", "plan", "prms", "ipsr", "data", "factsheet", "template"}
        What to write: partner networks; dated plans; the list of packages of CGIAR's reporting
        system; one package per site as it prints them; all tables with their description; two pages
        on each site; a Word template filled for each site.
    form : str, optional
        One of the formats in :data:`WHAT`; the first unless given.
    site : str, optional
        Key of the site. A network without it joins all sites; of all else every site is written
        that has it.
    out : Path or str
        Folder of the files; it is made where it is not there.
    template : Path, optional
        The Word template to fill.

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
    InvalidInput
        A template is missing, or cannot be filled.
    """
    chosen, folder = _format(what, form), Path(out)
    if (template is None) == (what == "template"):
        message = "A Word template goes with --what template: name it with --template FILE."
        raise InvalidInput(message)
    if what == "network":
        return export_network(project, site, chosen, out)
    if what == "plan":
        return _plans(project, site, chosen, folder)
    whole = open_project(project)
    only = whole if site is None else whole.only([site])
    if what == "data":
        name = "data-package" if site is None else f"{site}-data-package"
        return write_data_package(only, folder / name)
    if what == "factsheet":
        report = next(one for one in REPORT_FORMATS if one == chosen)
        return _factsheets(Cases(only), report, folder)
    if template is not None:
        return _filled(Cases(only), template, folder)
    return _CASES[what](Cases(only), folder)


def _format(what: str, form: str | None) -> str:
    """Return the format to write, or say which there are."""
    if what not in WHAT:
        raise UnknownName(kind="thing to export", name=what, known=list(WHAT))
    chosen = form or WHAT[what][0]
    if chosen not in WHAT[what]:
        other = next((one for one, forms in WHAT.items() if chosen in forms), None)
        kind = f"format of a {what}" + (
            f" (it is one of a {other}: --what {other})" if other else ""
        )
        raise UnknownName(kind=kind, name=chosen, known=list(WHAT[what]))
    return chosen


def _packages(cases: Cases, out: Path) -> tuple[Path, ...]:
    path = out / "prms-packages.xlsx"
    write_whole(path, prms_list(cases))
    return (path,)


def _payloads(cases: Cases, out: Path) -> tuple[Path, ...]:
    refuse_other_questions(cases.project.framework)
    common, written = list(common_gaps(cases.project)), []
    for key in cases.project.ready:
        content, left = ipsr_payload(cases.case(key))
        beside = out / f"{key}-ipsr-left-out.csv"
        for path, made in (
            (out / f"{key}-ipsr.json", content),
            (beside, left_out_csv([*left, *common])),
        ):
            write_whole(path, made)
            written.append(path)
    if not written:
        message = "No site is without errors, so there is no package; see 'workbench check'."
        raise NothingToShow(message)
    return tuple(written)


def _factsheets(cases: Cases, form: ReportFormat, out: Path) -> tuple[Path, ...]:
    """Write a factsheet per site; HTML holds all it needs, to be mailed as one file."""
    require_formats([form])
    written = []
    with Pictures() as pictures:
        for key in cases.project.ready:
            made, stem = factsheet_document(cases.case(key)), f"{key}-factsheet"
            if form == "html":
                write_whole(out / file_of(stem, form), page_html(made, script_source=None))
            else:
                done = write_formats(made, [form], out=out, stem=stem, pictures=pictures)
                for fault in done.faults:
                    raise FormatFault(fault)
            written.append(out / file_of(stem, form))
    if not written:
        message = "No site is without errors, so there is no factsheet; see 'workbench check'."
        raise NothingToShow(message)
    return tuple(written)


def _filled(cases: Cases, template: Path, out: Path) -> tuple[Path, ...]:
    """Fill a Word template for each site; nothing is written where it cannot be filled for one."""
    require_templates()
    made = {
        out / f"{key}-{template.stem}.docx": fill_word_template(
            template, donor_context(cases.case(key))
        )
        for key in cases.project.ready
    }
    for path, content in made.items():
        write_whole(path, content)
    if not made:
        message = "No site is without errors, so there is nothing to fill; see 'workbench check'."
        raise NothingToShow(message)
    return tuple(made)


_CASES: Final[Mapping[str, Callable[[Cases, Path], tuple[Path, ...]]]] = {
    "prms": _packages,
    "ipsr": _payloads,
}


def _plans(project: Path | str, site: str | None, chosen: str, out: Path) -> tuple[Path, ...]:
    whole = open_project(project)
    planned = set(whole.table("activities")["site"])
    places = map(whole.site, [site] if site else [key for key in whole.ready if key in planned])
    written = []
    for place in places:
        path = out / f"{place.key}-plan.{_ENDINGS.get(chosen, chosen)}"
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
