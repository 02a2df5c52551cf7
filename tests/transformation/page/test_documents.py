"""The four documents that the source has templates for."""

from workbench.publish.html import record_html
from workbench.transformation.page import documents as page


def words(record):
    return str(record_html(record).striptags())


def test_strategy_has_aim_way_phases_means_indicators_and_risks(north):
    said = words(page.strategy_document(north))
    for part in (
        "Every hospital of the network", "4 units; the capability is in use at 1",
        "by our rule it is phased",
        "1 to 6", "at the same time: 4", "There is no budget yet",
        "Scaling coverage", "14 August 2026", "Images arrive late",
    ):  # fmt: skip
        assert part in said


def test_readiness_has_areas_and_conditions(north):
    said = words(page.readiness_document(north))
    assert "Technical capabilities" in said
    assert "Pilot that worked" in said
    assert "Unstable pilot" in said


def test_infrastructure_has_gaps_with_task_owner_and_day(north):
    closed, row, *_ = page.infrastructure_document(north).records[0].rows
    assert [str(cell) for cell in row] == [
        "Data infrastructure", "2", "3", "1", "6", "Build the data feed", "Informatics",
        "10 April 2026",
    ]  # fmt: skip
    assert [str(cell) for cell in closed[3:]] == ["0", "–", "–", "–", "–"]
    assert "Image hub &lt;b&gt;" in str(record_html(page.infrastructure_document(north)))


def test_change_has_status_task_and_day(north):
    rows = {str(row[0]): [str(cell) for cell in row[1:]]
            for row in page.change_document(north).records[0].rows}  # fmt: skip
    assert rows["Training"] == ["not started", "Feed is there", "Informatics", "7 April 2026"]
    assert rows["Help for users"][0] == "running"
    assert len(rows) == 4


def test_what_is_not_known_stands_as_missing(empty):
    for make in (page.strategy_document, page.readiness_document, page.infrastructure_document,
                 page.change_document):  # fmt: skip
        said = words(make(empty))
        assert "nan" not in said.lower().split()
        assert "None" not in said.replace("None is listed", "").split()
    assert "No area was assessed" in words(page.readiness_document(empty))
