"""Effects of all experiments, their mean, and what to expect at a new place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import count, percent, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.experiments.analysis.effect_groups import EffectGroups, effect_groups
from workbench.experiments.analysis.effects import Effect
from workbench.experiments.analysis.evidence import OutcomeEvidence
from workbench.experiments.analysis.pool import PooledEffects, Range, TooFew
from workbench.experiments.figures.measure_words import (
    effect_axis,
    effect_words,
    measure_unit,
    range_words,
)

EFFECT = Meaning("effect of an experiment, with its interval", theme.CORE.colour, "square")
DOUBTFUL = Meaning("in doubt", theme.PROVISIONAL.colour, "diamond-open")
MEAN = Meaning("mean of all, with its interval", theme.INK, "diamond", ink="#FFFFFF")
NEW_PLACE = Meaning("to be expected at a new place", theme.PROJECTED.colour, "line-ew")
WORTH = Meaning("from here on worth having", theme.BOTTLENECK.colour, "line-ns")

_MOST: Final = 40  # rows with a line of their own; beyond that groups are drawn
_STEP: Final = 26.0
_THIN: Final = 600.0
_NAME: Final = 30
_NORMAL: Final = 1.96


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the picture: a name, a middle, an interval, and one for a new place."""

    name: str
    middle: float
    ends: Range
    beyond: Range | None
    doubt: bool
    weight: float
    told: str


def forest(outcome: OutcomeEvidence | None, title: str, unit: str | None = None) -> Figure:
    """Draw the effects with their intervals, the mean, and the interval for a new place.

    Parameters
    ----------
    outcome : OutcomeEvidence or None
    title : str
        Name of the outcome.
    unit : str, optional
        Unit of the effects, where their measure has none of its own.

    Returns
    -------
    plotly.graph_objects.Figure
        Up to 40 effects have a line each; beyond that there is a line for each group that the
        experiments fall into, or, where they fall into none, a thin line for each effect by size.

    Raises
    ------
    NothingToShow
        There is no effect.
    """
    if outcome is None or not outcome.effects:
        message = "No experiment has an effect that can be drawn."
        raise NothingToShow(message)
    effects, whole = outcome.effects, outcome.whole
    groups = None
    if len(effects) > _MOST and isinstance(whole, PooledEffects):
        groups = effect_groups(whole)
    rows = _of_effects(effects, outcome.measure) if groups is None else _of_groups(groups)
    thin = groups is None and len(rows) > _MOST
    if thin:
        rows.sort(key=lambda one: -one.middle)
    step = _THIN / len(rows) if thin else _STEP
    drawing = Drawing()
    at = [(place + 0.5) * step for place in range(len(rows))]
    low, high = _reach(rows, whole)
    _worth(drawing, outcome, low, high, len(rows) * step)
    _lines(drawing, rows, at, (low, high), thin=thin)
    height = len(rows) * step
    ticks = dict(zip(at, [_label(one) for one in rows], strict=True)) if not thin else {}
    if isinstance(whole, PooledEffects):
        height = _summary(drawing, whole, height, ticks)
    drawing.layout["xaxis"] = effect_axis(low, high, outcome.measure, unit)
    drawing.layout["yaxis"] = downwards(
        height, tickvals=list(ticks), ticktext=list(ticks.values()), tickfont={"size": theme.SMALL}
    )
    return theme.finish(
        drawing,
        caption=_caption(outcome, title, unit, groups, thin=thin),
        alt=_told(outcome, title, rows),
        height=height + 150,
    )


def _of_effects(effects: Sequence[Effect], measure: str) -> list[_Row]:
    return [
        _Row(
            name=one.of.title,
            middle=one.value,
            ends=(ends := Range(one.value - _NORMAL * one.error, one.value + _NORMAL * one.error)),
            beyond=None,
            doubt=bool(one.of.doubt),
            weight=1 / one.error,
            told=f"{effect_words(one.value, measure)} ({range_words(ends, measure)})",
        )
        for one in effects
    ]


def _of_groups(groups: EffectGroups) -> list[_Row]:
    rows = []
    for one in groups.groups:
        whole, number = one.whole, count(len(one.whole.effects), "effect")
        name = f"{one.label or 'not said'} ({number})"
        if isinstance(whole, TooFew):
            continue
        told = f"{effect_words(whole.mean, whole.measure)} "
        told += f"({range_words(whole.mean_range, whole.measure)}), at a new place "
        told += range_words(whole.place, whole.measure)
        rows.append(
            _Row(name, whole.mean, whole.mean_range, whole.place, doubt=False,
                 weight=float(whole.studies), told=told)
        )  # fmt: skip
    return rows


def _reach(rows: Sequence[_Row], whole: PooledEffects | TooFew) -> tuple[float, float]:
    """Return the ends of the axis; an interval that is far wider than the rest leaves it."""
    ends = [end for one in rows for end in (one.ends.low, one.ends.high)]
    middles = [one.middle for one in rows]
    if isinstance(whole, PooledEffects):
        ends += [whole.place.low, whole.place.high]
        middles += [whole.place.low, whole.place.high, whole.aim.worth]
    span = max(max(middles) - min(middles), 1e-6)
    low = max(min(ends), min(middles) - span)
    high = min(max(ends), max(middles) + span)
    low, high = min(low, 0.0), max(high, 0.0)
    return low - 0.04 * (high - low), high + 0.04 * (high - low)


