"""Which form of partnership to propose to each partner: a rule that the team can override.

The rule is ours. It looks at how the partner is engaged, whether money moves, what part of the need
it covers, what sort of organisation it is, which dimension the bottleneck is short of, and how far
it is trusted. The forms themselves are data (:mod:`workbench.frameworks.modalities`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.table_access import text

#: Capacity from which an actor holds what a component needs (network note, §2.7).
HOLDER = 0.6

#: Trust from which a partner is left to work as it sees best (ours).
TRUSTED = 0.5

_PUBLIC = ("government-national", "government-subnational")
_KNOWING = ("research", "university")
_GRASSROOTS = ("farmer-organisation", "ngo-local")
_CIVIL = (*_GRASSROOTS, "ngo-national", "ngo-international")
_FUNDING = ("foundation", "un-agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerFacts:
    """What the rule looks at.

    Attributes
    ----------
    platform : bool
        Whether the partner is a member of the platform, and not one of one to one.
    sort : str or None
        Type of the organisation.
    capacity : float
        Largest part of a need that it covers; NaN where not known.
    cost : float
        Known cost of the partnership; NaN where not known, 0 where no money is needed.
    binding : str
        "readiness", "use", "both", or "" where not known.
    trust : float
        NaN where not known.
    influence : bool
        Whether it is among the quarter with the most influence.
    decided : bool
        Whether it carries out what the team decided.
    """

    platform: bool
    sort: str | None
    capacity: float
    cost: float
    binding: str
    trust: float
    influence: bool
    decided: bool = False


def propose_modality(facts: PartnerFacts) -> tuple[str, str]:  # noqa: PLR0911 - one per rule
    """Propose a form of partnership and say why.

    Returns
    -------
    key : str
        Key of the form.
    why : str
        Reason in a few words.

    Examples
    --------
    >>> bank = PartnerFacts(
    ...     platform=False,
    ...     sort="financial",
    ...     capacity=1.0,
    ...     cost=4500.0,
    ...     binding="use",
    ...     trust=0.7,
    ...     influence=False,
    ... )
    >>> propose_modality(bank)
    ('contract', 'a financial institution that can deliver what is needed')
    """
    if facts.platform:
        return "platform-membership", "one of many with a part each"
    if facts.decided and facts.sort not in _PUBLIC:
        return "contract", "it carries out what the team decided"
    if not facts.capacity > 0 and not facts.decided:  # also where it is not known
        return _without_capacity(facts)
    holder = facts.capacity >= HOLDER
    if facts.cost == 0:
        return _without_money(facts)
    if facts.sort in _PUBLIC:
        return "mou", "a public body acts from its own mandate"
    if facts.sort in _FUNDING:
        return "joint-proposal", "an organisation with access to money for the work"
    if facts.sort == "financial":
        able = "that can deliver what is needed" if holder else "that can deliver a part"
        return "contract", f"a financial institution {able}"
    if facts.sort == "public-private":
        return "ppp", "already run by public and private bodies together"
    if facts.sort == "private-company":
        return _company(facts, holder=holder)
    return _by_trust(facts, holder=holder)


def _without_capacity(facts: PartnerFacts) -> tuple[str, str]:
    if facts.influence:
        return "advisory", "its word counts, and no capacity of its own is known"
    return "mou", "it reaches others, and no capacity of its own is known"


def _without_money(facts: PartnerFacts) -> tuple[str, str]:
    if facts.sort in _KNOWING:
        return "data-sharing", "it holds knowledge, and no money is needed"
    if facts.sort in _GRASSROOTS:
        return "in-kind", "its members gain, and no money is needed"
    return "mou", "no money is needed"


def _company(facts: PartnerFacts, *, holder: bool) -> tuple[str, str]:
    if facts.binding == "use":
        return "co-investment", "a company gains from more use and can share cost and risk"
    if facts.binding == "readiness" and holder:
        return "licence", "a company that can make what is not ready"
    return "contract", "a company delivers what can be named"


def _by_trust(facts: PartnerFacts, *, holder: bool) -> tuple[str, str]:
    if facts.sort in _KNOWING and facts.binding == "use" and not holder:
        return "data-sharing", "it holds knowledge, and use is what is short"
    if np.isnan(facts.trust):
        return "contract", "named deliveries, as trust in it is not known"
    if facts.trust >= TRUSTED and (facts.sort in _CIVIL or facts.sort in _KNOWING):
        return "sub-grant", "a trusted partner carries its part as it sees best"
    if facts.trust < TRUSTED:
        return "contract", "named deliveries, as trust in it is low"
    return "contract", "named deliveries for money"


def chosen_by_team(partnerships: pd.DataFrame) -> dict[tuple[str, str], tuple[str, str]]:
    """Give the forms that the team chose, by site and actor, with the reason.

    Several for one actor are joined by ;, each once, in the order of the components they are for.

    Examples
    --------
    >>> rows = pd.DataFrame(
    ...     {"site": ["s"], "actor": ["a"], "modality": ["mou"], "reason": ["asked for it"]}
    ... )
    >>> chosen_by_team(rows)
    {('s', 'a'): ('mou', 'chosen by the team: asked for it')}
    """
    found: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    frame = pd.DataFrame(
        {name: text(partnerships, name) for name in ("site", "actor", "component")}
        | {name: text(partnerships, name) for name in ("modality", "reason")}
    )
    # Blank is for all components, and comes first.
    frame["order"] = frame["component"].fillna("")
    for row in frame.sort_values(["site", "actor", "order"]).to_dict("records"):
        keys, reasons = found.setdefault((str(row["site"]), str(row["actor"])), ([], []))
        reason = "no reason given" if pd.isna(row["reason"]) else str(row["reason"])
        if row["modality"] not in keys:
            keys.append(str(row["modality"]))
            reasons.append(reason)
    return {
        place: (";".join(keys), f"chosen by the team: {'; '.join(dict.fromkeys(reasons))}")
        for place, (keys, reasons) in found.items()
    }
