"""However the cells of a notebook end: nothing is lost, nothing is left running."""

import re
import sys
import time

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")]


ENDS = {
    "raise": ("1 / 0", r"cell \[4\]: ZeroDivisionError: division by zero"),
    "exit": ("import sys; sys.exit(3)", "SystemExit: 3: the notebook ended itself"),
    "kill": ("import os, signal; os.kill(os.getpid(), 9)", r"process died: killed.*SIGKILL"),
    "segfault": ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
    "os._exit": ("import os; os._exit(0)", "it ended itself with exit status 0"),
    "exit()": ("exit()", "it ended itself with exit status 0"),
}


@pytest.mark.parametrize("name", ENDS)
def test_however_a_cell_ends_what_was_done_is_there_and_why(fork, name, shown):
    source, reason = ENDS[name]
    said, notebook = fork("print('done before')", f"print('first')\n{source}", "print('never')")
    assert re.search(reason, said), said
    assert shown(notebook).startswith("done before\nfirst\n")
    assert "never\n" not in shown(notebook)
    assert "An Exception was encountered" in notebook.cells[0].source
    assert any(
        output.output_type == "error"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def test_an_endless_cell_is_stopped_with_the_processes_it_started(fork, tmp_path, is_gone, shown):
    began = time.monotonic()
    said, notebook = fork(
        "import subprocess, time, pathlib\n"
        "other = subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
        f"pathlib.Path({str(tmp_path)!r}, 'other').write_text(str(other.pid))\n"
        "print('waiting')\nwhile True: time.sleep(1)",
        timeout=2,
    )
    assert "stopped after 2 s (see --timeout)" in said
    assert time.monotonic() - began < 10
    assert shown(notebook) == "waiting\n"
    assert is_gone(int((tmp_path / "other").read_text()), patience=2)


def test_a_cell_has_a_limit_of_its_own(fork):
    said, _ = fork("1", "import time; time.sleep(30)", cell_timeout=1)
    assert "the cell was stopped after 1 s (see --cell-timeout)" in said


def test_a_notebook_that_wants_too_much_memory_says_so(fork):
    said, _ = fork("import numpy as np; a = np.ones((1000, 1000, 1000))", memory=1024)
    assert re.search(r"cell \[3\]: MemoryError: Unable to allocate .*see --memory", said), said
    assert fork("import numpy as np; np.ones((100, 1000)).sum()", memory=1024, site="b")[0] == ""


def test_children_of_a_cell_end_with_the_notebook(fork, tmp_path, is_gone):
    said, _ = fork(
        "import os, time, pathlib\n"
        "pid = os.fork()\n"
        "if pid == 0:\n    os.setsid(); time.sleep(60); os._exit(0)\n"
        f"pathlib.Path({str(tmp_path)!r}, 'other').write_text(str(pid))"
    )
    assert said == ""
    assert is_gone(int((tmp_path / "other").read_text()), patience=2)


# Programs that cells start, and that mean to outlive them.
ESCAPES = {
    "a session of its own": "subprocess.Popen(['sleep', '600'], start_new_session=True)",
    "a daemon": (
        "subprocess.run(['setsid', 'sh', '-c', 'sleep 600 & exit'], stdout=subprocess.DEVNULL)"
    ),
    "a pool": "pool = mp.get_context('fork').Pool(2)",
    "a copy": "os.fork() or (os.setsid(), os.fork() and os._exit(0), time.sleep(600))",
}
ENDINGS = ["1", "1 / 0", "os._exit(0)", "os.kill(os.getpid(), 9)", "while True: pass"]


@pytest.mark.parametrize("engine", ["fork", "kernel"])
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_a_notebook_started_ends_with_it_whichever_way(
    host, notebook_at, tmp_path, engine, ending
):
    if engine == "kernel" and ending != "1":
        pytest.skip("once is enough for the engine that others wrote")
    sources = [
        "import os, subprocess, time, multiprocessing as mp",
        "\n".join(ESCAPES.values()),
        f"time.sleep(0.3)\n{ending}",
    ]
    notebook = notebook_at(tmp_path / "recipes" / "1-cells.ipynb", sources)
    said, left, _ = host(engine, notebook, out=tmp_path / "a", cell_timeout=2)
    assert (said == "") == (ending == "1"), said
    # The process that runs notebooks takes in whatever gets away from them.
    assert left == ""


def test_a_copy_that_comes_to_the_end_of_its_cell_goes_no_further(fork, shown):
    said, notebook = fork(
        "import os\npid = os.fork()\nprint('both')",
        "print('once')\nfrom IPython.display import display\ndisplay('shown')",
        "r = os.waitpid(pid, 0)",
    )
    assert said == ""
    # When the copy prints is its own affair; that it prints once is what counts.
    assert sorted(shown(notebook).split()) == ["both", "both", "once"]
    assert shown(notebook).startswith("both")


def test_copies_that_show_and_print_do_not_disturb(fork, shown):
    said, notebook = fork(
        "import os\nfrom IPython.display import display",
        "copies = []\n"
        "for number in range(20):\n"
        "    copies.append(os.fork())\n"
        "    if copies[-1] == 0:\n"
        "        display('lost'); print('x' * 2000); os._exit(0)\n"
        "for copy in copies: r = os.waitpid(copy, 0)",
        "print('whole')",
    )
    assert said == ""
    text = shown(notebook)
    assert (text.count("x"), text.count("\n")) == (20 * 2000, 21)
    assert text.endswith("\nwhole\n")


def test_a_cell_that_closes_its_outputs_keeps_nobody_busy(fork, shown):
    said, notebook = fork(
        "import os, time, pathlib\n"
        "def ticks():\n"
        "    stat = pathlib.Path(f'/proc/{os.getppid()}/stat').read_text()\n"
        "    return sum(map(int, stat.split(') ')[1].split()[11:13]))",
        "os.close(1); os.close(2); before = ticks(); time.sleep(1); print(ticks() - before < 30)",
    )
    assert said == ""
    assert shown(notebook) == "True\n"


def test_a_cell_that_closes_everything_is_a_process_that_died(fork):
    said, _ = fork("import os; os.closerange(0, 100)", "1")
    assert "its Python process died" in said


def test_a_process_that_died_of_its_limit_says_what_the_limit_was(fork):
    said, _ = fork("import os; os.abort()", memory=1024)
    assert re.search(r"SIGABRT\); it was given 1024 MiB \(see --memory\)$", said), said


def test_what_cells_register_for_the_end_is_done(fork, tmp_path):
    fork(
        f"import atexit, pathlib; r = atexit.register(pathlib.Path({str(tmp_path)!r}, 'end').touch)"
    )
    assert (tmp_path / "end").exists()


def test_the_last_words_of_a_crash_come_after_what_was_said_before(fork, shown):
    # Many times: between the two lies no more than a moment.
    for number in range(15):
        source = "import ctypes\nprint('said')\nctypes.string_at(0)"
        _, notebook = fork(source, site=f"s{number}")
        assert shown(notebook).startswith("said\nFatal Python error")
