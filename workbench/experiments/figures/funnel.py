"""Effects against their precision: whether small experiments differ from large ones."""

from __future__ import annotations

import math

from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, percent, plain, sentences
from workbench.errors import NothingToShow
from workbench.experiments.analysis.evidence import OutcomeEvidence
from workbench.experiments.analysis.pool import PooledEffects, Range
from workbench.experiments.figures.forest import DOUBTFUL, EFFECT, MEAN
from workbench.experiments.figures.measure_words import (
    change_unit,
    effect_axis,
    effect_words,
    range_words,
)

_NORMAL = 1.96


def funnel(outcome: OutcomeEvidence | None, title: str, unit: str | None = None) -> Figure:
    """Draw each effect against its standard error, the precise ones at the top.

    Parameters
    ----------
    outcome : OutcomeEvidence or None
    title, unit : str
        Name of the outcome, and unit of its effects.

    Raises
    ------
    NothingToShow
        Fewer than three independent studies.
    """
    whole = None if outcome is None else outcome.whole
    if outcome is None or not isinstance(whole, PooledEffects):
        message = "Too few experiments to compare small ones with large ones."
        raise NothingToShow(message)
    worst = 1.08 * max(one.error for one in whole.effects)
    drawing = Drawing()
    # Where 95 of 100 effects would lie, as much as true effects differ from place to place.
    steps = [worst * k / 40 for k in range(41)]
    wide = [_NORMAL * math.sqrt(whole.spread.total + step**2) for step in steps]
    xs = [whole.mean - one for one in wide] + [whole.mean + one for one in reversed(wide)]
    drawing.line(
        xs, [*steps, *reversed(steps)], fill="toself", fillcolor="#EFEFEF",
        line={"color": "#8C8C8C", "width": 1, "dash": "dot"},
        name="where 95 of 100 effects would lie",
    )  # fmt: skip
    drawing.line([whole.mean] * 2, [0, worst], name="mean", line={"color": MEAN.colour, "width": 2})
    for meaning, doubt in ((EFFECT, False), (DOUBTFUL, True)):
        own = [one for one in whole.effects if bool(one.of.doubt) is doubt]
        if own:
            drawing.marks(
                [one.value for one in own],
                [one.error for one in own],
                name="an experiment" if not doubt else DOUBTFUL.label,
                hovertext=[
                    f"<b>{plain(one.of.title)}</b><br>{effect_words(one.value, whole.measure)}"
                    for one in own
                ],
                marker={"symbol": meaning.symbol, "color": meaning.colour, "size": 8},
            )
    lows = [min(one.value for one in whole.effects), *xs]
    highs = [max(one.value for one in whole.effects), *xs]
    span = max(highs) - min(lows)
    drawing.layout["xaxis"] = effect_axis(
        min(lows) - 0.03 * span, max(highs) + 0.03 * span, whole.measure, unit
    )
    drawing.layout["yaxis"] = {
        "range": [worst, 0],
        "title": {"text": f"standard error, {change_unit(whole.measure, unit)}"},
    }
    if whole.measure == "risk difference":
        marks = range(0, math.ceil(100 * worst), max(1, round(100 * worst / 6)))
        drawing.layout["yaxis"] |= {
            "tickvals": [one / 100 for one in marks],
            "ticktext": list(map(str, marks)),
        }
    said = _said(outcome)
    values = [one.value for one in whole.effects]
    reach = Range(min(values), max(values))
    return theme.finish(
        drawing,
        caption=sentences(
            f"{title}: {count(len(whole.effects), 'effect')}, the more precise the higher.", said
        ),
        alt=sentences(
            f"{title}: effects of {range_words(reach, whole.measure)} around a mean of "
            f"{effect_words(whole.mean, whole.measure)}.", said
        ),
        height=420,
    )  # fmt: skip


def _said(outcome: OutcomeEvidence) -> str:
    small = None if outcome.robust is None else outcome.robust.small
    if small is None:
        return "Too few studies to test whether small ones differ."
    return (
        f"Were small studies like large ones, they would differ as much as here with a chance of "
        f"{percent(small.by_chance)}."
    )
