"""One whole command, from its start to its end: time, processor time, and what others did.

Orphans count too: this process asks the kernel to become the parent of every descendant whose own
parent ends, so that none leaves the tree that is measured, however it was started.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of linux/prctl.h
_PATIENCE = 5.0  # seconds that descendants have to end after the command itself
_LAST_WORDS = 2000


class BenchFault(Exception):
    """A run that must not become a result."""


@dataclass(frozen=True)
class Measured:
    """What a command took.

    Attributes
    ----------
    wall, cpu : float
        Seconds from start to end; seconds of processor time of the whole tree.
    others : float
        Processor time of everything else on the machine meanwhile, as a share of all its cores.
    """

    wall: float
    cpu: float
    others: float


def measure(command: Sequence[str], *, environment: Mapping[str, str], folder: Path) -> Measured:
    """Run a command to its end; what it prints goes to ``log`` in the folder where it runs.

    Raises
    ------
    BenchFault
        The command failed, or left something running.
    """
    log, before = folder / "log", frozenset(_children())
    with _adopting_orphans():
        busy, own, tree = busy_seconds(), _used(resource.RUSAGE_SELF), _used_by_children()
        began = time.perf_counter()
        with log.open("wb") as stream:
            status = subprocess.run(
                list(command), env=dict(environment), cwd=folder, check=False,
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
            ).returncode  # fmt: skip
        wall = time.perf_counter() - began
        left = _wait_for_orphans(before)
    cpu, own = _used_by_children() - tree, _used(resource.RUSAGE_SELF) - own
    busy = busy_seconds() - busy
    if status or left:
        what = f"left {left} processes running" if left else f"ended with exit status {status}"
        words = log.read_text("utf-8", "replace")[-_LAST_WORDS:]
        message = f"{' '.join(command[:6])} … {what}:\n{words}"
        raise BenchFault(message)
    others = max(0.0, (busy - cpu - own) / (wall * (os.cpu_count() or 1)))
    return Measured(wall=wall, cpu=cpu, others=others)


def busy_seconds(stat: Path = Path("/proc/stat")) -> float:
    """Return the processor time of all programs since the machine was started [s].

    Waiting for a disk is not work; what a host of virtual machines withholds is, as others have it.
    """
    user, nice, system, _idle, _disk, irq, softirq, stolen = map(
        int, stat.read_text("ascii").split()[1:9]
    )
    return (user + nice + system + irq + softirq + stolen) / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def _adopting_orphans() -> Iterator[None]:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_ADOPT_ORPHANS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    try:
        yield
    finally:
        prctl(_ADOPT_ORPHANS, 0, 0, 0, 0)


def _used(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _used_by_children() -> float:
    return _used(resource.RUSAGE_CHILDREN)


def _children() -> list[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return [int(pid) for task in tasks for pid in task.read_text("ascii").split()]


def _wait_for_orphans(before: frozenset[int]) -> int:
    """Wait for descendants that outlive the command; end and count those that do not end.

    Each becomes a child of this process when its own parent ends, so the last one ends as one.
    """
    until = time.monotonic() + _PATIENCE
    stayed: set[int] = set()
    while left := [pid for pid in _children() if pid not in before]:
        for pid in left:
            if time.monotonic() > until:
                stayed.add(pid)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            # Not all at once: other children of this process are not ours to wait for.
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.005)
    return len(stayed)
