"""What the page over all sites says on money: the asks, who pays, what is cut first."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from workbench.core.money import amount_words
from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
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
    cut_asks,
    sum_by_source,
    total_ask,
)
from workbench.portfolio.analysis.portfolio import Portfolio
from workbench.portfolio.figures.portfolio import funding_frontier
from workbench.portfolio.step import PortfolioStep

_ROWS = 40
_MOST = 6
_NO_GAIN = {
    "moved": "the work moves away, so nothing is gained here",
    "stopped": "the work stops",
    "another aim": "the aim is another one, so its points do not count",
}


def asks_in_short(found: PortfolioStep) -> Text:
    """Return what all sites ask for, against the ceiling; nothing without a budget."""
    asks = found.asks
    if not asks:
        return join("", [])
    whole = _whole(found, total_ask(asks), at_least=any(one.at_least for one in asks))
    first = say(
        "{} {} for **{}** together; what sites share is counted once.",
        count(len(asks), "drafted budget"),
        "asks" if len(asks) == 1 else "ask",
        whole,
    )
    return join(" ", [first, _against_ceiling(found), _pledges(found)])


def _whole(found: PortfolioStep, amount: Decimal, *, at_least: bool = False) -> str:
    return amount_words(amount, found.currency or "", at_least=at_least, places=0)


def _against_ceiling(found: PortfolioStep) -> str:
    if found.ceiling is None:
        return "No ceiling is stated."
    ceiling, total = Decimal(str(found.ceiling)), total_ask(found.asks)
    words = _whole(found, ceiling)
    if total <= ceiling:
        return f"The ceiling of {words} is kept."
    return f"That is {_whole(found, total - ceiling)} more than the ceiling of {words}."


def _pledges(found: PortfolioStep) -> str:
    """Say what is pledged or received in all, and what of it no draft uses."""
    firm = [one for one in sum_by_source(found.asks) if one.firm in {"pledged", "received"}]
    known = [one for one in firm if one.gives is not None and one.left is not None]
    if not known:
        return ""
    pledged = sum((one.gives or Decimal(0) for one in known), Decimal(0))
    unused = sum((max(one.left or Decimal(0), Decimal(0)) for one in known), Decimal(0))
    said = f"{_whole(found, pledged)} is pledged or received over these sites"
    return f"{said}; {_whole(found, unused)} of it is not planned for." if unused else f"{said}."


def asks(found: PortfolioStep) -> Group | Missing:
    """List what each site asks for, with the rule for shared costs and the sum."""
    if not found.asks:
        return missing("Budgets", "No site has a budget yet, so nothing is asked for.")
    packages = found.diagnosis.diagnosis.package_rows
    provisional = {row.site for row in packages if row.provisional}
    rows: list[list[TextLike | int]] = [
        [
            found.names[one.site],
            _levels(one, provisional),
            one.gain,
            _cell(one.total, at_least=one.at_least),
            _cell(one.ask, at_least=one.at_least),
        ]
        for one in found.asks
    ]
    whole, open_end = total_ask(found.asks), any(one.at_least for one in found.asks)
    gain, drafts = sum(one.gain for one in found.asks), sum(one.total for one in found.asks)
    bold = [str(gain), _cell(Decimal(drafts), at_least=open_end), _cell(whole, at_least=open_end)]
    rows.append([say("**Total**"), "", *(say("**{}**", one) for one in bold)])
    unit = found.currency or ""
    heads = [
        TableHead("Site", "names"),
        TableHead("Package, today → decided", "numbers"),
        TableHead("Points gained", "numbers"),
        TableHead("Draft, shared costs in full", "numbers", unit=unit),
        TableHead("Ask", "numbers", unit=unit),
    ]
    note = (
        "Ask: of a shared cost each site that shows it bears an equal part (our rule). "
        "≥: at least; something is to be determined."
    )
    return group(
        [
            paragraphs(
                [
                    asks_in_short(found),
                    _reconciled(found),
                    _without_gain(found),
                    _without_budget(found),
                ]
            ),
            table("What each site asks for", heads, rows, note=note),
        ]
    )


def _reconciled(found: PortfolioStep) -> str:
    """Lead from the sum of the drafts to that of the asks."""
    drafts, whole = sum((one.total for one in found.asks), Decimal(0)), total_ask(found.asks)
    if drafts == whole:
        return ""
    drafted, twice, asked = (
        amount_words(one, found.currency or "") for one in (drafts, drafts - whole, whole)
    )
    return f"Drafts in full {drafted} − shared costs counted more than once {twice} = asks {asked}."


def _cell(amount: Decimal, *, at_least: bool = False) -> str:
    return ("≥\xa0" if at_least else "") + amount_words(amount, places=0)


def _levels(one: SiteAsk, provisional: Collection[str]) -> str:
    levels = (one.level_before, one.level_after)
    shown = " → ".join("–" if value is None else str(value) for value in levels)
    return f"at most {shown}" if one.site in provisional else shown


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
    """List what each source gives over all sites, and what is planned on it.

    Raises
    ------
    NothingToShow
        No site has a budget.
    """
    sums = sum_by_source(found.asks)
    if not sums:
        message = "No site has a budget, so no source pays."
        raise NothingToShow(message)
    rows: list[list[TextLike | int]] = [
        [
            one.title,
            one.firm,
            one.sites,
            "not known" if one.gives is None else amount_words(one.gives, places=0),
            amount_words(one.planned, places=0),
            amount_words(one.in_kind, places=0),
            "not known" if one.left is None else amount_words(one.left, places=0),
        ]
        for one in sums
    ]
    heads = [
        TableHead("Source", "names"),
        TableHead("How firm"),
        TableHead("Sites", "numbers"),
        TableHead("Gives", "numbers"),
        TableHead("Planned in cash", "numbers"),
        TableHead("in kind", "numbers"),
        TableHead("Not used", "numbers"),
    ]
    note = "Shared costs once. Below 0: more is planned than the source gives."
    return table(f"Who pays over all sites, {found.currency}", heads, rows, note=note)


def against_best(found: PortfolioStep) -> Group:
    """Compare what the teams decided with the choice that is best over all sites, by name."""
    if found.funding is None or not found.decided:
        return group([])
    costs = [one.cost for one in found.decided.values()]
    estimate = money(sum(cost for cost in costs if cost is not None), found.currency)
    first = (
        f"By the estimates of their options the decisions of {count(len(costs), 'site')} cost "
        f"{estimate}. The table names each decision that the choice under the ceiling would not "
        "make, and the price of keeping it."
    )
    rows = _overruled(found, found.funding)
    if not rows:
        said = "The choice under the ceiling makes the decisions of all teams."
        return group([paragraphs([first.split(". ", maxsplit=1)[0] + ".", said])])
    unit = found.currency or ""
    heads = [
        TableHead("Site", "names"),
        TableHead("Decided"),
        TableHead("to", "numbers"),
        TableHead("Best choice"),
        TableHead("to", "numbers"),
        TableHead("Price of the decision", "numbers", unit=unit),
    ]
    note = (
        "To: package score afterwards. Costs are the estimates of the options. Moving away, "
        "stopping and lowering the aim are no choices here: they gain nothing that could be summed."
    )
    return group(
        [
            paragraphs([first, _not_compared(found, found.funding)]),
            table("Decided against the best choice", heads, rows, note=note),
        ]
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
            ]
        )
    return rows


def _not_compared(found: PortfolioStep, funding: Portfolio) -> TextLike:
    known = {one.site for one in funding.rows}
    none = [found.names[key] for key in found.decided if key not in known]
    if not none:
        return ""
    return say("Not compared, because a component has no score: {}.", titles(none, most=_MOST))


def frontier(found: PortfolioStep) -> Figure:
    """Draw what each budget buys over all sites.

    Raises
    ------
    NothingToShow
        No site has an option that could be funded.
    """
    if found.funding is None:
        message = "No site has an option that could be funded."
        raise NothingToShow(message)
    unit = found.currency or "no currency stated"
    return funding_frontier(found.funding, currency=unit, names=found.names)


def first_cuts(found: PortfolioStep) -> ReportTable:
    """List which asks are cut first, and what that does to which site.

    Raises
    ------
    NothingToShow
        No site asks for anything.
    """
    order = cut_asks(found.asks)
    if not order:
        message = "No site asks for anything, so nothing can be cut."
        raise NothingToShow(message)
    left, rows = total_ask(found.asks), list[list[TextLike | int]]()
    for number, one in enumerate(order[:_ROWS], 1):
        left -= one.ask
        saved = amount_words(one.ask, places=0)
        open_end = any(later.at_least for later in order[number:])
        shown = _cell(left, at_least=open_end)
        rows.append([number, found.names[one.site], saved, shown, _loss(one)])
    unit = found.currency or ""
    heads = [
        TableHead("No.", "numbers"),
        TableHead("Site", "names"),
        TableHead("Saves", "numbers", unit=unit),
        TableHead("Left", "numbers", unit=unit),
        TableHead("What it does to the site"),
    ]
    note = "In the order in which the fewest points are lost for the money saved; whole sites."
    return table("What is cut first", heads, rows, note=note)


def _loss(one: SiteAsk) -> str:
    if one.no_gain:
        return f"no points lost: {_NO_GAIN[one.no_gain]}"
    if one.level_before is None or one.level_after is None:
        return "not known: nothing decided was weighed"
    return f"stays at {one.level_before} instead of {one.level_after}"


def scenarios(found: PortfolioStep) -> ReportTable:
    """List what other ceilings pay for, and which sites they leave out.

    Raises
    ------
    NothingToShow
        No site asks for anything.
    """
    if not found.scenarios:
        message = "No site asks for anything, so no ceiling matters."
        raise NothingToShow(message)
    rows: list[list[TextLike | int]] = [
        [
            amount_words(one.ceiling, places=0),
            len(one.funded),
            amount_words(one.asks, places=0),
            one.gain,
            titles((found.names[key] for key in one.left_out), most=_MOST) or "nobody",
        ]
        for one in found.scenarios
    ]
    unit = found.currency or ""
    heads = [
        TableHead("Ceiling", "numbers", unit=unit),
        TableHead("Sites", "numbers"),
        TableHead("Their asks", "numbers", unit=unit),
        TableHead("Points gained", "numbers"),
        TableHead("Left out"),
    ]
    note = "Whole sites as their teams decided; no other choice within the ceiling gains more."
    return table("What other ceilings pay for", heads, rows, note=note)


def regions(found: PortfolioStep) -> Paragraphs | Group:
    """Name the regions with a choice of sites in which nothing is funded."""
    if found.funding is None:
        return group([])
    sites = found.project.table("sites")[["site", "admin"]].dropna()
    funded = sites.merge(found.funding.table, on="site").groupby("admin", sort=False)["funded"]
    none = [str(region) for region, any_ in funded.any().items() if not any_]
    if not none:
        return group([])
    return paragraphs(say("Nothing is funded in {}.", titles(none, most=_MOST)))
