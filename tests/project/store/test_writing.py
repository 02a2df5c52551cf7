import csv
import datetime as dt
import os
from decimal import Decimal

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import load
from workbench.project import (
    ConversionRecord,
    ImportRecord,
    Parameters,
    Settings,
    read_project,
    write_project,
)
from workbench.project.schema.amounts import plain_amount
from workbench.project.schema.declaration import FrameworkList, declaration
from workbench.project.schema.frames import conform
from workbench.project.schema.lists import terms_of
from workbench.project.store.writing import settings_yaml

FORMS = ("csv", "xlsx", "parquet")
PLAIN = Settings(title="T", framework="ipsr")
RISKY = (
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\tx",
    "\rx",
    "\nx",
    "'=1",
    "''=1",
    "'x",
    "#N/A",
    "_x0041_",
    "007",
)


def _texts():
    letters = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    free = st.text(letters | st.sampled_from("\t\n\r\x85'\",;=-+@"), max_size=12)
    return free | st.sampled_from(RISKY)


def _values(column):
    """Values of a column that names nothing and is named by nothing."""
    if column.type in {"choice", "choices"}:
        allowed = column.allowed
        if isinstance(allowed, FrameworkList):
            allowed = list(terms_of(load("ipsr"), allowed.framework))
        one = st.sampled_from(allowed)
        several = st.lists(one, min_size=1, max_size=3, unique=True).map(";".join)
        return one if column.type == "choice" else several
    low, high = column.minimum, column.maximum
    if column.type == "amount":
        cents = st.integers(1, 10**17 - 1) | st.integers(1, 10**5)
        return cents.map(lambda cent: plain_amount(Decimal(cent).scaleb(-2)))
    return {
        "text": _texts(),
        "link": st.sampled_from(["https://doi.org/10.1000/1", "=x", "10.1000/1"]),
        "level": st.integers(0, 9),
        "integer": st.integers(1 if low is None else int(low), 2**53 - 1),
        "number": st.floats(
            low,
            1e14 if high is None else high,
            exclude_min=column.above is not None,
            allow_nan=False,
            allow_infinity=False,
        ),
        "date": st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)),
        "boolean": st.booleans(),
        "identifier": st.sampled_from(["A1", "0", "007", "NA", "é_1.x-2"]),
    }[column.type]


@st.composite
def projects(draw):
    """Tables that name each other rightly; everything else as wild as it may be."""
    sites = draw(st.lists(st.sampled_from(["rw-1", "007", "NA", "é"]), min_size=1, unique=True))
    rows = {
        "sites": [{"site": site} for site in sites],
        "components": [
            {"site": site, "component": name}
            for site in sites
            for name in draw(st.lists(st.sampled_from(["a", "b", "1.5"]), min_size=1, unique=True))
        ],
    }
    rows["evidence"] = [
        {**row, "evidence": f"E{at}"} for at, row in enumerate(rows["components"][:2])
    ]
    rows["scores"] = [
        {**row, "round": 1 + at, "assessor": "A1"} for at, row in enumerate(rows["components"])
    ]
    rows["actors"] = [
        {"site": site, "actor": name, "excluded": None}
        for site in sites
        for name in ("x", "y")[: len(sites)]
    ]
    rows["capacities"] = [{**row, "actor": "x"} for row in rows["components"]]
    rows["ties"] = [
        {"site": row["site"], "source": "x", "target": "y", "round": at + 1, "reported_by": None}
        for at, row in enumerate(rows["actors"])
        if len(sites) > 1
    ]
    rows["funding"] = [{"site": site, "source": "007", "currency": "USD"} for site in sites]
    rows["people"] = [{"person": "A1"}]
    for name, table in rows.items():
        for row in table:
            for heading, column in declaration().table(name).columns.items():
                if heading in row:
                    continue
                if column.references:
                    row[heading] = None
                elif column.required and column.type == "text":
                    row[heading] = draw(_texts().filter(str.strip))
                elif column.required:
                    row[heading] = draw(_values(column))
                else:
                    row[heading] = draw(st.none() | _values(column))
    return {
        name: conform(name, pd.DataFrame(table, columns=list(declaration().table(name).columns)))
        for name, table in rows.items()
        if table
    }


