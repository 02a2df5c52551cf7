"""What page one says of the draft strategy: with whom, the ask, by when, what could go wrong."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbench.budget.analysis.rows import SourceOfFunds
from workbench.budget.page.own_currencies import budgets_in_short
from workbench.core.finding import Finding, by_kind
from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.page.text import Text, TextLike, capital, join, listing, say, titles
from workbench.page.wording import count, long_date, plural
from workbench.plan.analysis.rows import DrawnEnd
from workbench.project.schema.lists import terms_of
from workbench.strategy.analysis.partner_list import ListedPartner
from workbench.strategy.step import StrategyStep

_MOST = 3  # names in a sentence; the rest is counted
TOLD = frozenset({"advice-against-decision", "reason-against-data", "diagnosis-open"})
"""Kinds of findings that page one tells where it says where we stand and what was decided."""

_ASKED = ("scores", "evidence", "answers", "partnerships", "capacities", "ties")  # to be told
DONE = {"draft": "drafted", "reviewed": "reviewed", "final": "adopted"}


def name_of(found: StrategyStep, one: ListedPartner) -> str:
    """Return how a partner is called."""
    return found.names.get(one.actor, one.actor)


def form_of(found: StrategyStep, key: str | None) -> str:
    """Return the title of a form of partnership; nothing where there is none."""
    return "" if key is None else terms_of(found.site.framework, "modalities")[key].title.lower()


def for_whom(found: StrategyStep) -> TextLike:
    """Say where the work is, how many households it is to reach, and what that costs for each."""
    site, budget = found.site, found.budget.budget
    (place,) = rows_of(site.table("sites"), _Place)
    where = ", ".join(dict.fromkeys(filter(None, (place.name, place.admin, place.country))))
    if place.population:
        where += f" ({place.population:,} people live there)"
    if place.households is None:
        asked = "How many households are to be reached is not stated (sheet sites)."
        return f"{where}. {asked}" if found.decided else f"{where}."
    said = say("**{}** in {}", count(place.households, "household"), where)
    follows = found.options.decision.follows
    if budget is not None and not follows.leaves:
        each = amount_words(
            budget.total().amount / place.households,
            found.budget.currency,
            places=0,
            at_least=budget.total().at_least,
        )
        said += f"; the budget comes to {each} a household"
    new = say(" The aim was changed: {}", follows.new_aim) if follows.new_aim else ""
    return said + "." + new


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
    counted = [one for one in found.partners if one.counted_on and not one.is_lead]
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
            f"{count(len(rest), 'other')} {plural('has', len(rest))} a part in plan or budget "
            f"({agreed or 'none'} agreed)."
        )
    where = f" in {found.choice.site.name}" if found.choice.left else " besides" if said else ""
    return join(" ", [*said, _proposed(found, proposed, where)])


def _counted(found: StrategyStep, one: ListedPartner) -> Text:
    components = found.choice.component_titles
    parts: list[TextLike] = []
    if one.carries:
        parts.append(say("carries out {}", titles(components.get(key, key) for key in one.carries)))
    if one.leads:
        parts.append(f"is responsible for {count(one.leads, 'activity')}")
    if one.amount:
        paid = amount_words(one.amount, found.budget.currency, places=0, at_least=one.at_least)
        parts.append(f"is paid {paid}")
    state = f"agreed: {form_of(found, one.modality)}" if one.agreed else "not agreed yet"
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
        alone.append(f"a platform with {seats} more")
    return f"Proposed{where}, without a part yet: {listing(alone)}." if alone else ""


def the_ask(found: StrategyStep) -> TextLike:
    """Say from whom how much is asked, what is pledged, and what nobody pays or has priced."""
    budget, currency = found.budget.budget, found.budget.currency
    if budget is None:
        return budgets_in_short(found.budget.at)
    order = {"requested": 0, "idea": 1, "pledged": 2, "received": 3}
    said = [
        _source(one, currency)
        for one in sorted(
            budget.source_rows, key=lambda o: (o.source is None, order.get(o.firm or "", 4))
        )
    ]
    whole = budget.total()
    opened = [row.title for row in budget.line_rows if row.at_least]
    last = say(
        "Together {}", amount_words(whole.amount, currency, places=0, at_least=whole.at_least)
    )
    if opened:
        last += say("; {} {} not priced", titles(opened, most=_MOST), plural("is", len(opened)))
    there = found.budget.at
    elsewhere = f"This is the budget of {there.name}." if there.key != found.site.key else ""
    return join(" ", [*said, last + ".", elsewhere])


def _source(one: SourceOfFunds, currency: str) -> TextLike:
    def whole(value: Decimal, *, unit: bool = True) -> str:
        return amount_words(value, currency if unit else "", places=0, at_least=one.at_least)

    if not one.planned:
        if one.firm in {"requested", "idea"}:
            return say("{} ({}) is not asked for anything yet.", one.title, one.firm)
        return ""
    if one.source is None:
        return say("**{} is paid by nobody yet.**", whole(one.planned))
    given = "" if one.amount is None else amount_words(one.amount, places=0)
    kind = f"{whole(one.planned_in_kind)} in kind" if one.planned_in_kind else ""
    if one.firm in {"pledged", "received"}:
        if not one.planned_cash:
            alone = whole(one.planned_in_kind) if "in kind" in one.title else kind
            return say("{}: {}.", one.title, alone)
        verb = "has pledged" if one.firm == "pledged" else "has given"
        cash = whole(one.planned_cash, unit=not given)
        used = f"{verb} {currency}\xa0{given}, of which {cash} is used" if given else f"pays {cash}"
        return say("{} {}{}.", one.title, used, f", and {kind}" if kind else "")
    state = one.firm or "not stated how firm"
    offer = f"{state}; it offers {given}" if given else f"{state}; what it offers is not known"
    asked = listing([whole(one.planned_cash) if one.planned_cash else "", kind])
    asks = say("Nobody has asked **{}** yet", one.title)
    if one.firm != "idea":
        asks = say("We ask **{}**", one.title)
    return asks + say(" for **{}** ({}).", asked, offer)


def by_when(found: StrategyStep) -> TextLike:
    """Give the one date: the end of the plan, and how sure it is; or when to look again."""
    end, again = found.plan.end, found.options.decision.follows.review_on
    if end is None:
        return say("Looked at again on **{}**.", long_date(again)) if again else ""
    if end.finish is None:
        said = say("The end is not known; **{}** at the earliest", long_date(end.finish_at_least))
        deadlines = [row.deadline for row in found.plan.rows if row.deadline is not None]
        last_day = f"; the last deadline is {long_date(max(deadlines))}" if deadlines else ""
        return said + f"{last_day}."
    last = [row.activity for row in found.plan.rows if row.finish == end.finish]
    said = say("**{}**", long_date(end.finish))
    if last:
        said += say(", with the end of {}", titles(found.plan.titles.get(k, k) for k in last[:1]))
    risk = found.plan.risk
    row = None if risk is None else rows_of(risk.ends, DrawnEnd)[0]
    if row is not None and row.drawn and row.p80 is not None and row.p10 != row.p90:
        said += f"; with a chance of 80 in 100 by {long_date(row.p80)}"
    there = found.plan.levelled
    if there is not None and there.finish is not None and there.finish.date() > end.finish:
        said += f". With the people there are: {long_date(there.finish.date())}"
    return said + "."


def what_could_go_wrong(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Pick the two kinds of serious findings that a reader has to know first."""
    groups = by_kind(
        one for one in findings if one.kind not in TOLD | {"nothing-agreed", "decided-on-doubt"}
    )
    return [own for own in groups if own[0].serious][:2]


