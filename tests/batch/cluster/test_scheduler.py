"""A real scheduler and real workers, in processes of their own; and a client in their place."""

import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner
from distributed import Client
from distributed.scheduler import KilledWorker

from workbench.batch.cluster import payload
from workbench.batch.cluster import scheduler as module
from workbench.batch.cluster.scheduler import Cluster, ClusterExecutor, ClusterFault, WorkersDied
from workbench.batch.cluster.worker import Requirements, WorkerMismatch, made_with
from workbench.batch.limits import RunLimits
from workbench.batch.progress import Watcher
from workbench.batch.request import Request
from workbench.batch.runs import run_all
from workbench.batch.session import Interrupted, run_project
from workbench.batch.site_run import perform
from workbench.cli import main

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "cluster.md").read_text("utf-8")
SLOW = ["import time; time.sleep(0.5)", "print(site)"]
FIGURE = [
    "from IPython.display import display\n"
    "figure = {'data': [{'type': 'bar', 'y': [1, 2]}], 'layout': {}}\n"
    "display({'application/vnd.plotly.v1+json': figure}, raw=True)"
]
_PATIENCE = 60  # seconds; other tests may run beside this one
WORKER = "distributed.cli.dask_worker"


class Machines:
    """A scheduler and workers, each in a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        self._running = []
        file = folder / "scheduler.json"
        self.scheduler = self._start(
            "distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", str(file)
        )
        self._until(lambda: file.exists() and file.read_text().endswith("}"))
        self.address = json.loads(file.read_text())["address"]

    def worker(self, *options):
        scratch = ("--local-directory", str(self.folder / f"w{len(self._running)}"))
        return self._start(WORKER, self.address, "--nthreads", "1", *scratch, *options)

    def wait_for(self, workers):
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_PATIENCE)
        return self

    def _start(self, module, *arguments):
        plain = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
        with (self.folder / f"{len(self._running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", module, "--host", "127.0.0.1", "--no-dashboard", *arguments],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=plain,
            )  # fmt: skip
        self._running.append(process)
        return process

    def _until(self, true):
        until = time.monotonic() + _PATIENCE
        while not true():
            assert time.monotonic() < until
            time.sleep(0.05)

    def close(self):
        # Workers first: one that misses its scheduler takes long to go.
        for process in reversed(self._running):
            process.terminate()
            try:
                process.wait(10 if self.scheduler.poll() is None else 0.1)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    """Two workers, one as Dask starts them (guarded by a nanny) and one alone."""
    made = Machines(tmp_path_factory.mktemp("cluster"))
    made.worker()
    made.worker("--no-nanny")
    try:
        yield made.wait_for(2)
    finally:
        made.close()
    assert list(made.folder.rglob("workbench-*")) == []  # a worker that is stopped tidies up


@pytest.fixture
def fragile(tmp_path):
    """Two workers that a test may kill."""
    folder = tmp_path / "fragile"
    folder.mkdir()
    made = Machines(folder)
    made.victims = [made.worker("--no-nanny"), made.worker("--no-nanny")]
    try:
        yield made.wait_for(2)
    finally:
        made.close()


class Watch(Watcher):
    """Notes every outcome; does something after the first so many."""

    def __init__(self, after=0, then=None):
        self.given, self._after, self._then = [], after, then

    def finished(self, outcome):
        self.given.append(outcome.site)
        if self._then is not None and len(self.given) == self._after:
            self._then()


@pytest.fixture
def request_of(project, recipes, tmp_path):
    def make(**changes):
        given = {"project": project, "out": tmp_path / "out", "recipes": recipes}
        return Request(**(given | changes))

    return make


def _statuses(account):
    return {outcome.site: outcome.status for outcome in account.outcomes}


def _cells(path):
    """What a notebook says, without times and random names."""
    content = json.loads(path.read_text("utf-8"))
    kept = [(cell["cell_type"], cell["source"], cell.get("outputs")) for cell in content["cells"]]
    return [cell for cell in kept if "injected-parameters" not in str(cell)]


@pytest.mark.slow
@pytest.mark.smoke
def test_reports_are_those_of_a_local_run(machines, request_of, recipes, notebook_at, tmp_path):
    notebook_at(recipes / "2-second-thing.ipynb", FIGURE)
    watch = Watch()
    account = run_project(request_of(scheduler=machines.address), watch=watch)
    assert _statuses(account) == {"a": "done", "b": "done", "c": "done"}
    assert sorted(watch.given) == ["a", "all sites", "b", "c"]
    here = run_project(request_of(out=tmp_path / "here"))
    there = tmp_path / "out"
    names = sorted(path.relative_to(here.out) for path in here.out.rglob("*"))
    assert Path("assets") in names
    assert sorted(path.relative_to(there) for path in there.rglob("*")) == names
    for name in names:
        if name.suffix == ".ipynb":
            assert _cells(there / name) == _cells(here.out / name)
        elif name.suffix in {".html", ".js"}:
            assert (there / name).read_bytes() == (here.out / name).read_bytes()
    written = b"".join(path.read_bytes() for path in there.rglob("*") if path.is_file())
    assert str(machines.folder).encode() not in written
    record = json.loads((there / "run.json").read_text())
    assert record["options"]["scheduler"] == machines.address
    assert record["sites"]["a"]["engine"] == "fork"
    # The keys are those of a local run too: nothing is left to do.
    assert run_project(request_of()).count("skipped") == 3


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["auto", "kernel"])
def test_a_failing_site_fails_alone_and_its_notebook_comes_back(
    machines, request_of, recipes, notebook_at, tmp_path, engine
):
    failing = ["if site == 'b': raise ValueError('no water')"]
    notebook_at(recipes / "2-second-thing.ipynb", failing)
    account = run_project(request_of(scheduler=machines.address, limits=RunLimits(engine=engine)))
    assert _statuses(account) == {"a": "done", "b": "failed", "c": "done"}
    (trouble,) = account.failures
    assert trouble.message == "2-second-thing, cell [3]: ValueError: no water"
    assert trouble.files == (tmp_path / "out" / "b" / "2-second-thing.failed.ipynb",)
    assert "no water" in trouble.files[0].read_text()
    assert not (tmp_path / "out" / "b" / "report.html").exists()


@pytest.mark.slow
def test_with_shared_folders_nothing_is_sent(
    machines, request_of, recipes, notebook_at, tmp_path, monkeypatch
):
    notebook_at(recipes / "2-second-thing.ipynb", FIGURE)
    monkeypatch.setattr(payload, "pack", None)
    account = run_project(request_of(scheduler=machines.address, shared=True))
    assert _statuses(account) == {"a": "done", "b": "done", "c": "done"}
    assert account.outcomes[0].files[0].read_text().startswith("<!DOCTYPE html>")
    assert list((tmp_path / "out" / "assets").glob("plotly*.js"))
    assert [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")] == []


@pytest.mark.slow
def test_a_killed_worker_loses_no_site_and_leaves_nothing(
    fragile, request_of, recipes, notebook_at, rewrite_project, project, is_gone
):
    sites = tuple("abcdefghij")
    rewrite_project(project, sites)
    notebook_at(recipes / "1-first-thing.ipynb", SLOW)
    left = []

    def kill():
        victim = psutil.Process(fragile.victims[0].pid)
        fragile._until(lambda: len(victim.children(recursive=True)) >= 3)  # it is at work
        left.extend(child.pid for child in victim.children(recursive=True))
        victim.kill()

    watch = Watch(2, kill)
    account = run_project(request_of(scheduler=fragile.address), watch=watch)
    assert _statuses(account) == dict.fromkeys(sites, "done")
    assert sorted(watch.given) == sorted([*sites, "all sites"])
    assert len(left) >= 3
    assert all(is_gone(pid, 10) for pid in left)


@pytest.mark.slow
def test_a_lost_scheduler_ends_the_batch_in_one_line(
    fragile, request_of, recipes, notebook_at, rewrite_project, project, tmp_path
):
    rewrite_project(project, tuple("abcdefghij"))
    notebook_at(recipes / "1-first-thing.ipynb", SLOW)
    watch = Watch(2, fragile.scheduler.kill)
    with pytest.raises(ClusterFault, match=r"is lost\. Finished .* goes on from there"):
        run_project(request_of(scheduler=fragile.address), watch=watch)
    assert len(watch.given) < 10
    account = run_project(request_of())
    assert account.count("done") + account.count("skipped") == 10
    assert account.count("skipped") >= 2


@pytest.mark.slow
def test_ctrl_c_cancels_what_is_pending(
    machines, request_of, recipes, notebook_at, rewrite_project, project, tmp_path
):
    rewrite_project(project, tuple("abcdefghij"))
    notebook_at(recipes / "1-first-thing.ipynb", SLOW)

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match=r"Stopped: [1-9]"):
        run_project(request_of(scheduler=machines.address), watch=Watch(2, stop))
    written = [path.parent.name for path in (tmp_path / "out").rglob("report.html")]
    assert len(written) < 10
    assert all((tmp_path / "out" / site / "key.json").exists() for site in written)
    with Client(machines.address, set_as_default=False) as client:
        machines._until(lambda: not any(client.processing().values()))


@pytest.mark.slow
def test_other_versions_are_refused_before_anything_is_sent(machines, request_of, monkeypatch):
    monkeypatch.setattr(module, "made_with", lambda: {**made_with(), "pandas": "0.1"})
    with pytest.raises(ClusterFault) as fault:
        run_project(request_of(scheduler=machines.address))
    said = str(fault.value)
    assert re.match(r"2 of 2 workers cannot be used: \S+ has pandas \S+ instead of 0\.1 ", said)
    assert said.endswith("Install the same requirements.lock everywhere.")


@pytest.mark.slow
def test_folders_that_are_not_shared_are_noticed(machines, request_of, monkeypatch):
    unseen = Path("nowhere").resolve()
    monkeypatch.setattr(Cluster, "_visible", lambda *_: (unseen,))
    with pytest.raises(ClusterFault, match=r"does not see .*nowhere.*Leave --shared out\."):
        run_project(request_of(scheduler=machines.address, shared=True))


def test_workers_have_to_see_what_they_read_themselves(run_of, tmp_path):
    with_rows, without_rows = run_of(data=tmp_path), run_of(site="b")
    copying = Cluster("tcp://x:1")
    with closing(Cluster("tcp://x:1", shared=True)) as sharing:
        assert copying._visible([with_rows]) == ()
        assert copying._visible([with_rows, without_rows]) == (tmp_path,)
        project, sign, notebook, rows = sharing._visible([with_rows])
        assert (project, notebook, rows) == (tmp_path, Path("none.ipynb"), tmp_path.parent)
        assert sign.parent == with_rows.shared
        assert sign.exists()
    assert not sign.exists()


@pytest.mark.slow
def test_a_worker_that_differs_and_comes_late_refuses(machines, run_of, misbehaviour):
    requirements = Requirements(made_with={"pandas": "0.1"})
    with Client(machines.address, set_as_default=False) as client:
        executor = ClusterExecutor(client, requirements, machines.address, shared=False)
        (outcome,) = run_all([run_of(misbehaviour("well-behaved"))], executor, work=perform)
        executor.shutdown()
    assert outcome.status == "failed"
    assert re.fullmatch(r"\S+ has pandas \S+ instead of 0\.1", outcome.message)


@pytest.mark.slow
def test_a_scheduler_without_workers_is_one_line(tmp_path, request_of, monkeypatch):
    monkeypatch.setattr(module, "_FIRST_WORKER", 0.3)
    lonely = Machines(tmp_path)
    try:
        with pytest.raises(ClusterFault, match=r"has no workers\. Start one with 'dask worker tcp"):
            run_project(request_of(scheduler=lonely.address))
    finally:
        lonely.close()


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("tcp://127.0.0.1:{}", "Timed out"),
        ("tcp://nowhere.invalid:{}", "Timed out"),
        ("127.0.0.1", "scheme"),
        ("http://127.0.0.1:{}", "tcp:// or tls://"),
        ("tcp://127.0.0.1", "port"),
        ("tls://127.0.0.1:{}", "certificates"),
    ],
)
def test_a_scheduler_out_of_reach_is_one_line(project, tmp_path, monkeypatch, address, said):
    monkeypatch.setattr(module, "_CONNECTING", 1)
    address = address.format(_free_port())
    command = ["run", str(project), "--out", str(tmp_path / "out"), "--scheduler", address]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    (line,) = result.output.strip().splitlines()
    assert line.startswith(f"Error: There is no scheduler to be reached at {address}: ")
    assert said in line


def test_a_program_that_does_not_answer_is_one_line(monkeypatch):
    monkeypatch.setattr(module, "_CONNECTING", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        with pytest.raises(ClusterFault, match=f"at {address}: something is there that does not"):
            module._connected(address)


def test_without_dask_one_line_says_what_to_install(project, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    command = ["run", str(project), "--out", str(tmp_path / "out"), "--scheduler", "tcp://x:1"]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert "pip install 'scaling-workbench[cluster]'" in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_shared_alone_means_nothing(project):
    result = CliRunner().invoke(main, ["run", str(project), "--shared"])
    assert result.exit_code == 2
    assert "give both" in result.output


class FakeClient:
    """In the place of a client of Dask's: answers, when told to settle, with what is coming."""

    status = "running"

    def __init__(self, *coming):
        self.coming, self.waiting, self.sent = list(coming), [], []
        self.threads = {"w1": 2, "w2": 3}

    def submit(self, *_task, **options):
        self.sent.append(options)
        return FakeAnswer(self, self.coming.pop(0))

    def settle(self):
        while self.waiting:
            self.waiting.pop(0)()

    def nthreads(self):
        return self.threads

    def cancel(self, answers):
        self.cancelled = answers


