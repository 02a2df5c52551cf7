"""A plan of work drawn as bars, and how sure its end is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.diagnosis.figures.rows import records
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
    fill,
)
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, listing, percent, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from workbench.plan.analysis.schedule import Schedule
    from workbench.plan.analysis.schedule_risk import ScheduleRisk

_FEW = 16  # rows that have two lines of text; more have one
_DAY = 86_400_000  # milliseconds: what plotly measures bars of days in
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
    rows = [row for row in records(schedule.table) if _known(row, "start") or _known(row, "finish")]
    if not rows:
        message = "No activity has a date, so there is no picture of the plan."
        raise NothingToShow(message)
    drawing = Drawing()
    step = 30.0 if len(rows) <= _FEW else 19.0
    at = {row["activity"]: (number + 0.5) * step for number, row in enumerate(rows)}
    height = len(rows) * step + (step if risk is not None else 0)
    first, last = _span(rows, risk)
    shaded = _shade(drawing, seasons, first, last, height)
    lasting = [row for row in rows if _whole(row) and not _mark(row)]
    for meaning, critical in ((CRITICAL, True), (SPARE, False)):
        _bars(drawing, [r for r in lasting if _is(r["critical"]) == critical], at, step, meaning)
    for meaning, day in ((OPEN_END, "start"), (OPEN_START, "finish")):
        _one_day(drawing, [r for r in rows if not _whole(r) and _known(r, day)], at, meaning, day)
    _milestones(drawing, rows, at)
    drawn = _whiskers(drawing, rows, at, risk)
    end = _end(drawing, risk, height - step / 2)
    missed = _deadlines(drawing, rows, at, schedule, height)
    ticks, names = list(at.values()), [_name(row, len(rows)) for row in rows]
    if end:
        ticks, names = [*ticks, height - step / 2], [*names, "<b>End of the plan</b>"]
    drawing.layout["yaxis"] = downwards(
        height, tickvals=ticks, ticktext=names, tickfont={"size": theme.SMALL}
    )
    drawing.layout["xaxis"] = _time(first, last)
    drawing.layout["barmode"] = "overlay"
    undated = len(schedule.table) - len(rows)
    return theme.finish(
        drawing,
        caption=_caption(drawn=drawn, end=end, shaded=shaded, missed=missed, undated=undated),
        alt=_told(rows, schedule, missed),
        height=height + 105,
    )


def _known(row: Any, name: str) -> bool:
    return not pd.isna(row[name])


def _whole(row: Any) -> bool:
    return _known(row, "start") and _known(row, "finish")


def _is(value: object) -> bool:
    return not pd.isna(value) and bool(value)  # type: ignore[call-overload]


def _span(rows: list[Any], risk: ScheduleRisk | None) -> tuple[pd.Timestamp, pd.Timestamp]:
    days = [row[name] for row in rows for name in ("start", "finish", "deadline")]
    if risk is not None:
        days += list(risk.sites["p90"])
    known = [pd.Timestamp(day) for day in days if not pd.isna(day)]
    room = max((max(known) - min(known)) * 0.03, pd.Timedelta(days=2))
    return min(known) - room, max(known) + room


def _time(first: pd.Timestamp, last: pd.Timestamp) -> dict[str, Any]:
    months = (last - first).days / 30
    every = 1 if months <= 9 else 3 if months <= 30 else 12
    return {
        "type": "date",
        "range": [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"],
        "dtick": f"M{every}",
        "tick0": "2020-01-01",
        "tickformat": "%Y" if every == 12 else "%b<br>%Y",
        "side": "bottom",
        "title": {"text": ""},
    }


def _name(row: Any, number: int) -> str:
    width = _NAME
    lines = wrap(row["title"], width, lines=2 if number <= _FEW else 1)
    return f"<b>{plain(row['activity'])}</b> " + "<br>".join(lines)


def _shade(
    drawing: Drawing,
    seasons: pd.DataFrame | None,
    first: pd.Timestamp,
    last: pd.Timestamp,
    height: float,
) -> bool:
    """Shade the seasons without fieldwork that fall within the picture."""
    found = False
    for row in records(seasons) if seasons is not None else ():
        begin, end = pd.Timestamp(row["first"]), pd.Timestamp(row["last"]) + pd.Timedelta(days=1)
        if row["kind"] != "no-fieldwork" or end < first or begin > last:
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


def _bars(
    drawing: Drawing, lasting: list[Any], at: dict[str, float], step: float, meaning: theme.Meaning
) -> None:
    if not lasting:
        return
    drawing.traces.append(
        {
            "type": "bar",
            "orientation": "h",
            "base": [f"{row['start']:%Y-%m-%d}" for row in lasting],
            "x": [((row["finish"] - row["start"]).days + 1) * _DAY for row in lasting],
            "y": [at[row["activity"]] for row in lasting],
            "width": step * 0.5,
            "name": meaning.label,
            "marker": fill(meaning.colour, meaning.pattern),
            "hoverinfo": "text",
            "hovertext": [_hover(row) for row in lasting],
        }
    )


def _one_day(
    drawing: Drawing, rows: list[Any], at: dict[str, float], meaning: theme.Meaning, day: str
) -> None:
    """Mark the one day that is known of activities that have no other."""
    if rows:
        drawing.marks(
            [f"{row[day]:%Y-%m-%d}" for row in rows],
            [at[row["activity"]] for row in rows],
            name=meaning.label,
            showlegend=True,
            marker={
                "symbol": meaning.symbol,
                "size": 11,
                "color": meaning.colour,
                "line": {"width": 1, "color": theme.INK},
            },
            hovertext=[_hover(row) for row in rows],
        )


def _hover(row: Any) -> str:
    spare = row["total_float"]
    if pd.isna(spare):
        said = "time to spare not known"
    elif spare == 0:
        said = "no time to spare"
    else:
        said = f"{spare:g} working days to spare"
    first, last = (_day(row[name]) for name in ("start", "finish"))
    return f"{plain(row['title'])}<br>{first} to {last}, {said}"


def _day(day: pd.Timestamp) -> str:
    return "a day not known" if pd.isna(day) else f"{day:%Y-%m-%d}"


def _mark(row: Any) -> bool:
    return _is(row["milestone"]) and row["duration"] == 0 and _known(row, "finish")


def _milestones(drawing: Drawing, rows: list[Any], at: dict[str, float]) -> None:
    marks = [row for row in rows if _mark(row)]
    if not marks:
        return
    drawing.marks(
        [f"{row['finish']:%Y-%m-%d}" for row in marks],
        [at[row["activity"]] for row in marks],
        name="milestone",
        showlegend=True,
        marker={"symbol": "diamond", "size": 12, "color": theme.INK},
        hovertext=[_hover(row) for row in marks],
    )


def _whiskers(
    drawing: Drawing, rows: list[Any], at: dict[str, float], risk: ScheduleRisk | None
) -> bool:
    """Draw, for each activity, from the day of 50 % to that of 80 % of the draws."""
    if risk is None:
        return False
    drawn = {row["activity"]: row for row in records(risk.table)}
    xs: list[str | None] = []
    ys: list[float | None] = []
    for row in rows:
        own = drawn.get(row["activity"])
        if own is None or pd.isna(own["p80"]) or own["p80"] <= own["p50"]:
            continue
        xs += [f"{own['p50']:%Y-%m-%d}", f"{own['p80']:%Y-%m-%d}", None]
        ys += [at[row["activity"]], at[row["activity"]], None]
    if xs:
        drawing.line(
            xs,
            ys,
            name="finished in 50 to 80 of 100 cases",
            line={"color": theme.INK, "width": 2.2},
            mode="lines+markers",
            marker={"symbol": "line-ns-open", "size": 8, "color": theme.INK},
        )
    return bool(xs)


def _end(drawing: Drawing, risk: ScheduleRisk | None, y: float) -> bool:
    """Draw the end of the plan: 10 to 90 % of the draws, with P50 and P80 named."""
    if risk is None or not _is(risk.sites["drawn"].iloc[0]):
        return False
    row = next(iter(records(risk.sites)))
    drawing.line(
        [f"{row[name]:%Y-%m-%d}" for name in ("p10", "p90")],
        [y, y],
        mode="lines+markers",
        line={"color": theme.INK, "width": 4},
        marker={"symbol": "line-ns-open", "size": 12, "color": theme.INK},
    )
    drawing.marks(
        [f"{row[name]:%Y-%m-%d}" for name in ("p50", "p80")],
        [y, y],
        marker={
            "symbol": ["circle", "square"],
            "size": 10,
            "color": theme.PAPER,
            "line": {"color": theme.INK, "width": 2},
        },
        hovertext=[f"P50: {row['p50']:%Y-%m-%d}", f"P80: {row['p80']:%Y-%m-%d}"],
    )
    return True


def _deadlines(
    drawing: Drawing, rows: list[Any], at: dict[str, float], schedule: Schedule, height: float
) -> int:
    """Mark the deadlines; those that cannot be kept with a cross and a line to the end."""
    late = {
        row["activity"]: row
        for row in records(schedule.deadlines)
        if not pd.isna(row["possible"]) and not row["possible"]
    }
    del height
    kept = [r for r in rows if not pd.isna(r["deadline"]) and r["activity"] not in late]
    missed = [r for r in rows if r["activity"] in late]
    for own, meaning, size in ((kept, DEADLINE, 15), (missed, MISSED, 12)):
        if own:
            drawing.marks(
                [f"{row['deadline']:%Y-%m-%d}" for row in own],
                [at[row["activity"]] for row in own],
                name=meaning.label,
                showlegend=True,
                marker={
                    "symbol": "line-ns-open" if meaning is DEADLINE else meaning.symbol,
                    "size": size,
                    "color": meaning.colour,
                    "line": {"width": 2.5, "color": meaning.colour},
                },
            )
    for row in missed:
        # Where the end is not known, up to the day before which it cannot be.
        end = row["deadline"] + pd.Timedelta(days=late[row["activity"]]["late_days"])
        drawing.line(
            [f"{row['deadline']:%Y-%m-%d}", f"{end:%Y-%m-%d}"],
            [at[row["activity"]]] * 2,
            line={"color": MISSED.colour, "width": 2, "dash": "dot"},
        )
    return len(missed)


def _caption(*, drawn: bool, end: bool, shaded: bool, missed: int, undated: int) -> str:
    spread = "Lines: from the day by which an activity is finished in 50 of 100 draws to that in 80"
    spread += "; for the end of the plan 10 to 90, circle 50, square 80."
    return sentences(
        "Plan of work, as early as possible.",
        spread if drawn and end else None,
        "Shaded: no fieldwork." if shaded else None,
        f"Cross: {count(missed, 'deadline')} that cannot be kept." if missed else None,
        f"{count(undated, 'activity')} without dates not drawn." if undated == 1 else None,
        f"{undated} activities without dates not drawn." if undated > 1 else None,
    )


def _told(rows: list[Any], schedule: Schedule, missed: int) -> str:
    critical = [tidy(row["title"]) for row in rows if _is(row["critical"]) and not _mark(row)]
    days = [row[name] for row in rows for name in ("start", "finish") if _known(row, name)]
    first, last = min(days), max(days)
    del schedule
    return sentences(
        f"{len(rows)} activities from {first:%Y-%m-%d} to {last:%Y-%m-%d}.",
        f"Critical: {listing(critical, 12)}." if critical else None,
        f"{count(missed, 'deadline')} cannot be kept." if missed else None,
    )


def finish_dates(
    curve: pd.DataFrame,
    *,
    planned: pd.Timestamp | None = None,
    deadline: pd.Timestamp | None = None,
) -> Figure:
    """Draw by which day a plan is finished with which probability.

    Parameters
    ----------
    curve : DataFrame
        As :func:`workbench.plan.analysis.finish_distribution.finish_curve` gives it.
    planned : Timestamp, optional
        End as planned.
    deadline : Timestamp, optional
        Day by which the plan has to be finished.

    Returns
    -------
    plotly.graph_objects.Figure
        A rising curve from 0 to 100 %, with the days of 50 % and 80 % named.

    Raises
    ------
    NothingToShow
        When no duration varies, so that there is one end only.
    """
    if len(curve) < 2:
        message = "No duration has a range, so the plan has one end only."
        raise NothingToShow(message)
    drawing = Drawing()
    days, within = list(curve["day"]), [float(one) for one in curve["within"]]
    drawing.line(
        [f"{day:%Y-%m-%d}" for day in days],
        within,
        line={"color": CRITICAL.colour, "width": 2.5, "shape": "hv"},
        fill="tozeroy",
        fillcolor="rgba(187,204,238,0.45)",
    )
    told = []
    marks = {"P50": _day_of(days, within, 0.5), "P80": _day_of(days, within, 0.8)}
    for name, day in marks.items():
        share = 0.5 if name == "P50" else 0.8
        drawing.line(
            [f"{days[0]:%Y-%m-%d}", f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}"],
            [share, share, 0],
            line={"color": theme.INK, "width": 1, "dash": "dot"},
        )
        drawing.note(f"<b>{name}</b> {_written(day)}", f"{day:%Y-%m-%d}", share, xanchor="right",
                     xshift=-6, yshift=10, font={"size": theme.SMALL})  # fmt: skip
        told.append(f"{name} {_written(day)}")
    for name, limit in (("planned", planned), ("deadline", deadline)):
        if limit is None or pd.isna(limit):
            continue
        reached = max((w for d, w in zip(days, within, strict=True) if d <= limit), default=0.0)
        drawing.line(
            [f"{limit:%Y-%m-%d}"] * 2,
            [0, 1],
            line={
                "color": theme.INK if name == "planned" else MISSED.colour,
                "width": 2,
                "dash": "dash" if name == "planned" else "solid",
            },
        )
        drawing.note(f"{name}: {percent(reached)}", f"{limit:%Y-%m-%d}", 1.06, xanchor="center",
                     font={"size": theme.SMALL})  # fmt: skip
        told.append(f"{name} {_written(limit)}, kept in {percent(reached)}")
    drawing.layout["yaxis"] = {
        "range": [0, 1.13],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"],
        "title": {"text": "Probability of being finished"},
    }
    drawing.layout["xaxis"] = {"type": "date", "tickformat": "%d %b<br>%Y", "nticks": 7}
    return theme.finish(
        drawing,
        caption="Day by which the plan is finished, and with which probability.",
        alt=f"Rising curve. {listing(told, 6)}.",
        height=270,
    )


def _day_of(days: list[pd.Timestamp], within: list[float], share: float) -> pd.Timestamp:
    return next(day for day, one in zip(days, within, strict=True) if one >= share - 1e-12)


def _written(day: pd.Timestamp) -> str:
    return f"{day.day} {day:%b %Y}"
