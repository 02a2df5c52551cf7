"""What page one says of the draft strategy: with whom, the ask, by when, what could go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.budget.analysis.budget_steps import PROMISED
from workbench.budget.analysis.budget_table import Total
from workbench.budget.analysis.rows import SourceOfFunds
from workbench.budget.page.own_currencies import budgets_in_short
from workbench.core.finding import Finding, by_kind
from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.language import phrased, worded
from workbench.options.analysis.option_rows import Option
from workbench.options.page.option_words import in_months, what_it_brings
from workbench.page.text import Text, TextLike, capital, join, listing, say, titles
from workbench.page.wording import count, long_date, place_words, plural
from workbench.project.schema.lists import terms_of
from workbench.strategy.analysis.partner_list import ListedPartner
from workbench.strategy.step import StrategyStep

_MOST = 3  # names in a sentence; the rest is counted
TOLD = frozenset({"advice-against-decision", "reason-against-data"})
"""Kinds of findings that page one tells where it says what was decided."""

_FIRST = ("decided-on-doubt", "diagnosis-open", "component-not-assessed")  # all else rests on it

_ASKED = ("scores", "evidence", "answers", "partnerships", "capacities", "ties")  # to be told
DONE = {"draft": "drafted", "reviewed": "reviewed", "final": "adopted"}


def name_of(found: StrategyStep, one: ListedPartner) -> str:
    """Return how a partner is called."""
    return found.names.get(one.actor, one.actor)


def form_of(found: StrategyStep, key: str | None) -> str:
    """Return the title of a form of partnership; nothing where there is none."""
    if key is None:
        return ""
    return worded(terms_of(found.site.framework, "modalities")[key].title).lower()


def for_whom(found: StrategyStep) -> TextLike:
    """Say where the work is, how many households it is to reach, and what that costs for each."""
    site, budget = found.site, found.budget.budget
    (place,) = rows_of(site.table("sites"), _Place)
    where = place_words(place.name, place.admin, place.country)
    if place.population:
        where += phrased(" ({:,} people live there)", place.population)
    follows = found.options.decision.follows
    if place.households is None and not site.framework.judges_levels:
        return f"{where}."
    if place.households is None:
        asked = phrased("How many households are to be reached is not stated (sheet sites).")
        return f"{where}. {asked}" if found.decided else f"{where}."
    said = say("**{}** in {}", count(place.households, "household"), where)
    still = (
        phrased(" The ambition of the project still counts them.") if site.settings.ambition else ""
    )
    if follows.leaves:
        return say("{}, lose the work, {}.{}", said, _where_to(found, follows.moved_to), still)
    if budget is not None:
        said += phrased(
            "; the budget comes to {} each", _for_each(found, budget.total(), place.households)
        )
        if found.budget.shared and found.budget.ask is not None:
            own = _for_each(found, found.budget.ask, place.households)
            said += phrased(" ({} without the part of other sites in shared costs)", own)
    if not found.decided:
        return say("{}. Nothing is decided for them yet.{}", said, still)
    new = say(" The aim was changed: {}", follows.new_aim) if follows.new_aim else ""
    return said + "." + new


def _for_each(found: StrategyStep, sum_: Total, households: int) -> str:
    each = sum_.amount / households
    return amount_words(each, found.budget.currency, places=0, at_least=sum_.at_least)


def _where_to(found: StrategyStep, key: str | None) -> str:
    """Say who gains what the households here lose."""
    if key is None:
        return phrased("which stops")
    there = found.site.names.get(key, key)
    return phrased("which moves to {}; how many it reaches there is not stated", there)


@dataclass(frozen=True, slots=True)
class _Place:
    """What is known of the place; a row of the table ``sites``."""

    name: str
    country: str
    admin: str | None
    population: int | None
    households: int | None


def whom(found: StrategyStep) -> TextLike:
    """Name those on whom the strategy counts, whether they agreed, and who is proposed besides."""
    counted = found.counted_on
    if counted and not found.decided:
        busy = (f"{name_of(found, one)} ({count(one.leads, 'activity')})" for one in counted)
        return say(
            "{} {} work here: {}. Nothing is decided, so no partners are chosen.",
            count(len(counted), "organisation"), plural("has", len(counted)),
            listing(busy, most=_MOST),
        )  # fmt: skip
    proposed = [one for one in found.partners if one.mode and not one.has_part]
    said: list[TextLike] = [_counted(found, one) for one in counted[:_MOST]]
    rest = counted[_MOST:]
    if rest:
        agreed = sum(one.agreed for one in rest)
        said.append(
            phrased(
                "{} {} work or money ({} agreed).",
                count(len(rest), "other"),
                plural("has", len(rest)),
                agreed or worded("none"),
            )
        )
    where = (
        phrased(" in {}", found.choice.site.name)
        if found.choice.left
        else phrased(" besides")
        if said
        else ""
    )
    return join(" ", [*said, _proposed(found, proposed, where)])


def _counted(found: StrategyStep, one: ListedPartner) -> Text:
    components = found.choice.component_titles
    parts: list[TextLike] = []
    if one.carries:
        parts.append(say("carries out {}", titles(components.get(key, key) for key in one.carries)))
    if one.leads:
        parts.append(phrased("is responsible for {}", count(one.leads, "activity")))
    if one.amount:
        paid = amount_words(one.amount, found.budget.currency, places=0, at_least=one.at_least)
        parts.append(phrased("is paid {}", paid))
    if one.in_kind:
        given = amount_words(one.in_kind, found.budget.currency, places=0, at_least=one.at_least)
        parts.append(phrased("gives {} in kind", given))
    state = (
        phrased("agreed: {}", form_of(found, one.modality))
        if one.agreed
        else phrased("not agreed yet")
    )
    return say("**{}** {} ({}).", name_of(found, one), listing(parts), state)


def _proposed(found: StrategyStep, every: Sequence[ListedPartner], where: str) -> TextLike:
    alone: list[TextLike] = [
        f"{name_of(found, one)} ({form_of(found, one.proposed)})"
        if one.proposed
        else name_of(found, one)
        for one in every
        if one.mode != "platform"
    ]
    seats = sum(one.mode == "platform" for one in every)
    if seats:
        alone.append(phrased("a platform with {} more", seats))
    return phrased("Proposed{}, without a part yet: {}.", where, listing(alone)) if alone else ""


def the_ask(found: StrategyStep) -> TextLike:
    """Say what the work costs, what is pledged of it, and who is asked for what is open."""
    budget, currency = found.budget.budget, found.budget.currency
    if budget is None:
        leaving = _leaving(found)
        if leaving:
            return join(" ", [phrased("Nobody is asked."), leaving])
        return budgets_in_short(found.budget.at)
    sources = [one for one in found.budget.source_rows if one.planned]
    whole = budget.total()
    opened = [row.title for row in budget.line_rows if row.at_least]
    costs = say(
        "{} **{}**",
        phrased("Leaving costs") if found.options.decision.follows.stopped else worded("Costs"),
        amount_words(whole.amount, currency, places=0, at_least=whole.at_least),
    )
    if opened:
        costs += say(" ({} {} not priced)", titles(opened, most=_MOST), plural("is", len(opened)))
    firm = [_pledged(one, currency) for one in sources if one.firm in PROMISED and one.source]
    asked = [_asked(one, currency) for one in sources if one.firm not in PROMISED or not one.source]
    pledged = say("Pledged: {}.", join("; ", firm)) if firm else phrased("Nothing is pledged.")
    wanted = join(" ", asked) if asked else phrased("Nobody is asked for more.")
    there = found.budget.at
    elsewhere = (
        phrased("This is the budget of {}.", there.name) if there.key != found.site.key else ""
    )
    parts: list[TextLike] = [
        costs + ".",
        _own_part(found),
        pledged,
        wanted,
        _leaving(found),
        found.budget.shift,
    ]
    return join(" ", [*parts, elsewhere])


def _own_part(found: StrategyStep) -> str:
    """Say what the site costs with its part alone of what it shares, beside the budget in full."""
    own, budget = found.budget.ask, found.budget.budget
    if not found.budget.shared or own is None or budget is None:
        return ""
    less = budget.total().amount - own.amount
    words = amount_words(own.amount, found.budget.currency, places=0, at_least=own.at_least)
    rest = amount_words(less, found.budget.currency, places=0)
    return phrased(
        "In it is {} of shared costs that other sites are to bear; without that "
        "part it is {}, as the comparison of the sites counts it. Until they bear "
        "it, what is pledged, asked for and in the account here goes by the whole.",
        rest,
        words,
    )


def _leaving(found: StrategyStep) -> TextLike:
    """Say what leaving is estimated at where the work stops."""
    said = [
        what_it_brings(one, found.budget.currency, provisional=found.options.provisional)
        for one in _ends(found)
        if one.cost is not None or one.months is not None
    ]
    return say("The decision estimates: {}.", join("; ", said)) if said else ""


def _ends(found: StrategyStep) -> list[Option]:
    """Return the options decided on that end the work here."""
    decided = found.options.decision.follows.decided
    proposals = (found.options.proposals.get(key) for key in decided)
    return [one for one in proposals if one is not None and one.option == "stop"]


def _pledged(one: SourceOfFunds, currency: str) -> str:
    kind = amount_words(one.planned_in_kind, currency, places=0, at_least=one.at_least)
    if not one.planned_cash:
        if one.amount is not None and one.amount > one.planned_in_kind:
            used = amount_words(one.planned_in_kind, places=0, at_least=one.at_least)
            kind = phrased(
                "{}, of which {} is used", amount_words(one.amount, currency, places=0), used
            )
        elif one.amount is not None and one.amount < one.planned_in_kind:
            kind = phrased(
                "{}; {} is planned on it,", amount_words(one.amount, currency, places=0), kind
            )
        return f"{one.title}, {kind}" + ("" if "in kind" in one.title else phrased(" in kind"))
    used = amount_words(one.planned_cash, places=0, at_least=one.at_least)
    whole = f"{currency}\xa0{used}"
    if one.amount is not None:
        given = amount_words(one.amount, currency, places=0)
        over = one.planned_cash > one.amount
        whole = (
            phrased("{}; {} is planned on it", given, used)
            if over
            else phrased("{}, of which {} is used", given, used)
        )
    received = phrased(" (received)") if one.firm == "received" else ""
    return f"{one.title} {whole}{received}" + (
        phrased(", and {} in kind", kind) if one.planned_in_kind else ""
    )


def _asked(one: SourceOfFunds, currency: str) -> Text:
    whole = amount_words(one.planned, currency, places=0, at_least=one.at_least)
    if one.source is None:
        return say("**{} is paid by nobody yet.**", whole)
    state = worded(one.firm) if one.firm else phrased("not stated how firm")
    given = (
        phrased("how much is not recorded")
        if one.amount is None
        else amount_words(one.amount, places=0)
    )
    kind = amount_words(one.planned_in_kind, currency, places=0) if one.planned_in_kind else ""
    begin = phrased("Still to be asked for") if one.firm == "idea" else phrased("Asked for")
    return say(
        "{}: **{}** of **{}** ({}: {}{}).", begin, whole, one.title, state, given,
        phrased("; {} of it in kind", kind) if kind else "",
    )  # fmt: skip


def by_when(found: StrategyStep) -> TextLike:
    """Give the one date: the end of the plan, and how sure it is; or when to look again."""
    end, again = found.plan.end, found.options.decision.follows.review_on
    if end is None and again is None:
        return _end_of_the_work(found)
    if end is None:
        return say("Looked at again on **{}**.", long_date(again))
    if end.finish is None:
        said = say("The end is not known; **{}** at the earliest", long_date(end.finish_at_least))
        deadlines = [row.deadline for row in found.plan.rows if row.deadline is not None]
        last_day = (
            phrased("; the last deadline is {}", long_date(max(deadlines))) if deadlines else ""
        )
        return said + f"{last_day}."
    last = [row.activity for row in found.plan.rows if row.finish == end.finish]
    said = say("**{}**", long_date(end.finish))
    if last:
        said += say(", with the end of {}", titles(found.plan.titles.get(k, k) for k in last[:1]))
    drawn, later = found.plan.drawn_end, found.plan.later_end
    if drawn is not None and drawn.p10 != drawn.p90:
        enough = "" if later is None else phrased(", were there people enough")
        said += phrased("; with a chance of 80 in 100 by {}{}", long_date(drawn.p80), enough)
    if later is not None:
        said += phrased(". With the people there are: {} at the earliest", long_date(later))
    return said + "."


def _end_of_the_work(found: StrategyStep) -> TextLike:
    """Say until when leaving takes, from the day of the decision, where the work stops."""
    taken = {one.proposal: one for one in _ends(found)}
    for row in found.options.decision.review.standing_rows:
        one = taken.get(row.proposal or "")
        if one is not None and one.months is not None:
            low, high = one.months_low, one.months_high
            spread = "" if low is None or high is None else phrased(" ({:g} to {:g})", low, high)
            return say(
                "**{}**{} after the decision of {}, as estimated.",
                in_months(one.months), spread, long_date(row.date),
            )  # fmt: skip
    return ""


@dataclass(frozen=True)
class Pressing:
    """What page one tells of what does not fit.

    Attributes
    ----------
    wrong, to_do : tuple of tuple of Finding
        Kinds of findings that could go wrong, and such to be seen to first: two each at the most.
    """

    wrong: tuple[tuple[Finding, ...], ...]
    to_do: tuple[tuple[Finding, ...], ...]

    @property
    def kinds(self) -> frozenset[str]:
        """All kinds that page one tells, with those that stand in what was decided."""
        told = TOLD | {own[0].kind for own in (*self.wrong, *self.to_do)}
        return told | {"diagnosis-open"} if "decided-on-doubt" in told else told


def most_pressing(findings: Iterable[Finding]) -> Pressing:
    """Pick what a reader has to know and to do first, each kind in one place.

    What could change the diagnosis comes first of what is to be done, as all else rests on it.
    """
    groups = [own for own in by_kind(findings) if own[0].kind not in TOLD]
    grave = [own for own in groups if own[0].serious and own[0].kind not in _FIRST]
    wrong = [own for own in grave if own[0].kind != "nothing-agreed"][:2]
    left = [own for own in groups if own not in wrong]
    if any(own[0].kind == "decided-on-doubt" for own in left):  # which asks for the same
        left = [own for own in left if own[0].kind != "diagnosis-open"]
    places = {kind: place for place, kind in enumerate(_FIRST)}
    left.sort(key=lambda own: (places.get(own[0].kind, len(_FIRST)), own[0].where[0] not in _ASKED))
    return Pressing(tuple(wrong), tuple(left[:2]))


def wrong_words(pressing: Pressing) -> TextLike:
    """Say what could go wrong, and who mends it."""
    return join(
        " ", [say("{}{} **{}**: {}", own[0].what, _more(own), capital(own[0].who), own[0].to_do)
              for own in pressing.wrong]
    )  # fmt: skip


def _more(own: Sequence[Finding]) -> str:
    return phrased(" (And {} more like it.)", len(own) - 1) if len(own) > 1 else ""


def first_to_do(found: StrategyStep, pressing: Pressing) -> TextLike:
    """Name the two things to do first: who, in which sheet and place, and until when."""
    if found.site.table("components").empty:
        return say("Describe the package (sheet *components*), so that it can be scored.")
    said = [_task(own) for own in pressing.to_do]
    if not said:
        said = [
            say("**{}**: Say line by line what leaving costs (sheet *costs*, activity of {}).",
                capital(found.lead), one.proposal)
            for one in _ends(found)
            if found.budget.budget is None
        ]  # fmt: skip
    begins = min((row.start for row in found.plan.rows if row.start), default=None)
    today = found.site.settings.as_of
    if said and begins and today and begins > today:
        said.append(say("All of it before the work begins on {}.", long_date(begins)))
    return join(" ", said)


def _task(own: Sequence[Finding]) -> TextLike:
    first = own[0]
    who, (sheet, place) = capital(first.who), first.where
    if first.kind not in _FIRST:
        to_do = first.to_do.rstrip(".")
        return say("{}{} **{}**: {} (sheet *{}*, {}).", first.what, _more(own), who, to_do, sheet,
                   place)  # fmt: skip
    # What it is about stands above, where it says where we stand and what was decided.
    to_do = " ".join(one.to_do for one in own[:_MOST]).rstrip(".")
    return say("**{}**: {} (sheet *{}*).", who, to_do, sheet)


def agreed(found: StrategyStep) -> TextLike:
    """Say how far the strategy is agreed, by whom, and what is open."""
    versions = found.strategy.versions
    counted = found.counted_on
    if not versions and not (counted and found.decided):
        return ""
    said: list[TextLike] = [
        say("**Yes.**") if found.strategy.state == "final" else phrased("Not yet.")
    ]
    if versions:
        last = versions[-1]
        by = phrased(" by {}", last.by) if last.by else ""
        said.append(
            phrased(
                "Version {} was {} on {}{}.",
                last.version,
                worded(DONE[last.state]),
                long_date(last.date),
                by,
            )
        )
        if found.strategy.changed:
            said.append(phrased("It has changed since."))
    else:
        said.append(phrased("No version of the strategy is recorded."))
    if found.strategy.open_comments:
        comments = len(found.strategy.open_comments)
        said.append(
            phrased("{} {} no answer.", count(comments, "comment"), plural("has", comments))
        )
    if counted:
        yes, every = sum(one.agreed for one in counted), count(len(counted), "partner")
        given = phrased("work, money or a gift in kind")
        said.append(
            phrased("All {} with {} have agreed.", every, given)
            if yes == len(counted) > 1
            else phrased(
                "Of {} with {}, {} {} agreed.",
                every,
                given,
                yes or worded("none"),
                plural("has", max(yes, 1)),
            )
        )
    return join(" ", said)
