"""What the report says of the way in which the units are taken on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from workbench.core.money import amount_words
from workbench.errors import NothingToShow
from workbench.page.records import (
    Bullets,
    Fact,
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
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, long_date, percent, plural
from workbench.transformation.analysis.approach import (
    DIFFER_FROM,
    PILOTS_NEEDED,
    ApproachComparison,
    ApproachFacts,
    ApproachOutcome,
)
from workbench.transformation.step import ProjectRollout, RolloutStep, TransformationStep

_MEANINGS: Final[Mapping[str, str]] = {
    "phased": "waves of at most as many units as there are support teams, one after the other",
    "parallel": "all units at once, as far as shared infrastructure lets",
    "hybrid": "units that are alike in waves, and those that differ by themselves beside them",
}
_ROWS: Final = 40  # rows that one printed page holds
_MOST: Final = 6  # names in a sentence; the rest is counted
_HOLDS: Final[Mapping[bool | None, str]] = {True: "yes", False: "no", None: "not known"}


def one_page(found: TransformationStep) -> Summary | Missing:
    """Say on page one how the units are taken on, and how long that takes."""
    compared, taken = found.comparison, found.taken
    if compared is None:
        return missing(
            "The roll-out", "No unit is left to be taken on whose time is known (sheet rollout)."
        )
    said: list[TextLike] = [_choice(found, compared)]
    if taken is not None:
        said.append(
            say(
                "{} are live by week {:.0f} of the plan in half of the draws, by week {:.0f} in 80 "
                "of 100, by week {:g} in {}.",
                count(len(taken.units), "unit"), taken.p50, taken.p80, compared.target,
                percent(taken.p_in_time),
            )
        )  # fmt: skip
    said.append(_place(found))
    facts: dict[str, Fact] = {"approach": found.chosen}
    if found.place is not None and found.place.wave:
        facts["wave"] = found.place.wave
    elif found.own is not None and found.own.is_live(found.as_of):
        facts["wave"] = "live already"
    return summary([("The roll-out", join(" ", said))], facts)


def _choice(found: RolloutStep, compared: ApproachComparison) -> Text:
    word = compared.facts.word
    if isinstance(found, ProjectRollout) and len(found.choices) > 1:
        told = [say("**{}** at {}", key, count(n, "unit")) for key, n in found.choices.items()]
        return say("The units chose differently: {}; by our rule it is {}.", listing(told), word)
    if found.chosen is None:
        return say("Nobody has chosen a way yet; by our rule it is **{}** (ours).", word)
    if found.chosen == word:
        return say("The team chose **{}**, as our rule does.", found.chosen)
    return say("The team chose **{}**; our rule says {} (ours).", found.chosen, word)


def _place(found: TransformationStep) -> TextLike:
    """Say when the unit of the report is taken on."""
    own, place, taken = found.own, found.place, found.taken
    name = found.site.name
    if own is None:
        return say("{} is not in the table of the roll-out.", name)
    if own.is_live(found.as_of):
        return say("{} uses the capability already.", name)
    if place is None or taken is None:
        return say("When {} is taken on cannot be told.", name)
    how = f"in wave {place.wave} of {taken.waves}" if place.wave else "by itself"
    if taken.approach == "parallel":
        how = "as soon as shared infrastructure is free"
    return say(
        "{} is taken on {}, from week {:.0f} to {:.0f} of the plan if all goes as is likely.",
        name, how, place.start + 1, place.finish,
    )  # fmt: skip


def approach_answer(found: RolloutStep) -> Paragraphs | Missing:
    """Say which approach was chosen, which one the rule names and why, and what it comes to."""
    compared = found.comparison
    if compared is None:
        return missing(
            "Phased, parallel or hybrid",
            "No unit is left to be taken on whose time is known (sheet rollout).",
        )
    place = _place(found) if isinstance(found, TransformationStep) else ""
    return paragraphs(
        [_choice(found, compared), _reason(compared.facts), place],
        [_whole_cost(compared, found.currency), *_left_out(found, compared)],
    )


def approach_meanings() -> Bullets:
    """Say what the three ways mean here."""
    return bullets(
        (say("**{}**: {}.", key.capitalize(), words) for key, words in _MEANINGS.items()),
        "What the three ways mean here (ours):",
    )


def _reason(facts: ApproachFacts) -> Text:
    share = percent(facts.share or 0.0)
    if facts.word == "hybrid":
        return say(
            "{} of the capabilities ({} of {}) are built differently at some unit, more than a "
            "third.", share, len(facts.differing), facts.capabilities,
        )  # fmt: skip
    holding = sum(one is True for one in facts.holding)
    if facts.word == "parallel":
        return say("All four facts hold, and {}.", "no unit names a capability that differs"
                   if facts.share is None else "no more than a third of the capabilities differ",
        )  # fmt: skip
    return say(
        "Of the first four facts, {} shown to hold; what is not known is not shown. {}",
        f"{holding or 'none'} {plural('is', max(holding, 1))}",
        "How many of the capabilities differ is not known."
        if facts.share is None else f"{share} of the capabilities differ.",
    )  # fmt: skip


def _whole_cost(compared: ApproachComparison, currency: str) -> TextLike:
    if compared.cost_p80 is None:
        return "What the units cost is not known."
    at_least = bool(compared.unpriced)
    said = say(
        "All units together cost {} in half of the draws and {} in 80 of 100, whichever way is "
        "taken",
        amount_words(compared.cost_p50, currency, places=0, at_least=at_least),
        amount_words(compared.cost_p80, currency, places=0, at_least=at_least),
    )  # fmt: skip
    if compared.ceiling is None or compared.p_ceiling is None:
        return said + "; no ceiling is stated."
    return said + say(
        "; they stay within the ceiling of {} in {} of the draws.",
        amount_words(compared.ceiling, currency, places=0), percent(compared.p_ceiling),
    )  # fmt: skip


def _left_out(found: RolloutStep, compared: ApproachComparison) -> list[Text]:
    groups = (
        ("Not counted, because the capability is in use already", compared.live),
        ("Not in the weeks, because no likely time is known", compared.undated),
        ("Without a cost, so that amounts are at least what is printed", compared.unpriced),
        ("Without a number of people, so that more may be needed", compared.unstaffed),
    )
    return [
        say("{}: {}.", words, titles(_names(found, keys), most=_MOST))
        for words, keys in groups
        if keys
    ]


def _names(found: RolloutStep, keys: tuple[str, ...]) -> list[str]:
    return [found.names.get(key, key) for key in keys]


def fact_table(found: RolloutStep) -> ReportTable:
    """List the four facts that an approach hangs on, and how far the units differ.

    Raises
    ------
    NothingToShow
        No unit is left to be taken on.
    """
    compared = _compared(found)
    facts, currency = compared.facts, found.currency
    pilots = titles(_names(found, facts.pilots), most=_MOST) if facts.pilots else "none"
    teams = "not stated" if facts.teams is None else str(facts.teams)
    scarce = listing(
        say("*{}* ({} at a time)", one.title, one.at_once) for one in facts.scarce
    )  # fmt: skip
    none = "none is" if facts.listed else "none is listed (sheet infrastructure)"
    first = "not known" if facts.first_p80 is None else amount_words(facts.first_p80, currency,
                                                                     places=0)  # fmt: skip
    ceiling = "not stated" if facts.ceiling is None else amount_words(facts.ceiling, currency,
                                                                      places=0)  # fmt: skip
    rows: list[list[TextLike | int]] = [
        [f"The pilot worked at {PILOTS_NEEDED} units or more", pilots,
         _HOLDS[facts.pilots_worked]],
        ["There is a support team for each unit, if all are taken on at once",
         f"support teams: {teams}; {count(facts.at_once, 'unit')}", _HOLDS[facts.teams_suffice]],
        ["No shared infrastructure is too small for all at once", scarce or none,
         _HOLDS[facts.nothing_scarce]],
        ["Those that can begin at once cost no more than the first wave may, in 80 of 100 draws",
         f"{first}; ceiling: {ceiling}", _HOLDS[facts.affordable]],
        ["More than a third of the capabilities are built differently at some unit",
         "no unit names one (sheet rollout, column differs)" if facts.share is None
         else f"{len(facts.differing)} of {facts.capabilities}",
         "not known" if facts.share is None else _HOLDS[facts.share > DIFFER_FROM]],
    ]  # fmt: skip
    return table(
        "Facts that the way of rolling out hangs on",
        ["Fact", "What the tables show", "Holds"],
        rows,
        note=say(
            "Our rule: hybrid where the last row holds; else parallel where the first four hold; "
            "else phased. It names **{}**; the choice is the team's.", facts.word,
        ),
    )  # fmt: skip


def approach_table(found: RolloutStep) -> ReportTable:
    """Set the approaches side by side: weeks, people, cost of the first wave, chances.

    Raises
    ------
    NothingToShow
        No unit is left to be taken on.
    """
    compared = _compared(found)
    rows = [_row(one, found, compared) for one in compared.outcomes]
    ours = compared.method.parameters
    lost = "" if compared.facts.teams is not None else (
        "Phased and hybrid cannot be worked out without the number of support teams. "
    )  # fmt: skip
    return table(
        "What each way takes",
        [
            "Way", TableHead("Waves", "numbers"),
            TableHead("All live by week, half of the draws", "numbers"),
            TableHead("80 of 100", "numbers"), TableHead("10 to 90 of 100", "numbers"),
            TableHead(f"Live by week {compared.target:g}", "numbers"),
            TableHead("People at the same time", "numbers"),
            TableHead("First wave, 80 of 100", "numbers", found.currency),
            TableHead("Within its ceiling", "numbers"),
        ],
        rows,
        note=say(
            "{}Weeks of the plan; the first unit begins after {:g} weeks of preparation (ours). "
            "{:,} draws; people by likely times.{}",
            lost, compared.begins, int(str(ours["draws"])), week_one(found),
        ),
    )  # fmt: skip


def _row(
    one: ApproachOutcome, found: RolloutStep, compared: ApproachComparison
) -> list[TextLike | int]:
    marks = [
        "chosen" if one.approach == found.chosen else "",
        "by our rule" if one.approach == compared.facts.word else "",
    ]
    said = ", ".join(filter(None, marks))
    alone = sum(not unit.wave for unit in one.units)
    return [
        say("**{}**{}", one.approach, f" ({said})" if said else ""),
        f"{one.waves}{f' and {alone} by themselves' if alone else ''}",
        f"{one.p50:.0f}",
        f"{one.p80:.0f}",
        f"{one.p10:.0f} to {one.p90:.0f}",
        percent(one.p_in_time),
        f"{'at least ' if compared.unstaffed else ''}{one.people:,.0f}",
        _amount(one.first_p80),
        "not known" if one.p_first is None else percent(one.p_first),
    ]


def _amount(value: Decimal | None) -> str:
    return "not known" if value is None else amount_words(value, places=0)


def order_table(found: RolloutStep) -> ReportTable:
    """List the units in the order in which they are taken on.

    Raises
    ------
    NothingToShow
        No unit is left to be taken on.
    """
    _compared(found)
    taken = found.taken
    if taken is None:
        message = "Without the number of support teams no order can be worked out."
        raise NothingToShow(message)
    pilots = {one.site: one.pilot for one in found.units}
    every = sorted(taken.units, key=lambda row: (row.start, row.finish, row.site))
    shown = [one for at, one in enumerate(every) if at < _ROWS or one.site == found.key]
    rows: list[list[TextLike | int]] = []
    for one in shown:
        name = found.names.get(one.site, one.site)
        rows.append(
            [
                say("**{}**", name) if one.site == found.key else name,
                str(one.wave) if one.wave else "by itself",
                f"{one.start + 1:.0f}",
                f"{one.finish:.0f}",
                pilots.get(one.site) or "none",
            ]
        )
    return table(
        f"Order of the units, {taken.approach}",
        ["Unit", "Wave", TableHead("From week", "numbers"), TableHead("To week", "numbers"),
         "Pilot"],
        rows,
        note=say(
            "By likely times and without risks; weeks of the plan.{}{}",
            week_one(found),
            f" {count(len(every) - len(shown), 'more unit')} not listed."
            if len(every) > len(shown) else "",
        ),
    )  # fmt: skip


def week_one(found: RolloutStep) -> str:
    """Say on which day the weeks of the plan begin; nothing where it is not stated."""
    start = found.where.settings.plan.start
    return "" if start is None else f" Week 1 begins on {long_date(start)}."


def _compared(found: RolloutStep) -> ApproachComparison:
    if found.comparison is None:
        message = "No unit is left to be taken on whose time is known."
        raise NothingToShow(message)
    return found.comparison


def unverified_claims(found: RolloutStep) -> Bullets | Missing:
    """List what the source says of its own success, as claims that nobody has verified."""
    claims = found.assessment.claims
    if not claims:
        return missing("Claims of the source", "None is recorded.", follows=True)
    return bullets(
        (say("*{}*: {} ({})", one.title, one.text, one.source) for one in claims),
        say(
            "What the source claims; no number of it has a source that could be looked at, and "
            "none of these {} is used here as a target or a default.",
            count(len(claims), "claim"),
        ),
    )
