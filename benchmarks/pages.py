"""What a way has written: every report there, every figure in it, and how large it all is.

A report without its figures is quickly made. Therefore nothing counts before the figures of each
page have been counted against those of its notebooks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import BenchFault

_PLOTLY = "application/vnd.plotly.v1+json"
_DRAWN_BY_PLOTLY = re.compile(r"Plotly\.newPlot\(\s*[\"']")
_DRAWN_BY_US = re.compile(r"<script[^>]*\bdata-figure\b")
_SCRIPT_BESIDE = re.compile(r"<script[^>]*\bsrc=\"([^\":]*plotly[^\":]*\.js)\"")
_SCRIPT_INSIDE = "plotly.js v"


@dataclass(frozen=True, kw_only=True)
class Pages:
    """What is in a folder of reports.

    Attributes
    ----------
    figures : mapping of str to int
        Figures of each site.
    html, shared : int
        Bytes of all pages, and of what the pages share.
    """

    figures: Mapping[str, int]
    html: int
    shared: int


def inspect(out: Path, sites: Sequence[str], expected: int | None = None) -> Pages:
    """Look at every report.

    Parameters
    ----------
    out : Path
        Folder of the reports, with a folder for each site.
    sites : sequence of str
        Sites that must have one.
    expected : int, optional
        Figures that each site must have.

    Raises
    ------
    BenchFault
        A report is not there, or a figure is not in it.
    """
    figures, html = {}, 0
    for site in sites:
        pages = sorted((out / site).glob("*.html"))
        executed = sorted((out / site).glob("*.ipynb"))
        if not pages or not executed:
            message = f"{site} has no report in {out.name}"
            raise BenchFault(message)
        drawn = sum(figures_of_page(page) for page in pages)
        shown = sum(figures_of_notebook(json.loads(path.read_text("utf-8"))) for path in executed)
        if not drawn or drawn != shown or (expected is not None and drawn != expected):
            message = f"{site}: {drawn} figures in its pages, {shown} in its notebooks"
            raise BenchFault(message + (f", {expected} expected" if expected is not None else ""))
        figures[site] = drawn
        html += sum(page.stat().st_size for page in pages)
    assets = out / "assets"
    shared = sum(path.stat().st_size for path in assets.rglob("*") if path.is_file())
    return Pages(figures=figures, html=html, shared=shared)


def figures_of_page(page: Path) -> int:
    """Count the figures that a page draws; one that has nothing to draw them with is refused."""
    text = page.read_text("utf-8")
    drawn = len(_DRAWN_BY_PLOTLY.findall(text)) + len(_DRAWN_BY_US.findall(text))
    if drawn and _SCRIPT_INSIDE not in text:
        beside = _SCRIPT_BESIDE.search(text)
        if beside is None or not (page.parent / beside[1]).is_file():
            message = f"{page.name} of {page.parent.name} has figures but no plotly.js"
            raise BenchFault(message)
    return drawn


def figures_of_notebook(notebook: Mapping[str, Any]) -> int:
    """Count the figures among the outputs of a notebook, in either form that plotly gives them."""
    found = 0
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            html = "".join(data.get("text/html", ""))
            found += 1 if _PLOTLY in data else len(_DRAWN_BY_PLOTLY.findall(html))
    return found
