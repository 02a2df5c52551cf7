import os
from dataclasses import replace
from pathlib import Path

from benchmarks.ways import WAYS, environment
from benchmarks.workloads import Workload

WORK = Workload(
    name="template",
    notebooks=(Path("/in/a b.ipynb"), Path("/in/c.ipynb")),
    site_parameter="site_id",
    parameters={"data_dir": "/in/the data"},
    sites=("S1", "S2"),
)


def test_the_shell_loop_stops_at_the_first_failure_and_quotes_names(tmp_path):
    program, script = WAYS["a"].command(WORK, tmp_path / "out")
    text = Path(script).read_text("utf-8")
    assert program == "bash"
    assert text.startswith("set -e\nfor site in S1 S2; do\n")
    assert "papermill '/in/a b.ipynb'" in text
    assert """-p site_id "$site" -p data_dir '/in/the data'""" in text
    assert text.count("jupyter nbconvert --to html") == 2


def test_the_ways_of_others_are_told_to_keep_their_figures():
    for key in ("a", "b"):
        assert WAYS[key].environment == {"PLOTLY_RENDERER": "notebook"}
    for key in ("c", "k"):
        assert WAYS[key].environment == {}


def test_a_project_of_ours_is_run_by_the_command_line(tmp_path):
    project = replace(WORK, project=Path("/in/example"))
    for key, engine in (("c", "auto"), ("k", "kernel")):
        command = WAYS[key].command(project, tmp_path / "out")
        assert command[1:5] == ["-m", "workbench", "run", "/in/example"]
        assert {"--jobs=2", f"--engine={engine}", "--force", "--site=S2"} <= set(command)


def test_nothing_of_the_callers_environment_changes_a_way(tmp_path, monkeypatch):
    monkeypatch.setenv("PLOTLY_RENDERER", "browser")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    found = environment(replace(WORK, libraries=(tmp_path,)), tmp_path / "cache", {"A": "b"})
    assert not {"PLOTLY_RENDERER", "PYTHONDONTWRITEBYTECODE"} & set(found)
    assert found["PYTHONPATH"].split(os.pathsep)[-1] == str(tmp_path)
    assert found["WORKBENCH_CACHE"] == str(tmp_path / "cache")
    assert found["A"] == "b"
