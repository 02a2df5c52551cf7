import os
import signal
import subprocess
import sys
import textwrap

import pytest

from workbench.batch import processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")


def _python(source):
    command = [sys.executable, "-c", textwrap.dedent(source)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_there_is_at_least_one_core():
    assert processes.cores() >= 1


def test_threads_are_counted():
    source = """
        import threading, time
        from workbench.batch.processes import thread_count
        print(thread_count())
        threading.Thread(target=time.sleep, args=(9,), daemon=True).start()
        print(thread_count())
    """
    assert _python(source) == ["1", "2"]


def test_a_grandchild_that_got_away_is_ended(is_gone):
    source = """
        import os, subprocess, sys
        from workbench.batch import processes
        processes.adopt_orphans()
        kept = subprocess.Popen(["sleep", "60"])
        code = "import subprocess as s; print(s.Popen(['sleep', '60'], stdout=2).pid)"
        out = subprocess.run([sys.executable, "-c", code], stdout=-1, stderr=-3, text=True)
        processes.end_children({kept.pid})
        print(out.stdout.strip(), kept.poll())
        processes.end_children()
    """
    pid, kept = _python(source)
    assert is_gone(int(pid))
    assert kept == "None"


def test_children_that_are_not_ours_are_left_alone():
    other = subprocess.Popen(["sleep", "60"])
    processes.end_children()
    assert other.poll() is None
    other.kill()
    other.wait()


def test_memory_is_limited_from_outside():
    source = "import sys; sys.stdin.read(1); b = bytearray(600_000_000)"
    child = subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    processes.limit_memory(256, child.pid)
    _, said = child.communicate(b"x", timeout=30)
    assert b"MemoryError" in said


def test_waiting_has_an_end():
    child = subprocess.Popen(["sleep", "60"])
    assert processes.wait_for(child.pid, 0.01) is None
    child.kill()
    status = processes.wait_for(child.pid, 5)
    assert os.WTERMSIG(status) == signal.SIGKILL
    child.returncode = -signal.SIGKILL
    assert processes.describe_exit(status).startswith("killed; the computer may be short")


def test_what_is_private_is_closed():
    reader, writer = os.pipe()
    processes.mark_private(reader)
    processes.close_all_private()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.read(reader, 1)
    os.close(writer)


def test_new_modules_are_named_without_looking_at_the_others(monkeypatch):
    before = len(sys.modules)
    assert processes.modules_after(before) == []
    monkeypatch.setitem(sys.modules, "made_up_one", sys)
    monkeypatch.setitem(sys.modules, "made_up_two", sys)
    assert processes.modules_after(before) == ["made_up_two", "made_up_one"]
    assert processes.modules_after(before + 9) == []


def test_processes_that_are_starting_do_not_hear_ctrl_c():
    source = """
        import os, signal, subprocess, sys
        from workbench.batch import processes
        code = "import os, signal; os.kill(os.getpid(), signal.SIGINT); print('still here')"
        with processes.signals_deferred():
            subprocess.run([sys.executable, "-c", code], check=True)
        print(len(signal.pthread_sigmask(signal.SIG_BLOCK, set())))
        processes.unblock_ctrl_c()
    """
    assert _python(source) == ["still", "here", "0"]


@pytest.mark.parametrize("sign", ["SIGINT", "SIGTERM"])
def test_a_signal_that_is_put_off_comes_afterwards(sign):
    source = f"""
        import os, signal, threading, time
        from workbench.batch import processes
        other = threading.Thread(target=time.sleep, args=(1,))
        other.start()  # which takes what the main thread blocks
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            with processes.signals_deferred():
                os.kill(os.getpid(), signal.{sign})
                time.sleep(0.1)
                print("whole", flush=True)
            print("never")
        except KeyboardInterrupt:
            print("heard")
    """
    assert _python(source) == ["whole", "heard"]
