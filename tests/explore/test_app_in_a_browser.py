"""The page as a visitor meets it: token, levels, sites, words for mistakes, no other host."""

import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from workbench.case import open_case

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "data" / "example"
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
FORBIDDEN = 403

pytest.importorskip("voila")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it"),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Start the app on a copy of the example, and return its folder and the printed address."""
    folder = tmp_path_factory.mktemp("app") / "example"
    shutil.copytree(EXAMPLE, folder)
    command = [sys.executable, "-m", "workbench", "app", str(folder), "--no-browser"]
    started = subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    with started:
        printed = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", _until_address(started.stdout))
        try:
            yield folder, printed[0]
        finally:
            started.send_signal(signal.SIGINT)
            rest = started.communicate(timeout=30)[0]
    assert rest.splitlines()[-1] == "Stopped."
    assert started.returncode == 0


def _until_address(lines):
    printed = ""
    for line in lines:
        printed += line
        if "http://" in line:
            return printed
    return pytest.fail(f"the app did not start: {printed}")


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def asked():
    """Addresses on other hosts that the page has asked for."""
    return []


@pytest.fixture(scope="module")
def page(chromium, server, asked):
    made = chromium.new_page(viewport={"width": 1300, "height": 1000})
    made.set_default_timeout(30_000)

    def refuse(route):
        asked.append(route.request.url)
        route.abort()

    made.route(re.compile(r"^https?://(?!127\.0\.0\.1:)"), refuse)
    made.goto(server[1])
    made.wait_for_selector("h1")
    made.wait_for_selector(".js-plotly-plot .main-svg")
    return made


def _status(address):
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - our own server
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code


@pytest.mark.parametrize(
    "path",
    [
        "", "?token=wrong-token", "voila/static/voila.js", "voila/templates/lab/static/index.css",
        "voila/files/checked.json", "voila/labextensions/anywidget/package.json", "login",
        "api/kernels/00000000-0000-0000-0000-000000000000",
        "api/kernels/00000000-0000-0000-0000-000000000000/channels",
        "voila/query/00000000-0000-0000-0000-000000000000",
    ],
)  # fmt: skip
def test_nothing_is_answered_without_the_token(server, path):
    assert _status(server[1].split("?")[0] + path) == FORBIDDEN


def test_files_are_not_handed_out_even_with_it(server):
    address, token = server[1].split("?")
    for name in ("checked.json", "page.ipynb", "..%2Fexample%2Fsites.csv"):
        assert _status(f"{address}voila/files/{name}?{token}") == FORBIDDEN


def test_the_page_has_a_title_and_one_main_part(page):
    assert page.title() == "Single diseased stem removal for banana wilt (illustrative)"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("main").count() == 1
    assert page.get_by_role("heading", level=1).inner_text() == page.title()
    assert page.get_by_text("Illustrative data: not a real assessment").is_visible()
    assert page.locator(".jp-InputArea, .jp-InputPrompt").count() == 0  # no code


def test_a_level_moves_the_bottleneck(page):
    other = open_case(EXAMPLE, "rw-huye").what_if(levels={"clean-seed": {"use": 5}})
    page.get_by_label("Use of Clean seed supply").select_option("5")
    page.wait_for_selector(f"text=bottleneck: {other.diagnosis.weakest[0].title}")


def test_another_site_is_chosen(page):
    title = open_case(EXAMPLE, "ug-mbarara").diagnosis.weakest[0].title
    field = page.get_by_label("Site", exact=True)
    field.fill("mbarara")
    field.press("Enter")
    page.wait_for_selector("h2:text-is('Mbarara')")
    page.wait_for_selector(f"text=bottleneck: {title}")
    assert field.input_value() == "Mbarara (ug-mbarara)"
    field.fill("rw-huye")
    field.press("Enter")
    page.wait_for_selector("h2:text-is('Huye')")
    assert page.get_by_label("Use of Clean seed supply").input_value() == "5"  # as it was left


def test_a_mistake_is_said_in_words(page):
    field = page.get_by_label("Site", exact=True)
    field.fill("Atlantis")
    field.press("Enter")
    page.wait_for_selector("text=There is no site 'Atlantis'")
    page.get_by_role("button", name="Read the tables again").click()
    page.wait_for_function("() => !document.querySelector('.app-said').innerText.trim()")
    assert page.get_by_label("Use of Clean seed supply").input_value() == "2"  # as in the tables


def test_nobody_who_looks_can_save(page):
    page.get_by_label("Scenarios", exact=True).check()
    page.get_by_role("button", name="Compare").wait_for()
    assert page.get_by_role("button", name="Save").count() == 0
    assert page.get_by_role("button", name="Write").count() == 0


def test_no_barrier_is_found(page):
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert len(found["passes"]) > 15
    assert not [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


def test_a_new_visitor_sees_the_newest_tables(server, chromium):
    folder, address = server
    settings = folder / "project.yaml"
    text = settings.read_text("utf-8")
    try:
        settings.write_text(text.replace("banana wilt", "banana blight"), "utf-8")
        other = chromium.new_page()
        other.goto(address)
        other.wait_for_selector("h1:has-text('banana blight')")
        other.close()
    finally:
        settings.write_text(text, "utf-8")


def test_no_other_host_was_asked(page, asked):
    page.wait_for_timeout(500)
    assert asked == []
