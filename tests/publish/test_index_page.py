from types import SimpleNamespace

import pytest

from workbench.language import Speech, speaking
from workbench.publish.index_page import PortfolioEntry, portfolio_page

HTML = {"html": "rw-huye/report.html"}
READY = PortfolioEntry("rw-huye", "Huye", "Rwanda", "ready", files=HTML, facts={"package": "8"})
FAILED = PortfolioEntry("rw-x", "<X>", "Rwanda", "failed", message="Cell 3 failed: <b>")
BLOCKED = PortfolioEntry("rw-y", "Y", "Rwanda", "blocked", message="2 errors in scores.csv")


@pytest.fixture
def body(tmp_path):
    """Return a function that writes the page and returns what the reader is shown."""
    settings = SimpleNamespace(
        title="Banana wilt", lead="Institute A", as_of=None, illustrative=True, ambition=None
    )

    def write(*entries, **more):
        out = portfolio_page(
            entries, settings=settings, out=tmp_path / "index.html", **{"comparison": {}, **more}
        )
        return out.read_text("utf-8").partition("<body")[2].partition("<script>")[0]

    return write


def test_every_site_is_listed_with_link_or_reason(body):
    page = body(READY, FAILED, BLOCKED)
    assert '<th scope="row"><a href="rw-huye/report.html">Huye</a></th>' in page
    assert "1 report is ready. 1 site failed. 1 site could not be run because of errors" in page
    assert '<td data-v="failed"><strong>failed</strong>: Cell 3 failed: &lt;b&gt;</td>' in page
    assert "2 errors in scores.csv" in page
    assert "Package score" in page
    assert "How sure" not in page  # no step of these reports says it


def test_every_form_of_a_report_is_linked_where_it_exists(body):
    every = {"slides": "a b/s.html", "docx": "a b/r.docx", "pdf": "a b/r.pdf", "html": "a b/r.html"}
    page = body(PortfolioEntry("a b", "A", "Rwanda", "ready", files=every), READY)
    named = [("r.html", "HTML"), ("r.pdf", "PDF"), ("r.docx", "Word"), ("s.html", "slides")]
    links = [f'<a href="a%20b/{name}">{words}</a>' for name, words in named]
    assert f"<td>{' · '.join(links)}</td>" in page
    assert '<td><a href="rw-huye/report.html">HTML</a></td>' in page


def test_a_report_that_is_out_of_date_is_not_linked(body):
    page = body(PortfolioEntry("a", "A", "Rwanda", "outdated"))
    assert "<td>none</td>" in page
    assert "1 site is left out, since the report is older than the data." in page


def test_a_report_in_part_is_linked_and_counted(body):
    part = PortfolioEntry("a", "A", "Rwanda", "in part", files={"html": "a/report.html"})
    page = body(part, READY)
    assert "2 reports are ready, 1 of them without a chapter that failed." in page
    assert 'href="a/report.html"' in page


def test_a_framework_has_its_own_words(body):
    entry = PortfolioEntry("a", "A site", "Rwanda", "ready", facts={"lowest": "Our component"})
    nouns = {"site": ("unit", "units"), "component": ("capability", "capabilities")}
    with speaking(Speech.of(nouns)):
        page = body(entry, comparison={"html": "comparison.html"})
    for said in [
        "<h1>All units</h1>", ">Lowest capability</th>", "Comparison of the units", "A site",
        "Our component", "none of the units has coordinates (columns latitude and longitude",
    ]:  # fmt: skip
        assert said in page


def test_the_comparison_is_linked_or_it_says_why_not(body):
    linked = body(READY, comparison={"html": "comparison.html", "pdf": "comparison.pdf"})
    assert (
        '<a href="comparison.html">Comparison of the sites</a> · <a href="comparison.pdf">PDF</a>'
    ) in linked
    assert "omparison" not in body(READY)
    assert "could not be compared: no &lt;water&gt;" in body(READY, failed="no <water>")


def test_sites_without_coordinates_are_named(body):
    there = PortfolioEntry("b", "B & C", "Rwanda", "ready", latitude=-2.5, longitude=29.7)
    assert "There is no map: none of the sites has coordinates" in body(READY)
    page = body(there, READY)
    assert page.count('class="mark none" cx') == 2  # on the map, and in its key
    assert "Not on the map, because no coordinates are recorded: Huye." in page
    assert "<title>B &amp; C</title>" in page


def test_hostile_text_stays_text(body, tmp_path):
    bad = '"><script>alert(1)</script>'
    entry = PortfolioEntry(
        bad, bad, bad, "ready", admin=bad, latitude=1.0, longitude=2.0, message=bad,
        files={"html": f"{bad}/report.html"}, facts={"bottleneck": f"{bad}; b", "budget": bad},
    )  # fmt: skip
    body(entry, comparison={"html": bad})
    body(entry, failed=bad)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert page.count("<script>") == 2  # ours, in head and foot
    assert 'href="%22%3E%3Cscript%3Ealert%281%29%3C/script%3E/report.html"' in page


def test_nothing_is_asked_of_the_network(body, tmp_path):
    body(READY, FAILED)
    page = (tmp_path / "index.html").read_text("utf-8")
    assert "src=" not in page
    assert "http" not in page
    assert not (tmp_path / "assets").exists()


def test_the_page_of_a_scenario_says_so(body):
    page = body(READY, scenario="Scenario <b>: not the tables")
    assert '<p class="stamp">Scenario &lt;b&gt;: not the tables</p>' in page
    assert "The site of the scenario" in page
