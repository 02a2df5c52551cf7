"""Two pages on a site: what the report says, on two sheets of paper, in every framework."""

import re
import shutil
from pathlib import Path

import pytest

from workbench.case import Cases, open_case, open_cases
from workbench.page.records import PAGE_ONE
from workbench.project import open_project, write_project
from workbench.publish.exporting import export
from workbench.publish.exports.factsheet import factsheet_document
from workbench.publish.html import page_html

DATA = Path(__file__).parents[3] / "data"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}**x**"


def _page(document):
    return page_html(document, script_source="plotly.js")


def test_it_answers_what_page_one_answers(example_case):
    made = factsheet_document(example_case)
    assert [head.plain for head, _ in made.summary] == list(PAGE_ONE)
    assert made.figures == 1
    page = _page(made)
    assert "Illustrative data" in page
    assert "At the latest" in page
    assert "What is missing</h2>" not in page
    # The ask of the table is the ask of the sentence.
    assert page.count("96,673") == 2


@pytest.mark.parametrize(("name", "site"), [
    ("small-experiments", "mw-zomba"), ("ai-transformation", "north"),
])  # fmt: skip
def test_every_framework_has_one(name, site):
    made = factsheet_document(open_case(DATA / name, site))
    assert made.figures == 1
    assert {"Where we stand", "The ask", "To do first"} <= {head.plain for head, _ in made.summary}


def test_what_is_not_there_is_said_and_no_figure_drawn(example_cases):
    made = factsheet_document(example_cases.case("ug-luwero"))
    said = _page(made)
    assert made.figures == 0
    assert "There is no budget for Luwero yet." in said
    assert "No activity of Luwero has a day yet." in said
    assert re.search(r">(nan|None|NaT|<NA>)<", said) is None


def test_hostile_words_come_out_as_words(tmp_path):
    whole = open_project(DATA / "example").only(["rw-huye"])
    tables = dict(whole.tables)
    for name, heading in (("sites", "name"), ("components", "title"), ("activities", "title"),
                          ("funding", "title"), ("actors", "name")):  # fmt: skip
        frame = tables[name].copy()
        frame[heading] = [f"{HOSTILE} {row}" for row in range(len(frame))]
        tables[name] = frame
    project = open_project(write_project(tmp_path, whole.settings, tables))
    page = _page(factsheet_document(Cases(project).case("rw-huye")))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}**x** 0" in page


def test_a_mailed_page_needs_nothing_beside_it(tmp_path):
    (path,) = export(DATA / "example", "factsheet", form=None, site="ug-luwero", out=tmp_path)
    assert path.name == "ug-luwero-factsheet.html"
    assert [one.name for one in tmp_path.iterdir()] == [path.name]
    assert " src=" not in path.read_text("utf-8")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it")
@pytest.mark.parametrize("name", ["example", "small-experiments", "ai-transformation"])
def test_no_site_has_more_than_two_printed_pages(name, tmp_path):
    from playwright.sync_api import sync_playwright

    from workbench.publish.assets import write_plotly

    script, cases = write_plotly(tmp_path), open_cases(DATA / name)
    with sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        page = browser.new_context(offline=True).new_page()
        for site in cases.project.ready:
            made = factsheet_document(cases.case(site))
            path = tmp_path / f"{site}.html"
            source = script.relative_to(tmp_path).as_posix()
            path.write_text(page_html(made, script_source=source), "utf-8")
            page.goto(path.as_uri())
            if made.figures:
                page.wait_for_selector(".plot .main-svg", state="attached")
            sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))
            assert len(sheets) <= 2, site
        browser.close()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it")
def test_the_pdf_has_no_cover_and_two_pages(tmp_path):
    pytest.importorskip("typst", reason="typst is not installed")
    pytest.importorskip("kaleido", reason="kaleido is not installed")
    for site in ("ug-ntungamo", "ug-luwero"):
        (path,) = export(DATA / "example", "factsheet", form="pdf", site=site, out=tmp_path)
        (pages,) = re.findall(rb"/Type/Pages/Count (\d+)", path.read_bytes())
        assert int(pages) <= 2, site


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it")
def test_the_word_file_begins_with_the_answers(tmp_path):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    pytest.importorskip("kaleido", reason="kaleido is not installed")
    (path,) = export(DATA / "example", "factsheet", form="docx", site="rw-huye", out=tmp_path)
    made = docx.Document(path)
    assert "Contents" not in [one.text for one in made.paragraphs]
    assert made.tables[0].cell(0, 0).text == PAGE_ONE[0]
    assert len(made.inline_shapes) == 1
