from itertools import pairwise
from pathlib import Path

import pytest

from workbench.project.reference import main, page
from workbench.project.schema.declaration import declaration
from workbench.project.settings.project_settings import Parameters, Settings

DOCUMENT = Path(__file__).parents[2] / "docs" / "tables.md"


def test_docs_tables_md_is_current():
    assert DOCUMENT.read_text("utf-8") == page(), (
        "run: python -m workbench.project.reference docs/tables.md"
    )


def test_every_table_column_and_key_is_on_the_page():
    text = page()
    for name, table in declaration().tables.items():
        section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        for column in table.columns:
            assert f"| `{column}` |" in section
    for key in Settings.model_fields:
        assert f"| `{key}` |" in text
    for key in Parameters.model_fields:
        assert f"| `parameters.{key}` |" in text


def test_every_row_of_a_table_has_the_same_number_of_cells():
    rows = [line for line in page().splitlines() if line.startswith("|")]
    for above, below in pairwise(rows):
        if set(below) <= set("|-"):
            assert above.count("|") == below.count("|")


def test_links_lead_to_headings():
    text = page()
    names = [line.lstrip("# ") for line in text.splitlines() if line.startswith("##")]
    assert len(names) == len(set(names)), "two headings of one name have one link"
    headings = {line.lstrip("# ") for line in text.splitlines() if line.startswith("##")}
    assert {part.split(")")[0] for part in text.split("](#")[1:]} <= headings


def test_a_stale_page_is_one_line_and_exit_status_1(tmp_path, capsys):
    path = tmp_path / "tables.md"
    assert main(["--check", str(path)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main([str(path)]) == 0
    assert main(["--check", str(path)]) == 0
    path.write_text(path.read_text("utf-8") + "x", "utf-8")
    assert main(["--check", str(path)]) == 1
    assert "stale" in capsys.readouterr().err


def test_it_explains_itself(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "--check" in capsys.readouterr().out
