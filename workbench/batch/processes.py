"""What Linux offers to start, watch and end processes without leaving one behind."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import itertools
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

_DIE_WITH_PARENT, _ADOPT_ORPHANS = 1, 36  # from linux/prctl.h
_MEMORY_HANDICAP = "500"  # when memory runs out, a cell is ended before the process that watches it

_private: set[int] = set()
_adopts: set[int] = set()


def can_fork() -> bool:
    """Return whether this computer has all that the fork engine stands on."""
    return (
        sys.platform == "linux"
        and hasattr(os, "pidfd_open")
        # How strays are found; some sandboxes leave it out.
        and Path(f"/proc/self/task/{os.getpid()}/children").is_file()
    )


def cores() -> int:
    """Count the processor cores that we may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def thread_count() -> int:
    """Count this process's threads, those of C libraries too.

    A forked copy has the calling thread alone, and any lock that another one held stays locked for
    ever: only a process with one thread may fork.
    """
    return len(os.listdir("/proc/self/task"))  # noqa: PTH208 - only the number matters


def die_with_parent(parent: int) -> None:
    """Let Linux end this process when its parent ends, however that happens."""
    _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # it ended before the line above


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends, so that none can get away."""
    _prctl(_ADOPT_ORPHANS, 1)
    _adopts.clear()
    _adopts.add(os.getpid())


def _prctl(option: int, value: int) -> None:
    if _libc().prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def end_children(known: Collection[int] = ()) -> None:
    """End every child but the known ones, and whatever these leave behind in turn.

    Does nothing in a process that has not asked for orphans: its other children are not ours.
    """
    if os.getpid() not in _adopts:
        return
    for _ in range(1000):  # a program that forks faster than it is ended must not hold us for ever
        found = [pid for pid in children() if pid not in known]
        if not found:
            return
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        for pid in found:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def children() -> list[int]:
    """List this process's children; empty where the system does not say."""
    with contextlib.suppress(OSError):
        return [
            int(word)
            for task in Path("/proc/self/task").iterdir()
            for word in (task / "children").read_text("ascii").split()
        ]
    return []


@contextlib.contextmanager
def signals_deferred() -> Iterator[None]:
    """Put off signals that ask us to end; processes started meanwhile do not get Ctrl-C.

    A terminal sends it to all of them; one that is still loading would die with a traceback, and so
    would one whose parent stops before it has handed over everything. They call
    :func:`unblock_ctrl_c` when they are ready.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    came: list[int] = []
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    actions: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():
        # A signal that another thread takes reaches the main thread whatever it blocks.
        for sign in (signal.SIGINT, signal.SIGTERM):
            if callable(signal.getsignal(sign)):
                actions[sign] = signal.signal(sign, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for sign, action in actions.items():
            signal.signal(sign, action)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        if came:
            signal.raise_signal(came[0])


def unblock_ctrl_c() -> None:
    """Let a process that was started in :func:`signals_deferred` get Ctrl-C again."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def mark_private(descriptor: int) -> None:
    """Note a file descriptor that no forked child is to have."""
    _private.add(descriptor)


def unmark_private(descriptor: int) -> None:
    """Forget a private descriptor that somebody else closes."""
    _private.discard(descriptor)


def close_private(descriptor: int) -> None:
    """Close a private descriptor."""
    _private.discard(descriptor)
    with contextlib.suppress(OSError):
        os.close(descriptor)


def close_all_private() -> None:
    """Close, in a forked child, what belongs to its parent alone."""
    for descriptor in tuple(_private):
        close_private(descriptor)


def reseed() -> None:
    """Let random numbers begin anew, other ones than in any other process."""
    random.seed()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def modules_after(before: int) -> list[str]:
    """List the modules that came after the first so many in ``sys.modules``, the latest first.

    To look at all of them would touch, and so copy, some 3 MB of memory that a forked child shares
    with its parent.
    """
    return list(itertools.islice(reversed(sys.modules), max(0, len(sys.modules) - before)))


def volunteer_for_oom() -> None:
    """Ask Linux to end this process first when memory runs out."""
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_MEMORY_HANDICAP, "ascii")


def limit_memory(megabytes: int, pid: int = 0) -> None:
    """Limit what a process, the calling one by default, may allocate [MiB].

    The limit is on writable memory of its own (RLIMIT_DATA), which numpy's arrays count towards.
    Address space would be the wrong measure: Arrow and OpenBLAS reserve far more than they use.
    """
    import resource

    size = megabytes * 2**20
    resource.prlimit(pid, resource.RLIMIT_DATA, (size, size))


def wait_for(pid: int, patience: float) -> int | None:
    """Wait for a child, at most so long [s]; return its status, or ``None`` if it still runs."""
    until = time.monotonic() + patience
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            return status
        if time.monotonic() >= until:
            return None
        time.sleep(0.002)


def describe_exit(status: int) -> str:
    """Describe how a child ended.

    Examples
    --------
    >>> describe_exit(11)
    'segmentation fault (SIGSEGV)'
    >>> describe_exit(3 << 8)
    'it ended itself with exit status 3'
    """
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return f"it ended itself with exit status {code}"
    name = signal.Signals(-code).name
    words = {
        "SIGKILL": "killed; the computer may be short of memory",
        "SIGSEGV": "segmentation fault",
        "SIGABRT": "aborted by a library",
        "SIGBUS": "bus error",
        "SIGTERM": "asked to end",
    }
    return f"{words.get(name, 'ended by a signal')} ({name})"
