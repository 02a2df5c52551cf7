import pytest

OPTIONS = (
    "site,proposal,component,option,feasible,why,substitute,brings,to_site,executor,"
    "change_date,change_source,new_ambition,assets,told,cost,success,readiness_after"
)
PLACES = {name: place for place, name in enumerate(OPTIONS.split(","))}
DECISIONS = "site,decision,component,proposal,option,date,by,reason,package,replaces"
SCORED = (
    "huye,leaf,1,2026-03-14,A1,workshop,5,3,E2,",
    "kibuye,seed,1,2026-03-14,A1,workshop,3,2,E9,",
    "huye,seed,2,2026-03-14,A1,workshop,3,2,E9,",
)


def option(key, kind, /, site="huye", proposal="p1", **values):
    """One row of options: the right one for a bottleneck, with what is given."""
    cells = {"site": site, "proposal": proposal, "component": key, "option": kind, **values}
    return ",".join(str(cells.get(name, "")) for name in PLACES)


def cell(column, row=2):
    return f"{chr(ord('A') + PLACES[column])}{row}"


@pytest.fixture
def weigh(make, lines):
    """A project with a scored candidate beside the package, and the options given."""

    def read(*rows, scores=SCORED, **tables):
        lines["components"].append("huye,leaf,Leaf test,complementary,access,no,")
        lines["scores"] += scores
        lines["evidence"] += (
            "huye,E2,leaf,readiness,Trial,9,weak,",
            "kibuye,E9,seed,readiness,Trial,3,weak,",
        )
        return make(**lines, options=[OPTIONS, *rows], **tables)

    return read


RIGHT = (
    option("seed", "substitute", substitute="leaf"),
    option("seed", "outsource", proposal="p2", executor="coop", readiness_after=6),
    option("seed", "relocate", proposal="p3", to_site="kibuye"),
    option("seed", "reorient", proposal="p4", new_ambition="fewer"),
    option("seed", "postpone", proposal="p5", change_date="2027-01-01", change_source="law"),
    option("seed", "develop", proposal="p6", feasible="no", why="no staff"),
    option("seed", "stop", proposal="p7"),
)


def test_options_that_are_right_make_no_problem(weigh):
    assert weigh(*RIGHT).problems == ()


@pytest.mark.parametrize(
    ("row", "column", "found", "said"),
    [
        (option("weed", "stop"), "component", "weed", "Did you mean 'seed'?"),
        (option("seed", "outsorce"), "option", "outsorce", "Did you mean 'outsource'?"),
        (option("seed", "stop", cost="-5"), "cost", "-5", "Correct the number."),
        (option("seed", "stop", success="1.2"), "success", "1.2", "A share runs from 0 to 1"),
        (option("seed", "stop", readiness_after="12"), "readiness_after", "12", "level"),
        (option("seed", "substitute", substitute="leef"), "substitute", "leef", "'leaf'"),
        (option("leaf", "substitute", substitute="leaf"), "substitute", "leaf", "replaces"),
        (option("seed", "relocate", to_site="huye"), "to_site", "huye", "move to"),
        (option("seed", "relocate", to_site="goma"), "to_site", "goma", "Add it to sites"),
        (option("seed", "outsource", executor="cop", readiness_after=6), "executor", "cop", "coop"),
        (option("seed", "stop", feasible="perhaps"), "feasible", "perhaps", "yes or no"),
    ],
)
def test_each_wrong_cell_is_told_and_the_other_sites_run(weigh, row, column, found, said):
    project = weigh(row)
    errors = [problem for problem in project.problems if problem.severity == "error"]
    (problem,) = errors
    assert (problem.file, problem.row, problem.cell) == ("options.csv", 2, cell(column))
    assert (problem.found, problem.site) == (found, "huye")
    assert said in problem.advice
    assert project.ready == ("kibuye",)


@pytest.mark.parametrize("missing", ["readiness", "use", "row", "projected"])
def test_a_substitute_without_scores_is_refused(weigh, missing):
    score = {
        "readiness": "huye,leaf,1,2026-03-14,A1,workshop,,3,E2,",
        "use": "huye,leaf,1,2026-03-14,A1,workshop,5,,E2,",
        "row": "huye,seed,3,2026-03-14,A1,workshop,5,3,E9,",
        "projected": "huye,leaf,1,2026-03-14,A1,projected,5,3,E2,",
    }[missing]
    project = weigh(RIGHT[0], scores=(score, *SCORED[1:]))
    errors = [problem for problem in project.problems if problem.severity == "error"]
    (problem,) = errors
    assert (problem.cell, problem.found) == (cell("substitute"), "leaf")
    assert "needed = no" in problem.advice
    assert project.table("options")["substitute"].isna().all()


def test_a_substitute_that_is_ruled_out_needs_no_scores(weigh):
    row = option("seed", "substitute", substitute="leaf", feasible="no", why="too dear")
    assert weigh(row, scores=SCORED[1:]).problems == ()


def test_what_an_option_brings_has_to_be_scored_too(weigh):
    row = option("seed", "substitute", substitute="leaf", brings="leaf")
    problems = weigh(row, scores=SCORED[1:]).problems
    assert {problem.cell for problem in problems} == {cell("substitute"), cell("brings")}
    assert {problem.found for problem in problems} == {"leaf"}


