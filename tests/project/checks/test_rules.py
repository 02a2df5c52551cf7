import pytest


@pytest.mark.parametrize("basis", ["adopted", "evidence"])
def test_an_agreed_level_without_evidence_is_an_error(make, lines, basis):
    lines["evidence"].pop()
    lines["scores"][2] = f"huye,seed,1,2026-03-14,A1,{basis},4,,,"
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.severity, problem.found) == ("G3", "error", "4")
    words = {"adopted": "an adopted", "evidence": "a documents-based"}[basis]
    assert problem.expected == f"evidence for {words} readiness above 0"


def test_a_judgement_without_evidence_is_a_warning_once_for_a_component(make, lines):
    lines["evidence"].pop()
    lines["scores"][2:4] = [
        f"huye,seed,1,2026-03-14,A{number},workshop,4,1,," for number in range(1, 4)
    ]
    project = make(**lines)
    first, second = project.problems
    assert (first.cell, first.found) == ("G3", "4")
    assert (second.cell, second.found) == ("H3", "1")
    assert first.expected == "evidence for a readiness above 0"
    assert first.advice.endswith("Also rows 4 to 5.")
    assert {first.severity, second.severity} == {"warning"}
    assert project.ready == ("huye", "kibuye")


@pytest.mark.parametrize(
    ("item", "cells"),
    [("readiness", ["H3"]), ("use", ["G3"])],
)
def test_the_register_supports_a_dimension_not_a_component(make, lines, item, cells):
    lines["evidence"].pop()
    lines["scores"][2] = "huye,seed,1,2026-03-14,A1,adopted,4,1,,"
    lines["evidence"].append(f"huye,E2,seed,{item},Survey,4,weak,")
    assert [problem.cell for problem in make(**lines).problems] == cells


@pytest.mark.parametrize(
    ("basis", "severity"), [("adopted", "error"), ("evidence", "error"), ("workshop", "warning")]
)
def test_named_evidence_is_of_the_component(make, lines, basis, severity):
    lines["scores"][2:4] = [
        f"huye,seed,1,2026-03-14,A{number},{basis},5,5,E9;E1," for number in range(1, 3)
    ]
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.found, problem.severity) == ("I3", "E1", severity)
    assert "evidence for stem" in problem.advice
    assert problem.advice.endswith("Also row 4.")


def test_a_piece_of_the_same_name_at_another_site_is_another_piece(make, lines):
    lines["evidence"][2] = lines["evidence"][2].replace(",stem,", ",seed,")
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.site) == ("I5", "kibuye")


def test_level_0_and_blank_need_no_evidence(make, lines):
    lines["scores"][2] = "huye,seed,1,2026-03-14,A1,adopted,0,,,"
    assert make(**lines).problems == ()


def test_a_projected_level_without_a_current_one_is_a_warning(make, lines):
    lines["evidence"].append("kibuye,E9,seed,readiness,Trial of seed,4,medium,")
    lines["scores"].append("kibuye,seed,1,2026-03-14,team,projected,5,,E9,")
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.severity) == ("G6", "warning")
    lines["scores"].append("kibuye,seed,1,2026-03-14,A1,workshop,2,,E9,")
    assert make(**lines).problems == ()


def test_a_tie_from_an_actor_to_itself_is_refused(make, lines):
    lines["ties"][1] = lines["ties"][1].replace("rab,coop", "rab,rab")
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.column) == ("C2", "target")
    assert len(project.table("ties")) == 0


def test_a_score_after_the_as_of_date_is_a_warning(make, lines):
    settings = "title: T\nframework: ipsr\nas_of: 2026-03-20\n"
    assert make(settings, **lines).problems == ()
    lines["scores"][3] = lines["scores"][3].replace("2026-03-14", "2026-04-01")
    (problem,) = make(settings, **lines).problems
    assert (problem.cell, problem.severity, problem.found) == ("D4", "warning", "2026-04-01")


@pytest.mark.parametrize(
    ("first", "second", "cells"),
    [("stem", "", ["G2"]), ("seed", "stem", ["G2", "G3"])],
)
def test_a_component_that_replaces_itself_is_refused(make, lines, first, second, cells):
    lines["components"][1] = lines["components"][1] + first
    lines["components"][2] = lines["components"][2] + second
    project = make(**lines)
    assert [problem.cell for problem in project.problems] == cells
    assert project.table("components")["supersedes"].isna().all()


def test_a_site_without_components_runs_with_a_warning(make, lines):
    lines["sites"].append("goma,Goma,DR Congo,,,,")
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.site) == ("sites.csv", "A4", "goma")
    assert (problem.found, problem.expected) == ("goma", "a site that has components")
    assert problem.severity == "warning"
    assert project.ready == ("huye", "kibuye", "goma")


def test_a_package_without_a_core_innovation_is_refused(make, lines):
    lines["components"][3] = lines["components"][3].replace("core", "complementary")
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.site) == ("D4", "kibuye")
    assert problem.found == "complementary"
    assert problem.expected == "at least one component of kibuye with the role core"


def test_a_role_that_cannot_be_read_is_not_a_missing_core_as_well(make, lines):
    lines["components"][3] = lines["components"][3].replace("core", "kore")
    (problem,) = make(**lines).problems
    assert problem.cell == "D4"


def test_one_component_with_two_titles_is_a_warning(make, lines):
    lines["components"][4] = lines["components"][4].replace("Clean seed", "Healthy seed")
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.found, problem.severity) == ("C5", "Healthy seed", "warning")
    assert problem.expected == "'Clean seed', as at other sites"


def test_one_actor_with_two_names_is_a_warning(make, lines):
    lines["actors"][3] = lines["actors"][3].replace("Agriculture Board", "Board")
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.severity) == ("C4", "warning")


def test_one_assessor_in_two_spellings_is_a_warning(make, lines):
    lines["scores"][3] = lines["scores"][3].replace("A2", "a1")
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.found, problem.severity) == ("E4", "a1", "warning")


def test_two_sites_that_differ_in_capitals_are_refused(make, lines):
    lines["sites"].append("Huye,Huye,Rwanda,,,,")
    lines["components"].append("Huye,stem,Stem removal,core,,yes,")
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.site) == ("A4", "Huye")
    assert "capitals" in problem.expected
