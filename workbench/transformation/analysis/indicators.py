"""Indicators: baseline, value now, target, floor, the way between, and a light in words.

Some are computed from other tables where nobody states a value; they are marked. What nobody knows
is "not known": an indicator without a value is neither good nor bad.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from workbench.core.method import Method

Light = Literal["below its floor", "behind", "on the way", "reached", "not known"]
"""How an indicator stands; words in place of colours alone."""

_SOURCES = (
    "way from baseline to target: a straight line in time: ours",
    "floor of an indicator, where the project states none: that of the framework, ours",
    "coverage: units that are live / units in scope; risk management: open risks whose mitigation "
    "is at work / open risks; timeline: milestones reached by their deadline / milestones due; use "
    "of resources: value / planned value of the same day",
)

_CLOSE: Final = 1e-9


def value_words(value: float) -> str:
    """Write the value of an indicator: four figures, and large numbers in full.

    Examples
    --------
    >>> value_words(31234.0), value_words(55.791), value_words(0.4)
    ('31,234', '55.79', '0.4')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


@dataclass(frozen=True, slots=True)
class IndicatorTerm:
    """An indicator as the framework defines it."""

    kpi: str
    title: str
    group: str
    unit: str
    direction: str
    floor: float | None
    meaning: str


@dataclass(frozen=True, slots=True)
class IndicatorGoal:
    """What an indicator is to reach at a site; a row of the table ``kpis``."""

    kpi: str
    unit: str | None
    baseline: float | None
    baseline_date: date | None
    target: float | None
    target_date: date | None
    floor: float | None


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """What an indicator was on a day; a row of the table ``kpi_values``."""

    kpi: str
    date: date
    value: float
    planned: float | None
    n: int | None
    note: str | None


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator and how it stands.

    Attributes
    ----------
    term : IndicatorTerm
        What it is.
    unit : str
        Unit of its values.
    baseline, now, target, floor : float or None
        Before, today, what is to be reached, and what must not be missed.
    day : date or None
        Day of the value of today.
    due : date or None
        Day by which the target is to be reached.
    expected : float or None
        Where it should be today: a straight line from baseline to target.
    n : int or None
        How many the value rests on.
    computed : bool
        Whether the value of today comes from other tables.
    assumed_floor : bool
        Whether the floor is the framework's, which is our own.
    light : str
        How it stands.
    """

    term: IndicatorTerm
    unit: str
    baseline: float | None
    now: float | None
    target: float | None
    floor: float | None
    day: date | None
    due: date | None
    expected: float | None
    n: int | None
    computed: bool
    assumed_floor: bool
    light: Light

    @property
    def is_red(self) -> bool:
        """Whether it misses its floor."""
        return self.light == "below its floor"


@dataclass(frozen=True, slots=True)
class IndicatorSheet:
    """The indicators of a site.

    Attributes
    ----------
    rows : tuple of IndicatorRow
        Primary ones first, in the order of the framework; further ones only with a value or a goal.
    method : Method
        Rules and sources.
    """

    rows: tuple[IndicatorRow, ...]
    method: Method

    @property
    def below_floor(self) -> tuple[IndicatorRow, ...]:
        """Those that miss their floor."""
        return tuple(one for one in self.rows if one.is_red)

    def row(self, kpi: str | None) -> IndicatorRow | None:
        """Return one indicator; ``None`` where it is not there."""
        return next((one for one in self.rows if one.term.kpi == kpi), None)


def indicator_sheet(
    terms: Sequence[IndicatorTerm],
    goals: Sequence[IndicatorGoal],
    values: Sequence[IndicatorValue],
    *,
    computed: Mapping[str, float] | None = None,
    as_of: date | None = None,
) -> IndicatorSheet:
    """Hold indicators against what they are to reach.

    Parameters
    ----------
    terms : sequence of IndicatorTerm
        Indicators of the framework.
    goals : sequence of IndicatorGoal
        What each is to reach.
    values : sequence of IndicatorValue
        What was observed; the latest counts.
    computed : mapping of str to float, optional
        Values from other tables, by indicator; taken where nothing was observed.
    as_of : date, optional
        Today; the day of the value where it is left out.

    Examples
    --------
    >>> term = IndicatorTerm("use", "Users", "primary", "percent", "up", None, "Share who use it")
    >>> goal = IndicatorGoal("use", None, 0, date(2026, 1, 1), 80, date(2026, 5, 1), 20)
    >>> seen = IndicatorValue("use", date(2026, 3, 2), 30, None, 200, None)
    >>> row = indicator_sheet([term], [goal], [seen]).rows[0]
    >>> (row.expected, row.light)
    (40.0, 'behind')
    """
    aims = {one.kpi: one for one in goals}
    latest = {one.kpi: one for one in sorted(values, key=lambda one: one.date)}
    found = computed or {}
    kept = [
        one
        for one in terms
        if one.group != "further" or one.kpi in {*aims, *latest, *found}
    ]  # fmt: skip
    kept.sort(key=lambda one: ("primary", "secondary", "further").index(one.group))
    return IndicatorSheet(
        rows=tuple(
            _row(one, aims.get(one.kpi), latest.get(one.kpi), found.get(one.kpi), as_of)
            for one in kept
        ),
        method=Method("Indicators against baseline, target and floor", {}, _SOURCES),
    )


def _row(
    term: IndicatorTerm,
    goal: IndicatorGoal | None,
    seen: IndicatorValue | None,
    computed: float | None,
    as_of: date | None,
) -> IndicatorRow:
    now = seen.value if seen else computed
    own = None if goal is None else goal.floor
    floor = term.floor if own is None else own
    day = seen.date if seen else as_of
    expected = None if goal is None else _expected(goal, as_of or day)
    target = None if goal is None else goal.target
    sign = 1 if term.direction == "up" else -1
    return IndicatorRow(
        term=term,
        unit=(goal.unit if goal and goal.unit else term.unit),
        baseline=None if goal is None else goal.baseline,
        now=now,
        target=target,
        floor=floor,
        day=day if now is not None else None,
        due=None if goal is None else goal.target_date,
        expected=expected,
        n=seen.n if seen else None,
        computed=seen is None and computed is not None,
        assumed_floor=own is None and floor is not None,
        light=_light(now, target, floor, expected, sign),
    )


def _expected(goal: IndicatorGoal, day: date | None) -> float | None:
    """Return where a straight line from baseline to target is on a day."""
    known = goal.baseline is not None and goal.target is not None
    if not known or goal.baseline_date is None or goal.target_date is None or day is None:
        return None
    whole = (goal.target_date - goal.baseline_date).days
    if whole <= 0:
        return goal.target
    over = min(max((day - goal.baseline_date).days / whole, 0.0), 1.0)
    return (goal.baseline or 0.0) + over * ((goal.target or 0.0) - (goal.baseline or 0.0))


def _light(
    now: float | None,
    target: float | None,
    floor: float | None,
    expected: float | None,
    sign: int,
) -> Light:
    """Name how a value stands; `sign` is 1 where more is better, else -1."""
    if now is None:
        return "not known"

    def misses(limit: float | None) -> bool:
        return limit is not None and sign * (now - limit) < -_CLOSE

    if misses(floor):
        return "below its floor"
    if target is not None and not misses(target):
        return "reached"
    if expected is None:
        return "not known" if target is None and floor is None else "on the way"
    return "behind" if misses(expected) else "on the way"


def percentage(part: float, whole: float) -> float | None:
    """Return a share in per cent; ``None`` where there is no whole.

    Examples
    --------
    >>> percentage(3, 4), percentage(0, 0)
    (75.0, None)
    """
    return 100 * part / whole if whole else None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone that has a deadline, and whether it was reached; ``None`` is not known."""

    activity: str
    title: str
    deadline: date
    reached: bool | None


def timeline_adherence(milestones: Sequence[Milestone], as_of: date | None) -> float | None:
    """Return the share, in per cent, of the milestones due by a day that were reached in time.

    Milestones of which nobody says whether they were reached are not counted; ``None`` where none
    is left, or where no day is given.

    Examples
    --------
    >>> due = [
    ...     Milestone("M1", "Set up", date(2026, 3, 1), True),
    ...     Milestone("M2", "Trained", date(2026, 4, 1), False),
    ... ]
    >>> timeline_adherence(due, date(2026, 3, 14)), timeline_adherence(due, date(2026, 4, 2))
    (100.0, 50.0)
    """
    if as_of is None:
        return None
    due = [one for one in milestones if one.deadline <= as_of and one.reached is not None]
    return percentage(sum(bool(one.reached) for one in due), len(due))
