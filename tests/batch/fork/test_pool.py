"""One warm process forks the sites of a batch; whatever happens to it, no site is lost."""

import os
import signal
import sys
import tempfile
import textwrap
import time
from concurrent.futures import BrokenExecutor

import pytest

from workbench.batch import runs as runs_module
from workbench.batch.fork import pool as fork_pool
from workbench.batch.fork.pool import ForkPool
from workbench.batch.progress import Watcher
from workbench.batch.workers import Workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")


@pytest.fixture
def batch(misbehaviour, run_of):
    """Run a notebook for some sites; give the outcomes by site."""

    def do(name, *sites, jobs=2, **changes):
        notebook = misbehaviour(name)
        runs = [_without_report(run_of, notebook, site, changes) for site in sites]
        with Workers(jobs, Watcher(), engine="auto") as workers:
            return {outcome.site: outcome for outcome in workers.run(runs)}

    return do


def _without_report(run_of, notebook, site, changes):
    return run_of(notebook, site=site, report=None, key="", **changes)


@pytest.fixture
def started(monkeypatch):
    """Give the template processes that were started."""
    found = []

    class Noted(fork_pool.ForkExecutor):
        def __init__(self, *given, **options):
            super().__init__(*given, **options)
            found.append(self.process.pid)

    monkeypatch.setattr(fork_pool, "ForkExecutor", Noted)
    return found


@pytest.mark.slow
def test_sites_are_forked_and_say_so(batch, tmp_path, monkeypatch):
    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    outcomes = batch("well-behaved", *"abc")
    assert {outcome.status for outcome in outcomes.values()} == {"done"}
    assert {(outcome.engine, outcome.reason) for outcome in outcomes.values()} == {("fork", "")}
    assert list((tmp_path / "t").iterdir()) == []


@pytest.mark.slow
def test_a_notebook_that_asks_for_its_kernel_gets_one_and_says_so(run_of, notebook_at, tmp_path):
    notebook = notebook_at(tmp_path / "1-k.ipynb", ["print(get_ipython().kernel.banner)"])
    with Workers(1, Watcher(), engine="auto") as workers:
        (outcome,) = workers.run([_without_report(run_of, notebook, "a", {})])
    assert (outcome.status, outcome.engine) == ("done", "kernel")
    assert outcome.reason == "it asks for its kernel"


@pytest.mark.slow
def test_each_site_fails_alone(batch, tmp_path):
    outcomes = batch("kills-its-worker-at-a", *"abc")
    assert [outcomes[site].status for site in "abc"] == ["failed", "done", "done"]
    assert outcomes["a"].message.startswith("its process died: killed")


@pytest.mark.slow
def test_a_forking_process_that_dies_is_started_again(misbehaviour, run_of, tmp_path, started):
    notebook = misbehaviour("tells-who-runs")
    runs = [_without_report(run_of, notebook, site, {}) for site in ("slow", "quick")]

    class KillsIt(Watcher):
        def started(self, run):
            if run.site == "quick":
                until = time.monotonic() + 30
                while not (tmp_path / "who").exists():
                    assert time.monotonic() < until
                    time.sleep(0.05)
                os.kill(started[0], signal.SIGKILL)
                (tmp_path / "who").unlink()
                notebook.write_text(notebook.read_text().replace("time.sleep(60", "time.sleep(0"))

    with Workers(2, KillsIt(), engine="fork") as workers:
        outcomes = {outcome.site: outcome.status for outcome in workers.run(runs)}
    assert outcomes == {"slow": "done", "quick": "done"}
    assert len(started) > 1


@pytest.mark.slow
def test_kernels_take_over_where_the_forking_process_has_threads(
    misbehaviour, run_of, tmp_path, monkeypatch
):
    (tmp_path / "starts_a_thread.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    notebook = misbehaviour("well-behaved")
    source = notebook.read_text().replace("print(site)", "import starts_a_thread; print(site)")
    notebook.write_text(source)
    with Workers(1, Watcher(), engine="auto") as workers:
        (outcome,) = workers.run([_without_report(run_of, notebook, "a", {})])
    assert (outcome.status, outcome.engine) == ("done", "kernel")
    assert outcome.reason == "2 threads in the process to be forked"


@pytest.fixture
def module(tmp_path, monkeypatch):
    """Write a module that all processes can import."""
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")
    monkeypatch.syspath_prepend(tmp_path)
    return lambda name, source: (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))


IN_THE_TEMPLATE = "import sys\nif sys.argv[0].endswith('template_process.py'):\n    "


