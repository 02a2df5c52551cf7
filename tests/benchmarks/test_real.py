import subprocess
import sys
from pathlib import Path

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
    names = ("ocha_eth_3w_2025_08.csv", "wb_ims_adoption_2025_raw.csv", "ocha_cod_3w_2025_05.xlsx")
    for words in (*names, "HDX", "World Bank"):
        assert words in done.stderr
