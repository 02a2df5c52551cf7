"""The ways that are compared: for each, the command that writes the reports of all sites."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.workloads import ROOT, Workload

_FIGURES = {"PLOTLY_RENDERER": "notebook"}
"""Without it, nbconvert leaves out every figure of plotly 6 and later, with exit status 0."""

_LOOP = """set -e
for site in {sites}; do
  mkdir -p {out}/"$site"
{steps}
done
"""
_STEP = """  papermill {notebook} {out}/"$site"/{name} -p {site_parameter} "$site" {given}
  jupyter nbconvert --to html {out}/"$site"/{name}
"""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of writing the reports.

    Attributes
    ----------
    key : str
        What it is called on the command line.
    words : str
        What the tables call it.
    command : callable
        Makes the command for a workload and a folder of reports.
    environment : mapping
        What it needs in its environment.
    engine : str
        What the record of the run has to say of each site; empty for the ways of others.
    """

    key: str
    words: str
    command: Callable[[Workload, Path], list[str]]
    environment: Mapping[str, str] = field(default_factory=dict)
    engine: str = ""


def _shell_loop(work: Workload, out: Path) -> list[str]:
    given = " ".join(f"-p {name} {shlex.quote(value)}" for name, value in work.parameters.items())
    steps = [
        _STEP.format(
            notebook=shlex.quote(str(notebook)),
            name=shlex.quote(notebook.name),
            out=shlex.quote(str(out)),
            site_parameter=work.site_parameter,
            given=given,
        )
        for notebook in work.notebooks
    ]
    script = out.parent / "loop.sh"
    sites = " ".join(map(shlex.quote, work.sites))
    script.write_text(
        _LOOP.format(sites=sites, out=shlex.quote(str(out)), steps="".join(steps).rstrip()), "utf-8"
    )
    return ["bash", str(script)]


def _one_process(work: Workload, out: Path) -> list[str]:
    described = work.write(out.parent / "work.json", out)
    return [sys.executable, "-m", "benchmarks.one_process", str(described)]


def _ours(engine: str, work: Workload, out: Path) -> list[str]:
    how = ["--jobs=2", f"--engine={engine}"]
    if work.project is None:
        described = work.write(out.parent / "work.json", out)
        return [sys.executable, "-m", "benchmarks.package_run", str(described), *how]
    sites = [f"--site={site}" for site in work.sites]
    command = [sys.executable, "-m", "workbench", "run", str(work.project), f"--out={out}"]
    return [*command, "--force", "--quiet", *how, *sites]


WAYS = {
    way.key: way
    for way in (
        Way(
            key="a",
            words="(a) shell loop, papermill and jupyter nbconvert",
            command=_shell_loop,
            environment=_FIGURES,
        ),
        Way(
            key="b",
            words="(b) one process, papermill and HTMLExporter",
            command=_one_process,
            environment=_FIGURES,
        ),
        Way(
            key="c",
            words="(c) ours, two at a time",
            command=partial(_ours, "auto"),
            engine="fork",
        ),
        Way(
            key="k",
            words="(k) ours with kernels, two at a time",
            command=partial(_ours, "kernel"),
            engine="kernel",
        ),
    )
}

_NOT_PASSED_ON = ("PYTHONDONTWRITEBYTECODE", "PLOTLY_RENDERER", "PYTHONPATH")


def environment(work: Workload, cache: Path, extra: Mapping[str, str]) -> dict[str, str]:
    """Make the environment of a command: the same for all ways but for ``extra``.

    Parameters
    ----------
    work : Workload
        What is run; its libraries are found.
    cache : Path
        Folder that takes the place of the user's own cache.
    extra : mapping
        What one way needs besides.
    """
    kept: dict[str, Any] = {
        name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON
    }
    programs = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")])
    found = os.pathsep.join(map(str, (ROOT, *work.libraries)))
    own = {"PATH": programs, "PYTHONPATH": found, "WORKBENCH_CACHE": str(cache)}
    return {**kept, **own, **extra}
