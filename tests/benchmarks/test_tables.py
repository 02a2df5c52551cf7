from benchmarks import tables
from benchmarks.bench import Run
from benchmarks.pages import Pages
from benchmarks.processes import Measured
from benchmarks.ways import WAYS
from benchmarks.workloads import Workload

WORK = Workload(
    name="template", notebooks=(), site_parameter="site", parameters={}, sites=tuple("abcdefgh")
)


def run(way, turn, wall, cpu):
    pages = Pages(figures=dict.fromkeys(WORK.sites, 5), html=8 * 5_256_029, shared=0)
    return Run(WORK, WAYS[way], turn, Measured(wall, cpu, others=0.02), pages)


RUNS = [run("a", 1, 56.0, 54.0), run("c", 1, 4.0, 6.0), run("a", 2, 52.0, 54.0)]
RUNS.append(run("c", 2, 4.0, 6.0))


def rows(table):
    return [line for line in table.splitlines() if line.startswith("| ")][1:]


def test_ratios_are_medians_of_pairs_with_their_range():
    ratios = tables.report(RUNS)[0]
    assert "template, 8 sites" in ratios
    loop, ours = rows(ratios)
    assert loop.endswith("| 5.0 | 5.256 | 0.000 | – | – | – | – |")
    assert "| 2 | 0.50 | 0.75 | 5.0 | 5.256 | 0.000 | 13.5 (13.0–14.0) | 9.0 (9.0–9.0) |" in ours


def test_every_run_is_listed_with_what_others_did():
    listed = rows(tables.report(RUNS)[1])
    assert len(listed) == 4
    assert listed[0] == "| round 1 | a | 56.00 | 54.00 | 2.0% |"


def test_a_ratio_pairs_runs_of_one_round():
    slow = [run("a", 1, 10, 1), run("a", 2, 40, 1), run("a", 3, 30, 1)]
    fast = [run("c", 2, 2, 1), run("c", 1, 1, 1), run("c", 3, 1, 1)]
    assert tables.paired(slow, fast, "wall") == "20.0 (10.0–30.0)"
    assert tables.paired(slow[:1], fast, "wall") == "10.0"
    assert tables.paired(slow[:1], fast[:1], "wall") == "–"
    assert tables.report([]) == []
