"""What the portfolio page says on money: what to fund where, and what is cut first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from markupsafe import Markup

from workbench.drawing.theme import Figure
from workbench.errors import NothingToShow
from workbench.options.page.option_words import money
from workbench.page.content import Cell, Part, group, missing, table, text
from workbench.page.wording import count, each_row, known, paragraph, plural, titles
from workbench.portfolio.analysis.cost_per_point import point_prices
from workbench.portfolio.analysis.funding_choice import FundingChoice
from workbench.portfolio.figures.portfolio import cost_per_point, funding_frontier
from workbench.portfolio.page.options import names_of
from workbench.project import Project

__all__ = ["cuts", "frontier", "prices", "regions", "words"]

_ROWS = 12
_MOST = 3


def words(project: Project, found: FundingChoice | None) -> Part:
    """Say what is funded, how good that is, and what is cut first."""
    if found is None:
        return missing(
            "Choice of what to fund",
            "No site has both a package score and a possible option with a known cost.",
        )
    chosen, unit = found.portfolio, project.settings.currency
    funded = int(chosen.table["funded"].sum())
    gain = float(chosen.table["gain"].sum())
    given = project.settings.budget.ceiling
    limit = (
        Markup("Under the ceiling of {}").format(money(chosen.budget, unit))
        if given is not None
        else Markup("No ceiling is stated; with half of what everything costs, {}").format(
            money(chosen.budget, unit)
        )
    )
    first = Markup(
        "{} the best choice funds options at <strong>{}</strong> of {} with a score for {} and "
        "lifts the packages by {} in all. Costs are those of the options, not of the budgets."
    ).format(
        limit, count(funded, "site"), len(chosen.table), money(chosen.cost, unit),
        count(int(gain), "point"),
    )  # fmt: skip
    return text(paragraph([first, _proof(found), _rest(found, unit), _first_cut(project, found)]))


def _proof(found: FundingChoice) -> str:
    gap = found.portfolio.gap
    if gap <= 1e-9:
        return "No choice within the ceiling has more."
    return f"No choice within the ceiling has more than {100 * gap:.2g}\xa0% above it."


def _rest(found: FundingChoice, unit: str | None) -> Markup:
    if found.portfolio.budget >= found.everything:
        said = Markup("Everything that lifts a package costs {}, so nothing has to be left out.")
        return said.format(money(found.everything, unit))
    return Markup("Everything that lifts a package would cost {}.").format(
        money(found.everything, unit)
    )


def _first_cut(project: Project, found: FundingChoice) -> Markup:
    rows = found.portfolio.cuts.head(_MOST)
    if rows.empty:
        return Markup("")
    names = names_of(project)
    unit = project.settings.currency
    said = [
        Markup("{} stays at {} instead of {} (saves {})").format(
            names.get(row.site, row.site), f"{row.level_to:g}", f"{row.level_from:g}",
            money(row.saves, unit),
        )
        for row in each_row(rows)
    ]  # fmt: skip
    return Markup("<strong>If money is short, cut first</strong>: {}.").format(
        Markup("; then ").join(said)
    )


def frontier(project: Project, found: FundingChoice | None) -> Figure:
    """Draw what each budget buys over all sites.

    Raises
    ------
    NothingToShow
        Nothing can be chosen.
    """
    if found is None:
        message = "No site has an option that could be funded."
        raise NothingToShow(message)
    unit = project.settings.currency or "no currency stated"
    return funding_frontier(found.frontier, found.portfolio, currency=unit, names=names_of(project))


def prices(project: Project, found: FundingChoice | None) -> Figure:
    """Draw what one point of package score costs at each funded site.

    Raises
    ------
    NothingToShow
        Nothing is funded.
    """
    if found is None:
        message = "No site has an option that could be funded."
        raise NothingToShow(message)
    unit = project.settings.currency or "no currency stated"
    funded = found.portfolio.table[found.portfolio.table["funded"]]
    return cost_per_point(point_prices(funded), currency=unit, names=names_of(project))


def cuts(project: Project, found: FundingChoice | None) -> Part:
    """List what is taken back first, and what that does to which site.

    Raises
    ------
    NothingToShow
        Nothing is funded.
    """
    if found is None or found.portfolio.cuts.empty:
        message = "Nothing is funded, so nothing can be cut."
        raise NothingToShow(message)
    names, unit = names_of(project), project.settings.currency or ""
    rows = [
        [
            Cell(str(int(row.order)), number=True),
            Cell(str(names.get(row.site, row.site)), heading=True),
            Cell(f"{row.level_from:g} → {row.level_to:g}", number=True),
            Cell(f"{row.saves:,.0f}", number=True),
            Cell(f"{row.budget_left:,.0f}", number=True),
            Cell(_dropped(row, found.titles)),
        ]
        for row in each_row(found.portfolio.cuts.head(_ROWS))
    ]
    heads = ["No.", "Site", "Package", f"Saves, {unit}", f"Left, {unit}", "Gives up"]
    more = len(found.portfolio.cuts) - len(rows)
    note = "In the order in which least is lost for the money saved."
    if more > 0:
        note += f" {count(more, 'further cut')} not listed."
    return table("What is cut first", heads, rows, note=note)


def _dropped(row: Any, names: Mapping[tuple[str, str], str]) -> str:
    """Say which options a cut gives up, and which come in their place."""
    before, after = (
        [one for one in str(part).split(";") if one and known(part)]
        for part in (row.proposals_with, row.proposals_without)
    )
    gone = [names.get((row.site, one), one) for one in before if one not in after]
    new = [names.get((row.site, one), one) for one in after if one not in before]
    said = "; ".join(gone) or "nothing"
    return f"{said}. Instead: {'; '.join(new)}" if new else said


def regions(project: Project, found: FundingChoice | None) -> Part:
    """Say what each region gains, and whether its floor is kept where it has one."""
    if found is None or found.portfolio.regions.empty:
        return group([])
    rows = found.portfolio.regions
    none = [str(row.region) for row in each_row(rows) if known(row.region) and not row.funded]
    said: list[str] = []
    if none:
        said.append(Markup("Nothing is funded in {}.").format(titles(none, most=6)))
    floors = [row for row in each_row(rows) if known(row.floor) and np.isfinite(row.floor)]
    missed = [str(row.region) for row in floors if not row.met]
    if floors and not missed:
        said.append("The least gain of every region is kept.")
    if missed:
        verb = plural("is", len(missed))
        said.append(Markup("The least gain {} not kept in {}.").format(verb, titles(missed)))
    del project
    return text(paragraph(said)) if said else group([])
