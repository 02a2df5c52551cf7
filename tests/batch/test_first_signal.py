"""The first signal stops the work, later ones do not stop the stopping."""

import os
import signal
import threading

import pytest

from workbench.batch.first_signal import first_signal


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_first_one_interrupts_and_the_second_does_not(sign):
    before = signal.getsignal(sign)
    done = []
    with first_signal():
        try:
            os.kill(os.getpid(), sign)
            threading.Event().wait(5)
        except KeyboardInterrupt:
            os.kill(os.getpid(), sign)
            done.append("tidied up")
    assert done == ["tidied up"]
    assert signal.getsignal(sign) is before


def test_what_is_ignored_stays_ignored():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with first_signal():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_nothing_changes():
    seen = []

    def work():
        with first_signal():
            seen.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGTERM)]
