import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from workbench.batch import engine, files, session
from workbench.batch.failure_marks import NotebookFailure
from workbench.batch.limits import RunLimits
from workbench.batch.request import Request
from workbench.batch.runs import ALL_SITES
from workbench.batch.session import Interrupted, compare_project, run_project
from workbench.batch.site_run import perform
from workbench.batch.starters import write_own_notebook
from workbench.errors import InvalidInput, UnknownName
from workbench.page.records import ATTACHMENTS
from workbench.project import read_project


@pytest.fixture
def executed(monkeypatch):
    """Let notebooks be executed at once; the names in it fail, and calls are counted."""
    failing, calls = set(), []

    def execute(notebook, parameters, *, out, **limits):
        name = parameters.get("site", ALL_SITES)
        calls.append((name, notebook.stem))
        if name in failing:
            message = f"{notebook.stem}, cell [2]: no water"
            raise NotebookFailure(message)
        shown = new_output("stream", name="stdout", text=name)
        node = new_notebook(cells=[new_code_cell("1", execution_count=1, outputs=[shown])])
        (out / notebook.name).write_text(nbformat.writes(node))
        return node

    monkeypatch.setattr(engine, "execute", execute)
    execute.failing, execute.calls = failing, calls
    return execute


class Here:
    """In the place of the workers: does each run at once, in this process."""

    work = staticmethod(perform)

    def __init__(self, *_, **__):
        pass

    def run(self, runs):
        return (self.work(run) for run in runs)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture
def run(project, recipes, tmp_path, monkeypatch):
    monkeypatch.setattr(session, "Workers", Here)

    def do(call=run_project, **changes):
        given = {"project": project, "out": tmp_path / "out", "recipes": recipes}
        return call(Request(**(given | changes), limits=RunLimits(engine="kernel")))

    return do


def _statuses(account):
    return {outcome.site: outcome.status for outcome in account.outcomes}


def test_every_site_gets_a_report_and_one_page_lists_them(executed, run, tmp_path):
    account = run()
    assert _statuses(account) == {"a": "done", "b": "done", "c": "done"}
    assert (account.exit_status, account.comparison.status) == (0, "done")
    page = (tmp_path / "out" / "index.html").read_text()
    assert all(f"{site}/report.html" in page for site in "abc")
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["engine"] == "kernel"
    assert record["sites"]["b"]["status"] == "done"
    assert executed.calls[:2] == [("a", "1-first-thing"), ("a", "2-second-thing")]


def test_a_second_run_does_nothing(executed, run, tmp_path):
    run()
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    executed.calls.clear()
    account = run()
    assert executed.calls == []
    assert account.count("skipped") == 3
    assert (account.comparison, account.exit_status) == (None, 0)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before
    assert run(force=True).count("done") == 3


def test_only_the_changed_site_is_run_again(executed, run, project):
    run()
    executed.calls.clear()
    table = project / "scores.csv"
    table.write_text(table.read_text().replace("b,seed,1,2026-03-14,p1,workshop,3",
                                               "b,seed,1,2026-03-14,p1,workshop,5"))  # fmt: skip
    account = run()
    assert _statuses(account) == {"a": "skipped", "b": "done", "c": "skipped"}
    assert {site for site, _ in executed.calls} == {"b", ALL_SITES}


@pytest.mark.parametrize("name", ["a/report.html", "index.html"])
def test_what_was_deleted_is_made_again(executed, run, tmp_path, name):
    run()
    (tmp_path / "out" / name).unlink()
    run()
    assert (tmp_path / "out" / name).exists()


def test_a_failing_site_stops_nobody_and_is_tried_again(executed, run, tmp_path):
    run()
    executed.failing.add("b")
    account = run(force=True)
    assert _statuses(account) == {"a": "done", "b": "failed", "c": "done"}
    assert account.exit_status == 1
    assert not (tmp_path / "out" / "b" / "report.html").exists()
    assert "no water" in (tmp_path / "out" / "index.html").read_text()
    executed.failing.clear()
    assert _statuses(run()) == {"a": "skipped", "b": "done", "c": "skipped"}


