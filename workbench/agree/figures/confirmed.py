"""The action plan drawn as bars in time, with who stands by each activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal, TypeAlias

from workbench.agree.analysis.action_plan import ActionPlan, ActionRow
from workbench.agree.figures.agree_style import FIRM, OPEN, PARTLY, REFUSED
from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.plan_style import (
    CRITICAL,
    OPEN_END,
    OPEN_START,
    KnownDay,
    Span,
    one_day,
    span_bars,
    time_axis,
    time_span,
)
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import count, natural_list, percent, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded
from workbench.page.wording import long_date

State: TypeAlias = Literal["confirmed", "partly", "open", "refused"]

_LOOKS: Final[Mapping[State, Meaning]] = {
    "confirmed": FIRM,
    "partly": PARTLY,
    "open": OPEN,
    "refused": REFUSED,
}
_STATES: Final[Mapping[State, str]] = {
    "confirmed": "confirmed, or needs nobody else",
    "partly": "confirmed in part",
    "open": "nobody has said",
    "refused": "refused",
}
_MOST = 45  # rows that one printed page holds
_FEW = 16  # rows that have two lines of text; more have one
_NAME = 30  # letters on a line, so that the bars have half of a phone


def confirmed_plan(plan: ActionPlan, names: Mapping[str, str]) -> Figure:
    """Draw the activities in time, told apart by who stands by them.

    Parameters
    ----------
    plan : ActionPlan
        Of one site.
    names : mapping of str to str
        Names to print, by actor.

    Returns
    -------
    plotly.graph_objects.Figure
        A row per activity of which a day is known; a thick outline where a delay moves the end;
        beside each bar how many of those with a part stand by it.

    Raises
    ------
    NothingToShow
        No activity has a date.
    """
    dated = [one for one in plan.rows if one.work.start or one.work.finish]
    if not dated:
        message = phrased("No activity has a date, so there is no picture of the action plan.")
        raise NothingToShow(message)
    rows = _drawn(dated)
    step = 34.0 if len(rows) <= _FEW else 19.0
    at = {one.work.activity: (place + 0.5) * step for place, one in enumerate(rows)}
    height = len(rows) * step
    days = [day for one in rows for day in (one.work.start, one.work.finish) if day]
    drawing = Drawing()
    for state, meaning in _LOOKS.items():
        own = [one for one in rows if _state(one) == state]
        span_bars(
            drawing, _spans(own, at, names), meaning, name=worded(_STATES[state]), width=step * 0.5
        )
    _outlines(drawing, [one for one in rows if one.work.critical], at, step)
    one_day(drawing, _days(rows, at, names, "start"), OPEN_END)
    one_day(drawing, _days(rows, at, names, "finish"), OPEN_START)
    for one in rows:
        last = one.work.finish or one.work.start
        drawing.note(
            _standing_by(one), f"{last}", at[one.work.activity], xanchor="left", xshift=8,
            font={"size": theme.SMALL},
        )  # fmt: skip
    first, last_day = time_span(days, after=0.1)
    drawing.layout["xaxis"] = time_axis(first, last_day)
    drawing.layout["yaxis"] = downwards(
        height,
        tickvals=list(at.values()),
        ticktext=[_name(one, len(rows)) for one in rows],
        tickfont={"size": theme.SMALL},
    )
    drawing.layout["barmode"] = "overlay"
    return theme.finish(
        drawing,
        caption=_caption(plan, len(dated) - len(rows), len(plan.rows) - len(dated)),
        alt=_told(plan, names),
        height=height + 105,
    )


def _drawn(rows: Sequence[ActionRow]) -> list[ActionRow]:
    """Keep as many rows as a page holds: what the end hangs on before the rest."""
    first = sorted(rows, key=lambda one: not one.work.critical)[:_MOST]
    kept = {one.work.activity for one in first}
    return [one for one in rows if one.work.activity in kept]


def _state(one: ActionRow) -> State:
    if one.no:
        return "refused"
    if one.confirmed or one.alone:
        return "confirmed"
    return "partly" if one.yes or one.partly else "open"


def _standing_by(one: ActionRow) -> str:
    """Count who stands by it; nothing where it is the lead's own."""
    every = (*one.yes, *one.partly, *one.no, *one.open)
    return phrased("{} of {}", len(one.yes), len(every)) if every else ""


