"""The example of docs/importing.md does what the page says."""

import re
from pathlib import Path

from workbench.project import read_project
from workbench.project.importers import import_table

PAGE = (Path(__file__).parents[3] / "docs" / "importing.md").read_text("utf-8")


def _block(language):
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    assert len(found) == 1
    return found[0]


def test_the_example_runs_and_gives_the_account_that_is_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("activities.csv").write_text(_block("csv"), "utf-8")
    Path("my-map.yaml").write_text(_block("yaml"), "utf-8")
    names = {}
    exec(compile(_block("python"), "docs/importing.md", "exec"), names)  # noqa: S102
    assert names["import_table"] is import_table
    assert capsys.readouterr().out.startswith(_block("text"))
    project = read_project("my-project")
    assert project.sites == ("D1", "D2")
    assert project.table("scores")["readiness"].tolist() == [4, 0]
    assert project.table("ties")[["source", "target"]].to_numpy().tolist() == [
        ["big-fund", "seed-co-op"]
    ]
    assert [column.heading for column in names["account"].persons] == ["Contact person"]
