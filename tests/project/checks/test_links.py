import datetime as dt

import pytest


@pytest.mark.parametrize(
    ("table", "cell", "value", "expected", "advice"),
    [
        ("components", "G3", "old-seed", "a component of huye", "Add it to components"),
        ("scores", "B2", "stm", "a component of huye", "Did you mean 'stem'?"),
        ("scores", "I2", "E7", "a piece of evidence of huye", "Add it to evidence"),
        ("evidence", "C2", "Stem", "a component of huye", "Capitals count."),
        ("capacities", "B2", "cop", "an actor of huye", "Did you mean 'coop'?"),
        ("ties", "B2", "ministry", "an actor of huye", "Add it to actors"),
        ("ties", "F2", "Rab", "an actor of huye", "Capitals count."),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(spoil, table, cell, value, expected, advice):
    problem = spoil(table, cell, value)
    assert (problem.cell, problem.found, problem.site) == (cell, value, "huye")
    assert problem.expected == expected
    assert advice in problem.advice


def test_a_misspelt_site_stops_the_site_that_it_must_mean(make, lines):
    lines["scores"][2] = lines["scores"][2].replace("huye", "Huye")
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.site) == ("A3", "huye")
    assert problem.advice == "Did you mean 'huye'? Capitals count."
    assert project.ready == ("kibuye",)
    assert len(project.table("scores")) == 3


def test_a_site_like_no_other_stops_nobody(make, lines):
    lines["scores"].append("zanzibar,stem,1,2026-03-14,A1,workshop,,,,")
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.site, problem.severity) == ("A6", None, "error")
    assert project.ready == ("huye", "kibuye")


def test_the_other_cells_of_a_row_with_a_misspelt_site_are_checked_too(make, lines):
    lines["scores"][2] = "Huye,sed,1,2026-03-14,A1,workshop,44,,E77,"
    cells = {problem.cell for problem in make(**lines).problems}
    assert cells == {"A3", "B3", "G3", "I3"}


def test_a_name_of_another_site_says_where_it_stands(make, lines):
    lines["evidence"].append("kibuye,E2,seed,use,Survey,2,weak,")
    lines["scores"][1] = lines["scores"][1].replace(",E1,", ",E2;E1,")
    lines["evidence"][1] = lines["evidence"][1].replace("E1", "E10000")
    first, second = make(**lines).problems[:2]
    assert (first.found, second.found) == ("E2", "E1")
    assert "at other sites only" in first.advice


def test_an_unknown_piece_of_evidence_leaves_the_known_ones(make, lines):
    lines["scores"][1] = lines["scores"][1].replace(",E1,", ",E1;E77,")
    project = make(**lines)
    (problem,) = project.problems
    assert problem.found == "E77"
    assert project.table("scores")["evidence"][0] == "E1"


def test_a_wrong_component_is_told_once_and_not_at_every_score(make, lines):
    lines["components"][2] = "huye,seed,Clean seed,assistant,access;trust,,"
    lines["components"][1] = lines["components"][1].replace("huye,stem", "huye,st em")
    lines["scores"] = [lines["scores"][0], *lines["scores"][2:]]
    lines["evidence"] = lines["evidence"][:1] + lines["evidence"][2:]
    lines["scores"][1] = "huye,seed,1,2026-03-14,A1,workshop,,,,"
    project = make(**lines)
    assert {problem.cell for problem in project.problems} == {"B2", "D3"}


def test_a_missing_table_is_told_once_and_stops_every_site_that_names_it(make, lines):
    project = make(**{**lines, "evidence": None})
    (problem,) = project.problems
    assert (problem.cell, problem.found, problem.site) == ("I2", "E1", "huye")
    assert problem.advice == "Add the table evidence. Also rows 3 and 5."
    assert set(project.blocked) == {"huye", "kibuye"}
    assert project.as_of(dt.date(2026, 12, 31)).ready == ()


def test_an_empty_table_of_sites_is_told_there_and_not_at_each_reference(make, lines):
    (problem,) = make(**{**lines, "sites": lines["sites"][:1]}).problems
    assert (problem.file, problem.found, problem.advice) == (
        "sites.csv", "no rows", "Enter the sites first.",
    )  # fmt: skip


def test_what_follows_from_a_missing_table_is_not_told_again(make, lines):
    project = make(**{**lines, "components": None})
    assert [problem.found for problem in project.problems] == ["no table components"]
    assert project.ready == ()


