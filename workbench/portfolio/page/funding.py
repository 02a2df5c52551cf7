"""What the page over all sites says on money: what to fund where, and what is cut first."""

from __future__ import annotations

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
from workbench.page.text import TextLike, join, say, titles
from workbench.page.wording import count
from workbench.portfolio.analysis.portfolio import Cut, Portfolio
from workbench.portfolio.figures.portfolio import cost_per_point, funding_frontier
from workbench.portfolio.step import PortfolioStep

_ROWS = 12
_MOST = 3


def what_to_fund(found: PortfolioStep) -> Paragraphs | Missing:
    """Describe what is funded, how good that is, and what is cut first."""
    funding, unit = found.funding, found.currency
    if funding is None:
        return missing(
            "Choice of what to fund",
            "No site has both a package score and a possible option with a known cost.",
        )
    limit = f"Under the ceiling of {money(funding.budget, unit)}"
    if found.ceiling is None:
        half = money(funding.budget, unit)
        limit = f"No ceiling is stated; with half of what everything costs, {half}"
    first = say(
        "{} the best choice funds options at **{}** of {} with a score for {} and lifts the "
        "packages by {} in all. Costs are those of the options, not of the budgets.",
        limit,
        count(int(funding.table["funded"].sum()), "site"),
        len(funding.table),
        money(funding.cost, unit),
        count(int(funding.table["gain"].sum()), "point"),
    )
    everything = money(funding.everything, unit)
    rest = f"Everything that lifts a package would cost {everything}."
    if funding.budget >= funding.everything:
        rest = f"Everything that lifts a package costs {everything}, so nothing has to be left out."
    return paragraphs([first, _proof(funding), rest, _cuts_in_short(found, funding)])


def _proof(funding: Portfolio) -> str:
    gap = funding.gap
    if gap <= 1e-9:
        return "No choice within the ceiling has more."
    return f"No choice within the ceiling has more than {100 * gap:.2g} % above it."


def _cuts_in_short(found: PortfolioStep, funding: Portfolio) -> TextLike:
    said = [
        f"{found.names[row.site]} stays at {row.level_to} instead of {row.level_from} "
        f"(saves {money(row.saves, found.currency)})"
        for row in funding.cut_rows[:_MOST]
    ]
    return say("**If money is short, cut first**: {}.", join("; then ", said)) if said else ""


def frontier(found: PortfolioStep) -> Figure:
    """Draw what each budget buys over all sites.

    Raises
    ------
    NothingToShow
        Nothing can be funding.
    """
    unit = found.currency or "no currency stated"
    return funding_frontier(_funding(found), currency=unit, names=found.names)


def prices(found: PortfolioStep) -> Figure:
    """Draw what one point of package score costs at each funded site.

    Raises
    ------
    NothingToShow
        Nothing is funded.
    """
    unit = found.currency or "no currency stated"
    return cost_per_point(_funding(found), currency=unit, names=found.names)


def _funding(found: PortfolioStep) -> Portfolio:
    if found.funding is None:
        message = "No site has an option that could be funded."
        raise NothingToShow(message)
    return found.funding


def first_cuts(found: PortfolioStep) -> ReportTable:
    """List what is taken back first, and what that does to which site.

    Raises
    ------
    NothingToShow
        Nothing is funded.
    """
    every = found.funding.cut_rows if found.funding else []
    if found.funding is None or not every:
        message = "Nothing is funded, so nothing can be cut."
        raise NothingToShow(message)
    rows: list[list[TextLike | int]] = [
        [
            row.order,
            found.names[row.site],
            f"{row.level_from} → {row.level_to}",
            f"{row.saves:,.0f}",
            f"{row.budget_left:,.0f}",
            _dropped(row, found.funding),
        ]
        for row in every[:_ROWS]
    ]
    unit = found.currency or ""
    heads = [
        TableHead("No.", "numbers"),
        TableHead("Site", "names"),
        TableHead("Package", "numbers"),
        TableHead("Saves", "numbers", unit=unit),
        TableHead("Left", "numbers", unit=unit),
        TableHead("Gives up"),
    ]
    note = "In the order in which least is lost for the money saved."
    if len(every) > len(rows):
        note += f" {count(len(every) - len(rows), 'further cut')} not listed."
    return table("What is cut first", heads, rows, note=note)


def _dropped(row: Cut, funding: Portfolio) -> str:
    """Name the options that a cut gives up, and those that come in their place."""
    before, after = (
        [one for one in part.split(";") if one]
        for part in (row.proposals_with, row.proposals_without)
    )
    gone, new = (
        [funding.titles.get((row.site, one), one) for one in ours if one not in others]
        for ours, others in ((before, after), (after, before))
    )
    said = "; ".join(gone) or "nothing"
    return f"{said}. Instead: {'; '.join(new)}" if new else said


def regions(found: PortfolioStep) -> Paragraphs | Group:
    """Name the regions with a choice of sites in which nothing is funded."""
    if found.funding is None:
        return group([])
    sites = found.project.table("sites")[["site", "admin"]].dropna()
    funded = sites.merge(found.funding.table, on="site").groupby("admin", sort=False)["funded"]
    none = [str(region) for region, any_ in funded.any().items() if not any_]
    if not none:
        return group([])
    return paragraphs(say("Nothing is funded in {}.", titles(none, most=6)))
