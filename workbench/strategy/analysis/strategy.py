"""Versions of a draft scaling strategy: draft, reviewed, final, each with the mark of its content.

A version is known by a fingerprint: the first twelve hexadecimal digits of the SHA-256 hash of what
the strategy says (option, package, partners, plan, budget, assumptions), written in one fixed way.
If the content changes afterwards, the marks differ and the version is flagged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from html import escape
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import require
from workbench.errors import InvalidInput, Problem

State = Literal["draft", "reviewed", "final"]
STATES: tuple[State, ...] = get_args(State)

NEXT: Mapping[str | None, tuple[str, ...]] = {
    None: ("draft",),
    "draft": ("draft", "reviewed"),
    "reviewed": ("draft", "final"),
    "final": ("draft",),
}
"""States that may follow a state; the key None is the beginning."""

PARTS = ("option", "package", "partners", "plan", "budget", "assumptions")
"""What a strategy says, in the order in which a report tells it."""

SOURCES = (
    "SHA-256 (FIPS 180-4) over JSON with sorted keys; twelve hexadecimal digits: ours",
    "draft, reviewed, final; a review and a final version hold for the content that was reviewed: "
    "ours, after the Scaling Readiness steps draft, feedback, final",
)
_DIGITS = 12


@dataclass(frozen=True, eq=False)
class Strategy:
    """A scaling strategy as it stands, and its recorded versions.

    Attributes
    ----------
    table : DataFrame
        One row per version, the latest last: version (int), state, date (datetime), by,
        fingerprint, comment (text), current (bool, whether the content is still the same; missing
        where no fingerprint was recorded).
    site : str
        Key of the site.
    fingerprint : str
        Mark of the content as it stands.
    parts : mapping of str to str
        Mark of each part.
    empty : tuple of str
        Parts that say nothing yet.
    state : str or None
        State of the latest version; ``None`` where there is none.
    changed : bool
        Whether the content has changed since the latest version.
    problems : tuple of Problem
        Changes of state that are not allowed, and other contradictions between versions.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    site: str
    fingerprint: str
    parts: Mapping[str, str]
    empty: tuple[str, ...]
    state: str | None
    changed: bool
    problems: tuple[Problem, ...]
    method: Method

    @property
    def next_states(self) -> tuple[str, ...]:
        """States that the next version may have, with the content as it stands."""
        allowed = NEXT[self.state]
        return ("draft",) if self.changed and self.state is not None else allowed

    def record(self, state: str, day: date, by: str, *, comment: str = "") -> dict[str, object]:
        """Make the row of the table ``strategies`` that records the content as it stands.

        Parameters
        ----------
        state : {"draft", "reviewed", "final"}
            State of the new version.
        day : date
            Day of the draft, review or adoption.
        by : str
            Who drafted, reviewed or adopted it.
        comment : str
            What was said about it.

        Returns
        -------
        dict
            site, version, state, date, by, fingerprint, comment.

        Raises
        ------
        InvalidInput
            The state cannot follow, or earlier versions contradict each other.
        """
        number = 1 if self.table.empty else int(self.table["version"].max()) + 1
        row = {"site": self.site, "version": number, "state": state, "date": pd.Timestamp(day)}
        row |= {"by": by, "fingerprint": self.fingerprint, "comment": comment}
        names = [name for name in row if name != "comment"]
        before = self.table.assign(site=self.site)[names] if len(self.table) else pd.DataFrame()
        problems = check_versions(pd.concat([before, pd.DataFrame([row])[names]]))
        if problems:
            message = f"Version {number} cannot be recorded"
            raise InvalidInput(message, problems)
        return row

    def _repr_html_(self) -> str:
        """Show the versions, with texts escaped."""
        rows = []
        for row in self.table.to_dict("records"):
            cells = [f"{row['version']}", str(row["state"]), f"{row['date']:%Y-%m-%d}"]
            cells += [
                "" if pd.isna(row[name]) else str(row[name]) for name in ("by", "fingerprint")
            ]
            rows.append("<tr>" + "".join(f"<td>{escape(one)}</td>" for one in cells) + "</tr>")
        head = "".join(f"<th>{one}</th>" for one in ("version", "state", "date", "by", "mark"))
        note = f"<p>The content as it stands bears the mark {self.fingerprint}.</p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{note}"


