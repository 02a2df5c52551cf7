"""Builders: tiny notebooks, each named for its misbehaviour, and a tiny project."""

import json
import time
from pathlib import Path

import pytest

from workbench.batch.runs import Outcome, Run

PARAMETERS = "project = None\nsite = None\nframework = None\nas_of = None"
COMPARING = PARAMETERS.replace("site =", "sites =")

SOURCES = {
    "well-behaved": ["print(site)", "1 + 1"],
    "raises": ["1 + 1", "raise ValueError('no water in the barrel')", "print('never')"],
    "leaves-early": ["import sys; sys.exit(0)", "print('never')"],
    "leaves-with-reason": ["import sys; sys.exit('enough')"],
    "kills-its-kernel": ["import os, signal; os.kill(os.getpid(), signal.SIGKILL)"],
    "endless": ["import time\nwhile True: time.sleep(0.05)"],
    "starts-another-program": [
        "import subprocess, pathlib\n"
        "other = subprocess.Popen(['sleep', '60'])\n"
        "pathlib.Path(project, 'other').write_text(str(other.pid))"
    ],
    "shows-its-surroundings": [
        "import os, sys, json\n"
        "print(json.dumps([sys.executable, os.environ['OPENBLAS_NUM_THREADS'],"
        " os.environ['PLOTLY_RENDERER'], os.environ['IPYTHONDIR'], '' in sys.path]))"
    ],
    "kills-its-worker-at-a": [
        "import os, signal, time\nif site == 'a': os.kill(os.getppid(), signal.SIGKILL)"
    ],
    "tells-who-runs": [
        "import os, pathlib, time\n"
        "pathlib.Path(project, 'who').write_text(f'{os.getpid()} {os.getppid()}')\n"
        "time.sleep(60 if site != 'quick' else 0)"
    ],
}


def write_notebook(path, sources, parameters=PARAMETERS):
    """Write a notebook; ``parameters=None`` leaves the parameters cell out."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# 1 A tiny step"}]
    if parameters is not None:
        tagged = {"tags": ["parameters"]}
        cells.append(_code(parameters, tagged))
    cells += [_code(source, {}) for source in sources]
    kernel = {"name": "somebody-elses", "display_name": "Another", "language": "python"}
    content = {
        "cells": [{**cell, "id": f"c{number}"} for number, cell in enumerate(cells)],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), "utf-8")
    return path


def _code(source, metadata):
    return {
        "cell_type": "code",
        "metadata": metadata,
        "source": source,
        "execution_count": None,
        "outputs": [],
    }


@pytest.fixture
def misbehaviour(tmp_path):
    """Give the notebook of a name in SOURCES."""

    def make(name, parameters=PARAMETERS):
        return write_notebook(tmp_path / "recipes" / f"1-{name}.ipynb", SOURCES[name], parameters)

    return make


@pytest.fixture
def recipes(tmp_path):
    """A folder of two steps, a comparison and a notebook that is none of them."""
    folder = tmp_path / "recipes"
    write_notebook(folder / "2-second-thing.ipynb", SOURCES["well-behaved"])
    write_notebook(folder / "1-first-thing.ipynb", SOURCES["well-behaved"])
    write_notebook(folder / "compare-sites.ipynb", ["print(sites)"], COMPARING)
    write_notebook(folder / "explore.ipynb", ["print(1)"], None)
    return folder


@pytest.fixture
def project(tmp_path):
    """A project of three sites, one component each."""
    return write_project_folder(tmp_path / "tiny")


def write_project_folder(folder, sites=("a", "b", "c"), level="3"):
    folder.mkdir(exist_ok=True)
    (folder / "project.yaml").write_text("title: A tiny project\nframework: ipsr\n", "utf-8")
    lines = {
        "sites.csv": ["site,name,country", *(f"{site},Place {site},Rwanda" for site in sites)],
        "components.csv": [
            "site,component,title,role",
            *(f"{site},seed,Clean seed,core" for site in sites),
        ],
        "scores.csv": [
            "site,component,round,date,assessor,basis,readiness,use",
            *(f"{site},seed,1,2026-03-14,p1,workshop,{level},2" for site in sites),
        ],
    }
    for name, content in lines.items():
        (folder / name).write_text("\n".join(content) + "\n", "utf-8")
    return folder


def a_run(tmp_path, *notebooks, site="a", **changes):
    """A run, valid by default."""
    out = tmp_path / "out"
    given = {
        "site": site,
        "notebooks": notebooks or (Path("none.ipynb"),),
        "parameters": {
            "project": str(tmp_path), "site": site, "framework": None, "as_of": None,
        },
        "out": out / site,
        "shared": out,
        "report": out / site / "report.html",
        "key": "k",
        "timeout": 60.0,
    }  # fmt: skip
    return Run(**(given | changes))


@pytest.fixture
def run_of(tmp_path):
    return lambda *notebooks, **changes: a_run(tmp_path, *notebooks, **changes)


@pytest.fixture
def outcome_of():
    """An outcome, done by default."""
    return lambda site="a", **changes: Outcome(**({"site": site, "status": "done"} | changes))


@pytest.fixture
def rewrite_project():
    return write_project_folder


@pytest.fixture
def notebook_at():
    return write_notebook


@pytest.fixture
def is_gone():
    """Tell whether a process has ended; one that only waits to be counted has."""

    def gone(pid, patience=0.0):
        until = time.monotonic() + patience
        while _runs(pid):
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        return True

    return gone


def _runs(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
