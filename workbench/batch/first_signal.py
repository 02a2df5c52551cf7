"""Signals that ask a run to end: the first one counts, and no other."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def first_signal() -> Iterator[None]:
    """Let the first signal that asks us to end stop the work as Ctrl-C does, and no later one.

    Stopping takes a moment and must not be stopped itself. Outside the main thread, where Python
    lets nobody listen, nothing changes.

    Raises
    ------
    KeyboardInterrupt
        Within the block, when SIGINT or SIGTERM comes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        for sign in before:
            signal.signal(sign, lambda *_: None)
        raise KeyboardInterrupt

    asked = (signal.SIGINT, signal.SIGTERM)
    before = {sign: signal.getsignal(sign) for sign in asked}
    # A shell lets its background jobs ignore Ctrl-C; that stays so.
    before = {sign: action for sign, action in before.items() if action is not signal.SIG_IGN}
    for sign in before:
        signal.signal(sign, stop)
    try:
        yield
    finally:
        for sign, action in before.items():
            signal.signal(sign, action)
