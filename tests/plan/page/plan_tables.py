"""A small dated plan with awkward values, which the tests of the three formats write."""

from datetime import date

from workbench.plan.analysis.rows import DatedActivity, PlanLink

TITLE = "Plan; of, <Kivu> & more"
NASTY = 'Say "no"; ask, <b>all</b> & come\\back'


def row(activity, title, start=None, finish=None, **more):
    days = {"start": start, "finish": finish}
    blank = {
        "component": None,
        "responsible": None,
        "partners": None,
        "after": None,
        "deliverable": None,
        "milestone": False,
    }
    none = {"duration": None, "total_float": None, "critical": None, "deadline": None}
    return DatedActivity(site="a", activity=activity, title=title, **blank | none | days | more)


ROWS = [
    row("A1", NASTY, date(2026, 3, 2), date(2026, 3, 6), responsible="@lead", duration=4.5,
        component="Seed", partners="Lab; Coop", deliverable="=1+1", total_float=0.0),
    row("A2", '=HYPERLINK("x")', date(2026, 3, 9), date(2026, 3, 10), responsible="  +1",
        after="A1 FS+1"),
    row("A3", "Done", date(2026, 3, 10), date(2026, 3, 10), milestone=True,
        after="A2 FF; A1 SS+3; A1 SF-2", deadline=date(2026, 3, 31)),
    row("A4", "Été\r\nBEGIN:VEVENT", responsible="Coop", deadline=date(2026, 4, 1)),
]  # fmt: skip
LINKS = [
    PlanLink("A2", "A1", "FS", 1), PlanLink("A3", "A2", "FF", 0), PlanLink("A3", "A1", "SS", 3),
    PlanLink("A3", "A1", "SF", -2),
]  # fmt: skip
