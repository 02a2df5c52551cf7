import json
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from workbench.batch.kernel.kernels import FORK_ENVIRONMENT
from workbench.page.records import MIME, Title
from workbench.publish import assets, html
from workbench.publish.document import ReportFault
from workbench.publish.exporter import SiteReportExporter, site_report, warm
from workbench.publish.prose import passage
from workbench.publish.reading import read_document

VOID = {"meta", "br", "img", "link", "hr"}
ROOT = Path(__file__).parents[2]


class _Balanced(HTMLParser):
    """Refuse a page whose elements do not close in order."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):  # noqa: ARG002 - the parser's own signature
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def test_a_site_report_has_every_part_and_one_shared_script(executed, tmp_path):
    out = tmp_path / "rw-huye" / "report.html"
    report = site_report([("diagnose", executed)], out=out)
    page = out.read_text("utf-8")
    assert report.path == out
    assert report.figures == 2
    assert report.missing == ("Scores for use",)
    assert report.facts["score"] == 8
    assert page.count("data-figure>") == 2
    assert f'src="../assets/{assets.PLOTLY_NAME}"' in page
    assert (tmp_path / "assets" / assets.PLOTLY_NAME).exists()
    assert "Huye &amp; &lt;co&gt;" in page
    assert "Illustrative data" in page
    assert "Sartas 2020" in page
    body = page.split("<body>")[1]
    assert not re.search(r"\b(nan|NaN|None|NaT|<NA>|import|step\(\))\b", body)


@pytest.fixture(params=["executed", "general"])
def either(request):
    """Give each of the two notebooks in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def page_of(tmp_path):
    """Give a function that writes a report and reads it."""

    def write(*notebooks):
        named = [(f"step {n}", one) for n, one in enumerate(notebooks)]
        return site_report(named, out=tmp_path / "a" / "report.html").path.read_text("utf-8")

    return write


def test_the_page_is_well_formed(either, page_of):
    parser = _Balanced()
    parser.feed(page_of(either))
    assert parser.open == []


def test_every_link_inside_the_page_leads_to_one_place(either, page_of):
    page = page_of(either, either)
    places = Counter(re.findall(r' id="([^"]+)"', re.sub(r"#T_\w+", "", page)))
    own = {name: number for name, number in places.items() if not name.startswith("T_")}
    assert set(own.values()) == {1}
    links = re.findall(r'href="#([^"]+)"', page)
    assert links
    assert set(links) <= set(own)


def test_every_heading_figure_and_table_can_be_linked_to(executed, page_of):
    page = page_of(executed)
    headings = re.findall(r"<h[23][^>]*>.*?</h[23]>", page)
    assert len(headings) >= 5
    assert all('<a class="anchor" href="#' in heading for heading in headings)
    assert '<figure id="figure-2-1">' in page
    assert '<a class="label" href="#figure-2-1">Figure 2.1</a>' in page


def test_a_general_notebook_becomes_a_page_of_its_title(general, page_of):
    page = page_of(general)
    assert "<title>A general notebook</title>" in page
    assert "<h1>A general notebook</h1>" in page
    assert page.count("data-figure>") == 2
    assert page.count("<math") == 2
    assert "costs of $5 to $10" in page
    assert "The best is <strong>Kayonza</strong>." in page
    assert "nothing to list" in page
    assert '<span class="n">G</span>' in page
    assert "Made-up data." in page
    assert "pd" not in page.split("<body>")[1].split("<main>")[1].split("looks")[0]


def test_the_style_of_a_foreign_table_is_bound_to_that_table(general, page_of):
    styles = re.findall(r"<style>(\s*#T_.*?)</style>", page_of(general), re.DOTALL)
    [rules] = styles
    selectors = re.findall(r"([^{}]+)\{", rules)
    assert selectors
    assert all(one.strip().startswith("#T_") for one in selectors)


def test_the_look_of_the_figures_stands_on_a_page_once(general, page_of):
    page = page_of(general)
    assert page.count('"plot_bgcolor":"#E5ECF6"') == 1
    [looks] = re.findall(r'id="looks">(.*?)</script>', page)
    assert len(json.loads(looks)) == 1


def test_a_report_asks_nothing_of_the_network(either, page_of):
    page = page_of(either)
    assert "http://" not in page
    assert "https://" not in page


def test_a_standalone_report_needs_no_other_file(executed, tmp_path):
    out = tmp_path / "a" / "report.html"
    site_report([("d", executed)], out=out, standalone=True)
    assert not (tmp_path / "assets").exists()
    assert out.stat().st_size > 4_000_000
    assert "<script src=" not in out.read_text("utf-8")


