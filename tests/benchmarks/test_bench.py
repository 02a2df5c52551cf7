import json
import sys

import pytest

from benchmarks.bench import Bench
from benchmarks.processes import BenchFault
from benchmarks.ways import WAYS, Way
from benchmarks.workloads import Workload

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures on Linux alone")

WORK = Workload(
    name="two sites", notebooks=(), site_parameter="site", parameters={}, sites=("huye", "kayonza")
)
PAGE = "<script>/** plotly.js v4 */</script><script>Plotly.newPlot('id', [])</script>"


def copied(engine, sites=WORK.sites):
    """A way that only writes down who ran the sites; the pages were written before."""
    told = {"sites": {site: {"engine": engine} for site in sites}}

    def command(work, out):
        (out / "run.json").write_text(json.dumps(told), "utf-8")
        for made in (out.parent / "made").iterdir():
            made.rename(out / made.name)
        return [sys.executable, "-c", "pass"]

    return command


@pytest.fixture
def bench(write_site, figure_as_html):
    with Bench() as bench:
        for site in WORK.sites:
            write_site(bench.folder / "made", site, PAGE, [figure_as_html])
        yield bench
    assert not bench.folder.exists()


def test_a_run_that_is_whole_counts_and_leaves_nothing(bench):
    way = Way(key="x", words="x", command=copied("fork"), engine="fork")
    run = bench.run(way, WORK, 2)
    assert (run.way.key, run.turn, run.pages.figures) == ("x", 2, {"huye": 1, "kayonza": 1})
    assert run.measured.wall > 0
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


@pytest.mark.slow
@pytest.mark.parametrize("key", WAYS)
def test_every_way_writes_a_template_with_its_figure(key, tmp_path, notebook):
    source = "import plotly.graph_objects as go\ngo.Figure(go.Bar(y=[1, 2])).show()"
    template = notebook(("site = 'x'", ["parameters"]), (source, []))
    for number, cell in enumerate(template["cells"]):
        cell |= {"execution_count": None, "id": f"c{number}"}
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    template |= {"nbformat": 4, "nbformat_minor": 5, "metadata": kernel}
    path = tmp_path / "template.ipynb"
    path.write_text(json.dumps(template), "utf-8")
    work = Workload(
        name="tiny", notebooks=(path,), site_parameter="site", parameters={}, sites=("huye",),
        figures=1,
    )  # fmt: skip
    with Bench() as bench:
        assert bench.run(WAYS[key], work).pages.html > 0