@examples(5, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
@given(tables=projects())
def test_what_is_written_reads_back_equal_in_every_form(tmp_path_factory, tables):
    digests = set()
    for form in FORMS:
        folder = write_project(tmp_path_factory.mktemp(form), PLAIN, tables, form=form)
        project = read_project(folder)
        for name, frame in tables.items():
            pd.testing.assert_frame_equal(
                project.table(name), frame, check_exact=True, obj=f"{name} as {form}"
            )
        digests |= {project.digest()}
    assert len(digests) == 1


FULL = Settings(
    title="Banana: wilt # 1",
    framework="ipsr",
    framework_version="2022",
    lead="RAB",
    ambition="é 'x'",
    currency="RWF",
    as_of=dt.date(2026, 3, 14),
    horizon_months=24,
    illustrative=True,
    notes=("use not given", "no"),
    sources=("https://example.org",),
    parameters=Parameters(correlation=0.2, target=20, seed=7),
    imports=(
        ImportRecord(
            file="a.csv",
            sha256="0" * 64,
            map="3w",
            title="A",
            attribution="B",
            rows=3,
            taken=1,
            dropped=1,
            refused=1,
            conversions=(ConversionRecord(name="level", rule="to 9", columns=("use",)),),
            dropped_columns=("x",),
            reasons={"no site": 1},
        ),
    ),
)


@pytest.mark.parametrize("given_settings", [PLAIN, FULL])
def test_settings_read_back_equal(make, tmp_path, given_settings):
    tables = make().tables
    folder = write_project(tmp_path / "new", given_settings, tables)
    assert read_project(folder).settings == given_settings


def test_defaults_are_not_written():
    assert settings_yaml(PLAIN) == "title: T\nframework: ipsr\n"


@pytest.fixture
def risky(make):
    tables = dict(make().tables)
    tables["scores"] = tables["scores"].assign(reason=["=1+1", "-1", "#N/A", "'=x"])
    tables["sites"] = tables["sites"].assign(latitude=[-2.5, -1.0])
    return tables


def test_csv_cells_that_a_spreadsheet_would_compute_get_an_apostrophe(tmp_path, risky):
    write_project(tmp_path / "new", PLAIN, risky)
    with (tmp_path / "new" / "scores.csv").open(encoding="utf-8", newline="") as stream:
        reasons = [row["reason"] for row in csv.DictReader(stream)]
    assert reasons == ["'=1+1", "'-1", "#N/A", "''=x"]
    assert ",-2.5," in (tmp_path / "new" / "sites.csv").read_text("utf-8")


def test_workbook_cells_that_excel_would_compute_are_text(tmp_path, risky):
    write_project(tmp_path / "new", PLAIN, risky, form="xlsx")
    book = openpyxl.load_workbook(tmp_path / "new" / "tables.xlsx")
    cells = [book["scores"].cell(row, 10) for row in range(2, 6)]
    assert [cell.value for cell in cells] == ["=1+1", "-1", "#N/A", "'=x"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert book["sites"]["E2"].value == -2.5
    assert book["scores"]["G2"].value == 7
    assert book["scores"]["D2"].is_date


def test_parquet_columns_have_their_types(tmp_path, risky):
    write_project(tmp_path / "new", PLAIN, risky, form="parquet")
    schema = pq.read_schema(tmp_path / "new" / "scores.parquet")
    types = [str(schema.field(name).type) for name in ("site", "date", "use")]
    assert types == ["string", "date32[day]", "int64"]


def test_letters_that_excel_would_garble_get_a_byte_order_mark(tmp_path, make):
    tables = dict(make().tables)
    folder = write_project(tmp_path / "new", PLAIN, tables)
    assert not (folder / "sites.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    tables["sites"] = tables["sites"].assign(name=["Huïe", "x"])
    write_project(folder, PLAIN, tables)
    assert (folder / "sites.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_failed_write_leaves_the_old_file_whole(tmp_path, make, monkeypatch):
    tables = make().tables
    folder = write_project(tmp_path / "new", PLAIN, tables)
    before = (folder / "sites.csv").read_bytes()

    def full(*_):
        message = "no space left"
        raise OSError(message)

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="no space"):
        write_project(folder, PLAIN, {**tables, "sites": tables["sites"].head(1)})
    assert (folder / "sites.csv").read_bytes() == before
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_files_have_the_rights_of_any_new_file(tmp_path, make):
    folder = write_project(tmp_path / "new", PLAIN, make().tables)
    (tmp_path / "other").write_text("x", "utf-8")
    assert (folder / "sites.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize(("first", "second"), [("csv", "xlsx"), ("xlsx", "parquet")])
def test_another_form_is_not_written_beside_the_first(tmp_path, make, first, second):
    tables = make().tables
    folder = write_project(tmp_path / "new", PLAIN, tables, form=first)
    with pytest.raises(InvalidInput, match="read together"):
        write_project(folder, PLAIN, tables, form=second)
    write_project(folder, PLAIN, tables, form=first)
    assert read_project(folder).problems == ()


@pytest.mark.parametrize("form", FORMS)
def test_control_characters_are_refused_in_every_form(tmp_path, make, form):
    tables = dict(make().tables)
    tables["sites"] = tables["sites"].assign(name=["a\x00b", "c"])
    with pytest.raises(InvalidInput, match="control characters"):
        write_project(tmp_path / "new", PLAIN, tables, form=form)


def test_a_text_too_long_for_a_workbook_is_refused_there(tmp_path, make):
    tables = dict(make().tables)
    tables["sites"] = tables["sites"].assign(name=["x" * 40_000, "c"])
    with pytest.raises(InvalidInput, match="does not fit"):
        write_project(tmp_path / "new", PLAIN, tables, form="xlsx")
    assert read_project(write_project(tmp_path / "new", PLAIN, tables)).problems == ()


def test_unknown_tables_and_columns_are_refused(tmp_path):
    with pytest.raises(UnknownName, match="scores"):
        write_project(tmp_path, PLAIN, {"score": pd.DataFrame()})
    with pytest.raises(UnknownName, match="site"):
        write_project(tmp_path, PLAIN, {"sites": pd.DataFrame({"sitte": ["a"]})})
    assert list(tmp_path.iterdir()) == []


def test_a_project_without_tables_can_be_written_as_a_workbook(tmp_path):
    write_project(tmp_path, PLAIN, {}, form="xlsx")
    assert openpyxl.load_workbook(tmp_path / "tables.xlsx").sheetnames == ["sites"]
