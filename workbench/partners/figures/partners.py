"""Pictures of the choice of partners: what each adds, who can do what, who counts and cares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.labels import Box, place, pushed
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, percent, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.partners.figures.actor_style import DOTS, SHADES, SHAPES, Shape, shape_of

if TYPE_CHECKING:
    from workbench.partners.analysis.partners import Partners

_ROWS = 14  # actors of the matrix at the most; the rest is counted in words
_COLUMNS = 7
_ROW = 30
_PHONE = 300.0  # pixels of the square of influence and interest on a phone
_STRIP = 52.0  # for those of whom one of the two is not known
_NAMED = 24
_GREY = {"size": theme.SMALL, "color": "#595959"}


@dataclass(frozen=True, slots=True)
class _Step:
    """What the best set of a size gives; a row of `Partners.curve`."""

    k: int
    value: float
    share: float
    gap: float
    greedy: float


@dataclass(frozen=True, slots=True)
class _Part:
    """What an actor can cover of a component; a row of `Partners.capacity`."""

    actor: str
    component: str
    share: float | None


@dataclass(frozen=True, slots=True)
class _Need:
    """A need of capacity; a row of `Partners.needs`."""

    need: str
    kind: str
    weight: float
    pooling: str | None
    whole: float


@dataclass(frozen=True, slots=True)
class _Mode:
    """How an actor is engaged, "" where it is not; a row of `Partners.table`."""

    actor: str
    mode: str | None


@dataclass(frozen=True, slots=True)
class _Person:
    """What is known of an actor; a row of the table actors."""

    actor: str
    type: str | None
    influence: float | None
    interest: float | None


def _modes(partners: Partners) -> dict[str, str]:
    return {one.actor: one.mode or "" for one in rows_of(partners.table, _Mode)}


def partner_gains(partners: Partners) -> Figure:
    """Draw what the best one, two, three … partners give, costs left aside.

    Parameters
    ----------
    partners : Partners
        Of one site.

    Returns
    -------
    plotly.graph_objects.Figure
        Share of what all actors together could give, 0 to 100 %, over the number of partners.

    Raises
    ------
    NothingToShow
        Nobody was chosen, so there is no curve.
    """
    curve = partners.curve
    if curve.empty:
        message = "No partners are chosen, so there is no curve of what each more adds."
        raise NothingToShow(message)
    steps = rows_of(curve, _Step)
    sizes = [step.k for step in steps]
    whole = steps[0].value / steps[0].share
    shares = [100 * step.share for step in steps]
    drawing = Drawing()
    greedy = [100 * step.greedy / whole for step in steps]
    if any(abs(a - b) > 0.5 for a, b in zip(greedy, shares, strict=True)):
        drawing.line(
            sizes, greedy, name="one after another", line={"color": "#8C8C8C", "dash": "dot"}
        )
    drawing.line(
        sizes,
        shares,
        name="best set of that size",
        mode="lines+markers",
        line={"color": theme.INK, "width": 1.8},
        marker={"symbol": "circle", "size": 10, "color": DOTS, "line": {"width": 1}},
    )
    for order, (k, share) in enumerate(zip(sizes, shares, strict=True)):
        gain = share - (shares[order - 1] if order else 0.0)
        drawing.note(f"+{gain:.0f}", k, share, yshift=15, font={"size": theme.SMALL})
    value = float(partners.summary["value"].iloc[0])  # a curve is there where a set was chosen
    chosen = 100 * value / whole if whole > 0 else None
    open_ = [str(step.k) for step in steps if step.gap > 0]
    if chosen is not None:
        _chosen_line(drawing, chosen, sizes, shares)
    drawing.layout["xaxis"] = {
        "range": [0.5, max(sizes) + 0.5],
        "dtick": 1,
        "title": {"text": "Number of partners"},
    }
    drawing.layout["yaxis"] = {
        "range": [0, 112],
        "tickvals": [0, 25, 50, 75, 100],
        "ticktext": ["0", "25 %", "50 %", "75 %", "100 %"],
        "title": {"text": "of what all could give"},
    }
    return theme.finish(
        drawing,
        caption=sentences(
            "What the best set of each size gives, of what all actors together could, if each were "
            "a partner of one to one and money did not count; + is what one more adds, in "
            "percentage points.",
            "Dashed: the chosen set with its modes, which keeps to the budget."
            if chosen is not None
            else "",
            f"Not proven to be the best of its size: {natural_list(open_)}." if open_ else "",
        ),
        alt=sentences(
            "Share by number of partners: "
            + natural_list([f"{k}: {s:.0f} %" for k, s in zip(sizes, shares, strict=True)])
            + ".",
            f"The chosen set reaches {chosen:.0f} %." if chosen is not None else "",
        ),
        height=270,
    )


def _chosen_line(drawing: Drawing, chosen: float, sizes: list[int], shares: list[float]) -> None:
    """Draw what the chosen set gives; the words stand where the curve leaves room."""
    line = {"color": theme.INK, "width": 1, "dash": "dash"}
    drawing.shape("line", x0=0.5, x1=max(sizes) + 0.5, y0=chosen, y1=chosen, line=line)
    # Below the line at its right end, or above it at its left.
    over = shares[-1] > chosen
    drawing.note(
        f"the chosen set, within the budget: {chosen:.0f} %",
        max(sizes) + 0.45 if over else 0.55,
        chosen,
        xanchor="right" if over else "left",
        yanchor="top" if over else "bottom",
        font={"size": theme.SMALL},
    )


def capacity_matrix(
    partners: Partners, titles: Mapping[str, str], names: Mapping[str, str]
) -> Figure:
    """Draw which actor can cover how much of which component, and the gap that stays.

    Parameters
    ----------
    partners : Partners
        Of one site.
    titles : mapping of str to str
        Titles of the components by key.
    names : mapping of str to str
        Names of the actors by key.

    Returns
    -------
    plotly.graph_objects.Figure
        A row per actor with a capacity, the chosen first; below, what the chosen cover together and
        what the whole network could.

    Raises
    ------
    NothingToShow
        No capacity is recorded for a component that counts.
    """
    needs = [one for one in rows_of(partners.needs, _Need) if one.kind == "capacity"]
    needs = sorted(needs, key=lambda one: -one.weight)
    given = [one for one in rows_of(partners.capacity, _Part) if one.share]
    if not needs or not given:
        message = "No capacity is recorded for a component that holds the package back."
        raise NothingToShow(message)
    needs = needs[:_COLUMNS]
    keys = [one.need for one in needs]
    modes = _modes(partners)
    cells = {(one.actor, one.component): one.share or 0.0 for one in given if one.component in keys}
    actors = _matrix_actors(cells, modes)
    shown, rest = actors[:_ROWS], actors[_ROWS:]
    drawing = Drawing()
    for row, actor in enumerate(shown):
        for column, key in enumerate(keys):
            _cell(drawing, column, row, cells.get((actor, key)))
    together = _together(partners, needs, cells, modes)
    for line, found in enumerate(together.values()):
        for column, key in enumerate(keys):
            _sum_cell(drawing, column, len(shown) + 0.35 + line, found[key])
    rows = [_row_name(names[actor], modes.get(actor, "")) for actor in shown]
    _matrix_axes(drawing, keys, titles, rows, list(together))
    chosen_cover = next(iter(together.values()))
    return theme.finish(
        drawing,
        caption=sentences(
            "Share of each component's need that an actor could cover alone; an empty cell: no "
            "capacity is recorded. Bold: chosen partners. Below the line: covered together, and "
            "the gap that stays.",
            f"{count(len(rest), 'more actor')} with a smaller part not drawn." if rest else "",
        ),
        alt=sentences(
            *(
                f"{titles.get(key, key)}: the chosen partners cover {percent(chosen_cover[key])}, "
                f"{count(sum((a, key) in cells for a in actors), 'actor')} could do a part."
                for key in keys
            )
        ),
        height=_ROW * (len(shown) + len(together) + 0.6) + 92,
    )


def _matrix_actors(cells: Mapping[tuple[str, str], float], modes: Mapping[str, str]) -> list[str]:
    """Sort the actors: the chosen first, then who covers most of one component."""
    most: dict[str, float] = {}
    for (actor, _), share in cells.items():
        most[actor] = max(share, most.get(actor, 0.0))
    return sorted(most, key=lambda actor: (not modes.get(actor), -most[actor], actor))


def _row_name(name: str, mode: str) -> str:
    text = "<br>".join(wrap(name, 24))
    return f"<b>{text}</b>" if mode else text


def _together(
    partners: Partners,
    needs: list[_Need],
    cells: Mapping[tuple[str, str], float],
    modes: Mapping[str, str],
) -> dict[str, dict[str, float]]:
    """Return what is covered together, capped at the need; a platform's members count in part."""
    effect = float(str(partners.method.parameters["platform_effect"]))
    weight = {"bilateral": 1.0, "platform": effect}
    chosen = {}
    for need in needs:
        parts = [
            weight.get(modes.get(actor, ""), 0.0) * share
            for (actor, component), share in cells.items()
            if component == need.need
        ]
        together = sum(parts) if need.pooling == "add" else max(parts, default=0.0)
        chosen[need.need] = min(1.0, together)
    whole = {need.need: need.whole for need in needs}
    return {"Chosen together": chosen, "All actors together": whole}


