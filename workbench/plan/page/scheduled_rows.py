"""A dated plan of work as plain values, ready to be written into a file of another program."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import pandas as pd

from workbench.errors import NothingToShow, UnknownName
from workbench.project.checks.cells import CONTROL

NEEDED: Final = ("site", "activity", "title", "start", "finish")
LINK_COLUMNS: Final = ("site", "activity", "before", "kind", "lag")
DAYS: Final = ("start", "finish", "deadline")


def scheduled_rows(scheduled: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the activities of a plan as plain values.

    Parameters
    ----------
    scheduled : DataFrame
        site, activity, title, start, finish (days, both included), and where known milestone,
        responsible_name, deadline, after.

    Returns
    -------
    list of dict
        One per activity, in the order of the table. Texts have no control characters; what is not
        known is left out; days are dates; ``milestone`` is there when it is one.

    Raises
    ------
    NothingToShow
        There is no activity.
    UnknownName
        A column is missing.

    Examples
    --------
    >>> plan = pd.DataFrame({"site": ["a"], "activity": "A1", "title": "Ask", "start": None})
    >>> scheduled_rows(plan.assign(finish="2026-03-02"))[0]["finish"]
    datetime.date(2026, 3, 2)
    """
    _require(scheduled, NEEDED, "the dated plan")
    if scheduled.empty:
        message = "There is no activity, so there is no plan of work to write."
        raise NothingToShow(message)
    rows = []
    for record in scheduled.astype(object).to_dict("records"):
        row = {str(name): _plain(value) for name, value in record.items() if not pd.isna(value)}
        for name in DAYS:
            if name in row:
                row[name] = _day(record[name])
        if not row.get("milestone"):
            row.pop("milestone", None)
        rows.append({"title": row["activity"], **row})
    return rows


def link_rows(links: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the links of a plan as plain values: site, activity, before, kind, lag.

    Raises
    ------
    UnknownName
        A column is missing.
    """
    _require(links, LINK_COLUMNS, "the links of the plan")
    return [
        {name: _plain(row[name]) for name in LINK_COLUMNS} | {"lag": int(row["lag"])}
        for row in links.astype(object).to_dict("records")
    ]


def _require(frame: pd.DataFrame, names: tuple[str, ...], table: str) -> None:
    for name in names:
        if name not in frame:
            known = [str(one) for one in frame.columns]
            raise UnknownName(kind=f"column in {table}", name=name, known=known)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return CONTROL.sub("", value)
    return value.item() if hasattr(value, "item") else value


def _day(value: Any) -> date:
    return pd.Timestamp(value).date()
