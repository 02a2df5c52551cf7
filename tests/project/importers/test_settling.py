import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from workbench.errors import InvalidInput
from workbench.project import read_project
from workbench.project.importers import import_table
from workbench.project.importers.settling import Candidates, size

MAP = """
map: projects
title: Projects at places
source: {publisher: Nobody, dataset: Made up, licence: none, attribution: Nobody made this}
project: {title: Projects, framework: ipsr}
identifiers: {place: {style: code}, project: {style: slug}, actor: {style: slug}}
translations:
  payer: {values: {Other: }, unlisted: keep}
tables:
  sites:
    - columns:
        site: {column: Place, identifier: place}
        name: {column: Place}
        country: {constant: Nowhere}
  actors:
    - needs: {actor: nobody pays}
      unless:
        - {name: own, reason: their own money, columns: Kind, equals: own}
      columns:
        site: {column: Place, identifier: place}
        actor: {column: Payer, translate: payer, identifier: actor}
        name: {column: Payer, one_per: actor}
  activities:
    - needs: {activity: no project is named}
      ordered: [earliest, deadline]
      columns:
        site: {column: Place, identifier: place}
        activity: {column: Project, identifier: project}
        title: {column: Project}
        earliest:
          column: Start
          unreadable: blank
          one_per: [site, activity]
          choose: smallest
        deadline: {column: End, unreadable: blank, one_per: [site, activity], choose: largest}
  costs:
    - needs: {line: no project is named}
      columns:
        site: {column: Place, identifier: place}
        line: {column: Project, identifier: project}
        title: {column: Project}
        category: {constant: other}
        kind: {constant: cash}
        quantity: {constant: "1"}
        unit_cost: {column: Budget, one_per: shared, choose: largest}
        shared: {column: Project, identifier: project}
"""
ROWS = (
    "A,P 1,100.10,2025-01-05,2025-03-01,Fund,",
    "A,P 1,100.10,2025-01-02,2025-09-01,Fund,",
    "B,P 1,9,2025-04-01,2025-02-01,Other,",
    "B,P 2,,00:00:00,2025-05-01,Jane Example,own",
    "B,P 3,0,,,Fund,",
    "B,,50,,,,",
)


@pytest.fixture
def projects(tmp_path, small_map, small_file):
    def run(*rows, changes=()):
        file = small_file(*rows, headings="Place,Project,Budget,Start,End,Payer,Kind")
        account = import_table(file, tmp_path / "p", small_map(*changes, text=MAP))
        return account, read_project(tmp_path / "p")

    return run


def test_an_amount_on_many_rows_is_counted_once_with_its_largest_figure(projects):
    account, project = projects(*ROWS)
    (amount,) = account.repeated
    assert (amount.column, amount.things, amount.rows) == ("costs.unit_cost", 3, 4)
    assert (amount.once, amount.summed) == (Decimal("100.10"), Decimal("209.20"))
    assert (amount.conflicting, amount.without) == (("p-1",), ("p-2",))
    costs = project.table("costs")
    assert costs["unit_cost"].fillna("").tolist() == ["100.1", "100.1", "", "0"]
    assert costs["shared"].tolist() == ["p-1", "p-1", "p-2", "p-3"]
    shown = [str(found) for found in account.variants if found.column == "costs.unit_cost"]
    assert shown == ["costs.unit_cost of p-1: '100.10' 2, '9' 1"]
    assert "each counted once, give 100.1" in str(account)
    assert "means nothing" in str(account)


def test_first_and_last_day_are_chosen_per_place(projects):
    _, project = projects(*ROWS)
    first = project.table("activities").iloc[0]
    assert first["earliest"] == pd.Timestamp(2025, 1, 2)
    assert first["deadline"] == pd.Timestamp(2025, 9, 1)


def test_days_that_contradict_each_other_or_cannot_be_read_are_listed_and_blank(projects):
    account, project = projects(*ROWS)
    assert account.taken == 6
    assert account.set_aside == {
        "activities: ends before it starts; earliest and deadline stay blank": (4,),
        "activities.earliest from Start: found '00:00:00', expected a day such as 2026-03-14 "
        "(year-month-day)": (5,),
    }
    rows = project.table("activities").set_index(["site", "activity"])
    assert rows.loc[("B", "p-1"), ["earliest", "deadline"]].isna().all()
    assert pd.isna(rows.loc[("B", "p-2"), "earliest"])
    assert rows.loc[("B", "p-2"), "deadline"].date() == dt.date(2025, 5, 1)
    assert "left blank, row by row" in str(account)


def test_without_being_told_so_an_unreadable_day_still_refuses_its_row(projects):
    change = ("deadline: {column: End, unreadable: blank,", "deadline: {column: End,")
    account, _ = projects(ROWS[0], ROWS[1].replace("2025-09-01", "soon"), changes=[change])
    assert (account.taken, account.refused_rows) == (1, 1)


def test_a_block_leaves_rows_out_and_counts_them(projects):
    account, project = projects(*ROWS)
    assert account.not_made["actors: their own money"] == 1
    assert account.not_made["actors: nobody pays"] == 2
    assert project.table("actors")["actor"].tolist() == ["fund", "fund"]
    for file in project.folder.iterdir():
        assert "Jane" not in file.read_text("utf-8")


def test_a_list_that_keeps_other_values_keeps_them(projects):
    account, _ = projects(*ROWS)
    assert account.left_blank == {"Payer 'Other': left blank by the map 'payer'": 1}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("ordered: [earliest, deadline]", "ordered: [earliest]", "two columns in 'ordered'"),
        ("ordered: [earliest, deadline]", "ordered: [earliest, dead]", "a column of this block"),
        ("ordered: [earliest, deadline]", "sheet: Links", "one of the sheets of the map"),
        ("one_per: shared, choose: largest", "choose: largest", "'one_per' beside 'choose'"),
        (
            "one_per: shared, choose",
            "one_per: [site, shred], choose",
            "a name that 'one_per' knows",
        ),
    ],
)
def test_a_map_that_cannot_be_meant_is_told(projects, old, new, words):
    with pytest.raises(InvalidInput) as caught:
        projects(*ROWS, changes=[(old, new)])
    assert any(words in str(problem) for problem in caught.value.problems)


def test_candidates_count_blanks_for_nothing():
    found = Candidates()
    for text, value, fallback in (("", None, ""), ("2", 2, "x"), ("2", 2, "y")):
        found.add((text, text, value), fallback)
    assert (dict(found.times), found.values, found.otherwise) == ({"2": 2}, {"2": 2}, "x")


def test_numbers_are_compared_by_worth_and_days_by_order():
    assert size("100", "amount") > size("20", "amount")
    assert size("2025-10-01", "date") > size("2025-09-30", "date")