def _cell(drawing: Drawing, column: int, row: float, share: float | None) -> None:
    if share is None or not share > 0:
        return
    step = min(int(len(SHADES) * min(share, 0.999)), len(SHADES) - 1)
    box = {"x0": column - 0.42, "x1": column + 0.42, "y0": row - 0.4, "y1": row + 0.4}
    drawing.shape("rect", **box, fillcolor=SHADES[step], line={"color": "#8C8C8C", "width": 0.8})
    ink = "#FFFFFF" if step == len(SHADES) - 1 else theme.INK
    drawing.note(percent(min(share, 1.0)), column, row, font={"color": ink, "size": 12})


def _sum_cell(drawing: Drawing, column: int, row: float, share: float) -> None:
    """Draw what is covered as a bar, the gap beside it in words."""
    left, right = column - 0.42, column + 0.42
    middle = left + (right - left) * share
    edge = {"color": "#8C8C8C", "width": 0.8}
    box = {"y0": row - 0.4, "y1": row + 0.4}
    drawing.shape("rect", x0=left, x1=right, fillcolor=theme.PAPER, line=edge, **box)
    if share > 0:
        drawing.shape("rect", x0=left, x1=middle, fillcolor=SHADES[1], line=edge, **box)
    gap = f", gap {percent(1 - share, short=True)}" if share < 0.995 else ""
    drawing.note(f"{percent(share, short=True)}{gap}", column, row, font={"size": theme.SMALL})