def test_a_failing_comparison_leaves_the_list_and_is_tried_again(executed, run, tmp_path):
    executed.failing.add(ALL_SITES)
    account = run()
    assert (account.comparison.status, account.exit_status) == ("failed", 1)
    assert (tmp_path / "out" / "index.html").exists()
    executed.failing.clear()
    executed.calls.clear()
    assert run().comparison.status == "done"
    assert {site for site, _ in executed.calls} == {ALL_SITES}


def test_a_blocked_site_is_not_run_and_keeps_no_report(executed, run, project, tmp_path):
    run()
    table = project / "scores.csv"
    table.write_text(table.read_text().replace("b,seed,1,2026-03-14,p1,workshop,3",
                                               "b,seed,1,2026-03-14,p1,workshop,33"))  # fmt: skip
    executed.calls.clear()
    account = run()
    assert _statuses(account) == {"a": "skipped", "b": "blocked", "c": "skipped"}
    assert (account.exit_status, account.failures[0].message) == (1, "1 error in its tables")
    assert {site for site, _ in executed.calls} == {ALL_SITES}
    assert list((tmp_path / "out" / "b").iterdir()) == []
    executed.calls.clear()
    assert run().exit_status == 1
    assert executed.calls == []


def test_chosen_sites_and_steps_alone_are_run(executed, run, tmp_path):
    account = run(sites=("c", "a"), steps=("second",))
    assert _statuses(account) == {"a": "done", "c": "done"}
    assert executed.calls[:2] == [("a", "2-second-thing"), ("c", "2-second-thing")]
    page = (tmp_path / "out" / "index.html").read_text()
    assert "not run yet" in page
    # The list knows the reports of another run, though these were of other steps.
    run(sites=("b",))
    page = (tmp_path / "out" / "index.html").read_text()
    assert all(f"{site}/report.html" in page for site in "abc")


def test_unknown_names_are_refused_before_anything_starts(executed, run):
    with pytest.raises(UnknownName, match="site"):
        run(sites=("d",))
    with pytest.raises(UnknownName, match="step"):
        run(steps=("third",))
    assert executed.calls == []


def test_a_recipe_that_does_not_take_our_parameters_is_refused(run, recipes, notebook_at):
    notebook_at(recipes / "1-first-thing.ipynb", [], "project = None\nsite = None\nas_off = None")
    with pytest.raises(InvalidInput, match=r"1-first-thing\.ipynb has no parameter 'framework'"):
        run()


def test_reports_never_go_into_the_project_itself(run, project):
    with pytest.raises(InvalidInput, match="folder of their own"):
        run(out=project)


