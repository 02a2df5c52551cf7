"""What the report says of the choice of partners: with whom, in which mode, and how sure."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf

from workbench.core.rows import rows_of
from workbench.errors import NothingToShow
from workbench.language import phrased, worded
from workbench.page.records import (
    Bullets,
    Missing,
    Paragraphs,
    ReportTable,
    Summary,
    TableHead,
    bullets,
    missing,
    paragraphs,
    summary,
    table,
)
from workbench.page.text import Text, TextLike, capital, join, listing, note, say, titles
from workbench.page.wording import count, percent
from workbench.partners.page.leaving import duties_of_the_end, ending
from workbench.partners.page.partner_gaps import prices_known, what_it_takes
from workbench.partners.page.partner_words import (
    MODES,
    ROLES,
    Need,
    form_in_text,
    form_title,
    listed,
    need_sentence,
    needs_of,
    share_words,
    sorts_of,
    whole_amount,
)
from workbench.partners.step import PartnersStep

_MOST_PARTNERS = 12  # rows of the table
_WEIGHTY = 0.05  # needs of less weight are not worth a sentence on page one
_ALWAYS = 0.995  # share of the imputations that is shown as all
_NOTHING = 0.005  # share that is shown as none


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How the choice ended; the row of `Partners.summary`."""

    status: str
    reason: str
    response: float | None


@dataclass(frozen=True, slots=True)
class _Set:
    """The chosen set; the row of `Partners.summary` where one was chosen."""

    value: float
    whole: float
    gap: float
    cost_gap: float
    cost: float
    budget: float | None
    regret_high: float | None
    searched: int | None
    nobody_has: str | None


@dataclass(frozen=True, slots=True)
class _Mode:
    """The mode by rule and by model; the row of `Partners.modes`."""

    rule: str
    model: str
    contested: bool
    flip_price: float | None
    alone_cost: float | None
    platform_cost: float | None


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A chosen partner; a row of `Partners.table`."""

    actor: str
    mode: str
    needs_served: str | None
    share: float
    reach: float
    loss_if_left_out: float | None
    falls_by: float
    selection_frequency: float | None
    roles: str | None
    path: str | None
    ties_away: int | None
    substitutes: str | None
    single_point: bool
    mandatory: bool
    modality: str
    modality_why: str
    cost_known: bool
    decided: str | None

    @property
    def on_platform(self) -> bool:
        """Whether it has a seat on the platform, rather than an agreement of its own."""
        return self.mode == "platform"

    @property
    def instead(self) -> list[str]:
        """Keys of those who could take its place, the ablest first."""
        return self.substitutes.split(";") if self.substitutes else []


@dataclass(frozen=True, slots=True)
class _Other:
    """Whether an actor is chosen, and what it takes to have it; a row of `Partners.table`."""

    actor: str
    selected: bool
    price_if_forced_in: float | None
    excluded: bool | None


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whom to ask next; a row of `Partners.interviews`."""

    actor: str
    gain: float


def _outcome(found: PartnersStep) -> _Outcome:
    return rows_of(found.partners.summary, _Outcome)[0]


def _chosen(found: PartnersStep) -> list[_Chosen]:
    return rows_of(found.chosen, _Chosen)


def _heaviest_first(rows: list[_Chosen]) -> list[_Chosen]:
    """Sort partners: those of one to one before the platform, what would be missed most first."""
    lost = {row.actor: 1.0 if row.decided else row.loss_if_left_out or 0.0 for row in rows}
    return sorted(rows, key=lambda row: (row.mode, -lost[row.actor], -row.falls_by))


def one_page(found: PartnersStep) -> Summary:
    """Make the line "With whom" of the summary."""
    return summary([("With whom", _on_one_page(found))], {})


def _on_one_page(found: PartnersStep) -> TextLike:
    if found.stopped:
        return worded("Nobody any more: the work stops.")
    outcome = _outcome(found)
    if found.site.table("actors").empty:
        return ""  # named once, under what is missing
    if outcome.status != "chosen":
        return join(" ", [outcome.reason, _as_decided(found), _ask_first(found)])
    needs = [need_sentence(found, need) + "." for need in needs_of(found, least=_WEIGHTY)[:2]]
    return join(" ", [_set_words(found, "A"), *needs, _caveat(found, outcome)])


