import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.real import FILES, MADE, ROOT, chosen_sites, made_results, missing_files
from workbench.project import read_project
from workbench.project.importers import import_table

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "real.py"


def test_without_the_files_it_names_them_and_stops(tmp_path):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    names = ("ocha_eth_3w_2025_08.csv", "wb_ims_adoption_2025_raw.csv", "ocha_cod_3w_2025_05.xlsx",
             "iati_covid_2020.xml.gz", "hxl_rowca_kpi_2014.csv", "mertens2022_nudge.csv",
             "wb_gtmi_2020_2022_2025.csv")  # fmt: skip
    for words in (*names, "HDX", "World Bank"):
        assert words in done.stderr


def test_the_made_results_have_lists_that_are_split_and_persons_that_are_kept_out(tmp_path):
    account = import_table(made_results(tmp_path), tmp_path / "p", MADE.map)
    assert (account.rows, account.taken, account.refused_rows) == (6, 3, 1)
    assert sum(account.dropped.values()) == 2
    assert len(account.persons) == 3
    project = read_project(tmp_path / "p")
    assert len(project.sites) == 6
    sites, why = chosen_sites(project, 8)
    assert set(sites) == set(project.sites) - {"mali-r3"}
    assert "score" in why


DATA = Path(os.environ.get("WORKBENCH_REAL_DATA", ROOT.parent / "shared" / "data"))
absent = pytest.mark.skipif(
    missing_files(DATA) is not None,
    reason="the files of docs/real-data.md are absent; WORKBENCH_REAL_DATA names a folder",
)


@absent
@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("file", [*FILES, MADE], ids=lambda file: file.map)
def test_two_sites_of_each_file_are_run_and_its_rows_stand_in_the_document(file, tmp_path):
    source = made_results(tmp_path) if file is MADE else DATA / file.name
    account = import_table(source, tmp_path / "p", file.map)
    dropped = sum(account.dropped.values())
    assert account.rows == account.taken + dropped + account.refused_rows
    counts = (account.rows, account.taken, dropped, account.refused_rows, account.tables["sites"])
    line = f"| `{file.map}` | " + " | ".join(f"{count:,}" for count in counts) + " |"
    assert line in (ROOT / "docs" / "real-data.md").read_text("utf-8")
    assert account.check is not None
    assert account.check.errors == ()
    sites, _ = chosen_sites(read_project(tmp_path / "p"), 2)
    assert len(sites) == 2
    out = tmp_path / "out"
    words = [f"--site={site}" for site in sites]
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "run", str(tmp_path / "p"), f"--out={out}", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 sites: 2 done" in done.stdout
    assert all((out / site / "report.html").stat().st_size > 1000 for site in sites)
