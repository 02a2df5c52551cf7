import pytest

from workbench.errors import InvalidInput
from workbench.project.importers import import_table

ROW = "P1,Alpha,North,West,1.5,30.25,Donor A,ACF,Action,Local"
HEADINGS = "Code,Place,Region,Zone,Lat,Long,Donor,Partner,Partner name,Sort,Contact,Remarks"


def test_a_missing_column_suggests_the_nearest(tmp_path, small_map, small_file):
    headings = "Code,Place,Region,Zone,Latt,Long,Donor,Partner,Partner name,Sort"
    path = small_file(ROW, headings=headings)
    with pytest.raises(InvalidInput) as caught:
        import_table(path, tmp_path / "p", small_map())
    assert [problem.advice for problem in caught.value.problems] == ["Did you mean 'Latt'?"]


def test_a_column_that_stands_twice_is_refused(tmp_path, small_map, small_file):
    headings = "Code,Place,Region,Zone,Lat,Lat,Donor,Partner,Partner name,Sort"
    with pytest.raises(InvalidInput, match="one column with this heading"):
        import_table(small_file(ROW, headings=headings), tmp_path / "p", small_map())


def test_a_map_may_not_use_a_persons_column(tmp_path, small_map, small_file):
    path = small_file(f"{ROW},Jane Example,", headings=HEADINGS)
    use = ("name: {column: Place}", "name: {column: Contact}")
    with pytest.raises(InvalidInput, match="without persons' data"):
        import_table(path, tmp_path / "p", small_map(use))
    kept = ("skip:\n", "persons: {keep: {Contact: names of desks}}\nskip:\n")
    assert import_table(path, tmp_path / "q", small_map(use, kept)).taken == 1
