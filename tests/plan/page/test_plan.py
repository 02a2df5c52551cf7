"""What the report says of the plan of work."""

import re

import numpy as np
import pandas as pd
import pytest

from tests.fixtures.sites import BAD, plain_text
from workbench.case import open_case
from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.plan.findings import findings
from workbench.plan.page import plan as step
from workbench.plan.page.plan_files import PLAN_FORMATS, plan_file
from workbench.project.schema.declaration import declaration
from workbench.publish.html import record_html

NASTY = "<script>x</script>"


def said(part):
    return plain_text(part).replace("\xa0", " ")


def test_length_end_and_critical_path_are_named(planned):
    text = said(step.answer(planned("rw-huye")))
    assert "13 activities and takes 57 weeks, from 1 April 2026 to 30 April 2027" in text
    assert "The critical path runs through Set up clean seed supply, Run" in text
    assert "with a chance of 80 % the plan is finished by" in text
    assert "cannot be kept" not in text


def test_an_impossible_deadline_is_said_plainly_with_what_leads_to_it(planned):
    found = planned("rw-musanze")
    text = said(step.answer(found))
    assert "The deadline of 30 September 2026 for Results are with the donor cannot be kept" in text
    assert "197 days late" in text
    assert "A1 → A2 → A4" in text


def test_a_deadline_before_the_first_day_is_late_by_at_least_so_much(planned):
    # Nobody knows how long the activity takes, but it cannot begin before its deadline is over.
    def begins_too_late(table):
        own = (table["site"] == "rw-huye") & (table["activity"] == "A1")
        gone = {name: table[name].mask(own) for name in ("low", "likely", "high")}
        days = {"earliest": pd.Timestamp("2026-06-01"), "deadline": pd.Timestamp("2026-05-04")}
        return table.assign(**gone, **{key: table[key].mask(own, day) for key, day in days.items()})

    found = planned("rw-huye", activities=begins_too_late)
    assert found.schedule.table["finish"].isna().any()
    text = said(step.answer(found))
    assert "cannot be kept: as planned it is at least 25 days late." in text
    for part in (step.answer(found), step.activities(found), step.not_known(found)):
        assert not re.search(BAD, said(part))
    lines = [one for one in step.picture_of_the_plan(found).data if one.type == "scatter"]
    dotted = [one for one in lines if one.line.dash == "dot"]
    assert list(dotted[0].x) == ["2026-05-04", "2026-05-29"]
    assert step.files(found).records


def test_too_few_people_are_named(planned):
    found = planned("rw-huye", staff=lambda table: table.assign(people=1.0))
    text = said(step.answer(found))
    assert "Too few people: Office team from" in text
    assert "Field officers from 13 to 24 April 2026: 2 needed, 1 there" in text
    assert "Too few people" not in said(step.answer(planned("rw-huye")))


def test_dates_names_and_float_stand_in_the_table(planned):
    part = step.activities(planned("rw-huye"))
    text = said(part)
    assert (
        "A4 Set up clean seed supply Tissue Garden 18 May 2026 15 July 2026 none (critical)" in text
    )
    assert "lakes-banana" not in text
    assert text.count("none (critical)") == 5


def test_without_a_plan_one_line_says_so(planned):
    none = step.answer(planned("ug-luwero"))
    assert isinstance(none, Missing)
    assert none.follows
    assert "decided to stop" in said(step.answer(planned("ug-kayunga")))
    for make in (step.picture_of_the_plan, step.activities, step.files):
        with pytest.raises(NothingToShow):
            make(planned("ug-luwero"))


def test_what_is_not_known_is_named(planned):
    def holes(table):
        own = (table["site"] == "rw-huye") & (table["activity"] == "A6")
        gone = {name: table[name].mask(own) for name in ("low", "likely", "high", "responsible")}
        return table.assign(**gone, readiness_after=pd.NA, use_after=pd.NA)

    found = planned("rw-huye", activities=holes)
    parts = [part.what.plain for part in step.not_known(found).records]
    assert parts == ["Durations", "Responsible", "Expected levels", "Staff"]
    assert "does not end before" in said(step.answer(found))
    assert "not known" in said(step.activities(found))
    assert not re.search(BAD, said(step.activities(found)))
    assert step.not_known(planned("rw-huye")).records == ()


def test_names_from_data_are_escaped(planned):
    found = planned("rw-huye", activities=lambda table: table.assign(title=NASTY))
    for part in (step.answer(found), step.activities(found)):
        assert "<script>" not in record_html(part)


def test_pictures_and_files_are_made(planned):
    found = planned("rw-musanze")
    assert (
        "1 deadline that cannot be kept" in step.picture_of_the_plan(found).layout.meta["caption"]
    )
    names = [part.name for part in step.files(found).records]
    assert names == ["plan.csv", "plan.ics", "plan.xml"]


COLUMNS = declaration().table("activities").columns
OPTIONAL = [name for name, column in COLUMNS.items() if not column.required]
BLANKS = re.compile(r"\b(nan|NaT|None)\b|<NA>")


def whole_plan(found):
    """Return all that is said, drawn and written of a plan; what has no days draws nothing."""
    parts = [step.answer(found), step.activities(found), step.not_known(found)]
    words = [*map(said, parts)]
    words += [one.what + one.to_do for one in findings(found)]
    for form in PLAN_FORMATS:
        words.append(plan_file(found.at, found.schedule, form).decode())
    try:
        figure = step.picture_of_the_plan(found)
    except NothingToShow:
        return " ".join(words)
    words += [f"{one}" for trace in figure.data for one in trace.hovertext or ()]
    return " ".join([*words, figure.layout.meta["alt"]])


@pytest.mark.slow
@pytest.mark.parametrize("column", OPTIONAL)
def test_every_optional_column_may_be_blank(planned, column):
    def blank(table):
        own = table[column]
        return table.assign(**{column: pd.Series([None] * len(own), own.index, dtype=own.dtype)})

    assert not BLANKS.search(whole_plan(planned("rw-musanze", activities=blank)))


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(one, marks=pytest.mark.slow) for one in range(1, 6))]
)
def test_cells_blank_at_random_are_not_known(planned, seed):
    dice = np.random.default_rng(seed)

    def holes(table):
        kept = {name: dice.random(len(table)) < 0.6 for name in OPTIONAL if name != "after"}
        return table.assign(**{name: table[name].where(own) for name, own in kept.items()})

    found = planned("rw-ruhango", activities=holes)
    assert not BLANKS.search(whole_plan(found))


def test_columns_without_anything_known_vanish_and_deadlines_stand_for_ends(planned):
    def projects(table):
        blank = dict.fromkeys(("low", "likely", "high", "deliverable", "after"))
        table = table.assign(**{name: table[name].where(table[name].isna()) for name in blank})
        return table.assign(
            deadline=pd.Timestamp("2027-03-01"), milestone=False, title="Long " * 40
        )

    part = step.activities(planned("rw-huye", activities=projects))
    heads = [head.words for head in part.heads]
    assert heads == ["Activity", "Responsible", "From", "To"]
    assert "by 1 March 2027" in said(part)
    assert "Long …" in said(part)


def test_what_nothing_waits_for_is_said_beside_its_spare_time():
    said = plain_text(step.activities(open_case("data/example", "rw-huye").plan))
    assert said.count("; nothing waits for it") == 2  # A3 and B1; the report is a milestone
    assert "241 days; nothing waits for it" in said
    assert "sheet activities, column after" in said
