import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import papermill.engines
import pytest

from workbench.batch import entry
from workbench.batch.fork.engine import ForkEngine
from workbench.batch.kernel.engine import KernelEngine

POINTS = {
    "workbench-fork": (entry.Fork, ForkEngine),
    "workbench-kernel": (entry.Kernel, KernelEngine),
}


@pytest.mark.parametrize("name", POINTS)
def test_papermill_finds_our_engines(name):
    declared = tomllib.loads(Path("pyproject.toml").read_text())["project"]["entry-points"]
    module, _, attribute = declared["papermill.engine"][name].partition(":")
    stand_in, engine = POINTS[name]
    assert getattr(import_module(module), attribute) is stand_in
    assert stand_in.execute_managed_notebook.__func__ is engine.execute_managed_notebook.__func__
    assert papermill.engines.papermill_engines.get_engine(name) in {stand_in, engine}


def test_a_stand_in_passes_on(monkeypatch):
    for name in ("execute_notebook", "nb_kernel_name", "nb_language"):
        monkeypatch.setattr(ForkEngine, name, lambda *given, name=name: (name, given))
        assert getattr(entry.Fork, name)(1) == (name, (1,))


def test_entry_points_are_loaded_before_papermill_is_there():
    code = "import sys; import workbench.batch.entry; sys.exit('papermill' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
