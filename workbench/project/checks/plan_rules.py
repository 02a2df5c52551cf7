"""Check the plan of work: predecessors, circles, durations, days, staff and seasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from graphlib import TopologicalSorter

import pandas as pd

from workbench.frameworks.precedence import AFTER_FORM, Link, MalformedLink, find_cycle, parse_after
from workbench.project.checks.cells import suggestion
from workbench.project.checks.table_check import Checked, Tables, report_by_site, usable_rows
from workbench.project.settings.project_settings import Settings
from workbench.project.sources.cell_problems import CellProblem

_WEEK = 7
_FIRST_YEAR, _LAG = 2000, 30  # days; what a plan may add for weekends, feasts and pauses at a task
_LATEST = date(2150, 1, 1).toordinal()  # far enough from 2199, where days end
_MOST_CIRCLES = 20  # of one site; whoever mends these sees the rest the next time


def check_plan(tables: Tables, settings: Settings) -> None:
    """Run every rule over tasks, staff and seasons.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    settings : Settings
        Gives the first day of the plan.
    """
    if not usable_rows(tables, "activities").empty:
        _check_predecessors(tables, settings)
        _check_durations(tables)
        _check_days(tables, settings)
        _check_people(tables)
    if not usable_rows(tables, "seasons").empty:
        _check_seasons(tables)


def _check_predecessors(tables: Tables, settings: Settings) -> None:
    """Read each cell of ``after``, and look for its tasks and for circles, site by site."""
    checked, rows = tables["activities"], usable_rows(tables, "activities")
    known = _names_by_site(checked)
    records: dict[str, dict[str, int]] = {}
    before: dict[str, dict[str, list[str]]] = {}
    read: dict[str, tuple[Link, ...] | MalformedLink] = {}
    for record, site, name, after in rows[["site", "activity", "after"]].itertuples():
        records.setdefault(site, {})[name] = record
        names = before.setdefault(site, {}).setdefault(name, [])
        if isinstance(after, str):
            if after not in read:
                read[after] = _read(after)
            names += _links(checked, record, read[after], known[site])
    spans = _spans(checked, settings)
    for site, waits in before.items():
        _check_circles(checked, records[site], waits)
        _check_end(checked, records[site], waits, spans)


def _names_by_site(checked: Checked) -> dict[str, set[str]]:
    """Return all names of tasks; those of rows with a problem too, for it is reported there."""
    found: dict[str, set[str]] = {}
    for site, name in zip(checked.sites, checked.text["activity"], strict=True):
        if site is not None and name:
            found.setdefault(site, set()).add(name)
    return found


def _read(after: str) -> tuple[Link, ...] | MalformedLink:
    try:
        return parse_after(after)
    except MalformedLink as error:
        return error


def _links(
    checked: Checked, record: int, links: tuple[Link, ...] | MalformedLink, known: Collection[str]
) -> list[str]:
    """Return the tasks that come before; none where the cell has a problem, which is reported."""
    if isinstance(links, MalformedLink):
        advice = _advice_on(links.part, known)
        checked.refuse(record, "after", CellProblem(AFTER_FORM, advice), found=links.part)
        return []
    unknown = [link.activity for link in links if link.activity not in known]
    for name in dict.fromkeys(unknown):
        advice = suggestion(name, known) or "Add it to activities, or correct it."
        problem = CellProblem(f"a task of {checked.sites[record]}", advice)
        checked.report(record, "after", problem, found=name)
    if unknown:
        checked.discard("after", [record])
        return []
    return [link.activity for link in links]


def _advice_on(part: str, known: Collection[str]) -> str:
    """Describe how a part that cannot be read may have been meant."""
    names = [name for name in part.replace(",", " ").split() if name]
    if len(names) > 1 and all(name in known for name in names):
        return f"Write '{'; '.join(names)}'."
    name = names[0] if names else ""
    digits = part.removeprefix(name).strip().lstrip("+").strip()
    if name in known and digits.isdigit():
        return f"Write '{name} FS+{digits}'."
    return "Name the task, then FS, SS, FF or SF, then the working days in between."


def _check_circles(
    checked: Checked, records: Mapping[str, int], before: dict[str, list[str]]
) -> None:
    """Report each circle of tasks once, at the task that stands first in it."""
    for _ in range(_MOST_CIRCLES):
        circle = find_cycle(before)
        if circle is None:
            return
        first, last = circle[0], circle[-2]
        problem = CellProblem(
            "tasks that do not wait for each other in a circle",
            f"Take {last} out of the cell, or break the circle at another of its tasks.",
        )
        checked.refuse(records[first], "after", problem, found=" → ".join(circle))
        before[first] = []


def _spans(checked: Checked, settings: Settings) -> list[tuple[int, float]]:
    """Return of each record the first day of its task, and how long it takes at most."""
    frame = checked.frame
    days = frame[["high", "likely", "low"]].astype("float64").bfill(axis="columns")["high"]
    week = _WEEK / len(settings.plan.working_days)
    first = (settings.plan.start or settings.as_of or date(_FIRST_YEAR, 1, 1)).toordinal()
    unknown = pd.Timestamp(date(_FIRST_YEAR, 1, 1))
    earliest = [max(first, day.toordinal()) for day in frame["earliest"].fillna(unknown)]
    long = [(one if one > 0 else 0) * week + _LAG for one in days]
    return list(zip(earliest, long, strict=True))


def _check_end(
    checked: Checked,
    records: Mapping[str, int],
    before: Mapping[str, list[str]],
    spans: Sequence[tuple[int, float]],
) -> None:
    """Refuse the task by whose end, on the longest way to it, nobody living will see the plan."""
    ends: dict[str, float] = {}
    waiting = TopologicalSorter({name: set(before[name]) & set(before) for name in before})
    for name in waiting.static_order():
        record = records[name]
        earliest, long = spans[record]
        ends[name] = max([earliest, *(ends[one] for one in before[name] if one in ends)]) + long
        if ends[name] > _LATEST:
            problem = CellProblem(
                "a plan that ends in this century or the next",
                "Correct the durations of the task and of those before it, or the earliest day.",
            )
            checked.report(record, "likely", problem)
            return


def _check_durations(tables: Tables) -> None:
    """Report which tasks take no known time, and which milestones take some."""
    checked, rows = tables["activities"], usable_rows(tables, "activities")
    milestone = rows["milestone"].fillna(value=False).astype(bool)
    columns = ["low", "likely", "high"]
    reported = pd.Series(checked.reported["likely"][rows.index], index=rows.index)
    for column in ("low", "high"):
        reported |= checked.reported[column][rows.index]
    unknown = rows.loc[~milestone & ~reported & rows[columns].isna().all(axis="columns")]
    problem = CellProblem(
        "how many working days it takes",
        "Fill in at least the most likely number; until then the plan has no end.",
        "warning",
    )
    report_by_site(checked, unknown, "likely", problem)
    for record in rows.index[milestone & (rows[columns] > 0).any(axis="columns")]:
        problem = CellProblem(
            "no duration, for it is a milestone",
            "Leave the duration blank, or answer milestone = no.",
            "warning",
        )
        checked.report(record, "milestone", problem)


def _check_days(tables: Tables, settings: Settings) -> None:
    """Refuse deadlines before the first possible day; say which lie before the plan begins."""
    checked, rows = tables["activities"], usable_rows(tables, "activities")
    for record, earliest in rows.loc[rows["deadline"] < rows["earliest"], "earliest"].items():
        problem = CellProblem(
            f"a day from {earliest:%Y-%m-%d} on, before which the task cannot begin",
            "Correct one of the two days.",
        )
        checked.refuse(int(str(record)), "deadline", problem)
    start = settings.plan.start
    if start is None:
        return
    for record in rows.index[rows["deadline"] < pd.Timestamp(start)]:
        problem = CellProblem(
            f"a day from {start.isoformat()} on, on which the plan begins",
            "Correct the day, or leave out what is done already.",
            "warning",
        )
        checked.report(record, "deadline", problem)


def _check_people(tables: Tables) -> None:
    """Report which tasks need more people than there are."""
    checked, rows = tables["activities"], usable_rows(tables, "activities")
    staff = usable_rows(tables, "staff")
    if staff.empty:
        return
    there = staff[["site", "staff", "people"]].rename(columns={"people": "there"})
    needed = rows.reset_index(names="record").merge(there, on=["site", "staff"])
    short = needed.loc[needed["people"] > needed["there"]]
    for record, name, people in short[["record", "staff", "there"]].itertuples(index=False):
        problem = CellProblem(
            f"up to {people:g}, as many as there are of {name}",
            "Correct one of the two numbers, or plan for more staff.",
            "warning",
        )
        checked.report(int(record), "people", problem)


def _check_seasons(tables: Tables) -> None:
    """Refuse seasons that end before they begin."""
    checked, rows = tables["seasons"], usable_rows(tables, "seasons")
    for record, first in rows.loc[rows["last"] < rows["first"], "first"].items():
        problem = CellProblem(f"a day from {first:%Y-%m-%d} on", "Correct one of the two days.")
        checked.refuse(int(str(record)), "last", problem)
