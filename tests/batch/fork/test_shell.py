"""What a forked notebook shows is what Jupyter's kernel shows, cell by cell."""

import json
import re
import sys
from pathlib import Path

import pytest

from workbench.batch.notebook_files import read_notebook

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")]


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
    "mimebundle": (
        "class Both:\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        shown = {'text/plain': 'b', 'application/json': {'a': [1, None]}}\n"
        "        return shown, {'x': {'y': 1}}\n"
        "Both()"
    ),
    "picture": (
        "from IPython.display import Image, Latex, Markdown, JSON\n"
        "display(Latex('$x$'), Markdown('*x*'), JSON({'a': 1}), metadata={'m': 1})\n"
        "Image(b'\\x89PNG\\r\\n\\x1a\\n' + bytes(20), width=3)"
    ),
    "not a number": (
        "import warnings\n"
        "with warnings.catch_warnings(action='ignore'):\n"
        "    display({'application/json': {'a': float('nan')}}, raw=True)"
    ),
    "Comm": "import comm; c = comm.create_comm(target_name='t'); c.send({'a': 1}); c.comm_id != ''",
    "fork pool": (
        "import multiprocessing as mp\n"
        "with mp.get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))"
    ),
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
        said, left, _ = host(engine, notebook, out=tmp_path / engine)
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


@pytest.mark.parametrize(
    ("library", "source"),
    [
        ("matplotlib", "import matplotlib.pyplot as plt; plt.plot([1, 2])"),
        ("duckdb", "import duckdb; duckdb.sql('select 1 as a, sum(range) from range(9)').df()"),
    ],
)
def test_a_library_that_may_be_there_works_as_in_a_kernel(
    host, tmp_path, notebook_at, library, source
):
    pytest.importorskip(library, reason=f"{library} is not installed")
    notebook = notebook_at(tmp_path / "recipes" / "1-cells.ipynb", [source])
    shown = []
    for engine in ("fork", "kernel"):
        said, _, _ = host(engine, notebook, out=tmp_path / engine)
        assert said == ""
        shown.append(_plain(read_notebook(tmp_path / engine / "1-cells.ipynb")))
    assert shown[0] == shown[1]


RECIPES = sorted((Path(__file__).parents[3] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("of_sites", [True, False], ids=["a site", "the comparison"])
def test_our_own_notebooks_in_one_process_come_out_as_each_from_a_kernel(
    host, tmp_path, of_sites, executed_recipe, notebook_at, shown
):
    example = RECIPES[0].parents[1] / "data" / "example"
    batch = [path for path in RECIPES if path.stem != "explore"]  # which is for people alone
    recipes = [path for path in batch if path.name[0].isdigit() == of_sites]
    ends = [
        notebook_at(tmp_path / "probes" / f"{name}.ipynb", ["import os; print(os.getpid())"])
        for name in ("first", "last")
    ]
    said, _, _ = host(
        "fork", ends[0], *recipes, ends[1], out=tmp_path, parameters={"project": str(example)}
    )
    assert said == ""
    for path in recipes:
        fork = _plain(read_notebook(tmp_path / path.name))
        assert fork == _plain(executed_recipe(path)), path.name
    first, last = (shown(read_notebook(tmp_path / path.name)) for path in ends)
    assert first == last, "one of ours has left something behind, so that the process was replaced"
