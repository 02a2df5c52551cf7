"""Formats in which a dated plan of work is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd

from workbench.errors import UnknownName
from workbench.plan.page.plan_csv import plan_as_csv
from workbench.plan.page.plan_ics import plan_as_ics
from workbench.plan.page.plan_msproject import plan_as_msproject

_WRITERS: Mapping[str, tuple[str, Callable[..., bytes]]] = {
    "ics": (".ics", plan_as_ics),
    "csv": (".csv", plan_as_csv),
    "msproject": (".xml", plan_as_msproject),
}
PLAN_FORMATS: Final = tuple(_WRITERS)
"""Formats that `plan_as` knows."""


def plan_as(
    format: str,  # noqa: A002 - what the command line calls it
    scheduled: pd.DataFrame,
    links: pd.DataFrame,
    *,
    title: str,
) -> tuple[str, bytes]:
    """Write a dated plan of work.

    Parameters
    ----------
    format : {"ics", "csv", "msproject"}
        Format.
    scheduled, links : DataFrame
        As the functions of the formats take them.
    title : str
        Title of the plan.

    Returns
    -------
    str
        Ending of the file, such as ``.ics``.
    bytes
        Content of the file.

    Raises
    ------
    UnknownName
        There is no such format, or a column is missing.
    NothingToShow
        There is no activity.
    """
    if format not in _WRITERS:
        raise UnknownName(kind="format of a plan", name=format, known=PLAN_FORMATS)
    ending, write = _WRITERS[format]
    return ending, write(scheduled, links, title=title)
