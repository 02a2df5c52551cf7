"""A report as a reader opens it: a file on the disk, in Chromium, without a network."""

import shutil

import pytest

from workbench.reports import site_report

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


WIDTHS = "[...document.querySelectorAll('.plot .main-svg')].map(s => s.clientWidth)"


def _drawn(page):
    return page.evaluate("document.querySelectorAll('.plot.js-plotly-plot').length")


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
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.wait_for_timeout(300)
    widths = page.evaluate(WIDTHS)
    assert max(widths) <= 680
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").stat().st_size > 10_000


def test_without_its_script_a_report_says_what_the_figure_shows(browser, executed, tmp_path):
    report = site_report([("diagnose", executed)], out=tmp_path / "rw-huye" / "report.html")
    shutil.rmtree(tmp_path / "assets")
    page = browser.new_page()
    page.goto(report.path.as_uri())
    assert "Two points." in page.locator(".plot").first.inner_text()
    page.close()
