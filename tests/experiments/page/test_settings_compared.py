"""All settings beside each other."""

from workbench.experiments.page.settings_compared import verdict_by_setting
from workbench.experiments.step import experiments_of


def test_every_setting_has_its_expectation_and_its_verdict(trials):
    rows = {str(row[0]): [str(cell) for cell in row[1:]]
            for row in verdict_by_setting(experiments_of(trials)).rows}  # fmt: skip
    assert list(rows) == ["Huye", "Kiruna", "Turin"]
    assert rows["Huye"][0] == "1.19"
    assert rows["Huye"][2] == "24 %"
    assert rows["Huye"][3] == "stop"
    assert "effect worth having" in rows["Huye"][4]


def test_nothing_tried_has_nothing_to_expect(nothing):
    (first, *_) = verdict_by_setting(nothing).rows
    assert [str(cell) for cell in first[1:4]] == ["–", "–", "–"]
