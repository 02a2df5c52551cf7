import json
from dataclasses import replace
from pathlib import Path

import pytest

from workbench.batch.cluster import payload
from workbench.batch.cluster.payload import (
    PayloadFault,
    Reply,
    accept,
    pack,
    plain_name,
    reply_of,
    unpack,
)
from workbench.batch.files import KEY


@pytest.fixture
def run(run_of, misbehaviour, tmp_path):
    """A run with rows that were put aside."""
    data = tmp_path / "slice"
    data.mkdir()
    (data / "snapshot.json").write_text("{}")
    (data / "scores.parquet").write_bytes(b"PAR1")
    return run_of(misbehaviour("well-behaved"), data=data, standalone=True)


@pytest.fixture
def there(tmp_path):
    """The folder of a worker, and the one that its runs share."""
    folder = tmp_path / "worker"
    folder.mkdir()
    return folder, tmp_path / "assets"


def _made(run, *names, report="<html>"):
    """What a run has written."""
    (run.out / "1-well-behaved.ipynb").write_text("{}")
    for name in names:
        (run.out / name).write_text(name)
    if report:
        run.report.write_text(report)


def test_a_run_travels_with_its_notebooks_and_rows(run, there):
    sent = pack(run)
    assert str(run.out.parent.parent) not in repr(sent.run)
    arrived = unpack(sent, *there)
    assert [file.read_bytes() for file in arrived.notebooks] == [run.notebooks[0].read_bytes()]
    assert {file.name for file in arrived.data.iterdir()} == {"scores.parquet", "snapshot.json"}
    assert arrived.report.parent == arrived.out
    assert arrived.out.parent == arrived.shared
    # What the notebooks are told is what they would be told at home, but for where that is.
    assert arrived.parameters == {**run.parameters, "project": "../.."}
    record = json.loads((arrived.data / "snapshot.json").read_text("utf-8"))
    assert record["folder"] == "../.."
    assert (arrived.shared / "assets").resolve() == there[1]


def test_without_rows_put_aside_the_notebooks_read_the_project(run, there):
    assert unpack(pack(replace(run, data=None)), *there).data is None


def test_a_run_that_shares_its_folder_stays_at_home(run):
    with pytest.raises(PayloadFault, match="folder of its own"):
        pack(replace(run, out=run.shared))
    with pytest.raises(PayloadFault, match="folder of its own"):
        pack(replace(run, report=run.shared / "index.html"))


@pytest.mark.parametrize(
    "name",
    ["../up.ipynb", "/etc/passwd", "a/b.ipynb", "..", ".", "", "a\\b", "a\0b"],
)
def test_a_name_that_leads_elsewhere_is_refused(run, there, name):
    sent = pack(run)
    with pytest.raises(PayloadFault, match="no plain file name"):
        plain_name(name)
    for bad in (
        replace(sent, notebooks={name: b""}),
        replace(sent, data={name: b""}),
        replace(sent, run=replace(sent.run, notebooks=(name,))),
    ):
        with pytest.raises(PayloadFault):
            unpack(bad, there[0] / str(id(bad)), there[1])
    written = [path for path in there[0].rglob("*") if path.is_file()]
    assert all(path.parent.name in {"notebooks", "data"} for path in written)


@pytest.mark.parametrize("name", ["../report.html", "/etc/passwd", "index.html", "other.ipynb"])
def test_a_reply_writes_nothing_but_what_the_run_writes(run, outcome_of, name):
    for reply in (
        Reply(outcome=outcome_of("a"), files={name: b""}),
        Reply(outcome=outcome_of("a", files=(Path(name),)), files={}),
    ):
        with pytest.raises(PayloadFault, match=r"sent back for 'a' holds '.*thrown away"):
            accept(reply, run)
    assert not run.out.exists()


def test_a_reply_for_another_site_or_without_its_files_is_refused(run, outcome_of):
    with pytest.raises(PayloadFault, match="holds the site 'b'"):
        accept(Reply(outcome=outcome_of("b"), files={}), run)
    promised = outcome_of("a", files=(Path("report.html"),))
    with pytest.raises(PayloadFault, match=r"lacks 'report\.html'"):
        accept(Reply(outcome=promised, files={}), run)


