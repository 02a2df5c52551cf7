"""A dated plan of work as CSV. A text that a spreadsheet would compute gets an apostrophe."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Final

import pandas as pd

from workbench.plan.page.scheduled_rows import link_rows, scheduled_rows

HEADINGS: Final = {
    "site": "Site", "activity": "Activity", "title": "What is done", "start": "First day",
    "finish": "Last day", "milestone": "Milestone", "responsible_name": "Responsible",
    "deadline": "Deadline", "after": "After",
}  # fmt: skip
"""Columns of the file."""

_RISKY = re.compile(r"['\s]*[=+\-@]|[\t\r\n]")  # what a spreadsheet would compute


def plan_as_csv(scheduled: pd.DataFrame, links: pd.DataFrame, *, title: str) -> bytes:
    """Write a dated plan of work as CSV, for any spreadsheet.

    Parameters
    ----------
    scheduled : DataFrame
        As :func:`~workbench.plan.page.scheduled_rows.scheduled_rows` takes it.
    links : DataFrame
        site, activity, before, kind, lag; used where ``scheduled`` has no column ``after``.
    title : str
        Not written: every row of the file is an activity.

    Returns
    -------
    bytes
        UTF-8, with a byte order mark where Excel needs it to read the letters. The first row has
        the headings :data:`HEADINGS`; days as 2026-03-02; blank where not known.

    Raises
    ------
    NothingToShow
        There is no activity.
    UnknownName
        A column is missing.
    """
    del title
    rows = scheduled_rows(scheduled)
    if "after" not in scheduled:
        waits: dict[tuple[str, str], list[str]] = {}
        for one in link_rows(links):
            waits.setdefault((one["site"], one["activity"]), []).append(link_words(one))
        for row in rows:
            row["after"] = "; ".join(waits.get((row["site"], row["activity"]), ()))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(HEADINGS.values())
    writer.writerows([_cell(row.get(name, "")) for name in HEADINGS] for row in rows)
    text = stream.getvalue()
    return text.encode("utf-8" if text.isascii() else "utf-8-sig")


def link_words(link: dict[str, Any]) -> str:
    """Write a link as a plan has it.

    Examples
    --------
    >>> link_words({"before": "A1", "kind": "FS", "lag": 5})
    'A1 FS+5'
    """
    if link["kind"] == "FS" and not link["lag"]:
        return str(link["before"])
    return f"{link['before']} {link['kind']}" + (f"{link['lag']:+d}" if link["lag"] else "")


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    return f"'{text}" if _RISKY.match(text) else text
