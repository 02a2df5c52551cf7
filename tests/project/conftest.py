"""A small project that is right, and ways to spoil it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest

from workbench.errors import Problem
from workbench.project import Project, read_project

SETTINGS = "title: Banana wilt\nframework: ipsr\ncurrency: RWF\n"

TABLES: Mapping[str, Sequence[str]] = {
    "sites": (
        "site,name,country,admin,latitude,longitude,population",
        "huye,Huye,Rwanda,South,-2.5967,29.7394,381900",
        "kibuye,Kibuye,Rwanda,West,-2.06,29.35,48024",
    ),
    "components": (
        "site,component,title,role,functions,needed,supersedes",
        "huye,stem,Stem removal,core,,yes,",
        "huye,seed,Clean seed,complementary,access;trust,,",
        "kibuye,stem,Stem removal,core,,yes,",
        "kibuye,seed,Clean seed,complementary,access,,",
    ),
    "scores": (
        "site,component,round,date,assessor,basis,readiness,use,evidence,reason",
        "huye,stem,1,2026-03-14,A1,adopted,7,5,E1,agreed",
        "huye,seed,1,2026-03-14,A1,workshop,4,,E9,",
        "huye,seed,1,2026-03-14,A2,workshop,0,0,,",
        "kibuye,stem,1,2026-03-14,A1,adopted,6,3,E1,",
    ),
    "evidence": (
        "site,evidence,component,dimension,title,supports_level,strength,date",
        "huye,E1,stem,readiness,Trial of 2023,7,strong,2023-05-01",
        "kibuye,E1,stem,readiness,Trial of 2023,7,strong,2023-05-01",
        "huye,E9,seed,readiness,Trial of seed,4,medium,2025-06-01",
    ),
    "actors": (
        "site,actor,name,type,level,lead,responded,trust,influence",
        "huye,rab,Agriculture Board,research,national,yes,yes,0.8,0.9",
        "huye,coop,Cooperative,farmer-organisation,local,,no,,",
        "kibuye,rab,Agriculture Board,research,national,yes,yes,0.8,0.9",
    ),
    "capacities": ("site,actor,component,capacity,cost", "huye,coop,seed,0.5,1000"),
    "ties": (
        "site,source,target,layer,strength,reported_by,round",
        "huye,rab,coop,knowledge,0.5,rab,1",
    ),
    "people": ("person,name,organisation,consent,consent_date", "A1,Ada,,no,"),
}

Lines = Sequence[str]
Make = Callable[..., Project]


@pytest.fixture
def lines() -> dict[str, list[str]]:
    """Tables of the right project, line by line, to be changed."""
    return {name: list(table) for name, table in TABLES.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """Write a project folder: the right tables, except those that are given."""

    def write(settings: str = SETTINGS, /, **tables: Lines | None) -> Path:
        for name, rows in {**TABLES, **tables}.items():
            if rows is not None:
                text = "\n".join(rows) + "\n"
                (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        (tmp_path / "project.yaml").write_text(settings, "utf-8")
        return tmp_path

    return write


@pytest.fixture
def make(folder: Callable[..., Path]) -> Make:
    """Write and read a project."""

    def read(settings: str = SETTINGS, /, **tables: Lines | None) -> Project:
        return read_project(folder(settings, **tables))

    return read


@pytest.fixture
def spoil(make: Make, lines: dict[str, list[str]]) -> Callable[..., Problem]:
    """Put one value into a cell of the right project and give the one problem it makes."""

    def read(table: str, cell: str, value: str, settings: str = SETTINGS) -> Problem:
        column, row = ord(cell[0]) - ord("A"), int(cell[1:])
        cells = lines[table][row - 1].split(",")
        cells += [""] * (column + 1 - len(cells))
        cells[column] = f'"{value}"' if "," in value else value
        lines[table][row - 1] = ",".join(cells)
        problems = make(settings, **lines).problems
        assert len(problems) == 1, [str(problem) for problem in problems]
        return problems[0]

    return read


@pytest.fixture
def workbook(folder: Callable[..., Path]) -> Callable[..., Path]:
    """Write a project whose tables are sheets; ``change`` may spoil the workbook."""

    def write(
        change: Callable[[openpyxl.Workbook], None] | None = None, settings: str = SETTINGS
    ) -> Path:
        path = folder(settings, **dict.fromkeys(TABLES))
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for name, rows in TABLES.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append([_typed(cell) for cell in row.split(",")])
        if change is not None:
            change(book)
        book.save(path / "tables.xlsx")
        return path

    return write


def _typed(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell or None


@pytest.fixture
def tables() -> Mapping[str, Lines]:
    """Tables of the right project, as they are."""
    return TABLES
