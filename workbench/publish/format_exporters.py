"""The other formats of one notebook, as nbconvert exporters.

``jupyter nbconvert --to workbench-pdf notebook.ipynb`` sets a single executed notebook as
``workbench run --to pdf`` sets those of a site; so do ``workbench-docx`` and
``workbench-slides``. They need the extra ``reports`` and Chrome or Chromium.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from workbench.publish.formats import ENDINGS, ReportFormat, format_content, require_formats
from workbench.publish.pictures import Pictures
from workbench.publish.reading import read_document


class _FormatExporter(Exporter):  # type: ignore[misc, unused-ignore]
    """Write an executed notebook in one of the formats of a report."""

    form: ClassVar[ReportFormat]

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ENDINGS[self.form]

    # nbconvert declares a notebook as the result; its exporters of files return text or bytes.
    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[bytes, dict[str, Any]]:
        """Write one executed notebook."""
        del kw
        reference = self._reference()
        require_formats([self.form], reference)
        document = read_document([nb])
        with Pictures() as pictures:
            made = format_content(self.form, document, pictures.of(document.looks), reference)
        return made, {**(resources or {}), "output_extension": self.file_extension}

    def _reference(self) -> bytes | None:
        return None


class PdfExporter(_FormatExporter):
    """Set an executed notebook as PDF."""

    form = "pdf"
    export_from_notebook = "Workbench PDF"
    output_mimetype = "application/pdf"


class DocxExporter(_FormatExporter):
    """Write an executed notebook as a Word file."""

    form = "docx"
    export_from_notebook = "Workbench Word"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    template = Unicode("", help="a Word file whose look is taken").tag(config=True)

    def _reference(self) -> bytes | None:
        return Path(self.template).read_bytes() if self.template else None


class SlidesReportExporter(_FormatExporter):
    """Show the tagged cells of an executed notebook as slides."""

    form = "slides"
    export_from_notebook = "Workbench slides"
    output_mimetype = "text/html"
