"""Reports in every format: hostile text stays text, nothing is fetched, equal bytes each time."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.fixtures.awkward import NASTY, spoil

ROOT = Path(__file__).parents[1]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
SITE = "rw-huye"
FILES = ("report.html", "report.pdf", "report.docx", "report.slides.html")
SHOWN = "<script>alert(1)</script> <b>Ärzte</b> & $x$"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it"),
]


def run(project: Path, out: Path) -> None:
    words = ["-m", "workbench", "run", str(project), "--site", SITE, "--out", str(out),
             "--to", "html,pdf,docx,slides", "--quiet"]  # fmt: skip
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which a project of hostile words has its reports, and nothing else."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "project").mkdir()
    spoil(ROOT / "data" / "example", folder / "project")
    before = {one.name for one in (folder / "project").iterdir()}
    run(folder / "project", folder / "out")
    assert {one.name for one in folder.iterdir()} == {"project", "out"}
    assert {one.name for one in (folder / "project").iterdir()} <= before | {".workbench"}
    return folder / "out"


def test_the_pdf_shows_hostile_words_as_words(hostile: Path) -> None:
    pages = PdfReader(hostile / SITE / "report.pdf").pages
    said = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert said.count("<script>alert(1)") > 20
    assert not any("/JS" in page or "/AA" in page for page in pages)


def test_the_word_file_shows_hostile_words_as_words(hostile: Path) -> None:
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    content = (hostile / SITE / "report.docx").read_bytes()
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    words = [*cells, *(one.text for one in made.paragraphs)]
    assert sum(SHOWN in one for one in words) > 20
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"<script" not in b"".join(archive.read(name) for name in archive.namelist())


@pytest.fixture
def page(hostile: Path) -> Iterator[Any]:
    """Give a page without a network that fails where a script of the data's is run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context(offline=True).new_page()
        opened.seen = []  # type: ignore[attr-defined]
        opened.on("dialog", lambda found: opened.seen.append(found.message))  # type: ignore[attr-defined]
        opened.on("pageerror", lambda found: opened.seen.append(str(found)))  # type: ignore[attr-defined]
        opened.on("requestfailed", lambda found: opened.seen.append(found.url))  # type: ignore[attr-defined]
        yield opened
        browser.close()
        assert opened.seen == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["report.html", "report.slides.html"])
def test_pages_show_hostile_words_as_words_and_ask_nothing(
    hostile: Path, page: Any, name: str
) -> None:
    page.goto((hostile / SITE / name).as_uri())
    page.wait_for_timeout(500)
    assert SHOWN in " ".join(page.inner_text("body").split()) or name != "report.html"
    assert "<script>alert(1)" in page.inner_text("body") or name == "report.slides.html"
    assert not re.search(r"<script>alert", (hostile / SITE / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["report.html", "report.slides.html"])
def test_no_barrier_is_found(hostile: Path, page: Any, name: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto((hostile / SITE / name).as_uri())
    page.wait_for_timeout(500)
    found = Axe().run(page).response
    assert len(found["passes"]) > 10
    assert not [(one["id"], one["nodes"][0]["html"][:200]) for one in found["violations"]]


def test_the_same_tables_give_the_same_bytes(tmp_path: Path) -> None:
    for out in ("a", "b"):
        run(ROOT / "data" / "example", tmp_path / out)
    for name in FILES:
        first, again = ((tmp_path / out / SITE / name).read_bytes() for out in ("a", "b"))
        assert first == again, name


def test_the_nasty_words_are_those_that_are_looked_for() -> None:
    assert NASTY.startswith(SHOWN)
