"""Turn public files into projects and write their reports: the driver of ``make real``.

    python benchmarks/real.py --data FOLDER

The files are named in docs/real-data.md. They are read where they lie and never copied. One more
file is made here, in the layout in which CGIAR's reporting system exports its results, because no
export of it is published with its list columns.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from workbench.project import Project, read_project
from workbench.project.importers import import_table

ROOT = Path(__file__).parents[1]
OUT = ROOT / "reports" / "real"


@dataclass(frozen=True)
class PublicFile:
    """A file, the map for it, where it is published, and the number of sites with a report."""

    name: str
    map: str
    published: str
    most: int


FILES = (
    PublicFile(
        "ocha_eth_3w_2025_08.csv",
        "ocha-3w-ethiopia",
        "HDX, dataset 'Ethiopia: Operational Presence' of OCHA Ethiopia",
        40,
    ),
    PublicFile(
        "wb_ims_adoption_2025_raw.csv",
        "worldbank-ims",
        "World Bank, GovTech dataset, adoption of information management systems 2025",
        1000,
    ),
    PublicFile(
        "ocha_cod_3w_2025_05.xlsx",
        "ocha-3w-drc",
        "HDX, dataset 'République Démocratique du Congo : Présence Opérationnelle' of OCHA",
        40,
    ),
    PublicFile(
        "iati_covid_2020.xml.gz",
        "iati-activities",
        "d-portal.org, IATI activities of 2020 on COVID-19",
        8,
    ),
    PublicFile(
        "hxl_rowca_kpi_2014.csv",
        "ocha-rowca-indicators",
        "HXL showcase, key performance indicators 2014 of OCHA West and Central Africa",
        8,
    ),
    PublicFile(
        "mertens2022_nudge.csv",
        "nudge-experiments",
        "OSF, https://osf.io/fywae, data of Mertens et al. 2022 on choice architecture",
        1000,
    ),
    PublicFile(
        "wb_gtmi_2020_2022_2025.csv",
        "worldbank-gtmi",
        "World Bank, GovTech Maturity Index of 2020, 2022 and 2025",
        40,
    ),
)
MADE = PublicFile("prms_made.xlsx", "prms-results", "made here", 8)

_RESULT = "Innovation development"
_PRMS = (
    ("Result Code", "Phase Name", "Result Type", "Submission Status", "Title",
     "Result Description", "Primary Submitter Acronym", "Lead Contact Person", "Partners",
     "Countries", "Innovation development — developers",
     "Innovation development — collaborators", "Innovation development — readiness level",
     "Innovation development — readiness justification"),
    ("R1", "Reporting 2025", _RESULT, "Submitted", "Clean seed by single stem removal", "Invented",
     "SP01", "person1@example.org", "Seed Co-op; Plant Health Board; Big Bank", "Kenya; Uganda",
     "Person One", "Person Two", "7 - Prototype", "Trials in two districts"),
    ("R2", "Reporting 2025", _RESULT, "Submitted", "Advice by telephone", "Invented", "SP02",
     "person2@example.org", "Big Bank; Farm Radio", "Kenya; Mali; Rwanda", "Person Two", "",
     "4 - Controlled Testing", ""),
    ("R3", "Reporting 2025", _RESULT, "Editing", "Input credit", "", "SP02", "", "Not Applicable",
     "Mali", "", "", "", ""),
    ("R4", "Reporting 2025", _RESULT, "Submitted", "A crop model", "", "SP03", "", "", "", "", "",
     "3 - Proof of Concept", ""),
    ("R5", "Reporting 2025", "Policy change", "Submitted", "A seed law", "", "SP01", "", "",
     "Kenya", "", "", "", ""),
    ("R6", "Reporting 2025", _RESULT, "Submitted", "A level that is an identifier", "", "SP01",
     "", "", "Uganda", "", "", "18", ""),
)  # fmt: skip


def made_results(folder: Path) -> Path:
    """Write invented results in the layout of the export, with lists and columns of persons."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / MADE.name
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(_RESULT)
        for number, row in enumerate(_PRMS):
            sheet.write_row(number, 0, row)
    return path


def missing_files(folder: Path) -> str | None:
    """Say in one line which files are needed and who publishes them; None where all are there."""
    if all((folder / file.name).is_file() for file in FILES):
        return None
    wanted = "; ".join(f"{file.name} ({file.published})" for file in FILES)
    return (
        f"make real needs {len(FILES)} public files in {folder}: {wanted}. See docs/real-data.md."
    )


def chosen_sites(project: Project, most: int) -> tuple[tuple[str, ...], str]:
    """Choose the sites with a level, else those with the most ties, else with the most tasks.

    Under a framework of assessment, choose the first that have an answer, or all where none has.
    """
    if project.framework.assessments:
        answered = set(project.table("responses")["site"])
        kept = tuple(site for site in project.sites if site in answered or not answered)
        return kept[:most], "those with an answer" if answered else "no site has an answer"
    scores = project.table("scores")
    if not scores.empty:
        known = set(scores.loc[scores["readiness"].notna() | scores["use"].notna(), "site"])
        scored = tuple(site for site in project.sites if site in known)
        return scored[:most], "those with at least one score"
    table = "activities" if project.table("ties").empty else "ties"
    times = project.table(table)["site"].value_counts().to_dict()
    ranked = sorted(project.sites, key=lambda site: (-times.get(site, 0), site))
    return tuple(ranked[:most]), f"those with the most {table}; of equals, the first by short name"


def workbench(*arguments: str) -> int:
    """Run the command line, as a user would; its output goes to the screen."""
    sys.stdout.flush()
    return subprocess.run([sys.executable, "-m", "workbench", *arguments], check=False).returncode


def report(file: PublicFile, data: Path) -> int:
    """Import one file, which ends with the check, and write its reports; give the exit status."""
    folder = OUT / "projects" / file.map
    if folder.exists():
        shutil.rmtree(folder)  # made by an earlier run of this script
    account = import_table(data / file.name, folder, file.map)
    print(account, end="\n\n")
    project = read_project(folder)
    sites, why = chosen_sites(project, file.most)
    print(f"Reports for {len(sites)} of {len(project.sites)} sites: {why}.")
    chosen = [] if sites == project.sites else [f"--site={site}" for site in sites]
    out = OUT / file.map
    ran = workbench("run", str(folder), f"--out={out}", *chosen)
    print(f"Reports of {file.map}: {out.relative_to(ROOT)}\n")
    return max(ran, 1 if account.check is None or account.check.errors else 0)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run for all files.

    Returns
    -------
    int
        0 when all went well, 1 when a check or a report failed, 2 when a file is absent.
    """
    parser = argparse.ArgumentParser(description="Projects and reports from public files.")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    data: Path = parser.parse_args(arguments).data
    absent = missing_files(data)
    if absent is not None:
        print(absent, file=sys.stderr)
        return 2
    worst = max(report(file, data) for file in FILES)
    return min(1, max(worst, report(MADE, made_results(OUT).parent)))


if __name__ == "__main__":
    sys.exit(main())