def _matrix_axes(
    drawing: Drawing, keys: list[str], titles: Mapping[str, str], rows: list[str], sums: list[str]
) -> None:
    bottom = len(rows) + 0.35
    drawing.shape(
        "line", x0=-0.5, x1=len(keys) - 0.5, y0=bottom - 0.58, y1=bottom - 0.58,
        line={"color": theme.INK, "width": 1},
    )  # fmt: skip
    width = 30 if len(keys) == 1 else 20 if len(keys) <= 3 else 12
    heads = ["<br>".join(wrap(titles.get(key, key), width, lines=3)) for key in keys]
    drawing.layout["xaxis"] = {
        "range": [-0.5, len(keys) - 0.5],
        "tickvals": list(range(len(keys))),
        "ticktext": heads,
        "tickangle": 0,
        "side": "top",
        "showgrid": False,
    }
    drawing.layout["yaxis"] = {
        "range": [bottom + len(sums) - 0.45, -0.55],
        "tickvals": [*range(len(rows)), *(bottom + k for k in range(len(sums)))],
        "ticktext": [*rows, *sums],
        "tickfont": {"size": 12},
        "showgrid": False,
    }


@dataclass(frozen=True, slots=True)
class _Spot:
    """An actor of whom influence, interest or both are known, and where it is drawn."""

    person: _Person
    name: str
    mode: str
    shape: Shape
    x: float
    y: float

    @property
    def hover(self) -> str:
        """What is shown where the pointer rests."""
        said = [f"<b>{plain(self.name)}</b>"]
        for word, value in (
            ("influence", self.person.influence),
            ("interest", self.person.interest),
        ):
            said.append(f"{word} {'not known' if value is None else f'{value:.2f}'}")
        return "<br>".join(said)


