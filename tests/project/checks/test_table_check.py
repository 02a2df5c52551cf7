import pytest

from workbench.frameworks import load
from workbench.project.checks.table_check import missing_table, rule_of
from workbench.project.schema.declaration import declaration


@pytest.mark.parametrize(
    ("table", "cell", "value", "site", "advice"),
    [
        ("sites", "B2", "", "huye", "Fill in the cell."),
        ("sites", "E2", "197", "huye", "Correct the number."),
        ("sites", "E2", "-2,59", "huye", "Write the decimal mark as a point: -2.59."),
        ("sites", "F2", "190", "huye", "Correct the number."),
        ("sites", "G2", "381 900", "huye", "thousands: 381900"),
        ("sites", "G2", "0", "huye", "Correct the number."),
        ("components", "C3", "", "huye", "Fill in the cell."),
        ("components", "D3", "complementry", "huye", "Did you mean 'complementary'?"),
        ("components", "E3", "acces", "huye", "Did you mean 'access'?"),
        ("components", "F3", "maybe", "huye", "Write yes or no"),
        ("scores", "D3", "2026-02-30", "huye", "There is no such day"),
        ("scores", "D3", "03/04/2026", "huye", "2026-04-03 or 2026-03-04"),
        ("scores", "F3", "guess", "huye", "Choose one of them."),
        ("scores", "G3", "12", "huye", "Correct the level"),
        ("scores", "G3", "2.5", "huye", "Choose 2 or 3"),
        ("scores", "G5", "seven", "kibuye", "Write 7."),
        ("scores", "G5", "TBD", "kibuye", "'not assessed'"),
        ("scores", "C5", "0", "kibuye", "Correct the number."),
        ("evidence", "F3", "10", "kibuye", "Correct the level"),
        ("evidence", "G3", "solid", "kibuye", "Choose one of them."),
        ("actors", "H2", "80%", "huye", "Write a share instead of percent: 0.8."),
        ("actors", "D2", "resarch", "huye", "Did you mean 'research'?"),
        ("capacities", "D2", "1.5", "huye", "percent is 0.015"),
        ("capacities", "E2", "-1", "huye", "Correct the number."),
        ("capacities", "E2", "USD 500", "huye", "Write the number alone: 500."),
        ("ties", "E2", "-0.5", "huye", "Correct the number."),
        ("ties", "E2", "1.5", "huye", "percent is"),
        ("ties", "E2", "0", "huye", "Delete the row if there is none"),
        ("ties", "D2", "gossip", "huye", "Choose one of them."),
        ("people", "D2", "perhaps", None, "Write yes or no"),
    ],
)
def test_each_wrong_cell_is_told_with_its_address(spoil, table, cell, value, site, advice):
    problem = spoil(table, cell, value)
    column = list(declaration().table(table).columns)
    assert (problem.file, problem.cell, problem.row) == (f"{table}.csv", cell, int(cell[1:]))
    assert problem.found == value
    assert problem.column in column
    assert problem.site == site
    assert problem.severity == "error"
    assert advice in problem.advice


def test_one_unknown_choice_in_many_rows_is_told_once_and_stops_all_their_sites(make, lines):
    lines["scores"] = [line.replace("adopted", "agreed") for line in lines["scores"]]
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.found, problem.site) == ("F2", "agreed", "huye")
    assert problem.advice == "Choose one of them. Also row 5."
    assert project.ready == ()
    assert project.blocked["kibuye"] == (problem,)


def test_a_number_that_is_wrong_is_told_each_time(make, lines):
    lines["scores"][2:4] = [
        line.replace(",A", ",A").replace("workshop,", "workshop,77")
        for line in lines["scores"][2:4]
    ]
    assert [problem.cell for problem in make(**lines).problems] == ["G3", "G4"]


def test_a_bad_cell_is_missing_and_its_row_stays(make, lines):
    lines["scores"][1] = lines["scores"][1].replace(",7,", ",seven,")
    project = make(**lines)
    first = project.table("scores").iloc[0]
    assert first["use"] == 5
    assert project.table("scores")["readiness"].isna()[0]
    assert len(project.table("scores")) == 4


def test_a_row_without_a_usable_key_stays_out(make, lines):
    lines["scores"][1] = lines["scores"][1].replace(",1,2026", ",one,2026")
    project = make(**lines)
    assert len(project.table("scores")) == 3
    assert [problem.cell for problem in project.problems] == ["C2"]


def test_a_key_that_stands_twice_names_the_first_row(make, lines):
    lines["scores"].insert(3, lines["scores"][2].replace(",4,", ",6,"))
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.found) == ("A4", "huye")
    same = "huye, seed, 1, A1, workshop"
    assert f"Row 3 has the same key ({same}) and says readiness 4" in problem.advice
    assert project.table("scores")["readiness"].tolist()[1] == 4


def test_a_row_that_stands_twice_says_the_same(make, lines):
    lines["scores"].insert(3, lines["scores"][2])
    (problem,) = make(**lines).problems
    assert "Row 3 says the same (huye, seed, 1, A1, workshop)" in problem.advice


def test_a_day_of_a_key_is_named_without_its_time(make, lines):
    lines["kpi_values"] = ["site,kpi,date,value", *[f"huye,reach,2026-03-01,{n}" for n in (4, 5)]]
    lines["kpis"] = ["site,kpi", "huye,reach"]
    assert "(huye, reach, 2026-03-01)" in " ".join(one.advice for one in make(**lines).problems)


