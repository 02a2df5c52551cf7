"""What was learned is there the next time, and nothing else is taken for it."""

import json
import sys

import pytest

from workbench.batch.fork import import_cache
from workbench.batch.fork.import_cache import read_imports, write_imports
from workbench.batch.progress import Watcher
from workbench.batch.workers import Workers


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_was_learned_is_added_up_and_kept_by_notebook(misbehaviour):
    one, other = misbehaviour("well-behaved"), misbehaviour("raises")
    assert read_imports([one]) == []
    write_imports([one], ["b.c", "a"])
    write_imports([one], ["a", "d"])
    assert read_imports([one]) == ["a", "b.c", "d"]
    assert read_imports([other]) == read_imports([one, other]) == []
    one.write_text(one.read_text("utf-8") + " ", "utf-8")
    assert read_imports([one]) == []


@pytest.mark.parametrize("content", ["{", "{}", '["os; rm", 3, "../x", "", "ok.fine"]'])
def test_what_is_no_list_of_modules_is_passed_over(misbehaviour, cache, content):
    notebook = misbehaviour("well-behaved")
    write_imports([notebook], ["a"])
    next(cache.rglob("*.json")).write_text(content, "utf-8")
    assert read_imports([notebook]) in ([], ["ok.fine"])


def test_a_notebook_that_is_gone_or_a_full_disk_is_no_fault(misbehaviour, tmp_path, monkeypatch):
    write_imports([tmp_path / "gone.ipynb"], ["a"])
    assert read_imports([tmp_path / "gone.ipynb"]) == []

    def full(target, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(import_cache, "write_whole", full)
    write_imports([misbehaviour("well-behaved")], ["a"])


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")
def test_the_next_batch_has_imported_it_beforehand(notebook_at, run_of, tmp_path):
    (tmp_path / "hidden.py").write_text("import xml.dom.minidom as found", "utf-8")
    source = (
        "import sys; was = 'xml.dom.minidom' in sys.modules\n"
        f"exec(open({str(tmp_path / 'hidden.py')!r}).read())\n"
        "import pathlib; pathlib.Path(project, site).write_text(str(was))"
    )
    notebook = notebook_at(tmp_path / "recipes" / "1-step.ipynb", [source])
    for site in ("first", "second"):
        with Workers(1, Watcher(), engine="fork") as workers:
            (outcome,) = workers.run([run_of(notebook, site=site, report=None, key="")])
        assert outcome.status == "done", outcome.message
    assert "xml.dom.minidom" in json.loads(next((tmp_path / "cache").rglob("*.json")).read_text())
    project = tmp_path
    told = [next(project.rglob(site)).read_text() for site in ("first", "second")]
    assert told == ["False", "True"]
