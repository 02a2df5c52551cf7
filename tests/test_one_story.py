"""Reports of the example project as they are read: one page one, how long in print, which words."""

import html
import re
import shutil
from pathlib import Path

import pytest

from workbench.batch import Request, run_project
from workbench.page.records import PAGE_ONE

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
EXAMPLE = Path(__file__).parents[1] / "data" / "example"
FULL, LEFT, OPEN, EMPTY = "rw-huye", "ug-isingiro", "rw-musanze", "ug-luwero"
ENDS, AGREED = "ug-kayunga", "rw-ruhango"
PAGES = {FULL: 12, LEFT: 12, OPEN: 12, EMPTY: 2, ENDS: 12, AGREED: 12}
OVER_ALL = ("index", "comparison")
PAPER = {"width": 688, "height": 1017}  # an A4 page less its margins, in pixels of 96 dpi

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    out = tmp_path_factory.mktemp("reports")
    result = run_project(Request(project=EXAMPLE, out=out, sites=tuple(PAGES)))
    assert not result.failures
    over_all = {name: out / f"{name}.html" for name in OVER_ALL}
    return {site: out / site / "report.html" for site in PAGES} | over_all


def words(report):
    text = report.read_text("utf-8")
    text = re.sub(r"<(style|script).*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<details>.*?</details>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def page_one(report):
    text = report.read_text("utf-8")
    section = re.search(r'<section class="one-page".*?</section>', text, flags=re.DOTALL)[0]
    rows = re.findall(r"<tr><th[^>]*>(.*?)</th><td>(.*?)</td></tr>", section, flags=re.DOTALL)
    strip = re.compile(r"<[^>]+>")
    return {
        html.unescape(strip.sub("", head)): html.unescape(strip.sub("", answer))
        for head, answer in rows
    }


@pytest.mark.parametrize("site", PAGES)
def test_page_one_answers_what_was_agreed_and_in_that_order(reports, site):
    heads = [*page_one(reports[site])]
    assert heads == [head for head in PAGE_ONE if head in heads]
    assert {"For whom, where", "Where we stand", "To do first"} <= set(heads)
    if site == FULL:
        assert heads == list(PAGE_ONE)


@pytest.mark.parametrize("site", PAGES)
def test_page_one_has_whole_money_and_no_fingerprint(reports, site):
    said = " ".join(page_one(reports[site]).values())
    assert not re.search(r"[\d,]+\.\d\d\b", said)
    assert not re.search(r"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{12}\b", said)
    assert not re.search(r"\bnan\b|\bNone\b(?! of)|\bkey\b|mark [0-9a-f]", said)


NEVER = (
    r"\bbinds on\b",
    r"% of the weightings",
    r"in [\d.,]+ ?% of the draws",
    r"modularity",
    r"bears the mark",
    r"stays here.{0,200}0 → 0",
    r"Raising readiness alone to 9",
    r"reason not given|Reason: not given",
    r"is not exceeded by this site alone",
    r"ceilings: ;",
    r"reliable \(.{0,40}interval 0\.[0-5]",
    r"\(ours\)\.? \(ours\)",
)


@pytest.mark.parametrize("site", [*PAGES, *OVER_ALL])
def test_sentences_that_did_not_hold_are_gone(reports, site):
    said = words(reports[site])
    found = [pattern for pattern in NEVER if re.search(pattern, said)]
    assert not found


def test_a_panel_that_cannot_tell_is_not_said_to_name_the_bottleneck(reports):
    assert "What holds it back is most likely Clean seed supply" in words(reports[FULL])
    assert "The panel cannot tell" in words(reports[OPEN])
    for site in (FULL, OPEN):
        assert "stands or falls with" not in words(reports[site])


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it")
@pytest.mark.parametrize("site", PAGES)
def test_a_report_is_as_long_as_people_read(reports, browser, site):
    page = browser.new_page(viewport=PAPER)
    page.goto(reports[site].as_uri())
    page.wait_for_load_state("networkidle")
    printed = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="print")
    end = page.evaluate("document.querySelector('.one-page').getBoundingClientRect().bottom")
    page.close()
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= PAGES[site]
    assert end <= PAPER["height"]
