"""A small dated plan with awkward values, which the tests of the three formats write."""

import pandas as pd

TITLE = "Plan; of, <Kivu> & more"
NASTY = 'Say "no"; ask, <b>all</b> & come\\back'


def days(*values):
    return pd.to_datetime(pd.Series(values))


SCHEDULED = pd.DataFrame(
    {
        "site": ["a", "a", "a", "b"],
        "activity": ["A1", "A2", "A3", "A1"],
        "title": [NASTY, "=HYPERLINK(\"x\")", "Done", "Été\r\nBEGIN:VEVENT"],
        "start": days("2026-03-02", "2026-03-09", "2026-03-10", None),
        "finish": days("2026-03-06", "2026-03-10", "2026-03-10", None),
        "milestone": pd.array([None, False, True, None], dtype="boolean"),
        "responsible_name": ["@lead", "  +1", None, "Coop"],
        "deadline": days(None, None, "2026-03-31", "2026-04-01"),
    }
)  # fmt: skip
LINKS = pd.DataFrame(
    {
        "site": "a", "activity": ["A2", "A3", "A3", "A3", "A2"],
        "before": ["A1", "A2", "A1", "A1", "gone"], "kind": ["FS", "FF", "SS", "SF", "FS"],
        "lag": [1, 0, 3, -2, 0],
    }
)  # fmt: skip
