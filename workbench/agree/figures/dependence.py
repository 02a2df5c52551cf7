"""Which party depends on which other, and whether it knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from workbench.agree.analysis.dependence import WAYS, Reliance
from workbench.agree.analysis.rows import Party
from workbench.agree.figures.agree_style import party_heads, party_names, required_first
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import count, natural_list, plain, sentences
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

_ROW = 32
_MOST = 16
_UNKNOWN: Final = Meaning("! depends and does not say so", "#4B1F4F", "square", "", "#FFFFFF")
_KNOWN: Final = Meaning("= depends and says so", "#A9CBD3", "square")
_SAID: Final = Meaning("o says so, nothing else shows it", "#FFFFFF", "square")


def dependence_matrix(reliances: Iterable[Reliance], parties: Iterable[Party]) -> Figure:
    """Draw who depends on whom: a row for who depends, a column for whom it depends on.

    Parameters
    ----------
    reliances : iterable of Reliance
        Who depends on whom at a site.
    parties : iterable of Party
        Its parties; those whose consent is required stand first.

    Returns
    -------
    plotly.graph_objects.Figure
        Three shades with a sign each: it depends and has not said so, it depends and says so, and
        it says so where nothing else shows it.

    Raises
    ------
    NothingToShow
        Nothing shows that a party depends on another.
    """
    every = required_first(parties)
    number = {one.party: 0 for one in every}
    rows = [one for one in reliances if one.party in number and one.on in number]
    if not rows:
        message = phrased("Nothing shows yet that a party depends on another.")
        raise NothingToShow(message)
    for one in rows:
        number[one.party] += 1
        number[one.on] += 1
    most = sorted(every, key=lambda one: -number[one.party])[:_MOST]
    shown = [one for one in every if one in most and number[one.party]]
    at = {one.party: place for place, one in enumerate(shown)}
    names = {one.party: one.name for one in every}
    drawing = Drawing()
    _grid(drawing, shown)
    drawn = [one for one in rows if one.party in at and one.on in at]
    for one in drawn:
        _cell(drawing, one, at[one.on], at[one.party])
    drawing.marks(
        [at[one.on] for one in drawn],
        [at[one.party] for one in drawn],
        marker={"symbol": "square", "size": 20, "opacity": 0},
        hovertext=[_hover(one, names) for one in drawn],
    )
    _legend(drawing, drawn)
    alone = [one for one in every if not number[one.party]]
    left = sum(1 for one in every if number[one.party]) - len(shown)
    return theme.finish(
        drawing,
        caption=_caption(shown, alone, rows, left),
        alt=_told(rows, alone, names),
        height=_ROW * len(shown) + 255,
    )


def _meaning(one: Reliance) -> Meaning:
    if not one.known:
        return _UNKNOWN
    return _SAID if one.through == ("said",) else _KNOWN


def _grid(drawing: Drawing, shown: Sequence[Party]) -> None:
    """Draw the empty cells with the names; nobody depends on itself."""
    size = len(shown)
    edge = {"color": "#D0D0D0", "width": 0.8}
    for y in range(size):
        for x in range(size):
            box = {"x0": x - 0.46, "x1": x + 0.46, "y0": y - 0.44, "y1": y + 0.44}
            fill = "#EDEDED" if x == y else theme.PAPER
            drawing.shape("rect", **box, fillcolor=fill, line=edge)
    drawing.layout["xaxis"] = {
        "range": [-0.5, size - 0.5],
        "tickvals": list(range(size)),
        "ticktext": party_heads(shown, 22),
        "tickangle": -90,
        "tickfont": {"size": theme.SMALL},
        "title": {"text": phrased("… depends on")},
        "side": "top",
        "showgrid": False,
    }
    drawing.layout["yaxis"] = {
        "range": [size - 0.5, -0.5],
        "tickvals": list(range(size)),
        "ticktext": party_heads(shown, 22),
        "tickfont": {"size": 12},
        "showgrid": False,
    }
    drawing.layout["legend"] = {"y": -0.02, "yanchor": "top"}


def _cell(drawing: Drawing, one: Reliance, x: int, y: int) -> None:
    meaning = _meaning(one)
    drawing.shape(
        "rect", x0=x - 0.46, x1=x + 0.46, y0=y - 0.44, y1=y + 0.44,
        fillcolor=meaning.colour, line={"color": theme.INK, "width": 1},
    )  # fmt: skip
    sign = meaning.label.split(" ", 1)[0]
    drawing.note(f"<b>{sign}</b>", x, y, font={"color": meaning.ink, "size": 13})


def _legend(drawing: Drawing, drawn: Sequence[Reliance]) -> None:
    there = {_meaning(one).label for one in drawn}
    for meaning in (_UNKNOWN, _KNOWN, _SAID):
        if meaning.label in there:
            drawing.key(meaning)


def _pair(one: Reliance, names: dict[str, str]) -> str:
    party, on = names[one.party], names[one.on]
    if _meaning(one) is _SAID:
        return phrased("{} says that it depends on {}; nothing else shows it.", party, on)
    ways = natural_list([worded(WAYS[way]) for way in one.through if way != "said"])
    return phrased(
        "{} depends on {} and {} so: {}.", party, on, "says" if one.known else "does not say", ways
    )


def _hover(one: Reliance, names: dict[str, str]) -> str:
    head = phrased("<b>{}</b> depends on {}", plain(names[one.party]), plain(names[one.on]))
    return "<br>".join([head, *(worded(WAYS[way]) for way in one.through), _meaning(one).label[2:]])


def _caption(
    shown: Sequence[Party], alone: Sequence[Party], rows: Sequence[Reliance], left: int
) -> str:
    unknown = sum(not one.known for one in rows)
    return sentences(
        phrased(
            "Who depends on whom: a row for who depends, a column for whom it depends on; "
            "read from activities, their order, money, capacities and ties."
        ),
        phrased("{} a party has not said that it depends on another.", count(unknown, "time"))
        if unknown
        else phrased("Every party has said on whom it depends."),
        phrased("Bold: its consent is required.")
        if any(one.is_required for one in shown)
        else None,
        phrased("Neither depends on another nor is depended on: {}.", party_names(alone))
        if alone
        else None,
        phrased("{} with less to show not drawn.", count(left, "party")) if left else None,
    )


def _told(rows: Sequence[Reliance], alone: Sequence[Party], names: dict[str, str]) -> str:
    return sentences(
        phrased("Matrix of who depends on whom, {}.", count(len(rows), "pair")),
        *(_pair(one, names) for one in rows),
        phrased("Neither depends on another nor is depended on: {}.", party_names(alone))
        if alone
        else None,
    )