def test_what_an_option_brings_may_be_part_of_the_package(weigh):
    assert weigh(option("seed", "substitute", substitute="leaf", brings="leaf")).problems == ()


def test_moves_in_a_circle_are_told_with_the_way_round(weigh):
    there = option("seed", "relocate", to_site="kibuye")
    back = option("seed", "relocate", site="kibuye", to_site="huye")
    project = weigh(there, back)
    first, second = project.problems
    assert (first.cell, second.cell) == (cell("to_site"), cell("to_site", 3))
    assert first.advice.startswith("huye → kibuye → huye is a circle")
    assert second.advice.startswith("kibuye → huye → kibuye is a circle")
    assert project.ready == ()


def test_a_move_back_that_is_ruled_out_makes_no_circle(weigh):
    there = option("seed", "relocate", to_site="kibuye")
    back = option("seed", "relocate", site="kibuye", to_site="huye", feasible="no", why="mandate")
    assert weigh(there, back).problems == ()


def test_a_move_to_a_site_without_levels_is_a_warning(make, lines):
    del lines["scores"][4]
    (problem,) = make(
        **lines, options=[OPTIONS, option("seed", "relocate", to_site="kibuye")]
    ).problems
    assert (problem.cell, problem.severity) == (cell("to_site"), "warning")


@pytest.mark.parametrize(
    ("row", "columns"),
    [
        (option("seed", "substitute"), ["substitute"]),
        (option("seed", "outsource", readiness_after=5), ["executor"]),
        (option("seed", "develop"), ["readiness_after"]),
        (option("seed", "relocate"), ["to_site"]),
        (option("seed", "reorient"), ["new_ambition"]),
        (option("seed", "postpone"), ["change_date", "change_source"]),
        (option("seed", "develop", feasible="no"), ["why"]),
    ],
)
def test_what_an_option_still_needs_is_a_warning(weigh, row, columns):
    project = weigh(row)
    assert [problem.cell for problem in project.problems] == [cell(name) for name in columns]
    assert {problem.severity for problem in project.problems} == {"warning"}
    assert "huye" in project.ready


def test_one_thing_that_many_rows_lack_is_one_line_for_each_site(weigh):
    rows = [option("seed", "develop", proposal=f"p{number}") for number in range(3)]
    (problem,) = weigh(*rows).problems
    assert problem.advice.endswith("Also rows 3 to 4.")


@pytest.mark.parametrize(
    ("decision", "places", "severity"),
    [
        ("huye,D1,seed,p1,substitute,2026-03-20,team,why,0123456789ab,", [], ""),
        ("huye,D1,seed,p9,substitute,2026-03-20,team,why,,", ["D2"], "error"),
        ("huye,D1,seed,,substitute,2026-03-20,team,why,,", ["D2"], "warning"),
        ("huye,D1,stem,p1,substitute,2026-03-20,team,why,,", ["C2"], "error"),
        ("huye,D1,seed,p1,develop,2026-03-20,team,why,,", ["E2"], "error"),
        ("huye,D1,seed,p6,develop,2026-03-20,team,why,,", ["D2"], "warning"),
        ("huye,D1,seed,p7,stop,2026-03-20,team,why,,", ["D2"], "warning"),
        ("huye,D1,seed,p1,substitute,2026-03-20,team,why,0123,", ["I2"], "error"),
        ("huye,D1,seed,p1,substitute,2026-03-20,team,why,0123456789AB,", ["I2"], "error"),
        ("huye,D1,seed,p1,substitute,2026-03-20,team,why,,D1", ["J2"], "error"),
        ("huye,D1,seed,p1,substitute,2026-03-20,team,why,,D0", ["J2"], "error"),
        ("huye,D1,seed,p1,substitute,soon,team,why,,", ["F2"], "error"),
    ],
)
def test_decisions_are_held_against_the_options(weigh, decision, places, severity):
    project = weigh(*RIGHT, decisions=[DECISIONS, decision])
    assert [problem.cell for problem in project.problems] == places
    assert {problem.severity for problem in project.problems} <= {severity}
    assert "kibuye" in project.ready


def test_decisions_that_replace_each_other_in_a_circle_are_refused(weigh):
    rows = [
        f"huye,D{one},seed,p1,substitute,2026-03-20,team,why,,D{other}"
        for one, other in ((1, 2), (2, 1), (3, 1))
    ]
    project = weigh(*RIGHT, decisions=[DECISIONS, *rows])
    assert [problem.cell for problem in project.problems] == ["J2", "J3"]


def test_a_fingerprint_of_a_strategy_is_checked_too(make):
    head = "site,version,state,date,by,fingerprint"
    (problem,) = make(strategies=[head, "huye,1,draft,2026-03-14,team,draft one"]).problems
    assert (problem.file, problem.cell) == ("strategies.csv", "F2")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("huye,seed,needid,yes,2026-03-14", "C2"),
        ("huye,seed,needed,maybe,2026-03-14", "D2"),
        ("huye,weed,needed,yes,2026-03-14", "B2"),
        ("huye,seed,needed,yes,", "E2"),
    ],
)
def test_answers_in_the_decision_tree_are_checked_by_their_columns(make, line, place):
    head = "site,component,question,answer,date"
    (problem,) = make(answers=[head, line]).problems
    assert (problem.file, problem.cell, problem.severity) == ("answers.csv", place, "error")
