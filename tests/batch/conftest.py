"""Builders: tiny notebooks, each named for its misbehaviour, and a tiny project."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import fields
from pathlib import Path

import pytest

from workbench.batch.limits import RunLimits
from workbench.batch.runs import Run, RunOutcome

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
    }  # fmt: skip
    names = [field.name for field in fields(RunLimits) if field.name in changes]
    limits = RunLimits(**{"timeout": 60.0, **{name: changes.pop(name) for name in names}})
    return Run(**(given | changes), limits=limits)


@pytest.fixture
def run_of(tmp_path):
    return lambda *notebooks, **changes: a_run(tmp_path, *notebooks, **changes)


@pytest.fixture
def outcome_of():
    """An outcome, done by default."""
    return lambda site="a", **changes: RunOutcome(**({"site": site, "status": "done"} | changes))


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


# One process without threads does a list of notebooks, as a site's process does.
HOST = """
import sys, json
from pathlib import Path
from workbench.batch import processes
from workbench.batch.engine import NotebookFailure, execute
from workbench.batch.fork.cell_process import SiteProcess
from workbench.batch.fork.preload import import_all
from workbench.batch.fork.shell import prepare
from workbench.batch.limits import RunLimits

prepare()
import_all(sys.argv[3].split())
processes.adopt_orphans()
for line in sys.stdin:
    given = json.loads(line)
    notebooks, out = map(Path, given.pop("notebooks")), Path(given.pop("out"))
    parameters, limits = given.pop("parameters"), RunLimits(**given)
    out.mkdir(exist_ok=True)
    said = ""
    try:
        with SiteProcess(limits.memory) as process:
            for notebook in notebooks:
                execute(
                    notebook, parameters, out=out, limits=limits, engine=sys.argv[2],
                    process=process,
                )
    except NotebookFailure as failure:
        said = str(failure)
    left = Path(f"/proc/self/task/{processes.os.getpid()}/children").read_text()
    print(json.dumps([said, left, processes.thread_count()]), flush=True)
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """Start a process that runs notebooks with an engine; give the function that asks it."""
    begun = {}

    def ask(engine, *notebooks, out, preload="numpy pandas plotly.io", parameters=None, **limits):
        if engine not in begun:
            begun[engine] = _start(tmp_path_factory.mktemp(engine), engine, preload)
        process = begun[engine]
        default = {"project": str(out), "site": out.name, "framework": None, "as_of": None}
        given = {"notebooks": list(map(str, notebooks)), "out": str(out), "timeout": 60, **limits}
        given["parameters"] = default if parameters is None else parameters
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    for process in begun.values():
        process.stdin.close()
        assert process.wait(timeout=10) == 0
        process.stdout.close()


def _start(folder, engine, preload):
    from workbench.batch.kernel import kernels

    # ipykernel does not listen to other programs where it believes that it is tested itself.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    scratch = {kernels.SCRATCH_VARIABLE: str(folder), "IPYTHONDIR": str(folder / "i")}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", textwrap.dedent(HOST), "-", engine, preload],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**plain, **kernels.FORK_ENVIRONMENT, **scratch},
    )  # fmt: skip


@pytest.fixture
def fork(host, tmp_path, notebook_at):
    """Run cells in a forked process; give what was said and the notebook, whatever its name."""

    def run(*sources, site="a", **limits):
        notebook = notebook_at(tmp_path / "recipes" / "1-cells.ipynb", sources)
        said, left, threads = host("fork", notebook, out=tmp_path / site, **limits)
        assert (left, threads) == ("", 1), "something is still running"
        (written,) = (tmp_path / site).glob("*.ipynb")
        assert written.name == ("1-cells.failed.ipynb" if said else "1-cells.ipynb")
        from workbench.batch.notebook_files import read_notebook

        return said, read_notebook(written)

    return run


# The command itself, with recipes of our own in the place of the package's.
COMMAND = """
import sys
from pathlib import Path
from workbench.batch import recipes

folder = Path(sys.argv.pop(1))
recipes.recipes_folder = lambda: folder
from workbench.cli import main
main(prog_name="workbench")
"""


class Begun(subprocess.Popen):
    """A command that runs, with a temporary folder and a process group of its own."""

    def family(self):
        """Give all processes below it, and itself."""
        found = [self.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                found += map(int, task.read_text().split())
        return found

    def so_far(self):
        """Give what was said of errors and progress up to now."""
        return self.file.read_text()

    def end(self, timeout=180):
        """Wait; give the exit status, what was said and what was said of errors."""
        said, _ = self.communicate(timeout=timeout)
        return self.returncode, said, self.so_far()


@pytest.fixture
def command(project, tmp_path):
    """Begin ``workbench run``; the temporary folder is ``tmp_path / "t"``."""
    begun = []
    (tmp_path / "t").mkdir()

    def begin(*words, file_size=None, terminal=None):
        def prepare():
            if file_size is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

        words = ["run", project, "--out", tmp_path / "out", *words]
        file = tmp_path / f"errors{len(begun)}"
        with file.open("w") as errors:
            process = Begun(
                [sys.executable, "-c", COMMAND, tmp_path / "recipes", *map(str, words)],
                stdout=subprocess.PIPE, stderr=terminal or errors, text=True,
                env={**os.environ, "TMPDIR": str(tmp_path / "t")}, preexec_fn=prepare,
                start_new_session=True,
            )  # fmt: skip
        process.file = file
        begun.append(process)
        return process

    yield begin
    for process in begun:
        for pid in process.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def wait_for():
    """Wait until something is true."""

    def wait(truth, patience=180.0):
        until = time.monotonic() + patience
        while not truth():
            assert time.monotonic() < until, "it did not come"
            time.sleep(0.02)

    return wait


@pytest.fixture
def shown():
    """Give all text that a notebook shows."""
    return _shown


def _shown(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)
