"""The whole command, and everything that can go wrong at night: nothing half done, nothing left."""

import json
import os
import pty
import re
import signal
import sys

import pytest

from tests.fixtures.examples import PROFILE
from workbench.cli import STOPPED

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="Linux alone")]

ENGINES = pytest.mark.parametrize("engine", ["fork", "kernel"])
ON = "The same command goes on from there."


@pytest.fixture
def recipe(tmp_path, notebook_at):
    """Write the only recipe."""
    return lambda *sources: notebook_at(tmp_path / "recipes" / "1-step.ipynb", sources)


@pytest.fixture
def waiting(recipe, tmp_path):
    """Let all sites but ``a`` wait for a file that says go on; give that file."""
    go = tmp_path / "go"
    recipe(
        "import pathlib, subprocess, time",
        "if site != 'a':\n"
        "    daemon = subprocess.Popen(['sleep', '600'], start_new_session=True)\n"
        f"    pathlib.Path({str(tmp_path)!r}, f'waits-{{site}}').touch()\n"
        f"    while not pathlib.Path({str(go)!r}).exists(): time.sleep(0.05)\n"
        "    daemon.kill()",
    )
    return go


@pytest.fixture
def half_way(command, wait_for, waiting, tmp_path):
    """Begin a run and wait until one report is there and the other sites are in the middle of it.

    A kernel that is only starting when the run is stopped would be told of as one that died.
    """

    def begin(engine):
        process = command("--engine", engine, "--jobs", "2")
        begun = [tmp_path / f"waits-{site}" for site in ("b", "c")]
        wait_for(lambda: "a done" in process.so_far() and all(one.exists() for one in begun))
        return process

    return begin


@pytest.fixture
def left(tmp_path, is_gone):
    """Say what is left of a run that was stopped."""

    def look(family, patience=10.0):
        running = [pid for pid in family if not is_gone(pid, patience)]
        parts = [path.name for path in (tmp_path / "out").rglob(".*")]
        return running, parts, [path.name for path in (tmp_path / "t").iterdir()]

    return look


def _goes_on(command, go, engine, tmp_path):
    before = (tmp_path / "out" / "a" / "report.html").stat().st_mtime_ns
    go.touch()
    status, said, errors = command("--engine", engine).end()
    assert (status, said.split(",")[0]) == (0, "3 sites: 2 done"), errors
    assert errors.startswith("1 unchanged, 2 to do\n")
    assert (tmp_path / "out" / "a" / "report.html").stat().st_mtime_ns == before
    assert json.loads((tmp_path / "out" / "run.json").read_text())["interrupted"] is False


@pytest.mark.parametrize(
    ("engine", "sign"),
    [
        pytest.param("fork", signal.SIGINT, marks=pytest.mark.smoke),
        ("fork", signal.SIGTERM),
        ("kernel", signal.SIGINT),
        ("kernel", signal.SIGTERM),
    ],
)
def test_a_run_that_is_stopped_goes_on_later(
    half_way, command, left, waiting, engine, sign, tmp_path
):
    process = half_way(engine)
    family = process.family()
    # A terminal tells all of them, a job scheduler the first one.
    (os.killpg if sign == signal.SIGINT else os.kill)(process.pid, sign)
    status, _, errors = process.end()
    assert status == STOPPED
    said = errors.splitlines()
    assert said[0].startswith("[1/3] a done in ")
    assert said[1:] == [f"Stopped: 1 of 3 reports are finished and whole. {ON}"]
    assert left(family) == ([], [], [])
    assert (tmp_path / "out" / "a" / "report.html").exists()
    assert not (tmp_path / "out" / "b" / "key.json").exists()
    _goes_on(command, waiting, engine, tmp_path)


@ENGINES
def test_stopping_cannot_be_stopped(half_way, left, is_gone, engine):
    process = half_way(engine)
    family = process.family()
    while "Stopped" not in process.so_far():
        os.killpg(process.pid, signal.SIGINT)
        os.kill(process.pid, signal.SIGTERM)
        if is_gone(process.pid, 0.1):
            break
    status, _, errors = process.end()
    assert status == STOPPED, errors
    assert errors.splitlines()[1:] == [f"Stopped: 1 of 3 reports are finished and whole. {ON}"]
    assert left(family) == ([], [], [])


