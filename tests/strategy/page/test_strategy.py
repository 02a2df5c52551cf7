"""What the report says of the draft scaling strategy as a whole."""

from dataclasses import replace

import pytest

from tests.fixtures.sites import plain_text
from workbench.errors import NothingToShow
from workbench.page.records import Missing, group
from workbench.strategy.page import strategy as step
from workbench.strategy.page.page_one import most_pressing
from workbench.strategy.step import findings


def said(part):
    return plain_text(part).replace("\xa0", " ")


def _first_page(found, findings=()):
    part = step.one_page(found, findings)
    return part, {head.plain: answer.plain.replace("\xa0", " ") for head, answer in part.rows}


def test_page_one_answers_in_its_order(drafted):
    part, rows = _first_page(drafted("rw-huye"))
    assert [*rows] == ["For whom, where", "With whom", "The ask", "By when", "Agreed?"]
    assert "Costs at least USD 96,673 (Survey at the end is not priced)." in rows["The ask"]
    assert rows["By when"].startswith("30 April 2027, with the end of Run clean seed supply")
    assert part.facts["impossible"] == 0
    assert step.one_page(drafted("rw-musanze"), ()).facts["impossible"] == 1
    assert [*_first_page(drafted("ug-luwero"))[1]] == ["For whom, where"]


def test_what_does_not_fit_has_a_row_for_each_kind(drafted):
    found = drafted("rw-huye")
    every = findings(found)
    more = [replace(every[0], kind=kind) for kind in ("work-moves", "end-not-known")]
    told = most_pressing([*every, *more])
    listed = step.what_does_not_fit(found, [*every, *more])
    kinds = {one.kind for one in (*every, *more)} - told.kinds
    assert len(listed.rows) == len(kinds) > 0
    for own in (*told.wrong, *told.to_do):
        assert own[0].what not in [row[0].plain for row in listed.rows]
    assert step.what_does_not_fit(found, ()) == group([])


def test_the_decision_and_what_it_makes_of_the_package(drafted):
    text = said(step.decided(drafted("rw-huye")))
    assert "For Clean seed supply the team" in text
    assert "outsource" in text
    assert "package at most 8 → at most 18" in text
    assert "Extension messages is the bottleneck" in text
    assert "It assumes: Tissue Garden gets land of the district for five years (nobody sees" in text
    assert ".." not in text


def test_without_a_decision_one_line_says_so(drafted):
    assert isinstance(step.decided(drafted("ug-luwero")), Missing)
    text = said(step.decided(drafted("ug-kayunga")))
    assert "stop" in text
    assert "(Extension Desk of Kayunga sees to it, by 30 April 2026)" in text


def test_partners_have_a_modality_or_none_yet(drafted):
    text = said(step.partners(drafted("rw-musanze")))
    assert "Bank of the Ridges co-investment, agreed" in text
    assert "Lakes Banana Initiative leads" in text
    assert "none needed: it only helps" in text
    assert "gives USD 2,946.83 in kind none –" in text
    with pytest.raises(NothingToShow):
        step.partners(drafted("ug-luwero"))


def test_versions_reviewers_and_the_mark_are_told(drafted):
    found = drafted("rw-huye")
    text = said(step.versions(found))
    assert "Version 2, reviewed" in text
    assert "12 March 2026 by Crop Desk of Huye" in text
    assert "fingerprint was not recorded" in text
    assert found.strategy.fingerprint not in text
    assert found.strategy.fingerprint in str(found.strategy.method.parameters)

    def marked(mark):
        return lambda table: table.assign(fingerprint=mark)

    changed = drafted("rw-huye", strategies=marked("0" * 12))
    assert "changed since" in said(step.versions(changed))
    assert "It has changed since." in said(step.one_page(changed, ()))
    same = drafted("rw-huye", strategies=marked(found.strategy.fingerprint))
    assert "changed since" not in said(step.versions(same))


def test_versions_that_contradict_each_other_are_named(drafted):
    found = drafted("rw-huye", strategies=lambda table: table.assign(state="final"))
    assert "Order of the versions" in said(step.versions(found))
