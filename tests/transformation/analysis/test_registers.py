"""Ages of issues, and what was learnt."""

from datetime import date

from workbench.transformation.analysis.registers import (
    DiaryEntry,
    Issue,
    registers_of,
)

DAY = date(2026, 3, 15)


def issue(name, opened, closed=None, severity=None):
    return Issue(name, f"Issue {name}", severity, opened, closed, None)


def entry(name, kind, day=DAY):
    return DiaryEntry(name, day, kind, f"Text {name}", None, None, None, None)


def test_open_issues_are_counted_with_their_middle_age():
    found = registers_of(
        [
            issue("Q1", date(2026, 3, 1)),
            issue("Q2", date(2026, 3, 11), severity="high"),
            issue("Q3", date(2026, 3, 5)),
            issue("Q4", date(2026, 3, 1), date(2026, 3, 8)),
            issue("Q5", date(2026, 3, 10), date(2026, 3, 20)),  # settled later: open on the day
            issue("Q6", date(2026, 4, 1)),  # not found yet
        ],
        [], DAY,
    )  # fmt: skip
    assert [one.issue for one in found.issues] == ["Q2", "Q1", "Q3", "Q5"]
    assert (found.age, found.closed, found.settled_in) == (7.5, 1, 7)


def test_without_a_day_or_issues_no_age_is_known():
    assert registers_of([issue("Q1", DAY)], [], None).age is None
    nothing = registers_of([], [], DAY)
    assert (nothing.age, nothing.settled_in, nothing.issues) == (None, None, ())


def test_lessons_and_practices_the_latest_first():
    diary = [entry("N1", "lesson", date(2026, 1, 1)), entry("N2", "practice"),
             entry("N3", "lesson"), entry("N4", "challenge")]  # fmt: skip
    found = registers_of([], diary, DAY)
    assert [one.entry for one in found.lessons] == ["N3", "N1"]
    assert [one.entry for one in found.practices] == ["N2"]
