"""How far all sites have come."""

from tests.fixtures.sites import cells, plain_text
from workbench.agree.page.compared import how_far
from workbench.case import open_cases


def test_each_site_has_its_step_and_its_next_thing():
    cases = open_cases("data/example")
    record = how_far(cases.project, cases.states)
    table = {row[0]: row[1:] for row in cells(record.records[1])}
    assert table["Luwero"][:2] == ["diagnose", "Score the components. (sheet scores)"]
    assert table["Nyanza"][0] == "agree"
    assert table["Huye"][2].startswith("No agreement (not agreed: Green Valley Growers is against")
    assert table["Kayunga"][:2] == ["navigate", "all is agreed, or the work stops"]
    assert sum(len(one) > 0 for one in table.values()) == 12
    assert "Without agreement, and back to weigh other options: Huye." in plain_text(record)
