"""What a report's file says of itself."""

import pytest

from workbench.project import read_project
from workbench.project.entry.report_marks import ReportMarks


def test_a_report_is_of_the_last_version_of_its_site(example_project):
    marks = ReportMarks.of_site(example_project.site("rw-huye"))
    assert marks == ReportMarks("rw-huye", example_project.settings.title, 2, "")
    assert ReportMarks.read(dict(marks.pairs)) == marks


@pytest.fixture(scope="module")
def example_project():
    return read_project("data/example")


@pytest.mark.parametrize("said", ["", "two", "-1", "0", "1.5", "٣", "9" * 30])
def test_a_version_that_is_none_is_not_read(said):
    assert ReportMarks.read({"Workbench strategy version": said}).version is None
