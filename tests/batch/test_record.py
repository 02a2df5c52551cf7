import json

from workbench.batch.recipes import site_steps
from workbench.batch.record import run_record
from workbench.batch.request import Context, Request
from workbench.batch.runs import ALL_SITES
from workbench.project import read_project


def test_a_record_says_what_was_made_from_what_and_what_came_of_it(
    project, recipes, tmp_path, outcome_of
):
    out = tmp_path / "out"
    about = Context(
        request=Request(project=project, as_of="2026-06-30", jobs=2),
        project=read_project(project),
        read=read_project(project),
        out=out,
        recipes=site_steps(recipes),
        every_step=site_steps(recipes),
        comparison=None,
    )
    outcomes = [
        outcome_of(
            "a",
            files=(out / "a" / "report.html",),
            seconds=1.23456,
            figures=4,
            engine="fork, kernel",
            reason="it has widgets",
        ),
        outcome_of("b", status="failed", message="no water"),
    ]
    compared = outcome_of(ALL_SITES)
    record = run_record(about, outcomes, compared=compared, portfolio={"key": "p"})
    read = json.loads(json.dumps(record))
    assert read["sites"]["a"]["files"] == ["a/report.html"]
    assert read["sites"]["a"]["seconds"] == 1.235
    assert read["sites"]["a"]["reason"] == "it has widgets"
    assert read["sites"]["b"]["message"] == "no water"
    assert (read["engine"], read["seed"], read["framework"]) == (
        "fork, kernel",
        20260314,
        "ipsr 2022",
    )
    assert read["parameters"]["as_of"] == "2026-06-30"
    assert set(read["hashes"]) == {"data", "framework", "package", "recipes"}
    assert list(read["hashes"]["recipes"]) == ["1-first-thing", "2-second-thing"]
    assert read["started"] <= read["ended"]
    assert read["interrupted"] is False
    assert read["comparison"]["status"] == "done"
    assert read["versions"]["papermill"]
