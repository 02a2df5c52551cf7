"""The action plan: who confirmed what, how much of it stands, what changed since it was agreed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Final

from workbench.agree.analysis.rows import Confirmation
from workbench.core.method import Method

_DIGITS = 12

METHOD: Final = Method(
    "confirmed action plan",
    {},
    (
        "activities, responsibilities, times and resources per site: Scaling Readiness, step Agree",
        "an activity is confirmed when each party that answers for it or takes part says yes; "
        "money by the party that spends it: ours",
    ),
)


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """An activity with who does it, when and with what.

    Attributes
    ----------
    activity, title : str
        Key, and what is done.
    responsible : str or None
        Actor that answers for it.
    partners : tuple of str
        Actors that take part.
    start, finish : date or None
        First and last day.
    amount : Decimal
        What it costs, in base currency.
    at_least : bool
        Whether some of that is still to be determined.
    critical : bool
        Whether its end moves the end of the plan.
    """

    activity: str
    title: str
    responsible: str | None
    partners: tuple[str, ...]
    start: date | None
    finish: date | None
    amount: Decimal
    at_least: bool
    critical: bool


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An activity and who stands by it.

    Attributes
    ----------
    work : PlannedWork
        The activity.
    yes, partly, no : tuple of str
        Actors that confirmed, confirmed in part, or refused.
    open : tuple of str
        Actors with a part that have not said; who leads the project is not asked.
    notes : tuple of str
        What is missing, in the words of who said so.
    alone : bool
        Whether only who leads the project has a part in it, so that nobody is asked.
    """

    work: PlannedWork
    yes: tuple[str, ...]
    partly: tuple[str, ...]
    no: tuple[str, ...]
    open: tuple[str, ...]
    notes: tuple[str, ...]
    alone: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether everybody who is asked stands by it, and somebody is asked."""
        return bool(self.yes) and not (self.partly or self.no or self.open)


@dataclass(frozen=True, slots=True)
class ActionPlan:
    """The action plan of a site.

    Attributes
    ----------
    rows : tuple of ActionRow
        In the order of the plan.
    fingerprint : str
        Mark of activities, people, days and money as they stand.
    """

    rows: tuple[ActionRow, ...]
    fingerprint: str

    @property
    def share(self) -> float | None:
        """Share of `shared` that is confirmed; ``None`` where nobody else has a part."""
        own = self.shared
        return sum(one.confirmed for one in own) / len(own) if own else None

    @property
    def shared(self) -> tuple[ActionRow, ...]:
        """Activities in which others than who leads the project have a part."""
        return tuple(one for one in self.rows if not one.alone)

    @property
    def money(self) -> tuple[Decimal, Decimal]:
        """What confirmed activities cost, and what all do in which others have a part."""
        every = sum((one.work.amount for one in self.shared), Decimal(0))
        sure = sum((one.work.amount for one in self.shared if one.confirmed), Decimal(0))
        return sure, every

    @property
    def critical_open(self) -> tuple[ActionRow, ...]:
        """Critical activities in which others have a part and that are not confirmed."""
        return tuple(one for one in self.shared if one.work.critical and not one.confirmed)


def action_plan(
    works: Iterable[PlannedWork],
    confirmations: Iterable[Confirmation],
    actor_of: Mapping[str, str],
    leads: Collection[str] = (),
) -> ActionPlan:
    """Set the plan beside what parties confirmed.

    Parameters
    ----------
    works : iterable of PlannedWork
        The plan.
    confirmations : iterable of Confirmation
        What parties said; the latest word of a party on an activity counts.
    actor_of : mapping of str to str
        Actor of each party.
    leads : collection of str
        Actors that lead the project: the plan is theirs, so nobody asks them.

    Examples
    --------
    >>> day = date(2026, 3, 1)
    >>> work = PlannedWork("A1", "Plant", "garden", ("union",), day, day, Decimal(9), False, True)
    >>> found = action_plan([work], [Confirmation("A1", "g", "yes", day, None)], {"g": "garden"})
    >>> found.rows[0].yes, found.rows[0].open, found.share
    (('garden',), ('union',), 0.0)
    """
    said: dict[str, dict[str, Confirmation]] = {}
    for one in sorted(confirmations, key=lambda one: one.date):
        said.setdefault(one.activity, {})[actor_of.get(one.party, one.party)] = one
    plan = list(works)
    rows = tuple(_row(work, said.get(work.activity, {}), leads) for work in plan)
    return ActionPlan(rows, plan_fingerprint(plan))


def _row(work: PlannedWork, said: Mapping[str, Confirmation], leads: Collection[str]) -> ActionRow:
    named = [one for one in dict.fromkeys((work.responsible, *work.partners)) if one]

    def with_word(word: str) -> tuple[str, ...]:
        return tuple(actor for actor, one in said.items() if one.confirmed == word)

    return ActionRow(
        work,
        with_word("yes"),
        with_word("partly"),
        with_word("no"),
        tuple(one for one in named if one not in said and one not in leads),
        tuple(one.note for one in said.values() if one.note),
        bool(named) and all(one in leads for one in named),
    )


def plan_fingerprint(works: Sequence[PlannedWork]) -> str:
    """Return the mark of a plan: the first twelve digits of the SHA-256 hash of its rows.

    Examples
    --------
    >>> len(plan_fingerprint([]))
    12
    """
    written = json.dumps([frozen_row(one) for one in works], sort_keys=True, ensure_ascii=False)
    return sha256(written.encode()).hexdigest()[:_DIGITS]


def frozen_row(work: PlannedWork) -> dict[str, str]:
    """Return an activity as words that can be kept and compared; blank is not known."""
    row = asdict(work) | {"partners": ";".join(work.partners)}
    return {name: "" if value is None else str(value) for name, value in row.items()}


@dataclass(frozen=True, slots=True)
class PlanChange:
    """Something that is not as it was agreed.

    Attributes
    ----------
    activity : str
        The activity.
    what : str
        Field, or "added" or "dropped".
    agreed, now : str
        What was agreed, and what stands there now.
    """

    activity: str
    what: str
    agreed: str
    now: str


def changes_since(
    agreed: Sequence[Mapping[str, str]], now: Sequence[PlannedWork]
) -> tuple[PlanChange, ...]:
    """List what is not as it was agreed, activity by activity.

    Parameters
    ----------
    agreed : sequence of mapping
        Rows as :func:`frozen_row` keeps them.
    now : sequence of PlannedWork
        The plan as it stands.

    Examples
    --------
    >>> work = PlannedWork("A1", "Plant", "garden", (), None, None, Decimal(9), False, True)
    >>> changes_since([frozen_row(work) | {"amount": "7"}], [work])
    (PlanChange(activity='A1', what='amount', agreed='7', now='9'),)
    """
    before = {row["activity"]: row for row in agreed}
    after = {one.activity: frozen_row(one) for one in now}
    found = []
    for key in dict.fromkeys((*before, *after)):
        if key not in after:
            found.append(PlanChange(key, "dropped", before[key]["title"], ""))
        elif key not in before:
            found.append(PlanChange(key, "added", "", after[key]["title"]))
        else:
            found += [
                PlanChange(key, name, before[key].get(name, ""), value)
                for name, value in after[key].items()
                if name not in {"critical", "at_least"} and before[key].get(name, "") != value
            ]
    return tuple(found)
