"""The page over all sites as a reader uses it: in Chromium, from the disk, without a network."""

import shutil
from types import SimpleNamespace

import pytest

from workbench.publish.index_page import PortfolioEntry, portfolio_page

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it"),
]
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
STEPS = ("strategize", "diagnose", "agree", "characterise")


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()


def _entry(number):
    score = (number * 7) % 12
    return PortfolioEntry(
        f"s-{number}", f"Plaçe {number}", ("Uganda", "Rwanda")[number % 2],
        "blocked" if number % 10 == 9 else "ready", admin="Southern Province",
        latitude=-2 + number % 13 / 10, longitude=30 + number % 17 / 10,
        message="2 errors in its tables" if number % 10 == 9 else "", files={"html": "report.html"},
        facts={} if number % 10 == 9 else {
            "step": STEPS[number % 4], "package": f"at most {score}", "score": score,
            "bottleneck": "Seed; Credit" if number % 3 else "<i>Advice</i>",
        },
    )  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return a function that writes the page of a number of sites."""
    folder = tmp_path_factory.mktemp("pages")
    settings = SimpleNamespace(
        title="Banana wilt", lead=None, as_of=None, illustrative=True, ambition=None
    )

    def write(number):
        return portfolio_page(
            [_entry(at) for at in range(number)], comparison={"html": "comparison.html"},
            settings=settings, out=folder / f"index-{number}.html",
        )  # fmt: skip

    return write


@pytest.fixture
def opened(browser, written):
    """Return a function that opens the page of a number of sites, and sees that it asks nothing."""
    pages, asked, faults = [], [], []

    def at(number, width=1280, **more):
        page = browser.new_page(viewport={"width": width, "height": 900}, **more)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(written(number).as_uri())
        pages.append(page)
        return page

    yield at
    for page in pages:
        page.close()
    assert faults == []
    assert all(url.startswith("file:") for url in asked)


def _names(page):
    return page.locator("tbody th:visible").all_inner_texts()


def _status(page):
    return page.get_by_role("status").inner_text()


@pytest.mark.parametrize("width", [1280, 380])
@pytest.mark.parametrize("number", [1, 30])
def test_no_barrier_is_found(opened, number, width):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(opened(number, width)).response
    assert len(found["passes"]) > 15
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


@pytest.mark.smoke
def test_a_column_is_sorted_by_the_keyboard_and_says_so(opened):
    page = opened(12)
    head = page.get_by_role("columnheader", name="Package score")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    assert _names(page)[:3] == ["Plaçe 0", "Plaçe 7", "Plaçe 2"]  # 0, 1 and 2
    assert _names(page)[-1] == "Plaçe 9"  # whose score is not known
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert _names(page)[0] == "Plaçe 5"
    assert _names(page)[-1] == "Plaçe 9"
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") is None
    assert _names(page)[0] == "Plaçe 0"


def test_steps_are_sorted_as_they_follow_each_other(opened):
    page = opened(8)
    page.get_by_role("button", name="Step").click()
    shown = page.locator("tbody td:nth-child(3)").all_inner_texts()
    assert list(dict.fromkeys(shown)) == ["characterise", "diagnose", "strategize", "agree"]


def test_sites_are_chosen_by_several_things_at_once(opened):
    page = opened(30)
    assert page.get_by_label("Bottleneck").locator("option").all_inner_texts() == [
        "all", "<i>Advice</i>", "Credit", "Seed", "not known",
    ]  # fmt: skip
    page.get_by_label("Bottleneck").select_option("Credit")
    page.get_by_label("Country").select_option("Uganda")
    assert _status(page) == "10 of 30 sites · Country: Uganda · Bottleneck: Credit"
    assert _names(page)[:2] == ["Plaçe 2", "Plaçe 4"]
    page.get_by_label("State").select_option("blocked")
    assert _status(page).startswith("No site is like that.")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_function("document.querySelectorAll('tbody tr:not([hidden])').length === 30")
    assert _status(page) == "30 sites"


def test_a_name_is_found_without_its_accents(opened):
    page = opened(30)
    page.get_by_role("searchbox").fill("PLACE 12")
    assert _names(page) == ["Plaçe 12"]
    page.get_by_role("searchbox").fill("s-3 southern")
    assert _names(page) == ["Plaçe 3"]


def test_a_mark_on_the_map_chooses_its_sites(opened):
    page = opened(30)
    mark = page.locator("svg [data-rows]").nth(3)
    wanted = len(mark.get_attribute("data-rows").split())
    mark.dispatch_event("click")
    assert len(_names(page)) == wanted
    assert _status(page).endswith("chosen on the map")
    assert page.locator(".mark.off").count() == page.locator("svg [data-rows]").count() - 1


def test_a_long_list_is_paged_and_printed_whole(opened):
    page = opened(250)
    assert len(_names(page)) == 100
    further = page.get_by_role("button", name="Further")
    further.click()
    further.click()
    assert _names(page)[0] == "Plaçe 200"
    assert further.is_disabled()
    assert "201 to 250" in page.get_by_role("navigation").inner_text()
    page.emulate_media(media="print")
    assert len(_names(page)) == 250
    page.emulate_media(media="screen")
    page.get_by_role("button", name="All on one page").click()
    assert len(_names(page)) == 250


def test_a_phone_shows_cards_and_does_not_scroll_sideways(opened):
    page = opened(30, width=380)
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    head = page.evaluate("getComputedStyle(document.querySelector('tbody td'), '::before').content")
    assert head == '"Country"'
    assert page.locator("tbody tr").nth(9).get_by_text("not known").count() > 1
    assert not page.locator("tbody tr").nth(9).get_by_text("not known").first.is_visible()


def test_without_its_script_the_page_is_whole(browser, written):
    page = browser.new_page(java_script_enabled=False)
    page.goto(written(250).as_uri())
    assert len(_names(page)) == 250
    assert not page.locator("form, [role=status]").first.is_visible()
    assert page.locator("svg [data-rows]").first.is_visible()
    page.close()
