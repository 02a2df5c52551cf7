"""Power and interest of the parties, how they stand to the strategy, and who loses by it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.agree.analysis.standing import FEWEST, STRONG, Marked, PartyStanding
from workbench.agree.figures.agree_style import ATTITUDES, party_names, required_first, signed
from workbench.drawing import theme
from workbench.drawing.labels import LINE, Box, Label, apart, numbered_list, place, pushed
from workbench.drawing.theme import MARKER, Drawing, Figure, Meaning, text_width
from workbench.drawing.words import count, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased

_WIDE, _HIGH = 49.0, 84.0  # pixels of one step on a phone
_FIRST, _LAST = 1, 5
_LOW, _TOP = _FIRST - 0.5, _LAST + 0.5
_RIGHT = _LAST + 1.5  # names of those with the greatest interest hang there
_TRIES = 6
_ZONE = "above the line: can stop the work"
_SIZE = 15
_HALO = "rgba(255,255,255,0.7)"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A party at its place."""

    standing: PartyStanding
    x: float
    y: float

    @property
    def name(self) -> str:
        return self.standing.party.name

    @property
    def meaning(self) -> Meaning:
        return ATTITUDES[self.standing.attitude.middle]

    @property
    def pixels(self) -> tuple[float, float]:
        return self.x * _WIDE, self.y * _HIGH


def power_interest(standings: Iterable[PartyStanding]) -> Figure:
    """Draw the parties by power and interest, with how they stand to the strategy.

    Parameters
    ----------
    standings : iterable of PartyStanding
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        A marker for each party with a mark of both, from 1 to 5: its shape and shade are the
        attitude, bars the range over those who marked it, hollow where only one did, ringed where
        it loses and gets nothing for it.

    Raises
    ------
    NothingToShow
        Nobody has marked both for any party.
    """
    every = list(standings)
    spots = _spots([one for one in every if _is_marked(one)])
    if not spots:
        message = phrased("Nobody has marked the power and interest of a party yet.")
        raise NothingToShow(message)
    drawing = Drawing()
    _frame(drawing)
    _ranges(drawing, spots)
    _markers(drawing, spots)
    listed = _names(drawing, spots)
    lines = numbered_list(
        [(number, f"{one.name}, {_attitude(one.standing)}") for number, one in enumerate(listed, 1)]
    )
    _list_under(drawing, lines)
    _legend(drawing, spots)
    return theme.finish(
        drawing,
        caption=_caption(spots, [one for one in every if not _is_marked(one)], listed),
        alt=sentences(
            phrased(
                "Scatter plot of {}: interest across, power upwards, 1 to 5.",
                count(len(spots), "party"),
            ),
            *(_told(one.standing) for one in spots),
            _not_marked(one for one in every if not _is_marked(one)),
        ),
        height=_HIGH * (_TOP - _LOW) + 130 + LINE * len(lines),
    )


def _is_marked(one: PartyStanding) -> bool:
    return one.power.middle is not None and one.interest.middle is not None


def _spots(marked: list[PartyStanding]) -> list[_Placed]:
    """Give each party its place; those at one place move apart, and far enough for a ring."""
    at = [(one.interest.middle or 0, one.power.middle or 0) for one in marked]
    moves = apart(at, MARKER + 4)
    points = [(x * _WIDE + dx, y * _HIGH + dy)
              for (x, y), (dx, dy) in zip(at, moves, strict=True)]  # fmt: skip
    free = pushed(points, MARKER + 4)
    return [
        _Placed(one, round(x / _WIDE, 3), round(y / _HIGH, 3))
        for one, (x, y) in zip(marked, free, strict=True)
    ]


def _frame(drawing: Drawing) -> None:
    ticks = list(range(_FIRST, _LAST + 1))

    def axis(title: str, last: float) -> dict[str, Any]:
        return {"range": [_LOW, last], "tickvals": ticks, "title": {"text": title}}

    drawing.layout["xaxis"] = axis(phrased("Interest: how much it matters to it"), _RIGHT)
    drawing.layout["yaxis"] = axis(phrased("Power: how much it can move or stop"), _TOP)
    line = {"color": theme.INK, "width": 1, "dash": "dot"}
    at = STRONG - 0.5
    drawing.shape("line", x0=_LOW, x1=_RIGHT, y0=at, y1=at, line=line)
    font = {"size": theme.SMALL}
    drawing.note(_ZONE, _LOW, _TOP, xanchor="left", yanchor="top", xshift=3, font=font)


