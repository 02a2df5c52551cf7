"""The example of docs/importing.md does what the page says."""

import re
from pathlib import Path

import openpyxl
import pandas as pd

from workbench.project import read_project
from workbench.project.importers import import_table

PAGE = (Path(__file__).parents[3] / "docs" / "importing.md").read_text("utf-8")


def _block(language, section="An example"):
    part = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    found = re.findall(rf"^```{language}\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)
    assert len(found) == 1
    return found[0]


def _run(section):
    names = {}
    exec(compile(_block("python", section), "docs/importing.md", "exec"), names)  # noqa: S102
    return names


def test_the_example_runs_and_gives_the_account_that_is_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("activities.csv").write_text(_block("csv"), "utf-8")
    Path("my-map.yaml").write_text(_block("yaml"), "utf-8")
    names = _run("An example")
    assert names["import_table"] is import_table
    assert capsys.readouterr().out.startswith(_block("text"))
    project = read_project("my-project")
    assert project.sites == ("D1", "D2")
    assert project.table("scores")["readiness"].tolist() == [4, 0]
    assert project.table("ties")[["source", "target"]].to_numpy().tolist() == [
        ["big-fund", "seed-co-op"]
    ]
    assert [column.heading for column in names["account"].persons] == ["Contact person"]


def test_the_edge_list_runs_and_its_network_is_written(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("ties.csv").write_text(_block("csv", "An edge list"), "utf-8")
    Path("ties.yaml").write_text(_block("yaml", "An edge list"), "utf-8")
    _run("An edge list")
    printed = capsys.readouterr().out
    assert "4 rows = 4 taken + 0 dropped + 0 refused" in printed
    assert "ties.strength from How often (weakest 4)" in printed
    ties = read_project("ties-project").table("ties")
    assert ties["strength"].tolist()[:2] == [0.25, 1.0]
    assert pd.isna(ties["strength"].tolist()[2])
    assert len(ties) == 3
    _run("Taking a network out again")
    assert sorted(file.name for file in Path("networks").iterdir()) == [
        "all-sites-network-connections.csv",
        "all-sites-network-elements.csv",
        "alpha-network.graphml",
    ]


def test_the_net_map_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    book.active.title = "Actors"
    for row in (("Actor", "Tower", "Goals"), ("Bank", 6, "loans"), ("Coop", 0, None),
                ("Church", None, None), ("Mayor", 7, None)):  # fmt: skip
        book.active.append(row)
    links = book.create_sheet("Links")
    for row in (("From", "To", "Link"), ("Bank", "Coop", "funds"), ("Coop", "Church", "gossip")):
        links.append(row)
    book.save("net-map.xlsx")
    Path("net-map.yaml").write_text(_block("yaml", "Net-Map sheets"), "utf-8")
    _run("Net-Map sheets")
    printed = capsys.readouterr().out
    # row 3 of Links and row 5 of Actors are refused, each with its sheet
    assert "6 rows = 4 taken + 0 dropped + 2 refused" in printed
    project = read_project("net-map-project")
    actors = project.table("actors").set_index("actor")
    assert actors["influence"].to_dict() | {"church": None} == {
        "bank": 1.0, "coop": 0.0, "church": None,
    }  # fmt: skip
    assert pd.isna(actors.loc["church", "influence"])
    assert actors.loc["bank", "goals"] == "loans"
    assert project.table("ties")[["source", "target", "layer"]].to_numpy().tolist() == [
        ["bank", "coop", "funding"]
    ]
