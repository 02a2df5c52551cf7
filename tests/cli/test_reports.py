import os
import signal
import threading
from pathlib import Path

import pytest

import workbench.batch
import workbench.project
from workbench.batch import Interrupted, RunOutcome


def _outcomes(**statuses):
    return tuple(RunOutcome(site=site, status=status) for site, status in statuses.items())


PROJECT = Path(__file__).parents[2] / "data" / "example"


def test_run_passes_on_what_is_asked(call, asked):
    asked["outcomes"] = _outcomes(a="done", b="skipped")
    result = call("run", "tiny", "--site", "a", "--site", "b", "--step", "1", "--out", "o",
                  "--jobs", "3", "--force", "--standalone", "--timeout", "9", "--as-of",
                  "2026-03-14")  # fmt: skip
    assert result.exit_code == 0, result.output
    request = asked["request"]
    assert (request.project, request.sites, request.steps) == (Path("tiny"), ("a", "b"), ("1",))
    assert (request.out, request.jobs, request.limits.timeout) == (Path("o"), 3, 9.0)
    assert (request.force, request.standalone, request.as_of) == (True, True, "2026-03-14")
    assert result.output.splitlines() == [
        "2 sites: 1 done, 1 unchanged, in 1.2 s.",
        f"Reports: {Path('reports') / 'tiny' / 'index.html'}",
    ]


def test_run_passes_on_a_scenario(call, asked):
    asked["outcomes"] = _outcomes(a="done")
    assert call("run", "tiny", "--scenario", "more-seed").exit_code == 0
    assert asked["request"].scenario == "more-seed"
    assert call("compare", "tiny", "--scenario", "more-seed").exit_code == 2


def test_run_passes_on_parameters(call, asked):
    asked["outcomes"] = _outcomes(a="done")
    assert call("run", "tiny", "-p", "season=2025B", "-p", "share=0.5").exit_code == 0
    assert asked["request"].parameters == {"season": "2025B", "share": 0.5}
    result = call("run", "tiny", "-p", "season")
    assert (result.exit_code, result.stderr) == (
        2, "Error: 'season' sets nothing; write name=value, such as season=2025B.\n"
    )  # fmt: skip
    twice = call("run", "tiny", "-p", "season=1", "-p", "season=2")
    assert (twice.exit_code, twice.stderr) == (
        2, "Error: -p season is given 2 times; give it once.\n"
    )  # fmt: skip


def test_run_names_a_chapter_that_failed(call, asked, tmp_path):
    folder = tmp_path / "reports" / "tiny" / "a"
    names = ("report.html", "6-x.failed.ipynb")
    asked["outcomes"] = (
        RunOutcome(
            site="a", status="done", faults=("6-x, cell [3]: no rain",),
            files=tuple(folder / name for name in names),
        ),
        RunOutcome(site="b", status="done"),
    )  # fmt: skip
    result = call("run", "tiny")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "failed  a, one chapter: 6-x, cell [3]: no rain",
        f"        see {(folder / names[1]).relative_to(tmp_path)}",
    ]
    assert result.stdout.startswith("2 sites: 2 done (1 without a chapter that failed), in")


def test_run_says_that_nothing_has_changed(call, asked):
    asked["outcomes"] = _outcomes(a="skipped", b="skipped")
    assert call("run", "tiny").output.splitlines()[0] == "2 sites unchanged."


def test_run_names_what_went_wrong_and_where_to_look(call, asked, tmp_path):
    marked = tmp_path / "reports" / "tiny" / "b" / "1-x.failed.ipynb"
    asked["outcomes"] = (
        RunOutcome(site="a", status="blocked", message="2 errors in its tables"),
        RunOutcome(site="b", status="failed", message="no water", files=(marked,)),
    )
    result = call("run", "tiny")
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [
        "blocked a: 2 errors in its tables",
        "failed  b: no water",
        f"        see {marked.relative_to(tmp_path)}",
        "'workbench check tiny' says what to mend.",
    ]
    assert result.stdout.startswith("2 sites: 1 failed, 1 blocked, in")


def test_a_long_list_of_failures_is_cut(call, asked):
    asked["outcomes"] = _outcomes(**{f"s{number}": "failed" for number in range(30)})
    assert "… and 10 more" in call("run", "tiny").stderr