def _set_words(found: PartnersStep, article: str) -> Text:
    """Name the chosen partners, those of one to one with the form."""
    rows = _heaviest_first(_chosen(found))
    parts = [
        say(
            "**{}** ({}{})",
            found.names[row.actor],
            form_in_text(row.modality),
            _fallback(found, row),
        )
        for row in rows
        if not row.on_platform
    ]
    members = [found.names[row.actor] for row in rows if row.on_platform]
    if members:
        first, who = "a" if parts else article, listed(members, most=4)
        parts.append(say("{} **platform of {}**: {}", first, len(members), who))
    return join(" and ", parts) + "."


def _fallback(found: PartnersStep, row: _Chosen) -> str:
    if row.instead:
        return f"; fallback: {found.names[row.instead[0]]}"
    return "; no fallback" if row.single_point else ""


def _caveat(found: PartnersStep, outcome: _Outcome) -> str:
    if found.site.table("capacities").empty:
        return (
            "No capacity is recorded for anybody here, so this is whom to talk to first, not whom "
            "to contract."
        )
    if outcome.response is None:
        return "It is not recorded who answered the survey, so ties may be missing."
    return ""


def with_whom(found: PartnersStep) -> Paragraphs | Missing:
    """Describe which partners, in which mode, what they give and cost, and how sure that is."""
    if found.stopped:
        return duties_of_the_end(found)
    outcome = _outcome(found)
    if found.site.table("actors").empty:
        return missing(
            phrased("Actors"),
            phrased(
                "No actor is named for {}, so no partners can be proposed. List the "
                "organisations in the table 'actors' and who works with whom in 'ties'.",
                found.site.name,
            ),
        )
    if outcome.status != "chosen":
        return paragraphs(
            [_where(found), say("**{}**", outcome.reason), _as_decided(found)],
            [what_it_takes(found), _ask_first(found)],
        )
    of = rows_of(found.partners.summary, _Set)[0]
    mode = rows_of(found.partners.modes, _Mode)[0]
    first = say("**{}:** {}", capital(MODES[mode.model]), _set_words(found, "a"))
    return paragraphs(
        [_where(found), first, _gives(found, of), _costs(found, of, mode)],
        [_mode_certainty(found, mode), _sure(found, of), _single_points(found)],
        [_caveat(found, outcome), _unmet(found, of), _no_ties(found)],
        *([] if found.left is None else [ending(found.left, found.names)]),
    )


def _where(found: PartnersStep) -> TextLike:
    """Say whose partners these are, after a move."""
    if found.left is None:
        return ""
    here, there = found.left.name, found.site.name
    return f"The team has decided to work in {there} instead of {here}: these are its partners."


def _as_decided(found: PartnersStep) -> TextLike:
    """Name who carries out a decision, where nobody else is chosen."""
    return join(
        " ",
        [
            say("**{}** carries out {}, as the team decided.", found.names[row.actor], parts)
            for row in _chosen(found)
            if (parts := _carries(found, row))
        ],
    )


def _carries(found: PartnersStep, row: _Chosen) -> Text | None:
    if not row.decided:
        return None
    return titles([found.component_titles.get(key, key) for key in row.decided.split(";")])


def _no_ties(found: PartnersStep) -> str:
    if len(found.site.table("ties")):
        return ""
    return (
        "No tie between the actors is recorded, so nobody's reach is known: the set is chosen for "
        "what its members can do."
    )


def _gives(found: PartnersStep, of: _Set) -> str:
    proven = "proven to be the best within the limits"
    if of.gap > 0:
        proven = f"the best found within the solver's limit, at most {percent(of.gap)} short"
    dear = "it is the one that costs least"
    if not prices_known(found):
        dear = "it is the smallest"
    elif of.cost_gap > 0:
        dear = f"none is known to cost less, and none can save more than {percent(of.cost_gap)}"
    what = (
        "reach of the other actors"
        if found.site.table("capacities").empty
        else phrased("capacity for the weakest components and reach of the actors aimed at")
    )
    return (
        f"The set gives {percent(of.value / of.whole)} of the {what} that all actors together "
        f"could, and is {proven}; among sets nearly as good {dear}."
    )


