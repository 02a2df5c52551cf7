from benchmarks import cluster
from workbench.project import read_project


def line(sites, cpu, *, shared):
    return {
        "kind": "cluster", "session": "monday", "sites": sites, "shared": shared, "wall": 20.0,
        "cpu": cpu, "others": 0.0, "site": 1.25, "comparison": 0.8, "disk": 1.5e6, "back": 0.4e6,
    }  # fmt: skip


def test_what_a_site_costs_the_command_is_the_difference_of_two_sizes():
    records = [line(12, 6.0, shared=False), line(72, 9.0, shared=False)]
    (table,) = cluster.report(records)
    assert "| copied back | 12 and 72 | 1.250 | 0.0500 | 5.4 | 0.8 | 1.50 | 0.40 |" in table


def test_nothing_measured_makes_no_table():
    assert cluster.report([]) == []


def test_the_example_is_repeated_under_other_names(tmp_path):
    project = read_project(cluster.repeated_example(tmp_path / "made", 13))
    assert len(project.sites) == 13
    assert project.sites == project.ready
    scores = project.table("scores").groupby("site").size()
    assert scores["s00000"] == scores["s00011"]  # the example has eleven assessed sites
    assert scores["s00000"] != scores["s00001"]
