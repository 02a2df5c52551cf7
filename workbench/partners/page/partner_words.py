"""Words for partners: modes, roles, forms of partnership, amounts, and how each need is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.drawing.words import natural_list
from workbench.frameworks.modalities import load_modalities
from workbench.language import worded
from workbench.page.text import Text, TextLike, say
from workbench.page.wording import count, percent
from workbench.partners.step import PartnersStep

#: How the mode of a site is called.
MODES: Mapping[str, str] = {
    "bilateral": "one or two partners, each one to one",
    "hybrid": "one or two partners and a platform",
    "multi-stakeholder": "a platform of many partners",
    "none": "no partners",
}

#: What an actor is for.
ROLES: Mapping[str, str] = {
    "capacity-holder": "holds a capacity",
    "broker": "mediates between sorts of organisation",
    "reach-hub": "reaches most of all",
    "legitimacy": "its word counts",
    "level-link": "links levels",
}


@dataclass(frozen=True, slots=True)
class Need:
    """What partners are needed for: a component, or reach; a row of `Partners.needs`."""

    need: str
    kind: Literal["capacity", "reach"]
    weight: float
    decides: bool
    pooling: str | None
    pooling_known: bool
    pooling_matters: bool
    c2: float | None
    whole: float | None
    wording: str
    holders: str | None
    holders_n: int

    @property
    def held_by(self) -> tuple[str, ...]:
        """Keys of those who hold most of it."""
        return tuple(self.holders.split(";")) if self.holders else ()

    @property
    def of_two(self) -> str:
        """How much of what there is the best two hold, or of what all could reach."""
        return percent(self.c2 or 0.0)

    @property
    def limit(self) -> str:
        """How much of the need the network could cover at all, where that is not all of it."""
        if self.kind == "reach" or self.whole is None or self.whole >= 0.995:
            return ""
        return f" (all there is covers {percent(self.whole)} of the need)"


def needs_of(found: PartnersStep, *, least: float = 0.0) -> list[Need]:
    """Return the needs that weigh something, and at least so much; the heaviest first."""
    every = rows_of(found.partners.needs, Need)
    weighty = [need for need in every if need.weight > 0 and need.weight >= least]
    return sorted(weighty, key=lambda need: -need.weight)


@dataclass(frozen=True, slots=True)
class Forum:
    """An existing forum and whom of those who matter it has; a row of `Partners.forums`."""

    forum: str
    name: str | None
    covers: int
    of: int

    @property
    def title(self) -> str:
        """Its name, or its key where it has none."""
        return self.name or self.forum


def forums_of(found: PartnersStep) -> list[Forum]:
    """Return the existing forums, those that have most first."""
    return rows_of(found.partners.forums, Forum)


def with_platform(found: PartnersStep) -> bool:
    """Return whether a platform is part of the chosen set."""
    return bool(found.chosen["mode"].eq("platform").any())


def sorts_of(found: PartnersStep) -> dict[str, str]:
    """Return the sort of organisation of each actor of whom it is known."""
    terms, actors = found.site.framework.terms("organisation_types"), found.site.table("actors")
    pairs = zip(actors["actor"], actors["type"], strict=True)
    return {actor: terms[sort].title for actor, sort in pairs if sort in terms}


def listed(names: Sequence[str], most: int | None = None, *, last: str = "and") -> str:
    """Join names of organisations; where one holds a comma, semicolons stand between them.

    Examples
    --------
    >>> listed(["Farm Shop, Huye", "Bank", "Cooperative"])
    'Farm Shop, Huye; Bank; and Cooperative'
    >>> listed(["Bank", "Shop", "Mill", "Coop", "Desk"], most=2)
    'Bank, Shop and 3 more'
    """
    shown = list(names)
    if most is not None and len(shown) > most + 1:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    if len(shown) > 1 and any("," in name for name in shown):
        return "; ".join([*shown[:-1], f"{last} {shown[-1]}"])
    return natural_list(shown, None, last=last)


def share_words(value: float | None) -> str:
    """Write a share that may not be computed."""
    return "not computed" if value is None else percent(value)


def whole_amount(found: PartnersStep, value: float) -> str:
    """Write an amount in the project's currency, without cents, which no estimate is worth."""
    currency = found.site.settings.currency
    said = amount_words(Decimal(value), currency or "", places=0)
    return said if currency else f"{said} in the project's currency"


