"""What the report says of the choice of partners: with whom, in which mode, and how sure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.page.content import Cell, Part, group, missing, summary, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    paragraph,
    percent,
    plural,
    titles,
)
from workbench.partners.analysis.partners import Partners
from workbench.partners.figures.partners import capacity_matrix
from workbench.partners.page.partner_words import (
    amount,
    form,
    listed,
    mode_words,
    names_of,
    need_sentence,
    roles,
    status_of,
)
from workbench.project import Site

__all__ = [
    "answer",
    "capacities",
    "chosen",
    "interviews",
    "needs",
    "not_known",
    "one_page",
    "others",
]

_MOST_ROWS = 10
_WEIGHTY = 0.05  # needs of less weight are not worth a sentence on page one


def one_page(site: Site, diagnosis: Diagnosis, partners: Partners) -> Part:
    """Make the line "With whom" of the summary."""
    return summary([("With whom", _with_whom(site, diagnosis, partners))], {})


def _component_titles(diagnosis: Diagnosis) -> dict[str, str]:
    table_ = diagnosis.table
    return dict(zip(table_["component"], table_["title"].astype(str), strict=True))


def _with_whom(site: Site, diagnosis: Diagnosis, partners: Partners) -> str:
    status = status_of(partners)
    if status["status"] == "none" and not len(site.actors):
        return ""  # named once, under what is missing
    if status["status"] != "chosen":
        return Markup("{} {}").format(str(status["reason"]), _ask_first(site, partners)).strip()
    weighty = partners.needs[partners.needs["weight"] >= _WEIGHTY]
    weighty = weighty.sort_values("weight", ascending=False).head(2)
    said = [
        need_sentence(site, row, _component_titles(diagnosis), partners)
        for row in each_row(weighty)
    ]
    return Markup(" ").join([_set_words(site, partners), *said, _caveat(site, status)])


def _set_words(site: Site, partners: Partners) -> Markup:
    """Name the chosen partners, those of one to one with the form."""
    names = names_of(site)
    rows = partners.table[partners.table["selected"]]
    pairs = rows[rows["mode"] == "bilateral"].sort_values("falls_by", ascending=False)
    seats = rows[rows["mode"] == "platform"].sort_values("falls_by", ascending=False)
    parts = [
        Markup("<strong>{}</strong> ({}{})").format(
            names[row.actor], _form_in_text(row.modality), _fallback(row, names)
        )
        for row in _named(pairs)
    ]
    if len(seats):
        members = [names[row.actor] for row in _named(seats)]
        parts.append(
            Markup("a <strong>platform of {}</strong>: {}").format(
                len(seats), listed(members, most=4)
            )
        )
    said = Markup(" and ").join(parts)
    if said.startswith("a "):
        said = Markup("A {}").format(said[2:])
    return Markup("{}.").format(said)


def _named(rows: pd.DataFrame) -> list[Any]:
    """Give the rows; the table of partners names every actor."""
    return list(each_row(rows))


def _form_in_text(key: object) -> str:
    words = form(key)
    return words if words[:3].isupper() else words[:1].lower() + words[1:]


def _fallback(row: Any, names: Mapping[str, str]) -> str:
    if not known(row.substitutes):
        return "; no fallback" if row.single_point else ""
    first = str(row.substitutes).split(";")[0]
    return f"; fallback: {names.get(first, first)}"


def _caveat(site: Site, status: pd.Series[Any]) -> str:
    if not len(site.capacities):
        return (
            "No capacity is recorded for anybody here, so this is whom to talk to first, not whom "
            "to contract."
        )
    if not known(status["response"]):
        return "It is not recorded who answered the survey, so ties may be missing."
    return ""


def answer(site: Site, diagnosis: Diagnosis, partners: Partners) -> Part:
    """Say which partners, in which mode, what they give and cost, and how sure that is."""
    status = status_of(partners)
    if status["status"] == "none" and not len(site.actors):
        return missing(
            "Actors",
            f"No actor is named for {site.name}, so no partners can be proposed. List the "
            "organisations in the table 'actors' and who works with whom in 'ties'.",
        )
    if status["status"] != "chosen":
        return text(paragraph([_mark(str(status["reason"])), _ask_first(site, partners)]))
    first = Markup("<strong>{}:</strong> {}").format(
        _capital(mode_words(partners.modes["model"].iloc[0])), _lower(_set_words(site, partners))
    )
    return text(
        paragraph([first, _gives(site, status), _cost(site, status)])
        + paragraph(
            [
                _mode_certainty(site, partners),
                _sure(site, partners, status),
                _single(site, partners),
            ]
        )
        + paragraph([_caveat(site, status), _unmet(diagnosis, status)])
    )


def _mark(words: str) -> Markup:
    return Markup("<strong>{}</strong>").format(words)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lower(words: Markup) -> Markup:
    return Markup("a {}").format(words[2:]) if words.startswith("A <") else words


def _gives(site: Site, status: pd.Series[Any]) -> str:
    value, whole = float(status["value"]), float(status["whole"])
    proven = {
        "optimal": "proven to be the best within the limits",
        "limit": f"the best found in the time given, at most {percent(float(status['gap']))} short",
        "greedy": "taken one by one, so that a better one may exist",
    }.get(str(status["solution"]), "")
    what = (
        "capacity for the weakest components and reach of the actors aimed at"
        if len(site.capacities)
        else "reach of the other actors"
    )
    return (
        f"The set gives {percent(value / whole)} of the {what} that all actors together could, and "
        f"is {proven}; among sets nearly as good it is the one that costs least."
    )


def _cost(site: Site, status: pd.Series[Any]) -> str:
    assumed = int(status["costs_assumed"])
    if assumed and not site.actors["cost_bilateral"].notna().any():
        return "What a partnership costs is not known of anybody, so every one counts alike."
    said = f"It costs {amount(site, float(status['cost']))}"
    if known(status["budget"]):
        said += f" of a budget of {amount(site, float(status['budget']))}"
    said += "."
    if assumed:
        said += f" The cost of {count(assumed, 'actor')} is not known and counted as the usual one."
    return said


_RULE_SAYS = {
    "bilateral": "the rule says one or two partners",
    "hybrid": "the rule says partners and a platform",
    "multi-stakeholder": "the rule says a platform",
    "none": "the rule says nobody",
}


def _mode_certainty(site: Site, partners: Partners) -> str:
    mode = partners.modes.iloc[0]
    price, now = mode["flip_price"], mode["platform_cost"]
    flip = ""
    if not site.actors["cost_bilateral"].notna().any() and not known(
        site.settings.partners.platform_cost
    ):
        flip = ""  # prices that nobody has told are no prices
    elif known(price) and price != float("inf"):
        flip = (
            f"A platform pays as long as running it costs less than about "
            f"{amount(site, float(price), about=True)}; it is counted at "
            f"{amount(site, float(now))}."
        )
    elif known(price):
        flip = "A platform pays at any price within the budget."
    if not bool(mode["contested"]):
        return f"Rule and model agree on the mode. {flip}".strip()
    if mode["rule"] != mode["model"]:
        why = (
            f"{_RULE_SAYS.get(str(mode['rule']), '')}, the best set is {mode_words(mode['model'])}"
        )
    else:
        why = "it changes with how the ties of those who did not answer are filled in"
    return f"The mode is contested: {why}. {flip}".strip()


def _sure(site: Site, partners: Partners, status: pd.Series[Any]) -> str:
    rows = partners.table[partners.table["selected"]]
    often = rows["selection_frequency"]
    if not often.notna().any():
        return ""
    draws = int(str(partners.method.parameters.get("imputations", 0)))
    unsure = rows[often < 0.8]
    start = f"With the ties of those who did not answer filled in {count(draws, 'time')}, "
    if unsure.empty:
        least = float(often.min())
        all_ = least > 0.995
        said = "every partner is chosen " + (
            "each time" if all_ else f"in at least {percent(least)} of them"
        )
    else:
        names = names_of(site)
        less = [
            f"{names[row.actor]} in {_share(row.selection_frequency)} of them"
            for row in _named(unsure)[:4]
        ]
        said = Markup(
            "not every partner is chosen each time: {}, as others of like worth take the place"
        ).format(listed(less))
    regret = float(status["regret_high"]) if known(status["regret_high"]) else 0.0
    lost = f"; in the worst twentieth keeping to this set loses {percent(regret)} of the value"
    return Markup("{}{}{}.").format(start, said, lost if regret >= 0.005 else "")


def _share(share: float) -> str:
    return percent(share) if share > 0 else "none"


def _single(site: Site, partners: Partners) -> str:
    rows = partners.table[partners.table["single_point"].fillna(value=False)]
    if rows.empty:
        return "No partner is a single point of failure."
    called = names_of(site)
    value = float(status_of(partners)["value"])
    names = [f"{called[r.actor]} ({percent(r.falls_by / value)})" for r in _named(rows)]
    verb = "is a single point" if len(names) == 1 else "are single points"
    return Markup(
        "{} {} of failure: in brackets what the set loses without, and nobody can take the place."
    ).format(listed(names), verb)


def _unmet(diagnosis: Diagnosis, status: pd.Series[Any]) -> str:
    if not known(status["nobody_has"]):
        return ""
    keys = [key for key in str(status["nobody_has"]).split(";") if key != "reach"]
    names = _component_titles(diagnosis)
    if not keys:
        return ""
    return Markup("Nobody here can do any of {}.").format(titles([names.get(k, k) for k in keys]))


def needs(site: Site, diagnosis: Diagnosis, partners: Partners) -> Part:
    """Say for each need who could meet it and in which mode; the heaviest first.

    Raises
    ------
    NothingToShow
        Nothing is known that partners are needed for.
    """
    rows = partners.needs[partners.needs["weight"] > 0]
    if rows.empty:
        message = "Nothing is known that partners would be needed for."
        raise NothingToShow(message)
    names = _component_titles(diagnosis)
    lines = []
    for row in each_row(rows.sort_values("weight", ascending=False)):
        said = need_sentence(site, row, names, partners)
        said = said.removesuffix(".")
        lines.append(Markup("<li>{} {}.</li>").format(said, _need_note(row)))
    items = Markup("").join(lines)
    return text(Markup('<ul class="needs">{}</ul>').format(items))


def _need_note(row: Any) -> str:
    said = f"weight {percent(float(row.weight))}"
    if not bool(row.decides):
        said += ", too little to decide the mode"
    if not bool(row.pooling_known) and bool(row.pooling_matters):
        said += (
            "; the one question to ask: do capacities add up, or does the ablest alone count? "
            "The answer would change the choice"
        )
    return f"– {said}"


def chosen(site: Site, diagnosis: Diagnosis, partners: Partners) -> Part:
    """List the chosen partners: how, what for, what is lost without, who instead, the way there.

    Raises
    ------
    NothingToShow
        Nobody is chosen.
    """
    rows = partners.table[partners.table["selected"]]
    if rows.empty:
        message = "No partners are chosen."
        raise NothingToShow(message)
    rows = rows.sort_values(["mode", "falls_by"], ascending=[True, False], kind="stable")
    names = _component_titles(diagnosis)
    often = bool(rows["selection_frequency"].lt(0.995).any())
    called = names_of(site)
    heads = ["Partner", "How, and why", "What for", "Lost without it", "Instead"]
    ways = bool(rows["ties_away"].notna().any())
    heads += ["Way to it"] if ways else []
    if often:
        heads.append("Chosen in")
    lines = []
    for row in _named(rows)[: _MOST_ROWS + 2]:
        cells = [
            Cell(_who(site, row, called), heading=True),
            Cell(_how(row)),
            Cell(_what_for(row, names)),
            Cell(_lost(row), number=True),
            Cell(_instead(row, called)),
        ]
        if ways:
            cells.append(Cell(_way(row, called)))
        if often:
            cells.append(Cell(_often(row), number=True))
        lines.append(cells)
    note = (
        "Reaches: share of the actors to be reached. Lost without it: share of the best value that "
        "is lost where this partner cannot be had at all and the others are chosen anew."
    )
    if often:
        note += " Chosen in: share of the imputations."
    return table("Chosen partners", heads, lines, note=note)


def _who(site: Site, row: Any, called: Mapping[str, str]) -> Markup:
    facts = site.actors[site.actors["actor"] == row.actor].iloc[0]
    sorts = site.framework.terms("organisation_types")
    notes = []
    if known(facts["type"]) and facts["type"] in sorts:
        notes.append(sorts[facts["type"]].title)
    if known(row.mandatory) and bool(row.mandatory):
        notes.append("has to be a partner")
    if not notes:
        return Markup("{}").format(called[row.actor])
    return Markup('{}<br><span class="note">{}</span>').format(called[row.actor], "; ".join(notes))


def _how(row: Any) -> Markup:
    if row.mode == "platform" and str(row.modality) == "platform-membership":
        return Markup("seat on the platform")
    way = "one to one" if row.mode == "bilateral" else "seat on the platform"
    return Markup("{}, {}: {}").format(form(row.modality), way, row.modality_why)


def _what_for(row: Any, names: Mapping[str, str]) -> str:
    said = []
    if known(row.needs_served):
        served = [names.get(key, key) for key in str(row.needs_served).split(";")]
        said.append(f"{listing(served)} ({percent(float(row.share))} of the need)")
    if known(row.reach) and float(row.reach) > 0:
        most = ", most of all" if "reach-hub" in str(row.roles) else ""
        said.append(f"reaches {percent(float(row.reach))}{most}")
    shown = str(row.roles).split(";") if known(row.roles) else []
    extra = roles(";".join(k for k in shown if k not in {"capacity-holder", "reach-hub"}))
    if extra:
        said.append(extra)
    return Markup("; ").join(said) if said else "nothing recorded"


def _lost(row: Any) -> str:
    if not known(row.loss_if_left_out):
        return "not computed"
    return percent(float(row.loss_if_left_out))


def _instead(row: Any, called: Mapping[str, str]) -> Markup | str:
    if not known(row.substitutes):
        return "nobody"
    keys = str(row.substitutes).split(";")[:2]
    return listed([called.get(key, key) for key in keys], last="or")


def _way(row: Any, called: Mapping[str, str]) -> str:
    if not known(row.ties_away):
        return "no way known"
    if int(row.ties_away) <= 1:
        return "direct"
    first = str(row.path).split(";")[1]
    return f"over {called.get(first, first)}, {int(row.ties_away)} ties"


def _often(row: Any) -> str:
    return percent(float(row.selection_frequency)) if known(row.selection_frequency) else "unknown"


def others(site: Site, partners: Partners) -> Part:
    """Say what it costs to take in somebody who is not chosen."""
    called = names_of(site)
    rows = partners.table[~partners.table["selected"]]
    priced = rows[rows["price_if_forced_in"].notna() & ~rows["excluded"].fillna(value=False)]
    said = []
    if len(priced):
        priced = priced.sort_values(["price_if_forced_in", "actor"], kind="stable")
        free = priced[priced["price_if_forced_in"] < 0.005]
        dear = priced[priced["price_if_forced_in"] >= 0.005]
        if len(free):
            names = [called[row.actor] for row in _named(free)]
            said.append(
                Markup("Not chosen, but to be had at next to no loss: {}.").format(
                    listed(names, most=5)
                )
            )
        if len(dear):
            last = _named(dear.tail(3))[::-1]
            names = [f"{called[row.actor]} ({percent(row.price_if_forced_in)})" for row in last]
            said.append(
                Markup("Having to take in one of these would lose most of the value: {}.").format(
                    listed(names)
                )
            )
    excluded = rows[rows["excluded"].fillna(value=False)]
    if len(excluded):
        names = [called[row.actor] for row in _named(excluded)]
        said.append(Markup("The team has left out {}.").format(listed(names, most=4)))
    if not said:
        message = "What it costs to take in others is not computed."
        raise NothingToShow(message)
    return text(paragraph(said))


def capacities(site: Site, diagnosis: Diagnosis, partners: Partners) -> Figure:
    """Draw who can do what, with the titles of the components.

    Raises
    ------
    NothingToShow
        No capacity is recorded.
    """
    return capacity_matrix(partners, _component_titles(diagnosis), names_of(site))


def _ask_first(site: Site, partners: Partners) -> str:
    rows = partners.interviews[partners.interviews["gain"] > 0].head(3)
    if rows.empty:
        return ""
    called = names_of(site)
    return Markup("Ask first: {}.").format(listed([called[row.actor] for row in _named(rows)]))


def interviews(site: Site, partners: Partners) -> Part:
    """Say whom to interview next.

    Raises
    ------
    NothingToShow
        Everybody answered, or it is not known who did.
    """
    rows, called = partners.interviews.head(5), names_of(site)
    if rows.empty:
        message = "Nobody is known to have been asked without an answer."
        raise NothingToShow(message)
    names = [
        f"{called[row.actor]} (+{100 * row.gain:.0f})" if row.gain >= 0.005 else called[row.actor]
        for row in _named(rows)
    ]
    more = len(partners.interviews) - len(rows)
    tail = f", then {count(more, 'other')}" if more else ""
    return text(
        paragraph(
            [
                Markup("Interview next: {}{}.").format(listed(names), tail),
                "+: percentage points of reach that an answer is expected to show.",
            ]
        )
    )  # fmt: skip


def not_known(site: Site, partners: Partners) -> Part:
    """Name what is missing for the choice, each once."""
    parts: list[Part] = []
    if not len(site.actors):
        return group(parts)
    if not len(site.capacities):
        parts.append(
            missing(
                "Capacities",
                "Nobody has recorded who can do how much of which component, so no partner can be "
                "proposed for a component.",
            )
        )
    if not site.actors["cost_bilateral"].notna().any():
        parts.append(
            missing("Costs of partnerships", "Not known of any actor; every one counts alike.")
        )
    if not len(site.targets):
        parts.append(
            missing(
                "Actors to be reached",
                "The table 'targets' names nobody, so everybody but the lead counts.",
            )
        )
    lacking = partners.needs[
        ~partners.needs["pooling_known"].astype(bool) & (partners.needs["weight"] > 0)
    ]
    if len(lacking):
        number = len(lacking)
        parts.append(
            missing(
                f"Whether capacities add up, for {count(number, 'component')}",
                f"It counts as yes; ask the team ({plural('column', 1)} 'pooling' of 'needs').",
            )
        )
    return group(parts)
