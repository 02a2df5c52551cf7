import datetime as dt

import pandas as pd
import pytest

from workbench.errors import UnknownName
from workbench.project import read_project
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import DTYPES


def test_a_site_sees_its_rows_alone(make):
    site = make().site("huye")
    assert (site.name, site.country) == ("Huye", "Rwanda")
    assert set(site.table("scores")["site"]) == {"huye"}
    assert site.table("scores").index.tolist() == [0, 1, 2]
    assert [len(site.table(name)) for name in ("sites", "components", "evidence")] == [1, 2, 2]
    assert [len(site.table(name)) for name in ("actors", "capacities", "ties")] == [2, 1, 1]
    assert len(site.table("people")) == 1
    assert site.row["population"] == 381900
    assert site.framework.key == site.settings.framework == "ipsr"


def test_a_site_without_rows_in_a_table_sees_an_empty_one(make):
    ties = make().site("kibuye").table("ties")
    assert ties.empty
    assert ties.dtypes["strength"] == "float64"


def test_unknown_names_are_refused_with_the_nearest(make):
    project = make()
    with pytest.raises(UnknownName, match="Did you mean 'huye'"):
        project.site("Huye")
    with pytest.raises(UnknownName, match="Did you mean 'scores'"):
        project.table("score")
    with pytest.raises(UnknownName):
        project.digest("goma")


def test_a_table_can_be_changed_without_changing_the_project(make):
    project = make()
    scores = project.table("scores")
    scores.loc[0, "use"] = 9
    assert project.table("scores")["use"][0] == 5


def test_a_site_whose_name_is_blank_goes_by_its_key(make, lines):
    lines["sites"][1] = lines["sites"][1].replace("Huye,Rwanda", ",")
    site = make(**lines).site("huye")
    assert (site.name, site.country) == ("huye", None)


def test_as_of_leaves_out_later_rows_and_keeps_undated_ones(make, lines):
    lines["scores"].append("kibuye,seed,2,2026-06-01,A1,workshop,,,,")
    lines["evidence"].append("kibuye,E2,seed,use,Survey,2,weak,")
    project = make(**lines)
    before = project.as_of("2026-03-14")
    assert len(before.table("scores")) == 4
    assert len(before.table("evidence")) == 4
    assert before.settings.as_of == dt.date(2026, 3, 14)
    assert len(project.table("scores")) == 5
    assert before.table("scores").index.tolist() == [0, 1, 2, 3]
    assert len(project.as_of(dt.date(2000, 1, 1)).table("scores")) == 0


def test_as_of_knows_what_lies_ahead_by_its_nature(make):
    project = make(
        funding=["site,source,title", "huye,grant,Grant"],
        receipts=[
            "site,source,date,amount,currency,expected",
            "huye,grant,2026-01-05,10,USD,no",
            "huye,grant,2026-05-04,20,USD,",
            "huye,grant,2026-06-04,30,USD,yes",
        ],
        activities=[
            "site,activity,title,earliest,deadline",
            "huye,A1,Nursery,2026-07-01,2026-09-30",
        ],
    )
    then = project.as_of(dt.date(2026, 3, 14)).site("huye")
    assert then.table("receipts")["amount"].tolist() == ["10", "30"]
    assert len(then.table("activities")) == 1


@pytest.mark.parametrize("name", list(declaration().tables))
def test_a_site_has_every_table_under_its_name_with_or_without_rows(make, name):
    site = make().site("kibuye")
    frame = site.table(name)
    assert frame.columns.tolist() == list(declaration().table(name).columns)
    assert frame.dtypes.astype(str).tolist() == [
        DTYPES[column.type] for column in declaration().table(name).columns.values()
    ]


def test_the_digest_knows_neither_order_nor_spelling(make, lines):
    digest = make(**lines).digest()
    for name, (head, *rows) in lines.items():
        order = list(range(len(head.split(","))))[::-1]
        turned = [[line.split(",")[at] for at in order] for line in (head, *rows[::-1])]
        lines[name] = [",".join(line) for line in turned]
    lines["scores"] = [line.replace(",7,", ", 7.0 ,") for line in lines["scores"]]
    lines["sites"] = [line.replace("-2.06", "-2.0600") for line in lines["sites"]]
    assert make(**lines).digest() == digest


def test_the_digest_is_the_same_everywhere(make):
    # A digest that changes between versions makes every report run again; so it is written down.
    assert make().digest("kibuye") == DIGEST


DIGEST = "cb9b2258bf1bf3bcd27c850e340f324979e5cf32f9254e2605cca8e653cc1af2"


@pytest.mark.parametrize(
    ("table", "row", "old", "new", "changes"),
    [
        ("scores", 1, ",5,", ",6,", True),
        ("scores", 1, ",5,", ",,", True),
        ("scores", 4, ",3,", ",4,", False),
        ("people", 1, "Ada", "Eva", False),
    ],
)
def test_a_sites_digest_follows_its_own_rows(make, lines, table, row, old, new, changes):
    project = make(**lines)
    before, whole = project.digest("huye"), project.digest()
    lines[table][row] = lines[table][row].replace(old, new)
    project = make(**lines)
    assert (project.digest("huye") != before) is changes
    assert (project.digest() != whole) is (table != "people")


def test_the_digest_covers_the_settings(make):
    settings = "title: T\nframework: ipsr\nparameters: {seed: %d}\n"
    assert make(settings % 1).digest("huye") != make(settings % 2).digest("huye")


def test_missing_and_zero_have_different_digests(make, lines):
    lines["scores"][3] = lines["scores"][3].replace(",0,0,", ",0,,")
    with_blank = make(**lines).digest()
    lines["scores"][3] = lines["scores"][3].replace(",0,,", ",0,0,")
    assert make(**lines).digest() != with_blank


def test_common_problems_stop_each_site_beside_its_own(make, lines):
    lines["scores"][0] = lines["scores"][0].replace("use", "usee")
    lines["scores"][1] = lines["scores"][1].replace(",7,", ",77,")
    project = make(**lines)
    assert len(project.blocked["huye"]) == 2
    assert project.blocked["kibuye"] == project.common
    assert project.ready == ()


def test_many_sites_are_sliced_by_position(make):
    project = make()
    frame = project.table("scores")
    rows = pd.concat(
        [project.site(site).table("scores") for site in project.sites], ignore_index=True
    )
    assert len(rows) == len(frame)
    assert read_project(project.folder).site("kibuye").table("scores")["readiness"].tolist() == [6]


def test_what_is_changed_in_a_table_changes_no_project(make):
    project = make()
    before = project.digest()
    for frame in (
        project.table("scores"),
        project.tables["scores"],
        project.site("huye").table("scores"),
    ):
        frame.loc[:, "readiness"] = 9
        frame["new"] = 1
    assert project.digest() == before
    assert "new" not in project.table("scores")