def _costs(found: PartnersStep, of: _Set, mode: _Mode) -> str:
    """Say what the set costs, and which amounts are our assumption, with what replaces them."""
    if not prices_known(found):
        return (
            "What a partnership costs is not known of anybody, so partners are not chosen by cost: "
            "at most five beside those that have to be in, each counted alike (to replace that: "
            "sheet actors, column cost_bilateral)."
        )
    rules, assumed = found.rules, []
    if of.budget is not None and rules.budget is None:
        assumed.append("the budget, as five usual partnerships (setting partners.budget)")
    if rules.platform_cost is None and "platform" in set(found.chosen["mode"]):
        counted = whole_amount(found, mode.platform_cost or 0.0)
        assumed.append(
            f"{counted} for running the platform, as a usual partnership (setting "
            "partners.platform_cost)"
        )
    usual = [found.names[row.actor] for row in _chosen(found) if not row.cost_known]
    if usual:
        assumed.append(f"the cost of {listed(usual, most=3)} (sheet actors, column cost_bilateral)")
    said = f"It costs {whole_amount(found, of.cost)}"
    running = mode.platform_cost or 0.0
    if running and "platform" in set(found.chosen["mode"]):
        each = whole_amount(found, of.cost - running), whole_amount(found, running)
        said += f" ({each[0]} for the partners and {each[1]} for running the platform)"
    if of.budget is not None:
        most = whole_amount(found, of.budget)
        said += f" of the {most} that partnerships may cost (a limit for this choice, not a pledge)"
    carried = [found.names[row.actor] for row in _chosen(found) if row.decided]
    if carried:
        said += f"; what {listed(carried)} costs is in the option decided"
    return f"{said}. Assumed: {listing(assumed)}." if assumed else f"{said}."


_RULE_SAYS = {
    "bilateral": "one or two partners",
    "hybrid": "partners and a platform",
    "multi-stakeholder": "a platform",
    "none": "nobody",
}


def _mode_certainty(found: PartnersStep, mode: _Mode) -> TextLike:
    if not mode.contested:
        return _platform_pays(found, mode)
    why = "it changes with how the ties of those who did not answer are filled in"
    if mode.rule != mode.model:
        why = f"the rule says {_RULE_SAYS[mode.rule]}, the best set is {MODES[mode.model]}"
    return join(" ", [f"The mode is open: {why}.", _platform_pays(found, mode)])


def _platform_pays(found: PartnersStep, mode: _Mode) -> str:
    """Describe up to which price a platform pays; prices that nobody has told are no prices."""
    if not prices_known(found) or mode.flip_price is None or mode.platform_cost is None:
        return ""
    rules, counted = found.site.settings.partners, whole_amount(found, mode.platform_cost)
    if mode.alone_cost is not None and not isinf(mode.alone_cost):
        return (
            f"Without a platform as much would cost {whole_amount(found, mode.alone_cost)}. For "
            "this much, a platform pays while running it costs less than "
            f"{whole_amount(found, mode.flip_price)}; it is counted at {counted}. At another price "
            "the budget buys more or less, and the answer can turn more than once: choose anew "
            "with the setting partners.platform_cost."
        )
    as_much = percent(1 - rules.tolerance)
    alone = (
        f"No set of at most {count(rules.most_bilateral, 'partner')} one to one gives as much "
        f"({as_much} of the best value)."
    )
    if isinf(mode.flip_price):
        return f"{alone} A platform pays at any price; running it is counted at {counted}."
    left = whole_amount(found, mode.flip_price)
    return (
        f"{alone} Within the limit, running a platform could cost up to {left}; it is counted at "
        f"{counted}."
    )


