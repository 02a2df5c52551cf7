"""What the notebooks and this package need, imported and used for the first time beforehand.

A forked site starts with the memory of the template process. Imports, reading the frameworks and
the declaration of the tables, compiling the report's template and plotly's first figure cost a site
seconds; done once in the template process they cost it nothing. Only constants are touched, no cell
and no data.
"""

from __future__ import annotations

import ast
import contextlib
import importlib
import json
import sys
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

_NEVER = ("debugpy", "pydevd", "_pydev", "__main__", "tkinter", "turtle", "antigravity")
_REHEARSAL = "workbench-rehearsal"
_done: set[str] = set()


class AskedToEnd(BaseException):
    """Somebody asked this process to end; no import that goes on may keep it from that."""


def import_all(names: Iterable[str]) -> None:
    """Import modules; one that cannot be imported is left out, whatever it says."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            if name in sys.modules or name.startswith(_NEVER):
                continue
            try:
                importlib.import_module(name)
            except AskedToEnd:
                raise
            except BaseException:  # noqa: BLE001, S110 - whoever needs it hears of it
                pass


def imports_of(notebook: Path) -> list[str]:
    """List the modules that a notebook imports by name; one that cannot be read imports nothing.

    Returns
    -------
    list of str
        In order, ``a`` before ``a.b`` for ``from a import b``, which may be no module at all.
    """
    try:
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    found = (name for cell in cells for name in _imports_of_cell(cell))
    return list(dict.fromkeys(found))


def _imports_of_cell(cell: Mapping[str, Any]) -> Iterator[str]:
    if cell.get("cell_type") != "code":
        return
    lines = "".join(cell.get("source", "")).splitlines()
    plain = "\n".join(line for line in lines if not line.lstrip().startswith(("%", "!", "?")))
    try:
        tree = ast.parse(plain)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def use_once(notebooks: Sequence[Path] = ()) -> None:
    """Use for the first time whatever has been imported by now; quiet where that fails.

    The text of the notebooks is laid out beforehand: it is the same in every report.

    Notes
    -----
    Nothing is imported here that is not there already: what a notebook does not use costs nothing.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for module, use in _FIRST_USES.items():
            if module in sys.modules and module not in _done:
                _done.add(module)
                with contextlib.suppress(Exception):
                    use()
        if "papermill" in sys.modules:
            for notebook in notebooks:
                with contextlib.suppress(Exception):
                    _rehearse(notebook)
        if "workbench.publish.exporter" in sys.modules:
            from workbench.publish.exporter import warm

            with contextlib.suppress(Exception):
                warm(notebooks)


def _rehearse(notebook: Path) -> None:
    """Let papermill do everything with a notebook but run it and write it.

    What is built for the first notebook is above all the compiled schema of all notebooks (0.1 s).
    """
    import nbformat
    import papermill
    from papermill import engines

    _papermill: Any = papermill
    _nbformat: Any = nbformat
    _engines: Any = engines

    class Rehearsal(_engines.Engine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, *_: Any, **__: Any) -> None:
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                nb_man.cell_complete(cell, cell_index=index)

    _engines.papermill_engines.register(_REHEARSAL, Rehearsal)
    content = _papermill.execute_notebook(
        str(notebook), None, {"site": ""}, engine_name=_REHEARSAL, kernel_name="python3",
        language="python", progress_bar=False, log_output=False,
        request_save_on_cell_execute=False, autosave_cell_every=0,
    )  # fmt: skip
    shown = _nbformat.v4.new_output("display_data", {"text/plain": "x"})
    said = _nbformat.v4.new_output("stream", name="stdout", text="x")
    content.cells.append(_nbformat.v4.new_code_cell(outputs=[said, shown]))
    _nbformat.writes(content)


def _frameworks() -> None:
    from workbench.frameworks import every_framework, load

    for key in every_framework():
        load(key)


def _declaration() -> None:
    from workbench.project.schema.declaration import declaration

    declaration()


def _plotly() -> None:
    import plotly.graph_objects as go

    figure = go.Figure(go.Scatter(x=[1], y=[1]), layout={"template": "plotly", "title": "x"})
    figure._repr_mimebundle_()  # what a notebook does with a figure


_FIRST_USES: dict[str, Callable[[], None]] = {
    "workbench.frameworks": _frameworks,
    "workbench.project": _declaration,
    "plotly.graph_objects": _plotly,
}
