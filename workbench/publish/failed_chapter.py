"""What stands in a report in the place of a chapter of the project's own that failed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from workbench.page.records import MIME, Record, missing, paragraphs, to_json
from workbench.page.text import say
from workbench.publish.html import page_html
from workbench.publish.reading import read_document

_new: Any = nbformat.v4


def require_chapter(notebook: NotebookNode) -> None:
    """Make sure that a page can hold an executed notebook, before it becomes part of a report.

    Raises
    ------
    ReportFault
        It cannot: a cell failed, or a figure would be lost.
    """
    page_html(read_document([notebook]), script_source="")


def failed_chapter(notebook: Path, reason: str) -> NotebookNode:
    """Return a notebook that has the title of one that failed, and says why it did.

    Examples
    --------
    >>> read_document([failed_chapter(Path("6-yield.ipynb"), "no rain")]).missing[0][1].plain
    'no rain'
    """
    title = _title(notebook)
    words = say("**This chapter could not be made.** {}", reason)
    shown = (paragraphs(words), missing(f"Chapter {title}", reason))
    node: NotebookNode = _new.new_notebook(
        cells=[_new.new_markdown_cell(f"# {title}"), *(_shown(one) for one in shown)]
    )
    return node


def _shown(record: Record) -> NotebookNode:
    output = _new.new_output("display_data", {MIME: to_json(record)})
    cell: NotebookNode = _new.new_code_cell("shown", execution_count=1, outputs=[output])
    return cell


def _title(notebook: Path) -> str:
    """Return the first heading of a notebook, else its name as words."""
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        texts = ["".join(one["source"]) for one in cells if one["cell_type"] == "markdown"]
    except (OSError, ValueError, KeyError, TypeError):
        texts = []
    lines = (line for text in texts for line in text.splitlines())
    found = next((line[2:].strip() for line in lines if line.startswith("# ")), "")
    return found or notebook.stem.replace("-", " ")
