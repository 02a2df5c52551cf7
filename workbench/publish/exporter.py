"""The HTML report: an nbconvert exporter, and one page per site from several notebooks.

``jupyter nbconvert --to workbench-html notebook.ipynb`` lays out a single executed notebook the
same way. plotly figures are drawn from the small JSON that a notebook keeps; nbconvert alone would
leave them out without a word.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from os.path import relpath
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, Unicode, default
from traitlets.config import Config

from workbench.files import write_whole
from workbench.publish import assets
from workbench.publish.document import Document, ReportFault, read_document
from workbench.publish.prose import html_of_shown, passage
from workbench.publish.tables import has_rows, tables_of

_FIGURE = '<script type="application/json" data-figure>'


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
    attachments : tuple of Path
        Files beside the page that it links to.
    """

    path: Path
    figures: int
    missing: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    attachments: tuple[Path, ...] = ()


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

    def page(
        self,
        document: Document,
        *,
        standalone: bool | None = None,
        script_source: str | None = None,
    ) -> str:
        """Write a document as one HTML page.

        Parameters
        ----------
        document : Document
            What the page says.
        standalone, script_source
            For this page instead of the exporter's own settings of these names.

        Raises
        ------
        ReportFault
            The page does not hold as many figures as the notebooks, or it has a table without rows.
        """
        _refuse_empty_tables(document)
        inlined = self.standalone if standalone is None else standalone
        page = self.template.render(
            report=document,
            inlined=inlined,
            style=assets.style(),
            draw=assets.draw_script(),
            plotly=assets.plotly_script() if inlined and document.figures else "",
            script_source=self.script_source if script_source is None else script_source,
        )
        drawn = page.count(_FIGURE)
        if drawn != document.figures:
            message = f"The notebooks hold {document.figures} figures, the page {drawn}."
            raise ReportFault(message)
        return str(page)


def _refuse_empty_tables(document: Document) -> None:
    for chapter in document.chapters:
        for block in (block for section in chapter.sections for block in section.blocks):
            tables = [block.html] if block.kind == "table" else tables_of(block.html)
            if not all(has_rows(table) for table in tables):
                name = f"Table {block.number}" if block.number else "A table"
                message = f"{name} of chapter {chapter.number or chapter.title} has no rows."
                raise ReportFault(message)


@cache
def shared_exporter() -> SiteReportExporter:
    """Give the one exporter of this process; making one costs more than laying out a page."""
    return SiteReportExporter(standalone=False)


def warm(notebooks: Iterable[Path]) -> None:
    """Do beforehand what is the same for every report, so that forked copies find it done.

    This makes the exporter, compiles its template, reads the style, the drawing script and
    plotly.js, and lays out the markdown cells of the recipes. No cell is run and no thread started.

    Parameters
    ----------
    notebooks : iterable of Path
        The recipes; one that cannot be read is passed over.

    Examples
    --------
    >>> warm([Path("no-such-recipe.ipynb")])
    """
    assets.plotly_bytes()
    shared_exporter().page(read_document([]))
    html_of_shown("Its parser is *made* at the first use.")
    for path in notebooks:
        # Whatever is wrong with a recipe is said when its cells are run.
        with contextlib.suppress(Exception):
            for cell in json.loads(path.read_text("utf-8"))["cells"]:
                if cell["cell_type"] == "markdown" and not cell.get("attachments"):
                    passage("".join(cell["source"]))


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
        Put plotly.js (5 MB) and the attachments into the page, for mailing a single file.
    shared : Path, optional
        Folder that holds the one copy of plotly.js in ``assets``; the folder above ``out``'s own
        by default.

    Returns
    -------
    Report

    Raises
    ------
    ReportFault
        A cell failed or never ran, a figure would be lost, or a table is empty. Nothing is written
        then.
    """
    document = read_document(notebook for _, notebook in notebooks)
    folder = (shared or out.parent.parent).resolve()
    source = ""
    if document.figures and not standalone:
        script = assets.write_plotly(folder)
        source = _relative(script, out.parent.resolve())
    page = shared_exporter().page(document, standalone=standalone, script_source=source)
    beside = [] if standalone else [(out.parent / one.name, one) for one in document.attachments]
    for place, attached in beside:
        write_whole(place, attached.content)
    write_whole(out, page)
    return Report(
        path=out,
        figures=document.figures,
        missing=tuple(what.striptags() for what, _ in document.missing),
        facts=document.facts,
        attachments=tuple(place for place, _ in beside),
    )


def _relative(target: Path, folder: Path) -> str:
    # Path.relative_to walks upwards only from Python 3.12 on.
    return Path(relpath(target, folder)).as_posix()
