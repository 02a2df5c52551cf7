"""Where each item stands, what is required of it, and how far the assessors lie apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbench.assess.figures.one_place import items_here, under_sections
from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import natural_list, plain, sentences
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.assess.analysis.assessment import Assessed
    from workbench.assess.analysis.rows import EarlierRound, ItemRow

NOW: Final = Meaning("level now", theme.CORE.colour, "circle")
REQUIRED: Final = Meaning("level required", theme.INK, "diamond-open")
BEFORE: Final = Meaning("level after the round before", theme.INK, "circle-open")
MISSING: Final = Meaning("what is missing", theme.PROVISIONAL.colour, "line-ew")
_SCALE: Final = "#D9D9D9"
_ROW: Final = 24


def levels_and_required(found: Assessed, earlier: Sequence[EarlierRound] = ()) -> Figure:
    """Draw the level of the items that limit the whole against the level that is required.

    A dot is the level that counts, an open diamond what is required; a thick line between them is
    what is missing. The thin dark line under the dot is the range over the assessors, the pale line
    the scale of the item. The lowest has a ring. Where no section limits the whole, all items with
    levels are drawn.

    Parameters
    ----------
    found : Assessed
        Of one site.
    earlier : sequence of EarlierRound
        How it stood after earlier rounds; a small open circle is drawn for the last of them, above
        the dot, and a line from it to the level now where they differ.

    Returns
    -------
    plotly.graph_objects.Figure
        A row for each item, section by section.

    Raises
    ------
    NothingToShow
        No item has a level yet.
    InvalidInput
        The assessment is of several sites.
    """
    rows = _rows(found)
    if all(one.level is None for one in rows):
        message = "No item has a level yet."
        raise NothingToShow(message)
    scales = dict(zip((one.key for one in found.listed.ordered), found.listed.scales, strict=True))
    titles = {one.key: one.title for one in found.listed.sections}
    drawing = Drawing()
    headings = under_sections(rows, titles, [_mark(one) for one in rows])
    at, height = ladder(drawing, headings, row=_ROW, gap=12)
    ends = [(scales[one.item].lowest, scales[one.item].highest) for one in rows]
    drawing.segments(
        [(low, y, high, y) for (low, high), y in zip(ends, at, strict=True)],
        line={"color": _SCALE, "width": 6},
    )
    _lines(drawing, rows, at)
    _before(drawing, rows, at, earlier[-1:])
    _points(drawing, rows, at)
    lowest, highest = min(low for low, _ in ends), max(high for _, high in ends)
    drawing.layout["xaxis"] = {
        "range": [lowest - 0.3, highest + 0.5],
        "tickvals": list(range(lowest, highest + 1)),
        "title": {"text": "Level"},
        "showgrid": False,
    }
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    return theme.finish(
        drawing,
        caption=_caption(rows, found, earlier[-1:]),
        alt=_alt(rows, titles, earlier),
        height=height + 105,
    )


def _rows(found: Assessed) -> list[ItemRow]:
    every = [one for one in items_here(found) if one.kind == "level" and not one.set_aside]
    limiting = {section.key for section in found.listed.sections if section.limits}
    return [one for one in every if one.section in limiting] or every


def _mark(one: ItemRow) -> str:
    if one.level is None:
        return "not assessed"
    return f"claimed {one.claimed}, evidence supports {one.supported}" if one.capped else ""


def _lines(drawing: Drawing, rows: list[ItemRow], at: list[float]) -> None:
    drawing.segments(
        [
            (one.level, y, one.required, y)
            for one, y in zip(rows, at, strict=True)
            if one.gap and one.level is not None
        ],
        name=MISSING.label,
        line={"color": MISSING.colour, "width": 6},
    )
    drawing.segments(
        [
            (one.lowest, y + 9, one.highest, y + 9)
            for one, y in zip(rows, at, strict=True)
            if one.lowest is not None and one.highest is not None and one.lowest < one.highest
        ],
        name=theme.RANGE.label,
        line={"color": theme.RANGE.colour, "width": 2},
    )


def _before(
    drawing: Drawing, rows: list[ItemRow], at: list[float], last: Sequence[EarlierRound]
) -> None:
    """Draw where items stood before, and how they moved."""
    for known in last:
        was = [(known.levels.get(one.item), one, y) for one, y in zip(rows, at, strict=True)]
        drawing.segments(
            [(x, y - 8, one.level, y) for x, one, y in was if x is not None and x != one.level],
            line={"color": BEFORE.colour, "width": 1, "dash": "dot"}, showlegend=False,
        )  # fmt: skip
        drawing.marks(
            [x for x, _, _ in was if x is not None],
            [y - 8 for x, _, y in was if x is not None],
            name=BEFORE.label,
            marker={"symbol": BEFORE.symbol, "color": BEFORE.colour, "size": 6},
        )


def _points(drawing: Drawing, rows: list[ItemRow], at: list[float]) -> None:
    asked = [(one, y) for one, y in zip(rows, at, strict=True) if one.required is not None]
    look = {"symbol": REQUIRED.symbol, "color": REQUIRED.colour, "size": 13, "line": {"width": 2}}
    drawing.marks(
        [one.required for one, _ in asked],
        [y for _, y in asked],
        name=REQUIRED.label if asked else "",
        marker=look,
    )
    known = [(one, y) for one, y in zip(rows, at, strict=True) if one.level is not None]
    drawing.marks(
        [one.level for one, _ in known],
        [y for _, y in known],
        name=NOW.label,
        marker={"symbol": NOW.symbol, "color": NOW.colour, "size": 11},
        hovertext=[f"<b>{plain(one.title)}</b><br>{_words(one)}" for one, _ in known],
    )
    drawing.rings([(one.level or 0, y) for one, y in known if one.lowest_over_all], 19)
    if any(one.lowest_over_all for one, _ in known):
        ring = {"width": 2.5, "color": theme.BOTTLENECK.colour}
        drawing.key(theme.BOTTLENECK, name="lowest", line=ring, size=13)


def _words(one: ItemRow) -> str:
    if one.level is None:
        return "not assessed"
    asked = f", {one.required} required" if one.required is not None else ""
    ranged = (
        f", assessors from {one.lowest} to {one.highest}"
        if one.lowest is not None and one.lowest != one.highest
        else ""
    )
    return f"level {one.level}{asked}{ranged}"


def _caption(rows: list[ItemRow], found: Assessed, last: Sequence[EarlierRound]) -> str:
    short = sum(bool(one.gap) for one in rows)
    asked = sum(one.required is not None for one in rows)
    limits = any(one.limits for one in found.listed.sections)
    words = (found.listed.noun, found.listed.nouns) if limits else ("item", "items")
    named = f"{len(rows)} {words[len(rows) != 1]}"
    return sentences(
        f"Levels of {named}, and what is required of {asked}: {short} below it." if asked
        else f"Levels of {named}.",
        "Ring: the lowest of those answered." if any(one.lowest_over_all for one in rows) else None,
        "Pale line: the scale of the item.",
        *(f"Small circle: after round {one.round}." for one in last),
        "Thin line: range over the assessors." if any(_apart(one) for one in rows) else None,
    )  # fmt: skip


def _apart(one: ItemRow) -> bool:
    return one.lowest != one.highest


def _alt(rows: list[ItemRow], titles: dict[str, str], earlier: Sequence[EarlierRound]) -> str:
    def words(one: ItemRow) -> str:
        before = [known.levels[one.item] for known in earlier if one.item in known.levels]
        return _words(one) + "".join(f", before {level}" for level in before[::-1])

    told = [
        f"{titles[section]}: "
        + natural_list(
            [f"{one.title}, {words(one)}" for one in rows if one.section == section], limit=None
        )
        for section in dict.fromkeys(one.section for one in rows)
    ]
    return f"Levels now and required. {'; '.join(told)}."