def _sure(found: PartnersStep, of: _Set) -> str:
    often = {
        row.actor: share for row in _chosen(found) if (share := row.selection_frequency) is not None
    }
    if not often:
        return ""
    unsure = [
        f"{found.names[actor]} in {percent(share) if share > 0 else 'none'} of them"
        for actor, share in often.items()
        if share < 0.8
    ]
    said = []
    if unsure:
        others = "as others of like worth take the place"
        said.append(f"not every partner is chosen again: {listed(unsure[:4])}, {others}")
    given = found.rules.tolerance  # given up on purpose, for a lower cost
    if of.regret_high is not None and of.regret_high >= given + 0.005:
        lost = percent(of.regret_high)
        said.append(f"in the worst twentieth this set gives {lost} less than the best")
    if not said:
        return ""
    draws = count(of.searched or 0, "time")
    return f"With the ties of those who did not answer filled in {draws}, {'; '.join(said)}."


def _single_points(found: PartnersStep) -> str:
    names = [
        f"{found.names[row.actor]} ({share_words(row.loss_if_left_out)})"
        for row in _chosen(found)
        if row.single_point and not row.decided
    ]
    if not names:
        return ""
    verb = "is a single point" if len(names) == 1 else "are single points"
    return (
        f"{listed(names)} {verb} of failure: nobody can take the place; in brackets what is lost "
        "without it, the others chosen anew."
    )


def _unmet(found: PartnersStep, of: _Set) -> TextLike:
    keys = [key for key in (of.nobody_has or "").split(";") if key not in {"", "reach"}]
    if not keys:
        return ""
    return say(
        "Nobody here can do any of {}.", titles(map(found.component_titles.__getitem__, keys))
    )


def needs_met(found: PartnersStep) -> Bullets:
    """Describe who could meet each need of some weight, who is chosen; the heaviest first.

    Raises
    ------
    NothingToShow
        Nothing is known that partners are needed for, or nobody is chosen.
    """
    rows = [] if found.chosen.empty else needs_of(found, least=_WEIGHTY)
    if not rows:
        message = phrased("Nothing is known that partners would be needed for.")
        raise NothingToShow(message)
    return bullets(need_sentence(found, need) + f" – {_need_note(found, need)}." for need in rows)


def _need_note(found: PartnersStep, need: Need) -> str:
    said = f"weight {percent(need.weight)}"
    if need.kind == "capacity":
        chosen = _heaviest_first(_chosen(found))
        who = [one for one in chosen if need.need in (one.needs_served or "").split(";")]
        names = listed([found.names[one.actor] for one in who], most=4)
        said = f"chosen: {names or 'nobody'}; {said}"
    if not need.decides:
        said += ", too little to decide the mode"
    if not need.pooling_known and need.pooling_matters:
        said += (
            "; the one question to ask: do capacities add up, or does the ablest alone count? "
            "The answer would change the choice"
        )
    return said


def chosen_partners(found: PartnersStep) -> ReportTable:
    """List the chosen partners: how, what for, what is lost without, who instead, the way there.

    Raises
    ------
    NothingToShow
        Nobody is chosen.
    """
    every = _heaviest_first(_chosen(found))
    rows, more = every[:_MOST_PARTNERS], every[_MOST_PARTNERS:]
    columns: dict[TableHead, list[TextLike]] = {
        TableHead("Partner", "names"): [_who(found, row) for row in rows],
        TableHead("How, and why"): [_how(row) for row in rows],
        TableHead("What for"): [_what_for(found, row) for row in rows],
        TableHead("Lost without it", "numbers"): [
            "decided" if row.decided else share_words(row.loss_if_left_out) for row in rows
        ],
        TableHead("Instead"): [_instead(found, row) for row in rows],
    }
    if any(row.ties_away is not None for row in rows):
        columns[TableHead("Way to it")] = [_way(found, row) for row in rows]
    under = phrased(
        "Reaches: share of the actors to be reached. Lost without it: share of the best "
        "value that is lost where this partner cannot be had at all and the others are "
        "chosen anew. Instead: who brings nine tenths of what it adds."
    )
    if more:
        names = listed([found.names[row.actor] for row in more])
        under += phrased(" Chosen too, and missed least: {}.", names)
    often = [row.selection_frequency for row in rows]
    if any(share is not None and share < _ALWAYS for share in often):
        columns[TableHead("Chosen in", "numbers")] = [share_words(share) for share in often]
        filled = " Chosen in: how often, as the ties of those who did not answer are filled in."
        under += worded(filled)
    cells = list(zip(*columns.values(), strict=True))
    return table(phrased("Chosen partners"), list(columns), cells, note=under)


