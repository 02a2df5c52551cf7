import pytest

OPTIONS = "site,proposal,component,option,cost_low,cost,cost_high,success_low,success,success_high"
TASKS = "site,activity,title,low,likely,high"
ROLLOUT = "site,low,likely,high,cost,cost_high"
COSTS = "site,line,title,category,kind,currency,quantity_low,quantity,quantity_high,unit_cost"


@pytest.mark.parametrize(
    ("values", "cell", "found", "said"),
    [
        ("20,10,30,,,", "E2", "20", "up to 10, the value of cost"),
        ("5,10,8,,,", "G2", "8", "from 10, the value of cost"),
        ("5,,3,,,", "E2", "5", "up to 3, the value of cost_high"),
        (",,,0.5,0.4,0.9", "H2", "0.5", "up to 0.4, the value of success"),
        (",,,,0.9,0.7", "J2", "0.7", "from 0.9"),
    ],
)
def test_an_option_out_of_order_is_told_at_the_bound(make, values, cell, found, said):
    project = make(options=[OPTIONS, f"huye,p1,seed,stop,{values}"])
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.found) == ("options.csv", cell, found)
    assert said in problem.expected
    assert (problem.severity, problem.site) == ("error", "huye")
    assert project.ready == ("kibuye",)
    assert project.table("options")[problem.column].isna().all()


def test_equal_bounds_and_blanks_are_in_order(make):
    rows = ["huye,p1,seed,stop,5,5,5,,0.4,", "huye,p2,seed,stop,,,7,0.1,,0.1"]
    assert make(options=[OPTIONS, *rows]).problems == ()


def test_all_three_out_of_order_are_two_bounds(make):
    problems = make(activities=[TASKS, "huye,A1,Nursery,9,5,1"]).problems
    assert [problem.cell for problem in problems] == ["D2", "F2"]


def test_amounts_are_compared_as_numbers_and_not_as_text(make):
    line = "huye,L1,Seed,consumables,cash,RWF,9,10,100,1"
    assert make(costs=[COSTS, line]).problems == ()
    (problem,) = make(costs=[COSTS, line.replace(",9,10", ",10.01,10")]).problems
    assert (problem.cell, problem.found) == ("G2", "10.01")


@pytest.mark.parametrize(
    ("values", "cell", "said"),
    [
        ("5,4,8,,", "B2", "up to 4, the value of likely"),
        ("3,4,2,,", "D2", "from 4, the value of likely"),
        (",4,,900,800", "F2", "from 900, the value of cost"),
    ],
)
def test_a_roll_out_out_of_order_is_told_at_the_bound(make, values, cell, said):
    (problem,) = make(rollout=[ROLLOUT, f"huye,{values}"]).problems
    assert (problem.file, problem.cell) == ("rollout.csv", cell)
    assert said in problem.expected