def test_what_was_made_there_lies_here_afterwards_and_the_key_comes_last(
    run, there, outcome_of, monkeypatch
):
    away = unpack(pack(run), *there)
    _made(away, KEY, "left-by-a-cell.csv")
    reply = reply_of(away, outcome_of("a", files=(away.report, away.out / "1-well-behaved.ipynb")))
    assert set(reply.files) == {"1-well-behaved.ipynb", "report.html", KEY}
    written = []
    own = payload.write_whole
    monkeypatch.setattr(payload, "write_whole", lambda *w: (written.append(w[0].name), own(*w)))
    outcome = accept(reply, run)
    assert outcome.files == (run.report, run.out / "1-well-behaved.ipynb")
    assert run.report.read_text() == "<html>"
    assert written[-1] == KEY
    assert not (run.shared / "assets").exists()  # the page stands alone


def test_files_beside_the_report_come_back_with_it(run, there, outcome_of):
    away = unpack(pack(run), *there)
    _made(away, KEY)
    (away.out / "budget.xlsx").write_bytes(b"PK")
    reply = reply_of(away, outcome_of("a", files=(away.report, away.out / "budget.xlsx")))
    outcome = accept(reply, run)
    assert outcome.files == (run.report, run.out / "budget.xlsx")
    assert outcome.files[1].read_bytes() == b"PK"


def test_plotly_is_written_here_and_never_sent(run, there, outcome_of):
    shared = replace(run, standalone=False)
    away = unpack(pack(shared), *there)
    _made(away)
    reply = reply_of(away, outcome_of("a", files=(away.report,), figures=1))
    accept(reply, shared)
    assert list((shared.shared / "assets").glob("plotly*.js"))
    assert sum(map(len, reply.files.values())) < 1000


def test_a_failed_run_leaves_its_notebook_and_no_older_report(run, there, outcome_of):
    run.out.mkdir(parents=True)
    _made(run, KEY)
    away = unpack(pack(run), *there)
    (away.out / "1-well-behaved.failed.ipynb").write_text("{}")
    failed = outcome_of(
        "a", status="failed", message="no water", files=(away.out / "1-well-behaved.failed.ipynb",)
    )
    outcome = accept(reply_of(away, failed), run)
    assert [path.name for path in run.out.iterdir()] == ["1-well-behaved.failed.ipynb"]
    assert outcome.files == (run.out / "1-well-behaved.failed.ipynb",)


def test_a_full_disk_leaves_no_report_that_looks_finished(run, there, outcome_of, monkeypatch):
    away = unpack(pack(run), *there)
    _made(away, KEY)
    reply = reply_of(away, outcome_of("a", files=(away.report,)))
    own = payload.write_whole

    def full(target, content):
        if target.name == KEY:
            raise OSError(28, "No space left on device")
        own(target, content)

    monkeypatch.setattr(payload, "write_whole", full)
    with pytest.raises(OSError, match="No space"):
        accept(reply, run)
    assert not run.report.exists()


def test_what_lies_beside_a_notebook_of_ones_own_travels_too(run, there, tmp_path):
    table = tmp_path / "yields.csv"
    table.write_text("plot,yield\n")
    own = replace(run, given={"1-well-behaved": {}}, beside={"more/yields.csv": table})
    sent = pack(own)
    assert str(tmp_path) not in repr(sent.run)
    arrived = unpack(sent, *there)
    project = Path(arrived.parameters["project"])
    assert (project / "notebooks" / "more" / "yields.csv").read_text() == "plot,yield\n"
    assert arrived.project_shown == "../.."
    record = json.loads((arrived.data / "snapshot.json").read_text("utf-8"))
    assert record["folder"] == str(project)


@pytest.mark.parametrize("way", ["../up.csv", "/etc/passwd", "a/../../b.csv", "a\\b", ""])
def test_a_way_beside_that_leads_elsewhere_is_refused(run, there, way):
    sent = replace(pack(run), beside={way: b""})
    with pytest.raises(PayloadFault, match="no plain file name"):
        unpack(sent, *there)
