"""The room in JupyterLab: a person changes a level, makes a mistake, saves, and loads again."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from workbench.saved_scenario import read_scenario

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it"),
]


@pytest.fixture
def lab(tmp_path):
    """Start JupyterLab on a copy of the example, and return its folder and address."""
    folder, config = tmp_path / "work", tmp_path / "config"
    shutil.copytree(ROOT / "data" / "example", folder / "example")
    notebook = (ROOT / "notebooks" / "explore.ipynb").read_text("utf-8")
    (folder / "explore.ipynb").write_text(notebook.replace("../data/example", "example"), "utf-8")
    (config / "labconfig").mkdir(parents=True)
    (config / "labconfig" / "page_config.json").write_text(json.dumps(QUIET), "utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root",
        "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--IdentityProvider.token=",
        f"--ServerApp.root_dir={folder}",
    ]  # fmt: skip
    own = {"JUPYTER_CONFIG_DIR": str(config), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(f"{address}/api")
            yield folder, address
        finally:
            server.terminate()
            server.wait(30)


def _wait_for(address):
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    pytest.fail("JupyterLab did not start")


@pytest.fixture
def page():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        started = tools.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        made = started.new_page(viewport={"width": 1500, "height": 3000})
        made.set_default_timeout(60_000)
        yield made
        started.close()


def _run_all(page):
    """Run all cells; asked too early, JupyterLab does nothing, so ask again."""
    from playwright.sync_api import TimeoutError as TooEarly

    for _ in range(4):
        page.click(".lm-MenuBar-itemLabel:text-is('Run')")
        page.click(".lm-Menu-itemLabel:text-is('Run All Cells')")
        try:
            page.wait_for_selector("text=Now: Package score", timeout=30_000)
        except TooEarly:
            continue
        return


def test_a_room_in_jupyterlab(lab, page):
    folder, address = lab
    page.goto(f"{address}/lab/tree/explore.ipynb")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
    _run_all(page)
    page.get_by_label("Use of Clean seed supply").select_option("5")
    page.wait_for_selector("text=Now: Package score at most 18; bottleneck: Extension messages")
    page.wait_for_selector("text=use of Clean seed supply")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.locator(".js-plotly-plot").count() == 2  # now and before
    page.click("text=Start and durations")
    field = page.get_by_label("First day of the plan")
    field.fill("never")
    field.press("Enter")
    page.wait_for_selector("text='never' is not a date")
    page.click("text=Scenarios")
    for name, words in (("Name", "more-use"), ("Who", "team"), ("Why", "The coop sells.")):
        page.get_by_label(name, exact=True).fill(words)
        page.get_by_label(name, exact=True).press("Enter")
    page.click("button:text-is('Save')")
    page.wait_for_selector("text=Saved as scenarios/more-use.yaml")
    saved = read_scenario(folder / "example", "more-use")
    assert saved.supposed.levels == {"clean-seed": {"use": 5}}
    page.click(".lm-MenuBar-itemLabel:text-is('File')")
    page.click(".lm-Menu-itemLabel:text-is('Save Notebook')")
    page.wait_for_selector(".jp-mod-current:not(.jp-mod-dirty)")
    page.reload()
    page.wait_for_selector("text=Now: Package score at most 18")  # nothing is lost
