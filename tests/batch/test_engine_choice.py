import json
import sys

import pytest

from workbench.batch import processes
from workbench.batch.engine_choice import EngineChoice, choose_engine, needs_kernel

REASONS = {
    "get_ipython().kernel.session": "it asks for its kernel",
    "import ipywidgets as w": "it has widgets",
    "from ipywidgets import interact": "it has widgets",
    "name = input('?')": "it asks the user for input",
    "import getpass; getpass.getpass('?')": "it asks the user for input",
    "read_input('x'); frame.input(1); kernel = 'rbf'": "",
}


@pytest.mark.parametrize("source", REASONS)
def test_what_a_notebook_needs_is_read_from_its_code(notebook_at, tmp_path, source):
    assert needs_kernel(notebook_at(tmp_path / "1-x.ipynb", [source])) == REASONS[source]


def test_another_language_needs_a_kernel(notebook_at, tmp_path):
    notebook = notebook_at(tmp_path / "1-x.ipynb", ["1"])
    content = json.loads(notebook.read_text())
    content["metadata"] = {"kernelspec": {"name": "ir", "language": "R"}}
    notebook.write_text(json.dumps(content))
    assert needs_kernel(notebook) == "it is written in r"


def test_a_notebook_that_cannot_be_read_is_papermills_business(tmp_path):
    assert needs_kernel(tmp_path / "none.ipynb") == ""


def test_what_is_asked_for_counts_as_far_as_it_is_sound(notebook_at, tmp_path, monkeypatch):
    notebook = notebook_at(tmp_path / "1-x.ipynb", ["input('?')"])
    monkeypatch.setattr(processes, "thread_count", lambda: 1)
    monkeypatch.setattr(processes, "can_fork", lambda: True)
    assert choose_engine(notebook, "kernel") == EngineChoice("kernel", "asked for")
    assert choose_engine(notebook, "auto") == EngineChoice("kernel", "it asks the user for input")
    assert choose_engine(notebook, "fork") == EngineChoice("fork")
    monkeypatch.setattr(processes, "thread_count", lambda: 2)
    assert choose_engine(notebook, "fork").engine == "kernel"
    monkeypatch.setattr(processes, "can_fork", lambda: False)
    assert choose_engine(notebook, "auto") == EngineChoice(
        "kernel", "this platform cannot fork safely"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")
def test_this_computer_can_fork():
    assert processes.can_fork()
    assert processes.thread_count() >= 1
