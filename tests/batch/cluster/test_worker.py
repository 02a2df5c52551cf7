import copy
import sys
import threading
import types
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import pytest

from workbench.batch.cluster import worker as module
from workbench.batch.cluster.payload import pack
from workbench.batch.cluster.worker import (
    Requirements,
    WorkerMismatch,
    WorkerPools,
    made_with,
    mismatch,
)
from workbench.batch.runs import RunOutcome


class Pool:
    """In the place of a fork pool; breaks as often as it is told to."""

    def __init__(self, jobs):
        self.jobs, self.renewed, self.breaks, self.closed = jobs, 0, 0, False
        self.executor = types.SimpleNamespace(submit=self._submit)

    def _submit(self, work, run):
        future = Future()
        if self.breaks:
            self.breaks -= 1
            future.set_exception(BrokenExecutor("gone"))
        else:
            future.set_result(work(run))
        return future

    def renew(self):
        self.renewed += 1

    def close(self):
        self.closed = True


@pytest.fixture
def pools(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ForkPool", Pool)
    monkeypatch.setattr(module, "LocalPool", Pool)
    made = WorkerPools(3, tmp_path)
    yield made
    made.close()


@pytest.fixture
def worker(tmp_path, monkeypatch):
    """Let this process pass for a Dask worker of two threads."""
    state = types.SimpleNamespace(nthreads=2)
    fake = types.SimpleNamespace(
        address="tcp://10.0.0.7:1", state=state, local_directory=str(tmp_path)
    )
    monkeypatch.setattr("distributed.get_worker", lambda: fake)
    monkeypatch.setattr(module, "ForkPool", Pool)
    monkeypatch.setattr(module, "Finalize", lambda *_, **__: None)
    module._only.cache_clear()
    yield fake
    module._only(2, tmp_path).close()
    module._only.cache_clear()


def _done(run):
    return RunOutcome(site=run.site, status="done")


def test_it_says_what_differs():
    assert mismatch(Requirements(made_with=made_with())) == ""
    theirs = {**made_with(), "pandas": "0.1", "python": "2.7"}
    said = mismatch(Requirements(made_with=theirs))
    assert " instead of 0.1" in said
    assert f"python {sys.version.split()[0]} instead of 2.7" in said
    assert "\n" not in said


def test_it_names_some_of_many_differences():
    theirs = dict.fromkeys(made_with(), "0.1")
    assert mismatch(Requirements(made_with=theirs)).endswith(
        f" instead of 0.1 and {len(theirs) - 3} more"
    )


def test_what_another_system_needs_is_not_asked_for():
    assert mismatch(Requirements(made_with={**made_with(), "only-on-a-mac": "1.0"})) == ""


def test_it_says_what_it_does_not_see(tmp_path):
    visible = (tmp_path, tmp_path / "reports")
    said = mismatch(Requirements(made_with=made_with(), visible=visible))
    assert said.endswith(f"does not see {tmp_path / 'reports'}")


def test_a_refusal_can_travel():
    # As pickle does it.
    again = copy.copy(WorkerMismatch("python 2.7", "tcp://10.0.0.7:1"))
    assert (str(again), again.worker) == ("python 2.7", "tcp://10.0.0.7:1")


def test_all_threads_share_one_pool(pools, run_of):
    threads = [threading.Thread(target=pools.do, args=(_done, run_of())) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (pool,) = pools._pools.values()
    assert pool.jobs == 3


def test_kernels_have_a_pool_of_their_own(pools, run_of):
    pools.do(_done, run_of())
    pools.do(_done, run_of(engine="kernel"))
    assert len(pools._pools) == 2


def test_after_a_death_the_next_run_finds_fresh_processes(pools, run_of):
    pools.do(_done, run_of())
    (pool,) = pools._pools.values()
    pool.breaks = 1
    with pytest.raises(BrokenExecutor):
        pools.do(_done, run_of())
    assert pool.renewed == 1
    assert pools.do(_done, run_of()).status == "done"


def test_everything_goes_when_it_closes(pools, run_of, tmp_path):
    pools.do(_done, run_of())
    (pool,) = pools._pools.values()
    pools.close()
    assert pool.closed
    assert [path for path in tmp_path.iterdir() if path.name.startswith("workbench-")] == []


def test_a_payload_is_done_in_a_folder_that_goes_afterwards(worker, run_of, misbehaviour, tmp_path):
    seen = []

    def work(run):
        seen.append(run.out)
        (run.out / "report.html").write_text("page")
        return RunOutcome(site=run.site, status="done", files=(run.report,))

    run = run_of(misbehaviour("well-behaved"))
    requirements = Requirements(made_with=made_with())
    reply = module.run_payload(work, pack(run), requirements)
    assert set(reply.files) == {"report.html"}
    assert reply.outcome.files == (Path("report.html"),)
    assert not seen[0].exists()
    # Nobody but the owner may read rows of people who were promised discretion.
    (folder,) = tmp_path.glob("workbench-*")
    assert folder.stat().st_mode & 0o077 == 0


def test_in_place_the_run_is_done_as_it_is(worker, run_of):
    run, seen = run_of(), []
    module.run_in_place(lambda one: seen.append(one) or _done(one), run, Requirements(made_with={}))
    assert seen == [run]


def test_nothing_is_done_where_requirements_are_not_met(worker, run_of, misbehaviour):
    run, requirements = (
        run_of(misbehaviour("well-behaved")),
        Requirements(made_with={"pandas": "0.1"}),
    )
    for call, sent in ((module.run_payload, pack(run)), (module.run_in_place, run)):
        with pytest.raises(WorkerMismatch, match=r"instead of 0\.1") as refusal:
            call(_done, sent, requirements)
        assert refusal.value.worker == worker.address