def test_an_empty_optional_table_stops_only_the_sites_that_name_its_rows(make, lines):
    lines["scores"][1:3] = [
        line.replace("E1", "").replace("E9", "") for line in lines["scores"][1:3]
    ]
    lines["scores"][1] = lines["scores"][1].replace("adopted", "workshop")
    project = make(**{**lines, "evidence": lines["evidence"][:1]})
    (problem,) = [told for told in project.problems if told.severity == "error"]
    assert (problem.cell, problem.site) == ("I5", "kibuye")
    assert project.ready == ("huye",)


def test_one_unknown_name_in_many_rows_is_told_once_with_the_rows(make, lines):
    lines["scores"] = [line.replace(",stem,", ",stump-cutting,") for line in lines["scores"]]
    lines["scores"].append("huye,other-thing,1,2026-03-14,A1,workshop,,,,")
    project = make(**lines)
    first, second = (told for told in project.problems if told.column == "component")
    assert (first.cell, first.found, first.site) == ("B2", "stump-cutting", "huye")
    assert first.expected == "a component of its site"
    assert first.advice.endswith("Also row 5.")
    assert (second.cell, second.found) == ("B6", "other-thing")
    assert second.expected == "a component of huye"
    assert first in project.blocked["kibuye"]


def test_rows_that_need_a_row_that_is_out_go_with_it(make, lines):
    lines["actors"][2] = lines["actors"][2].replace("coop", "co op")
    project = make(**lines)
    assert {problem.cell for problem in project.problems if problem.file == "actors.csv"} == {"B3"}
    assert len(project.table("ties")) == 0
    assert len(project.table("capacities")) == 0


@pytest.mark.parametrize(
    ("table", "right", "wrong", "advice"),
    [
        ("scores", "huye,stem", "huye,Stem removal", "It is called 'stem' in components"),
        ("scores", "huye,stem", "huye,stem REMOVAL", "It is called 'stem' in components"),
        ("ties", "coop", "Cooperative", "It is called 'coop' in actors; write that."),
        ("scores", "huye,seed", "huye,Cleen sead of all", "Write for instance 'Cleen-sead"),
    ],
)  # fmt: skip
def test_a_title_in_place_of_a_short_name_is_known(make, lines, table, right, wrong, advice):
    at = next(number for number, row in enumerate(lines[table]) if right in row)
    lines[table][at] = lines[table][at].replace(right, wrong)
    problems = [one for one in make(**lines).problems if one.severity == "error"]
    assert len(problems) == 1
    assert problems[0].found == wrong.rpartition(",")[2]
    assert problems[0].advice.startswith(advice)


def test_the_name_of_a_site_in_place_of_its_short_name_stops_that_site(make, lines):
    lines["sites"][2] = lines["sites"][2].replace("kibuye,Kibuye", "kibuye,Town on the lake")
    lines["scores"][4] = lines["scores"][4].replace("kibuye", "Town on the Lake")
    project = make(**lines)
    (problem,) = [one for one in project.problems if one.severity == "error"]
    assert (problem.advice, problem.site) == (
        "It is called 'kibuye' in sites; write that.",
        "kibuye",
    )
    assert project.ready == ("huye",)


def test_a_name_that_is_to_be_mended_where_it_stands_is_given_as_it_will_be(make, lines):
    lines["actors"] = [
        lines["actors"][0], *[one.replace("coop", "Seed Coop", 1) for one in lines["actors"][1:]]
    ]  # fmt: skip
    title = next(one for one in lines["actors"] if "Seed Coop" in one).split(",")[2]
    lines["capacities"] = [one.replace("coop", title) for one in lines["capacities"]]
    told = [one.advice for one in make(**lines).problems if one.file == "capacities.csv"]
    assert told and all("'Seed-Coop'" in advice for advice in told)


def test_a_name_that_is_refused_itself_is_not_suggested(make, lines):
    lines["sites"].append("Tharaka Nithi,Tharaka,Kenya,,,,")
    lines["scores"].append("Tharaka-Nithi,stem,1,2026-03-14,A1,workshop,,,,")
    (problem,) = [one for one in make(**lines).problems if one.cell == "A6"]
    assert problem.found == "Tharaka-Nithi"
    assert problem.advice == (
        "It stands in sites as 'Tharaka Nithi', which is no short name: correct it there."
    )
