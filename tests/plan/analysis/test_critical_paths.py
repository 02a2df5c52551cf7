"""What drives the dates, and the critical paths."""

from datetime import date

import pandas as pd

from workbench.plan.analysis.critical_paths import MOST_PATHS
from workbench.plan.analysis.schedule import schedule

START = date(2026, 4, 1)


def dated(table, **options):
    return schedule(table, **{"start": START} | options)


def test_all_critical_paths_are_listed(plan):
    found = dated(plan({"A": 2, "B <- A": 3, "C <- A": 3, "D <- B; C": 1, "E <- A": 1}))
    assert found.paths["s"] == (("A", "B", "D"), ("A", "C", "D"))
    assert found.ends["paths"].tolist() == [2]


def test_a_tight_net_is_not_listed_without_end(plan):
    tasks = {"A0": 1, "B0": 1}
    for n in range(1, 12):
        tasks |= {f"{k}{n} <- A{n - 1}; B{n - 1}": 1 for k in "AB"}
    assert len(dated(plan(tasks)).paths["s"]) == MOST_PATHS


def test_what_keeps_a_task_from_beginning_earlier_is_named(plan):
    seasons = pd.DataFrame(
        [("s", "2026-04-06", "2026-04-10", "no-fieldwork")],
        columns=["site", "first", "last", "kind"],
    )
    table = plan({"A": 3, "B <- A": 2, "C <- A": 2, "D <- A SS; C SS+1": 1, "E": 1})
    table["fieldwork"] = [False, False, True, False, False]
    table["earliest"] = pd.to_datetime([None, None, None, None, "2026-04-09"])
    found = dated(table, seasons=seasons).table.set_index("activity")
    assert found["driver"].tolist() == ["start", "link", "season", "link", "earliest"]
    assert found["driven_by"].fillna("").tolist() == ["", "A", "A", "C", ""]
    assert found.loc["C", "start"].date() == date(2026, 4, 13)
