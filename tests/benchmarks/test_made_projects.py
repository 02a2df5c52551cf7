import pandas as pd

from benchmarks import made_projects
from benchmarks.made_projects import Size
from workbench.project import read_project

SMALL = Size(sites=4, rounds=2, rounds_of_others=2, first=2)
DEEP = Size(sites=4, rounds=2, rounds_of_others=5, first=2)
WIDE = Size(sites=9, rounds=2, rounds_of_others=2, first=2)


def test_rows_are_as_many_as_promised_and_every_site_can_be_run(tmp_path):
    for size in (SMALL, DEEP, WIDE):
        project = read_project(made_projects.write(tmp_path / str(size.rows), size))
        assert len(project.table("scores")) == size.rows
        assert list(project.ready) == made_projects.names(size.sites)
    assert (SMALL.rows, DEEP.rows, WIDE.rows) == (320, 560, 720)


def test_the_first_sites_are_the_same_however_the_project_grows(tmp_path):
    found = []
    for index, (size, form) in enumerate(((SMALL, "csv"), (DEEP, "csv"), (WIDE, "parquet"))):
        project = read_project(made_projects.write(tmp_path / str(index), size, form=form))
        scores, sites = project.table("scores"), project.table("sites")
        found.append((scores[scores["site"] < "s00002"], sites[sites["site"] < "s00002"]))
    for scores, sites in found[1:]:
        pd.testing.assert_frame_equal(scores, found[0][0], check_dtype=False)
        pd.testing.assert_frame_equal(sites, found[0][1], check_dtype=False)