def test_a_blank_in_an_optional_key_column_counts_as_a_value(make, lines):
    lines["ties"].append(lines["ties"][1].replace(",rab,1", ",,1"))
    assert make(**lines).problems == ()
    lines["ties"].append(lines["ties"][1].replace(",rab,1", ",,1"))
    (problem,) = make(**lines).problems
    assert problem.cell == "A4"


def test_a_misspelt_column_stops_all_sites_and_is_checked_all_the_same(make, lines):
    lines["scores"][0] = lines["scores"][0].replace("readiness", "readines")
    lines["scores"][1] = lines["scores"][1].replace(",7,", ",12,")
    project = make(**lines)
    first, second = project.problems
    assert (first.cell, first.found, first.advice) == (
        "G1",
        "readines",
        "Did you mean 'readiness'?",
    )
    assert (second.cell, second.column) == ("G2", "readiness")
    assert project.common == (first,)
    assert set(project.blocked) == {"huye", "kibuye"}


def test_an_unknown_column_is_named_and_not_read(make, lines):
    lines["people"] = ["person,name,shoe size", "A1,Ada,39"]
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.found, problem.severity) == ("C1", "shoe size", "warning")
    assert project.ready == ("huye", "kibuye")


def test_a_column_that_stands_twice_stops_all_sites(make, lines):
    lines["people"] = ["person,name,Name", "A1,Ada,Eva"]
    (problem,) = make(**lines).common
    assert (problem.cell, problem.found) == ("C1", "Name")


def test_a_column_without_a_heading_is_named(make, lines):
    lines["people"] = ["person,name,", "A1,Ada,39"]
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.severity) == ("C1", "warning")


def test_a_required_column_that_is_missing_stops_all_sites(make, lines):
    lines["people"] = ["person", "A1"]
    (problem,) = make(**lines).common
    assert (problem.file, problem.column) == ("people.csv", "name")
    assert problem.expected == "a column 'name'"


def test_capitals_and_blanks_in_headings_are_mended(make, lines):
    lines["evidence"][0] = "Site, EVIDENCE ,component,dimension,title,Supports level,strength,date"
    assert make(**lines).problems == ()


def test_country_na_and_code_007_stay_text(make, lines):
    lines["sites"][1] = "007,Nina,NA,,,,"
    for name, table in lines.items():
        lines[name] = [line.replace("huye,", "007,") for line in table]
    project = make(**lines)
    assert project.problems == ()
    assert project.site("007").country == "NA"


def test_blank_rows_at_the_end_are_no_rows(make, lines):
    lines["scores"] += [",,,,,,,,,", "  ,,,,,,,,,", ""]
    assert make(**lines).problems == ()


def test_rules_carry_the_frameworks_scales_and_lists():
    framework = load("ipsr")
    columns = declaration().table("evidence").columns
    assert (rule_of(columns["supports_level"], framework).maximum) == 9
    kinds = rule_of(declaration().table("components").columns["kind"], framework)
    assert "technology" in kinds.allowed


def test_a_missing_table_names_all_its_forms():
    problem = missing_table("components", "huye")
    assert "components.parquet" in problem.expected
    assert "huye" in problem.advice


def test_the_same_wrong_cell_is_told_once_for_a_column(make, lines):
    lines["scores"][1:] = [
        row.replace(",7,", ",n.a.,").replace(",0,", ",n.a.,") for row in lines["scores"][1:]
    ]
    told = [one for one in make(**lines).problems if one.found == "n.a."]
    assert [(one.cell, one.advice) for one in told] == [
        ("G2", "Leave the cell blank for 'not assessed'. Also row 4.")
    ]  # fmt: skip


def test_rows_of_a_site_without_a_usable_name_are_told_at_the_site(make, lines):
    renamed = {
        name: [row.replace("kibuye", "kib/uye") for row in rows] for name, rows in lines.items()
    }
    (problem,) = make(**renamed).problems
    assert (problem.file, problem.cell, problem.found) == ("sites.csv", "A3", "kib/uye")


def test_a_column_without_its_heading_is_told_with_what_it_may_be(make, lines):
    lines["components"][0] = lines["components"][0].replace("component,", "innovation,")
    first, second = make(**lines).problems
    assert first.expected == "a column 'component'"
    assert first.advice == "If it is 'innovation', rename that; otherwise add it."
    assert (second.found, second.severity) == ("innovation", "warning")


def test_a_heading_with_the_group_of_a_survey_names_the_column(make, lines):
    lines["sites"][0] = lines["sites"][0].replace("site,", "grp_site/site,")
    (problem,) = make(**lines).problems
    assert problem.advice == "Did you mean 'site'?"


def test_accents_are_one_letter_or_two_and_the_same_name(make, lines):
    spelt = {"composed": "caf\u00e9", "in two": "cafe\u0301"}
    lines["sites"][1] = lines["sites"][1].replace("huye,H", spelt["in two"] + ",H")
    for name in set(lines) - {"sites", "people"}:
        lines[name] = [row.replace("huye,", spelt["composed"] + ",", 1) for row in lines[name]]
    lines["scores"][1] = lines["scores"][1].replace(",7,", ",77,")
    project = make(**lines)
    assert [problem.found for problem in project.problems] == ["77"]
    assert project.ready == ("kibuye",)
