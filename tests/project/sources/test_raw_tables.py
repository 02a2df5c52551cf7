from workbench.project.schema.declaration import declaration
from workbench.project.sources.raw_tables import RawSheet, find_header, heading_key, table_at


def test_headings_lose_blanks_capitals_and_hyphens():
    assert heading_key("  Supports-Level ") == "supports_level"


def test_the_header_is_the_row_with_most_headings():
    records = [["Workshop"], [], ["site", "name", "remarks"], ["name", "site", "country"]]
    assert find_header(records, declaration().table("sites")) == 3
    assert find_header([[""], ["a", "b"]], declaration().table("sites")) == 1


def test_headings_below_row_1_keep_the_row_numbers(make, lines):
    lines["scores"][0:0] = ["Scores of March", ""]
    lines["scores"][3] = lines["scores"][3].replace(",7,5,", ",12,5,")
    first, second = make(**lines).problems
    assert (first.row, first.severity) == (3, "warning")
    assert second.cell == "G4"


def test_thousands_of_merged_ranges_down_to_the_end_cost_no_more_than_the_rows_there_are():
    merged = tuple((top, 0, 1_048_575, 0) for top in range(1, 5_000))
    rows = [["site"], ["a"], ["b"]]
    sheet = RawSheet(file="t", records=rows, numbers=range(1, 4), merged=merged)
    assert set(table_at("sites", sheet, 0).merged) == {(0, 0, 1, 0), (1, 0, 1, 0)}
