import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.batch import processes
from workbench.batch import workers as module
from workbench.batch.progress import Lines, Watcher
from workbench.batch.runs import ALL_SITES
from workbench.batch.workers import Workers


@pytest.fixture
def here(monkeypatch, outcome_of):
    """Let a thread of this process do the runs."""
    with ThreadPoolExecutor(1) as executor:

        class Pool:
            def __init__(self, *_):
                self.executor = executor

            def renew(self):
                raise NotImplementedError

            def close(self):
                pass

        monkeypatch.setattr(module, "LocalPool", Pool)
        monkeypatch.setattr(module, "perform", lambda run: outcome_of(run.site, message="here"))
        yield


def test_workers_show_each_outcome(run_of, here):
    stream = io.StringIO()
    watch = Lines(stream)
    watch.begin(2, 0)
    with Workers(1, watch, engine="kernel") as workers:
        outcomes = workers.run([run_of(site="a"), run_of(site="b")])
        assert [one.site for one in outcomes] == ["a", "b"]
    assert "[2/2] b done" in stream.getvalue()


def test_a_cluster_does_the_sites_and_the_comparison_stays_here(run_of, outcome_of, here):
    class FakeCluster:
        closed = False

        def outcomes(self, runs, **_):
            return iter([outcome_of(run.site, message="far away") for run in runs])

        def close(self):
            self.closed = True

    cluster = FakeCluster()
    with Workers(1, Watcher(), engine="kernel", cluster=cluster) as workers:
        told = [next(workers.run([run_of(site=one)])).message for one in ("a", ALL_SITES)]
    assert told == ["far away", "here"]
    assert cluster.closed


def test_nothing_is_started_for_nothing(monkeypatch):
    monkeypatch.setattr(module, "ForkPool", None)
    monkeypatch.setattr(module, "LocalPool", None)
    with Workers(2, Watcher(), engine="auto") as workers:
        assert list(workers.run([])) == []


@pytest.mark.parametrize(
    ("engine", "forks", "kind"),
    [
        ("auto", True, "ForkPool"),
        ("fork", True, "ForkPool"),
        ("auto", False, "LocalPool"),
        ("kernel", True, "LocalPool"),
    ],
)
def test_processes_are_forked_where_that_can_be(run_of, monkeypatch, engine, forks, kind):
    class TakenError(Exception):
        pass

    def take(name):
        def make(jobs):
            raise TakenError(name)

        return make

    monkeypatch.setattr(processes, "can_fork", lambda: forks)
    for name in ("ForkPool", "LocalPool"):
        monkeypatch.setattr(module, name, take(name))
    with pytest.raises(TakenError, match=kind), Workers(1, Watcher(), engine=engine) as workers:
        list(workers.run([run_of()]))
