"""Versions of a draft scaling strategy: draft, reviewed, final, each with the mark of its content.

A version is known by a fingerprint: the first twelve hexadecimal digits of the SHA-256 hash of what
the strategy says (option, package, partners, plan, budget, assumptions), written in one fixed way.
If the content changes afterwards, the marks differ and the version is flagged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.rows import rows_of
from workbench.errors import InvalidInput, Problem

_NEXT: Mapping[str | None, tuple[str, ...]] = {
    None: ("draft",),
    "draft": ("draft", "reviewed"),
    "reviewed": ("draft", "final"),
    "final": ("draft",),
}
"""States that may follow a state; the key None is the beginning."""

PARTS = ("option", "package", "partners", "plan", "budget", "assumptions")
"""What a strategy says, in the order in which a report tells it."""

_SOURCES = (
    "SHA-256 (FIPS 180-4) over JSON with sorted keys; twelve hexadecimal digits: ours",
    "draft, reviewed, final; a review and a final version hold for the content that was reviewed: "
    "ours, after the Scaling Readiness steps draft, feedback, final",
)
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class StrategyVersion:
    """A recorded version; a row of the table ``strategies``."""

    version: int
    state: str
    date: date
    by: str | None
    fingerprint: str | None
    comment: str | None
    answer: str | None


@dataclass(frozen=True, eq=False)
class Strategy:
    """A scaling strategy as it stands, and its recorded versions.

    Attributes
    ----------
    versions : tuple of StrategyVersion
        The latest last.
    fingerprint : str
        Mark of the content as it stands.
    empty : tuple of str
        Parts that say nothing yet.
    problems : tuple of Problem
        Changes of state that are not allowed, and other contradictions between versions.
    method : Method
        Parameters and sources.
    """

    versions: tuple[StrategyVersion, ...]
    fingerprint: str
    empty: tuple[str, ...]
    problems: tuple[Problem, ...]
    method: Method

    @property
    def state(self) -> str | None:
        """State of the latest version; ``None`` where there is none."""
        return self.versions[-1].state if self.versions else None

    @property
    def open_comments(self) -> tuple[StrategyVersion, ...]:
        """Versions with a comment that has no answer."""
        return tuple(one for one in self.versions if one.comment and not one.answer)

    @property
    def marked(self) -> bool:
        """Whether the mark of its content was recorded with the latest version."""
        return bool(self.versions and self.versions[-1].fingerprint)

    @property
    def changed(self) -> bool:
        """Whether the content has changed since the latest version, as far as its mark tells."""
        return self.marked and self.versions[-1].fingerprint != self.fingerprint

    @property
    def next_states(self) -> tuple[str, ...]:
        """States that the next version may have, with the content as it stands."""
        return ("draft",) if self.changed else _NEXT[self.state]


def draft_strategy(
    site: str,
    *,
    option: object = None,
    package: object = None,
    partners: object = None,
    plan: object = None,
    budget: object = None,
    assumptions: object = None,
    versions: pd.DataFrame,
) -> Strategy:
    """Put the strategy of a site beside its recorded versions.

    Parameters
    ----------
    site : str
        Key of the site.
    option, package, partners, plan, budget, assumptions : object
        What the strategy says: texts, numbers, lists, mappings, tables. ``None`` says nothing yet.
    versions : DataFrame
        Table ``strategies`` of the site.

    Raises
    ------
    InvalidInput
        Something that has no canonical form.

    Examples
    --------
    >>> columns = ["version", "state", "date", "by", "fingerprint", "comment", "answer"]
    >>> none = pd.DataFrame(columns=columns)
    >>> strategy = draft_strategy("huye", budget=Decimal("1200.00"), versions=none)
    >>> strategy.state, strategy.next_states, len(strategy.fingerprint)
    (None, ('draft',), 12)
    """
    said = (option, package, partners, plan, budget, assumptions)
    content = dict(zip(PARTS, said, strict=True))
    rows = sorted(rows_of(versions, StrategyVersion), key=lambda row: row.version)
    mark = fingerprint({"site": site, **content})
    return Strategy(
        versions=tuple(rows),
        fingerprint=mark,
        empty=tuple(name for name, part in content.items() if _says_nothing(part)),
        problems=tuple(_contradictions(site, rows)),
        method=Method("fingerprint of the content", {"fingerprint_as_it_stands": mark}, _SOURCES),
    )


def _contradictions(site: str, rows: Sequence[StrategyVersion]) -> list[Problem]:
    """Find changes of state that are not allowed, numbers left out, days and marks that differ."""
    return [
        Problem(
            file="strategies",
            column=column,
            found=shown,
            expected=wanted,
            advice=f"{advice} (Version {row.version}.)",
            site=site,
        )
        for before, row in zip([None, *rows], rows, strict=False)
        for column, shown, wanted, advice in _wrong(row, before)
    ]


def _wrong(row: StrategyVersion, before: StrategyVersion | None) -> list[tuple[str, str, str, str]]:
    """Return column, what stands there, what is expected and what to do."""
    found: list[tuple[str, str, str, str]] = []
    number, last = (0, None) if before is None else (before.version, before.state)
    if row.version != number + 1:
        wanted = f"version {number + 1}"
        found.append(("version", str(row.version), wanted, "Number them one by one."))
    if row.state not in _NEXT[last]:
        after = "at the beginning" if last is None else f"after '{last}'"
        advice = "A version is drafted, then reviewed, then final; a change begins a new draft."
        found.append(("state", row.state, f"{' or '.join(_NEXT[last])} {after}", advice))
    elif row.state != "draft" and before is not None and _differ(row, before):
        advice = f"Record the changed content as a draft first; version {number} differs."
        found.append(
            ("fingerprint", f"{row.fingerprint}", f"{before.fingerprint}, as {last}", advice)
        )
    if before is not None and row.date < before.date:
        found.append(("date", f"{row.date}", f"{before.date} or later", "Correct the day."))
    return found


def _differ(row: StrategyVersion, before: StrategyVersion) -> bool:
    """Return whether two versions have marks that are not the same."""
    marks = {one.fingerprint for one in (row, before) if one.fingerprint}
    return len(marks) == 2


# ---------------------------------------------------------------- the mark of a content


def fingerprint(content: object) -> str:
    """Return the mark of any content: the first twelve hexadecimal digits of its SHA-256 hash.

    Parameters
    ----------
    content : object
        Texts, numbers, Decimals, days, lists, mappings, tables, in any depth. The order of keys and
        columns does not matter, that of rows does; blanks of any kind are the same.

    Raises
    ------
    InvalidInput
        Something that has no canonical form.

    Examples
    --------
    >>> fingerprint({"a": Decimal("1.50"), "b": None}) == fingerprint({"b": None, "a": "1.5"})
    False
    >>> fingerprint({"a": Decimal("1.50")}) == fingerprint({"a": Decimal("1.5")})
    True
    """
    written = json.dumps(
        _plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return sha256(written.encode()).hexdigest()[:_DIGITS]


def _plain(value: Any) -> Any:  # noqa: PLR0911 - one line per kind of value
    if isinstance(value, pd.DataFrame):
        return [_plain(row) for row in value.to_dict("records")]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | np.ndarray | pd.Series | pd.Index):
        return [_plain(one) for one in value]
    if isinstance(value, set | frozenset):
        return sorted((_plain(one) for one in value), key=str)
    if value is None or pd.isna(value):
        return None
    if isinstance(value, Decimal):
        plain = value.normalize()
        return {"amount": f"{plain:f}" if plain else "0"}
    if isinstance(value, pd.Timestamp | datetime | date):
        return value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, int | np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        number = float(value)
        return int(number) if number.is_integer() else number
    if isinstance(value, str):
        return value
    message = f"A strategy cannot hold a value of the kind '{type(value).__name__}'."
    raise InvalidInput(message)


def _says_nothing(part: object) -> bool:
    if part is None or (isinstance(part, str) and not part.strip()):
        return True
    return hasattr(part, "__len__") and len(part) == 0
