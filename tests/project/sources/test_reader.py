import io
import zipfile

import pandas as pd
import pytest

from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.reader import READABLE, read_sheets


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".txt", ".xlsx", ".ods", ".parquet"])
def test_every_form_gives_the_same_cells(tmp_path, suffix):
    frame = pd.DataFrame({"name": ["Huye", "Kibuye"], "n": ["1", "2"]})
    path = tmp_path / f"t{suffix}"
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".xlsx":
        frame.to_excel(path, index=False)
    elif suffix == ".ods":
        path.write_bytes(ods([["name", "n"], *frame.to_numpy().tolist()]))
    else:
        frame.to_csv(path, index=False, sep="\t" if suffix == ".tsv" else ",")
    problems = ProblemList()
    (sheet,) = read_sheets(path, problems)
    assert [list(record) for record in sheet.records] == [["name", "n"], ["Huye", "1"],
                                                         ["Kibuye", "2"]]  # fmt: skip
    assert suffix in READABLE
    assert problems.found == []


def ods(rows, repeat="", name="Data"):
    """Write a spreadsheet as LibreOffice lays it out, as small as it can be."""
    names = "".join(
        f' xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    cells = "".join(
        f"<table:table-row{repeat}>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p>'
            "</table:table-cell>"
            for text in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f"<office:document-content{names}><office:body><office:spreadsheet>"
        f'<table:table table:name="{name}">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<m/>")
        archive.writestr("content.xml", content)
    return stream.getvalue()
