import json
import sys
import time
from pathlib import Path

import pytest

from workbench.batch.engine import execute
from workbench.batch.failure_marks import NotebookFailure
from workbench.batch.kernel import kernels
from workbench.batch.limits import RunLimits
from workbench.batch.notebook_files import read_notebook

pytestmark = [
    pytest.mark.slow,
    # jupyter_client and zmq warn about event loops of other platforms when they are first used.
    pytest.mark.filterwarnings("default::DeprecationWarning"),
]


@pytest.fixture(autouse=True)
def _own_scratch(tmp_path, monkeypatch):
    monkeypatch.setenv(kernels.SCRATCH_VARIABLE, str(tmp_path / "scratch"))


@pytest.fixture
def run(tmp_path, misbehaviour):
    def do(name, timeout=60.0, site="a"):
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        parameters = {"project": str(tmp_path), "site": site, "framework": None, "as_of": None}
        return execute(misbehaviour(name), parameters, out=out, limits=RunLimits(timeout=timeout))

    return do


@pytest.mark.smoke
def test_a_good_notebook_is_executed_written_and_leaves_nothing_behind(run, tmp_path):
    executed = run("well-behaved")
    assert executed.cells[3].outputs[0].text == "a\n"
    written = read_notebook(tmp_path / "out" / "1-well-behaved.ipynb")
    assert written.cells[4].outputs[0].data["text/plain"] == "2"
    assert written.metadata.papermill.output_path == "1-well-behaved.ipynb"
    assert written.metadata.papermill.parameters.project == ".."
    assert str(tmp_path) not in (tmp_path / "out" / "1-well-behaved.ipynb").read_text("utf-8")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["1-well-behaved.ipynb"]
    assert list((tmp_path / "scratch").rglob("*/*")) == []


def test_the_running_interpreter_is_used_whatever_the_notebook_names(run):
    shown = json.loads(run("shows-its-surroundings").cells[3].outputs[0].text)
    executable, threads, renderer, settings, current_folder = shown
    assert (executable, threads, renderer) == (sys.executable, "1", "plotly_mimetype")
    assert not Path(settings).exists()
    assert current_folder is False


def test_a_failing_cell_is_marked_in_a_notebook_that_says_failed(run, tmp_path):
    with pytest.raises(NotebookFailure, match=r"1-raises, cell \[4\]: ValueError: no water"):
        run("raises")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["1-raises.failed.ipynb"]
    cells = read_notebook(tmp_path / "out" / "1-raises.failed.ipynb").cells
    assert "An Exception was encountered" in cells[0].source
    (marked,) = [n for n, cell in enumerate(cells) if 'papermill-error-cell"' in cell.source][1:]
    assert cells[marked + 1].outputs[0].ename == "ValueError"
    assert cells[marked + 2].execution_count is None


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("leaves-early", "SystemExit: 0: the notebook ended itself before its end"),
        ("leaves-with-reason", "SystemExit: enough"),
    ],
)
def test_a_notebook_that_leaves_early_is_not_done(run, name, reason):
    with pytest.raises(NotebookFailure, match=reason):
        run(name)


def test_a_killed_kernel_is_one_failed_notebook(run, tmp_path):
    with pytest.raises(NotebookFailure, match="its Python process died"):
        run("kills-its-kernel")
    cells = read_notebook(tmp_path / "out" / "1-kills-its-kernel.failed.ipynb").cells
    assert "KernelDied" in json.dumps(cells)


def test_an_endless_notebook_is_stopped(run, tmp_path):
    began = time.monotonic()
    with pytest.raises(NotebookFailure, match="stopped after 2 s"):
        run("endless", timeout=2)
    assert time.monotonic() - began < 20
    assert (tmp_path / "out" / "1-endless.failed.ipynb").exists()
    assert list((tmp_path / "scratch").rglob("*/*")) == []


def test_what_a_notebook_started_ends_with_it(run, tmp_path, is_gone):
    run("starts-another-program")
    assert is_gone(int((tmp_path / "other").read_text()), patience=2)


def test_a_notebook_that_finds_no_room_says_so_and_leaves_nothing(run, tmp_path, monkeypatch):
    def full(target, content):
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr("workbench.batch.notebook_files.write_whole", full)
    with pytest.raises(NotebookFailure, match=r"^1-well-behaved: No space left .*behaved\.ipynb$"):
        run("well-behaved")
    assert list((tmp_path / "out").iterdir()) == []
