import pytest

COSTS = (
    "site,line,title,activity,category,period,quantity,unit_cost,currency,kind,determined,basis,"
    "shared"
)
RATES = ("currency,date,per_base,source", "UGX,2026-03-02,2.55,Bank")
SETTINGS = (
    "title: T\nframework: ipsr\ncurrency: RWF\nas_of: 2026-03-31\nplan: {start: 2026-04-01}\n"
)
TASKS = ("site,activity,title,likely,high", "huye,A1,Nursery,20,40")
CELLS = {name: place for place, name in enumerate(COSTS.split(","))}


def line(name="L1", site="huye", **values):
    """One budget line: the right one, with what is given."""
    cells = {
        "site": site, "line": name, "title": "Seed", "category": "consumables", "quantity": "10",
        "unit_cost": "2.5", "currency": "RWF", "kind": "cash", **values,
    }  # fmt: skip
    return ",".join(str(cells.get(name, "")) for name in CELLS)


def cell(column, row=2):
    return f"{chr(ord('A') + CELLS[column])}{row}"


@pytest.fixture
def budget(make):
    def read(*lines, settings=SETTINGS, rates=RATES, activities=TASKS, **tables):
        return make(settings, costs=[COSTS, *lines], rates=rates, activities=activities, **tables)

    return read


def test_a_budget_that_is_right_makes_no_problem(budget):
    rows = (
        line(),
        line("L2", currency="UGX", activity="A1", period="2026-Q2"),
        line("L3", quantity="", unit_cost="", determined="no"),
        line("L4", kind="in-kind", basis="district rate", period="2026"),
        line("L5", shared="p1"),
        line("L6", shared="p1", quantity="5", unit_cost="5.00"),
    )
    assert budget(*rows).problems == ()


@pytest.mark.parametrize(
    ("values", "column", "found", "said"),
    [
        ({"currency": "rwf"}, "currency", "rwf", "Write RWF."),
        ({"currency": "RWX"}, "currency", "RWX", "Look the code up."),
        ({"currency": "KES"}, "currency", "KES", "Add a row to rates: how many KES one RWF costs"),
        ({"quantity": "-2"}, "quantity", "-2", "Correct the number."),
        ({"unit_cost": "TBD"}, "unit_cost", "TBD", "Leave the amount blank"),
        ({"unit_cost": "RWF 50"}, "unit_cost", "RWF 50", "Write the number alone: 50."),
        ({"period": "Q3 2026"}, "period", "Q3 2026", "one of these forms"),
        ({"period": "2025"}, "period", "2025", "Correct the period"),
        ({"period": "2031-Q1"}, "period", "2031-Q1", "Correct the period"),
        ({"activity": "A7"}, "activity", "A7", "Add it to activities"),
        ({"category": "indirect"}, "category", "indirect", ""),
        ({"kind": "barter"}, "kind", "barter", "Choose one of them."),
        ({"shared": "a b"}, "shared", "a b", "a-b"),
    ],
)
def test_each_wrong_cell_is_told_and_the_other_sites_run(budget, values, column, found, said):
    project = budget(line(**values))
    errors = [problem for problem in project.problems if problem.severity == "error"]
    (problem,) = errors
    assert (problem.file, problem.cell, problem.found) == ("costs.csv", cell(column), found)
    assert said in problem.advice
    assert (problem.site, project.ready) == ("huye", ("kibuye",))


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"currency": ""}, "currency"),
        ({"quantity": ""}, "quantity"),
        ({"unit_cost": ""}, "unit_cost"),
        ({"quantity": "", "unit_cost": "", "currency": ""}, "quantity"),
        ({"kind": "in-kind"}, "basis"),
    ],
)
def test_what_is_open_without_a_word_is_a_warning(budget, values, column):
    project = budget(line(**values))
    assert [(problem.cell, problem.severity) for problem in project.problems] == [
        (cell(column), "warning")
    ]
    assert project.ready == ("huye", "kibuye")


def test_one_unknown_currency_on_many_lines_is_told_once_and_stops_all_their_sites(budget):
    rows = (line(currency="XYZ"), line("L2", currency="XYZ"), line(site="kibuye", currency="XYZ"))
    project = budget(*rows)
    (problem,) = project.problems
    assert (problem.cell, problem.found) == (cell("currency"), "XYZ")
    assert problem.advice.endswith("Also rows 3 to 4.")
    assert project.ready == ()


