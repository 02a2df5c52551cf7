import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.project import read_project
from workbench.project.importers import import_table

ROW = "P1,Alpha,North,West,1.5,30.25,Donor A,ACF,Action,Local"
HEADINGS = "Code,Place,Region,Zone,Lat,Long,Donor,Partner,Partner name,Sort,Contact,Remarks"


def test_persons_columns_never_reach_the_project(tmp_path, small_map, small_file):
    path = small_file(f"{ROW},Jane Example,jane@example.org", headings=HEADINGS)
    account = import_table(path, tmp_path / "p", small_map())
    assert [column.heading for column in account.persons] == ["Contact", "Remarks"]
    dropped = read_project(tmp_path / "p").settings.imports[0].dropped_columns
    assert dropped[0] == "Contact (names of persons; its heading says so)"
    for file in (tmp_path / "p").iterdir():
        assert "jane" not in file.read_text("utf-8").casefold()


def test_formulas_and_markup_stay_text(run):
    _, project = run(ROW.replace("Alpha", "=cmd()").replace("Action", "<b>x</b>"))
    assert project.table("sites")["name"].tolist() == ["=cmd()"]
    assert "<b>x</b>" in project.table("actors")["name"].tolist()


def test_a_dry_run_writes_nothing(run, tmp_path):
    account, project = run(ROW, dry_run=True)
    assert account.taken == 1
    assert account.project is None
    assert project is None
    assert not (tmp_path / "project").exists()


def test_a_project_is_never_overwritten(run):
    run(ROW)
    with pytest.raises(InvalidInput, match="There is a project"):
        run(ROW)


def test_nothing_left_is_an_error(run):
    with pytest.raises(InvalidInput, match="no site is left") as caught:
        run(ROW.replace("1.5", "north"))
    assert caught.value.problems[0].column == "Lat"


def test_the_account_is_stored_beside_the_tables(run):
    account, project = run(ROW)
    assert (project.folder / "import-account.txt").read_text("utf-8") == f"{account}\n"
    record = project.settings.imports[0]
    assert (record.map, record.file, record.sha256) == ("small", "small.csv", account.sha256)
    assert project.settings.sources == ("Nobody, Made up (none)",)


def test_the_same_file_gives_the_same_project(run, tmp_path, small_map, small_file):
    _, project = run(ROW, ROW.replace("ACF", "UN WOMEN"), ROW.replace("ACF", "UN Women"))
    again = small_file(ROW, ROW.replace("ACF", "UN WOMEN"), ROW.replace("ACF", "UN Women"))
    import_table(again, tmp_path / "again", small_map())
    assert read_project(tmp_path / "again").digest() == project.digest()


def test_the_conversion_and_its_two_scales_are_printed(points):
    account, project = points("AAA,6,4.5,2025.0")
    conversion = project.settings.imports[0].conversions[1]
    assert conversion.name == "share-of-maximum-times-nine"
    assert conversion.columns == (
        "scores.readiness from TAX (maximum 6)",
        "scores.readiness from DEBT (maximum 9)",
    )
    assert "half-way is rounded down" in str(account)
    assert any("not given by the publisher" in note for note in project.settings.notes)


def test_only_a_conversion_to_levels_can_be_switched_off(points):
    with pytest.raises(UnknownName, match="share-of-maximum"):
        points("AAA,6,4.5,2025.0", without=["share-of-maximum"])
