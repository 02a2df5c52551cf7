"""Sheets to write on: seven options a bottleneck, one page a party."""

import pytest

from workbench.agree.page.pack import meeting_of
from workbench.agree.page.sheets import option_sheets, position_sheets
from workbench.agree.page.words import ROLES
from workbench.frameworks.gradients import GRADIENTS


@pytest.mark.parametrize("site", ["rw-huye", "rw-musanze", "rw-nyanza", "rw-ruhango"])
def test_each_bottleneck_has_seven_rows_with_what_the_options_step_says(agreed, site):
    found = agreed(site)
    step = found.strategy.options
    about = [one for one in step.advised.rows if one.bottleneck]
    sheets = option_sheets(found)
    assert [one.heading.plain for one in sheets] == [
        f"{one.component_title}, {found.site.name}" for one in about
    ]
    for row, sheet in zip(about, sheets, strict=True):
        lines = dict(zip(found.site.framework.options, sheet.records[1].rows, strict=True))
        for kind, cells in lines.items():
            words = [cell.plain for cell in cells]
            own = [one for one in step.results.rows
                   if (one.component, one.option) == (row.component, kind.key)]  # fmt: skip
            assert words[0].startswith(kind.title)
            assert words[-1] == ""  # room to write
            if not own:
                assert words[1] == "nothing proposed"
            for one in own:
                assert one.title in words[1]
                assert ("not possible" in words[1]) == (not one.possible)
                if one.possible and one.cost is not None:
                    assert f"{one.cost:,.0f}" in words[3]
                    assert f"{one.months:g}" in words[4]
                    assert f"{one.success:.0%}".replace("%", " %") in words[5]
                    assert str(one.score_after) in words[2]


def test_who_would_do_it_is_called_by_name(agreed):
    (sheet,) = option_sheets(agreed("rw-huye"))
    doers = [row[7].plain for row in sheet.records[1].rows]
    assert doers == ["not said", "Tissue Garden", "not said", "–", "–", "–", "–"]


def test_where_no_bottleneck_is_known_a_sentence_says_so(cased):
    bare = cased("ug-luwero")
    sheets = option_sheets(bare.agreement)
    assert sheets and all(one.records for one in sheets)


@pytest.mark.parametrize(("site", "meeting"), [("rw-huye", None), ("rw-nyanza", "W1")])
def test_a_sheet_a_party_with_the_version_and_eight_gradients(agreed, site, meeting):
    found = agreed(site)
    sheets = position_sheets(found, meeting_of(found, meeting))
    assert [one.heading.plain for one in sheets] == [one.name for one in found.parties]
    version = found.proposals[-1]
    for party, sheet in zip(found.parties, sheets, strict=True):
        role, about, ticks, own = sheet.records
        assert ROLES[party.role].lower() in role.paragraphs[0].plain.lower()
        assert found.site.name in role.paragraphs[0].plain
        cells = [row[1].plain for row in about.rows]
        assert cells[0] == version.title and cells[1].startswith(f"{version.version}, of ")
        assert [row[0].plain for row in ticks.rows] == [f"☐ {one}" for one in range(1, 9)]
        assert [row[1].plain.lower() for row in ticks.rows] == list(GRADIENTS.values())
        assert all(row[1].plain == "" for row in own.rows)
        asked = " ".join(row[0].plain for row in own.rows)
        assert all(word in asked for word in ("condition", "reason", "Harm", "Date", "Signature"))


def test_before_there_is_a_version_it_is_written_in_by_hand(agreed):
    found = agreed("rw-musanze")
    sheet = position_sheets(found, meeting_of(found))[0]
    assert [cell.plain for cell in sheet.records[1].rows[0]] == ["Proposal and version", ""]


def test_without_parties_one_sentence(agreed):
    found = agreed("rw-huye")
    (sheet,) = position_sheets(agreed("ug-luwero"), meeting_of(found))
    assert "Nobody is named yet" in sheet.records[0].paragraphs[0].plain