@pytest.mark.parametrize(
    ("rates", "settings", "told"),
    [
        (("UGX,2026-04-15,2.55,Bank",), SETTINGS.replace("2026-03-31", "2026-05-31"), False),
        (("UGX,2026-04-15,2.55,Bank",), f"{SETTINGS}budget: {{rate_date: 2026-03-02}}\n", True),
        (
            ("UGX,2026-03-02,2.5,Bank", "UGX,2026-03-15,2.6,Bank"),
            f"{SETTINGS}budget: {{rate_date: 2026-03-02}}\n",
            False,
        ),
    ],
)
def test_a_rate_counts_up_to_the_day_whose_rates_hold(budget, rates, settings, told):
    project = budget(line(currency="UGX"), rates=(RATES[0], *rates), settings=settings)
    errors = [problem for problem in project.problems if problem.severity == "error"]
    assert [problem.cell for problem in errors] == ([cell("currency")] if told else [])
    if told:
        assert "the first in rates is of 2026-04-15" in errors[0].expected


@pytest.mark.parametrize(
    ("row", "cell", "severity"),
    [
        ("UGS,2026-03-02,2.55,Bank", "A2", "error"),
        ("UGX,2026-03-02,0,Bank", "C2", "error"),
        ("UGX,2026-03-02,,Bank", "C2", "error"),
        ("UGX,02/03/2026,2.55,Bank", "B2", "error"),
        ("RWF,2026-03-02,1,Bank", "A2", "warning"),
        ("UGX,2026-06-02,2.55,Bank", "B2", "warning"),
    ],
)
def test_each_wrong_rate_is_told(budget, row, cell, severity):
    (problem,) = budget(line(), rates=(RATES[0], row)).problems
    assert (problem.file, problem.cell, problem.severity) == ("rates.csv", cell, severity)


@pytest.mark.parametrize(("day", "severity"), [("2026-04-15", "warning"), ("2028-01-01", "error")])
def test_rates_of_a_day_after_the_plan_has_begun_are_told(budget, day, severity):
    project = budget(line(), settings=f"{SETTINGS}budget: {{rate_date: {day}}}\n")
    (problem,) = project.problems
    assert (problem.file, problem.column) == ("project.yaml", "budget.rate_date")
    assert (problem.found, problem.severity) == (day, severity)


def test_receipts_and_sources_need_currencies_and_rates_too(budget):
    project = budget(
        line(),
        funding=["site,source,title,profile,amount,currency,firm", "huye,g,Grant,,5,,sure"],
        receipts=["site,source,date,amount,currency", "huye,g,2026-03-02,5,KES"],
    )
    assert {(problem.file, problem.cell, problem.severity) for problem in project.problems} == {
        ("funding.csv", "G2", "error"),
        ("funding.csv", "F2", "warning"),
        ("receipts.csv", "E2", "error"),
    }


def test_a_profile_that_nobody_wrote_is_refused(budget):
    head = "site,source,title,profile"
    (problem,) = budget(line(), funding=[head, "huye,g,Grant,horizon-europ"]).problems
    assert problem.advice == "Did you mean 'horizon-europe'?"


def test_one_amount_on_several_rows_has_to_be_the_same(budget):
    rows = (
        line(shared="p1"),
        line(site="kibuye", shared="p1", quantity="11"),
        line("L3", shared="p1", currency="UGX"),
        line("L4", shared="p2", quantity="11"),
    )
    first, second = budget(*rows).problems
    assert (first.cell, first.found, first.severity) == (
        cell("unit_cost", 3),
        "27.5 RWF",
        "warning",
    )
    assert first.expected.startswith("25 RWF, as in row 2")
    assert (second.cell, second.found) == (cell("unit_cost", 4), "25 UGX")


def test_amounts_without_a_base_currency_are_told_once(budget):
    settings = SETTINGS.replace("currency: RWF\n", "")
    (problem,) = budget(line(), line("L2"), settings=settings).problems
    assert (problem.file, problem.column) == ("project.yaml", "currency")
    assert problem.severity == "warning"


def test_a_plan_without_durations_has_no_end_to_hold_a_period_against(budget):
    tasks = ["site,activity,title,likely", "huye,A1,Nursery,"]
    problems = budget(line(period="2031"), activities=tasks).problems
    assert [problem.file for problem in problems] == ["activities.csv"]


def test_lags_and_seasons_move_the_latest_end(budget):
    late = line(period="2028-Q1")
    assert [problem.found for problem in budget(late).problems] == ["2028-Q1"]
    tasks = ["site,activity,title,likely,after", "huye,A1,N,20,", "huye,A2,N,20,A1 FS+500"]
    assert budget(late, activities=tasks).problems == ()
    season = ["site,season,title,first,last,kind", "huye,s,Rain,2026-05-01,2028-05-01,holiday"]
    assert budget(late, seasons=season).problems == ()


def test_a_currency_in_small_letters_is_one_line(make, lines):
    costs = [
        "site,line,title,category,quantity,unit_cost,currency",
        "huye,L1,Seed,supplies,1,2,USD",
    ]
    settings = "title: Banana wilt\nframework: ipsr\ncurrency: usd\n"
    told = [
        one for one in make(settings, **lines, costs=costs).problems if one.file == "project.yaml"
    ]
    assert [one.advice for one in told] == ["Write USD."]
