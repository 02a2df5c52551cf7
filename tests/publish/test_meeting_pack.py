"""The papers of a meeting as files: whole, printable, without a network."""

import re
import shutil

import pytest

from tests.conftest import EXAMPLE
from workbench.case import open_case
from workbench.errors import NothingToShow
from workbench.publish.meeting_pack import write_pack

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NAMES = [
    "pre-read.html", "option-sheets.html", "position-sheets.html", "invitations.html", "deck.html",
]  # fmt: skip
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}<img src=//evil.example/x>"


def test_five_files_with_fixed_names(tmp_path, example_case):
    paths = write_pack(example_case, tmp_path)
    assert [one.name for one in paths] == NAMES
    assert sorted(one.name for one in tmp_path.iterdir()) == sorted(NAMES)
    for one in paths:
        page = one.read_text("utf-8")
        assert "Huye" in page and "nan" not in re.findall(r">(\w+)<", page)
        assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", page)


def test_the_same_case_gives_the_same_files(tmp_path, example_case):
    first = [one.read_bytes() for one in write_pack(example_case, tmp_path / "a")]
    assert first == [one.read_bytes() for one in write_pack(example_case, tmp_path / "b")]


def test_nothing_is_written_where_no_meeting_is_planned(tmp_path, cased):
    with pytest.raises(NothingToShow, match="No meeting is planned at Luwero"):
        write_pack(cased("ug-luwero"), tmp_path / "pack")
    assert not (tmp_path / "pack").exists()


def test_hostile_words_of_tables_come_out_as_text(tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLE, folder)
    for table, old in (
        ("stakeholders", "District council of Huye"),
        ("proposals", "Tissue Garden runs three mother gardens"),
        ("objections", "It loses the customers that it lives from"),
        ("meetings", "Agree on the land of the second garden"),
        ("resolutions", "Ask the laboratory to come"),
        ("options", "Growers raise suckers in humidity chambers"),
    ):
        path = folder / f"{table}.csv"
        words = path.read_text("utf-8")
        assert old in words
        path.write_text(words.replace(old, HOSTILE), "utf-8")
    for one in write_pack(open_case(folder, "rw-huye"), tmp_path / "pack"):
        page = one.read_text("utf-8")
        assert "<script>alert" not in page and "<img" not in page
        assert "&lt;script&gt;alert(1)" in page and "{{ 7*7 }}" in page


@pytest.fixture
def opened(tmp_path, cased):
    """Open the papers of a site in Chromium without a network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        browser = tools.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-quic"]
        )
        context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)

        def pages(site, meeting=None):
            for path in write_pack(cased(site), tmp_path / site, meeting=meeting):
                page = context.new_page()
                page.asked, page.faults = [], []
                page.on("request", lambda one, kept=page.asked: kept.append(one.url))
                page.on("pageerror", lambda one, kept=page.faults: kept.append(str(one)))
                page.goto(path.as_uri())
                yield path.stem, page

        yield pages
        browser.close()


def _sheets(page):
    """Count the pages of paper."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it")
@pytest.mark.parametrize(("site", "meeting"), [
    ("rw-huye", None), ("rw-musanze", None), ("rw-nyanza", "W1"), ("rw-ruhango", "W2"),
])  # fmt: skip
def test_papers_fit_their_pages_and_ask_nothing_of_the_network(opened, cased, site, meeting):
    found = cased(site).agreement
    bottlenecks = sum(one.bottleneck for one in found.strategy.options.advised.rows)
    most = {
        "pre-read": 2, "option-sheets": bottlenecks, "position-sheets": len(found.parties),
        "invitations": 1,
    }  # fmt: skip
    for name, page in opened(site, meeting):
        assert [one for one in page.asked if not one.startswith("data:")] == [page.url]
        assert page.faults == []
        if name == "deck":
            page.wait_for_function("window.Reveal && Reveal.isReady()")
            assert page.evaluate("Reveal.getTotalSlides()") >= 11
            assert page.inner_text("section.present h1") == found.site.name
        elif name == "pre-read":
            assert _sheets(page) <= most[name]
        else:
            assert _sheets(page) == most[name]