def influence_interest(
    actors: pd.DataFrame, partners: Partners, names: Mapping[str, str]
) -> Figure:
    """Draw how much the outcome matters to each actor against how much it can move.

    Parameters
    ----------
    actors : DataFrame
        actor, type, influence, interest.
    partners : Partners
        The chosen partners, named first.
    names : mapping of str to str
        Names of the actors by key.

    Returns
    -------
    plotly.graph_objects.Figure
        Interest to the right, influence upwards, 0 to 1; actors of whom one of the two is not known
        stand in a strip apart, never at 0.

    Raises
    ------
    NothingToShow
        Neither influence nor interest is known of anybody.
    """
    spots = _spots(rows_of(actors, _Person), _modes(partners), names)
    if not spots:
        message = "Neither influence nor interest is known of any actor."
        raise NothingToShow(message)
    drawing = Drawing()
    _quarters(drawing, spots)
    for shape in SHAPES:
        members = [one for one in spots if one.shape is shape]
        if members:
            drawing.marks(
                [one.x for one in members],
                [one.y for one in members],
                marker={
                    "symbol": shape.symbol,
                    "size": 12,
                    "color": [theme.INK if one.mode else DOTS for one in members],
                    "line": {"width": 1, "color": theme.INK},
                },
                hovertext=[one.hover for one in members],
            )
            look = {"size": 10, "color": DOTS, "line": {"width": 1, "color": theme.INK}}
            drawing.marks([None], [None], name=shape.label, marker={**look, "symbol": shape.symbol})
    if any(one.mode for one in spots):
        dark = {"symbol": "circle", "size": 10, "color": theme.INK}
        drawing.marks([None], [None], name="dark: chosen partner", marker=dark)
    _write_people(drawing, spots)
    unknown = len(actors) - len(spots)
    people = [one.person for one in spots]
    part = sum(one.interest is None or one.influence is None for one in people)
    strong = [s.name for s in spots if _over(s.person.influence) and _over(s.person.interest)]
    doubtful = [s.name for s in spots if _over(s.person.influence) and _under(s.person.interest)]
    return theme.finish(
        drawing,
        caption=sentences(
            "Influence and interest of the actors.",
            "Dark: chosen partners." if any(one.mode for one in spots) else "",
            "In the strips apart: one of the two is not known." if part else "",
            f"Of {count(unknown, 'actor')} neither is known." if unknown else "",
        ),
        alt=sentences(
            f"Much influence and much interest: {natural_list(strong, 8)}." if strong else
            "Nobody has both much influence and much interest.",
            f"Much influence and little interest: {natural_list(doubtful, 8)}." if doubtful else "",
            f"One of the two is not known of {part}." if part else "",
            f"{len(spots)} actors are drawn.",
        ),
        height=_PHONE + _STRIP + 130,
    )  # fmt: skip


def _over(value: float | None) -> bool:
    return value is not None and value >= 0.5


def _under(value: float | None) -> bool:
    return value is not None and value < 0.5


