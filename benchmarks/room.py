"""Measure the room in JupyterLab: seconds from a change to the picture, and to the last step.

    python -m benchmarks.room --times 5

Every change is made in the page, as a person makes it, and timed there; the machine has to be idle.
Needs Chromium and what the tests need.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.fixtures.lab import open_notebook, open_page, run_all, running_lab

# What is changed, its table, and what it is changed to in turn.
CHANGES = {
    "level": ("Levels", "Use of Clean seed supply", ("5", "3", "6", "4", "7")),
    "option": ("Options", None, ("51000", "52000", "53000", "54000", "55000")),
    "plan": ("Start and durations", "First day of the plan",
             ("2027-01-04", "2027-02-01", "2027-03-01", "2027-04-05", "2027-05-03")),
    "budget": ("Costs", None, ("11", "12", "13", "14", "15")),
    "partner": ("Partners", None, ("stays out",)),
}  # fmt: skip
_CHANGE = """async ([label, value]) => {
  const fields = [...document.querySelectorAll(".wb-choices input, .wb-choices select")];
  const field = fields.find((one) => one.getAttribute("aria-label") === label);
  const plot = document.querySelector(".wb-pair .wb-plot"), drawn = plot.dataset.drawn;
  const computing = () => document.querySelector(".wb-right").textContent.includes("computing");
  const begun = performance.now(), since = () => (performance.now() - begun) / 1000;
  const until = (holds) => new Promise((done) => {
    const look = () => (holds() ? done(since()) : setTimeout(look, 4));
    look();
  });
  if (field.tagName === "SELECT") {
    field.selectedIndex = [...field.options].findIndex((one) => one.textContent === value);
  } else field.value = value;
  field.dispatchEvent(new Event("change"));
  await until(computing);
  // Where the new picture is as the old one, none is drawn: then the last step counts.
  const picture = await until(() => plot.dataset.drawn !== drawn || !computing());
  return [picture, await until(() => !computing())];
}"""
_FREE = """() => [...document.querySelectorAll(".wb-choices select")]
  .find((one) => one.options.length === 3 && one.selectedIndex === 0).getAttribute("aria-label")"""
_FIRST = """() => document.querySelector(".wb-choices input").getAttribute("aria-label")"""


def measure(page, times: int) -> dict[str, list[tuple[float, float]]]:
    """Return the seconds to the picture and to the last step, for each sort of change."""
    found: dict[str, list[tuple[float, float]]] = {}
    for name, (group, given, values) in CHANGES.items():
        page.locator(".wb-left").get_by_label(group, exact=True).check()
        page.wait_for_selector(f".wb-choices caption:text-is('{group}')")
        page.wait_for_selector(".wb-pair .js-plotly-plot .main-svg")
        page.wait_for_timeout(1500)  # until the picture of the step stands
        for time_ in range(times):
            # Another partner each time: what was computed once is kept.
            label = given or page.evaluate(_FREE if name == "partner" else _FIRST)
            value = values[time_ % len(values)]
            found.setdefault(name, []).append(tuple(page.evaluate(_CHANGE, [label, value])))
            page.wait_for_timeout(300)
    return found


def first_paint(page) -> float:
    """Return the seconds from Run All to the picture, in a kernel that has run it before."""
    page.evaluate("document.querySelectorAll('.wb-plot').forEach((one) => one.remove())")
    begun = time.perf_counter()
    run_all(page)
    page.wait_for_function("document.querySelectorAll('.wb-plot[data-drawn]').length === 1")
    return time.perf_counter() - begun


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.room", description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="changes of each sort")
    given = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_lab(Path(folder)) as (_, address),
        open_page() as page,
    ):
        open_notebook(page, address)
        begun = time.perf_counter()
        run_all(page)
        page.wait_for_selector(".wb-pair .js-plotly-plot .main-svg")
        first = time.perf_counter() - begun
        painted = first_paint(page)
        found = measure(page, given.times)
    print("| change | to the picture, s (median; most) | to the last step, s (median) |")
    print("|---|---:|---:|")
    for name, rows in found.items():
        drawn, all_ = zip(*rows, strict=True)
        print(f"| {name} | {statistics.median(drawn):.2f}; {max(drawn):.2f} | "
              f"{statistics.median(all_):.2f} |")  # fmt: skip
    print(f"\nFrom Run All to the picture, in a new kernel: {first:.1f} s; again: {painted:.1f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
