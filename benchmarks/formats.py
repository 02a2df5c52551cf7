"""Seconds and bytes of a report in each format, beside nbconvert on the same executed notebooks.

    python -m benchmarks.formats --sites rw-huye rw-musanze ug-kayunga --pairs 3

The notebooks of a site are executed once. Then a round writes each format of each site, first with
figures to be drawn (one browser, started before), then with figures that are kept; and lets
``jupyter nbconvert --to html`` and ``--to webpdf`` write the same notebooks. Medians are printed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import nbformat

from workbench.publish.document import PlacedFigure
from workbench.publish.flow import figures_of
from workbench.publish.formats import REPORT_FORMATS, format_content
from workbench.publish.html import page_html
from workbench.publish.paper import body_of
from workbench.publish.pictures import Pictures
from workbench.publish.reading import read_document

ROOT = Path(__file__).parents[1]
Seen = dict[str, list[tuple[float, int]]]


def executed(out: Path, sites: Sequence[str]) -> dict[str, list[Path]]:
    """Run the notebooks of sites once and return where they lie, by site."""
    asked = [word for site in sites for word in ("--site", site)]
    command = [sys.executable, "-m", "workbench", "run", "data/example", *asked, "--out", str(out)]
    subprocess.run([*command, "--quiet"], cwd=ROOT, check=True)
    return {site: sorted((out / site).glob("*.ipynb")) for site in sites}


def ours(notebooks: Sequence[Path], pictures: Pictures, seen: Seen) -> None:
    """Write the formats of one site, with figures to draw and with figures that are kept."""
    began = time.perf_counter()
    document = read_document(nbformat.read(path, as_version=4) for path in notebooks)
    page = page_html(document, script_source="plotly.js").encode()
    seen["html"].append((time.perf_counter() - began, len(page)))
    draw = pictures.of(document.looks)
    figures: list[PlacedFigure] = figures_of(list(body_of(document)))
    for kind in ("svg", "png"):
        began = time.perf_counter()
        size = sum(len(draw(figure, kind)) for figure in figures)
        seen[f"{len(figures)} figures as {kind}"].append((time.perf_counter() - began, size))
    for form in REPORT_FORMATS:
        if form != "html":
            began = time.perf_counter()
            size = len(format_content(form, document, draw))
            seen[f"{form}, figures kept"].append((time.perf_counter() - began, size))


def nbconvert(notebooks: Sequence[Path], form: str, folder: Path, seen: Seen) -> str:
    """Let nbconvert write the notebooks of a site; return why it could not, if it could not."""
    command = ["jupyter", "nbconvert", "--log-level=ERROR", "--no-input", "--to", form,
               "--output-dir", str(folder), *map(str, notebooks)]  # fmt: skip
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return (done.stderr.strip().splitlines() or ["it failed"])[-1]
    size = sum(path.stat().st_size for path in folder.iterdir())
    seen[f"nbconvert --to {form}"].append((time.perf_counter() - began, size))
    return ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table of medians."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.formats", description=__doc__)
    parser.add_argument("--sites", nargs="+", default=["rw-huye", "rw-musanze", "ug-kayunga"])
    parser.add_argument("--pairs", type=int, default=3)
    given = parser.parse_args(arguments)
    seen: Seen = defaultdict(list)
    refused: set[str] = set()
    with tempfile.TemporaryDirectory() as place, Pictures() as pictures:
        sites = executed(Path(place) / "out", given.sites)
        for turn in range(given.pairs):
            for site, notebooks in sites.items():
                # The browser of a batch is there; the pictures of this site are not.
                pictures.kept = Path(place) / "kept" / f"{turn}-{site}"
                ours(notebooks, pictures, seen)
                for form in ("html", "webpdf"):
                    folder = Path(place) / f"{turn}-{site}-{form}"
                    why = nbconvert(notebooks, form, folder, seen)
                    refused |= {f"nbconvert --to {form}: {why}"} if why else set()
                    shutil.rmtree(folder, ignore_errors=True)
    print("| what | seconds a site | kB a site |\n|---|---|---|")
    for name, found in seen.items():
        seconds, size = (median(part) for part in zip(*found, strict=True))
        print(f"| {name} | {seconds:.2f} | {size / 1000:,.0f} |")
    for line in sorted(refused):
        print(f"Not measured: {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
