"""What the page over all sites says on money: what it costs, who pays, what is cut first."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import islice

from workbench.budget.analysis.budget_steps import PROMISED
from workbench.budget.page.budget import assumed, by_firmness
from workbench.core.money import amount_words
from workbench.drawing.theme import Figure
from workbench.drawing.words import score_words
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.options.page.option_words import money
from workbench.page.records import (
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    group,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count
from workbench.portfolio.analysis.asks import (
    SiteAsk,
    SourceSum,
    cut_asks,
    sum_by_source,
    total_ask,
)
from workbench.portfolio.analysis.portfolio import Portfolio
from workbench.portfolio.figures.portfolio import funding_frontier
from workbench.portfolio.step import NOBODY, PortfolioStep

_ROWS = 40
_MOST = 6
_OPEN = {
    "requested": "is asked for from {}",
    "idea": "has been asked of nobody yet, with hope in {}",
    NOBODY: "is paid by nobody yet",
}
_NO_GAIN = {
    "moved": "the work moves away, so nothing is gained here",
    "stopped": "the work stops",
    "another aim": "the aim is another one, so its points do not count",
}

_NOT_COMPARED = {
    "": "a component has no score",
    "moved": "the work moves away",
    "stopped": "the work stops",
    "another aim": "the aim is another one",
}


def asks_in_short(found: PortfolioStep) -> Text:
    """Return what all sites cost, what pledges cover of it, and why sites are cut all the same."""
    asks = found.asks
    if not asks:
        return join("", [])
    whole = _whole(found, total_ask(asks), at_least=any(one.at_least for one in asks))
    first = say(
        "{} {} **{}** together; what sites share is counted once.",
        count(len(asks), "drafted budget"),
        "costs" if len(asks) == 1 else "cost",
        whole,
    )
    return join(" ", [first, *_covered(found), _against_ceiling(found)])


def _whole(found: PortfolioStep, amount: Decimal, *, at_least: bool = False) -> str:
    return amount_words(amount, found.currency or "", at_least=at_least, places=0)


def _covered(found: PortfolioStep) -> list[TextLike]:
    """Say what of the costs is pledged, what is open with whom, and which pledges are not used."""
    sums = sum_by_source(found.asks)
    firm = [one for one in sums if one.firm in PROMISED]
    covered = sum((one.covered for one in firm), Decimal(0))
    if not covered:
        return ["Nothing of it is pledged."]
    said: list[TextLike] = [
        f"What is pledged or received covers {_whole(found, covered)} of it; open "
        f"{_open(found, sums, total_ask(found.asks) - covered)}."
    ]
    # What comes in kind cannot pay anything else.
    unused = [one for one in firm if one.left > 0 and (one.planned or not one.in_kind)]
    if unused and total_ask(found.asks) > covered:
        left = sum((one.left for one in unused), Decimal(0))
        again = sum((one.planned_again for one in unused), Decimal(0))
        twice = (
            f"; the reports of the sites plan {_whole(found, again)} of it, as they show shared "
            "costs in full, which count once here"
            if again
            else ""
        )
        said.append(
            say(
                "Another {} is pledged and not planned for (most by {}){}. Ask whether it may pay "
                "what is open.",
                _whole(found, left),
                max(unused, key=lambda one: one.left).title,
                twice,
            )
        )
    return said


def _open(found: PortfolioStep, sums: list[SourceSum], amount: Decimal) -> str:
    if amount <= 0:
        return "is nothing"
    asked = [
        f"{_whole(found, one.planned + one.in_kind)} {_OPEN[one.firm].format(one.title)}"
        for one in sums
        if one.firm in _OPEN and one.planned + one.in_kind > 0
    ]
    named = f" ({listing(asked, most=_MOST)})" if asked else ""
    return f"are {_whole(found, amount)}{named}"


def _against_ceiling(found: PortfolioStep) -> str:
    if found.ceiling is None:
        return "No ceiling is stated."
    over, words = total_ask(found.asks) - found.ceiling, _whole(found, found.ceiling)
    if over <= 0:
        return f"The ceiling of {words} is kept."
    return (
        f"The ceiling is {words}, because the project set it (project.yaml, budget.ceiling), "
        f"whatever is pledged: {_whole(found, over)} is too much, so sites are cut "
        "unless it is raised."
    )


def asks(found: PortfolioStep) -> Group | Missing:
    """List what each site costs, with the rule for shared costs and the sum."""
    if not found.asks:
        return missing(
            phrased("Budgets"), phrased("No site has a budget yet, so what it costs is not known.")
        )
    rows: list[list[TextLike | int]] = [
        [
            found.names[one.site],
            _levels(one),
            "not counted" if one.no_gain else _points(one.gain, provisional=one.provisional),
            _cell(one.total, at_least=one.at_least),
            _cell(one.ask, at_least=one.at_least),
        ]
        for one in found.asks
    ]
    whole, open_end = total_ask(found.asks), any(one.at_least for one in found.asks)
    drafts = sum(one.total for one in found.asks)
    bold = [
        _gained(found.asks),
        _cell(Decimal(drafts), at_least=open_end),
        _cell(whole, at_least=open_end),
    ]
    rows.append([say("**Total**"), "", *(say("**{}**", one) for one in bold)])
    unit = found.currency or ""
    heads = [
        TableHead("Site", "names"),
        TableHead("Package, today → decided", "numbers"),
        TableHead("Points gained", "numbers"),
        TableHead("Draft, shared costs in full", "numbers", unit=unit),
        TableHead("Costs", "numbers", unit=unit),
    ]
    note = phrased(
        "Costs: a shared cost is borne in equal parts by the sites that show it (our "
        "rule); where one is cut, those that remain bear its part. ≥: at least; something "
        "is to be determined."
    )
    return group(
        [
            paragraphs(
                [
                    asks_in_short(found),
                    _reconciled(found),
                    join(" ", assumed(found.project.settings.budget)),
                    _without_gain(found),
                    _without_budget(found),
                ]
            ),
            table(phrased("What each site costs"), heads, rows, note=note),
        ]
    )


def _reconciled(found: PortfolioStep) -> str:
    """Lead from the sum of the drafts to what all sites cost."""
    drafts, whole = sum((one.total for one in found.asks), Decimal(0)), total_ask(found.asks)
    if drafts == whole:
        return ""
    drafted, twice, asked = (
        amount_words(one, found.currency or "") for one in (drafts, drafts - whole, whole)
    )
    return f"Drafts in full {drafted} − shared costs counted more than once {twice} = {asked}."


def _cell(amount: Decimal, *, at_least: bool = False) -> str:
    return ("≥\xa0" if at_least else "") + amount_words(amount, places=0)


def _points(gain: int, *, provisional: bool) -> str:
    """Write points gained; what is not assessed can only lower what the package reaches."""
    return score_words(gain, provisional=provisional and gain > 0)


def _gained(asks: Iterable[SiteAsk]) -> str:
    """Sum the points of sites; "at most" where one of them may gain less."""
    counted = [one for one in asks if one.gain]
    open_end = any(one.provisional for one in counted)
    return _points(sum(one.gain for one in counted), provisional=open_end)


def _levels(one: SiteAsk) -> str:
    levels = (one.level_before, one.level_after)
    shown = [
        "–" if value is None else score_words(value, provisional=one.provisional)
        for value in levels
    ]
    return f"{shown[0]}, moves away" if one.no_gain == "moved" else " → ".join(shown)


def _without_gain(found: PortfolioStep) -> TextLike:
    said = [
        say("{} ({})", found.names[one.site], _NO_GAIN[one.no_gain])
        for one in found.asks
        if one.no_gain
    ]
    return say("No points are counted for {}.", listing(said)) if said else ""


def _without_budget(found: PortfolioStep) -> TextLike:
    none = [name for key, name in found.names.items() if key not in found.budgets]
    return say("No budget is drafted for {}.", titles(none, most=_MOST)) if none else ""


def who_pays(found: PortfolioStep) -> ReportTable:
    """List what each source gives or is to give over all sites, and what is planned on it.

    Raises
    ------
    NothingToShow
        No site has a budget.
    """
    sums = sum_by_source(found.asks)
    if not sums:
        message = phrased("No site has a budget, so no source pays.")
        raise NothingToShow(message)
    rows: list[list[TextLike | int]] = [
        [
            one.title,
            one.firm,
            one.sites,
            *(("–", "–") if one.firm == NOBODY else by_firmness(one.firm, one.gives, places=0)),
            amount_words(one.planned, places=0),
            amount_words(one.in_kind, places=0),
            *(
                "–" if one.gives is None else amount_words(part, places=0)
                for part in (one.left, one.over)
            ),
        ]
        for one in sums
    ]
    heads = [
        TableHead("Source", "names"),
        TableHead("How firm"),
        TableHead("Sites", "numbers"),
        TableHead("Gives", "numbers"),
        TableHead("Is asked or hoped for", "numbers"),
        TableHead("Planned in cash", "numbers"),
        TableHead("in kind", "numbers"),
        TableHead("Not planned for", "numbers"),
        TableHead("Planned beyond it", "numbers"),
    ]
    note = phrased(
        "Shared costs once. Gives: pledged or received; nobody has promised what is only "
        "asked or hoped for. The last two columns compare each site by itself, as money "
        "for one site pays for nothing at another."
    )
    return table(phrased("Who pays over all sites, {}", found.currency), heads, rows, note=note)


def against_best(found: PortfolioStep) -> Group:
    """Compare what the teams decided with the choice that is best over all sites, by name."""
    if found.funding is None or not found.decided:
        return group([])
    costs = [one.cost for one in found.decided.values()]
    estimate = money(sum(cost for cost in costs if cost is not None), found.currency)
    first = (
        f"By the estimates of their options the decisions of {count(len(costs), 'site')} cost "
        f"{estimate}."
    )
    rows = _overruled(found, found.funding)
    if not rows:
        said = "The best choice makes the decisions of all teams."
        return group([paragraphs([first, said])])
    unit = found.currency or ""
    heads = [
        TableHead("Site", "names"),
        TableHead("Decided"),
        TableHead("to", "numbers"),
        TableHead("Best choice"),
        TableHead("to", "numbers"),
        TableHead("Costs more than it", "numbers", unit=unit),
        TableHead("than the advice", "numbers", unit=unit),
    ]
    note = phrased(
        "To: package score afterwards. Costs are the estimates of the options. Best "
        "choice: of all options of all sites together with estimates within {}; whole "
        "budgets cost more, and what a ceiling pays for of those stands above. Advice: "
        "the one option that the site's report advises for the component; –: cannot be "
        "compared. Moving away, stopping and lowering the aim are no choices here: they "
        "gain nothing that could be summed.",
        _limit(found, found.funding),
    )
    return group(
        [
            paragraphs(
                [
                    first,
                    "The table names each decision that the best choice would not make, and what "
                    "keeping it costs more.",
                    _same_all_the_same(found, found.funding),
                    _not_compared(found, found.funding),
                ]
            ),
            table(phrased("Decided against the best choice"), heads, rows, note=note),
        ]
    )


def _limit(found: PortfolioStep, funding: Portfolio) -> str:
    """Say what the estimates of the best choice may cost: the ceiling, else half of everything."""
    words = money(funding.budget, found.currency)
    return (
        f"the ceiling of {words}" if found.ceiling is not None else f"{words} (half of all, ours)"
    )


def _overruled(found: PortfolioStep, funding: Portfolio) -> list[list[TextLike | int]]:
    rows: list[list[TextLike | int]] = []
    for one in funding.rows:
        decided = found.decided.get(one.site)
        best = tuple(key for key in one.proposals.split(";") if key)
        if decided is None or decided.no_gain or set(best) == set(decided.proposals):
            continue
        price = "not known"
        if decided.cost is not None:
            price = amount_words(Decimal(repr(decided.cost - one.cost)), places=0)
        named = [funding.titles.get((one.site, key), key) for key in best]
        rows.append(
            [
                found.names[one.site],
                titles(decided.titles),
                "–" if decided.after is None else decided.after,
                titles(named) if named else "nothing",
                one.level_after,
                price,
                _than_advised(found, one.site),
            ]
        )
    return rows


def _than_advised(found: PortfolioStep, site: str) -> str:
    """Return what the decisions of a site cost more than what is advised there."""
    costs = [one.cost for (place, _), one in found.options.prices.items() if place == site]
    known = [Decimal(repr(one)) for one in costs if one is not None]
    return amount_words(sum(known, Decimal(0)), places=0) if known else "–"


def _same_all_the_same(found: PortfolioStep, funding: Portfolio) -> TextLike:
    """Name the sites whose decision is not what is advised there, but is in the best choice."""
    chosen = {one.site: {key for key in one.proposals.split(";") if key} for one in funding.rows}
    same = [
        found.names[row.site]
        for row in found.options.advised.rows
        if row.agrees is False and row.chosen in chosen.get(row.site, ())
        if row.site in found.decided and not found.decided[row.site].no_gain
        if chosen[row.site] == set(found.decided[row.site].proposals)
    ]
    if not same:
        return ""
    return say(
        "Of {} the report advises another option, but the best choice makes the decision too.",
        titles(dict.fromkeys(same), most=_MOST),
    )


def _not_compared(found: PortfolioStep, funding: Portfolio) -> TextLike:
    known = {one.site for one in funding.rows}
    reasons: dict[str, list[str]] = {}
    for key, one in found.decided.items():
        if one.no_gain or key not in known:
            why = _NOT_COMPARED[one.no_gain]
            reasons.setdefault(why, []).append(found.names[key])
    said = [say("{} ({})", titles(names, most=_MOST), why) for why, names in reasons.items()]
    return say("Not compared: {}.", listing(said)) if said else ""


def frontier(found: PortfolioStep) -> Figure:
    """Draw what each budget buys over all sites.

    Raises
    ------
    NothingToShow
        No site has an option that could be funded.
    """
    if found.funding is None:
        message = phrased("No site has an option that could be funded.")
        raise NothingToShow(message)
    unit = found.currency or "no currency stated"
    asks = found.asks
    drafts = _whole(found, total_ask(asks), at_least=any(one.at_least for one in asks))
    return funding_frontier(found.funding, currency=unit, drafts=drafts if asks else None)


def first_cuts(found: PortfolioStep) -> ReportTable:
    """List which sites are cut first, what that saves, and what it does to them.

    Raises
    ------
    NothingToShow
        No site costs anything.
    """
    if not found.asks:
        message = phrased("No site costs anything, so nothing can be cut.")
        raise NothingToShow(message)
    rows, open_ones = list[list[TextLike | int]](), {o.site for o in found.asks if o.at_least}
    for number, one in enumerate(islice(cut_asks(found.asks), _ROWS), 1):
        open_ones.discard(one.ask.site)
        saved = amount_words(one.saves, places=0)
        shown = _cell(one.left, at_least=bool(open_ones))
        rows.append([number, found.names[one.ask.site], saved, shown, _loss(one.ask)])
    unit = found.currency or ""
    heads = [
        TableHead("No.", "numbers"),
        TableHead("Site", "names"),
        TableHead("Saves", "numbers", unit=unit),
        TableHead("The others cost", "numbers", unit=unit),
        TableHead("What it does to the site"),
    ]
    note = phrased(
        "Whole sites, each time the one with the fewest points lost for the money saved, "
        "those that are not counted first. A shared cost is saved with the last site that "
        "shows it."
    )
    return table(phrased("What is cut first"), heads, rows, note=note)


def _loss(one: SiteAsk) -> str:
    if one.no_gain:
        return f"not counted: {_NO_GAIN[one.no_gain]}"
    if one.level_before is None or one.level_after is None:
        return "not known: nothing decided was weighed"
    now, then = (
        score_words(level, provisional=one.provisional)
        for level in (one.level_before, one.level_after)
    )
    return f"scores {now} instead of {then}"


def scenarios(found: PortfolioStep) -> ReportTable:
    """List what other ceilings pay for, and which sites they leave out.

    Raises
    ------
    NothingToShow
        No site costs anything.
    """
    if not found.scenarios:
        message = phrased("No site costs anything, so no ceiling matters.")
        raise NothingToShow(message)
    rows: list[list[TextLike | int]] = [
        [
            amount_words(one.ceiling, places=0),
            len(one.funded),
            amount_words(one.cost, places=0),
            _gained(ask for ask in found.asks if ask.site in one.funded),
            titles((found.names[key] for key in one.left_out), most=_MOST) or "nobody",
        ]
        for one in found.scenarios
    ]
    unit = found.currency or ""
    heads = [
        TableHead("Ceiling", "numbers", unit=unit),
        TableHead("Sites", "numbers"),
        TableHead("They cost", "numbers", unit=unit),
        TableHead("Points gained", "numbers"),
        TableHead("Left out"),
    ]
    best = "no other choice within the ceiling gains more"
    if not all(one.proven for one in found.scenarios):
        best = "the best choices that were found, not proven to be the best there are"
    note = phrased("Whole sites as their teams decided, shared costs once; {}.", best)
    return table(phrased("What other ceilings pay for"), heads, rows, note=note)


def regions(found: PortfolioStep) -> Paragraphs | Group:
    """Name the regions in which nothing is funded at sites where points could be gained."""
    if found.funding is None:
        return group([])
    sites = found.project.table("sites")[["site", "admin"]].dropna()
    leaves = [key for key, one in found.decided.items() if one.no_gain]
    sites = sites[~sites["site"].isin(leaves)]
    funded = sites.merge(found.funding.table, on="site").groupby("admin", sort=False)["funded"]
    none = [str(region) for region, any_ in funded.any().items() if not any_]
    if not none:
        return group([])
    return paragraphs(say("Nothing is funded in {}.", titles(none, most=_MOST)))
