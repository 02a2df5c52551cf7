"""What the portfolio page says on options: which is chosen, or advised, where and for what."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from workbench.errors import NothingToShow
from workbench.options.analysis.advice import Advice
from workbench.options.analysis.decisions import DecisionReview
from workbench.options.page.option_words import yes
from workbench.page.content import Cell, Part, group, missing, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    long_date,
    paragraph,
    plural,
    titles,
)
from workbench.project import Project

_SITES = 6  # names in a cell or sentence; the rest is counted


def names_of(project: Project) -> dict[str, str]:
    """Give the name to print of each site."""
    sites = project.table("sites")
    shown = sites["name"].where(sites["name"].notna(), sites["site"])
    return dict(zip(sites["site"], shown, strict=True))


def options_in_short(advice: Advice) -> Markup:
    """Say how often each option is chosen or advised, and how many bottlenecks have none."""
    rows = _bottlenecks(advice)
    if not rows:
        return Markup()
    decided = [str(row.chosen_option_title).lower() for row in rows if yes(row.decided)]
    advised = [
        str(row.option_title).lower()
        for row in rows
        if not yes(row.decided) and known(row.option_title)
    ]
    none = sum(1 for row in rows if not yes(row.decided) and not known(row.option_title))
    said = []
    if decided:
        said.append(
            Markup("The teams decided on {}: {}.").format(
                count(len(decided), "bottleneck"), _tally(decided)
            )
        )
    if advised:
        said.append(
            Markup("For {} nobody has decided; the comparison advises: {}.").format(
                count(len(advised), "bottleneck"), _tally(advised)
            )
        )
    if none:
        verb = plural("has", none)
        said.append(Markup("{} {} no possible option.").format(count(none, "bottleneck"), verb))
    return Markup(" ").join(said)


def _bottlenecks(advice: Advice) -> list[Any]:
    return [row for row in each_row(advice.table) if row.bottleneck or yes(row.decided)]


def _tally(options: list[str]) -> Markup:
    counted = pd.Series(options, dtype="str").value_counts(sort=False)
    ordered = sorted(counted.items(), key=lambda pair: (-int(pair[1]), str(pair[0])))
    return listing(f"{option} {number}" for option, number in ordered)


def options(project: Project, advice: Advice) -> Part:
    """Say which options are chosen or advised over all sites, and where there are none."""
    said = options_in_short(advice)
    if not said or not advice.table["options"].gt(0).any():
        return missing("Strategic options", "No site has an option for its bottleneck yet.")
    differs = [row for row in _bottlenecks(advice) if known(row.agrees) and not yes(row.agrees)]
    names = names_of(project)
    more: list[str] = []
    if differs:
        where = titles(
            dict.fromkeys(names.get(row.site, row.site) for row in differs),
            most=_SITES,
        )
        more.append(
            Markup("The team chose another option than the comparison in {}.").format(where)
        )
    return text(paragraph([said, *more]))


def options_by_bottleneck(project: Project, advice: Advice) -> Part:
    """List, for each bottleneck, which option is chosen or advised where.

    Raises
    ------
    NothingToShow
        No site has an option for a bottleneck.
    """
    names = names_of(project)
    found: dict[tuple[str, str, bool], list[str]] = {}
    for row in each_row(advice.table):
        decided = yes(row.decided)
        title = row.chosen_option_title if decided else row.option_title
        if not (row.bottleneck or decided) or not known(title):
            continue
        key = (str(row.component_title), str(title), decided)
        found.setdefault(key, []).append(str(names.get(row.site, row.site)))
    if not found:
        message = "No site has an option for its bottleneck yet."
        raise NothingToShow(message)
    rows, before = [], None
    for (component, option, decided), where in sorted(
        found.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1], not item[0][2])
    ):
        rows.append(
            [
                Cell("" if component == before else component, heading=True),
                Cell(option),
                Cell("decided" if decided else "advised"),
                Cell(str(len(where)), number=True),
                Cell(titles(where, most=_SITES)),
            ]
        )
        before = component
    heads = ["Bottleneck", "Option", "By", "Sites", "Where"]
    note = "Decided: by the team. Advised: best in the comparison, and nobody has decided."
    return table("Options for each bottleneck", heads, rows, note=note)


def decisions_to_review(project: Project, review: DecisionReview) -> Part:
    """Name the decisions that were made on a package that has changed since."""
    standing = review.standing
    changed = standing[standing["changed"].fillna(value=False).to_numpy(dtype=bool)]
    if changed.empty:
        return group([])
    names = names_of(project)
    said = [
        Markup("{} ({} for {}, {})").format(
            names.get(row.site, row.site),
            str(row.option_title).lower(),
            titles([row.component_title]),
            long_date(row.date),
        )
        for row in each_row(changed)
    ]
    return text(
        Markup("<p><strong>The package has changed since the decision</strong> in {}.</p>").format(
            listing(said)
        )
    )
