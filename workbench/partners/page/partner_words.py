"""Words for partners: modes, roles, forms of partnership, needs, ways and amounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from workbench.errors import UnknownName
from workbench.frameworks.modalities import load_modalities
from workbench.page.wording import count, known, listing, percent, titles
from workbench.partners.analysis.partners import Partners
from workbench.project import Site

__all__ = [
    "amount",
    "form",
    "listed",
    "mode_words",
    "names_of",
    "need_sentence",
    "roles",
    "status_of",
]

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


def names_of(site: Site) -> dict[str, str]:
    """Give the name of each actor; the name of the place at its end is left out.

    In a report on Huye "Green Path Council, Huye" is the Green Path Council, unless two actors
    would then have one name.
    """
    rows = site.actors
    ending = f", {site.name}"
    whole = {
        str(actor): str(name) if known(name) else str(actor)
        for actor, name in zip(rows["actor"], rows["name"], strict=True)
    }
    short = {actor: name.removesuffix(ending) for actor, name in whole.items()}
    times = Counter(short.values())
    return {a: short[a] if times[short[a]] == 1 and short[a] else whole[a] for a in whole}


def listed(names: Sequence[str], most: int | None = None, *, last: str = "and") -> Markup:
    """Join names of organisations; where one holds a comma, semicolons stand between them.

    Examples
    --------
    >>> listed(["Farm Shop, Huye", "Bank", "Cooperative"])
    Markup('Farm Shop, Huye; Bank; and Cooperative')
    >>> listed(["Bank", "Shop", "Mill", "Coop", "Desk"], most=2)
    Markup('Bank, Shop and 3 more')
    """
    shown = list(names)
    if most is not None and len(shown) > most + 1:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    if len(shown) > 1 and any("," in name for name in shown):
        parts = [*shown[:-1], f"{last} {shown[-1]}"]
        return Markup("; ").join(parts)
    return listing(shown, last=last)


def amount(site: Site, value: float, *, about: bool = False) -> str:
    """Write an amount in the project's currency, without cents.

    The estimates of partnerships carry no cents worth reading; `about` rounds to three figures.
    """
    currency = site.settings.currency
    if about and value > 0:
        value = float(f"{value:.3g}")
    shown = f"{value:,.0f}"
    return f"{currency}\xa0{shown}" if currency else f"{shown} in the project's currency"


def mode_words(mode: object) -> str:
    """Say a mode.

    Examples
    --------
    >>> mode_words("multi-stakeholder"), mode_words("none")
    ('a platform of many partners', 'no partners')
    """
    return MODES.get(str(mode), "no partners")


def roles(keys: object) -> str:
    """Say the roles of an actor, "" where it has none.

    Examples
    --------
    >>> roles("broker;level-link")
    'mediates between sorts of organisation; links levels'
    """
    if not known(keys):
        return ""
    return "; ".join(ROLES.get(key, key) for key in str(keys).split(";"))


def form(keys: object) -> str:
    """Give the title of a form of partnership; several are joined.

    Examples
    --------
    >>> form("mou"), form("contract;in-kind")
    ('Memorandum of understanding', 'Contract and Contribution in kind')
    """
    if not known(keys):
        return "form not known"
    said = []
    for key in str(keys).split(";"):
        try:
            said.append(load_modalities()[key].title)
        except UnknownName:
            said.append(key)
    return " and ".join(said)


def need_name(site: Site, need: str, component_titles: Mapping[str, str]) -> Markup:
    """Name a need: a component, or the actors to be reached."""
    if need != "reach":
        return titles([component_titles.get(need, need)])
    number = len(site.targets)
    if number:
        return Markup("reaching the {}").format(count(number, "actor") + " aimed at")
    return Markup("reaching the other actors")


def need_sentence(
    site: Site, row: Any, component_titles: Mapping[str, str], partners: Partners
) -> Markup:
    """Say how one need is met: by whom, in which way, and where the limits are."""
    name = need_name(site, str(row.need), component_titles)
    names = names_of(site)
    keys = str(row.holders).split(";") if known(row.holders) else []
    holders = [names.get(key, key) for key in keys]
    make = {
        "nobody-has-it": _nobody,
        "sole-holder": _sole,
        "substitutes": _substitutes,
        "one-or-two-plus-platform": _both,
        "platform": _platform,
    }.get(str(row.wording), _nobody)
    return make(row, name, holders, partners)


def _is_reach(row: Any) -> bool:
    return str(row.kind) == "reach"


def _nobody(row: Any, name: Markup, holders: list[str], partners: Partners) -> Markup:
    del holders, partners
    if _is_reach(row):
        return Markup("For {}: no tie that is known leads there.").format(name)
    return Markup(
        "For {}: nobody in this network is recorded as able to do any of it; outsource, substitute "
        "or relocate."
    ).format(name)


def _sole(row: Any, name: Markup, holders: list[str], partners: Partners) -> Markup:
    who = _chosen_form(str(row.holders).split(";")[0], partners)
    start = Markup("{}{}").format(f"{who} with " if who else "", holders[0])
    more = len(holders) - 1
    rest = (
        Markup("; {} {} a small part").format(
            listed(holders[1:3]), "holds" if len(holders[1:3]) == 1 else "hold"
        )
        if more
        else Markup("; no fallback here")
    )
    what = "alone reaches nearly all for" if _is_reach(row) else "sole holder of"
    return Markup("{}: {} {}{}{}.").format(start, what, name, _whole(row), rest)


def _chosen_form(actor: str, partners: Partners) -> str:
    rows = partners.table[(partners.table["actor"] == actor) & partners.table["selected"]]
    if rows.empty:
        return ""
    return form(rows["modality"].iloc[0])


def _whole(row: Any) -> str:
    """Say how much of the need the network could cover at all."""
    if _is_reach(row) or not known(row.whole) or float(row.whole) >= 0.995:
        return ""
    return f" (all there is covers {percent(float(row.whole))} of the need)"


def _substitutes(row: Any, name: Markup, holders: list[str], partners: Partners) -> Markup:
    del partners
    total = int(row.holders_n)
    if _is_reach(row):
        return Markup("For {}: two partners are enough, such as {}.").format(
            name, listed(holders[:2])
        )
    if total <= 2:
        short = f", {percent(float(row.whole))} of the need" if _whole(row) else ""
        return Markup("For {}: {} hold{} all that there is{}.").format(
            name, listed(holders[:2]), "s" if total == 1 else "", short
        )
    if str(row.pooling) == "best":
        return Markup("For {}: choose the ablest of {}: {}, then {}{}.").format(
            name, count(total, "actor"), holders[0], listed(holders[1:3]), _whole(row)
        )
    return Markup("For {}: choose among {}; two of {} hold {} of what there is{}.").format(
        name, listed(holders[:3]), count(total, "actor"), percent(float(row.c2)), _whole(row)
    )


def _both(row: Any, name: Markup, holders: list[str], partners: Partners) -> Markup:
    if _is_reach(row):
        words = Markup(
            "For {}: the best two together reach {} of what all could; for the rest a platform:{}"
        )
        return words.format(name, percent(float(row.c2)), _forum(partners))
    return Markup("For {}: {} hold {} of what there is{}; for the rest a platform:{}").format(
        name, listed(holders[:2]), percent(float(row.c2)), _whole(row), _forum(partners)
    )


def _platform(row: Any, name: Markup, holders: list[str], partners: Partners) -> Markup:
    del holders
    verb = "reach" if _is_reach(row) else "hold"
    what = "of what all could" if _is_reach(row) else "of it"
    return Markup("Found a platform for {}: no two partners {} more than {} {}{};{}").format(
        name, verb, percent(float(row.c2)), what, _whole(row), _forum(partners)
    )


def _forum(partners: Partners) -> Markup:
    """Say what an existing forum covers, or that there is none."""
    rows = partners.forums
    if rows.empty:
        return Markup(" no existing forum is recorded.")
    first = rows.iloc[0]
    if not int(first["covers"]):
        return Markup(" no existing forum has any of them.")
    name = first["name"] if known(first["name"]) else first["forum"]
    seats = partners.table["mode"].eq("platform").any()
    return Markup(" the existing {} covers {} of {} {}.").format(
        titles([str(name)]),
        int(first["covers"]),
        int(first["of"]),
        "who should sit on the platform" if seats else "who hold a part",
    )


def status_of(partners: Partners) -> pd.Series[Any]:
    """Give the one row of the summary of a site."""
    return partners.summary.iloc[0]
