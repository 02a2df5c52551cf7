"""What has to be built, level by level, at every place of a project."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, plain, sentences, wrap
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from workbench.assess.analysis.rows import ItemRow

_PLACES: Final = 40  # more rows than this are no picture
_ROW: Final = 28
_STEPS: Final = (
    ("as required or above", "#E3F0E8", theme.INK),
    ("1 level missing", "#F6D58E", theme.INK),
    ("2 levels missing", "#D98B3A", theme.INK),
    ("3 levels or more missing", "#7A3B10", theme.PAPER),
    ("nothing is required", "#F2F2F2", theme.INK),
)
"""From light to dark, so that they are told apart in grey; the level stands in each cell."""


def _step(one: ItemRow) -> int:
    if one.gap is None:
        return len(_STEPS) - 1
    return min(one.gap, 3)


def levels_over_places(
    rows: Sequence[ItemRow], names: Mapping[str, str], built: Sequence[str]
) -> Figure:
    """Draw the level of everything that has to be built at every place; darker is further off.

    Parameters
    ----------
    rows : sequence of ItemRow
        Items of all places.
    names : mapping of str to str
        Name of each place to print, by its short name, in the order of the picture.
    built : sequence of str
        Short names of the items that have to be built.

    Raises
    ------
    NothingToShow
        Nothing is answered anywhere, or there are too many places for a picture.
    """
    own = [one for one in rows if one.item in set(built) and one.kind == "level"]
    known = [one for one in own if one.level is not None]
    if not known:
        message = "No level is known at any place."
        raise NothingToShow(message)
    if len(names) > _PLACES:
        message = f"{len(names)} places are too many for one picture; the table counts them."
        raise NothingToShow(message)
    titles = {one.item: one.title for one in own}
    row = {key: y for y, key in enumerate(names)}
    column = {key: x for x, key in enumerate(titles)}
    drawing = Drawing()
    _tiles(drawing, known, names, row, column)
    _frames(drawing, [(column[o.item], row[o.site]) for o in known if o.lowest_over_all])
    drawing.layout["xaxis"] = {
        "side": "top", "range": [-0.5, len(titles) - 0.5],
        "tickvals": list(range(len(titles))),
        "ticktext": ["<br>".join(wrap(title, 24, 2)) for title in titles.values()],
        "tickangle": -90, "tickfont": {"size": theme.SMALL}, "showgrid": False,
    }  # fmt: skip
    drawing.layout["yaxis"] = {
        "range": [len(names) - 0.5, -0.5], "tickvals": list(range(len(names))),
        "ticktext": ["<br>".join(wrap(name, 20, lines=2)) for name in names.values()],
        "tickfont": {"size": theme.SMALL}, "showgrid": False,
    }  # fmt: skip
    drawing.layout["legend"] = {"y": -0.01, "yanchor": "top"}
    for at in sorted({_step(one) for one in known}):
        label, colour, _ = _STEPS[at]
        edge = {"width": 1, "color": theme.INK}
        drawing.key(theme.PACKAGE, name=label, symbol="square", color=colour, line=edge)
    return theme.finish(
        drawing,
        caption=sentences(
            f"Levels at {count(len(names), 'place')}, darker where more is missing.",
            "Outlined: the lowest answered." if any(o.lowest_over_all for o in known) else None,
            "White: not answered." if len(known) < len(names) * len(titles) else None,
        ),
        alt=_alt(known, titles),
        height=_ROW * len(names) + 285,
    )


def _tiles(
    drawing: Drawing,
    known: Sequence[ItemRow],
    names: Mapping[str, str],
    row: Mapping[str, int],
    column: Mapping[str, int],
) -> None:
    groups: list[list[int | None]] = [[None] * len(column) for _ in row]
    hover = [[""] * len(column) for _ in row]
    for one in known:
        y, x = row[one.site], column[one.item]
        groups[y][x] = _step(one)
        asked = "" if one.required is None else f" of {one.required} required"
        hover[y][x] = (
            f"<b>{plain(names[one.site])}</b><br>{plain(one.title)}<br>level {one.level}{asked}"
        )
    steps = len(_STEPS)
    scale = [
        [edge / steps, colour] for i, (_, colour, _) in enumerate(_STEPS) for edge in (i, i + 1)
    ]
    drawing.traces.append(
        {
            "type": "heatmap", "z": groups, "zmin": -0.5, "zmax": steps - 0.5,
            "colorscale": scale, "showscale": False, "xgap": 1, "ygap": 1,
            "hoverongaps": False, "hoverinfo": "text", "hovertext": hover,
        }
    )  # fmt: skip
    drawing.marks(
        [column[one.item] for one in known],
        [row[one.site] for one in known],
        mode="text",
        text=[str(one.level) for one in known],
        textfont={"size": theme.SMALL, "color": [_STEPS[_step(one)][2] for one in known]},
    )


def _frames(drawing: Drawing, cells: Sequence[tuple[int, int]]) -> None:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, y in cells:
        xs += [x - 0.47, x + 0.47, x + 0.47, x - 0.47, x - 0.47, None]
        ys += [y - 0.45, y - 0.45, y + 0.45, y + 0.45, y - 0.45, None]
    drawing.line(xs, ys, line={"color": theme.PAPER, "width": 5})
    drawing.line(xs, ys, line={"color": theme.BOTTLENECK.colour, "width": 3})


def _alt(known: Sequence[ItemRow], titles: Mapping[str, str]) -> str:
    lowest = Counter(one.item for one in known if one.lowest_over_all)
    told = []
    for key, title in titles.items():
        levels = [one.level for one in known if one.item == key and one.level is not None]
        if levels:
            reach = f"levels {min(levels)} to {max(levels)}"
            told.append(f"{title}: {reach}, lowest at {count(lowest[key], 'place')}")
    return f"Levels of what has to be built. {'; '.join(told)}."
