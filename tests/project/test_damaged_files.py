"""Files damaged at random places, and files made to be costly: words or a right reading, always."""

import io
import random
import subprocess
import sys
import zipfile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.project.conftest import SETTINGS, TABLES
from tests.project.sources.test_reader import ods
from workbench.errors import InvalidInput
from workbench.project import Project, read_project
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.conventions import settle_conventions
from workbench.project.sources.raw_tables import RawSheet, table_at

PLACES = 200
NEEDED = ("sites", "components", "scores", "evidence")


def _cells(name):
    return [row.split(",") for row in TABLES[name]]


def _workbook():
    stream = io.BytesIO()
    with pd.ExcelWriter(stream) as book:
        for name in TABLES:
            head, *rows = _cells(name)
            pd.DataFrame(rows, columns=head).to_excel(book, sheet_name=name, index=False)
    return stream.getvalue()


def _parquet():
    head, *rows = _cells("scores")
    stream = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(pd.DataFrame(rows, columns=head)), stream)
    return stream.getvalue()


def _spreadsheet():
    return ods(_cells("scores"), name="scores")


FILES = {
    "scores.csv": lambda: "\n".join(TABLES["scores"]).encode(),
    "tables.xlsx": _workbook,
    "scores.parquet": _parquet,
    "tables.ods": _spreadsheet,
    "project.yaml": (SETTINGS + "notes: [one, two]\nparameters: {seed: 7}\n").encode,
}


def _damaged(content, seed):
    """Change, drop, double or swap some bytes at one place."""
    chance = random.Random(seed)  # noqa: S311 - the same places every time
    at, size = chance.randrange(len(content)), chance.choice([1, 1, 4, 64])
    piece = content[at : at + size]
    new = chance.choice(
        [chance.randbytes(size), b"", piece * 2, b"\x00" * size, b'"', b"\n", b"<", piece[::-1]]
    )
    return content[:at] + new + content[at + size :]


def _read(folder):
    try:
        project = read_project(folder)
    except InvalidInput as error:
        assert str(error)
        return
    assert isinstance(project, Project)
    assert all(str(problem) for problem in project.problems)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_damage_at_200_places_gives_words_or_a_reading(folder, name):
    beside = () if name == "tables.xlsx" else NEEDED
    path = folder(**{table: TABLES[table] if table in beside else None for table in TABLES})
    if name in {"scores.parquet", "tables.ods"}:
        (path / "scores.csv").unlink()
    content = FILES[name]()
    (path / name).write_bytes(content)
    _read(path)
    for seed in range(PLACES):
        (path / name).write_bytes(_damaged(content, seed))
        _read(path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet3.xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"],
)
def test_damage_inside_the_parts_of_a_workbook_gives_words_or_a_reading(folder, part):
    path = folder(**dict.fromkeys(TABLES))
    with zipfile.ZipFile(io.BytesIO(_workbook())) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert part in parts
    for seed in range(PLACES // 4):
        with zipfile.ZipFile(path / "tables.xlsx", "w") as book:
            for name, content in parts.items():
                book.writestr(name, _damaged(content, seed) if name == part else content)
        _read(path)


@given(
    rows=st.lists(
        st.lists(
            st.sampled_from(
                ["", "NA", "#adm1", "1,5", "1.250", "14/03/2026", "3/4/2026", "\u200bx"]
            )
            | st.text(max_size=6),
            min_size=3,
            max_size=3,
        ),
        min_size=1,
        max_size=8,
    ),
    separator=st.sampled_from([None, ",", ";"]),
)
def test_conventions_lose_no_row_and_change_nothing_twice(rows, separator):
    sheet = RawSheet(file="t", records=rows, numbers=range(1, len(rows) + 1), separator=separator)
    kinds = {0: "number", 1: "date", 2: "name"}
    raw = table_at("", sheet, 0)
    once = settle_conventions(raw, kinds, ProblemList())
    assert sorted([*once.rows.tolist(), *once.dropped]) == raw.rows.tolist()
    again = settle_conventions(once, kinds, ProblemList())
    if not again.dropped.keys() - once.dropped.keys():  # a second row of hashtags is data's
        assert [c.tolist() for c in again.columns] == [c.tolist() for c in once.columns]


_COSTLY = {
    "wide": lambda: b",".join(b"c%d" % at for at in range(200_000)) + b"\n1\n",
    "short rows": lambda: b",".join(b"c%d" % at for at in range(16_000)) + b"\n" + b"1\n" * 400_000,
    "blanks": lambda: b"site,name,country,latitude\na,A,Rwanda,a" + b" " * 900_000 + b"b\n",
    "quotes": lambda: b"site,name\n" + b'a,"b\n' * 150_000,
    "long name": lambda: b"site,name,country\n" + b"a" * 10_000 + b",A,Rwanda\n",
    "digits": lambda: b"site,name,country,population\na,A,Rwanda," + b"9" * 5000 + b"\n",
    "days": lambda: b"site,name,country\n" + b"14/03/2026,A,B\n" * 50_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _COSTLY)
def test_no_small_file_takes_long_or_much_to_check(folder, name):
    path = folder()
    (path / "sites.csv").write_bytes(_COSTLY[name]()[:1_000_000])
    code = (
        "import sys, time\nfrom workbench.project import read_project\n"
        "began = time.process_time()\n"
        "try:\n    read_project(sys.argv[1])\nexcept ValueError as error:\n    str(error)\n"
        # Not ru_maxrss: that begins with the memory of the process that started this one.
        "most = [line.split()[1] for line in open('/proc/self/status') if 'VmHWM' in line][0]\n"
        "print(time.process_time() - began, most)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    seconds, kilobytes = map(float, ran.stdout.split())
    assert seconds < 5, "of processor time"
    assert kilobytes < 500_000
