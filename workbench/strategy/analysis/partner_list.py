"""One list of partners: chosen, named by decision or plan, paid, or agreed with; what does not fit.

Each step names partners for reasons of its own. A partner of the strategy is one whom any of them
names; where the others do not follow, the list says so and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final

from workbench.core.method import Method

METHOD: Final = Method(
    name="One list of partners",
    parameters={},
    sources=(
        "a partner is who is chosen, carries out a decision, has a part in the plan, is paid, "
        "gives in kind or has agreed; one with a part is marked where it is not chosen, not agreed "
        "with or not known to be able: ours",
    ),
)


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit about a partner.

    Attributes
    ----------
    kind : str
        Short name: "nothing-agreed", "partner-not-chosen", "capacity-not-known", "no-part".
    what : str
        In a few words.
    to_do : str
        What mends it, in a sentence.
    table : str
        Table in which it is mended.
    """

    kind: str
    what: str
    to_do: str
    table: str


AGREE: Final = Misfit(
    "nothing-agreed",
    "nothing agreed",
    "Agree on the form of the partnership and record it.",
    "partnerships",
)
NOT_CHOSEN: Final = Misfit(
    "partner-not-chosen",
    "not chosen",
    "Record its capacity and its ties, or give the work to a partner that is chosen.",
    "capacities",
)
NO_CAPACITY: Final = Misfit(
    "capacity-not-known",
    "no capacity recorded",
    "Record what it can do and what that costs.",
    "capacities",
)
NO_PART: Final = Misfit(
    "no-part",
    "no part yet",
    "Give it work in the plan, or leave it out.",
    "activities",
)


@dataclass(frozen=True, slots=True)
class ListedPartner:
    """A partner of the strategy.

    Attributes
    ----------
    actor : str
        Its key.
    mode : str or None
        "bilateral" or "platform" where the choice of partners proposes it.
    carries : tuple of str
        Components whose decided option it carries out.
    leads, helps : int
        Activities that it is responsible for, and in which it helps.
    amount : Decimal or None
        What it spends in cash, in base currency; ``None`` where it spends nothing.
    in_kind : Decimal or None
        What it gives in work and goods; ``None`` where it gives nothing.
    at_least : bool
        Whether something of these is still to be determined.
    modality : str or None
        The form that was agreed; ``None`` where nothing is.
    proposed : str or None
        The form that the choice of partners proposes.
    is_lead : bool
        Whether it leads the project; nothing has to be agreed with it.
    misfits : tuple of Misfit
        What does not fit.
    """

    actor: str
    mode: str | None = None
    carries: tuple[str, ...] = ()
    leads: int = 0
    helps: int = 0
    amount: Decimal | None = None
    in_kind: Decimal | None = None
    at_least: bool = False
    modality: str | None = None
    proposed: str | None = None
    is_lead: bool = False
    misfits: tuple[Misfit, ...] = ()

    @property
    def agreed(self) -> bool:
        """Whether a form of partnership is agreed with it."""
        return self.modality is not None

    @property
    def has_part(self) -> bool:
        """Whether decision, plan or budget count on it."""
        return bool(self.counted_on or self.helps)

    @property
    def counted_on(self) -> bool:
        """Whether the strategy needs it: it carries out, is responsible, is paid or gives."""
        return bool(self.carries or self.leads or self.amount or self.in_kind)


@dataclass
class NamedSomewhere:
    """Where each partner is named, by its key; what :func:`partner_list` puts together.

    Attributes
    ----------
    chosen : mapping of str to (str, str or None)
        Mode and proposed form of each partner that the choice proposes.
    carries : iterable of (str, str)
        Component and actor of each decided option.
    responsible, helping : iterable of str
        An actor as often as it has an activity.
    paid : mapping of str to (Decimal, bool)
        What it spends in cash, and whether that is at least so much.
    giving : mapping of str to (Decimal, bool)
        What it gives in kind, and whether that is at least so much.
    agreed : mapping of str to str
        Form that was agreed.
    able : set of str
        Actors of which a capacity is recorded.
    leads : set of str
        Who leads the project.
    """

    chosen: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    carries: Iterable[tuple[str, str]] = ()
    responsible: Iterable[str] = ()
    helping: Iterable[str] = ()
    paid: Mapping[str, tuple[Decimal, bool]] = field(default_factory=dict)
    giving: Mapping[str, tuple[Decimal, bool]] = field(default_factory=dict)
    agreed: Mapping[str, str] = field(default_factory=dict)
    able: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()


def partner_list(named: NamedSomewhere) -> tuple[ListedPartner, ...]:
    """Put together who is named anywhere, those first on whom most depends.

    Parameters
    ----------
    named : NamedSomewhere
        Where each partner is named.

    Returns
    -------
    tuple of ListedPartner
        Who carries out a decision, then by activities and money, then who is proposed only.

    Examples
    --------
    >>> found = partner_list(
    ...     NamedSomewhere(
    ...         chosen={"nursery": ("bilateral", "co-investment")},
    ...         carries=[("clean-seed", "garden")],
    ...         responsible=["garden", "garden"],
    ...         paid={"garden": (Decimal(20708), False)},
    ...     )
    ... )
    >>> [one.actor for one in found], [misfit.kind for misfit in found[0].misfits]
    (['garden', 'nursery'], ['nothing-agreed', 'partner-not-chosen', 'capacity-not-known'])
    """
    carries, responsible = list(named.carries), list(named.responsible)
    helping = list(named.helping)
    keys = dict.fromkeys(
        [
            *(actor for _, actor in carries),
            *responsible,
            *helping,
            *named.paid,
            *named.giving,
            *named.agreed,
            *named.chosen,
        ]
    )
    found = []
    for actor in keys:
        mode, proposed = named.chosen.get(actor, (None, None))
        amount, open_cash = named.paid.get(actor, (None, False))
        in_kind, open_kind = named.giving.get(actor, (None, False))
        bare = ListedPartner(
            actor=actor,
            mode=mode,
            carries=tuple(component for component, own in carries if own == actor),
            leads=responsible.count(actor),
            helps=helping.count(actor),
            amount=amount,
            in_kind=in_kind,
            at_least=open_cash or open_kind,
            modality=named.agreed.get(actor),
            proposed=proposed,
            is_lead=actor in named.leads,
        )
        found.append(_with_misfits(bare, named))
    return tuple(sorted(found, key=_weight))


def _weight(one: ListedPartner) -> tuple[bool, int, Decimal, int, bool]:
    return (
        not one.carries,
        -one.leads,
        -(one.amount or Decimal(0)) - (one.in_kind or Decimal(0)),
        -one.helps,
        one.mode != "bilateral",
    )


def _with_misfits(one: ListedPartner, named: NamedSomewhere) -> ListedPartner:
    if one.is_lead:
        return one
    found = []
    if one.counted_on and not one.agreed:
        found.append(AGREE)
    if (one.carries or one.leads) and named.chosen and one.mode is None:
        found.append(NOT_CHOSEN)
    if one.carries and one.actor not in named.able:
        found.append(NO_CAPACITY)
    if not one.has_part:
        found.append(NO_PART)
    return replace(one, misfits=tuple(found))
