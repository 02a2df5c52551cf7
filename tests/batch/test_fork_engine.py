"""The soundness of forked notebooks: nothing leaks, nothing is lost, nothing is left running."""

import json
import os
import re
import subprocess
import sys
import textwrap
import time

import pytest

from workbench.batch.engine import read_notebook

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")]

# One process without threads does a list of notebooks, as a site's process does.
HOST = """
import sys, json
from pathlib import Path
from workbench.batch import processes
from workbench.batch.engine import NotebookFailure, execute
from workbench.batch.forker import preload
from workbench.batch.shell import prepare

prepare()
preload(sys.argv[3].split())
if sys.argv[2] == "fork":
    processes.adopt_orphans()
for line in sys.stdin:
    given = json.loads(line)
    notebook, out = Path(given.pop("notebook")), Path(given.pop("out"))
    out.mkdir(exist_ok=True)
    try:
        execute(notebook, given.pop("parameters"), out=out, engine=sys.argv[2], **given)
        said = ""
    except NotebookFailure as failure:
        said = str(failure)
    left = Path(f"/proc/self/task/{processes.os.getpid()}/children").read_text()
    print(json.dumps([said, left, processes.threads()]), flush=True)
"""


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """Start a process that runs notebooks with an engine; give the function that asks it."""
    begun = {}

    def ask(engine, notebook, out, *, preload="numpy pandas plotly.io", parameters=None, **limits):
        if engine not in begun:
            begun[engine] = _start(tmp_path_factory.mktemp(engine), engine, preload)
        process = begun[engine]
        default = {"project": str(out), "site": out.name, "framework": None, "as_of": None}
        given = {"notebook": str(notebook), "out": str(out), "timeout": 60, **limits}
        given["parameters"] = default if parameters is None else parameters
        process.stdin.write(json.dumps(given) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    for process in begun.values():
        process.stdin.close()
        assert process.wait(timeout=10) == 0
        process.stdout.close()


def _start(folder, engine, preload):
    from workbench.batch import kernels

    # ipykernel does not listen to other programs where it believes that it is tested itself.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    scratch = {kernels.SCRATCH_VARIABLE: str(folder), "IPYTHONDIR": str(folder / "i")}
    return subprocess.Popen(
        [sys.executable, "-P", "-c", textwrap.dedent(HOST), "-", engine, preload],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**plain, **kernels.FORK_ENVIRONMENT, **scratch},
    )  # fmt: skip


@pytest.fixture
def fork(host, tmp_path, notebook_at):
    """Run cells in a forked process; give what was said and the notebook, whatever its name."""

    def run(*sources, site="a", **limits):
        notebook = notebook_at(tmp_path / "recipes" / "1-cells.ipynb", sources)
        said, left, threads = host("fork", notebook, tmp_path / site, **limits)
        assert (left, threads) == ("", 1), "something is still running"
        (written,) = (tmp_path / site).glob("*.ipynb")
        assert written.name == ("1-cells.failed.ipynb" if said else "1-cells.ipynb")
        return said, read_notebook(written)

    return run


def _shown(notebook):
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "".join(output.get("text", "") for output in outputs)


LEAKS = """
import builtins, os, sys, json, warnings
import numpy as np, pandas as pd, plotly.io as pio
print(json.dumps({
    "pandas option": pd.get_option("display.max_rows") == 7,
    "numpy print options": np.get_printoptions()["precision"] == 2,
    "environment": "LEAK" in os.environ,
    "plotly template": pio.templates.default == "plotly_dark",
    "patched class": hasattr(pd.DataFrame, "leak"),
    "module state": hasattr(np, "_leak"),
    "working directory": os.getcwd() == "/",
    "sys.path": "leak" in sys.path,
    "builtins": hasattr(builtins, "leak"),
    "global name": "LEFT" in globals(),
}))
print(np.random.rand())
"""
LEAK = """
pd.set_option("display.max_rows", 7); np.set_printoptions(precision=2); os.environ["LEAK"] = "1"
pio.templates.default = "plotly_dark"; pd.DataFrame.leak = 1; np._leak = 1; os.chdir("/")
sys.path.append("leak"); builtins.leak = 1; LEFT = 1; np.random.seed(1)
"""


def test_nothing_leaks_into_the_next_site(fork):
    seen = [_shown(fork(LEAKS, LEAK, site=site)[1]).splitlines() for site in "ab"]
    assert json.loads(seen[0][0]) == dict.fromkeys(json.loads(seen[0][0]), False)
    assert seen[1][0] == seen[0][0]
    assert seen[1][1] != seen[0][1], "random numbers after somebody's seed"


