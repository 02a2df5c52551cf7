"""What a dated plan contradicts: results before their input, checks when it is over, the decision.

Two rules read words, because no column says it: whether an activity is a new diagnosis, and whether
it is meant to take place during another one. What they found is said as found by words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workbench.plan.analysis.rows import DatedActivity, PlanLink

_DIAGNOSIS = re.compile(
    r"\bdiagnos|\b(re-?)?scor(e|es|ing) of\b|\bre-?assess"
    r"|\b(read|score|assess) (all |the )?levels\b",
    re.IGNORECASE,
)
_DURING = re.compile(r"\b(during|half[- ]time|half[- ]way|mid[- ]?term)\b", re.IGNORECASE)
_LATE = 0.75  # share of its time after which an activity is nearly over: ours


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """What the plan was asked for; a row of the table ``activities``."""

    activity: str
    title: str
    component: str | None
    proposal: str | None
    deliverable: str | None
    readiness_after: int | None
    use_after: int | None


@dataclass(frozen=True, slots=True)
class EarlyResult:
    """Activities that are done before something they come after has ended.

    Attributes
    ----------
    input : DatedActivity
        What has not ended by then.
    early : tuple of DatedActivity
        What is done nevertheless, in the order of the plan.
    """

    input: DatedActivity
    early: tuple[DatedActivity, ...]


def early_results(rows: Sequence[DatedActivity], links: Iterable[PlanLink]) -> list[EarlyResult]:
    """List activities that end before what they are to follow has ended.

    Looked at are chains of links "begins when it has ended": an overlap, such as ``A10 FS-10``, is
    where this comes from.

    Examples
    --------
    >>> from workbench.plan.analysis.schedule import schedule
    >>> import pandas as pd
    >>> from workbench.core.rows import rows_of
    >>> plan = pd.DataFrame({"site": "a", "activity": ["A1", "A2"], "after": [None, "A1 FS-5"]})
    >>> dated = schedule(plan.assign(likely=[10, 2]), start="2026-03-02")
    >>> rows, links = rows_of(dated.table, DatedActivity), rows_of(dated.links, PlanLink)
    >>> [(one.input.activity, one.early[0].activity) for one in early_results(rows, links)]
    [('A1', 'A2')]
    """
    by_key = {row.activity: row for row in rows}
    before: dict[str, list[str]] = defaultdict(list)
    for link in links:
        if link.kind == "FS":
            before[link.activity].append(link.before)
    found: dict[str, list[DatedActivity]] = defaultdict(list)
    for row in rows:
        for key in _all_before(row.activity, before):
            end = by_key[key].finish
            if row.finish is not None and end is not None and row.finish < end:
                found[key].append(row)
    return [EarlyResult(row, tuple(found[row.activity])) for row in rows if row.activity in found]


def _all_before(key: str, before: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    ahead = list(before[key])
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += before[one]
    return found


@dataclass(frozen=True, slots=True)
class LateCompanion:
    """An activity that is to take place during another one, and begins when that is nearly over."""

    row: DatedActivity
    start: date
    host: DatedActivity
    host_finish: date


def late_companions(
    rows: Sequence[DatedActivity], links: Iterable[PlanLink]
) -> list[LateCompanion]:
    """List activities that say "during" or "half time" and begin when the other is nearly over.

    Nearly over is after three quarters of its days: ours. The other one is what it begins or ends
    with (SS, FF).
    """
    by_key = {row.activity: row for row in rows}
    found: dict[str, LateCompanion] = {}
    for link in links:
        row, host = by_key[link.activity], by_key[link.before]
        if link.kind not in {"SS", "FF"} or not _DURING.search(row.title):
            continue
        if row.start is None or host.start is None or host.finish is None:
            continue
        passed = (row.start - host.start).days / max((host.finish - host.start).days, 1)
        if passed > _LATE:
            found[row.activity] = LateCompanion(row, row.start, host, host.finish)
    return list(found.values())


def new_diagnoses(
    rows: Iterable[PlannedActivity],
) -> tuple[list[PlannedActivity], list[PlannedActivity]]:
    """Return the activities that end in a new diagnosis: by the levels entered, and by words alone.

    Words that count stand in the title or in what it delivers: diagnose, diagnosis, scores of,
    re-assess, read the levels.

    Examples
    --------
    >>> blank = (None, None, None, None, None)
    >>> said = PlannedActivity("A8", "Diagnose again after the season", *blank)
    >>> other = PlannedActivity("A9", "Set up the gardens", *blank)
    >>> [one.activity for one in new_diagnoses([said, other])[1]]
    ['A8']
    """
    by_level, by_words = [], []
    for row in rows:
        if row.readiness_after is not None or row.use_after is not None:
            by_level.append(row)
        elif _DIAGNOSIS.search(f"{row.title}; {row.deliverable or ''}"):
            by_words.append(row)
    return by_level, by_words


def not_decided(
    rows: Iterable[PlannedActivity], decided: Collection[str]
) -> dict[str, list[PlannedActivity]]:
    """Return the activities of options that were not decided on, by option."""
    found: dict[str, list[PlannedActivity]] = defaultdict(list)
    for row in rows:
        if row.proposal is not None and row.proposal not in decided:
            found[row.proposal].append(row)
    return dict(found)
