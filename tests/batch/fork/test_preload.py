"""A warm process has built what every site would build again, and still has one thread."""

import json
import os
import subprocess
import sys

import pytest

from workbench.batch.kernel import kernels

PROBE = """
import json, sys
from workbench.batch.fork import processes; from workbench.batch.fork import preload as warmth
from pathlib import Path
{imports}
warmth.warm_up([Path(name) for name in sys.argv[1:]])
found = {{"threads": processes.threads() if sys.platform == "linux" else 1}}
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
