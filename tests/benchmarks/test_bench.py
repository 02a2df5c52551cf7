import json
import sys

import pytest

from benchmarks.bench import Bench, Ran, seconds_of_later_sites
from benchmarks.pages import Pages
from benchmarks.processes import BenchFault, Measured
from benchmarks.ways import Way
from benchmarks.workloads import Workload

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures on Linux alone")

WORK = Workload(
    name="two sites", notebooks=(), site_parameter="site", parameters={}, sites=("huye", "kayonza")
)
PAGE = "<script>/** plotly.js v4 */</script><script>Plotly.newPlot('id', [])</script>"


def copied(engine, sites=WORK.sites):
    """A way that only writes down who ran the sites; the pages were written before."""
    told = {"sites": {site: {"engine": engine, "seconds": 1.0} for site in sites}}

    def command(work, out):
        (out / "run.json").write_text(json.dumps(told), "utf-8")
        for made in (out.parent / "made").iterdir():
            made.rename(out / made.name)
        return [sys.executable, "-c", "pass"]

    return command


@pytest.fixture
def bench(tmp_path, write_site, figure_as_html):
    with Bench(folder=tmp_path, every=0) as bench:
        for site in WORK.sites:
            write_site(bench.folder / "made", site, PAGE, [figure_as_html])
        yield bench


def test_a_run_that_is_whole_counts_and_leaves_nothing(bench):
    way = Way(key="x", words="x", command=copied("fork"), engine="fork", jobs=2)
    ran = bench.run(way, WORK)
    assert ran.pages.figures == {"huye": 1, "kayonza": 1}
    assert ran.outside(way)["within"] == pytest.approx(0.75)
    assert not (bench.folder / "out").exists()


def test_a_run_by_another_engine_is_no_result(bench):
    way = Way(key="x", words="x", command=copied("kernel"), engine="fork")
    with pytest.raises(BenchFault, match="'kernel', not 'fork'"):
        bench.run(way, WORK)


def test_ways_that_differ_in_their_figures_are_no_result(bench, write_site, figure_as_html):
    bench.run(Way(key="x", words="x", command=copied("")), WORK)
    for site in WORK.sites:
        write_site(bench.folder / "made", site, PAGE * 2, [figure_as_html] * 2)
    with pytest.raises(BenchFault, match="2 figures this way and 1 another way"):
        bench.run(Way(key="y", words="y", command=copied("")), WORK)


def test_the_folder_is_gone_afterwards(tmp_path):
    with Bench(folder=tmp_path) as bench:
        assert bench.folder.is_dir()
    assert not bench.folder.exists()


def test_outside_the_cells_two_sites_at_a_time():
    cells = {f"s{index}": 0.5 for index in range(10)}
    ended = {site: 2.0 + index * 0.3 for index, site in enumerate(cells)}
    pages = Pages(
        figures=dict.fromkeys(cells, 1), html=0, notebooks=0, shared=0, cells=cells, ended=ended
    )
    measured = Measured(wall=5.0, cpu=6.0, others=0.0, stolen=0.0, samples=())
    told = {"sites": {site: {"seconds": 0.52} for site in cells}}
    way = Way(key="x", words="x", command=copied("fork"), jobs=2)
    found = Ran(measured, pages, told).outside(way)
    assert found == pytest.approx({"cells": 0.5, "within": 0.02, "whole": 0.5, "later": 0.1})


def test_too_few_sites_say_nothing_of_later_ones():
    assert seconds_of_later_sites([1.0, 2.0, 3.0]) is None
