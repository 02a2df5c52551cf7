"""What the report says of the draft scaling strategy as a whole."""

import pytest

from tests.fixtures.sites import plain_text
from workbench.errors import NothingToShow
from workbench.page.records import Missing, group
from workbench.strategy.page import strategy as step


def said(part):
    return plain_text(part).replace("\xa0", " ")


def test_page_one_says_what_it_takes(drafted):
    part = step.one_page(drafted("rw-huye"))
    assert [head.plain for head, _ in part.rows] == ["What it takes", "State of the strategy"]
    text = said(part)
    assert "13 activities" in text
    assert "At least USD" in text
    assert part.facts["impossible"] == 0
    assert step.one_page(drafted("rw-musanze")).facts["impossible"] == 1
    assert step.one_page(drafted("ug-luwero")) == group([])


def test_the_decision_and_what_it_makes_of_the_package(drafted):
    text = said(step.decided(drafted("rw-huye")))
    assert "For Clean seed supply the team" in text
    assert "outsource" in text
    assert "package 8 → at most 18" in text
    assert "Extension messages is the bottleneck" in text
    assert "It assumes: Tissue Garden gets land of the district for five years." in text
    assert ".." not in text


def test_without_a_decision_one_line_says_so(drafted):
    assert isinstance(step.decided(drafted("ug-luwero")), Missing)
    assert "stop" in said(step.decided(drafted("ug-kayunga")))


def test_partners_have_a_modality_or_none_yet(drafted):
    text = said(step.partners(drafted("rw-musanze")))
    assert "Bank of the Ridges Co-investment" in text
    assert "Lakes Banana Initiative leads" in text
    assert "not agreed yet" in text
    with pytest.raises(NothingToShow):
        step.partners(drafted("ug-luwero"))


def test_versions_reviewers_and_the_mark_are_told(drafted):
    found = drafted("rw-huye")
    text = said(step.versions(found))
    assert "Version 2, reviewed" in text
    assert "12 March 2026 by Crop Desk of Huye" in text
    assert "No mark was recorded" in text
    assert found.strategy.fingerprint in text

    def marked(mark):
        return lambda table: table.assign(fingerprint=mark)

    changed = drafted("rw-huye", strategies=marked("0" * 12))
    assert "Changed since" in said(step.versions(changed))
    assert "Changed since" in said(step.one_page(changed))
    same = drafted("rw-huye", strategies=marked(found.strategy.fingerprint))
    assert "Changed since" not in said(step.versions(same))


def test_versions_that_contradict_each_other_are_named(drafted):
    found = drafted("rw-huye", strategies=lambda table: table.assign(state="final"))
    assert "Order of the versions" in said(step.versions(found))
