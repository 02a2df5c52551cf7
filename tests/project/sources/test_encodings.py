import pytest

from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.csv_source import read_csv
from workbench.project.sources.encodings import decoded

TEXT = "name,n\nKédougou,1\n"


def decode(content):
    problems = ProblemList()
    return decoded("f.csv", content, problems), [problem.found for problem in problems.found]


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["UTF-16"]),
        ("utf-16-be", ["UTF-16"]),
        ("utf-32", ["UTF-32"]),
        ("cp1252", ["Windows-1252 (Western European)"]),
    ],
)
def test_the_encodings_of_common_programs_are_recognised(encoding, words):
    assert decode(TEXT.encode(encoding)) == (TEXT, words)


def test_a_stray_byte_in_utf_8_is_named_by_its_row_and_nothing_else_changes(tmp_path):
    path = tmp_path / "f.csv"
    path.write_bytes('name,n\n"Kédougou\nDakar",1\n'.encode() + b"Thi\xe8s,2\nX,3\nMb\xfar,4\n")
    problems = ProblemList()
    sheet = read_csv(path, problems)
    assert [record[0] for record in sheet.records] == [
        "name",
        "Kédougou\nDakar",
        "Thiès",
        "X",
        "Mbúr",
    ]
    (told,) = problems.found
    assert (told.row, told.found, told.severity) == (3, "Thiès", "warning")
    assert told.advice.endswith("Also row 5.")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n".encode("utf-16") + b"x", "breaks off"),
        ("a,b\n1,2\n".encode("utf-32")[:-2], "breaks off"),
        (b"PK\x03\x04 and more", "workbook"),
        (b"PAR1 and more", "Parquet"),
        (b"a,b\nx\x81,2\n", "0x81"),
    ],
)
def test_what_is_no_text_is_told(content, words):
    text, (found,) = decode(content)
    assert text is None
    assert words in found


def test_bytes_of_nothing_behind_a_table_are_no_other_encoding():
    text, found = decode(b"site,name\na,b\n" + b"\x00" * 4000)
    assert text.startswith("site,name")
    assert "UTF-16" not in found