def _zone() -> Box:
    """Where the words of the zone stand."""
    left, top = _LOW * _WIDE, _TOP * _HIGH
    return Box(left, top - LINE, left + 3 + text_width(_ZONE, theme.SMALL), top)


def _span(marked: Marked) -> tuple[int, int] | None:
    """Lowest and highest mark, where they differ."""
    if marked.low is None or marked.high is None or marked.low == marked.high:
        return None
    return marked.low, marked.high


def _ranges(drawing: Drawing, spots: Sequence[_Placed]) -> None:
    """Draw the range over the markers through each party, with a stroke at each end."""
    thin = {"width": 1.4, "color": theme.RANGE.colour}
    across = [(own[0], s.y, own[1], s.y) for s in spots if (own := _span(s.standing.interest))]
    up = [(s.x, own[0], s.x, own[1]) for s in spots if (own := _span(s.standing.power))]
    for symbol, ends in (("line-ns", across), ("line-ew", up)):
        marker = {"symbol": symbol, "size": 8, "line": thin}
        drawing.segments(ends, mode="lines+markers", line=thin, marker=marker)


def _hollow(one: PartyStanding) -> bool:
    """Whether its place is the view of one person alone."""
    known = [own for own in (one.power, one.interest, one.attitude) if own.markers]
    return any(own.markers < FEWEST for own in known)


def _markers(drawing: Drawing, spots: Sequence[_Placed]) -> None:
    ringed = [one for one in spots if one.standing.is_uncompensated]
    if ringed:
        drawing.marks(
            [one.x for one in ringed],
            [one.y for one in ringed],
            marker={
                "symbol": "circle-open",
                "size": _SIZE + 11,
                "color": theme.INK,
                "line": {"width": 2.2},
            },
        )
    drawing.marks(
        [one.x for one in spots],
        [one.y for one in spots],
        marker={
            "symbol": [one.meaning.symbol for one in spots],
            "size": _SIZE,
            "color": [theme.PAPER if _hollow(o.standing) else o.meaning.colour for o in spots],
            "line": {"width": 1.4, "color": theme.INK},
            "opacity": 1,
        },
        hovertext=[_hover(one.standing) for one in spots],
    )


def _names(drawing: Drawing, spots: Sequence[_Placed]) -> list[_Placed]:
    """Write names beside the markers; number and return those for whom there is no room."""
    order = _order(spots)
    labels = _labels(order, [_beside(one) for one in order], order)
    placed = [one for one, own in zip(order, labels, strict=True) if own]
    rest = [one for one in spots if one not in placed]
    # The names come first again, so that a number takes no name's place.
    written = [(one, _beside(one)) for one in placed]
    written += [(one, [f"{number}"]) for number, one in enumerate(rest, 1)]
    found = _labels([one for one, _ in written], [lines for _, lines in written], order)
    for (one, lines), own in zip(written, found, strict=True):
        label = own or Label(tuple(lines), 0, 0, "center", "middle")
        label.write(drawing, one.x, one.y, bgcolor=_HALO)
    return rest


def _order(spots: Sequence[_Placed]) -> list[_Placed]:
    """Sort the parties so that as many as possible find room: who found none goes first next."""
    order = sorted(spots, key=lambda one: not one.standing.is_uncompensated)
    best, fewest = order, len(order) + 1
    for _ in range(_TRIES):
        labels = _labels(order, [_beside(one) for one in order], order)
        without = [one for one, own in zip(order, labels, strict=True) if own is None]
        if len(without) < fewest:
            best, fewest = order, len(without)
        if not without:
            break
        order = [*without, *(one for one in order if one not in without)]
    return best


def _beside(one: _Placed) -> list[str]:
    return [*wrap(one.name, 13, lines=3), _attitude(one.standing)]


def _labels(
    some: Sequence[_Placed], texts: Sequence[list[str]], every: Sequence[_Placed]
) -> list[Label | None]:
    # A bar of the range is thin: only a name without another place may cross it.
    half = MARKER / 2 + 4
    markers = [Box.around(*one.pixels, half) for one in every]
    return place(
        [one.pixels for one in some],
        texts,
        area=Box(_LOW * _WIDE, _LOW * _HIGH, _RIGHT * _WIDE, _TOP * _HIGH),
        taken=[*markers, _zone()],
        strokes=_strokes(every),
        urgent=[True] * len(some),
        gap=half + 3,
    )


