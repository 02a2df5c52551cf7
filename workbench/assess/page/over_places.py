"""What the comparison says of the assessments of all places."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from workbench.assess.figures.gates import gate_words
from workbench.assess.figures.over_places import levels_over_places
from workbench.drawing.words import count, percent
from workbench.errors import NothingToShow
from workbench.page.records import ReportTable, Summary, TableHead, summary, table
from workbench.page.text import TextLike, join, listing, say

if TYPE_CHECKING:
    from workbench.assess.analysis.rows import ItemRow, SectionRow
    from workbench.assess.step import FrameworkAssessment
    from workbench.drawing.theme import Figure

_ROWS = 60


def one_page(found: FrameworkAssessment) -> Summary:
    """Sum up how many places are assessed, and what is lowest at how many of them."""
    words, lowest, names = found.framework.words, _lowest(found), _names(found)
    assessed = f"{len(lowest)} of {count(len(names), words.site.one)} are assessed"
    titles = Counter(one.title for rows in lowest.values() for one in rows)
    said = listing(
        say("**{}** at {}", title, count(number, words.site.one))
        for title, number in titles.most_common(4)
    )
    open_ = len(found.maybe_lower.keys() & lowest.keys())
    more = f", of those answered (not all are at {count(open_, words.site.one)})" if open_ else ""
    where = (
        say("{}. Lowest {}{}: {}.", assessed, words.component.one, more, said)
        if titles else assessed
    )  # fmt: skip
    return summary([("Where we stand", where), ("Conditions", _gates(found))], {})


def _gates(found: FrameworkAssessment) -> TextLike:
    shut = Counter((one.title, gate_words(one)) for one in found.sections if one.passed is False)
    if not shut:
        return "No condition is known not to be fulfilled."
    words = found.framework.words.site
    return join(
        " ", [say("*{}*: {} at {}.", title, standing, count(number, words.one))
              for (title, standing), number in shut.most_common()]
    )  # fmt: skip


def _names(found: FrameworkAssessment) -> dict[str, str]:
    return {key: found.place.names.get(key, key) for key in found.place.keys}


def _lowest(found: FrameworkAssessment) -> dict[str, list[ItemRow]]:
    rows: dict[str, list[ItemRow]] = {}
    for one in found.items:
        if one.lowest_over_all:
            rows.setdefault(one.site, []).append(one)
    return rows


def lowest_by_place(found: FrameworkAssessment) -> ReportTable:
    """List what is lowest at each place, what is missing, and which conditions are not fulfilled.

    Raises
    ------
    NothingToShow
        Nothing is answered anywhere.
    """
    lowest, words, names = _lowest(found), found.framework.words, _names(found)
    if not lowest:
        message = "Nothing is answered anywhere."
        raise NothingToShow(message)
    gaps = Counter(one.site for one in found.items if one.gap and one.kind == "level")
    sections: dict[str, list[SectionRow]] = {}
    for one in found.sections:
        sections.setdefault(one.site, []).append(one)
    rows: list[list[TextLike | int]] = [
        [
            name,
            *_lowest_cells(lowest.get(key, []), open_=key in found.maybe_lower),
            gaps[key] if key in lowest else "–",
            _shut(found, sections.get(key, [])),
        ]
        for key, name in list(names.items())[:_ROWS]
    ]
    heads = [
        TableHead(words.site.one.capitalize(), "names"),
        TableHead(f"Lowest {words.component.one}"),
        TableHead("Level", "numbers"),
        TableHead("Chance that it is among these", "numbers"),
        TableHead("Below what is required", "numbers"),
        TableHead("Conditions not fulfilled"),
    ]
    more = len(names) - len(rows)
    note = f"{count(more, 'more row')} not shown." if more > 0 else ""
    title = f"What is lowest at each {words.site.one}"
    return table(title, heads, rows, note=note)


def _lowest_cells(rows: list[ItemRow], *, open_: bool) -> list[TextLike | int]:
    if not rows:
        return ["not assessed", "–", "–"]
    first = rows[0]
    chance = "not known" if open_ else percent(sum(one.p_over_all or 0.0 for one in rows))
    level = f"{first.level} or less" if open_ else str(first.level)
    return [listing([one.title for one in rows]), level, chance]


def _shut(found: FrameworkAssessment, sections: list[SectionRow]) -> TextLike:
    """Name the sections with gates that are shut; what may be shut is not known."""
    shut = [one.title for one in sections if one.passed is False]
    gates = [one for one in sections if one.section not in found.later and one.missing]
    return listing(shut) or ("not known" if gates else "none")


def levels_at_every_place(found: FrameworkAssessment) -> Figure:
    """Draw the levels of what has to be built at every place.

    Raises
    ------
    NothingToShow
        As for :func:`levels_over_places`.
    """
    built = [item.key for item in found.framework.capabilities]
    return levels_over_places(found.items, _names(found), built)
