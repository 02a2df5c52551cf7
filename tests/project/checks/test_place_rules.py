import pytest


@pytest.mark.parametrize(
    ("latitude", "longitude", "cells"),
    [
        ("129.7", "-2.59", {"E2": "error"}),
        ("91", "29.7394", {"E2": "error"}),
        ("0", "0", {"E2": "warning"}),
        ("-2.59", "", {"F2": "warning"}),
        ("", "29.7", {"E2": "warning"}),
    ],
)
def test_doubtful_coordinates_are_told(make, lines, latitude, longitude, cells):
    lines["sites"][1] = f"huye,Huye,Rwanda,South,{latitude},{longitude},381900"
    problems = make(**lines).problems
    assert {problem.cell: problem.severity for problem in problems} == cells


@pytest.mark.parametrize("other", [None, "-3.7,128.2"])
def test_a_latitude_beyond_90_is_a_swap_where_the_exchanged_place_may_be_right(make, lines, other):
    lines["sites"][1] = "huye,Ambon,Indonesia,,129.7,-2.59,"
    if other is not None:
        lines["sites"].append(f"goma,Seram,Indonesia,,{other},")
        lines["components"].append("goma,stem,Stem removal,core,,yes,")
    error, warning = make(**lines).problems
    assert (error.cell, warning.cell, warning.found) == ("E2", "F2", "-2.59")
    assert "probably swapped" in warning.advice


@pytest.mark.parametrize("name", ["con", "PRN", "Aux", "nul", "COM1", "lpt9", "con.2", "huye."])
def test_a_site_that_windows_can_make_no_folder_of_is_refused(make, lines, name):
    lines = {
        table: [line.replace("huye,", f"{name},") for line in rows] for table, rows in lines.items()
    }
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.found) == ("sites.csv", "A2", name)
    assert "-site" in problem.advice
    assert project.ready == ("kibuye",)


@pytest.mark.parametrize("name", ["congo", "com10", "com", "lpt0", "nulled"])
def test_a_site_that_only_begins_like_a_device_is_right(make, lines, name):
    lines = {
        table: [line.replace("huye,", f"{name},") for line in rows] for table, rows in lines.items()
    }
    assert make(**lines).problems == ()


def test_swapped_coordinates_show_beside_the_countrys_other_sites(make, lines):
    for number, latitude in enumerate(["-1.9", "-2.1", "-2.3", "29.6"]):
        longitude = "-1.9" if latitude == "29.6" else "29.5"
        lines["sites"].append(f"s{number},S{number},Rwanda,,{latitude},{longitude},")
        lines["components"].append(f"s{number},stem,Stem removal,core,,yes,")
    (problem,) = make(**lines).problems
    assert (problem.cell, problem.found, problem.severity) == ("E7", "29.6", "warning")
    assert "probably swapped" in problem.advice


@pytest.mark.parametrize(
    ("site", "better"),
    [
        ("assets", "assets-site"), ("scenarios", "scenarios-site"),
        ("Index.html", "Index-site-html"), ("run.json", "run-site-json"),
        ("plan.csv", "plan-site-csv"), ("1-a.ipynb", "1-a-site-ipynb"),
    ],
)  # fmt: skip
def test_a_site_is_not_called_as_a_file_beside_the_reports(make, lines, site, better):
    renamed = {
        name: [row.replace("kibuye,", f"{site},") for row in rows] for name, rows in lines.items()
    }
    project = make(**renamed)
    (problem,) = project.problems
    assert (problem.site, project.ready) == (site, ("huye",))
    assert f"'{better}'" in problem.advice


def test_a_site_is_not_called_longer_than_a_folder_can_be(make, lines):
    long = "k" * 101
    renamed = {
        name: [row.replace("kibuye,", f"{long},") for row in rows] for name, rows in lines.items()
    }
    project = make(**renamed)
    assert [problem.found for problem in project.problems] == [f"{'k' * 20}… (101 letters)"]
    assert project.ready == ("huye",)
    fitting = {
        name: [row.replace(long, long[1:]) for row in rows] for name, rows in renamed.items()
    }
    assert make(**fitting).ready == ("huye", long[1:])


@pytest.mark.parametrize(
    ("country", "latitude", "longitude", "cell", "advice"),
    [
        ("Tanzania", "4.88", "29.63", "E2", "If it lies south of the equator, write -4.88."),
        ("Peru", "-13.5", "72", "F2", "If it lies west of Greenwich, write -72."),
        ("Tanzania", "29.63", "-4.88", "E2",
         "Latitude and longitude are probably swapped; exchange the two."),
        ("Rwanda", "48.85", "2.35", "E2", "Correct the coordinates, or the country (57° away)."),
    ],
)  # fmt: skip
def test_a_place_outside_its_country_is_told(
    make, lines, country, latitude, longitude, cell, advice
):
    lines["sites"][1] = f"huye,Huye,{country},,{latitude},{longitude},"
    project = make(**lines)
    (problem,) = project.problems
    assert (problem.cell, problem.advice, problem.severity) == (cell, advice, "warning")
    assert problem.expected == f"a place in {country}"
    assert "huye" in project.ready


@pytest.mark.parametrize("country", ["Atlantis", "rwanda", "RWANDA"])
def test_a_country_without_outline_or_in_other_capitals_is_no_problem(make, lines, country):
    lines["sites"][1] = lines["sites"][1].replace("Rwanda", country)
    assert make(**lines).problems == ()
