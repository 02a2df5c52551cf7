"""The other formats of reports: of each site, made once, and one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import nbformat
import pytest

from workbench.batch import press
from workbench.batch.files import PICTURES, read_json
from workbench.batch.press import (
    Galley,
    Press,
    formats_there,
    lay_out,
    missing_formats,
    tidy_pictures,
)  # fmt: skip
from workbench.batch.progress import Watcher
from workbench.batch.runs import RunOutcome
from workbench.errors import InvalidInput

pytest.importorskip("typst", reason="typst is not installed")


def galley(folder: Path, *, fault: str = "") -> Galley:
    new: Any = nbformat.v4
    notebook = folder / "1-one.ipynb"
    notebook.write_text(
        nbformat.writes(new.new_notebook(cells=[new.new_markdown_cell("# One\n\nTwo.")]))
    )
    return Galley(chapters=((notebook, fault),), out=folder, stem="report", formats=("pdf",),
                 kept=folder / PICTURES, reference=None, title=None, key="a")  # fmt: skip


@pytest.mark.parametrize("fault", ["", "1-one: no rain"])
def test_formats_are_written_from_executed_notebooks(tmp_path: Path, fault: str) -> None:
    written = lay_out(galley(tmp_path, fault=fault))
    assert set(written.files) == {"report.pdf"}
    assert missing_formats(["html", "pdf"], tmp_path, "report", "a") == ()
    assert formats_there(tmp_path, "report", "a") == {"pdf": tmp_path / "report.pdf"}
    assert missing_formats(["pdf"], tmp_path, "report", "b") == ("pdf",)
    (tmp_path / "report.pdf").write_bytes(b"changed by hand")
    assert missing_formats(["pdf"], tmp_path, "report", "a") == ("pdf",)


def test_kept_pictures_go_when_no_report_uses_them(tmp_path: Path) -> None:
    kept = tmp_path / PICTURES
    kept.mkdir(parents=True)
    for name in ("used.svg", "old.svg"):
        (kept / name).write_text("<svg/>")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "report-formats.json").write_text('{"pictures": ["used.svg"]}')
    tidy_pictures(tmp_path)
    assert [one.name for one in kept.iterdir()] == ["used.svg"]


class AtOnce(Executor):
    def submit(self, work: Callable[..., Any], /, *given: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(work(*given))
        except Exception as error:  # noqa: BLE001
            future.set_exception(error)
        return future


class Pool:
    executor = AtOnce()

    def __init__(self, jobs: int) -> None:
        assert jobs == 1

    def close(self) -> None:
        pass


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "LocalPool", Pool)


def outcomes() -> list[RunOutcome]:
    return [RunOutcome(site=name, status="done") for name in ("a", "b", "c")]


@pytest.mark.usefixtures("here")
def test_outcomes_pass_on_with_their_files_and_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(given: Galley) -> Any:
        if given.out.name == "b":
            message = "no ink"
            raise InvalidInput(message)
        return lay_out(given)

    def wanted(outcome: RunOutcome) -> Galley | None:
        folder = tmp_path / outcome.site
        folder.mkdir()
        return galley(folder) if outcome.site != "c" else None

    monkeypatch.setattr(press, "lay_out", work)
    with Press(["html", "pdf"], tmp_path, Watcher()) as pressing:
        found = {one.site: one for one in pressing.through(outcomes(), wanted)}
    assert found["a"].files == (tmp_path / "a" / "report.pdf",)
    assert found["b"].faults == ("other formats: no ink",)
    assert found["c"] == RunOutcome(site="c", status="done")
    assert read_json(tmp_path / "a" / "report-formats.json")["key"] == "a"


def test_html_alone_starts_nothing(tmp_path: Path) -> None:
    with Press(["html"], tmp_path, Watcher()) as pressing:
        assert list(pressing.through(outcomes(), lambda _: pytest.fail("asked"))) == outcomes()
        assert pressing._pool is None


@pytest.mark.slow
def test_a_process_that_dies_fails_its_report_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        (tmp_path / name).mkdir()
    monkeypatch.setattr(press, "lay_out", _dies_at_b)
    with Press(["html", "pdf"], tmp_path, Watcher()) as pressing:
        found = {
            one.site: one
            for one in pressing.through(outcomes(), lambda one: galley(tmp_path / one.site))
        }
    assert [bool(found[name].faults) for name in "abc"] == [False, True, False]
    assert "died" in found["b"].faults[0]


def _dies_at_b(given: Galley) -> Any:
    import os

    if given.out.name == "b":
        os._exit(9)
    return lay_out(given)