def _spots(
    people: list[_Person], modes: Mapping[str, str], names: Mapping[str, str]
) -> list[_Spot]:
    """Place everybody of whom something is known, chosen partners and the strongest first."""
    known = [one for one in people if one.influence is not None or one.interest is not None]
    known.sort(key=lambda one: (not modes.get(one.actor), -(one.influence or 0), one.actor))
    points = [
        (
            _PHONE + _STRIP / 2 if one.interest is None else _PHONE * one.interest,
            -_STRIP / 2 if one.influence is None else _PHONE * one.influence,
        )
        for one in known
    ]
    moved = pushed([(x + 0.01 * k, y + 0.013 * k) for k, (x, y) in enumerate(points)], 15)
    return [
        _Spot(
            one,
            names[one.actor],
            modes.get(one.actor, ""),
            shape_of(one.type),
            round(x, 1),
            round(y, 1),
        )
        for one, (x, y) in zip(known, moved, strict=True)
    ]


_QUARTERS = (
    ("win over", 0.02, 0.98, "left", "top"),
    ("work closely with", 0.98, 0.98, "right", "top"),
    ("watch", 0.02, 0.02, "left", "bottom"),
    ("keep informed, give a voice", 0.98, 0.02, "right", "bottom"),
)


def _quarters(drawing: Drawing, spots: list[_Spot]) -> None:
    no_interest = any(one.person.interest is None for one in spots)
    no_influence = any(one.person.influence is None for one in spots)
    half = _PHONE / 2
    edge = {"color": "#8C8C8C", "width": 1}
    drawing.shape("rect", x0=0, x1=_PHONE, y0=0, y1=_PHONE, line=edge)
    for line in ({"x0": half, "x1": half, "y0": 0, "y1": _PHONE},
                 {"x0": 0, "x1": _PHONE, "y0": half, "y1": half}):  # fmt: skip
        drawing.shape("line", **line, line={**edge, "dash": "dot"})
    for words, x, y, xanchor, yanchor in _QUARTERS:
        drawing.note(
            f"<i>{words}</i>", _PHONE * x, _PHONE * y,
            xanchor=xanchor, yanchor=yanchor, font=_GREY,
        )  # fmt: skip
    if no_interest:
        drawing.note("interest<br>not known", _PHONE + _STRIP / 2, _PHONE, yanchor="bottom",
                     align="center", font=_GREY)  # fmt: skip
    if no_influence:
        drawing.note("influence not known:", 0, -_STRIP / 2, xanchor="left", font=_GREY)
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    axis = {
        "tickvals": [_PHONE * t for t in ticks],
        "ticktext": ["0", "0.25", "0.5", "0.75", "1"],
        "showgrid": False,
    }
    right = _PHONE + (_STRIP if no_interest else 0) + 8
    bottom = -(_STRIP if no_influence else 0) - 8
    drawing.layout["xaxis"] = {**axis, "range": [-8, right], "title": {"text": "Interest"}}
    drawing.layout["yaxis"] = {
        **axis,
        "range": [bottom, _PHONE + (30 if no_interest else 8)],
        "title": {"text": "Influence"},
    }


def _write_people(drawing: Drawing, spots: list[_Spot]) -> None:
    corners = [
        Box(
            _PHONE * x - (0 if anchor == "left" else theme.text_width(words, theme.SMALL)),
            _PHONE * y - (14 if up == "top" else 0),
            _PHONE * x + (theme.text_width(words, theme.SMALL) if anchor == "left" else 0),
            _PHONE * y + (14 if up == "bottom" else 0),
        )
        for words, x, y, anchor, up in _QUARTERS
    ]
    head = theme.text_width("influence not known:", theme.SMALL)
    corners.append(Box(0, -_STRIP / 2 - 8, head, -_STRIP / 2 + 8))
    texts = [wrap(one.name, 17) if k < _NAMED else [] for k, one in enumerate(spots)]
    labels = place(
        [(one.x, one.y) for one in spots],
        texts,
        area=Box(0, -_STRIP, _PHONE + _STRIP, _PHONE + 8),
        taken=corners,
        urgent=[bool(one.mode) for one in spots],
        gap=11,
    )
    for one, label in zip(spots, labels, strict=True):
        if label is not None:
            label.write(drawing, one.x, one.y)
