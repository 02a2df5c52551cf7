"""A plan of work drawn as bars, and how sure its end is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

import pandas as pd

from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.plan_style import (
    CLOSED,
    CRITICAL,
    DEADLINE,
    MISSED,
    OPEN_END,
    OPEN_START,
    SPARE,
    KnownDay,
    Span,
    one_day,
    span_bars,
    time_axis,
    time_span,
)
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.page.wording import long_date
from workbench.plan.analysis.rows import (
    DatedActivity,
    DeadlineRow,
    DrawnActivity,
    DrawnEnd,
    Season,
)
from workbench.plan.analysis.schedule import Schedule
from workbench.plan.analysis.schedule_risk import ScheduleRisk

_MOST = 45  # rows that one printed page holds
_FEW = 16  # rows that have two lines of text; more have one
_NAME = 46


def gantt(
    schedule: Schedule,
    risk: ScheduleRisk | None = None,
    *,
    seasons: pd.DataFrame | None = None,
) -> Figure:
    """Draw the plan of one site.

    Parameters
    ----------
    schedule : Schedule
        Of one site.
    risk : ScheduleRisk, optional
        For the lines behind the bars: last day in 50 to 80 % of the draws, and for the end of the
        plan in 10 to 90 %.
    seasons : DataFrame, optional
        Table ``seasons``; those without fieldwork are shaded.

    Returns
    -------
    plotly.graph_objects.Figure
        One row per activity of which a day is known, in the order of the plan. One with a first
        day and no last one, or the other way round, has a mark instead of a bar.

    Raises
    ------
    NothingToShow
        When no activity has a date.
    """
    every = rows_of(schedule.table, DatedActivity)
    known = [row for row in every if row.start or row.finish]
    rows = _drawn(known)
    if not rows:
        message = phrased("No activity has a date, so there is no picture of the plan.")
        raise NothingToShow(message)
    sure = None if risk is None else rows_of(risk.ends, DrawnEnd)[0]
    drawn = [] if risk is None else rows_of(risk.table, DrawnActivity)
    late = {d.activity: d for d in rows_of(schedule.deadlines, DeadlineRow) if d.possible is False}
    missed = [(row, late[row.activity]) for row in rows if row.activity in late]
    drawing = Drawing()
    step = 30.0 if len(rows) <= _FEW else 19.0
    at = {row.activity: (number + 0.5) * step for number, row in enumerate(rows)}
    height = len(rows) * step + (step if risk is not None else 0)
    first, last = _span(rows, sure)
    shaded = _shade(drawing, seasons, first, last, height)
    lasting = [row for row in rows if row.start and row.finish and not row.is_mark]
    for meaning, critical in ((CRITICAL, True), (SPARE, False)):
        own = [row for row in lasting if bool(row.critical) == critical]
        span_bars(drawing, _spans(own, at), meaning, width=step * 0.5)
    one_day(drawing, _days([row for row in rows if not row.finish], at, "start"), OPEN_END)
    one_day(drawing, _days([row for row in rows if not row.start], at, "finish"), OPEN_START)
    _milestones(drawing, [row for row in rows if row.is_mark], at)
    spread = _whiskers(drawing, drawn, at)
    end = sure is not None and _end(drawing, sure, height - step / 2)
    _deadlines(drawing, [r for r in rows if r.deadline and r.activity not in late], at, DEADLINE)
    _deadlines(drawing, [row for row, _ in missed], at, MISSED)
    _delays(drawing, [own for _, own in missed], at)
    ticks, names = list(at.values()), [_name(row, len(rows)) for row in rows]
    if end:
        ticks, names = [*ticks, height - step / 2], [*names, phrased("<b>End of the plan</b>")]
    drawing.layout["yaxis"] = downwards(
        height, tickvals=ticks, ticktext=names, tickfont={"size": theme.SMALL}
    )
    drawing.layout["xaxis"] = time_axis(first, last)
    drawing.layout["barmode"] = "overlay"
    left = {"undated": len(every) - len(known), "more": len(known) - len(rows)}
    return theme.finish(
        drawing,
        caption=_caption(drawn=spread and end, shaded=shaded, missed=len(missed), **left),
        alt=_described(rows, len(missed)),
        height=height + 105,
    )


def _drawn(rows: list[DatedActivity]) -> list[DatedActivity]:
    """Keep as many rows as a page holds: what the end or a deadline hangs on before the rest."""
    first = sorted(rows, key=lambda row: not (row.critical or row.deadline))[:_MOST]
    kept = {row.activity for row in first}
    return [row for row in rows if row.activity in kept]


def _span(rows: list[DatedActivity], end: DrawnEnd | None) -> tuple[date, date]:
    days = [day for row in rows for day in (row.start, row.finish, row.deadline)]
    return time_span([day for day in (*days, end.p90 if end else None) if day])


def _name(row: DatedActivity, number: int) -> str:
    lines = wrap(row.title, _NAME, lines=2 if number <= _FEW else 1)
    return f"<b>{plain(row.activity)}</b> " + "<br>".join(lines)


def _shade(
    drawing: Drawing,
    seasons: pd.DataFrame | None,
    first: date,
    last: date,
    height: float,
) -> bool:
    """Shade the seasons without fieldwork that fall within the picture."""
    found = False
    for row in () if seasons is None else rows_of(seasons, Season):
        begin, end = row.first, row.last + timedelta(days=1)
        if row.kind != "no-fieldwork" or end < first or begin > last:
            continue
        found = True
        drawing.shape(
            "rect",
            x0=f"{max(begin, first):%Y-%m-%d}",
            x1=f"{min(end, last):%Y-%m-%d}",
            y0=0,
            y1=height,
            fillcolor=CLOSED,
            line={"width": 0},
            layer="below",
        )
    return found


def _spans(lasting: list[DatedActivity], at: dict[str, float]) -> list[Span]:
    return [
        Span(row.start, row.finish, at[row.activity], _hover(row))
        for row in lasting
        if row.start and row.finish
    ]


def _days(
    rows: list[DatedActivity], at: dict[str, float], which: Literal["start", "finish"]
) -> list[KnownDay]:
    """Return the one day that is known of activities that have no other."""
    known = [(row, row.start if which == "start" else row.finish) for row in rows]
    return [KnownDay(day, at[row.activity], _hover(row)) for row, day in known if day]


def _hover(row: DatedActivity) -> str:
    spare = row.total_float
    if spare is None:
        said = phrased("time to spare not known")
    elif spare == 0:
        said = phrased("no time to spare")
    else:
        said = phrased("{:g} working days to spare", spare)
    first, last = (
        long_date(day) if day else phrased("a day not known") for day in (row.start, row.finish)
    )
    return phrased("{}<br>{} to {}, {}", plain(row.title), first, last, said)


def _milestones(drawing: Drawing, marks: list[DatedActivity], at: dict[str, float]) -> None:
    if marks:
        drawing.marks(
            [f"{row.finish}" for row in marks],
            [at[row.activity] for row in marks],
            name="milestone",
            showlegend=True,
            marker={"symbol": "diamond", "size": 12, "color": theme.INK},
            hovertext=[_hover(row) for row in marks],
        )


def _whiskers(drawing: Drawing, drawn: list[DrawnActivity], at: dict[str, float]) -> bool:
    """Draw, for each activity, from the day of 50 % to that of 80 % of the draws."""
    xs: list[str | None] = []
    ys: list[float | None] = []
    for row in drawn:
        if row.activity in at and row.p50 and row.p80 and row.p80 > row.p50:
            xs += [f"{row.p50}", f"{row.p80}", None]
            ys += [at[row.activity], at[row.activity], None]
    if xs:
        drawing.line(
            xs,
            ys,
            name=phrased("finished in 50 to 80 of 100 cases"),
            line={"color": theme.INK, "width": 2.2},
            mode="lines+markers",
            marker={"symbol": "line-ns-open", "size": 8, "color": theme.INK},
        )
    return bool(xs)


def _end(drawing: Drawing, end: DrawnEnd, y: float) -> bool:
    """Draw the end of the plan: 10 to 90 % of the draws, with P50 and P80 named."""
    if not end.drawn:
        return False
    drawing.line(
        [f"{end.p10}", f"{end.p90}"],
        [y, y],
        mode="lines+markers",
        line={"color": theme.INK, "width": 4},
        marker={"symbol": "line-ns-open", "size": 12, "color": theme.INK},
    )
    drawing.marks(
        [f"{end.p50}", f"{end.p80}"],
        [y, y],
        marker={
            "symbol": ["circle", "square"],
            "size": 10,
            "color": theme.PAPER,
            "line": {"color": theme.INK, "width": 2},
        },
        hovertext=[
            phrased("in {} of 100 cases by {}", share, long_date(day))
            for share, day in ((50, end.p50), (80, end.p80))
        ],
    )
    return True


def _deadlines(
    drawing: Drawing, rows: list[DatedActivity], at: dict[str, float], meaning: theme.Meaning
) -> None:
    """Mark deadlines; those that cannot be kept with a cross."""
    if rows:
        kept = meaning is DEADLINE
        drawing.marks(
            [f"{row.deadline}" for row in rows],
            [at[row.activity] for row in rows],
            name=meaning.label,
            showlegend=True,
            marker={
                "symbol": "line-ns-open" if kept else meaning.symbol,
                "size": 15 if kept else 12,
                "color": meaning.colour,
                "line": {"width": 2.5, "color": meaning.colour},
            },
        )


def _delays(drawing: Drawing, missed: list[DeadlineRow], at: dict[str, float]) -> None:
    """Draw a line from each deadline that is missed to the end of its activity."""
    for row in missed:
        # Where the end is not known, up to the day before which it cannot be.
        end: date = row.deadline + timedelta(days=row.late_days or 0)
        drawing.line(
            [f"{row.deadline}", f"{end}"],
            [at[row.activity]] * 2,
            line={"color": MISSED.colour, "width": 2, "dash": "dot"},
        )


def _caption(*, drawn: bool, shaded: bool, missed: int, undated: int, more: int) -> str:
    spread = phrased(
        "Lines: from the day by which an activity is finished in 50 of 100 cases to that in 80"
    )
    spread += phrased("; for the end of the plan 10 to 90, circle 50, square 80.")
    return sentences(
        phrased("Plan of work, as early as possible."),
        spread if drawn else None,
        phrased("Shaded: no fieldwork.") if shaded else None,
        phrased("Cross: {} that cannot be kept.", count(missed, "deadline")) if missed else None,
        phrased("{} in plan.csv.", count(more, "more activity")) if more else None,
        phrased("{} without dates not drawn.", count(undated, "activity")) if undated else None,
    )


def _described(rows: list[DatedActivity], missed: int) -> str:
    critical = [tidy(row.title) for row in rows if row.critical and not row.is_mark]
    days = [day for row in rows for day in (row.start, row.finish) if day]
    return sentences(
        phrased(
            "{} from {} to {}.",
            count(len(rows), "activity"),
            long_date(min(days)),
            long_date(max(days)),
        ),
        phrased("Critical: {}.", natural_list(critical, 12)) if critical else None,
        phrased("{} cannot be kept.", count(missed, "deadline")) if missed else None,
    )
