import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import workbench.batch
import workbench.project
from workbench import __version__
from workbench.batch import BatchResult, Interrupted, RunOutcome
from workbench.cli import main
from workbench.errors import WorkbenchError

EXAMPLE = "A tiny project"
PROJECT = Path(__file__).parents[1] / "data" / "example"


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "project.yaml").write_text(f"title: {EXAMPLE}\nframework: ipsr\n")
    (folder / "sites.csv").write_text("site,name,country\na,Huye,Rwanda\nb,Mbarara,Uganda\n")
    (folder / "components.csv").write_text(
        "site,component,title,role\na,seed,Clean seed,core\nb,seed,Clean seed,core\n"
    )
    (folder / "scores.csv").write_text(
        "site,component,round,date,assessor,basis,readiness,use\n"
        "a,seed,1,2026-03-14,p1,workshop,0,0\nb,seed,1,2026-03-14,p1,workshop,0,0\n"
    )
    return folder


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(word) for word in words])


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Take the place of the batch: keep the request, return a result."""
    kept = {"outcomes": (), "index": tmp_path / "reports" / "tiny" / "index.html"}

    def stand_in(request, *, watch):
        kept["request"], kept["watch"] = request, watch
        if "error" in kept:
            raise kept["error"]
        return BatchResult(
            out=tmp_path / "reports" / "tiny",
            outcomes=kept["outcomes"],
            comparison=kept.get("comparison"),
            index=kept["index"],
            seconds=1.25,
        )

    monkeypatch.setattr(workbench.batch, "run_project", stand_in)
    monkeypatch.setattr(workbench.batch, "compare_project", stand_in)
    return kept


def _outcomes(**statuses):
    return tuple(RunOutcome(site=site, status=status) for site, status in statuses.items())


def test_the_version_is_that_of_the_package(call):
    assert call("--version").output == f"workbench, version {__version__}\n"


def test_commands_stand_in_the_order_of_work(call):
    listed = re.findall(r"^  ([a-z]+)  ", call("--help").output, flags=re.M)
    assert listed == [
        "new", "check", "draft", "run", "compare", "import", "form", "merge", "export",
        "frameworks",
    ]  # fmt: skip


@pytest.mark.parametrize("name", list(main.commands))
def test_each_command_explains_itself_with_an_example(call, name):
    result = call(name, "--help")
    assert result.exit_code == 0
    assert re.search(rf"Example:\n    workbench {name}\b", result.output)
    options = [one for one in main.commands[name].params if isinstance(one, click.Option)]
    assert all(option.help for option in options)


def test_help_loads_no_heavy_library():
    code = (
        "import sys; sys.argv = ['workbench', '--help']\n"
        "from workbench.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'pandas', 'plotly', 'papermill', 'pydantic', 'yaml', 'rich'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_python_can_run_the_package():
    done = subprocess.run([sys.executable, "-m", "workbench", "frameworks"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.startswith("ipsr ")


def test_new_makes_a_project_named_after_its_folder(call, monkeypatch, tmp_path):
    made = []

    def new_project(folder, **settings):
        made.append((folder, settings))
        return tmp_path / folder

    monkeypatch.setattr(workbench.project, "new_project", new_project, raising=False)
    result = call("new", "banana")
    assert result.exit_code == 0, result.output
    assert made == [(Path("banana"), {"framework": "ipsr", "title": "banana"})]
    assert "workbench check banana" in result.output


def test_check_says_that_all_is_well(call, project):
    result = call("check", project)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-2:] == [
        "0 errors and 0 warnings.",
        "2 of 2 sites can be run.",
    ]


@pytest.fixture
def faulty(project):
    (project / "scores.csv").write_text(
        "site,component,round,date,assessor,basis,readiness,use\n"
        "b,seed,1,2026-03-14,p1,workshop,12,\x1b[31m2\n"
    )
    return project


def test_check_lists_the_first_problems_of_a_column_and_counts_the_rest(call, project):
    rows = [f"a,seed,{round_},2026-03-14,p1,workshop,{round_}00,3" for round_ in range(1, 2001)]
    head = "site,component,round,date,assessor,basis,readiness,use"
    (project / "scores.csv").write_text("\n".join([head, *rows]))
    result = call("check", project)
    lines = result.output.splitlines()
    assert lines[9] == "  error   … and 1992 more, G10 to G2001 (readiness); --json lists all"
    assert lines[-2].startswith("2000 errors and ")
    assert len(lines) < 20
    assert len(json.loads(call("check", project, "--json").output)["problems"]) >= 2000


def test_check_names_rows_without_a_usable_site(call, project):
    (project / "sites.csv").write_text(
        "site,name,country\na,Huye,Rwanda\n../x,Out,Rwanda\nb,Mbarara,Uganda\n"
    )
    result = call("check", project)
    assert result.exit_code == 1
    standing = "2 of 3 sites can be run; not yet: row 3 of sites.csv ('../x')."
    assert result.output.splitlines()[-1] == standing


def test_check_lists_problems_by_file_one_line_each(call, faulty):
    result = call("check", faulty)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "scores.csv"
    assert lines[1].startswith("  error   G2 (readiness): found '12', expected ")
    assert "\x1b" not in result.output
    assert lines[-1] == "1 of 2 sites can be run; not yet: b."


def test_check_speaks_json(call, faulty):
    told = json.loads(call("check", faulty, "--json").output)
    assert (told["project"], told["ready"], told["blocked"]) == (EXAMPLE, ["a"], ["b"])
    assert told["problems"][0]["found"] == "12"
    assert told["errors"] == len(told["problems"])


def test_check_tells_the_story_of_the_sites_that_can_run(call, faulty):
    lines = call("check", faulty, "--story").output.splitlines()
    assert "1 of 2 sites can be run; not yet: b." in lines
    place = lines.index("A component has no level (1)")
    assert lines[place + 1].startswith("  a: ")  # the words after it keep their spaces
    told = json.loads(call("check", faulty, "--story", "--json").output)
    assert {one["site"] for one in told["findings"]} == {"a"}


def test_what_cannot_be_read_is_one_line_and_status_2(call):
    result = call("check", "nowhere")
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert "nowhere" in result.output
    assert "Traceback" not in result.output


def test_debug_shows_where(call):
    result = call("--debug", "check", "nowhere")
    assert result.exit_code == 2
    assert "Traceback" in result.output


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


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WorkbenchError("no water"), "Error: no water\n"),
        (PermissionError(13, "Permission denied", "/o/x"), "Error: /o/x: Permission denied\n"),
        (TypeError("a\nb"), "Error: TypeError: a b (workbench --debug … shows where)\n"),
    ],
)
def test_every_error_is_a_line(call, asked, error, words):
    asked["error"] = error
    result = call("run", "tiny")
    assert (result.exit_code, result.output) == (2, words)


def test_compare_names_its_page(call, asked, tmp_path):
    page = tmp_path / "reports" / "tiny" / "comparison.html"
    asked["comparison"] = RunOutcome(site="all sites", status="done", files=(page,))
    result = call("compare", "tiny", "--site", "a")
    assert result.exit_code == 0
    assert result.output == f"Comparison: {page.relative_to(tmp_path)}\n"
    asked["comparison"] = RunOutcome(site="all sites", status="failed", message="no water")
    result = call("compare", "tiny")
    assert (result.exit_code, result.output) == (1, "failed  all sites: no water\n")


def test_import_lists_its_maps_without_anything_else(call):
    result = call("import", "--list-maps")
    assert result.exit_code == 0
    assert "worldbank-ims" in result.output


def test_import_prints_its_account_and_ends_with_the_check(call, tmp_path):
    (tmp_path / "ims.csv").write_text(
        "country_code,country_name,FMIS,TMIS,CMIS,EPMIS,DMIS,PIMIS,year\n"
        "RWA,Rwanda,6,6,3,9,6,9,2025\nAVG,,1,1,1,1,1,1,\n", "utf-8")  # fmt: skip
    words = ("import", str(tmp_path / "ims.csv"), str(tmp_path / "p"), "--map", "worldbank-ims")
    result = call(*words, "--dry-run", "--without", "share-of-maximum-times-nine")
    assert "2 rows = 1 taken + 0 dropped + 1 refused" in result.output
    assert result.output.splitlines()[-1].startswith("    - 1 of 1 site can be run; 0 errors")
    assert (result.exit_code, (tmp_path / "p").exists()) == (0, False)
    assert call(*words).exit_code == 0
    assert "1 of 1 site can be run" in (tmp_path / "p" / "import-account.txt").read_text("utf-8")


def test_import_says_what_would_block_a_run(call, tmp_path):
    (tmp_path / "ties.csv").write_text("From,To\nA,B\n", "utf-8")
    (tmp_path / "m.yaml").write_text(
        "map: m\ntitle: T\nsource: {publisher: P, dataset: D, licence: L, attribution: A}\n"
        "project: {title: T, framework: ipsr}\nidentifiers: {x: {style: slug}}\ntables:\n"
        "  sites: [{columns: {site: {constant: s, identifier: x}, name: {constant: S},"
        " country: {constant: Mali}}}]\n"
        "  ties: [{columns: {site: {constant: s, identifier: x}, source: {column: From, identifier:"
        " x}, target: {column: To, identifier: x}, layer: {constant: funding}, round: {constant:"
        " 1}}}]\n", "utf-8")  # fmt: skip
    result = call("import", str(tmp_path / "ties.csv"), str(tmp_path / "p"), "--map",
                  str(tmp_path / "m.yaml"))  # fmt: skip
    assert result.exit_code == 1
    assert "0 of 1 site can be run" in result.output
    assert "error: ties.csv" in result.output and "found 'a'" in result.output


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


def test_frameworks_shows_scales_and_options(call):
    result = call("frameworks", "ipsr")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].endswith("(ipsr 2022)")
    assert any(line.startswith("  9  Proven Innovation") for line in lines)
    assert any(line.startswith("  substitute") for line in lines)
    assert max(map(len, lines)) <= 100


def test_an_unknown_framework_is_named_with_the_nearest(call):
    result = call("frameworks", "ipsrr")
    assert (result.exit_code, "Did you mean 'ipsr'?" in result.output) == (2, True)


def test_a_framework_of_ones_own_is_read_from_its_file(call):
    result = call("frameworks", "no-such.yaml")
    assert result.exit_code == 2
    assert "no-such.yaml" in result.output


def test_a_new_project_without_sites_says_what_to_do_first(tmp_path):
    from click.testing import CliRunner

    from workbench.cli import main

    folder = tmp_path / "fresh"
    assert CliRunner().invoke(main, ["new", str(folder)]).exit_code == 0
    done = CliRunner().invoke(main, ["run", str(folder), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "'fresh' has no sites yet. Fill in the table 'sites'" in done.output
    assert not (tmp_path / "out").exists()


def test_draft_writes_beside_the_tables_and_says_what_to_do(call, tmp_path):
    result = call("draft", PROJECT, "--site", "rw-ruhango", "--out", tmp_path / "drafted")
    assert result.exit_code == 0
    assert "Written: drafted/activities.csv" in result.output
    assert "cred-1 (substitute) has 10 activities in the plan already" in result.output
    assert "Nothing of the project was changed." in result.output
    assert call("draft", PROJECT, "--site", "ug-luwero").exit_code == 2