def _name(one: ActionRow, number: int) -> str:
    lines = wrap(one.work.title, _NAME, lines=2 if number <= _FEW else 1)
    return f"<b>{plain(one.work.activity)}</b> " + "<br>".join(lines)


def _spans(
    rows: Sequence[ActionRow], at: Mapping[str, float], names: Mapping[str, str]
) -> list[Span]:
    return [
        Span(one.work.start, one.work.finish, at[one.work.activity], _hover(one, names))
        for one in rows
        if one.work.start and one.work.finish
    ]


def _days(
    rows: Sequence[ActionRow],
    at: Mapping[str, float],
    names: Mapping[str, str],
    which: Literal["start", "finish"],
) -> list[KnownDay]:
    """Return the one day that is known of activities that have no other."""
    own = [(one, one.work.start, one.work.finish) for one in rows]
    return [
        KnownDay(day, at[one.work.activity], _hover(one, names))
        for one, start, finish in own
        if not (start and finish) and (day := start if which == "start" else finish)
    ]


def _outlines(
    drawing: Drawing, rows: Sequence[ActionRow], at: Mapping[str, float], step: float
) -> None:
    """Draw a thick outline around what a delay of moves the end."""
    look = {"color": "rgba(0,0,0,0)", "line": {"color": CRITICAL.colour, "width": 2.8}}
    span_bars(drawing, _spans(rows, at, {}), CRITICAL, width=step * 0.64, marker=look)


def _said(one: ActionRow, names: Mapping[str, str]) -> list[str]:
    """Say who stands by an activity and who does not."""
    groups = (
        (phrased("confirmed by"), one.yes),
        (phrased("in part by"), one.partly),
        (phrased("refused by"), one.no),
        (phrased("has not said"), one.open),
    )
    return [
        f"{words}: {natural_list([tidy(names.get(actor, actor)) for actor in actors])}"
        for words, actors in groups
        if actors
    ]


def _hover(one: ActionRow, names: Mapping[str, str]) -> str:
    days = " to ".join(long_date(day) if day else phrased("a day not known")
                       for day in (one.work.start, one.work.finish))  # fmt: skip
    said = [plain(words) for words in _said(one, names)]
    return "<br>".join([plain(one.work.title), days, *said])


def _caption(plan: ActionPlan, more: int, undated: int) -> str:
    sure = sum(one.confirmed for one in plan.shared)
    return sentences(
        phrased(
            "{} of {} that others have a part in confirmed ({}).",
            sure,
            count(len(plan.shared), "activity"),
            percent(plan.share or 0.0),
        ),
        phrased("Beside a bar: how many of those with a part stand by it."),
        phrased("Thick outline: a delay moves the end.") if _critical(plan.rows) else None,
        phrased(
            "Critical and not confirmed: {}.", natural_list([_key(o) for o in plan.critical_open])
        )
        if plan.critical_open
        else None,
        phrased("{} not drawn.", count(more, "more activity")) if more else None,
        phrased("{} without dates not drawn.", count(undated, "activity")) if undated else None,
    )


def _critical(rows: Sequence[ActionRow]) -> bool:
    return any(one.work.critical for one in rows)


def _key(one: ActionRow) -> str:
    return tidy(one.work.activity)


def _told(plan: ActionPlan, names: Mapping[str, str]) -> str:
    told = []
    for one in plan.rows:
        days = [long_date(day) if day else phrased("a day not known")
                for day in (one.work.start, one.work.finish)]  # fmt: skip
        critical = phrased(", critical") if one.work.critical else ""
        said = "; ".join([worded(_STATES[_state(one)]), *_said(one, names)])
        title = f"{_key(one)} {tidy(one.work.title)}"
        told.append(phrased("{}, {} to {}{}: {}.", title, days[0], days[1], critical, said))
    return sentences(f"{count(len(plan.rows), 'activity')}.", *told)
