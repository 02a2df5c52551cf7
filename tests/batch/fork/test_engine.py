"""The soundness of forked notebooks: nothing leaks, nothing is lost, nothing is left running."""

import json
import os
import sys
import textwrap

import pytest

from workbench.batch.progress import Watcher
from workbench.batch.workers import Workers

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")]

LEAKS = """
import builtins, os, sys, json, warnings
import numpy as np, pandas as pd, plotly.io as pio
print(json.dumps({
    "pandas option": pd.get_option("display.max_rows") == 7,
    "numpy print options": np.get_printoptions()["precision"] == 2,
    "environment": "LEAK" in os.environ,
    "plotly template": pio.templates.default == "plotly_dark",
    "patched class": hasattr(pd.DataFrame, "leak"),
    "module state": hasattr(np, "_leak"),
    "working directory": os.getcwd() == "/",
    "sys.path": "leak" in sys.path,
    "builtins": hasattr(builtins, "leak"),
    "global name": "LEFT" in globals(),
}))
print(np.random.rand())
"""
LEAK = """
pd.set_option("display.max_rows", 7); np.set_printoptions(precision=2); os.environ["LEAK"] = "1"
pio.templates.default = "plotly_dark"; pd.DataFrame.leak = 1; np._leak = 1; os.chdir("/")
sys.path.append("leak"); builtins.leak = 1; LEFT = 1; np.random.seed(1)
"""


def test_nothing_leaks_into_the_next_site(fork, shown):
    seen = [shown(fork(LEAKS, LEAK, site=site)[1]).splitlines() for site in "ab"]
    assert json.loads(seen[0][0]) == dict.fromkeys(json.loads(seen[0][0]), False)
    assert seen[1][0] == seen[0][0]
    assert seen[1][1] != seen[0][1], "random numbers after somebody's seed"


def test_random_numbers_differ_between_sites(fork, shown):
    source = """
        import random, uuid, numpy as np
        print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4())
    """
    numbers = [shown(fork(textwrap.dedent(source), site=site)[1]).split() for site in "ab"]
    assert all(one != other for one, other in zip(*numbers, strict=True))


def test_a_process_with_threads_takes_a_kernel(tmp_path, notebook_at, monkeypatch):
    from workbench.batch import engine, processes
    from workbench.batch.engine_choice import EngineChoice, choose_engine
    from workbench.batch.limits import RunLimits

    monkeypatch.setattr(processes, "thread_count", lambda: 3)
    notebook = notebook_at(tmp_path / "recipes" / "1-cells.ipynb", ["import os; os.getppid()"])
    chosen = choose_engine(notebook, "fork")
    assert chosen == EngineChoice("kernel", "3 threads in the process to be forked")
    given = {"project": None, "site": "a", "framework": None, "as_of": None}
    (tmp_path / "out").mkdir()
    node = engine.execute(notebook, given, out=tmp_path / "out", limits=RunLimits(), engine="fork")
    assert node.cells[3].outputs[0].data["text/plain"] == str(os.getpid())


def test_a_cell_hears_ctrl_c(run_of, notebook_at, tmp_path):
    source = (
        "import os, signal\ntry:\n    os.kill(os.getpid(), signal.SIGINT)\n"
        "except KeyboardInterrupt:\n    print('heard')"
    )
    notebook = notebook_at(tmp_path / "1-x.ipynb", [source])
    with Workers(1, Watcher(), engine="fork") as workers:
        (outcome,) = workers.run([run_of(notebook, report=None, key="")])
    assert outcome.status == "done"
    assert "heard" in outcome.files[0].read_text()
