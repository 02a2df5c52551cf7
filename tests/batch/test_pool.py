import io
import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.batch import workers as module
from workbench.batch.pool import LocalPool
from workbench.batch.progress import Lines, Silent
from workbench.batch.workers import Workers, cores


def test_there_is_at_least_one_core():
    assert cores() >= 1


def test_workers_show_each_outcome_and_use_the_given_executor(run_of, outcome_of, monkeypatch):
    monkeypatch.setattr(module, "LocalPool", None)
    stream = io.StringIO()
    watch = Lines(stream)
    watch.begin(2, 0)
    with ThreadPoolExecutor(1) as executor:
        workers = Workers(1, watch, executor, lambda run: outcome_of(run.site))
        with workers:
            assert [one.site for one in workers.run([run_of(site="a"), run_of(site="b")])] == [
                "a", "b",
            ]  # fmt: skip
    assert "[2/2] b done" in stream.getvalue()


def test_nothing_is_started_for_nothing(monkeypatch):
    monkeypatch.setattr(module, "LocalPool", None)
    with Workers(2, Silent()) as workers:
        assert list(workers.run([])) == []


@pytest.mark.slow
def test_workers_are_gone_afterwards_even_those_that_hang():
    with LocalPool(1) as pool:
        pid = pool.executor.submit(os.getpid).result()
        pool.executor.submit(time.sleep, 60)
        scratch = pool._scratch
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert not scratch.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.slow
def test_a_fresh_pool_takes_the_place_of_a_dead_one():
    with LocalPool(1) as pool:
        assert pool.executor.submit(os._exit, 1).exception() is not None
        assert pool.renew().submit(abs, -1).result() == 1