def _strokes(spots: Sequence[_Placed]) -> list[Box]:
    """Boxes around the range bars."""
    boxes = []
    for one in spots:
        x, y = one.pixels
        if own := _span(one.standing.interest):
            boxes.append(Box(own[0] * _WIDE - 2, y - 4, own[1] * _WIDE + 2, y + 4))
        if own := _span(one.standing.power):
            boxes.append(Box(x - 4, own[0] * _HIGH - 2, x + 4, own[1] * _HIGH + 2))
    return boxes


def _attitude(one: PartyStanding) -> str:
    """Write the attitude, with its range where those who marked it do not say the same."""
    if one.attitude.middle is None:
        return "?"
    own = _span(one.attitude)
    return (
        phrased("{} to {}", signed(own[0]), signed(own[1])) if own else signed(one.attitude.middle)
    )


def _list_under(drawing: Drawing, lines: list[str]) -> None:
    bottom = 52 + LINE * len(lines)
    drawing.layout["margin"] = {"l": 12, "r": 16, "t": 12, "b": bottom, "pad": 2}
    if lines:
        Label(tuple(lines), -34, -46, "left", "top").write(
            drawing, 0, 0, xref="x domain", yref="y domain"
        )


def _legend(drawing: Drawing, spots: Sequence[_Placed]) -> None:
    there = {one.standing.attitude.middle for one in spots}
    for attitude, meaning in ATTITUDES.items():
        if attitude in there:
            drawing.key(meaning)
    if any(_hollow(one.standing) for one in spots):
        hollow = Meaning(phrased("hollow: one person's view"), theme.PAPER, "circle")
        drawing.key(hollow)
    if any(one.standing.is_uncompensated for one in spots):
        ring = Meaning(phrased("ring: loses, gets nothing for it"), theme.INK, "circle-open")
        drawing.key(ring, size=13, line={"width": 2.2})


def _caption(
    spots: Sequence[_Placed], unmarked: Sequence[PartyStanding], listed: Sequence[_Placed]
) -> str:
    every = [one.standing for one in spots]
    losers = [one.party for one in every if one.is_uncompensated and not one.is_loser_at_risk]
    risks = [one.party for one in every if one.is_loser_at_risk]
    ranges = any(_span(own) for one in every for own in (one.power, one.interest))
    return sentences(
        phrased(
            "Power and interest of the parties, from 1 to 5; the sign beside a name is how it "
            "stands to the strategy, from −2 to +2."
        ),
        phrased("Bars: range over those who marked it.") if ranges else None,
        phrased("Loses, gets nothing for it and can stop the work: {}.", party_names(risks))
        if risks
        else None,
        phrased("Loses and gets nothing for it: {}.", party_names(losers)) if losers else None,
        _not_marked(unmarked),
        phrased("Names without room stand below by number.") if listed else None,
    )


def _not_marked(some: Iterable[PartyStanding]) -> str | None:
    names = party_names(required_first(one.party for one in some))
    return phrased("Not marked: {}.", names) if names else None


def _words(name: str, marked: Marked) -> str:
    if marked.middle is None:
        return phrased("{} not marked", name)
    show = signed if name == "attitude" else str
    own = _span(marked)
    spread = phrased(" ({} to {})", show(own[0]), show(own[1])) if own else ""
    return f"{name} {show(marked.middle)}{spread}"


def _said(one: PartyStanding) -> list[str]:
    """Say all that the picture shows of a party."""
    marks = (("power", one.power), ("interest", one.interest), ("attitude", one.attitude))
    said = [_words(name, own) for name, own in marks]
    said += [phrased("one person's view")] if _hollow(one) else []
    if one.is_loser_at_risk:
        said.append(phrased("loses, gets nothing for it and can stop the work"))
    elif one.is_uncompensated:
        said.append(phrased("loses and gets nothing for it"))
    return said


def _told(one: PartyStanding) -> str:
    return f"{one.party.name}: {', '.join(_said(one))}."


def _hover(one: PartyStanding) -> str:
    return "<br>".join([f"<b>{plain(one.party.name)}</b>", *_said(one)])
