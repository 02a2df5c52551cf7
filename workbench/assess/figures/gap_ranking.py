"""Which gaps to close first, with the three parts of the priority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbench.assess.figures.one_place import WIDTH, items_here
from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, wrap
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from workbench.assess.analysis.assessment import Assessed
    from workbench.assess.analysis.rows import ItemRow

_MOST: Final = 20
_KNOWN: Final = theme.fill(theme.PROVISIONAL.colour)
_UNKNOWN: Final = theme.fill("#E3E3E3", "/", line=theme.NOT_ASSESSED.colour)


def gap_ranking(found: Assessed) -> Figure:
    """Draw the gaps between what is required and what is there, the one to close first on top.

    The length of a bar is the gap in levels; beside the title stand gap, weight and effort, of
    which the priority is made. Gaps of unknown effort are hatched and come last.

    Parameters
    ----------
    found : Assessed
        Of one site.

    Raises
    ------
    NothingToShow
        Nothing is below what is required.
    InvalidInput
        The assessment is of several sites.
    """
    rows = sorted((one for one in items_here(found) if one.rank), key=lambda one: one.rank)
    if not rows:
        message = "No item is known to be below what is required."
        raise NothingToShow(message)
    shown = rows[:_MOST]
    drawing = Drawing()
    headings = [
        [*wrap(f"{one.rank}. {one.title}", WIDTH, lines=3), f"<i>{plain(gap_parts(one))}</i>"]
        for one in shown
    ]
    at, height = ladder(drawing, headings)
    for name, look, known in (
        ("effort known: by priority", _KNOWN, True),
        ("effort not known", _UNKNOWN, False),
    ):
        own = [
            (one, y)
            for one, y in zip(shown, at, strict=True)
            if (one.priority is not None) == known
        ]
        if own:
            drawing.bars(
                [one.gap for one, _ in own],
                [y for _, y in own],
                name=name,
                width=13,
                marker=look,
                hovertext=[f"<b>{plain(one.title)}</b><br>{gap_parts(one)}" for one, _ in own],
            )
    most = max(one.gap or 0 for one in shown)
    drawing.layout["xaxis"] = {
        "range": [0, most + 0.3],
        "tickvals": list(range(most + 1)),
        "title": {"text": "Levels missing"},
    }
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    return theme.finish(
        drawing, caption=_caption(rows, len(shown)), alt=_alt(rows), height=height + 105
    )


def gap_parts(one: ItemRow) -> str:
    """Write the three parts of a priority.

    Examples
    --------
    A gap of 2 levels, weight 1, effort not known is "gap 2, weight 1, effort not known".
    """
    parts = f"gap {one.gap}, weight {one.weight:g}"
    if one.effort is None or one.priority is None:
        return f"{parts}, effort not known"
    return f"{parts}, effort {one.effort:g} person-weeks: priority {one.priority:.2g}"


def _caption(rows: list[ItemRow], shown: int) -> str:
    unknown = sum(one.priority is None for one in rows)
    more = len(rows) - shown
    return sentences(
        f"{count(len(rows), 'gap')} between what is required and what is there, the first to close "
        "on top; priority = gap × weight / effort.",
        f"Hatched: effort not known ({unknown}), by gap × weight." if unknown else None,
        f"{count(more, 'more gap')} not drawn." if more > 0 else None,
    )


def _alt(rows: list[ItemRow]) -> str:
    told = [f"{one.title} ({gap_parts(one)})" for one in rows]
    return f"Gaps in the order in which to close them: {natural_list(told, limit=None)}."
