"""One whole command, from its start to its end: time, processor time, memory, and what others did.

Orphans count too: this process asks the kernel to become the parent of every descendant whose own
parent ends, so that none leaves the tree that is measured, however it was started.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine

_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
_PATIENCE = 5.0  # seconds that descendants have to end after the command itself
_LAST_WORDS = 2000


class BenchFault(Exception):
    """A run that must not become a result."""


@dataclass(frozen=True)
class Sample:
    """Memory at one moment [bytes].

    ``tree`` is the sum over the whole tree of the memory of each process, shared pages counted by
    their share (PSS). ``parents`` is the same of the command itself and its direct children,
    ``resident`` what these have in memory, shared or not.
    """

    at: float
    tree: int
    parents: int
    resident: int


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes
    ----------
    wall, cpu : float
        Seconds from start to end; seconds of processor time of the whole tree.
    others : float
        Processor time of everything else on the machine meanwhile, as a share of all its cores.
    stolen : float
        The same for what the host withheld.
    samples : tuple of Sample
        Memory over time; empty where it was not watched.
    """

    wall: float
    cpu: float
    others: float
    stolen: float
    samples: tuple[Sample, ...]

    @property
    def peak(self) -> int:
        """Give the most memory that the tree had in any sample [bytes]."""
        return max((sample.tree for sample in self.samples), default=0)


def measure(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    every: float,
    beside: Sequence[int] = (),
) -> Measured:
    """Run a command to its end.

    Parameters
    ----------
    command, environment, folder
        What to run and where; what it prints goes to ``log`` in that folder.
    every : float
        Time between two samples of memory [s]; 0 takes none.
    beside : sequence of int
        Processes of ours that run beside it, such as a cluster: they and all that they start are
        not part of the command.

    Raises
    ------
    BenchFault
        The command failed, or left something running.
    """
    with _adopting_orphans():
        return _measure(command, environment, folder, every, beside)


def _measure(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    every: float,
    beside: Sequence[int],
) -> Measured:
    log, others = folder / "log", frozenset(_ours())
    load, ours, children = machine.load(), _used(resource.RUSAGE_SELF), _used_by_children()
    began = time.perf_counter()
    with log.open("wb") as stream:
        process = subprocess.Popen(
            list(command),
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
        )
    samples = tuple(_watch(process.pid, every, others))
    status = process.wait()
    wall = time.perf_counter() - began
    left = _wait_for_orphans(others, beside)
    cpu = _used_by_children() - children
    later, ours = machine.load(), _used(resource.RUSAGE_SELF) - ours
    if status or left:
        what = f"left {left} processes running" if left else f"ended with exit status {status}"
        words = log.read_text("utf-8", "replace")[-_LAST_WORDS:]
        message = f"{' '.join(command[:6])} … {what}:\n{words}"
        raise BenchFault(message)
    whole = wall * (os.cpu_count() or 1)
    return Measured(
        wall=wall,
        cpu=cpu,
        others=max(0.0, (later.busy - load.busy - cpu - ours) / whole),
        stolen=(later.stolen - load.stolen) / whole,
        samples=samples,
    )


@contextlib.contextmanager
def _adopting_orphans() -> Iterator[None]:
    _adopt_orphans(1)
    try:
        yield
    finally:
        _adopt_orphans(0)


def _adopt_orphans(whether: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(_ADOPT_ORPHANS, whether, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def _used(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _used_by_children() -> float:
    return _used(resource.RUSAGE_CHILDREN)


def _watch(pid: int, every: float, others: frozenset[int]) -> Iterator[Sample]:
    """Take samples until the process has ended; it still has to be waited for."""
    ended = os.pidfd_open(pid)
    try:
        while not select.select([ended], [], [], every or None)[0]:
            yield _sample(pid, others)
    finally:
        os.close(ended)


def _sample(root: int, others: frozenset[int]) -> Sample:
    parent_of = dict(_parents())
    tree = [pid for pid in descendants(parent_of, os.getpid()) if pid not in others]
    upper = [pid for pid in tree if pid == root or parent_of[pid] == root]
    memory = {pid: _memory(pid) for pid in tree}
    return Sample(
        at=time.time(),
        tree=sum(shared for shared, _ in memory.values()),
        parents=sum(memory[pid][0] for pid in upper),
        resident=sum(memory[pid][1] for pid in upper),
    )


def _ours(beside: Sequence[int] = ()) -> list[int]:
    parent_of = dict(_parents())
    apart = {pid for root in beside for pid in (root, *descendants(parent_of, root))}
    return [pid for pid in descendants(parent_of, os.getpid()) if pid not in apart]


def _parents() -> Iterator[tuple[int, int]]:
    for name in os.listdir("/proc"):  # noqa: PTH208 - twice as fast, and done often
        if name.isdigit():
            with contextlib.suppress(OSError):
                stat = Path(f"/proc/{name}/stat").read_text("utf-8", "replace")
                # The name of a program may hold anything, brackets too.
                yield int(name), int(stat[stat.rindex(")") + 1 :].split()[1])


def descendants(parent_of: Mapping[int, int], root: int) -> list[int]:
    """List the processes below ``root``, given the parent of each."""
    children: dict[int, list[int]] = {}
    for pid, parent in parent_of.items():
        children.setdefault(parent, []).append(pid)
    found: list[int] = []
    waiting = children.get(root, [])
    while waiting:
        found += waiting
        waiting = [child for pid in waiting for child in children.get(pid, [])]
    return found


def _memory(pid: int) -> tuple[int, int]:
    with contextlib.suppress(OSError):
        return read_memory(Path(f"/proc/{pid}/smaps_rollup").read_text("ascii"))
    return 0, 0  # it has ended meanwhile


def read_memory(text: str) -> tuple[int, int]:
    """Read proportional and resident memory [bytes] from ``smaps_rollup``; none of a zombie."""
    found = {line.split(":")[0]: line.split() for line in text.splitlines()}
    if "Pss" not in found:
        return 0, 0
    return int(found["Pss"][1]) * 1024, int(found["Rss"][1]) * 1024


def _wait_for_orphans(others: frozenset[int], beside: Sequence[int]) -> int:
    """Wait for descendants that outlive the command; end and count those that do not end."""
    until = time.monotonic() + _PATIENCE
    stayed: set[int] = set()
    while left := [pid for pid in _ours(beside) if pid not in others]:
        if time.monotonic() > until:
            stayed.update(left)
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                if pid in stayed:
                    os.kill(pid, signal.SIGKILL)
            # Not all at once: other children of this process are not ours to wait for.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.005)
    return len(stayed)
