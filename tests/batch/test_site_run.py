import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from workbench.batch import engine
from workbench.batch.failure_marks import NotebookFailure
from workbench.batch.files import sha256_of
from workbench.batch.site_run import perform
from workbench.errors import InvalidInput


@pytest.fixture
def executed(monkeypatch):
    """Let notebooks be executed at once; what they do is given by name."""
    deeds = {}

    def execute(notebook, parameters, *, out, **limits):
        deed = deeds.get(notebook.stem)
        if deed is not None:
            (out / f"{notebook.stem}.failed.ipynb").write_text("{}")
            raise deed
        shown = new_output("stream", name="stdout", text=parameters["site"])
        node = new_notebook(cells=[new_code_cell("1", execution_count=1, outputs=[shown])])
        (out / notebook.name).write_text(nbformat.writes(node))
        return node

    monkeypatch.setattr(engine, "execute", execute)
    return deeds


def test_a_site_gets_its_notebooks_its_report_and_last_its_key(executed, run_of, recipes):
    run = run_of(recipes / "1-first-thing.ipynb", recipes / "2-second-thing.ipynb",
                 )  # fmt: skip
    outcome = perform(run)
    assert (outcome.status, outcome.message) == ("done", "")
    assert list(outcome.steps) == ["1-first-thing", "2-second-thing"]
    names = ["1-first-thing.ipynb", "2-second-thing.ipynb", "key.json", "report.html"]
    assert sorted(path.name for path in run.out.iterdir()) == names
    key = json.loads((run.out / "key.json").read_text())
    assert key["key"] == "k"
    assert key["sha256"] == sha256_of(run.report)
    assert key["steps"] == ["1-first-thing", "2-second-thing"]
    assert set(key["files"]) == {*names} - {"key.json"}


def test_a_failed_site_keeps_no_report_that_looks_finished(executed, run_of, recipes):
    run = run_of(recipes / "1-first-thing.ipynb", recipes / "2-second-thing.ipynb")
    perform(run)
    executed["2-second-thing"] = NotebookFailure("2-second-thing, cell [3]: no\nwater")
    outcome = perform(run)
    assert (outcome.status, outcome.message) == ("failed", "2-second-thing, cell [3]: no water")
    assert outcome.files == (run.out / "2-second-thing.failed.ipynb",)
    assert sorted(path.name for path in run.out.iterdir()) == [
        "1-first-thing.ipynb", "2-second-thing.failed.ipynb",
    ]  # fmt: skip
    executed.clear()
    assert perform(run).status == "done"
    assert not (run.out / "2-second-thing.failed.ipynb").exists()


@pytest.mark.parametrize("error", [MemoryError(), InvalidInput("a\nb"), RuntimeError("x")])
def test_nothing_is_ever_raised(executed, run_of, recipes, error):
    executed["1-first-thing"] = error
    outcome = perform(run_of(recipes / "1-first-thing.ipynb"))
    assert outcome.status == "failed"
    assert outcome.message
    assert "\n" not in outcome.message


def test_a_report_that_lost_a_figure_is_a_failed_site(executed, run_of, recipes, monkeypatch):
    from workbench.publish import exporter as reports
    from workbench.publish.document import ReportFault

    def lose(*_, **__):
        message = "The notebooks hold 2 figures, the page 1."
        raise ReportFault(message)

    monkeypatch.setattr(reports, "site_report", lose)
    run = run_of(recipes / "1-first-thing.ipynb")
    outcome = perform(run)
    assert outcome.message == "The notebooks hold 2 figures, the page 1."
    assert not (run.out / "key.json").exists()


def test_a_run_without_report_writes_its_notebook_alone(executed, run_of, recipes, tmp_path):
    run = run_of(recipes / "1-first-thing.ipynb", report=None, key="", out=tmp_path / "out")
    outcome = perform(run)
    assert outcome.files == (tmp_path / "out" / "1-first-thing.ipynb",)
    assert [path.name for path in run.out.iterdir()] == ["1-first-thing.ipynb"]


def test_the_folder_that_cannot_be_made_is_a_failed_site(run_of, tmp_path):
    (tmp_path / "out").write_text("in the way")
    assert perform(run_of()).message.startswith("Not a directory")


def test_a_notebook_of_ones_own_fails_alone_and_keeps_its_place(executed, run_of, recipes):
    order = [recipes / f"{name}.ipynb" for name in ("1-first-thing", "2-second-thing")]
    run = run_of(*order, given={"1-first-thing": {"season": "2025B"}})
    executed["1-first-thing"] = NotebookFailure("1-first-thing, cell [3]: no\nwater")
    outcome = perform(run)
    assert (outcome.status, outcome.message) == ("done", "")
    assert outcome.faults == ("1-first-thing, cell [3]: no water",)
    assert run.out / "1-first-thing.failed.ipynb" in outcome.files
    assert list(outcome.steps) == ["2-second-thing", "1-first-thing"]  # ours are run first
    page = run.report.read_text()
    assert page.index("This chapter could not be made.") < page.index("<pre>a</pre>")
    assert json.loads((run.out / "key.json").read_text())["faults"] == list(outcome.faults)
    executed["2-second-thing"] = NotebookFailure("2-second-thing, cell [3]: no")
    assert perform(run).status == "failed"


def test_a_chapter_that_no_page_can_hold_fails_alone(executed, run_of, recipes, monkeypatch):
    shown = new_output("display_data", {"text/plain": "FigureWidget({"})

    def execute(notebook, parameters, *, out, **limits):
        (out / notebook.name).write_text("{}")
        return new_notebook(cells=[new_code_cell("1", execution_count=1, outputs=[shown])])

    monkeypatch.setattr(engine, "execute", execute)
    outcome = perform(run_of(recipes / "1-first-thing.ipynb", given={"1-first-thing": {}}))
    (fault,) = outcome.faults
    assert fault.startswith("1-first-thing: A FigureWidget cannot be drawn")
    assert [file.name for file in outcome.files] == ["report.html", "1-first-thing.failed.ipynb"]
    assert perform(run_of(recipes / "1-first-thing.ipynb")).status == "failed"


def test_each_notebook_is_passed_what_is_its_own(executed, run_of, recipes, monkeypatch):
    passed, before = {}, engine.execute

    def execute(notebook, parameters, **given):
        passed[notebook.stem] = dict(parameters)
        return before(notebook, parameters, **given)

    monkeypatch.setattr(engine, "execute", execute)
    order = [recipes / f"{name}.ipynb" for name in ("1-first-thing", "2-second-thing")]
    run = run_of(*order, given={"2-second-thing": {"season": "2025B"}})
    perform(run)
    assert passed["1-first-thing"] == run.parameters
    place = {name: run.parameters[name] for name in ("project", "site")}
    assert passed["2-second-thing"] == {**place, "season": "2025B"}


def test_why_a_chapter_failed_does_not_say_where_the_project_lies(executed, run_of, recipes):
    run = run_of(recipes / "1-first-thing.ipynb", given={"1-first-thing": {}})
    place = run.parameters["project"]
    executed["1-first-thing"] = NotebookFailure(f"no file {place}/notebooks/yields.csv")
    (fault,) = perform(run).faults
    assert fault == f"1-first-thing: no file {run.out.parent.parent.name}/notebooks/yields.csv"
    assert place not in run.report.read_text()
