"""One warm process forks the sites of a batch; whatever happens to it, no site is lost."""

import os
import signal
import sys
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from workbench.batch import fork_pool
from workbench.batch.fork_pool import ForkPool
from workbench.batch.progress import Silent
from workbench.batch.workers import Workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")


@pytest.fixture
def batch(misbehaviour, run_of):
    """Run a notebook for some sites; give the outcomes by site."""

    def do(name, *sites, jobs=2, **changes):
        notebook = misbehaviour(name)
        runs = [_without_report(run_of, notebook, site, changes) for site in sites]
        with Workers(jobs, Silent(), engine="auto") as workers:
            return {outcome.site: outcome for outcome in workers.run(runs)}

    return do


def _without_report(run_of, notebook, site, changes):
    return run_of(notebook, site=site, report=None, key="", **changes)


@pytest.mark.slow
def test_sites_are_forked_and_say_so(batch, tmp_path):
    before = set(Path("/tmp").glob("workbench-*"))  # noqa: S108 - looks for what is left there
    outcomes = batch("well-behaved", *"abc")
    assert {outcome.status for outcome in outcomes.values()} == {"done"}
    assert {(outcome.engine, outcome.reason) for outcome in outcomes.values()} == {("fork", "")}
    assert set(Path("/tmp").glob("workbench-*")) <= before  # noqa: S108


@pytest.mark.slow
def test_each_site_fails_alone(batch, tmp_path):
    outcomes = batch("kills-its-worker-at-a", *"abc")
    assert [outcomes[site].status for site in "abc"] == ["failed", "done", "done"]
    assert outcomes["a"].message.startswith("its process died: killed")


@pytest.mark.slow
def test_a_forking_process_that_dies_is_started_again(misbehaviour, run_of, tmp_path, monkeypatch):
    started = []

    class Noted(fork_pool.ForkExecutor):
        def __init__(self, *given, **options):
            super().__init__(*given, **options)
            started.append(self.process.pid)

    monkeypatch.setattr(fork_pool, "ForkExecutor", Noted)
    notebook = misbehaviour("tells-who-runs")
    runs = [_without_report(run_of, notebook, site, {}) for site in ("slow", "quick")]

    class KillsIt(Silent):
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
    with Workers(1, Silent(), engine="auto") as workers:
        (outcome,) = workers.run([_without_report(run_of, notebook, "a", {})])
    assert (outcome.status, outcome.engine) == ("done", "kernel")
    assert outcome.reason == "2 threads in the process to be forked"


@pytest.mark.slow
def test_kernels_take_over_where_no_forking_process_starts(misbehaviour, run_of, monkeypatch):
    own = fork_pool._environment

    def broken(scratch):
        return {**own(scratch), "PYTHONHOME": "/nonexistent"}

    monkeypatch.setattr(fork_pool, "_environment", broken)
    run = _without_report(run_of, misbehaviour("well-behaved"), "a", {})
    with Workers(1, Silent(), engine="auto") as workers:
        (outcome,) = workers.run([run])
    assert (outcome.status, outcome.engine) == ("done", "kernel")
    assert "the forking process did not start" in outcome.reason


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
        scratch = pool._scratch
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert isinstance(future.exception(), BrokenExecutor)
    assert all(is_gone(pid) for pid in pids)
    assert not scratch.exists()
