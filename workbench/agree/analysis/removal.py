"""What the plan loses without each partner in turn: what depends on one alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbench.core.method import Method

METHOD: Final = Method(
    "removal of each partner in turn",
    {},
    (
        "a partner cannot be done without where a component has no other holder of a capacity, an "
        "activity no other that answers for it, money no other giver, or its consent is required: "
        "ours",
    ),
)


@dataclass(frozen=True, slots=True)
class Loss:
    """What would be lost without one actor.

    Attributes
    ----------
    actor : str
        The actor.
    components : tuple of str
        Components that only it has a capacity for, or carries out by decision.
    activities : tuple of str
        Activities that it answers for and in which nobody else takes part.
    money : Decimal
        What it gives and nobody else does, in base currency.
    consent : bool
        Whether its consent is required.
    """

    actor: str
    components: tuple[str, ...]
    activities: tuple[str, ...]
    money: Decimal
    consent: bool

    @property
    def is_alone(self) -> bool:
        """Whether something depends on it alone, beside its consent."""
        return bool(self.components or self.activities or self.money)


def losses(
    actors: Iterable[str],
    *,
    able: Mapping[str, Collection[str]],
    working: Mapping[str, Collection[str]],
    giving: Mapping[str, Decimal],
    required: Collection[str],
) -> tuple[Loss, ...]:
    """Return what would be lost without each actor, those first of whom most would be.

    Parameters
    ----------
    actors : iterable of str
        The partners.
    able : mapping of str to collection of str
        Actors that can serve each component that matters.
    working : mapping of str to collection of str
        Actors that have a part in each activity.
    giving : mapping of str to Decimal
        What each actor gives.
    required : collection of str
        Actors whose consent is required.

    Examples
    --------
    >>> found = losses(["garden", "desk"], able={"seed": ["garden"], "advice": ["garden", "desk"]},
    ...                working={"A1": ["desk"]}, giving={}, required=[])
    >>> [(one.actor, one.components, one.activities) for one in found]
    [('garden', ('seed',), ()), ('desk', (), ('A1',))]
    """  # fmt: skip
    found = [
        Loss(
            actor,
            tuple(one for one, who in able.items() if set(who) == {actor}),
            tuple(one for one, who in working.items() if set(who) == {actor}),
            giving.get(actor, Decimal(0)),
            actor in required,
        )
        for actor in dict.fromkeys(actors)
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (-len(one.components), -one.money, -len(one.activities), one.actor),
        )
    )
