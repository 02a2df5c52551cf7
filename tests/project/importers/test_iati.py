import gzip

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.project import read_project
from workbench.project.importers import iati, import_table
from workbench.project.importers.iati import chosen, laid_out

ACTIVITY = """
<iati-activity default-currency="USD" xml:lang="en">
 <iati-identifier>XX-1</iati-identifier>
 <reporting-org ref="XX" type="10"><narrative>Ministry</narrative></reporting-org>
 <title><narrative xml:lang="fr">Semences</narrative>
  <narrative xml:lang="en">Seed</narrative></title>
 <participating-org ref="F-1" role="1" type="60"><narrative>Big Fund</narrative></participating-org>
 <participating-org ref="F-1" role="1" type="60"><narrative>BIG FUND</narrative></participating-org>
 <participating-org ref="E-1" role="3"><narrative>Extender</narrative></participating-org>
 <participating-org role="4" type="22"><narrative>Co-op | North</narrative></participating-org>
 <participating-org role="4" type="22"><narrative>Station</narrative></participating-org>
 <activity-date iso-date="2020-01-01" type="1"/>
 <activity-date iso-date="2020-02-01" type="2"/>
 <activity-date iso-date="2021-12-31" type="3"/>
 <recipient-country code="RW" percentage="60"><narrative>Rwanda</narrative></recipient-country>
 <recipient-country code="UG" percentage="40"/>
 {budgets}
</iati-activity>"""
BUDGET = """<budget{type}><period-start iso-date="{start}"/><period-end iso-date="{end}"/>
 <value{currency} value-date="2020-01-01">{value}</value></budget>"""


def budget(value, start="2020-01-01", end="2020-12-31", kind="", currency=""):
    return BUDGET.format(
        type=kind and f' type="{kind}"', start=start, end=end, value=value,
        currency=currency and f' currency="{currency}"',
    )  # fmt: skip


def read_iati(path, sheets=()):
    return chosen(laid_out(path), sheets)


@pytest.fixture
def xml(tmp_path):
    """Write a file with one activity."""

    def write(*budgets, text=ACTIVITY, head="", name="a.xml"):
        body = text.replace("{budgets}", "\n".join(budgets))
        path = tmp_path / name
        whole = f"<?xml version='1.0'?>{head}<iati-activities>{body}\n</iati-activities>".encode()
        path.write_bytes(gzip.compress(whole) if name.endswith(".gz") else whole)
        return path

    return write


def _rows(sheet):
    headings, *rows = sheet.records
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_an_activity_becomes_a_row_with_lists(xml):
    (sheet,) = read_iati(xml())
    (row,) = _rows(sheet)
    assert (row["activity"], row["title"], row["countries"]) == ("XX-1", "Seed", "RW | UG")
    assert row["funding"] in {"Big Fund", "BIG FUND"}  # one organisation, in one spelling
    assert (row["extending"], row["implementing"]) == ("Extender", "Co-op / North | Station")
    assert (row["planned start"], row["actual start"]) == ("2020-01-01", "2020-02-01")
    assert row["actual end"] == ""
    assert sheet.numbers[1] == 2  # the line where it begins


def test_a_revised_budget_stands_in_the_place_of_the_original_of_the_same_days(xml):
    (sheet,) = read_iati(
        xml(
            budget(100, kind="1"),
            budget(70, start="2020-07-01", end="2021-06-30", kind="2"),
            budget(50, start="2022-01-01", end="2022-12-31"),
            budget(30, start="2023-01-01", end="2023-12-31", kind="2", currency="EUR"),
        ),
        ["budgets"],
    )
    columns = ("type", "value", "currency")
    rows = [(*(row[name] for name in columns), bool(row["replaced"])) for row in _rows(sheet)]
    assert rows == [
        ("original", "100", "USD", True), ("revised", "70", "USD", False),
        ("original", "50", "USD", False), ("revised", "30", "EUR", False),
    ]  # fmt: skip


