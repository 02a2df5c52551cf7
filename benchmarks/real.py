"""Turn three public files into projects and write their reports: the driver of ``make real``.

    python benchmarks/real.py --data FOLDER

The files are named in docs/real-data.md. They are read where they lie and never copied.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.project import Project, read_project
from workbench.project.importers import import_table

ROOT = Path(__file__).parents[1]
OUT = ROOT / "reports" / "real"
MOST_PLACES = 40


@dataclass(frozen=True)
class PublicFile:
    """A public file, the map for it, and where it is published."""

    name: str
    map: str
    published: str


FILES = (
    PublicFile(
        "ocha_eth_3w_2025_08.csv",
        "ocha-3w-ethiopia",
        "HDX, dataset 'Ethiopia: Operational Presence' of OCHA Ethiopia",
    ),
    PublicFile(
        "wb_ims_adoption_2025_raw.csv",
        "worldbank-ims",
        "World Bank, GovTech dataset, adoption of information management systems 2025",
    ),
    PublicFile(
        "ocha_cod_3w_2025_05.xlsx",
        "ocha-3w-drc",
        "HDX, dataset 'République Démocratique du Congo : Présence Opérationnelle' of OCHA",
    ),
)


def missing_files(folder: Path) -> str | None:
    """Say in one line which files are needed and who publishes them; None where both are there."""
    if all((folder / file.name).is_file() for file in FILES):
        return None
    wanted = "; ".join(f"{file.name} ({file.published})" for file in FILES)
    return f"make real needs three public files in {folder}: {wanted}. See docs/real-data.md."


def scored_sites(project: Project) -> tuple[tuple[str, ...], str]:
    """Choose the sites with at least one level, and say so."""
    scores = project.table("scores")
    known = set(scores.loc[scores["readiness"].notna() | scores["use"].notna(), "site"])
    sites = tuple(site for site in project.sites if site in known)
    return sites, "every economy with at least one score"


def best_connected_sites(project: Project) -> tuple[tuple[str, ...], str]:
    """Choose the sites with the most ties; of equals, the first by short name."""
    ties = project.table("ties")["site"].value_counts().to_dict()
    ranked = sorted(project.sites, key=lambda site: (-ties.get(site, 0), site))
    return tuple(ranked[:MOST_PLACES]), f"the {MOST_PLACES} with the most ties"


def workbench(*arguments: str) -> int:
    """Run the command line, as a user would; its output goes to the screen."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "workbench", *arguments], check=False).returncode


def report(file: PublicFile, data: Path) -> int:
    """Import one file, check the project and write its reports; give the worst exit status."""
    folder = OUT / "projects" / file.map
    if folder.exists():
        shutil.rmtree(folder)  # made by an earlier run of this script
    print(import_table(data / file.name, folder, file.map), end="\n\n")
    project = read_project(folder)
    choose = best_connected_sites if project.table("scores").empty else scored_sites
    sites, why = choose(project)
    print(f"Reports for {len(sites)} of {len(project.sites)} sites: {why}.")
    chosen = [] if sites == project.sites else [f"--site={site}" for site in sites]
    checked = workbench("check", str(folder))
    out = OUT / file.map
    ran = workbench("run", str(folder), f"--out={out}", *chosen)
    print(f"Reports of {file.map}: {out.relative_to(ROOT)}\n")
    return max(checked, ran)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for all three files.

    Returns
    -------
    int
        0 when all went well, 1 when a check or a report failed, 2 when a file is absent.
    """
    parser = argparse.ArgumentParser(description="Projects and reports from three public files.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    data: Path = parser.parse_args(arguments).data
    absent = missing_files(data)
    if absent is not None:
        print(absent, file=sys.stderr)
        return 2
    return min(1, max(report(file, data) for file in FILES))


if __name__ == "__main__":
    sys.exit(main())
