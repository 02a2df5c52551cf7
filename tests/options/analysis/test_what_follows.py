"""What follows from decisions: executors, places, days and aims, site by site."""

from datetime import date

import pandas as pd
import pytest

from workbench.case import open_case, open_cases
from workbench.options.analysis.what_follows import Executor, WhatFollows, what_follows

OPTIONS = pd.DataFrame(
    [
        ("s", "out", "garden", None, None, None),
        ("s", "move", None, "t", None, None),
        ("s", "wait", None, None, "2027-03-01", None),
        ("s", "wait-2", None, None, "2026-09-01", None),
        ("s", "aim", None, None, None, "30,000 households"),
        ("s", "end", None, None, None, None),
    ],
    columns=["site", "proposal", "executor", "to_site", "change_date", "new_ambition"],
)


def _follows(*decided):
    rows = [("s", f"c{n}", proposal, option) for n, (proposal, option) in enumerate(decided)]
    columns = ["site", "component", "proposal", "option"]
    return what_follows(pd.DataFrame(rows, columns=columns), OPTIONS).get("s", WhatFollows())


@pytest.mark.parametrize(
    ("decided", "moved_to", "stopped"),
    [
        ([], None, False),
        ([("out", "outsource")], None, False),
        ([("end", "stop")], None, True),
        ([("move", "relocate")], "t", False),
        ([("move", "relocate"), ("end", "stop")], "t", False),
        ([("move", "relocate"), ("out", "outsource")], None, False),
        ([("end", "stop"), ("out", "outsource")], None, False),
        ([(None, "relocate")], None, False),
    ],
)
def test_a_site_is_left_only_where_nothing_else_stands(decided, moved_to, stopped):
    found = _follows(*decided)
    assert (found.moved_to, found.stopped) == (moved_to, stopped)
    assert found.leaves == (moved_to is not None or stopped)


def test_executors_days_and_aims():
    found = _follows(
        ("out", "outsource"),
        ("wait", "postpone"),
        ("wait-2", "postpone"),
        ("aim", "reorient"),
        (None, "develop"),
    )
    assert found.decided == ("out", "wait", "wait-2", "aim")
    assert found.executors == (Executor("c0", "out", "garden"),)
    assert found.review_on == date(2026, 9, 1)
    assert found.new_aim == "30,000 households"


def test_the_example_project():
    decision = open_cases("data/example").decision
    found = decision.follows_by_site
    [executor] = found["rw-huye"].executors
    assert (executor.actor, executor.proposal) == ("tissue-garden", "seed-2")
    assert found["ug-isingiro"].moved_to == "ug-mbarara"
    assert [site for site, one in found.items() if one.leaves] == ["ug-isingiro", "ug-kayunga"]
    assert "ug-luwero" not in found
    assert open_case("data/example", "ug-luwero").decision.follows == WhatFollows()
