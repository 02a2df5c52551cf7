"""The forms of a report: HTML for the screen, and what is made of the same document beside it."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from workbench.errors import WorkbenchError
from workbench.files import write_whole
from workbench.language import speaking
from workbench.publish.document import Document
from workbench.publish.pictures import Drawn, Pictures, require_browser

ReportFormat = Literal["html", "pdf", "docx", "slides"]
"""What a report can be written as."""

REPORT_FORMATS: Final[tuple[ReportFormat, ...]] = get_args(ReportFormat)

ENDINGS: Final[Mapping[ReportFormat, str]] = {
    "html": ".html",
    "pdf": ".pdf",
    "docx": ".docx",
    "slides": ".slides.html",
}
"""What the name of the file ends in, behind ``report``."""

_NEEDS: Final[Mapping[ReportFormat, tuple[tuple[str, str], ...]]] = {
    "html": (),
    "pdf": (("typst", "typst"), ("kaleido", "kaleido")),
    "docx": (("docx", "python-docx"), ("kaleido", "kaleido")),
    "slides": (("kaleido", "kaleido"),),
}
"""Modules that a format needs, with the name under which they are installed."""

_Writer: TypeAlias = Callable[[Document, Drawn, bytes | None], bytes]


def _pdf(document: Document, draw: Drawn, reference: bytes | None) -> bytes:

    from workbench.publish.pdf import pdf_report

    del reference  # the look of a Word file says nothing of that of a PDF
    return pdf_report(document, draw)


def _docx(document: Document, draw: Drawn, reference: bytes | None) -> bytes:
    from workbench.publish.word import word_report

    return word_report(document, draw, reference)


def _slides(document: Document, draw: Drawn, reference: bytes | None) -> bytes:
    from workbench.publish.report_slides import slides_report

    del reference
    return slides_report(document, draw)


_WRITERS: Final[Mapping[ReportFormat, _Writer]] = {"pdf": _pdf, "docx": _docx, "slides": _slides}


class FormatFault(WorkbenchError):
    """A format that cannot be written on this computer."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a report beside its HTML.

    Attributes
    ----------
    files : mapping of str to str
        Names of the files, with their SHA-256.
    pictures : frozenset of str
        File names of the kept pictures that they use.
    faults : tuple of str
        Formats that failed, each with the reason in a line.
    """

    files: Mapping[str, str]
    pictures: frozenset[str]
    faults: tuple[str, ...]


def read_formats(given: str) -> tuple[ReportFormat, ...]:
    """Read a list of formats, such as ``html,pdf``; HTML is always among them, as the first.

    Raises
    ------
    FormatFault
        One of them is no format.

    Examples
    --------
    >>> read_formats("docx,pdf"), read_formats("html")
    (('html', 'pdf', 'docx'), ('html',))
    >>> read_formats("pdf,odt")
    Traceback (most recent call last):
    workbench.publish.formats.FormatFault: There is no format 'odt' (html, pdf, docx, slides).
    """
    wanted = {"html", *(one.strip().lower() for one in given.split(",") if one.strip())}
    for one in sorted(wanted - set(REPORT_FORMATS)):
        message = f"There is no format '{one}' ({', '.join(REPORT_FORMATS)})."
        raise FormatFault(message)
    return tuple(one for one in REPORT_FORMATS if one in wanted)


def require_formats(formats: Iterable[ReportFormat], reference: bytes | None = None) -> None:
    """Make sure that formats can be written here, before anything starts.

    Parameters
    ----------
    formats : iterable of str
        What is wanted.
    reference : bytes, optional
        A Word file whose look the Word file is to take.

    Raises
    ------
    FormatFault
        A library is missing; the message names all that are, and how to get them.
    PictureFault
        There is no browser that could draw the pictures.
    ReferenceFault
        The reference is no Word file.
    """
    wanted = list(formats)
    needed = dict.fromkeys(need for one in wanted for need in _NEEDS[one])
    lacking = [name for module, name in needed if not _is_there(module)]
    if lacking:
        message = (
            f"{' and '.join(one for one in wanted if _NEEDS[one])} need {', '.join(lacking)}: "
            "pip install 'scaling-workbench[reports]'. HTML does without: --to html."
        )
        raise FormatFault(message)
    if needed:
        require_browser()
    if reference is not None and "docx" in wanted:
        from workbench.publish.word_styles import blank_report

        blank_report(reference)


def _is_there(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def file_of(stem: str, form: ReportFormat) -> str:
    """Return the name of a report's file in a format.

    Examples
    --------
    >>> file_of("report", "pdf")
    'report.pdf'
    """
    return f"{stem}{ENDINGS[form]}"


def record_of(stem: str) -> str:
    """Return the name of the file that says of what the formats of a report were made.

    Examples
    --------
    >>> record_of("report")
    'report-formats.json'
    """
    return f"{stem}-formats.json"


def every_file(stem: str) -> list[str]:
    """List the files that a report may have beside its HTML.

    Examples
    --------
    >>> every_file("report")[-1]
    'report-formats.json'
    """
    return [*(file_of(stem, form) for form in REPORT_FORMATS if form != "html"), record_of(stem)]


@cache
def format_libraries() -> str:
    """Return a short key of the libraries that write the formats; other versions write anew.

    Examples
    --------
    >>> len(format_libraries())
    16
    """
    names = dict.fromkeys(name for needs in _NEEDS.values() for _, name in needs)
    return hashlib.sha256(repr([(one, _version(one)) for one in names]).encode()).hexdigest()[:16]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def format_content(
    form: ReportFormat, document: Document, draw: Drawn, reference: bytes | None = None
) -> bytes:
    """Return a document in a format beside HTML, as the bytes of a file."""
    with speaking(document.speech):
        return _WRITERS[form](document, draw, reference)


def write_formats(
    document: Document,
    formats: Collection[ReportFormat],
    *,
    out: Path,
    stem: str,
    pictures: Pictures,
    reference: bytes | None = None,
) -> Written:
    """Write a document in the formats beside HTML; one that fails does not stop the others.

    Parameters
    ----------
    document : Document
        What the report says.
    formats : collection of str
        What to write; HTML is passed over, see :func:`workbench.publish.exporter.site_report`.
    out : Path
        Folder of the files.
    stem : str
        Their name, without what tells the format.
    pictures : Pictures
        Draws the figures.
    reference : bytes, optional
        A Word file whose look the Word file takes.
    """
    pictures.used.clear()
    files: dict[str, str] = {}
    faults: list[str] = []
    for form in formats:
        if form == "html":
            continue
        name = file_of(stem, form)
        try:
            content = format_content(form, document, pictures.of(document.looks), reference)
            write_whole(out / name, content)
        except WorkbenchError as error:
            (out / name).unlink(missing_ok=True)
            faults.append(f"{name}: {error}")
        except OSError as error:
            there = (
                "a folder of this name is in the way" if (out / name).is_dir() else error.strerror
            )
            faults.append(f"{name}: {there}")
        else:
            files[name] = hashlib.sha256(content).hexdigest()
    return Written(files, frozenset(pictures.used), tuple(faults))
