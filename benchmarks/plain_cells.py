"""The floor: the code cells of notebooks as plain Python, site after site, in one warm process.

    python -m benchmarks.plain_cells WORK.json SECONDS.json

What a cell shows is turned into text as a kernel would: figures into JSON, tables into HTML. The
first site is done once without being timed, which pays for imports and first uses. Writes the
seconds of each site as JSON.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import IPython.display
import plotly.io
from plotly.basedatatypes import BaseFigure


def as_text(thing: object) -> str:
    """Turn what a cell shows into the text that would go into the notebook."""
    if thing is None:
        return ""
    if isinstance(thing, BaseFigure):
        return str(plotly.io.to_json(thing, validate=False))
    bundle = getattr(thing, "_repr_mimebundle_", None)
    if bundle is not None:
        return json.dumps(bundle(include=None, exclude=None))
    html = getattr(thing, "_repr_html_", None)
    return str(html()) if html is not None else repr(thing)


class Cells:
    """The code cells of one notebook.

    Parameters
    ----------
    notebook : mapping
        The notebook.
    show : callable
        Takes what is shown.
    """

    def __init__(self, notebook: Mapping[str, Any], show: Any = as_text) -> None:
        cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        self._cells = [
            ("".join(cell["source"]), "parameters" in cell["metadata"].get("tags", []))
            for cell in cells
        ]
        self._show = show

    def run(self, parameters: Mapping[str, object]) -> float:
        """Run all cells in a namespace of their own; give the seconds."""
        names: dict[str, Any] = {"__name__": "__main__"}
        began = time.perf_counter()
        for source, takes_parameters in self._cells:
            self._run_cell(source, names)
            if takes_parameters:
                names.update(parameters)
        return time.perf_counter() - began

    def _run_cell(self, source: str, names: dict[str, Any]) -> None:
        body = ast.parse(source)
        last = body.body[-1] if body.body else None
        if isinstance(last, ast.Expr) and not source.rstrip().endswith(";"):
            body.body.pop()
            exec(compile(body, "<cell>", "exec"), names)  # noqa: S102 - that is what is measured
            self._show(eval(compile(ast.Expression(last.value), "<cell>", "eval"), names))  # noqa: S307
        else:
            exec(compile(body, "<cell>", "exec"), names)  # noqa: S102


def seconds_of_sites(work: Mapping[str, Any]) -> list[float]:
    """Run the cells for each site, after the first one once in vain."""
    notebooks = [Cells(json.loads(Path(path).read_text("utf-8"))) for path in work["notebooks"]]

    def one(site: str) -> float:
        parameters = {**work["parameters"], work["site_parameter"]: site}
        return sum(notebook.run(parameters) for notebook in notebooks)

    with _shown_as_text(), contextlib.redirect_stdout(io.StringIO()):
        one(work["sites"][0])
        return [one(site) for site in work["sites"]]


@contextlib.contextmanager
def _shown_as_text() -> Any:
    """Let what cells show by hand be turned into text too."""

    def show(figure: BaseFigure, *_: object, **__: object) -> None:
        as_text(figure)

    def display(*things: object, **_: object) -> None:
        for thing in things:
            as_text(thing)

    shown, displayed = BaseFigure.show, IPython.display.display
    BaseFigure.show, IPython.display.display = show, display
    try:
        yield
    finally:
        BaseFigure.show, IPython.display.display = shown, displayed


def main(arguments: Sequence[str]) -> None:
    work = json.loads(Path(arguments[0]).read_text("utf-8"))
    Path(arguments[1]).write_text(json.dumps(seconds_of_sites(work)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
