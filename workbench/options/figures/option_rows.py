"""The rows of weighed options as figures and reports read them: typed, with a letter each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.diagnosis.figures.rows import records, text, whole
from workbench.errors import InvalidInput, NothingToShow

if TYPE_CHECKING:
    from workbench.options.analysis.choice import OptionComparison
    from workbench.options.analysis.options import OptionResults


def letter(place: int) -> str:
    """Give the letter of an option: A to Z, then AA, AB and so on.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    rest, last = divmod(place, len(ascii_uppercase))
    return (letter(rest - 1) if rest else "") + ascii_uppercase[last]


def letters(results: OptionResults) -> dict[str, str]:
    """Give the letter of each proposal of one site, the same in every figure and table.

    Parameters
    ----------
    results : OptionResults
        Of one site.
    """
    return {str(key): letter(place) for place, key in enumerate(results.table["proposal"])}


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a site as all figures draw it; ``None`` is not known, never 0."""

    letter: str
    proposal: str
    component: str
    component_title: str
    option: str
    option_title: str
    title: str
    possible: bool
    computed: bool
    score_before: int | None
    score_after: int | None
    provisional_after: bool
    bottleneck_after: str | None
    touched: str | None
    touched_title: str | None
    before: tuple[int | None, int | None]
    after: tuple[int | None, int | None]
    cost: float | None
    months: float | None
    status: str
    dominated: bool
    rank: int | None
    first_share: float | None

    @property
    def gain(self) -> int | None:
        """By how much the package rises."""
        if self.score_after is None or self.score_before is None:
            return None
        return self.score_after - self.score_before

    @property
    def score(self) -> str:
        """The score of the package after it, in words."""
        if self.score_after is None:
            return "no score"
        return f"at most {self.score_after}" if self.provisional_after else str(self.score_after)


def options_of(results: OptionResults, choice: OptionComparison | None = None) -> list[Option]:
    """Read the options of one site, in the order of the table.

    Parameters
    ----------
    results : OptionResults
        Of one site.
    choice : OptionComparison, optional
        Comparison of these options.

    Raises
    ------
    InvalidInput
        When there are several sites.
    NothingToShow
        When no option is recorded.
    """
    if len(results.sites) > 1:
        message = (
            f"This figure shows one site and the options are of {len(results.sites)}: "
            "choose one with results.site(…)."
        )
        raise InvalidInput(message)
    if results.table.empty:
        message = "No option is recorded yet."
        raise NothingToShow(message)
    compared = {} if choice is None else {str(r["proposal"]): r for r in records(choice.table)}
    names = letters(results)
    return [
        _option(row, names[str(row["proposal"])], compared.get(str(row["proposal"]), {}))
        for row in records(results.table)
    ]


def number(value: object) -> float | None:
    """Read a number, or ``None`` where it is missing."""
    return None if value is None or pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def _option(row: Mapping[str, Any], name: str, compared: Mapping[str, Any]) -> Option:
    return Option(
        letter=name,
        proposal=str(row["proposal"]),
        component=str(row["component"]),
        component_title=text(row["component_title"]) or str(row["component"]),
        option=str(row["option"]),
        option_title=str(row["option_title"]),
        title=text(row["title"]) or str(row["option_title"]),
        possible=bool(row["possible"]),
        computed=bool(row["computed"]),
        score_before=whole(row["score_before"]),
        score_after=whole(row["score_after"]),
        provisional_after=bool(row["provisional_after"]),
        bottleneck_after=text(row["bottleneck_after_title"]),
        touched=text(row["touched"]),
        touched_title=text(row["touched_title"]),
        before=(whole(row["readiness_before"]), whole(row["use_before"])),
        after=(whole(row["readiness_after"]), whole(row["use_after"])),
        cost=number(row["cost"]),
        months=number(row["months"]),
        status=str(compared.get("status", "")),
        dominated=bool(text(compared.get("dominated_by"))),
        rank=whole(compared.get("rank")),
        first_share=number(compared.get("first_share")),
    )
