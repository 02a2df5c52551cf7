"""The plan of a site is drawn up as far as its tables go."""

from dataclasses import replace
from datetime import date

import pandas as pd

from workbench.plan.page.plan import answer
from workbench.plan.step import PlanStep, dated_plan, findings, first_day


def test_a_site_with_activities_has_everything_and_one_without_has_nothing(planned):
    full, empty = planned("rw-huye"), planned("ug-luwero")
    assert None not in (full.schedule, full.risk, full.staffing)
    assert len(full.methods) == 3
    assert (empty.schedule, empty.risk, empty.staffing) == (None, None, None)
    assert empty.activities.empty
    assert empty.methods == []
    assert findings(empty) == []


def test_the_plan_begins_as_stated(planned):
    site = planned("rw-huye").site
    assert first_day(site) == date(2026, 4, 1)


def test_without_a_start_the_tables_decide_and_not_the_clock(planned):
    site = planned("rw-huye").site
    plan = site.settings.plan.model_copy(update={"start": None})
    settings = site.settings.model_copy(update={"plan": plan})
    known = replace(site.project, settings=settings).site(site.key)
    assert first_day(known) == date(2026, 3, 15)  # as_of is the 14th
    undated = replace(site.project, settings=settings.model_copy(update={"as_of": None}))
    last = max(
        site.table(name)["date"].max() for name in ("scores", "evidence", "answers", "decisions")
    )
    assert first_day(undated.site(site.key)) == (last + pd.Timedelta(days=1)).date()


def test_what_no_table_dates_has_no_plan_and_says_so(planned):
    site = planned("rw-huye").site
    plan = site.settings.plan.model_copy(update={"start": None})
    settings = site.settings.model_copy(update={"plan": plan, "as_of": None})
    tables = dict(site.project.tables)
    tables |= {
        name: tables[name].head(0) for name in ("scores", "evidence", "answers", "decisions")
    }

    def bare(**days):
        activities = tables["activities"].assign(deadline=pd.NaT, **days)
        own = tables | {"activities": activities}
        return replace(site.project, settings=settings, tables=own).site(site.key)

    named = bare(earliest=pd.Timestamp("2026-05-04"))
    assert first_day(named) == date(2026, 5, 4)
    assert dated_plan(named).ends["start"].iloc[0] == pd.Timestamp("2026-05-04")
    nowhere = bare(earliest=pd.NaT)
    assert (first_day(nowhere), dated_plan(nowhere)) == (None, None)
    step = PlanStep(nowhere, planned("rw-huye").decision)
    assert "Nothing says when the plan of Huye begins" in answer(step).sentence.plain


def test_an_activity_without_days_is_found(planned):
    def unknown(table):
        own = (table["site"] == "rw-huye") & (table["activity"] == "A6")
        return table.assign(**{name: table[name].mask(own) for name in ("low", "likely", "high")})

    found = planned("rw-huye", activities=unknown)
    assert pd.isna(found.schedule.ends["finish"].iloc[0])
    places = [one.where for one in findings(found)]
    assert ("activities", "activity A6, likely") in places
    assert not findings(planned("rw-huye"))


def test_a_deadline_that_cannot_be_kept_is_serious(planned):
    def soon(table):
        own = (table["site"] == "rw-huye") & table["deadline"].notna()
        return table.assign(deadline=table["deadline"].mask(own, pd.Timestamp("2026-05-01")))

    late = findings(planned("rw-huye", activities=soon))
    assert late[0].serious
    assert "missed by" in late[0].what