def _instead(found: PartnersStep, row: _Chosen) -> str:
    if row.decided:
        return "only by a new decision"
    if row.instead:
        return listed([found.names[key] for key in row.instead[:2]], last="or")
    lost = row.loss_if_left_out
    return "the others make up for it" if lost is not None and lost < _NOTHING else "nobody"


def _who(found: PartnersStep, row: _Chosen) -> Text:
    notes = [sorts_of(found).get(row.actor, ""), _stated(row)]
    return found.names[row.actor] + note(join("; ", notes), below=True)


def _stated(row: _Chosen) -> str:
    if row.decided:
        return "decided by the team"
    return "has to be a partner" if row.mandatory else ""


def _how(row: _Chosen) -> str:
    if row.on_platform and row.modality == "platform-membership":
        return "seat on the platform"
    way = "seat on the platform" if row.on_platform else "one to one"
    return f"{form_title(row.modality)}, {way}: {row.modality_why}"


def _what_for(found: PartnersStep, row: _Chosen) -> TextLike:
    said: list[TextLike] = []
    carries = _carries(found, row)
    if carries is not None:
        said.append(say("carries out {}, as decided", carries))
        if not row.needs_served:
            said.append("no capacity recorded")
    if row.needs_served:
        served = [found.component_titles.get(key, key) for key in row.needs_served.split(";")]
        said.append(f"{listing(served)} ({percent(row.share)} of the need)")
    roles = row.roles.split(";") if row.roles else []
    if row.reach > 0:
        most = ", most of all" if "reach-hub" in roles else ""
        said.append(f"reaches {percent(row.reach)}{most}")
    said += [ROLES[key] for key in roles if key not in {"capacity-holder", "reach-hub"}]
    return join("; ", said) or "nothing recorded"


def _way(found: PartnersStep, row: _Chosen) -> str:
    if row.ties_away is None or not row.path:
        return "no way known"
    if row.ties_away <= 1:
        return "direct"
    return f"over {found.names[row.path.split(';')[1]]}, {row.ties_away} ties"


def other_partners(found: PartnersStep) -> Paragraphs:
    """Describe what it costs to take in somebody who is not chosen, where it costs anything.

    Raises
    ------
    NothingToShow
        It is not computed.
    """
    rows = [one for one in rows_of(found.partners.table, _Other) if not one.selected]
    priced = sorted(
        (one.price_if_forced_in, one.actor)
        for one in rows
        if one.price_if_forced_in is not None and not one.excluded
    )
    dear = [
        f"{found.names[actor]} ({percent(price)} of the value)"
        for price, actor in priced
        if price >= _NOTHING
    ]
    left_out = [found.names[one.actor] for one in rows if one.excluded]
    said = []
    if dear:
        most = listed(dear[:-4:-1])
        said.append(f"Having to take in another one loses most with {most}.")
    if left_out:
        said.append(f"The team has left out {listed(left_out, most=4)}.")
    if not said:
        message = phrased("What it costs to take in others is not computed.")
        raise NothingToShow(message)
    return paragraphs(said)


def _ask_first(found: PartnersStep) -> str:
    asked = rows_of(found.partners.interviews, _Asked)
    return f"Ask first: {listed([found.names[one.actor] for one in asked[:3]])}." if asked else ""


def next_interviews(found: PartnersStep) -> Paragraphs:
    """Name whom to interview next.

    Raises
    ------
    NothingToShow
        Everybody answered, or it is not known who did.
    """
    asked = rows_of(found.partners.interviews, _Asked)
    if not asked:
        message = phrased("Nobody is known to have been asked without an answer.")
        raise NothingToShow(message)
    names = [
        found.names[one.actor] + (f" (+{100 * one.gain:.0f})" if one.gain >= 0.005 else "")
        for one in asked[:5]
    ]
    more = len(asked) - len(names)
    tail = f", then {count(more, 'other')}" if more else ""
    return paragraphs(
        phrased(
            "Interview next: {}{}. +: percentage points of reach that an answer is expected "
            "to show.", listed(names), tail,
        )
    )  # fmt: skip
