"""The HTML report: an nbconvert exporter, and one page per site from several notebooks.

``jupyter nbconvert --to workbench-html notebook.ipynb`` lays out a single executed notebook the
same way. plotly figures are drawn from the small JSON that a notebook keeps; nbconvert alone would
leave them out without a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, Unicode, default
from traitlets.config import Config

from workbench.files import write_whole
from workbench.reports import assets
from workbench.reports.document import Document, ReportFault, read_document

_DRAWN = re.compile(r'<script type="application/json" data-figure>')


@dataclass(frozen=True)
class Report:
    """A report that was written and checked.

    Attributes
    ----------
    path : Path
        The HTML page.
    figures : int
        Figures in it.
    missing : tuple of str
        Names of what is missing.
    facts : mapping
        Plain values for the portfolio page.
    """

    path: Path
    figures: int
    missing: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)


class SiteReportExporter(TemplateExporter):
    """Lay out an executed notebook as a page of the workbench: code hidden, figures drawn.

    The page holds everything but plotly.js, which it inlines (``standalone``) or loads from
    ``script_source`` beside it; it asks nothing of the network.
    """

    export_from_notebook = "Workbench report"
    standalone = Bool(default_value=True, help="put plotly.js into the page").tag(config=True)
    script_source = Unicode("", help="address of plotly.js, relative to the page").tag(config=True)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "workbench"

    @default("template_file")
    def _template_file_default(self) -> str:
        return "index.html.j2"

    # A trait computed at run time in nbconvert; ours is fixed.
    @property
    def template_paths(self) -> list[str]:  # type: ignore[override]
        """Our own template folder; templates of other packages have no say in a report."""
        return [str(assets.templates_folder() / "workbench")]

    @property
    def default_config(self) -> Config:
        """Take nothing from nbconvert's defaults: the document reader does its own selection."""
        return Config({})

    # nbconvert declares a notebook as the result; all its exporters of pages return text.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Lay out one executed notebook; see :func:`site_report` for several."""
        del kw
        page = self.page(read_document([nb]))
        found = dict(resources or {})
        found["output_extension"] = self.file_extension
        return page, found

    def page(self, document: Document) -> str:
        """Write a document as one HTML page.

        Raises
        ------
        ReportFault
            The page does not hold as many figures as the notebooks.
        """
        page = self.template.render(
            report=document,
            style=assets.style(),
            draw=assets.draw_script(),
            plotly=assets.plotly_script() if self.standalone else "",
            script_source=self.script_source,
        )
        drawn = len(_DRAWN.findall(page))
        if drawn != document.figures:
            message = f"The notebooks hold {document.figures} figures, the page {drawn}."
            raise ReportFault(message)
        return str(page)


@cache
def _exporter(*, standalone: bool, script_source: str) -> SiteReportExporter:
    # Making an exporter costs more than laying out a page: one per process and kind is enough.
    return SiteReportExporter(standalone=standalone, script_source=script_source)


def site_report(
    notebooks: Sequence[tuple[str, NotebookNode]],
    *,
    out: Path,
    standalone: bool = False,
    shared: Path | None = None,
) -> Report:
    """Write the report of one site from its executed notebooks.

    Parameters
    ----------
    notebooks : sequence of (str, NotebookNode)
        Name of the step and executed notebook, in step order.
    out : Path
        The HTML file to write; it appears whole or not at all.
    standalone : bool
        Put plotly.js (5 MB) into the page, for mailing a single file.
    shared : Path, optional
        Folder that holds the one copy of plotly.js in ``assets``; the folder above ``out``'s own
        by default.

    Returns
    -------
    Report

    Raises
    ------
    ReportFault
        A cell failed or never ran, or a figure would be lost. Nothing is written then.
    """
    document = read_document(notebook for _, notebook in notebooks)
    folder = (shared or out.parent.parent).resolve()
    source = ""
    if not standalone:
        script = assets.write_plotly(folder)
        source = _relative(script, out.parent.resolve())
    page = _exporter(standalone=standalone, script_source=source).page(document)
    write_whole(out, page)
    return Report(
        path=out,
        figures=document.figures,
        missing=tuple(what.striptags() for what, _ in document.missing),
        facts=document.facts,
    )


def _relative(target: Path, folder: Path) -> str:
    # Path.relative_to walks upwards only from Python 3.12 on.
    from os.path import relpath

    return Path(relpath(target, folder)).as_posix()