def _worth(
    drawing: Drawing, outcome: OutcomeEvidence, low: float, high: float, height: float
) -> None:
    drawing.line([0.0, 0.0], [-4, height + 2 * _STEP], line={"color": "#8C8C8C", "width": 1})
    worth = outcome.aim.worth
    if worth and low < worth < high:
        look = {"color": WORTH.colour, "width": 2, "dash": "dot"}
        drawing.line([worth] * 2, [-4, height + 2 * _STEP], name=WORTH.label, line=look)


def _lines(
    drawing: Drawing,
    rows: Sequence[_Row],
    at: Sequence[float],
    reach: tuple[float, float],
    *,
    thin: bool,
) -> None:
    beyond = [
        (one.beyond.low, y, one.beyond.high, y)
        for one, y in zip(rows, at, strict=True)
        if one.beyond
    ]
    drawing.segments(beyond, line={"color": NEW_PLACE.colour, "width": 2})
    # A line that leaves the picture ends at its edge.
    ends = [
        (max(one.ends.low, reach[0]), y, min(one.ends.high, reach[1]), y)
        for one, y in zip(rows, at, strict=True)
    ]
    drawing.segments(ends, line={"color": EFFECT.colour, "width": 1 if thin else 3})
    most = max(one.weight for one in rows)
    for meaning, doubt in ((EFFECT, False), (DOUBTFUL, True)):
        own = [(one, y) for one, y in zip(rows, at, strict=True) if one.doubt is doubt]
        if not own:
            continue
        sizes = [3 if thin else 5 + 8 * (one.weight / most) for one, _ in own]
        drawing.marks(
            [one.middle for one, _ in own],
            [y for _, y in own],
            name=meaning.label,
            hovertext=[f"<b>{plain(one.name)}</b><br>{plain(one.told)}" for one, _ in own],
            marker={
                "symbol": meaning.symbol, "color": meaning.colour, "size": sizes,
                "line": {"width": 2 if doubt else 0, "color": meaning.colour},
            },
        )  # fmt: skip


def _summary(
    drawing: Drawing, whole: PooledEffects, height: float, ticks: dict[float, str]
) -> float:
    """Draw mean and new place under the rows; return how high the picture is then."""
    mean_at, place_at = height + 0.7 * _STEP, height + 1.7 * _STEP
    ends, beyond = whole.mean_range, whole.place
    drawing.line(
        [ends.low, whole.mean, ends.high, whole.mean, ends.low],
        [mean_at, mean_at - 8, mean_at, mean_at + 8, mean_at],
        fill="toself",
        fillcolor=MEAN.colour,
        line={"color": MEAN.colour, "width": 1},
        name=MEAN.label,
    )
    drawing.line(
        [beyond.low, beyond.high],
        [place_at, place_at],
        mode="lines+markers",
        marker={"symbol": "line-ns", "size": 12, "line": {"width": 3, "color": NEW_PLACE.colour}},
        line={"color": NEW_PLACE.colour, "width": 5},
        name=NEW_PLACE.label,
    )
    ticks[mean_at] = f"<b>Mean {effect_words(whole.mean, whole.measure)}</b>"
    ticks[place_at] = "<b>New place</b>"
    return height + 2.4 * _STEP


def _label(one: _Row) -> str:
    return "<br>".join(wrap(one.name, _NAME, lines=2))


def _caption(
    outcome: OutcomeEvidence,
    title: str,
    unit: str | None,
    groups: EffectGroups | None,
    *,
    thin: bool,
) -> str:
    whole = outcome.whole
    every = f"{count(len(outcome.effects), 'effect')} of {count(whole.studies, 'study')}"
    left = 0
    if groups is not None:
        left = sum(isinstance(one.whole, TooFew) for one in groups.groups)
    return sentences(
        f"{title}: {every}.",
        "Lines: intervals at 95 %." if not thin else "One thin line for each effect, by size.",
        f"Each line is a group by {_by(groups)}; {count(left, 'group')} of too few studies not "
        "drawn."
        if groups is not None
        else None,
        f"At a new place {range_words(whole.place, whole.measure)} "
        f"({measure_unit(whole.measure, unit)}) is to be expected."
        if isinstance(whole, PooledEffects)
        else "Too few independent studies to put them together.",
        "Larger marks: more precise."
        if not thin
        else None,
    )  # fmt: skip


def _by(groups: EffectGroups | None) -> str:
    names = {"delivered_by": "who brought it", "participants": "who took part"}
    return "" if groups is None else names.get(groups.column, groups.column)


def _told(outcome: OutcomeEvidence, title: str, rows: Sequence[_Row]) -> str:
    whole = outcome.whole
    if not isinstance(whole, PooledEffects):
        told = "; ".join(f"{tidy(one.name)} {one.told}" for one in rows)
        return f"{title}: {told}. Not put together."
    every = "; ".join(f"{tidy(one.name)} {one.told}" for one in rows[:_MOST])
    more = f"; and {len(rows) - _MOST} more" if len(rows) > _MOST else ""
    return (
        f"{title}. Mean {effect_words(whole.mean, whole.measure)} "
        f"({range_words(whole.mean_range, whole.measure)}); at a new place "
        f"{range_words(whole.place, whole.measure)}; chance of an effect worth having there "
        f"{percent(whole.chance)}. {every}{more}."
    )
