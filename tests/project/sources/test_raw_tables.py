from workbench.project.schema.declaration import declaration
from workbench.project.sources.raw_tables import find_header, heading_key


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
