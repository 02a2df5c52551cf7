"""Nothing printed depends on the clock: a busy computer writes the same reports."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2] / "data" / "example"
SITES = ("rw-huye", "rw-nyanza", "ug-luwero")
MADE = re.compile(rb"Made on \d+ \w+ \d{4} with")


@pytest.fixture
def busy():
    """Keep four processes spinning."""
    spinning = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(4)]
    yield
    still = [process.poll() for process in spinning]
    for process in spinning:
        process.kill()
        process.wait()
    assert still == [None] * 4, "they did not spin all the time"


def _reports(out):
    command = [sys.executable, "-m", "workbench", "run", PROJECT, "--out", out, "--quiet"]
    for site in SITES:
        command += ["--site", site]
    subprocess.run(command, check=True)
    pages = {site: (out / site / "report.html").read_bytes() for site in SITES}
    # The day of the run is all that may differ.
    without = {site: MADE.subn(b"", page) for site, page in pages.items()}
    assert [number for _, number in without.values()] == [1] * len(SITES)
    return {site: page for site, (page, _) in without.items()}


@pytest.fixture(scope="module")
def at_rest(tmp_path_factory):
    return _reports(tmp_path_factory.mktemp("rest"))


def test_reports_are_the_same_beside_four_busy_loops(at_rest, busy, tmp_path):
    again = _reports(tmp_path)
    assert [site for site in SITES if again[site] != at_rest[site]] == []
