import re
import subprocess
import sys
from html.parser import HTMLParser

import nbformat
import pytest

from workbench.reports import assets, exporter
from workbench.reports.document import ReportFault
from workbench.reports.exporter import SiteReportExporter, site_report

VOID = {"meta", "br", "img", "link", "hr"}


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


def test_the_page_is_well_formed(executed, tmp_path):
    out = site_report([("diagnose", executed)], out=tmp_path / "a" / "report.html").path
    parser = _Balanced()
    parser.feed(out.read_text("utf-8"))
    assert parser.open == []


def test_a_report_asks_nothing_of_the_network(executed, tmp_path):
    page = site_report([("d", executed)], out=tmp_path / "a" / "report.html").path.read_text(
        "utf-8"
    )
    assert "http://" not in page
    assert "https://" not in page


def test_a_standalone_report_needs_no_other_file(executed, tmp_path):
    out = tmp_path / "a" / "report.html"
    site_report([("d", executed)], out=out, standalone=True)
    assert not (tmp_path / "assets").exists()
    assert out.stat().st_size > 4_000_000
    assert "<script src=" not in out.read_text("utf-8")


def test_a_lost_figure_is_a_fault_and_writes_nothing(executed, tmp_path, monkeypatch):
    monkeypatch.setattr(exporter, "_DRAWN", re.compile("never"))
    with pytest.raises(ReportFault, match="hold 2 figures, the page 0"):
        site_report([("d", executed)], out=tmp_path / "a" / "report.html")
    assert not (tmp_path / "a").exists()


def test_nbconvert_knows_the_exporter(executed):
    page, resources = SiteReportExporter().from_notebook_node(executed)
    assert resources["output_extension"] == ".html"
    assert page.count("data-figure>") == 2


@pytest.mark.slow
def test_the_exporter_works_from_nbconvert_s_own_command(executed, tmp_path):
    nbformat.write(executed, tmp_path / "one.ipynb")
    subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "workbench-html", str(tmp_path / "one.ipynb")],
        check=True,
        capture_output=True,
    )
    assert (tmp_path / "one.html").read_text("utf-8").count("data-figure>") == 2
