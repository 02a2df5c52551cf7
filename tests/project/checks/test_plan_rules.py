import pytest

TASKS = "site,activity,title,after,low,likely,high,earliest,deadline,milestone,staff,people"
STAFF = ("site,staff,title,people", "huye,agent,Agents,4")
SETTINGS = "title: T\nframework: ipsr\ncurrency: RWF\nplan: {start: 2026-04-01}\n"


def tasks(**after):
    """Tasks of one plan with their predecessors."""
    return [TASKS, *(f"huye,{name},Task,{text},,5,,,,,," for name, text in after.items())]


def test_a_plan_that_is_right_makes_no_problem(make):
    rows = tasks(A1="", A2="A1", A3="A1 SS+3; A2 FF-2", A4="a task", **{"A-5": "A1"})
    rows[4] = "huye,A4,Done,A3,,,,2026-05-01,2026-05-01,yes,agent,4"
    assert make(SETTINGS, activities=rows, staff=STAFF).problems == ()


@pytest.mark.parametrize(
    ("after", "found", "expected", "advice"),
    [
        ("A9", "A9", "a task of huye", "Add it to activities"),
        ("B7", "B7", "a task of huye", "Add it to activities"),
        ("A1 XX", "A1 XX", "tasks separated by ;", "Name the task, then FS"),
        ("A1 A2", "A1 A2", "tasks separated by ;", "Write 'A1; A2'."),
        ("A1 +5", "A1 +5", "tasks separated by ;", "Write 'A1 FS+5'."),
        ("A1; ->A2", "->A2", "tasks separated by ;", "Name the task"),
    ],
)
def test_predecessors_that_lead_nowhere_are_told(make, after, found, expected, advice):
    project = make(activities=tasks(A1="", A2="A1", A3=after))
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.found) == ("activities.csv", "D4", found)
    assert problem.expected.startswith(expected)
    assert advice in problem.advice
    assert project.ready == ("kibuye",)
    assert project.table("activities")["after"].isna().tolist() == [True, False, True]


def test_a_circle_is_named_task_by_task(make):
    project = make(activities=tasks(A1="A3", A2="A1", A3="A2 SS", A4="A4", A5="A1"))
    first, second = project.problems
    assert (first.cell, first.found) == ("D2", "A1 → A2 → A3 → A1")
    assert (second.cell, second.found) == ("D5", "A4 → A4")
    assert project.ready == ("kibuye",)


def test_tasks_of_another_site_are_no_predecessors(make):
    rows = [*tasks(A1=""), "kibuye,A2,Task,A1,,5,,,,,,"]
    (problem,) = make(activities=rows).problems
    assert (problem.cell, problem.site) == ("D3", "kibuye")


@pytest.mark.parametrize(
    ("row", "cell", "severity"),
    [
        ("huye,A1,Task,,-2,,,,,,,", "E2", "error"),
        ("huye,A1,Task,,,5 days,,,,,,", "F2", "error"),
        ("huye,A1,Task,,,5,,2026-06-01,2026-05-01,,,", "I2", "error"),
        ("huye,A1,Task,,,5,,2026-06-31,,,,", "H2", "error"),
        ("huye,A1,Task,,,5,,,2026-03-01,,,", "I2", "warning"),
        ("huye,A1,Task,,,,,,,,,", "F2", "warning"),
        ("huye,A1,Task,,,5,,,,yes,,", "J2", "warning"),
        ("huye,A1,Task,,,5,,,,,nobody,", "K2", "error"),
        ("huye,A1,Task,,,5,,,,,agent,6", "L2", "warning"),
        ("huye,A1,Task,,,5,,,,,agent,-6", "L2", "error"),
    ],
)
def test_each_wrong_cell_of_a_task_is_told(make, row, cell, severity):
    project = make(SETTINGS, activities=[TASKS, row], staff=STAFF)
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.severity) == ("activities.csv", cell, severity)
    assert problem.site == "huye"
    assert "kibuye" in project.ready


def test_a_season_cannot_end_before_it_begins(make):
    head = "site,season,title,first,last,kind"
    rows = ["huye,s1,Planting,2026-09-15,2026-09-15,no-fieldwork"]
    assert make(seasons=[head, *rows]).problems == ()
    rows.append("huye,s2,Planting,2026-09-15,2026-09-14,no-fieldwork")
    rows.append("huye,s3,Planting,2026-09-15,2026-09-20,rain")
    project = make(seasons=[head, *rows])
    assert [problem.cell for problem in project.problems] == ["E3", "F4"]


def test_a_plan_without_end_is_refused_at_the_task_that_passes_it(make, lines):
    head = "site,activity,title,responsible,after,likely,earliest"
    chain = [f"huye,A{n},Task {n},rab,{f'A{n - 1}' if n else ''},9000," for n in range(8)]
    project = make(**lines, activities=[head, *chain, "kibuye,B,Late,rab,,5,2199-01-01"])
    told = [one for one in project.problems if one.severity == "error"]
    assert [one.cell for one in told] == ["F6", "F10"]
    assert project.ready == ()
    short = [row.replace(",9000,", ",90,") for row in chain]
    assert make(**lines, activities=[head, *short]).ready == ("huye", "kibuye")


def test_a_task_takes_no_longer_than_a_working_life(make, lines):
    head = "site,activity,title,responsible,likely"
    project = make(**lines, activities=[head, "huye,A,Task,rab,1e15"])
    (problem,) = [one for one in project.problems if one.severity == "error"]
    assert problem.expected == "a number from 0 to 10000 (working days)"