@ENGINES
def test_ctrl_c_while_processes_are_still_starting_is_one_line_too(
    command, left, wait_for, waiting, engine
):
    process = command("--engine", engine, "--jobs", "2")
    wait_for(lambda: len(process.family()) > 1)
    family = process.family()
    os.killpg(process.pid, signal.SIGINT)
    status, _, errors = process.end()
    assert (status, errors) == (STOPPED, f"Stopped: 0 of 3 reports are finished and whole. {ON}\n")
    assert left(family) == ([], [], [])


@ENGINES
def test_nothing_outlives_a_command_that_is_killed(
    half_way, command, left, waiting, engine, tmp_path
):
    process = half_way(engine)
    family = process.family()
    process.kill()
    process.end()
    assert left(family) == ([], [], [])
    _goes_on(command, waiting, engine, tmp_path)


@ENGINES
def test_what_is_left_when_all_are_killed_at_once_is_swept_next_time(
    half_way, command, left, waiting, engine, tmp_path
):
    process = half_way(engine)
    family = process.family()
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    process.end()
    running, _, folders = left(family)
    assert (running, len(folders)) == ([], 1)
    _goes_on(command, waiting, engine, tmp_path)
    assert left(family) == ([], [], [])


@ENGINES
def test_a_full_disk_is_one_failed_site(command, recipe, left, engine, tmp_path):
    recipe("print('x' * (9_000_000 if site == 'b' else 1))")
    process = command("--engine", engine, file_size=6_000_000)
    status, said, errors = process.end()
    assert status == 1
    assert said.startswith("3 sites: 2 done, 1 failed, in ")
    assert re.search(
        r"^failed  b: 1-step: File too large: .*1-step\.ipynb$", errors, re.MULTILINE
    ), errors
    assert list((tmp_path / "out" / "b").iterdir()) == []
    assert left([])[1:] == ([], [])


def test_a_disk_too_full_for_the_list_of_reports_is_one_line(command, recipe, left, tmp_path):
    recipe("1")
    assert command().end()[0] == 0
    (tmp_path / "out" / "index.html").unlink()
    status, said, errors = command(file_size=1000).end()
    assert (status, said) == (2, "")
    assert re.fullmatch(r"Error: .*index\.html: File too large\n", errors), errors
    assert left([])[1:] == ([], [])
    assert json.loads((tmp_path / "out" / "run.json").read_text())
    assert command().end()[0] == 0


@ENGINES
def test_memory_is_limited_for_each_notebook(command, recipe, engine, tmp_path):
    recipe("print('before')", "import numpy as np\nif site == 'b': np.ones((1000, 1000, 1000))")
    status, said, errors = command("--engine", engine, "--memory", "1000").end()
    assert status == 1
    assert said.startswith("3 sites: 2 done, 1 failed")
    assert re.search(
        r"^failed  b: 1-step, cell \[4\]: MemoryError: Unable .* \(see --memory\)$",
        errors,
        re.MULTILINE,
    ), errors
    assert "before" in (tmp_path / "out" / "b" / "1-step.failed.ipynb").read_text()


