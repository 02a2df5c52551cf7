"""What the report says of the agreement."""

import shutil

import pytest

from tests.fixtures.sites import EXAMPLE, cells, plain_text
from workbench.agree.analysis.progress import State
from workbench.agree.page import agreement
from workbench.case import open_case
from workbench.errors import NothingToShow
from workbench.project.record import record_site


@pytest.mark.parametrize(
    ("site", "says"),
    [
        ("rw-nyanza", "Yes: 5 parties agreed on 11 March 2026 (P1, version 1)."),
        ("rw-ruhango", "Yes, but to another content: 4 parties agreed on 13 March 2026"),
        ("rw-muhanga", "Yes: 4 parties agreed on 12 March 2026 (P2, version 1)."),
        ("rw-musanze", "Not yet: 4 parties named; the workshop is on 26 March 2026."),
        (
            "ug-mbarara",
            "Not yet: 3 of the 3 parties that have said support it; District council of",
        ),
        (
            "rw-huye",
            "Not yet: 5 of the 7 parties that have said support it; Green Valley Growers is",
        ),
    ],
)
def test_page_one_answers_whether_it_is_agreed(agreed, site, says):
    ((head, answer),) = agreement.one_page(agreed(site)).rows
    assert head.plain == "Agreed?"
    assert answer.plain.replace("\u00a0", " ").startswith(says)


def test_where_nobody_is_asked_page_one_is_left_to_the_strategy(agreed):
    page_one = agreement.one_page(agreed("ug-luwero"), State("diagnose", ()))
    assert (page_one.rows, page_one.facts) == ((), {"step": "diagnose"})
    assert "Nobody is named yet" in plain_text(agreement.answer(agreed("ug-luwero")))


def test_a_refusal_names_the_option_that_comes_next(agreed):
    said = plain_text(agreement.answer(agreed("rw-huye")))
    assert "Growers raise suckers in humidity chambers instead of Tissue Garden" in said
    assert "by the rule" not in plain_text(agreement.answer(agreed("rw-nyanza"))).lower()


def test_a_recorded_agreement_that_is_none_is_said_to_be_none(agreed):
    said = plain_text(agreement.answer(agreed("ug-mbarara")))
    assert "is recorded (Minutes of 9 March 2026 (invented)). By the rule it is not agreed" in said
    assert "goes back to step 3" not in said  # nobody refused


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda folder: (folder / "persons.json").write_text("{"), "persons.json is damaged"),
        (lambda folder: (folder / "rw-nyanza.jsonl").unlink(), "rw-nyanza.jsonl is gone"),
    ],
)
def test_a_damaged_record_is_said_and_stops_no_report(tmp_path, damage, says):
    folder = shutil.copytree(EXAMPLE, tmp_path / "project")
    record_site(open_case(folder, "rw-nyanza").site, list)
    found = open_case(folder, "rw-nyanza").agreement
    assert "is kept in a record of" in plain_text(agreement.answer(found))
    damage(folder / "record")
    said = plain_text(agreement.answer(found))
    assert "is not as it was written: record/" in said
    assert says in said
    assert str(tmp_path) not in said


def test_every_party_has_its_line_with_or_without_a_position(agreed):
    found = agreed("rw-huye")
    record = agreement.positions(found)
    assert [row[0] for row in cells(record)] == [one.name for one in found.parties]
    assert cells(record)[-1][2] == "has not said"
    assert (
        "The conditions of Tissue Garden and Green Valley Growers cannot both be met."
        in plain_text(record)
    )


def test_objections_keep_their_reply(agreed):
    taken = cells(agreement.objections(agreed("rw-ruhango")))
    assert [row[4] for row in taken] == ["taken in", "taken in"]
    assert cells(agreement.objections(agreed("rw-huye")))[0][5] == "no reply yet"
    with pytest.raises(NothingToShow):
        agreement.objections(agreed("rw-nyanza"))


def test_four_sides_of_feasibility_have_their_numbers(agreed):
    said = dict(cells(agreement.feasible(agreed("rw-huye"))))
    assert "70 %" in said["Technical"]
    assert "In cash, USD 14,108 of at least USD 93,448 is missing." in said["Financial"]
    assert said["Social"].startswith("5 support it, 2 are against it.")
    assert said["Political"].startswith("3 of 4 parties whose consent is required give it;")


def test_counts_that_disagree_are_said_to(agreed):
    said = plain_text(agreement.alternatives(agreed("rw-muhanga")))
    assert "The counts name different winners: talk before you choose." in said
    assert "12 ballots" in said
    assert agreement.alternatives(agreed("rw-muhanga")).records[-1].heads[0].words == "Alternative"
    assert plain_text(agreement.alternatives(agreed("rw-huye"))) == ""


def test_who_is_against_is_named_though_its_consent_is_not_required(agreed):
    ((_, answer),) = agreement.one_page(agreed("rw-huye")).rows
    assert answer.plain.endswith("High Ridge Nursery is against it too.")