@pytest.mark.slow
@pytest.mark.parametrize(
    "deed", ["import ctypes; ctypes.string_at(0)", "import time; time.sleep(600)"]
)
def test_kernels_take_over_where_an_import_ends_the_forking_process(
    run_of, notebook_at, tmp_path, module, monkeypatch, deed
):
    monkeypatch.setattr(fork_pool, "_LONGEST_IMPORT", 10)
    module("bad_to_import", IN_THE_TEMPLATE + deed)
    notebook = notebook_at(tmp_path / "1-x.ipynb", ["import bad_to_import; print(site)"])
    runs = [_without_report(run_of, notebook, site, {}) for site in "abc"]
    with Workers(1, Watcher(), engine="auto") as workers:
        outcomes = list(workers.run(runs))
    reason = "the template process did not survive the import of bad_to_import"
    assert {(one.status, one.engine, one.reason) for one in outcomes} == {
        ("done", "kernel", reason)
    }  # fmt: skip


@pytest.mark.slow
def test_what_only_the_first_site_needed_is_not_imported_again_after_a_crash(
    run_of, notebook_at, tmp_path, module, started
):
    deed = "if not hasattr(sys, 'in_a_child'): import ctypes; ctypes.string_at(0)"
    module("bad_to_learn", IN_THE_TEMPLATE + deed)
    source = "import sys; sys.in_a_child = 1\nx = __import__('bad_to_learn'); print(site)"
    notebook = notebook_at(tmp_path / "1-x.ipynb", [source])
    runs = [_without_report(run_of, notebook, site, {}) for site in "abc"]
    with Workers(1, Watcher(), engine="auto") as workers:
        outcomes = list(workers.run(runs))
    assert [(one.site, one.status, one.engine) for one in outcomes] == [
        (site, "done", "fork") for site in "abc"
    ]
    assert len(started) > 1, "it did not crash"


HANGS = """
    import subprocess, time
    from pathlib import Path
    from workbench.batch.runs import RunOutcome

    def perform(run):
        if run.site == "b":
            other = subprocess.Popen(["sleep", "600"], start_new_session=True)
            (run.out.parent / "pid").write_text(str(other.pid))
            (run.out / ".report.html.x.part").touch()
            time.sleep(600)
        return RunOutcome(site=run.site, status="done")
"""


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_site_that_hangs_outside_its_cells_is_ended(run_of, module, monkeypatch, engine, is_gone):
    monkeypatch.setattr(runs_module, "ALLOWANCE", 0.5)
    module("hangs", HANGS)
    from hangs import perform

    runs = [run_of(site=site, timeout=1.0) for site in "abc"]
    for run in runs:
        run.out.mkdir(parents=True)
        run.report.touch()
    monkeypatch.setattr("workbench.batch.workers.perform", perform)
    with Workers(2, Watcher(), engine=engine) as workers:
        outcomes = {one.site: one for one in workers.run(runs)}
    assert {site: one.status for site, one in outcomes.items()} == {
        "a": "done", "b": "failed", "c": "done",
    }  # fmt: skip
    assert outcomes["b"].message.startswith("it was stopped after 2 s: something hangs beside")
    assert list(runs[1].out.iterdir()) == [], "an older report, or a half written one"
    assert runs[0].report.exists()
    assert is_gone(int((runs[1].out.parent / "pid").read_text()), patience=2)


@pytest.mark.slow
def test_kernels_take_over_where_no_forking_process_starts(misbehaviour, run_of, monkeypatch):
    own = fork_pool._environment

    def broken(scratch):
        return {**own(scratch), "PYTHONHOME": "/nonexistent"}

    monkeypatch.setattr(fork_pool, "_environment", broken)
    run = _without_report(run_of, misbehaviour("well-behaved"), "a", {})
    with Workers(1, Watcher(), engine="auto") as workers:
        (outcome,) = workers.run([run])
    assert (outcome.status, outcome.engine) == ("done", "kernel")
    assert "the template process did not start" in outcome.reason


@pytest.mark.slow
def test_everything_is_gone_at_once_when_the_pool_closes(misbehaviour, run_of, tmp_path, is_gone):
    from workbench.batch.site_run import perform

    run = _without_report(run_of, misbehaviour("tells-who-runs"), "slow", {})
    with ForkPool(1) as pool:
        future = pool.executor.submit(perform, run)
        until = time.monotonic() + 30
        while not (tmp_path / "who").exists() or not (tmp_path / "who").read_text():
            assert time.monotonic() < until
            time.sleep(0.05)
        pids = [*map(int, (tmp_path / "who").read_text().split()), pool.executor.process.pid]
        scratch = pool.scratch.path
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert isinstance(future.exception(), BrokenExecutor)
    assert all(is_gone(pid) for pid in pids)
    assert not scratch.exists()
