"""Picture of the choice of partners: who can do what, and the gap that stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, percent, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded
from workbench.partners.figures.actor_style import SHADES

if TYPE_CHECKING:
    from workbench.partners.analysis.partners import Partners

_ROWS = 14  # actors of the matrix at the most; the rest is counted in words
_COLUMNS = 7
_ROW = 30


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


def _modes(partners: Partners) -> dict[str, str]:
    return {one.actor: one.mode or "" for one in rows_of(partners.table, _Mode)}


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
        message = phrased("No capacity is recorded for a component that holds the package back.")
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
            phrased(
                "Share of each component's need that an actor could cover alone; an "
                "empty cell: no capacity is recorded. Bold: chosen partners. Below the "
                "line: covered together, and the gap that stays."
            ),
            phrased("{} with a smaller part not drawn.", count(len(rest), "more actor"))
            if rest
            else "",
        ),
        alt=sentences(
            *(
                phrased(
                    "{}: the chosen partners cover {}, {} could do a part.",
                    titles.get(key, key),
                    percent(chosen_cover[key]),
                    count(sum((a, key) in cells for a in actors), "actor"),
                )
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
    return {worded("Chosen together"): chosen, worded("All actors together"): whole}


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
    gap = phrased(", gap {}", percent(1 - share, short=True)) if share < 0.995 else ""
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