def test_a_file_lies_beside_the_report_and_is_linked(attached, tmp_path):
    out = tmp_path / "a" / "report.html"
    report = site_report([("plan", attached)], out=out)
    assert report.attachments == (tmp_path / "a" / "plan.csv",)
    assert report.attachments[0].read_bytes() == b"activity"
    link = '<a download="plan.csv" href="plan.csv">Plan of work &amp; dates</a>'
    assert link in out.read_text("utf-8")


def test_a_page_that_is_mailed_alone_holds_its_files(attached, tmp_path):
    out = tmp_path / "a" / "report.html"
    report = site_report([("plan", attached)], out=out, standalone=True)
    assert report.attachments == ()
    assert [path.name for path in out.parent.iterdir()] == ["report.html"]
    assert 'href="data:text/csv;base64,YWN0aXZpdHk="' in out.read_text("utf-8")


def test_a_title_page_is_given_to_what_has_none(executed, general, tmp_path):
    title = Title(heading="Banana <wilt>", project="", lines=(), illustrative=True)

    def page(notebook):
        out = tmp_path / "a" / "report.html"
        return site_report([("one", notebook)], out=out, title=title).path.read_text("utf-8")

    assert "<h1>Banana &lt;wilt&gt;</h1>" in page(general)
    assert "Illustrative data" in page(general)
    assert "Banana &lt;wilt" not in page(executed)


def test_a_notebook_that_names_a_file_of_its_own_writes_nothing(attached, tmp_path):
    record = attached.cells[-1].outputs[0].data[MIME]
    assert record["name"] == "plan.csv"
    record["name"] = "../../elsewhere.csv"
    with pytest.raises(ReportFault, match="no attachment"):
        site_report([("plan", attached)], out=tmp_path / "a" / "report.html")
    assert not any(tmp_path.iterdir())


def test_a_lost_figure_is_a_fault_and_writes_nothing(executed, tmp_path, monkeypatch):
    monkeypatch.setattr(html, "_FIGURE", "never")
    with pytest.raises(ReportFault, match="hold 2 figures, the page 0"):
        site_report([("d", executed)], out=tmp_path / "a" / "report.html")
    assert not (tmp_path / "a").exists()


def test_nbconvert_knows_the_exporter(executed):
    page, resources = SiteReportExporter().from_notebook_node(executed)
    assert resources["output_extension"] == ".html"
    assert page.count("data-figure>") == 2


@pytest.mark.slow
def test_the_exporter_works_from_nbconvert_s_own_command(executed, general, tmp_path):
    nbformat.write(executed, tmp_path / "own.ipynb")
    nbformat.write(general, tmp_path / "general.ipynb")
    files = [str(tmp_path / name) for name in ("own.ipynb", "general.ipynb")]
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "workbench-html", *files],
        check=True,
        capture_output=True,
    )
    for name in ("own", "general"):
        page = (tmp_path / f"{name}.html").read_text("utf-8")
        assert page.count("data-figure>") == 2
        assert len(page) > 4_000_000


def test_two_reports_of_a_notebook_are_the_same_and_leave_it_alone(general, tmp_path):
    before = nbformat.writes(general)
    for name in ("a", "b"):
        site_report([("d", general)], out=tmp_path / name / "report.html")
    assert nbformat.writes(general) == before
    pages = [(tmp_path / name / "report.html").read_text("utf-8") for name in ("a", "b")]
    assert pages[0] == pages[1]


def test_warming_lays_out_what_every_site_shares(general, tmp_path):
    nbformat.write(general, tmp_path / "recipe.ipynb")
    (tmp_path / "broken.ipynb").write_text("{", "utf-8")
    passage.cache_clear()
    warm([tmp_path / "none.ipynb", tmp_path / "broken.ipynb", tmp_path / "recipe.ipynb"])
    laid_out = passage.cache_info()
    assert laid_out.currsize == 3
    read_document([nbformat.read(tmp_path / "recipe.ipynb", as_version=4)])
    assert passage.cache_info().misses == laid_out.misses


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="threads are counted in /proc")
def test_warming_starts_no_thread():
    lines = [
        "import os, pathlib, sys",
        "from workbench.publish.exporter import warm",
        "warm(pathlib.Path('notebooks').glob('*.ipynb'))",
        "assert not {'matplotlib', 'papermill', 'networkx'} & set(sys.modules)",
        "print(len(os.listdir('/proc/self/task')))",
    ]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **FORK_ENVIRONMENT},
    )
    assert done.stdout.strip() == "1"