class FakeAnswer:
    def __init__(self, client, what):
        self._client, self._what = client, what

    def add_done_callback(self, call):
        self._client.waiting.append(lambda: call(self))

    def result(self):
        if isinstance(self._what, Exception):
            raise self._what
        return self._what


@pytest.fixture
def executor_of():
    def make(*coming):
        client = FakeClient(*coming)
        return client, ClusterExecutor(client, Requirements(made_with={}), "tcp://x:1", shared=True)

    return make


def test_a_run_that_was_refused_is_given_to_another_worker(executor_of, run_of, outcome_of):
    client, executor = executor_of(
        WorkerMismatch("python 2.7", "w1"), outcome_of("a"), outcome_of("b")
    )
    future = executor.submit(None, run_of())
    client.settle()
    assert future.result(0).status == "done"
    executor.submit(None, run_of(site="b"))
    places = [(one.get("workers"), one.get("allow_other_workers")) for one in client.sent]
    assert places == [(None, None), (["w2"], True), (["w2"], True)]
    assert len({one["key"] for one in client.sent}) == 3


def test_a_run_that_outlived_its_workers_is_a_suspect(executor_of, run_of):
    client, executor = executor_of(KilledWorker("a", None, 3))
    future = executor.submit(None, run_of())
    client.settle()
    assert isinstance(future.exception(0), WorkersDied)