def test_the_reports_lie_in_a_folder_named_after_the_project(executed, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(out=None).out == tmp_path / "reports" / "tiny"


def test_an_interruption_keeps_what_is_finished(executed, run, tmp_path, monkeypatch):
    def work(given):
        if given.site == "b":
            (given.out / ".x.part").write_text("half") if given.out.is_dir() else None
            raise KeyboardInterrupt
        return perform(given)

    monkeypatch.setattr(Here, "work", staticmethod(work))
    with pytest.raises(Interrupted) as stopped:
        run()
    assert stopped.value.total == 3
    assert (tmp_path / "out" / "a" / "report.html").exists()
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["interrupted"] is True
    monkeypatch.setattr(Here, "work", staticmethod(perform))
    assert run().count("skipped") == 1


def test_comparing_makes_a_page_of_its_own(executed, run, tmp_path):
    account = run(compare_project)
    assert account.comparison.status == "done"
    assert (tmp_path / "out" / "comparison.html").exists()
    assert executed.calls == [(ALL_SITES, "compare-sites")]


def test_comparing_needs_a_notebook(executed, run, recipes):
    (recipes / "compare-sites.ipynb").unlink()
    with pytest.raises(InvalidInput, match="No notebook compares"):
        run(compare_project)
    assert run().comparison is None


SCRIPT = """
import sys
from pathlib import Path
from workbench.batch.limits import RunLimits
from workbench.batch.request import Request
from workbench.batch.session import Interrupted, run_project

def main():
    engine, project, out, recipes, *sites = sys.argv[1:]
    request = Request(project=Path(project), out=Path(out), recipes=Path(recipes), jobs=2,
                      sites=tuple(sites), limits=RunLimits(engine=engine))
    try:
        account = run_project(request)
    except Interrupted as stopped:
        print(stopped, file=sys.stderr)
        sys.exit(130)
    for outcome in account.outcomes:
        print(outcome.site, outcome.status, outcome.message)
    print("papermill" in sys.modules)

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def batch(project, tmp_path, misbehaviour):
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(SCRIPT))
    begun = []

    def begin(name, *sites, engine="auto"):
        recipes = misbehaviour(name).parent
        process = subprocess.Popen(
            [sys.executable, script, engine, project, tmp_path / "out", recipes, *sites],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        begun.append(process)
        return process

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def _wait_for(path, patience=30.0):
    until = time.monotonic() + patience
    while not path.exists() or not path.read_text():
        assert time.monotonic() < until, f"{path} did not come"
        time.sleep(0.05)
    return path.read_text()


@pytest.mark.slow
@pytest.mark.smoke
def test_real_workers_do_two_sites_and_a_second_run_starts_none(batch):
    output, errors = batch("well-behaved", "a", "b").communicate(timeout=120)
    assert errors == ""
    assert [line.split()[1] for line in output.splitlines()[:2]] == ["done", "done"]
    output, _ = batch("well-behaved", "a", "b").communicate(timeout=60)
    assert [line.split()[1] for line in output.splitlines()[:2]] == ["skipped", "skipped"]
    assert output.splitlines()[-1] == "False", "papermill was loaded for nothing"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "words"),
    [("kernel", "its worker process died twice"), ("auto", "its process died: killed")],
)
def test_a_killed_worker_is_one_failed_site(batch, engine, words):
    output, _ = batch("kills-its-worker-at-a", "a", "b", engine=engine).communicate(timeout=120)
    lines = output.splitlines()
    assert lines[0].startswith(f"a failed {words}")
    assert lines[1].split()[:2] == ["b", "done"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sign", "status"), [(signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)]
)
@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_no_worker_and_no_kernel_outlives_the_batch(batch, project, is_gone, sign, status, engine):
    process = batch("tells-who-runs", "a", engine=engine)
    kernel, worker = map(int, _wait_for(project / "who").split())
    if sign == signal.SIGINT:
        os.killpg(process.pid, sign)  # as a terminal does
    else:
        os.kill(process.pid, sign)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == status
    if status == 130:
        assert errors == "Stopped: 0 of 1 reports are finished and whole.\n"
    assert is_gone(worker, patience=10)
    assert is_gone(kernel, patience=10)


def test_the_default_watcher_is_silent(executed, run, capsys):
    run()
    assert capsys.readouterr() == ("", "")


FILES = [
    files.ASSETS, files.INDEX, files.RECORD, files.COMPARISON, files.KEY, files.REPORT,
    *ATTACHMENTS, "compare-sites.ipynb", "1-first-thing.ipynb",
]  # fmt: skip
SITES = st.lists(
    st.sampled_from(["a", "A", "b", "é", "e\u0301", "", "../x", "a/b", ".", "..", "con", "b.",
                     "x" * 260, "ſ", "s", "S", "row 3 of sites.csv", "-rf", "~", *FILES])
    | st.text(max_size=4),
    max_size=6,
)  # fmt: skip


@example(sites=[*FILES, "a"])
@example(sites=["a", "A"])
@example(sites=["../x", "", "a"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sites=SITES)
def test_check_says_that_a_site_can_run_where_run_does_it(executed, run, tmp_path_factory, sites):
    folder = tmp_path_factory.mktemp("any")
    cells = ['"' + site.replace('"', '""') + '"' for site in sites]
    _write(folder / "sites.csv", ["site,name", *(f"{cell},A place" for cell in cells)])
    packages = (f"{cell},seed,Seed,core" for cell in cells)
    _write(folder / "components.csv", ["site,component,title,role", *packages])
    (folder / "project.yaml").write_text("title: Any\nframework: ipsr\n", "utf-8")
    project = read_project(folder)
    if not project.listed:
        return
    account = run(project=folder, out=folder / "out", force=True)
    done = [outcome.site for outcome in account.outcomes if outcome.status == "done"]
    assert done == list(project.ready)
    assert [outcome.site for outcome in account.outcomes] == list(project.listed)
    assert account.exit_status == (0 if len(done) == len(account.outcomes) else 1)
    assert {path.name for path in (folder / "out").iterdir() if path.is_dir()} <= set(done)


def _write(path, lines):
    path.write_text("\n".join(lines) + "\n", "utf-8", errors="replace", newline="")


def test_a_row_without_a_usable_name_counts_as_a_blocked_site(executed, run, project, tmp_path):
    table = project / "sites.csv"
    table.write_text(
        table.read_text() + "../x,Outside,Rwanda\n,Nameless,Rwanda\nd,Sud,1,5,Rwanda\n"
    )
    account = run()
    assert _statuses(account) == {
        "a": "done", "b": "done", "c": "done",
        "row 5 of sites.csv ('../x')": "blocked", "row 6 of sites.csv": "blocked", "d": "blocked",
    }  # fmt: skip
    assert account.exit_status == 1
    page = (tmp_path / "out" / "index.html").read_text()
    assert "row 6 of sites.csv" in page
    assert run(sites=("a",)).exit_status == 0
    assert run(sites=("d",)).exit_status == 1


def test_a_comparison_names_the_sites_that_it_leaves_out(executed, run, project):
    table = project / "scores.csv"
    table.write_text(table.read_text().replace("b,seed,1,2026-03-14,p1,workshop,3",
                                               "b,seed,1,2026-03-14,p1,workshop,33"))  # fmt: skip
    account = run(compare_project)
    assert (_statuses(account), account.comparison.status) == ({"b": "blocked"}, "done")
    assert account.exit_status == 1
    assert run(compare_project, sites=("a", "c")).exit_status == 0


def test_a_folder_that_leads_elsewhere_stops_its_own_site_only(executed, run, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "b").symlink_to(tmp_path)
    account = run()
    assert _statuses(account) == {"a": "done", "b": "failed", "c": "done"}


def test_some_steps_never_take_the_place_of_a_whole_report(executed, run, tmp_path):
    run()
    before = (tmp_path / "out" / "a" / "report.html").read_bytes()
    with pytest.raises(InvalidInput, match="holds 2 steps, and this run would put one of 1"):
        run(steps=("2",))
    assert (tmp_path / "out" / "a" / "report.html").read_bytes() == before
    assert run(steps=("2",), out=tmp_path / "other").count("done") == 3
    assert run(steps=("2",), force=True).count("done") == 3
    assert run(steps=("2",)).count("skipped") == 3
    assert run().count("done") == 3


def test_the_record_names_the_project_from_beside_it(executed, run, project, tmp_path):
    run()
    text = (tmp_path / "out" / "run.json").read_text("utf-8")
    assert json.loads(text)["parameters"]["project"] == "../tiny"
    assert str(tmp_path) not in text


SCENARIO = """site: b
who: team
when: 2026-03-14
why: A trial.
changes: {levels: {seed: {use: 5}}}
"""


@pytest.fixture
def scenario(project, recipes, notebook_at):
    for name in ("1-first-thing", "2-second-thing"):
        declared = "project = None\nsite = None\nframework = None\nas_of = None\nscenario = None"
        notebook_at(recipes / f"{name}.ipynb", ["print(site)"], declared)
    path = project / "scenarios" / "more-seed.yaml"
    path.parent.mkdir()
    path.write_text(SCENARIO, "utf-8")
    return path


def test_a_scenario_has_a_folder_of_its_own_and_leaves_the_reports_alone(
    executed, run, scenario, tmp_path
):
    run()
    out = tmp_path / "out"
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    account = run(scenario="more-seed")
    assert _statuses(account) == {"b": "done"}
    assert account.comparison is None
    own = out / "scenarios" / "more-seed"
    assert account.index == own / "index.html"
    assert "Scenario more-seed: not the tables" in account.index.read_text("utf-8")
    assert (own / "b" / "report.html").exists()
    record = json.loads((own / "run.json").read_text("utf-8"))
    assert record["parameters"]["scenario"]["why"] == "A trial."
    assert {path: path.read_bytes() for path in before} == before
    assert _statuses(run()) == {"a": "skipped", "b": "skipped", "c": "skipped"}


def test_a_scenario_is_run_again_only_where_it_has_changed(executed, run, scenario):
    assert _statuses(run(scenario="more-seed")) == {"b": "done"}
    assert _statuses(run(scenario="more-seed")) == {"b": "skipped"}
    scenario.write_text(SCENARIO.replace("use: 5", "use: 6"), "utf-8")
    assert _statuses(run(scenario="more-seed", sites=("b",))) == {"b": "done"}
    scenario.write_text("# said again\n" + SCENARIO.replace("use: 5", "use: 6"), "utf-8")
    assert _statuses(run(scenario="more-seed")) == {"b": "skipped"}


def test_a_scenario_of_another_site_or_none_is_refused_in_a_line(executed, run, scenario):
    with pytest.raises(InvalidInput) as refused:
        run(scenario="more-seed", sites=("a",))
    assert str(refused.value) == (
        "The scenario 'more-seed' is one of b, not of a; leave --site out."
    )
    with pytest.raises(UnknownName, match="There is no scenario 'more-sed'"):
        run(scenario="more-sed")
    with pytest.raises(InvalidInput, match="cannot be the name of a scenario"):
        run(scenario="../more")
    scenario.write_text(SCENARIO.replace("use: 5", "use: 99"), "utf-8")
    with pytest.raises(InvalidInput, match=r"row 5 \(changes > levels > seed > use\): found '99'"):
        run(scenario="more-seed")
    assert not executed.calls


@pytest.fixture
def own(project, notebook_at):
    """A further step of the project's own."""
    declared = "project = None\nsite = None\nseason = '2024A'"
    return notebook_at(project / "notebooks" / "6-yield-response.ipynb", ["1"], declared)


def test_a_step_of_ones_own_is_run_in_its_place(executed, run, own, tmp_path):
    assert _statuses(run()) == {"a": "done", "b": "done", "c": "done"}
    mine = [name for site, name in executed.calls if site == "a"]
    assert mine == ["1-first-thing", "2-second-thing", "6-yield-response"]
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["own_notebooks"] == {"6-yield-response": {}}
    assert list(record["hashes"]["recipes"])[2] == "6-yield-response"


def test_what_a_step_of_ones_own_rests_on_makes_it_run_again(executed, run, own, project):
    def states():
        return set(_statuses(run()).values())

    run()
    assert states() == {"skipped"}
    (own.parent / "yields.csv").write_text("plot,yield\n1,3.5\n")
    assert states() == {"done"}
    assert states() == {"skipped"}
    with (project / "project.yaml").open("a") as file:
        file.write("notebooks: {yield: {season: 2025B}}\n")
    assert states() == {"done"}
    assert _statuses(run(parameters={"season": "2026A"}))["a"] == "done"
    assert _statuses(run(parameters={"season": "2026A"}))["a"] == "skipped"
    own.write_text(own.read_text().replace('"1"', '"2"'))
    assert _statuses(run(parameters={"season": "2026A"}))["a"] == "done"
    own.unlink()
    with pytest.raises(InvalidInput, match="expected the name of a notebook in the folder"):
        run()


def test_a_failed_chapter_is_told_and_tried_again(executed, run, own, tmp_path, monkeypatch):
    before = engine.execute

    def fail(notebook, parameters, **given):
        if notebook.stem == "6-yield-response" and parameters["site"] == "b":
            message = "6-yield-response, cell [3]: no rain"
            raise NotebookFailure(message)
        return before(notebook, parameters, **given)

    monkeypatch.setattr(engine, "execute", fail)
    account = run()
    assert (account.count("done"), account.exit_status) == (3, 1)
    assert [outcome.site for outcome in account.failures] == ["b"]
    out = tmp_path / "out"
    record = json.loads((out / "run.json").read_text())
    assert record["sites"]["b"]["failed_chapters"] == ["6-yield-response, cell [3]: no rain"]
    assert "no rain" in (out / "b" / "report.html").read_text()
    said = "without a chapter that failed: 6-yield-response, cell [3]: no rain"
    assert said in (out / "index.html").read_text()
    assert _statuses(run()) == {"a": "skipped", "b": "done", "c": "skipped"}
    run(sites=("a",))
    assert said in (out / "index.html").read_text()
    monkeypatch.setattr(engine, "execute", before)
    account = run()
    assert (account.exit_status, _statuses(account)["b"]) == (0, "done")
    assert said not in (out / "index.html").read_text()


def test_a_notebook_that_cannot_be_run_stops_the_run_before_it_begins(executed, run, own):
    own.write_text("{")
    (own.parent / "2-other.ipynb").write_text("{")
    with pytest.raises(InvalidInput) as refused:
        run()
    assert str(refused.value).startswith("notebooks/2-other.ipynb: found 'content that is not")
    assert str(refused.value).endswith("(1 more: workbench check)")
    assert executed.calls == []


def test_a_step_of_ones_own_must_know_what_is_asked_for(executed, run, own):
    with pytest.raises(InvalidInput, match=r"6-yield-response.ipynb has no parameter 'as_of'"):
        run(as_of="2026-03-14")


@pytest.mark.slow
@pytest.mark.parametrize("engine_name", ["auto", "kernel"])
def test_a_real_scenario_with_a_chapter_of_ones_own(project, tmp_path, engine_name):
    own = write_own_notebook(read_project(project), "6-yield-response").path
    wrong = own.with_name("7-goes-wrong.ipynb")
    wrong.write_text(own.read_text("utf-8").replace("case = open_case(", "no rain"), "utf-8")
    path = project / "scenarios" / "more-seed.yaml"
    path.parent.mkdir()
    path.write_text(SCENARIO, "utf-8")
    account = run_project(
        Request(
            project=project, out=tmp_path / "out", scenario="more-seed", jobs=1,
            steps=("characterize", "6", "7"), limits=RunLimits(engine=engine_name),
        )
    )  # fmt: skip
    (outcome,) = account.outcomes
    assert (outcome.site, outcome.status, account.exit_status) == ("b", "done", 1)
    (fault,) = outcome.faults
    assert fault.startswith("7-goes-wrong, cell [3]: SyntaxError")
    folder = tmp_path / "out" / "scenarios" / "more-seed" / "b"
    page = (folder / "report.html").read_text("utf-8")
    assert '<p class="stamp">Scenario more-seed: not the tables</p>' in page
    assert "Supposed by team on 14 March 2026: A trial." in page
    assert "Use of Clean seed: <strong>5</strong>, before 2." in page
    assert page.index(">6 Yield response") < page.index("This chapter could not be made.")
    assert (folder / "7-goes-wrong.failed.ipynb").exists()
    assert (folder / "6-yield-response.ipynb").exists()