def test_elements_on_one_line_keep_numbers_of_their_own(xml):
    text = ACTIVITY.replace("\n", "") * 3
    (sheet,) = read_iati(xml(text=text, name="one-line.xml.gz"))
    assert len(set(sheet.numbers)) == 4


def test_kinds_and_countries_can_be_looked_up(xml):
    kinds, countries = read_iati(xml(), ["organisations", "countries"])
    assert {row["name"]: row["kind"] for row in _rows(kinds)}["Station"] == "22"
    assert _rows(countries) == [{"code": "RW", "name": "Rwanda"}, {"code": "UG", "name": "UG"}]
    with pytest.raises(UnknownName, match="sheet"):
        read_iati(xml(), ["transactions"])


@pytest.mark.parametrize(
    ("head", "text", "words"),
    [
        ('<!DOCTYPE a [<!ENTITY b "c">]>', ACTIVITY, "declares a document type"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd">', ACTIVITY, "declares a document type"),
        ("", "<a>", "no whole XML: line 2"),
        ("", "<iati-organisation/>", "no element 'iati-activity'"),
    ],
)
def test_what_is_no_plain_file_of_activities_is_refused(xml, head, text, words):
    with pytest.raises(InvalidInput, match=words):
        read_iati(xml(head=head, text=text))


def test_what_is_no_gzip_is_refused(tmp_path):
    (tmp_path / "a.xml.gz").write_text("no gzip")
    with pytest.raises(InvalidInput, match=r"Cannot read a\.xml\.gz"):
        read_iati(tmp_path / "a.xml.gz")


def test_a_file_without_bound_is_refused(xml, monkeypatch):
    monkeypatch.setattr(iati, "_MOST_BYTES", 1000)
    with pytest.raises(InvalidInput, match="larger than 1,000 bytes"):
        read_iati(xml(name="b.xml.gz"))
    monkeypatch.setattr(iati, "_MOST_BYTES", 10**6)
    monkeypatch.setattr(iati, "_MOST_NODES", 20)
    with pytest.raises(InvalidInput, match="more than 20 elements"):
        read_iati(xml())


def test_the_ready_map_makes_ties_from_roles_and_keeps_currencies_apart(xml, tmp_path):
    file = xml(
        budget(100, kind="1"), budget(70, kind="2"),
        budget(30, start="2021-01-01", end="2021-12-31", kind="1", currency="EUR"),
    )  # fmt: skip
    account = import_table(file, tmp_path / "p", "iati-activities")
    assert (account.rows, account.taken, account.refused_rows) == (4, 3, 0)
    (reason,) = [reason for reason, rows in account.dropped.items() if rows]
    assert reason.startswith("replaced: an original budget")
    project = read_project(tmp_path / "p")
    assert project.sites == ("RW", "UG")
    ties = project.table("ties")
    found = {(t.source, t.target, t.layer) for t in ties.itertuples() if t.site == "RW"}
    assert found == {
        ("big-fund", "extender", "funding"),
        ("extender", "co-op-north", "implementation"),
        ("extender", "station", "implementation"),
    }
    costs = project.table("costs")
    assert sorted(zip(costs["site"], costs["unit_cost"], costs["currency"], strict=True)) == [
        ("RW", "30", "EUR"), ("RW", "70", "USD"), ("UG", "30", "EUR"), ("UG", "70", "USD"),
    ]  # fmt: skip
    assert costs.drop_duplicates("shared")["unit_cost"].tolist() == ["70", "30"]
    tasks = project.table("activities").set_index("site")
    assert tasks["partners"].to_dict() == dict.fromkeys(("RW", "UG"), "co-op-north;station")
    types = project.table("actors").groupby("actor")["type"].first().to_dict()
    assert (types["big-fund"], types["station"]) == ("foundation", "ngo-national")
    assert project.table("sites")["name"].tolist() == ["Rwanda", "UG"]
    assert not [problem for problem in project.problems if problem.severity == "error"]
