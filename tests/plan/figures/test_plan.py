"""Plans as data: bars, lines, deadlines, shaded seasons."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from workbench.drawing.plan_style import CRITICAL, MISSED, OPEN_END, OPEN_START, SPARE
from workbench.errors import NothingToShow
from workbench.plan.analysis.schedule import schedule
from workbench.plan.analysis.schedule_risk import schedule_risk
from workbench.plan.figures.plan import gantt

NASTY = "<b>Ärzte</b> & $x$ %{x}"


def _plan(number=8, **more):
    return pd.DataFrame(
        {
            "site": "huye",
            "activity": [f"A{one}" for one in range(1, number + 1)],
            "title": [f"Do thing {one} {NASTY}" for one in range(1, number + 1)],
            "after": [None, *(f"A{max(1, one - 2)}" for one in range(2, number + 1))],
            "low": 4.0,
            "likely": [5.0 + one % 4 for one in range(number)],
            "high": 15.0,
        }
    ).assign(**more)


@pytest.fixture(scope="module")
def drawn():
    plan = _plan()
    plan["deadline"] = [pd.NaT] * 6 + [pd.Timestamp("2026-04-03"), pd.Timestamp("2027-01-01")]
    plan.loc[7, ["low", "likely", "high"]] = None
    plan["milestone"] = [False] * 7 + [True]
    dated = schedule(plan, start=date(2026, 4, 1))
    return dated, schedule_risk(dated, draws=200)


def _named(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def test_every_activity_has_its_days(drawn):
    figure = gantt(*drawn)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert {trace.name for trace in bars} == {CRITICAL.label, SPARE.label}
    assert sum(len(trace.y) for trace in bars) == 7
    first = drawn[0].table.iloc[0]
    starts = [base for trace in bars for base in trace.base]
    assert f"{first['start']:%Y-%m-%d}" in starts
    critical = _named(figure, CRITICAL.label)[0]
    lasting = ~drawn[0].table["milestone"]
    assert len(critical.y) == int((drawn[0].table["critical"] & lasting).sum())


def test_critical_and_other_bars_differ_by_hatch_too(drawn):
    figure = gantt(*drawn)
    looks = {
        t.name: (t.marker.color, t.marker.pattern.shape) for t in figure.data if t.type == "bar"
    }
    assert looks[CRITICAL.label] == (CRITICAL.colour, None)
    assert looks[SPARE.label] == (SPARE.colour, "/")


def test_missed_deadlines_have_a_mark_of_their_own(drawn):
    figure = gantt(*drawn)
    assert list(_named(figure, MISSED.label)[0].x) == ["2026-04-03"]
    assert list(_named(figure, "deadline")[0].x) == ["2027-01-01"]
    assert "1 deadline" in figure.layout.meta["caption"]
    assert list(_named(figure, "milestone")[0].x) == [
        f"{drawn[0].table['finish'].iloc[7]:%Y-%m-%d}"
    ]


def test_seasons_without_fieldwork_are_shaded_within_the_picture(drawn):
    seasons = pd.DataFrame(
        {"first": pd.to_datetime(["2026-04-10", "2026-04-20", "2030-01-01"])}
        | {"last": pd.to_datetime(["2026-04-12", "2026-04-21", "2030-02-01"])}
        | {"site": "huye", "kind": ["no-fieldwork", "holiday", "no-fieldwork"]}
    )
    figure = gantt(*drawn, seasons=seasons)
    assert [(shape.x0, shape.x1) for shape in figure.layout.shapes] == [
        ("2026-04-10", "2026-04-13")
    ]
    assert "Shaded" in figure.layout.meta["caption"]


@pytest.mark.parametrize("number", [8, 40])
def test_rows_keep_apart(number):
    figure = gantt(schedule(_plan(number), start=date(2026, 4, 1)))
    ticks = figure.layout.yaxis.tickvals
    gaps = [b - a for a, b in pairwise(ticks)]
    lines = max(text.count("<br>") + 1 for text in figure.layout.yaxis.ticktext)
    assert min(gaps) >= 15 * lines
    assert figure.layout.height < 1000


def test_text_from_data_is_escaped(drawn, texts):
    for text in texts(gantt(*drawn)):
        assert "<b>Ärzte" not in text
        assert "$" not in text
        assert "%{" not in text


def test_without_dates_there_is_no_picture():
    unknown = _plan(2, low=None, likely=None, high=None)
    dated = schedule(unknown, start=date(2026, 4, 1))
    dated.table["start"] = pd.NaT
    with pytest.raises(NothingToShow):
        gantt(dated)


def test_activities_of_which_a_day_is_not_known_are_drawn_and_told():
    # A start and no end (its duration is not known), an end and no start, neither, and both.
    plan = _plan(5, after=None, earliest=pd.Timestamp("2026-05-04"))
    plan.loc[0, ["low", "likely", "high"]] = None
    dated = schedule(plan, start=date(2026, 4, 1))
    assert dated.table.loc[0, ["start", "finish"]].isna().tolist() == [False, True]
    table = dated.table.copy()
    table.loc[1, "start"] = pd.NaT
    table.loc[2, ["start", "finish"]] = pd.NaT
    figure = gantt(replace(dated, table=table))
    first, last = _named(figure, OPEN_END.label)[0], _named(figure, OPEN_START.label)[0]
    assert list(first.x) == ["2026-05-04"]
    assert "<br>4 May 2026 to a day not known, time to spare not known" in first.hovertext[0]
    assert list(last.x) == [f"{table.loc[1, 'finish']:%Y-%m-%d}"]
    assert "May 2026, " in last.hovertext[0]
    assert sum(len(trace.y) for trace in figure.data if trace.type == "bar") == 2
    assert len(figure.layout.yaxis.tickvals) == 4
    assert "1 activity without dates not drawn." in figure.layout.meta["caption"]
    assert figure.layout.meta["alt"].startswith("4 activities from 4 May 2026 to ")
    assert not re.search(r"\bna[nt]\b|<NA>", figure.to_json(), re.IGNORECASE)


def test_a_plan_of_which_only_first_days_are_known_is_drawn():
    # The projects of a public list: first day and deadline, and nothing on how long they take.
    plan = _plan(3, after=None, earliest=pd.Timestamp("2026-05-04"), low=None, likely=None)
    plan["high"], plan["deadline"] = None, pd.Timestamp("2026-12-31")
    figure = gantt(schedule(plan, start=date(2026, 4, 1)))
    assert len(_named(figure, OPEN_END.label)[0].x) == 3
    assert not [trace for trace in figure.data if trace.type == "bar"]


def test_a_long_plan_keeps_what_the_end_hangs_on_and_counts_the_rest():
    plan = _plan(60, after=[None] * 59 + ["A1"])
    figure = gantt(schedule(plan, start="2026-04-01"))
    names = figure.layout.yaxis.ticktext
    assert len(names) == 45
    assert names[-1].startswith("<b>A60</b>")  # critical, though the last of the file
    assert "15 more activities in plan.csv." in figure.layout.meta["caption"]
