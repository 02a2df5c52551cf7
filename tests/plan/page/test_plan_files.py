"""A plan as a file is the plan of the report."""

import pytest

from workbench.errors import NothingToShow, UnknownName
from workbench.plan.page.plan_files import plan_file


def test_dates_of_the_file_are_those_of_the_plan(planned):
    found = planned("rw-huye")
    rows = plan_file(found.site, found.schedule, "csv").decode("utf-8-sig")
    first = found.schedule.table.iloc[3]
    assert f"{first['start']:%Y-%m-%d}" in rows
    assert "Tissue Garden" in rows
    assert (
        plan_file(found.site, found.schedule, "ics").count(b"BEGIN:VEVENT") == 14
    )  # 13 and a deadline
    assert plan_file(found.site, found.schedule, "msproject").startswith(b"<?xml")


def test_what_there_is_not_is_named(planned):
    with pytest.raises(NothingToShow, match="Luwero"):
        plan_file(planned("ug-luwero").site, None, "csv")
    with pytest.raises(UnknownName, match="pdf"):
        plan_file(planned("rw-huye").site, planned("rw-huye").schedule, "pdf")
