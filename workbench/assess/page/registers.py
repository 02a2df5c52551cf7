"""What is registered beside the answers: evidence by method, and what is there today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.errors import NothingToShow
from workbench.page.records import Group, ReportTable, TableHead, group, missing, table
from workbench.page.text import TextLike, listing, titles
from workbench.page.wording import count, long_date

if TYPE_CHECKING:
    from workbench.assess.step import FrameworkAssessment

METHODS = (
    "survey", "interviews", "focus groups", "community feedback", "records", "observation",
)  # fmt: skip
"""How evidence is collected; the first four are those that the sources name."""

_NAMED = 4


def evidence_by_method(found: FrameworkAssessment) -> ReportTable:
    """List how many accepted pieces of evidence were collected by each method, and of what sort.

    Raises
    ------
    NothingToShow
        No piece of evidence is registered.
    """
    pieces = _accepted(found)
    if pieces.empty:
        message = "No piece of evidence is registered that was not rejected."
        raise NothingToShow(message)
    methods = pieces["methods"].fillna("").str.split(";")
    rows: list[list[TextLike | int]] = []
    for method in METHODS:
        own = pieces[[method in [one.strip() for one in each] for each in methods]]
        kinds = own["type"].value_counts()
        rows.append(
            [
                method,
                len(own),
                int(kinds.get("qualitative", 0)),
                int(kinds.get("quantitative", 0)),
                len(set(own["item"])),
            ]
        )
    unknown = int(pieces["methods"].isna().sum())
    heads = [
        TableHead("Method", "names"), TableHead("Pieces", "numbers"),
        TableHead("Qualitative", "numbers"), TableHead("Quantitative", "numbers"),
        TableHead("Items", "numbers"),
    ]  # fmt: skip
    told = f"{count(len(pieces), 'piece of evidence')} in all; one may rest on several methods."
    without = f" Of {unknown} the method is not known." if unknown else ""
    return table("Evidence by method", heads, rows, note=told + without)


def methods_not_used(found: FrameworkAssessment) -> Group:
    """Say which of the methods that the source names gave no evidence."""
    pieces = _accepted(found)
    if pieces.empty:
        return group([])
    used = {one.strip() for each in pieces["methods"].dropna() for one in each.split(";")}
    lacks = [one for one in METHODS[:4] if one not in used]
    if not lacks:
        return group([])
    said = f"Nothing was collected by {listing(lacks).plain} (sheet item_evidence, methods)."
    return group([missing("Other ways of asking", said)])


def _accepted(found: FrameworkAssessment) -> pd.DataFrame:
    """Return the pieces of evidence of this framework's items that were not rejected."""
    keys = {one.key for one in found.framework.answered}
    pieces = found.site.table("item_evidence")
    return pieces[pieces["item"].isin(keys) & (pieces["strength"] != "none").fillna(value=True)]


def capability_inventory(found: FrameworkAssessment) -> ReportTable:
    """List the capabilities and systems that are there today.

    Raises
    ------
    NothingToShow
        None is listed.
    """
    listed = found.site.table("capabilities")
    if listed.empty:
        message = "No capability is listed that is there today (sheet capabilities)."
        raise NothingToShow(message)
    areas = {one.key: one.title for one in found.framework.items}
    names = found.site.project.names
    rows: list[list[TextLike | int]] = []
    columns = ["title", "item", "owner", "level", "evidence", "date"]
    for title, item, owner, level, evidence, day in listed[columns].itertuples(index=False):
        rows.append(
            [
                title,
                "" if pd.isna(item) else areas.get(item, item),
                "nobody yet" if pd.isna(owner) else names.get(owner, owner),
                "not known" if pd.isna(level) else str(int(level)),
                "none" if pd.isna(evidence) else titles(evidence.split(";"), most=_NAMED),
                "" if pd.isna(day) else long_date(day.date()),
            ]
        )
    heads: list[str | TableHead] = [
        TableHead("Capability", "names"), "Area", "Owner", TableHead("Level", "numbers"),
        "Evidence", "As of",
    ]  # fmt: skip
    return table("What is there today", heads, rows)
