"""The processes of one batch, whichever kind they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Self

from workbench.batch import processes
from workbench.batch.cluster.scheduler import Cluster
from workbench.batch.fork.pool import ForkPool
from workbench.batch.limits import EngineName
from workbench.batch.pool import LocalPool, Pool
from workbench.batch.progress import Watcher
from workbench.batch.runs import ALL_SITES, Run, RunOutcome, run_all
from workbench.batch.site_run import perform


class Workers:
    """What does the runs of a batch; processes start when there is something to do, not before.

    Parameters
    ----------
    jobs : int
        Number of sites at a time.
    watch : Watcher
        Who shows how it goes on.
    engine : {"auto", "fork", "kernel"}
        Which kind of processes: forked from a template process where that is possible, or workers
        that start kernels.
    cluster : Cluster, optional
        Does the sites in the place of processes on this computer; the comparison stays here.
    """

    def __init__(
        self, jobs: int, watch: Watcher, *, engine: EngineName, cluster: Cluster | None = None
    ) -> None:
        self._jobs, self._watch = jobs, watch
        self._engine, self._cluster = engine, cluster
        self._pool: Pool | None = None

    def run(self, runs: Iterable[Run]) -> Iterator[RunOutcome]:
        """Do the runs; each outcome is shown as it comes."""
        for outcome in self._outcomes(tuple(runs)):
            self._watch.finished(outcome)
            yield outcome

    def _outcomes(self, runs: tuple[Run, ...]) -> Iterator[RunOutcome]:
        if not runs:
            return iter(())
        started = self._watch.started
        if self._cluster is not None and runs[0].site != ALL_SITES:
            return self._cluster.outcomes(runs, work=perform, started=started)
        if self._pool is None:
            forks = self._engine != "kernel" and processes.can_fork()
            with processes.signals_deferred():  # or nobody would know of what it has begun
                self._pool = ForkPool(self._jobs) if forks else LocalPool(self._jobs)
        return run_all(
            runs,
            self._pool.executor,
            work=perform,
            renew=self._pool.renew,
            at_once=self._jobs,
            started=started,
        )

    def __enter__(self) -> Self:
        """Return the workers; none is running yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop whatever was started."""
        for started in (self._cluster, self._pool):
            if started is not None:
                started.close()