def test_random_numbers_differ_between_sites(fork):
    source = """
        import random, uuid, numpy as np
        print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4())
    """
    numbers = [_shown(fork(textwrap.dedent(source), site=site)[1]).split() for site in "ab"]
    assert all(one != other for one, other in zip(*numbers, strict=True))


LIBRARIES = {
    "pandas": "import pandas as pd; pd.DataFrame({'a': [1, 1], 'b': [2, 3]}).groupby('a').sum()",
    "pyarrow threads": (
        "import pyarrow as pa\n"
        "t = pa.table({'a': list(range(1000)) * 50}).group_by('a', use_threads=True)\n"
        "t.aggregate([('a', 'count')]).num_rows"
    ),
    "parquet": (
        "import pandas as pd, tempfile, os\n"
        "f = tempfile.mkstemp(suffix='.parquet')[1]\n"
        "pd.DataFrame({'a': range(50000)}).to_parquet(f); print(pd.read_parquet(f).a.sum())\n"
        "os.unlink(f)"
    ),
    "BLAS": "import numpy as np; a = np.ones((300, 300)); (a @ a).sum(), np.linalg.svd(a)[1][0]",
    "sqlite": "import sqlite3; sqlite3.connect(':memory:').execute('select 1').fetchall()",
    "thread pool": (
        "import concurrent.futures as cf; list(cf.ThreadPoolExecutor(4).map(str, range(9)))"
    ),
    "process pool": (
        "import concurrent.futures as cf\n"
        "with cf.ProcessPoolExecutor(2) as pool: print(list(pool.map(abs, range(-4, 0))))"
    ),
    "printing copy": "import os\nif os.fork() == 0: print('copy'); os._exit(0)\nr = os.wait()",
    "subprocess": (
        "import subprocess, time\nr = subprocess.run(['echo', 'raw'], check=True); time.sleep(0.5)"
    ),
    "shell escape": "x = !echo hi\nassert x == ['hi']\n!echo shown",
    "await": "import asyncio\nawait asyncio.sleep(.01)\nasync def f(): return 1\nawait f()",
    "running loop": "import asyncio; asyncio.get_running_loop().is_running()",
    "ssl": "import ssl; len(ssl.RAND_bytes(8))",
    "display update": (
        "from IPython.display import display, clear_output\n"
        "h = display('one', display_id='d'); h.update('two'); print('gone'); clear_output()\n"
        "display('three', display_id='e')"
    ),
    "display update of an earlier cell": (
        "from IPython.display import update_display; update_display('four', display_id='e')"
    ),
    "plotly": "import plotly.graph_objects as go; go.Figure(go.Bar(y=[1])).show()",
    "plotly result": "go.Figure(go.Bar(y=[2]))",
    "html": "pd.DataFrame({'a': [1]}).style.set_uuid('u')",
    "streams": "import sys; print('a', end=''); print('b'); print('c', file=sys.stderr)",
    "warning": "import warnings; warnings.warn('look')",
    "syntax": "%%time\n1",
    "last of several": "1; 2\n3",
    "nothing shown": "4;",
    "class": "class A: pass\nimport pickle; pickle.loads(pickle.dumps(A())).__class__.__module__",
    "environment": (
        "import sys, os; get_ipython().__class__.__mro__[-8].__name__, '' in sys.path,"
        " os.environ['TERM'], sys.stdout.isatty(), __name__"
    ),
    "numbers": "In[1][:5], len(Out), _",
    "rich": "from rich import print as p; p('[bold]x[/bold]')",
    "error at last": "def f(x):\n    return 1 / x\nf(0)",
}


def _plain(notebook):
    """Cells' outputs with what differs from process to process masked."""
    text = json.dumps([
        [cell.get("execution_count"), _joined(cell.get("outputs", []))] for cell in notebook.cells
    ])  # fmt: skip
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "UUID", text)
    text = re.sub(r"T_[0-9a-f]{5}", "T_x", text)
    text = re.sub(r"0x[0-9a-f]+", "0x", text)
    text = re.sub(r"ipykernel_\d+", "ipykernel", text)
    text = re.sub(r"(CPU times|Wall time).*?\\n", "times", text)
    return json.loads(text)