def draft_strategy(
    site: str,
    *,
    option: object = None,
    package: object = None,
    partners: object = None,
    plan: object = None,
    budget: object = None,
    assumptions: object = None,
    versions: pd.DataFrame | None = None,
) -> Strategy:
    """Put the strategy of a site beside its recorded versions.

    Parameters
    ----------
    site : str
        Key of the site.
    option, package, partners, plan, budget, assumptions : object
        What the strategy says: texts, numbers, lists, mappings, tables. ``None`` says nothing yet.
    versions : DataFrame, optional
        Table ``strategies``: site, version, state, date, by, fingerprint, comment.

    Returns
    -------
    Strategy

    Raises
    ------
    InvalidInput
        Something that has no canonical form.

    Examples
    --------
    >>> strategy = draft_strategy("huye", option="outsource", budget=Decimal("1200.00"))
    >>> strategy.state, strategy.next_states, len(strategy.fingerprint)
    (None, ('draft',), 12)
    """
    said = (option, package, partners, plan, budget, assumptions)
    content = dict(zip(PARTS, said, strict=True))
    mark = fingerprint({"site": site, **content})
    table = _versions(site, versions)
    current = table["fingerprint"].eq(mark).astype("boolean")
    table["current"] = current.mask(table["fingerprint"].isna())
    state = None if table.empty else str(table["state"].iloc[-1])
    known = not table.empty and pd.notna(table["fingerprint"].iloc[-1])
    return Strategy(
        table=table,
        site=site,
        fingerprint=mark,
        parts={name: fingerprint(part) for name, part in content.items()},
        empty=tuple(name for name, part in content.items() if _says_nothing(part)),
        state=state,
        changed=bool(known and not table["current"].iloc[-1]),
        problems=tuple(check_versions(table.assign(site=site))),
        method=Method("fingerprint of the content", {"digits": _DIGITS}, SOURCES),
    )


def check_versions(versions: pd.DataFrame) -> list[Problem]:
    """Find changes of state that are not allowed, site by site.

    Parameters
    ----------
    versions : DataFrame
        Table ``strategies``.

    Returns
    -------
    list of Problem
        A state that does not exist or cannot follow; a version number that is missing or stands
        twice; a version older than the one before; a review or adoption of content that differs
        from that of the version before.
    """
    problems: list[Problem] = []
    for site, part in versions.groupby("site", sort=False):
        before: dict[str, Any] | None = None
        for row in part.sort_values("version", kind="stable").to_dict("records"):
            problems += _wrong(str(site), {str(k): v for k, v in row.items()}, before)
            before = {str(key): value for key, value in row.items()}
    return problems


def _wrong(site: str, row: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Problem]:
    state, number = str(row["state"]), int(row["version"])
    found: list[tuple[str, str, str, str]] = []
    expected = 1 if before is None else int(before["version"]) + 1
    if number != expected:
        found.append(("version", str(number), f"version {expected}", "Number them one by one."))
    last = None if before is None else str(before["state"])
    allowed = NEXT.get(last, STATES)
    if state not in allowed:
        after = "at the beginning" if last is None else f"after '{last}'"
        words = " or ".join(allowed)
        advice = "A version is drafted, then reviewed, then final; a change begins a new draft."
        found.append(("state", state, f"{words} {after}", advice))
    elif before is not None and state in {"reviewed", "final"} and _differ(row, before):
        advice = (
            f"Record the changed content as a draft first; version {before['version']} differs."
        )
        mark = str(before.get("fingerprint"))
        found.append(("fingerprint", str(row["fingerprint"]), f"{mark}, as {last}", advice))
    if before is not None and row["date"] < before["date"]:
        day = f"{before['date']:%Y-%m-%d}"
        found.append(("date", f"{row['date']:%Y-%m-%d}", f"{day} or later", "Correct the day."))
    return [
        Problem(
            file="strategies",
            column=column,
            found=shown,
            expected=wanted,
            advice=f"{advice} (Version {number}.)",
            site=site,
        )
        for column, shown, wanted, advice in found
    ]


def _differ(row: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    marks = [one.get("fingerprint") for one in (row, before)]
    return all(isinstance(mark, str) and mark for mark in marks) and marks[0] != marks[1]


def _versions(site: str, versions: pd.DataFrame | None) -> pd.DataFrame:
    columns = ["version", "state", "date", "by", "fingerprint", "comment"]
    if versions is None or versions.empty:
        return pd.DataFrame({name: pd.Series(dtype="str") for name in columns})
    require(versions, ("site", "version", "state", "date"), "strategies")
    table = versions[versions["site"] == site].reindex(columns=columns)
    table["date"] = pd.to_datetime(table["date"])
    table["version"] = table["version"].astype("int64")
    for name in ("state", "by", "fingerprint", "comment"):
        table[name] = table[name].astype("str")
    return table.sort_values("version", kind="stable").reset_index(drop=True)


# ---------------------------------------------------------------- the mark of a content


def fingerprint(content: object) -> str:
    """Give the mark of any content: the first twelve hexadecimal digits of its SHA-256 hash.

    Parameters
    ----------
    content : object
        Texts, numbers, Decimals, days, lists, mappings, tables, in any depth. The order of keys and
        columns does not matter, that of rows does; blanks of any kind are the same.

    Returns
    -------
    str

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
    return sha256(canonical(content).encode()).hexdigest()[:_DIGITS]


def canonical(content: object) -> str:
    """Write any content in one fixed way: JSON with sorted keys and without blanks between.

    Examples
    --------
    >>> canonical({"b": date(2026, 3, 1), "a": [1, float("nan")]})
    '{"a":[1,null],"b":"2026-03-01"}'
    """
    return json.dumps(
        _plain(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


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
        written = value.isoformat()
        return written.removesuffix("T00:00:00")
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