def test_when_the_connection_is_lost_nothing_more_is_taken(executor_of, run_of):
    client, executor = executor_of(CancelledError())
    executor.submit(None, run_of())
    client.settle()
    with pytest.raises(ClusterFault, match="is lost"):
        executor.submit(None, run_of())


def test_what_comes_after_the_end_is_not_taken(executor_of, run_of, outcome_of):
    client, executor = executor_of(outcome_of("a"))
    future = executor.submit(None, run_of())
    executor.shutdown()
    client.settle()
    assert not future.done()
    assert len(client.cancelled) == 1


def test_no_more_is_on_hand_than_the_workers_can_take_soon(executor_of):
    client, executor = executor_of()
    assert executor.capacity() == 4 * 5
    client.threads = {}
    executor._counted = 0.0
    assert executor.capacity() == 4


def test_a_run_that_cannot_be_packed_fails_alone(run_of, monkeypatch):
    executor = ClusterExecutor(FakeClient(), Requirements(made_with={}), "tcp://x:1", shared=False)
    (outcome,) = run_all([run_of(Path("gone.ipynb"))], executor, work=perform)
    assert (outcome.status, "No such file" in outcome.message) == ("failed", True)


def _section(title):
    return PAGE.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.slow
def test_the_trial_on_the_page_can_be_typed(tmp_path):
    commands = re.findall(r"```sh\n(.+)\n```", _section("Try it on one computer"))
    port, programs = str(_free_port()), str(Path(sys.executable).parent)
    typed = [
        shlex.split(command.replace("8786", port).replace(".venv/bin", programs))
        for command in commands
    ]
    scheduler, worker, run = typed
    run += ["--out", str(tmp_path / "out"), "--site", "rw-huye", "--site", "ug-luwero"]
    given = {"cwd": ROOT, "env": {**os.environ, "TMPDIR": str(tmp_path)}}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **given}
    with subprocess.Popen(scheduler, **quiet) as first, subprocess.Popen(worker, **quiet) as second:
        try:
            done = subprocess.check_output(run, text=True, timeout=120, **given)
        finally:
            for process in (second, first):
                process.send_signal(signal.SIGINT)
                process.wait(20)
    assert "2 sites: 2 done" in done


def test_the_scripts_on_the_page_are_python():
    blocks = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        compile(block, "docs/cluster.md", "exec")


def test_the_page_names_options_that_there_are():
    told = CliRunner().invoke(main, ["run", "--help"]).output
    lines = [line for line in PAGE.splitlines() if "workbench run" in line]
    named = {word for line in lines for word in re.findall(r"(?<!\S)--[a-z-]+", line)}
    named |= {"--shared", "--jobs", "--memory", "--timeout"}  # in the text
    assert "--scheduler" in named
    assert all(f"{option} " in told for option in named - {"--protocol"})  # Dask's own
