"""A warm process has built what every site would build again, and still has one thread."""

import json
import os
import subprocess
import sys

import pytest

from workbench.batch.fork.preload import import_all, imports_of
from workbench.batch.kernel import kernels

PROBE = """
import json, sys
from workbench.batch import processes; from workbench.batch.fork import preload
from pathlib import Path
{imports}
preload.use_once([Path(name) for name in sys.argv[1:]])
found = {{"threads": processes.thread_count() if sys.platform == "linux" else 1}}
for name in ("workbench.frameworks", "workbench.project", "plotly.graph_objects"):
    found[name] = name in sys.modules
if found["workbench.project"]:
    from workbench.frameworks import reading
    from workbench.project.schema.declaration import declaration
    found["declared"] = declaration.cache_info().currsize
print(json.dumps(found))
"""


def _probe(imports, *notebooks):
    environment = {**os.environ, **kernels.FORK_ENVIRONMENT}
    told = subprocess.run(
        [sys.executable, "-c", PROBE.format(imports=imports), *notebooks],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(told.stdout)


@pytest.mark.slow
def test_what_is_there_is_used_once_and_no_thread_begins():
    found = _probe("import workbench.project, workbench.publish.exporter, plotly.graph_objects")
    assert found["declared"] == 1
    assert found["threads"] == 1


@pytest.mark.slow
def test_what_is_not_there_is_not_brought_in():
    found = _probe("")
    assert not found["plotly.graph_objects"]
    assert not found["workbench.project"]


@pytest.mark.slow
def test_a_notebook_that_cannot_be_read_is_passed_over(tmp_path):
    (tmp_path / "broken.ipynb").write_text("{")
    found = _probe(
        "import workbench.publish.exporter", str(tmp_path / "broken.ipynb"), "nowhere.ipynb"
    )
    assert found["threads"] == 1


def test_imports_are_found_without_running_anything(notebook_at, tmp_path):
    sources = ["%matplotlib inline\nimport a.b as c, d", "from e.f import g\nfrom . import h",
               "if True:\n    import i", "not python at all", "!ls\nimport a.b"]  # fmt: skip
    notebook = notebook_at(tmp_path / "1-x.ipynb", sources)
    assert imports_of(notebook) == ["a.b", "d", "e.f", "e.f.g", "i"]
    assert imports_of(tmp_path / "nothing.ipynb") == []


def test_what_cannot_be_imported_is_left_out(tmp_path, monkeypatch):
    (tmp_path / "leaves_at_import.py").write_text("import sys; sys.exit(1)")
    (tmp_path / "warns_at_import.py").write_text("import warnings; warnings.warn('x')")
    monkeypatch.syspath_prepend(tmp_path)
    import_all(["no.such.module", "leaves_at_import", "warns_at_import", "debugpy.nothing"])
    assert "warns_at_import" in sys.modules
    assert "leaves_at_import" not in sys.modules
