"""What is run: notebooks, sites, parameters; of the reference template and of our own project."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from workbench.batch import choose_steps
from workbench.project import read_project

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "data" / "example"
EXTRA = Path(sys.prefix) / "bench"
"""Where ``make bench`` puts what the reference template needs and the workbench does not."""

_ROWS, _ROWS_OF_MANY, _MANY = 720, 420, 24
"""Score rows a site, and from how many sites on there are fewer, as in the reference figures."""


@dataclass(frozen=True, kw_only=True)
class Workload:
    """Notebooks that are run for each site.

    Attributes
    ----------
    name : str
        What the tables call it.
    notebooks : tuple of Path
        In step order.
    site_parameter : str
        Name of the parameter that takes the site.
    parameters : mapping
        The other parameters.
    sites : tuple of str
        The sites.
    project : Path or None
        Folder of the project, where it is one of ours.
    libraries : tuple of Path
        Folders that Python has to look into besides.
    figures : int or None
        Figures that each site must have, where that is known beforehand.
    """

    name: str
    notebooks: tuple[Path, ...]
    site_parameter: str
    parameters: Mapping[str, str]
    sites: tuple[str, ...]
    project: Path | None = None
    libraries: tuple[Path, ...] = ()
    figures: int | None = None

    def first(self, number: int) -> Workload:
        """Give the same with the first sites only."""
        return replace(self, sites=self.sites[:number])

    def write(self, path: Path, out: Path) -> Path:
        """Write down for a driver what it is to run, and where the reports go."""
        content = {
            "notebooks": [str(notebook) for notebook in self.notebooks],
            "site_parameter": self.site_parameter,
            "parameters": dict(self.parameters),
            "sites": self.sites,
            "out": str(out),
        }
        path.write_text(json.dumps(content), "utf-8")
        return path


def own(number: int, project: Path = EXAMPLE) -> Workload:
    """Our own notebooks on the first sites of a project."""
    return Workload(
        name="own notebooks",
        notebooks=tuple(recipe.path.resolve() for recipe in choose_steps()),
        site_parameter="site",
        parameters={"project": str(project.resolve())},
        sites=read_project(project).ready[:number],
        project=project.resolve(),
    )


def why_no_reference(folder: Path) -> str:
    """Say in one line why the reference template cannot be measured; empty if it can."""
    absent = [
        name for name in ("make_notebook.py", "make_data.py") if not (folder / name).is_file()
    ]
    if absent:
        return f"there is no {absent[0]} in {folder} (see REFERENCE in docs/benchmarks.md)"
    if importlib.util.find_spec("matplotlib") is None and not (EXTRA / "matplotlib").is_dir():
        return "matplotlib, which colours its tables, is not installed ('make bench' does that)"
    return ""


def reference(folder: Path, sites: int, target: Path) -> Workload:
    """Write the reference template and its made-up data, and give the first sites of it."""
    template = target / "template.ipynb"
    number = max(sites, _MANY)
    data = target / f"data-{number}"
    if not template.exists():
        _run(folder / "make_notebook.py", str(template))
    if not data.exists():
        rows = _ROWS if number <= _MANY else _ROWS_OF_MANY
        _run(folder / "make_data.py", str(data), f"--sites={number}", f"--rows-per-site={rows}")
    return Workload(
        name="reference template",
        notebooks=(template,),
        site_parameter="site_id",
        parameters={"data_dir": str(data)},
        sites=tuple(f"S{number:04d}" for number in range(1, sites + 1)),
        libraries=(EXTRA,),
        figures=shown_figures(json.loads(template.read_text("utf-8"))),
    )


def shown_figures(notebook: Mapping[str, Any]) -> int:
    """Count the figures that a notebook shows by ``.show()``."""
    cells = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    return sum("".join(cell["source"]).count(".show()") for cell in cells)


def _run(script: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, str(script), *arguments], check=True, capture_output=True)