def test_quiet_is_quiet_unless_something_goes_wrong(call, asked):
    asked["outcomes"] = _outcomes(a="done")
    assert call("run", "tiny", "--quiet").output == ""
    asked["outcomes"] = _outcomes(a="failed")
    result = call("run", "tiny", "--quiet")
    assert (result.stdout, result.exit_code) == ("", 1)
    assert result.stderr.startswith("failed  a")


@pytest.mark.parametrize(
    "words", [["--jobs", "0"], ["--timeout", "0"], ["--as-of", "14/3/2026"], ["--sight", "a"]]
)
def test_wrong_usage_is_status_2(call, asked, words):
    assert call("run", "tiny", *words).exit_code == 2


def test_ctrl_c_says_how_to_go_on(call, asked):
    asked["error"] = Interrupted(5, 12)
    result = call("run", "tiny")
    assert result.exit_code == 130
    assert result.output == (
        "Stopped: 5 of 12 reports are finished and whole. The same command goes on from there.\n"
    )


def test_ctrl_c_at_any_other_time_is_130_too(call, asked):
    asked["error"] = KeyboardInterrupt()
    result = call("compare", "tiny")
    assert (result.exit_code, result.output) == (130, "Stopped.\n")


def test_a_scheduler_that_ends_us_is_like_ctrl_c(call, asked, monkeypatch):
    before = signal.getsignal(signal.SIGTERM)

    def ended(request, *, watch):
        os.kill(os.getpid(), signal.SIGTERM)
        threading.Event().wait(5)

    monkeypatch.setattr(workbench.batch, "run_project", ended)
    assert call("run", "tiny").exit_code == 130
    assert signal.getsignal(signal.SIGTERM) is before


def test_compare_names_its_page(call, asked, tmp_path):
    page = tmp_path / "reports" / "tiny" / "comparison.html"
    asked["comparison"] = RunOutcome(site="all sites", status="done", files=(page,))
    result = call("compare", "tiny", "--site", "a")
    assert result.exit_code == 0
    assert result.output == f"Comparison: {page.relative_to(tmp_path)}\n"
    asked["comparison"] = RunOutcome(site="all sites", status="failed", message="no water")
    result = call("compare", "tiny")
    assert (result.exit_code, result.output) == (1, "failed  all sites: no water\n")


def test_export_writes_the_network_of_a_site_or_of_all(call, tmp_path):
    result = call("export", str(PROJECT), "--site", "rw-huye", "--out", str(tmp_path))
    assert result.exit_code == 0
    assert (tmp_path / "rw-huye-network.graphml").read_text("utf-8").startswith("<?xml")
    result = call("export", str(PROJECT), "--format", "kumu", "--out", str(tmp_path))
    assert result.exit_code == 0
    assert len(list(tmp_path.glob("all-sites-network*.csv"))) == 2


def test_export_writes_plans_of_work(call, tmp_path):
    wanted = ("export", str(PROJECT), "--what", "plan", "--out", str(tmp_path))
    result = call(*wanted, "--site", "rw-huye", "--format", "csv")
    assert result.exit_code == 0
    assert (tmp_path / "rw-huye-plan.csv").exists()
    result = call(*wanted, "--site", "ug-luwero")
    assert result.exit_code == 2
    assert "Luwero" in result.stderr


def test_export_names_the_nearest_format(call, tmp_path):
    result = call("export", str(PROJECT), "--format", "gefx", "--out", str(tmp_path))
    assert result.exit_code == 2
    assert "gexf" in result.stderr
    assert not any(tmp_path.iterdir())


def test_export_says_in_a_line_what_a_template_needs(call, tmp_path):
    wanted = ("export", str(PROJECT), "--site", "rw-huye", "--out", str(tmp_path))
    result = call(*wanted, "--what", "template")
    assert result.exit_code == 2
    assert "name it with --template FILE" in result.stderr
    (tmp_path / "form.docx").write_text("{{ site }}", "utf-8")
    result = call(*wanted, "--what", "template", "--template", str(tmp_path / "form.docx"))
    assert result.exit_code == 2
    assert "is no Word file" in result.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["form.docx"]


def test_draft_writes_beside_the_tables_and_says_what_to_do(call, tmp_path):
    result = call("draft", PROJECT, "--site", "rw-ruhango", "--out", tmp_path / "drafted")
    assert result.exit_code == 0
    assert "Written: drafted/activities.csv" in result.output
    assert "cred-1 (substitute) has 10 activities in the plan already" in result.output
    assert "Nothing of the project was changed." in result.output
    assert call("draft", PROJECT, "--site", "ug-luwero").exit_code == 2
