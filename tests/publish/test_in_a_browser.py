"""A report as a reader opens it: a file on the disk, in Chromium, without a network."""

import shutil

import pytest

from workbench.publish.exporter import site_report
from workbench.publish.outputs import PLOTLY

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it"),
]
OPTIONS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture
def opened(browser, executed, tmp_path):
    """Give a function that opens the report at a width and collects what it asked for."""
    report = site_report([("diagnose", executed)], out=tmp_path / "rw-huye" / "report.html")
    pages = []

    def at(width):
        page = browser.new_page(viewport={"width": width, "height": 900})
        page.asked, page.faults = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        page.goto(report.path.as_uri())
        page.wait_for_function("document.querySelectorAll('.plot .main-svg').length > 0")
        pages.append(page)
        return page

    yield at
    for page in pages:
        page.close()


# As large as it is on paper, zoomed.
SHOWN = (
    "(({width, height}) => [width, height])"
    "(document.querySelector('.plot .main-svg').getBoundingClientRect())"
)
WIDTHS = "[...document.querySelectorAll('.plot .main-svg')].map(s => s.clientWidth)"


def _drawn(page):
    return page.evaluate("document.querySelectorAll('.plot.js-plotly-plot').length")


@pytest.mark.smoke
def test_every_figure_is_drawn_without_a_network(opened):
    page = opened(1280)
    assert _drawn(page) == 2
    assert page.faults == []
    assert all(url.startswith("file:") for url in page.asked)


def test_a_phone_does_not_scroll_sideways(opened):
    page = opened(390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    widths = page.evaluate(WIDTHS)
    assert max(widths) <= 390


def test_figures_fit_the_paper(opened, tmp_path):
    page = opened(1280)
    page.emulate_media(media="print")  # whose style shows figures at 82 %
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    assert page.evaluate(SHOWN)[0] <= 680
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").stat().st_size > 10_000


def test_without_its_script_a_report_says_what_the_figure_shows(browser, executed, tmp_path):
    report = site_report([("diagnose", executed)], out=tmp_path / "rw-huye" / "report.html")
    shutil.rmtree(tmp_path / "assets")
    page = browser.new_page()
    page.goto(report.path.as_uri())
    assert "Two points." in page.locator(".plot").first.inner_text()
    page.close()


def test_a_general_notebook_is_drawn_and_fits(browser, general, tmp_path):
    report = site_report([("general", general)], out=tmp_path / "a" / "report.html")
    page = browser.new_page(viewport={"width": 390, "height": 900})
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(report.path.as_uri())
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length > 1")
    assert _drawn(page) == 2
    assert faults == []
    assert all(url.startswith(("file:", "data:")) for url in asked)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # Drawn by the browser itself: a formula that is read has a height and is no text of its source.
    assert page.evaluate("document.querySelector('math').getBoundingClientRect().height") > 5
    # The look that stands once on the page has reached the figure.
    look = "document.querySelector('.plot')._fullLayout.plot_bgcolor"
    assert page.evaluate(look) == "#E5ECF6"
    align = "getComputedStyle(document.querySelector('.output td[data-number]')).textAlign"
    assert page.evaluate(align) == "right"
    page.close()


def test_a_figure_that_cannot_be_drawn_leaves_the_others(browser, executed, tmp_path):
    report = site_report([("diagnose", executed)], out=tmp_path / "a" / "report.html")
    whole = report.path.read_text("utf-8")
    report.path.write_text(whole.replace("data-figure>{", "data-figure>{{", 1), "utf-8")
    page = browser.new_page()
    page.goto(report.path.as_uri())
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length > 0")
    assert _drawn(page) == 1
    assert "Two points." in page.locator(".plot").first.inner_text()
    page.close()


def test_a_tall_or_wide_figure_fits_the_paper_and_comes_back(browser, executed, tmp_path):
    for cell in executed.cells:
        for output in cell.get("outputs", []):
            if PLOTLY in output.data:
                output.data[PLOTLY]["layout"] |= {"height": 2400, "width": 1500}
    report = site_report([("diagnose", executed)], out=tmp_path / "a" / "report.html")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(report.path.as_uri())
    page.wait_for_function("document.querySelectorAll('.js-plotly-plot .main-svg').length > 1")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    size = "(({width, height}) => [width, height])(document.querySelector('.plot')._fullLayout)"
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    assert page.evaluate(size) == [465, 1050], "two figures after one another share the width"
    assert page.evaluate(SHOWN)[0] <= 680
    assert page.evaluate(SHOWN)[1] <= 870  # an A4 page between its margins has some 1,000 pixels
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.wait_for_timeout(300)
    assert page.evaluate(size) == [1500, 2400]
    page.close()


def test_no_barrier_is_found(opened):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(opened(1280)).response
    assert len(found["passes"]) > 15
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
