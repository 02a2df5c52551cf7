"""The plan of a site is drawn up as far as its tables go."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from workbench.case import open_case
from workbench.plan.findings import findings
from workbench.plan.page.plan import answer, not_known
from workbench.plan.step import PlanStep, dated_plan, first_day, plan_of

PROJECT = Path(__file__).parents[2] / "data" / "example"


def kinds(step):
    return [one.kind for one in findings(step)]


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
    step = PlanStep(nowhere, planned("rw-huye").decision, nowhere)
    assert "Nothing says when the plan of Huye begins" in answer(step).sentence.plain


def test_an_activity_without_days_is_found(planned):
    def unknown(table):
        own = (table["site"] == "rw-huye") & (table["activity"] == "A6")
        return table.assign(**{name: table[name].mask(own) for name in ("low", "likely", "high")})

    found = planned("rw-huye", activities=unknown)
    assert pd.isna(found.schedule.ends["finish"].iloc[0])
    places = [one.where for one in findings(found)]
    assert ("activities", "activity A6, likely") in places
    assert "end-not-known" not in kinds(planned("rw-huye"))


@pytest.mark.parametrize("site", ["ug-isingiro", "rw-muhanga", "rw-ruhango"])
def test_a_new_diagnosis_in_words_counts_and_is_said_as_words(planned, site):
    step = planned(site)
    assert "no-new-diagnosis" not in kinds(step)
    words = " ".join(f"{one.sentence}" for one in not_known(step).records)
    assert "like a new diagnosis, but no expected level is entered" in words

    def silent(table):
        return table.assign(title="Work", deliverable=None)

    assert "no-new-diagnosis" in kinds(planned(site, activities=silent))


def test_after_relocate_the_plan_is_the_own_one_if_it_serves_the_move_else_that_of_the_place():
    case = open_case(PROJECT, "ug-isingiro")
    assert case.plan.at.key == "ug-isingiro"
    moved = case.destination.site
    own = case.site.table("activities")
    bare = dict(case.site.project.tables) | {"activities": own.assign(proposal=None)}
    site = replace(case.site.project, tables=bare).site("ug-isingiro")
    step = plan_of(site, case.decision, moved)
    assert step.at.key == "ug-mbarara"
    there = open_case(PROJECT, "ug-mbarara").plan
    assert step.end == there.end
    assert "The work moves to Mbarara; this is the plan there." in str(answer(step))
    assert "decided-without-activity" in kinds(step)
    assert "activity-not-decided" not in kinds(step)


def test_after_stop_there_are_duties_and_after_postpone_a_day(planned):
    stopped = planned("ug-kayunga")
    text = str(answer(stopped))
    for words in (
        "District council and all six growers' cooperatives",
        "Two drones and the trained pilots, who go to Skyplot Scouting",
        "3,750",
        "none is recorded",
    ):
        assert words in text
    assert findings(stopped) == []
    follows = SimpleNamespace(stopped=False, review_on=date(2027, 1, 1), decided=("app-4",))
    waits = PlanStep(stopped.site, SimpleNamespace(stopped=False, follows=follows), stopped.site)
    assert "Nothing is planned but to look again on 1 January 2027." in str(answer(waits))


def test_a_framework_of_assessment_brings_a_whole_plan_without_a_decision(tmp_path):
    (tmp_path / "project.yaml").write_text("title: Wards\nframework: ai-transformation\n", "utf-8")
    (tmp_path / "sites.csv").write_text("site,name,country\na,Ward A,Kenya\n", "utf-8")
    made = open_case(tmp_path, "a").draft()
    assert len(made.activities) == 26
    assert made.activities["title"].iloc[-1] == "Diagnose the innovation package again"
    assert made.activities["template"].str.startswith("draft of ai24w").all()
