"""Words and tables of the approach."""

import pytest

from tests.fixtures.rollout import TABLES
from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.publish.html import record_html
from workbench.transformation.page import approach as page
from workbench.transformation.step import ProjectRollout


def words(record):
    return str(record_html(record).striptags())


def cells(record):
    return [[str(cell) for cell in row] for row in record.rows]


def test_page_one_says_the_way_the_weeks_and_when_it_is_our_turn(north):
    (row,) = page.one_page(north).rows
    assert row[0].plain == "The roll-out"
    assert "Nobody has chosen a way yet; by our rule it is phased (ours)." in row[1].plain
    assert "3 units are live by week" in row[1].plain
    assert "North Hospital is taken on in wave 1 of 2" in row[1].plain
    assert page.one_page(north).facts == {"approach": None, "wave": 1}


def test_the_choice_of_the_team_stands_beside_the_rule(rollout):
    said = words(page.approach_answer(rollout(words={"scaling-approach": "parallel"})))
    assert "The team chose parallel; our rule says phased (ours)." in said
    assert "as soon as shared infrastructure is free, from week" in said
    same = words(page.approach_answer(rollout(words={"scaling-approach": "phased"})))
    assert "as our rule does" in same


def test_a_unit_that_is_live_or_not_listed(rollout):
    east = page.one_page(rollout("east"))
    assert "East Hospital uses the capability already" in words(east)
    assert east.facts["wave"] == "live already"
    rows = "site,likely\nsouth,3\n"
    assert "not in the table of the roll-out" in words(page.one_page(rollout(rollout=rows)))


def test_the_four_facts_and_how_far_units_differ(north):
    rows = cells(page.fact_table(north))
    assert [row[2] for row in rows] == ["no", "no", "no", "yes", "no"]
    assert rows[0][1] == "North Hospital"
    assert rows[1][1] == "support teams: 2; 3 units"
    assert rows[2][1] == "Image hub <b> (1 at a time)"
    assert rows[4][1] == "1 of 10"
    assert "phased" in page.fact_table(north).note.plain


def test_nothing_said_of_differences_is_not_known(rollout):
    rows = TABLES["rollout"].replace("data-infrastructure", "")
    bare = rollout(rollout=rows)
    assert cells(page.fact_table(bare))[4][1:] == [
        "no unit names one (sheet rollout, column differs)", "not known",
    ]  # fmt: skip
    assert "How many of the capabilities differ is not known." in words(page.approach_answer(bare))


def test_what_each_way_takes(north):
    found = page.approach_table(north)
    assert [row[0].plain.split()[0] for row in found.rows] == ["phased", "parallel", "hybrid"]
    assert "by our rule" in found.rows[0][0].plain
    assert "6 weeks of preparation" in found.note.plain
    assert "500 draws" in found.note.plain
    assert "Week 1 begins on 2 March 2026." in found.note.plain


def test_the_order_of_the_units_marks_the_own(north):
    rows = page.order_table(north).rows
    assert [row[0].plain for row in rows if row[0].phrases[0].marks] == ["North Hospital"]
    assert len(rows) == 3
    assert int(rows[0][2].plain) == 7


def test_many_units_are_cut_to_a_page_with_the_own_among_them(rollout):
    rows = "".join(f"u{at:03},{2 + at}\n" for at in range(60))
    sites = "".join(f"u{at:03},Unit {at},Norway\n" for at in range(60))
    nothing = {"actors": "site,actor,name\n", "activities": "site,activity,title\n"}
    nothing |= {name: f"{keys}\n" for name, keys in (
        ("risks", "site,risk,title"), ("requirements", "site,item"), ("kpis", "site,kpi"),
        ("kpi_values", "site,kpi,date,value"), ("issues", "site,issue,title,opened"),
        ("diary", "site,entry,date,kind,text"), ("capabilities", "site,capability,title"),
    )}  # fmt: skip
    found = rollout("u059", rollout=f"site,likely\n{rows}", sites=f"site,name,country\n{sites}",
                    **nothing)  # fmt: skip
    table = page.order_table(found)
    assert len(table.rows) == 41
    assert table.rows[-1][0].plain == "Unit 59"
    assert "19 more units not listed" in table.note.plain


def test_what_is_not_counted_is_named(north):
    assert "in use already: East Hospital" in words(page.approach_answer(north))


def test_claims_are_told_as_claims(north):
    said = words(page.unverified_claims(north))
    assert "72 of 100" in said
    assert "none of these" in said
    assert "Hybrid" in words(page.approach_meanings())


def test_nothing_known(empty):
    assert isinstance(page.one_page(empty), Missing)
    assert isinstance(page.approach_answer(empty), Missing)
    for make in (page.fact_table, page.approach_table, page.order_table):
        with pytest.raises(NothingToShow):
            make(empty)


def test_without_teams_only_parallel_is_worked_out(rollout):
    from tests.fixtures.rollout import PROJECT

    found = rollout()
    path = found.site.project.folder / "project.yaml"
    path.write_text(PROJECT.replace("support_teams: 2, ", ""), encoding="utf-8")
    from workbench.project import open_project
    from workbench.transformation.step import TransformationStep

    site = open_project(path.parent).site("north")
    bare = TransformationStep(site, found.assessment, found.answered, found.plan, found.budget)
    assert "without the number of support teams" in page.approach_table(bare).note.plain
    assert "not known" in [row[2].plain for row in page.fact_table(bare).rows]
    with pytest.raises(NothingToShow, match="support teams"):
        page.order_table(bare)


def test_units_that_chose_differently_are_counted(north):
    class Rollout(ProjectRollout):
        choices = {"phased": 6, "parallel": 1}  # noqa: RUF012

    both = Rollout(north.site.project, north.assessment, (north,))
    said = str(page._choice(both, north.comparison))
    assert "phased at 6 units and parallel at 1 unit" in said