def wrong_words(picked: Sequence[tuple[Finding, ...]]) -> TextLike:
    """Say what could go wrong, and who mends it."""
    return join(
        " ", [say("{}{} **{}**: {}", own[0].what, _more(own), capital(own[0].who), own[0].to_do)
              for own in picked]
    )  # fmt: skip


def _more(own: Sequence[Finding]) -> str:
    return f" (And {len(own) - 1} more like it.)" if len(own) > 1 else ""


def first_to_do(
    found: StrategyStep, findings: Iterable[Finding], told: Sequence[tuple[Finding, ...]]
) -> TextLike:
    """Name the two things to do first, with the sheet and the place in it."""
    if found.site.table("components").empty:
        return say("Describe the package (sheet *components*), so that it can be scored.")
    kinds = {*TOLD, *(own[0].kind for own in told)}
    left = [own for own in by_kind(findings) if own[0].kind not in kinds]
    left.sort(key=lambda own: (own[0].kind != "decided-on-doubt", own[0].where[0] not in _ASKED))
    return join(
        " ",
        [
            say(
                "{}{} {} (sheet *{}*, {}).",
                own[0].what,
                _more(own),
                own[0].to_do.rstrip("."),
                *own[0].where,
            )
            for own in left[:2]
        ],
    )


def agreed(found: StrategyStep) -> TextLike:
    """Say how far the strategy is agreed, by whom, and what is open."""
    versions = found.strategy.versions
    counted = [one for one in found.partners if one.counted_on and not one.is_lead]
    if not versions and not (counted and found.decided):
        return ""
    said: list[TextLike] = [say("**Yes.**") if found.strategy.state == "final" else "Not yet."]
    if versions:
        last = versions[-1]
        by = f" by {last.by}" if last.by else ""
        said.append(f"Version {last.version} was {DONE[last.state]} on {long_date(last.date)}{by}.")
        if found.strategy.changed:
            said.append("It has changed since.")
    else:
        said.append("No version of the strategy is recorded.")
    if found.strategy.open_comments:
        comments = len(found.strategy.open_comments)
        said.append(f"{count(comments, 'comment')} {plural('has', comments)} no answer.")
    if counted:
        yes, every = sum(one.agreed for one in counted), count(len(counted), "partner")
        said.append(
            f"All {every} with a part have agreed."
            if yes == len(counted) > 1
            else f"Of {every} with a part, {yes or 'none'} {plural('has', max(yes, 1))} agreed."
        )
    return join(" ", said)