@pytest.mark.parametrize(
    ("name", "spoil", "status"),
    [
        # Errors in one table block the sites that need it; without a table of sites there are none.
        ("scores.csv", lambda path: path.mkdir(), 1),
        ("scores.parquet", lambda path: path.write_bytes(b"PAR1 cut off"), 1),
        ("sites.csv", lambda path: path.mkdir(), 2),
        ("tables.xlsx", lambda path: path.write_bytes(b"PK\3\4 cut off"), 2),
        ("project.yaml", lambda path: path.mkdir(), 2),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_starts(
    command, recipe, project, tmp_path, name, spoil, status
):
    recipe("1")
    for path in project.glob("*.csv" if name == "tables.xlsx" else f"{name.split('.')[0]}.*"):
        path.unlink()
    spoil(project / name)
    said = command().end()
    assert said[0] == status
    assert "Traceback" not in said[2]
    if status == 1:
        assert said[1].startswith("3 sites: 3 blocked")
        assert "blocked a: " in said[2]
    else:
        assert said[2].startswith("Error: ")
        assert name in said[2]
    assert not list((tmp_path / "out").rglob("report.html"))


SITES = 300 if PROFILE == "thorough" else 60
WAYS = {
    "s010": ("raise ValueError('no water')", "ValueError: no water"),
    "s020": ("import sys; sys.exit()", "SystemExit: 0: the notebook ended itself"),
    "s030": ("import os, signal; os.kill(os.getpid(), 9)", "process died: killed"),
    "s040": ("import ctypes; ctypes.string_at(0)", "segmentation fault"),
    "s050": ("while True: pass", "the cell was stopped after 2 s (see --cell-timeout)"),
}


def test_five_of_many_sites_fail_in_five_ways(
    command, recipe, rewrite_project, project, wait_for, tmp_path
):
    rewrite_project(project, [f"s{number:03}" for number in range(SITES)])
    broken = "\n".join(f"if site == {site!r}:\n    {source}" for site, (source, _) in WAYS.items())
    recipe("print('before')", broken)
    process = command("--engine", "fork", "--jobs", "2", "--cell-timeout", "2")
    held = []
    for number in (8, SITES - 8):
        place = f"[{number:{len(str(SITES))}}/{SITES}]"
        wait_for(lambda place=place: place in process.so_far(), patience=300)
        main, forker = process.family()[:2]
        held.append([*_held(main), *_held(forker)])
    status, said, errors = process.end(timeout=300)
    assert (status, said.split(", in ")[0]) == (1, f"{SITES} sites: {SITES - 5} done, 5 failed")
    # Each of the two sites that are in the middle of it holds two descriptors.
    more = [late - early for early, late in zip(*held, strict=True)]
    assert all(number <= allowed for number, allowed in zip(more, (0, 0, 4, 0), strict=True)), held
    table = errors.split(f"[{SITES}/{SITES}]")[1]
    for site, (_, reason) in WAYS.items():
        (line,) = re.findall(rf"^failed  {site}: (.*)$", table, re.MULTILINE)
        assert reason in line
        marked = (tmp_path / "out" / site / "1-step.failed.ipynb").read_text()
        assert "before" in marked
        assert "papermill-error-cell" in marked
    assert len(list((tmp_path / "out").glob("*/report.html"))) == SITES - 5


def _held(pid):
    """Count descriptors and threads."""
    return [len(os.listdir(f"/proc/{pid}/{what}")) for what in ("fd", "task")]  # noqa: PTH208


def test_chapters_of_both_engines_fail_alone(command, recipe, project, notebook_at, tmp_path):
    recipe("print(site)")
    sources = {
        "7-syntax": "def x(:",
        "8-input": "input('name?')",
        "9-fine": "print('the ninth came')",
    }
    for name, source in sources.items():
        notebook_at(project / "notebooks" / f"{name}.ipynb", [source])
    status, said, errors = command("--site", "a").end()
    assert (status, said.split(", in ")[0]) == (
        1, "1 site: 1 done (1 without a chapter that failed)"
    ), errors  # fmt: skip
    line = re.compile(r"^failed  a, one chapter: (\S+), cell \[3\]: (\w+)", re.MULTILINE)
    named = [("7-syntax", "SyntaxError"), ("8-input", "StdinNotImplementedError")]
    assert line.findall(errors) == named
    assert "the ninth came" in (tmp_path / "out" / "a" / "report.html").read_text()


def test_a_terminal_shows_how_far_it_is(command, recipe):
    recipe("import time\nif site == 'b': raise ValueError('no water')\ntime.sleep(0.5)")
    ours, theirs = pty.openpty()
    process = command("--jobs", "1", "--engine", "fork", terminal=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
    os.close(ours)
    status, said, _ = process.end()
    assert (status, said.split(", in ")[0]) == (1, "3 sites: 2 done, 1 failed")
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert re.search(r"Sites \S+ 1/3 1 done, 1 running +\S+ left", text)
    assert re.search(r"2/3 1 done, 1 failed, 1 running +\S+ left", text)
    assert "b failed: 1-step, cell [3]: ValueError: no water" in text


def test_quiet_is_silent_but_for_what_goes_wrong(command, recipe):
    recipe("if site == 'b': raise ValueError('no water')")
    assert command("--site", "a", "--quiet").end() == (0, "", "")
    status, said, errors = command("--quiet").end()
    assert (status, said) == (1, "")
    assert errors.startswith("failed  b: 1-step, cell [3]: ValueError: no water\n")