def form_title(keys: str) -> str:
    """Return the title of a form of partnership; several are joined.

    Examples
    --------
    >>> form_title("mou"), form_title("contract;in-kind")
    ('Memorandum of understanding', 'Contract and Contribution in kind')
    """
    return f" {worded('and')} ".join(
        worded(load_modalities()[key].title) for key in keys.split(";")
    )


def form_in_text(keys: str) -> str:
    """Return the title of a form of partnership as it stands within a sentence.

    Examples
    --------
    >>> form_in_text("contract")
    'contract'
    """
    words = form_title(keys)
    return words if words[:3].isupper() else words[:1].lower() + words[1:]


def need_sentence(found: PartnersStep, need: Need) -> Text:
    """Describe how one need is met, without the full stop: by whom, how, within which limits."""
    name, reach = _need_name(found, need), need.kind == "reach"
    names = [found.names[key] for key in need.held_by]
    if need.wording == "sole-holder":
        return _sole_holder(found, need, name, names)
    if need.wording == "substitutes":
        return _substitutes(need, name, names)
    if need.wording == "platform":
        return say(
            "Found a platform for {}: no two partners {} more than {} {}{};{}",
            name,
            "reach" if reach else "hold",
            need.of_two,
            "of what all could" if reach else "of it",
            need.limit,
            _existing_forum(found),
        )
    if need.wording == "one-or-two-plus-platform":
        start = say("{} hold {} of what there is{}", listed(names[:2]), need.of_two, need.limit)
        if reach:
            start = say("the best two together reach {} of what all could", need.of_two)
        return say("For {}: {}; for the rest a platform:{}", name, start, _existing_forum(found))
    if reach:
        return say("For {}: no tie that is known leads there", name)
    return say(
        "For {}: nobody in this network is recorded as able to do any of it; outsource, substitute "
        "or relocate",
        name,
    )


def _need_name(found: PartnersStep, need: Need) -> TextLike:
    """Name a need: a component, or the actors to be reached."""
    if need.kind == "capacity":
        return say("*{}*", found.component_titles.get(need.need, need.need))
    aimed_at = len(found.site.table("targets"))
    if aimed_at:
        return f"reaching the {count(aimed_at, 'actor')} aimed at"
    return "reaching the other actors"


def _sole_holder(found: PartnersStep, need: Need, name: TextLike, names: list[str]) -> Text:
    chosen = found.chosen
    forms = chosen.loc[chosen["actor"] == need.held_by[0], "modality"]
    rest = "; no fallback here"
    if len(names) > 1:
        verb = "holds" if len(names) == 2 else "hold"
        rest = f"; {listed(names[1:3])} {verb} a small part"
    return say(
        "{}{}: {} {}{}{}",
        f"{form_title(forms.iloc[0])} with " if len(forms) else "",
        names[0],
        "alone reaches nearly all for" if need.kind == "reach" else "sole holder of",
        name,
        need.limit,
        rest,
    )


def _substitutes(need: Need, name: TextLike, names: list[str]) -> Text:
    if need.kind == "reach":
        return say("For {}: two partners are enough, such as {}", name, listed(names[:2]))
    if need.holders_n <= 2:
        short = f", {percent(need.whole or 0.0)} of the need" if need.limit else ""
        verb = "holds" if need.holders_n == 1 else "hold"
        return say("For {}: {} {} all that there is{}", name, listed(names[:2]), verb, short)
    every = count(need.holders_n, "actor")
    if need.pooling == "best":
        then = listed(names[1:3]) + need.limit
        return say("For {}: choose the ablest of {}: {}, then {}", name, every, names[0], then)
    return say(
        "For {}: choose among {}; two of {} hold {} of what there is{}",
        name,
        listed(names[:3]),
        every,
        need.of_two,
        need.limit,
    )


def _existing_forum(found: PartnersStep) -> Text:
    """Describe what an existing forum covers, or that there is none."""
    forums = forums_of(found)
    if not forums:
        return say(" no existing forum is recorded")
    first = forums[0]
    if not first.covers:
        return say(" no existing forum has any of them")
    who = "who should sit on the platform" if with_platform(found) else "who hold a part"
    return say(" the existing *{}* covers {} of {} {}", first.title, first.covers, first.of, who)
