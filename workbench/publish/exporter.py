"""The HTML report: an nbconvert exporter, and one page per site from several notebooks.

``jupyter nbconvert --to workbench-html notebook.ipynb`` lays out a single executed notebook the
same way. plotly figures are drawn from the small JSON that a notebook keeps; nbconvert alone would
leave them out without a word.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from os.path import relpath
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Bool, Unicode, default

from workbench.files import write_whole
from workbench.page.records import Fact, Title
from workbench.publish import assets
from workbench.publish.document import Document
from workbench.publish.html import page_html
from workbench.publish.prose import html_of_shown, passage
from workbench.publish.reading import read_document


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
    facts: Mapping[str, Fact] = field(default_factory=dict)
    attachments: tuple[Path, ...] = ()


class SiteReportExporter(Exporter):
    """Lay out an executed notebook as a page of the workbench: code hidden, figures drawn.

    The page holds everything but plotly.js, which it inlines (``standalone``) or loads from
    ``script_source`` beside it; it asks nothing of the network.
    """

    export_from_notebook = "Workbench report"
    output_mimetype = "text/html"
    standalone = Bool(default_value=True, help="put plotly.js into the page").tag(config=True)
    script_source = Unicode("", help="address of plotly.js, relative to the page").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    # nbconvert declares a notebook as the result; all its exporters of pages return text.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """Lay out one executed notebook; see :func:`site_report` for several."""
        del kw
        source = None if self.standalone else self.script_source
        page = page_html(read_document([nb]), script_source=source)
        return page, {**(resources or {}), "output_extension": self.file_extension}


def warm(notebooks: Iterable[Path]) -> None:
    """Do beforehand what is the same for every report, so that forked copies find it done.

    This compiles the template, reads the style, the drawing script and plotly.js, and lays out the
    markdown cells of the recipes; one that cannot be read is passed over. No cell is run and no
    thread started.

    Examples
    --------
    >>> warm([Path("no-such-recipe.ipynb")])
    """
    assets.plotly_bytes()
    page_html(Document(), script_source="")
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
    title: Title | None = None,
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

    title : Title, optional
        The title page, where no notebook has one.

    Returns
    -------
    Report

    Raises
    ------
    ReportFault
        A cell failed or never ran, or a figure would be lost. Nothing is written then.
    """
    document = read_document(notebook for _, notebook in notebooks)
    document = replace(document, title=document.title or title)
    folder = (shared or out.parent.parent).resolve()
    source: str | None = None
    if not standalone:
        script = assets.write_plotly(folder) if document.figures else folder
        source = _relative(script, out.parent.resolve())
    page = page_html(document, script_source=source)
    beside = [] if standalone else [(out.parent / one.name, one) for one in document.attachments]
    for place, attached in beside:
        write_whole(place, attached.content)
    write_whole(out, page)
    return Report(
        path=out,
        figures=document.figures,
        missing=tuple(what.plain for what, _ in document.missing),
        facts=document.facts,
        attachments=tuple(place for place, _ in beside),
    )


def _relative(target: Path, folder: Path) -> str:
    # Path.relative_to walks upwards only from Python 3.12 on.
    return Path(relpath(target, folder)).as_posix()
