"""The other formats through nbconvert, by the names under which they are installed."""

from __future__ import annotations

import shutil
from importlib.metadata import entry_points
from typing import Any

import nbformat
import pytest

from workbench.publish import format_exporters
from workbench.publish.format_exporters import DocxExporter, PdfExporter, SlidesReportExporter
from workbench.publish.formats import ENDINGS, REPORT_FORMATS

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
BEGINS = {"pdf": b"%PDF-", "docx": b"PK", "slides": b"<!DOCTYPE html>"}


@pytest.fixture
def plain() -> Any:
    new: Any = nbformat.v4
    return new.new_notebook(cells=[new.new_markdown_cell("# One\n\nTwo.")])


def test_every_format_can_be_asked_for_by_name() -> None:
    names = {one.name for one in entry_points(group="nbconvert.exporters")}
    assert {f"workbench-{form}" for form in REPORT_FORMATS} <= names


@pytest.mark.parametrize("exporter", [PdfExporter, DocxExporter, SlidesReportExporter])
def test_a_notebook_becomes_a_file(
    exporter: Any, plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(format_exporters, "require_formats", lambda *_: None)
    made, resources = exporter().from_notebook_node(plain)
    assert made.startswith(BEGINS[exporter.form])
    assert resources["output_extension"] == ENDINGS[exporter.form]


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it")
@pytest.mark.parametrize("exporter", [PdfExporter, DocxExporter])
def test_figures_are_drawn(exporter: Any, executed: Any) -> None:
    made, _ = exporter().from_notebook_node(executed)
    assert len(made) > 20_000
