"""A dated plan of work as CSV. A text that a spreadsheet would compute gets an apostrophe."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from workbench.plan.analysis.rows import DatedActivity

_HEADINGS: Final = (
    "Site", "Activity", "What is done", "Component", "First day", "Last day", "Working days",
    "Milestone", "Responsible", "Partners", "Deliverable", "Deadline", "Days to spare", "After",
)  # fmt: skip
_RISKY = re.compile(r"['\s]*[=+\-@]|[\t\r\n]")  # what a spreadsheet would compute


def plan_as_csv(rows: Iterable[DatedActivity]) -> bytes:
    """Write a dated plan of work as CSV, for any spreadsheet.

    Parameters
    ----------
    rows : iterable of DatedActivity
        The activities, with the names of component, responsible and partners.

    Returns
    -------
    bytes
        UTF-8, with a byte order mark where Excel needs it to read the letters. The first row has
        the headings; days as 2026-03-02; blank where not known.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for row in rows:
        cells = (
            row.site, row.activity, row.title, row.component, row.start, row.finish,
            _number(row.duration), "yes" if row.milestone else None, row.responsible, row.partners,
            row.deliverable, row.deadline, _number(row.total_float), row.after,
        )  # fmt: skip
        writer.writerow([_cell(one) for one in cells])
    text = stream.getvalue()
    return text.encode("utf-8" if text.isascii() else "utf-8-sig")


def _number(value: float | None) -> str | None:
    return None if value is None else f"{round(value, 2):g}"


def _cell(value: str | date | None) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if _RISKY.match(text) else text