def _joined(outputs):
    """A kernel cuts a stream wherever a pause was."""
    joined = []
    for output in outputs:
        if joined and output.get("name") and joined[-1].get("name") == output["name"]:
            joined[-1]["text"] += output["text"]
        else:
            joined.append(dict(output))
    # Standard output and error have no order between them.
    return sorted(joined, key=lambda one: one.get("name", ""))


def test_outputs_are_those_of_a_kernel_cell_by_cell(host, tmp_path, notebook_at):
    notebook = notebook_at(tmp_path / "recipes" / "1-cells.ipynb", LIBRARIES.values())
    written = {}
    for engine in ("fork", "kernel"):
        said, left, _ = host(engine, notebook, tmp_path / engine)
        assert "ZeroDivisionError" in said, said
        assert engine == "kernel" or left == ""
        written[engine] = read_notebook(tmp_path / engine / "1-cells.failed.ipynb")
    fork, kernel = (_plain(written[engine]) for engine in ("fork", "kernel"))
    names = ["mark", "title", "parameters", "injected", *LIBRARIES]
    names.insert(-1, "anchor")
    different = {
        name: (one, other)
        for name, one, other in zip(names, fork, kernel, strict=True)
        if one != other
    }
    assert different == {}
    metadata = [written[engine].metadata.language_info for engine in ("fork", "kernel")]
    assert metadata[0] == metadata[1]


def _ours():
    from workbench.batch.recipes import comparison, steps

    return [*steps(), comparison()]


@pytest.mark.parametrize("recipe", _ours(), ids=lambda recipe: recipe.short)
def test_our_own_notebooks_come_out_as_from_a_kernel(host, tmp_path, recipe):
    from workbench.batch.recipes import recipes_folder

    example = recipes_folder().parent / "data" / "example"
    if not example.is_dir():
        pytest.skip("the example project is not there")
    given = {"project": str(example), "framework": None, "as_of": None}
    given |= {"site": "rw-huye"} if "site" in recipe.parameters else {"sites": None}
    shown = []
    for engine in ("fork", "kernel"):
        said, _, _ = host(engine, recipe.path, tmp_path / engine, parameters=given)
        assert said == ""
        shown.append(_plain(read_notebook(tmp_path / engine / recipe.path.name)))
    assert shown[0] == shown[1]


ENDS = {
    "raise": ("1 / 0", r"cell \[4\]: ZeroDivisionError: division by zero"),
    "exit": ("import sys; sys.exit(3)", "SystemExit: 3: the notebook ended itself"),
    "kill": ("import os, signal; os.kill(os.getpid(), 9)", r"process died: killed.*SIGKILL"),
    "segfault": ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
    "os._exit": ("import os; os._exit(0)", "it ended itself with exit status 0"),
    "exit()": ("exit()", "it ended itself with exit status 0"),
}


@pytest.mark.parametrize("name", ENDS)
def test_however_a_cell_ends_what_was_done_is_there_and_why(fork, name):
    source, reason = ENDS[name]
    said, notebook = fork("print('done before')", f"print('first')\n{source}", "print('never')")
    assert re.search(reason, said), said
    assert _shown(notebook).startswith("done before\nfirst\n")
    assert "never\n" not in _shown(notebook)
    assert "An Exception was encountered" in notebook.cells[0].source
    assert any(
        output.output_type == "error"
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def test_an_endless_cell_is_stopped_with_the_processes_it_started(fork, tmp_path, is_gone):
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
    assert _shown(notebook) == "waiting\n"
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


def test_what_cells_register_for_the_end_is_done(fork, tmp_path):
    fork(
        f"import atexit, pathlib; r = atexit.register(pathlib.Path({str(tmp_path)!r}, 'end').touch)"
    )
    assert (tmp_path / "end").exists()


def test_a_process_with_threads_takes_a_kernel(tmp_path, notebook_at, monkeypatch):
    from workbench.batch import choice, engine, processes

    monkeypatch.setattr(processes, "threads", lambda: 3)
    notebook = notebook_at(tmp_path / "recipes" / "1-cells.ipynb", ["import os; os.getppid()"])
    chosen = choice.choose(notebook, "fork")
    assert chosen == choice.Choice("kernel", "3 threads in the process to be forked")
    given = {"project": None, "site": "a", "framework": None, "as_of": None}
    (tmp_path / "out").mkdir()
    node = engine.execute(notebook, given, out=tmp_path / "out", timeout=60, engine="fork")
    assert node.cells[3].outputs[0].data["text/plain"] == str(os.getpid())
