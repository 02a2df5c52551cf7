"""The columns of the list of sites: what the reports hand on, as cells that sort and choose."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from workbench.agree.analysis.progress import STEPS
from workbench.drawing.words import natural_list
from workbench.page.records import Fact
from workbench.page.wording import long_date, percent

NOT_KNOWN: Final = "not known"
_TOLD = 3  # values that a cell tells one by one

Holds: TypeAlias = Literal["words", "number", "share", "day", "amount"]


@dataclass(frozen=True, slots=True)
class SiteCell:
    """What a cell shows; and what it sorts and is chosen by, where that is something else."""

    words: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class SiteColumn:
    """A column that shows a fact of the reports.

    Attributes
    ----------
    key, head : str
        The fact, and what stands above the column.
    holds : {"words", "number", "share", "day", "amount"}
        What sort of value; an amount is words with a number in them.
    chosen : bool
        Whether sites can be chosen by it. Several values in a cell stand between semicolons.
    order : tuple of str
        Values in their order, where it is not that of the alphabet.
    sorts : str
        Another fact that it sorts by.
    blank : str
        What stands where a report says that there is none.
    """

    key: str
    head: str
    holds: Holds = "words"
    chosen: bool = False
    order: tuple[str, ...] = ()
    sorts: str = ""
    blank: str = NOT_KNOWN

    @property
    def look(self) -> str:
        """How its cells are set: numbers stand right, days on one line."""
        return {"words": "", "day": "day"}.get(self.holds, "number")

    def cell(self, facts: Mapping[str, Fact]) -> SiteCell:
        """Return the cell of a site.

        Examples
        --------
        >>> SiteColumn("chance", "Chance of an effect", "share").cell({"chance": 0.24})
        SiteCell(words='24 %', value='0.24')
        >>> (
        ...     SiteColumn("option", "Option", blank="none").cell({"option": ""}),
        ...     SiteColumn("x", "X").cell({}),
        ... )
        (SiteCell(words='none', value=None), SiteCell(words='not known', value=None))
        """
        found = facts.get(self.key)
        if found is None or found == "":
            return SiteCell(self.blank if self.key in facts else NOT_KNOWN)
        shown = str(found)
        several, number = shown.split("; "), _AMOUNT.search(shown)
        made: tuple[str, Fact] = (shown, None)
        if self.holds == "words" and len(several) > 1:
            made = (natural_list(several, _TOLD), shown)
        elif self.holds == "number":
            made = (shown, facts.get(self.sorts))
        elif self.holds == "share" and isinstance(found, float | int):
            made = (percent(found), shown)
        elif self.holds == "day" and _DAY.fullmatch(shown):
            made = (long_date(date.fromisoformat(shown)), shown)
        elif self.holds == "amount" and number:
            made = (shown, number[0].replace(",", ""))
        words, value = made
        return SiteCell(words, None if value is None else str(value))


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?")


def fact_columns(known: Collection[str]) -> list[SiteColumn]:
    """Return the columns of those facts that are known of any site.

    Parameters
    ----------
    known : collection of str
        Facts.

    Examples
    --------
    >>> [column.head for column in fact_columns({"lowest", "level"})]
    ['Lowest component', 'Its level']
    """
    every = (
        SiteColumn("step", "Step", chosen=True, order=STEPS),
        SiteColumn("package", "Package score", "number", sorts="score"),
        SiteColumn("confidence", "How sure", order=("firm", "leaning", "open")),
        SiteColumn("bottleneck", "Bottleneck", chosen=True),
        SiteColumn("lowest", "Lowest component", chosen=True),
        SiteColumn("level", "Its level", "number"),
        SiteColumn("shut", "Gates not passed", chosen=True, blank="none"),
        SiteColumn("chance", "Chance of an effect", "share"),
        SiteColumn(
            "ready_to_scale", "Go to scale?", chosen=True,
            order=("go", "adapt", "stop", "not known yet"),
        ),
        SiteColumn("approach", "Approach", chosen=True, blank="not chosen"),
        SiteColumn("wave", "Wave", "number", chosen=True),
        SiteColumn("option", "Option", chosen=True, blank="none"),
        SiteColumn("finish", "Plan ends", "day"),
        SiteColumn("budget", "Budget", "amount"),
    )  # fmt: skip
    return [column for column in every if column.key in known]
