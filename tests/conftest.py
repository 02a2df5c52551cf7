"""What all tests share."""

import fcntl
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.language import PLAIN, speak

if TYPE_CHECKING:
    from nbformat import NotebookNode

pytest_plugins = [
    "tests.fixtures.examples",
    "tests.fixtures.packages",
    "tests.fixtures.drawn",
    "tests.fixtures.sites",
]


@pytest.fixture(scope="session", autouse=True)
def _hears_ctrl_c():
    """Hear Ctrl-C, and let what the tests start hear it; a job in the background is born deaf."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _speaks_plainly():
    """Begin each test in the words of Scaling Readiness, whatever project was open before."""
    speak(PLAIN)


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Keep the user's own cache out of the tests, and the tests out of it."""
    before = os.environ.get("WORKBENCH_CACHE")
    os.environ["WORKBENCH_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["WORKBENCH_CACHE"]
    else:
        os.environ["WORKBENCH_CACHE"] = before


EXAMPLE = Path(__file__).parents[1] / "data" / "example"


@pytest.fixture(scope="session")
def example_case():
    """The chain of one site of the example project, computed once; results are not changed."""
    from workbench.case import open_case

    return open_case(EXAMPLE, "rw-huye")


@pytest.fixture(scope="session")
def example_cases():
    """The steps of all sites of the example project, computed once; results are not changed."""
    from workbench.case import open_cases

    return open_cases(EXAMPLE)


@pytest.fixture(scope="session")
def executed_recipe(tmp_path_factory, worker_id) -> "Callable[[Path], NotebookNode]":
    """Execute a notebook of ours on the example, as papermill does, once for all tests of a run."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent  # which the processes that share the tests have in common

    def execute(recipe: Path) -> "NotebookNode":
        import nbformat
        import papermill

        done = folder / recipe.name
        with (folder / f"{recipe.stem}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                papermill.execute_notebook(
                    str(recipe), str(done), parameters={"project": str(EXAMPLE)},
                    progress_bar=False, request_save_on_cell_execute=False, autosave_cell_every=0,
                )  # fmt: skip
        return nbformat.read(done, as_version=4)

    return execute
