"""Notebooks of a site share a process, and see nothing of one another but what they compute."""

import json
import sys
from pathlib import Path

import pytest

from workbench.batch.notebook_files import read_notebook

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")]

LOOK = """
import decimal, json, logging, os, sys, warnings
import numpy as np, pandas as pd, plotly.io as pio
def seen():
    return {
        "process": os.getpid(),
        "namespace": sorted(name for name in globals() if not name.startswith("_")),
        "hidden": [len(In), len(Out), "__doc__" in globals()],
        "pandas": [pd.get_option("display.max_rows"), pd.get_option("styler.format.precision")],
        "numpy": [np.get_printoptions()["precision"], np.geterr()["divide"]],
        "plotly": [pio.templates.default, pio.renderers.default],
        "environment": os.environ.get("LEFT"),
        "folder": os.getcwd(),
        "path": "left" in sys.path,
        "filters": [str(one[:3]) for one in warnings.filters],
        "decimal": decimal.getcontext().prec,
        "logging": [logging.root.level, len(logging.root.handlers)],
        "streams": type(sys.stdout).__name__,
    }
"""
SHOW = "print(json.dumps(seen())); r = np.random.rand(); print(r)"
CHANGE = """
pd.set_option("display.max_rows", 7); pd.set_option("styler.format.precision", 1)
np.set_printoptions(precision=2); np.seterr(divide="raise"); np.random.seed(1)
pio.templates.default = "plotly_dark"; pio.renderers.default = "json"
os.environ["LEFT"] = "1"; os.environ.pop("HOME", None); os.chdir("/"); sys.path.append("left")
warnings.simplefilter("ignore"); decimal.getcontext().prec = 3; logging.basicConfig(level=10)
import asyncio, signal
task = asyncio.get_running_loop().create_task(asyncio.sleep(60))
r = signal.setitimer(signal.ITIMER_REAL, 0.5)
"""


@pytest.fixture
def site(host, tmp_path, notebook_at):
    """Run the notebooks of a site; return what was said, and each notebook."""

    def run(*notebooks, **limits):
        paths = [
            notebook_at(tmp_path / "recipes" / f"{number}-x.ipynb", sources)
            for number, sources in enumerate(notebooks, 1)
        ]
        said, left, threads = host("fork", *paths, out=tmp_path / "site", **limits)
        assert (left, threads) == ("", 1)
        return said, [read_notebook(path) for path in sorted((tmp_path / "site").glob("*.ipynb"))]

    return run


def test_a_notebook_begins_as_if_it_were_the_first(site, shown):
    said, notebooks = site([LOOK, SHOW, CHANGE], [LOOK, SHOW, "import time; time.sleep(1)"])
    assert said == ""
    first, second = (shown(notebook).split("\n")[:2] for notebook in notebooks)
    assert json.loads(second[0]) == json.loads(first[0]), "the process is the same, too"
    assert first[1] != second[1], "random numbers after somebody's seed"
    assert notebooks[1].cells[3].execution_count == 3


def test_what_a_module_has_computed_is_there_for_the_next_notebook(site, shown):
    told = "import colorsys; print(getattr(colorsys, 'result', 'none')); colorsys.result = 'some'"
    said, notebooks = site([told], [told], [told])
    assert said == ""
    assert [shown(notebook) for notebook in notebooks] == ["none\n", "some\n", "some\n"]


def test_the_chain_of_a_site_is_computed_once_for_all_its_notebooks(site, shown):
    example = str(Path(__file__).parents[3] / "data" / "example")
    ask = (
        "from workbench.case import open_case\n"
        f"case = open_case({example!r}, 'rw-huye')\n"
        "print('diagnosis' in vars(case)); case.diagnosis"
    )
    said, notebooks = site([ask], [ask])
    assert said == ""
    assert [shown(notebook) for notebook in notebooks] == ["False\n", "True\n"]


def test_a_warning_is_shown_in_each_notebook(site, shown):
    warn = (
        "import warnings, json\n"
        "seen = vars(json).setdefault('__warningregistry__', {})\n"
        "for _ in 'ab': warnings.warn_explicit('w', UserWarning, 'f', 1, registry=seen)"
    )
    _, notebooks = site([warn], [warn])
    assert [shown(notebook).count("UserWarning") for notebook in notebooks] == [1, 1]


LEFT_BEHIND = {
    "a thread": "import threading, time; threading.Thread(target=time.sleep, args=(60,)).start()",
    "a program": (
        "import subprocess, builtins\n"
        "colorsys.kept = subprocess.Popen(['sleep', '60'])"
    ),
    "a method": "import pandas; pandas.DataFrame.left = 1",
    "a builtin": "import builtins; builtins.left = 1",
    "a folder that is gone": "import colorsys, os; os.chdir = None",
    "no process": "exit()",
    "a way to show": "%precision 2",
    "a way to run": (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "InteractiveShell.ast_node_interactivity = 'all'"
    ),
    "a setting": "%config InteractiveShell.ast_node_interactivity = 'all'",
    "a magic": (
        "from IPython.core.magic import register_line_magic\n"
        "@register_line_magic\ndef left(line): return line\ndel left"
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LEFT_BEHIND)
def test_what_cannot_be_taken_back_makes_the_next_process_a_fresh_one(site, shown, what):
    tell = "import os, colorsys; print(os.getpid(), hasattr(colorsys, 'left'))"
    said, notebooks = site([tell, "colorsys.left = 1", LEFT_BEHIND[what]], [tell], [tell])
    assert said == ""
    first, second, third = (shown(notebook).split() for notebook in notebooks)
    assert second[0] != first[0]
    assert second[1] == "False"
    assert third[0] == second[0]


def test_a_notebook_that_fails_in_a_shared_process_is_the_one_that_is_named(site, shown):
    said, notebooks = site(["print('fine')"], ["import os; os.kill(os.getpid(), 9)"], ["1"])
    assert said.startswith("2-x, cell [*]: ProcessDied: its Python process died: killed")
    assert len(notebooks) == 2
    assert shown(notebooks[0]) == "fine\n"
