"""Stories by theme and group of the tellers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.experiments.analysis.story_themes import StoryThemes

if TYPE_CHECKING:
    from collections.abc import Sequence

_THEMES: Final = 20
_GROUPS: Final = 8
_ROW: Final = 30
_SHADES: Final = [[0.0, "#F7FBFF"], [1.0, "#6BAED6"]]


def themes_by_group(found: StoryThemes) -> Figure:
    """Draw how many stories of each group speak of each theme.

    Parameters
    ----------
    found : StoryThemes

    Raises
    ------
    NothingToShow
        No story has a theme.
    """
    themes, groups = found.themes[:_THEMES], found.groups[:_GROUPS]
    if not themes:
        message = "No story is recorded."
        raise NothingToShow(message)
    counts = found.counts
    cells = [[counts.get((name, group), 0) for group in groups] for name in themes]
    shown = [[value or None for value in row] for row in cells]
    drawing = Drawing()
    drawing.traces.append(
        {
            "type": "heatmap",
            "z": shown,
            "colorscale": _SHADES,
            "zmin": 0,
            "showscale": False,
            "xgap": 2,
            "ygap": 2,
            "hoverinfo": "text",
            "hovertext": [
                [f"{plain(group)} on {plain(_theme(name))}: {count(value, 'story')}"
                 for group, value in zip(groups, row, strict=True)]
                for name, row in zip(themes, cells, strict=True)
            ],
        }
    )  # fmt: skip
    filled = [(x, y, value) for y, row in enumerate(cells) for x, value in enumerate(row) if value]
    drawing.marks(
        [x for x, _, _ in filled],
        [y for _, y, _ in filled],
        mode="text",
        text=[str(value) for _, _, value in filled],
        textfont={"size": theme.SIZE},
    )
    drawing.layout["xaxis"] = {
        "side": "top", "range": [-0.5, len(groups) - 0.5], "showgrid": False,
        "tickvals": list(range(len(groups))),
        "ticktext": ["<br>".join(wrap(group, 14, lines=3)) for group in groups],
        "tickfont": {"size": theme.SMALL},
    }  # fmt: skip
    drawing.layout["yaxis"] = {
        "range": [len(themes) - 0.5, -0.5], "showgrid": False,
        "tickvals": list(range(len(themes))),
        "ticktext": ["<br>".join(wrap(_theme(name), 20, lines=2)) for name in themes],
        "tickfont": {"size": theme.SMALL},
    }  # fmt: skip
    left = len(found.themes) - len(themes) + len(found.groups) - len(groups)
    return theme.finish(
        drawing,
        caption=sentences(
            f"{count(len(found.stories), 'story')} by what they speak of and by group of the "
            "tellers; a story may speak of several things.",
            "They stand beside the numbers and are not counted into any effect.",
            f"{count(left, 'theme')} or groups told least not drawn." if left else None,
        ),
        alt=_told(themes, groups, cells),
        height=_ROW * len(themes) + 130,
    )  # fmt: skip


def _told(themes: Sequence[str], groups: Sequence[str], cells: Sequence[Sequence[int]]) -> str:
    told = []
    for name, row in zip(themes, cells, strict=True):
        own = [f"{tidy(g)} {value}" for g, value in zip(groups, row, strict=True) if value]
        told.append(f"{tidy(_theme(name))}: {', '.join(own)}")
    return f"{'; '.join(told)}."


def _theme(name: str) -> str:
    return name.replace("-", " ").replace("_", " ")
