import pytest

ACTORS = "site,actor,name,lead,mandatory,excluded"
TIES = "site,source,target,layer,strength,reported_by,round"


@pytest.fixture
def meet(make, lines):
    """A project with two actors at huye, and the ties given."""

    def read(*ties, actors=("huye,rab,Board,yes,,", "huye,coop,Coop,,,"), **tables):
        lines.update(actors=[ACTORS, *actors], ties=[TIES, *ties], **tables)
        del lines["capacities"]
        return make(**lines, capacities=None)

    return read


@pytest.mark.parametrize(
    ("tie", "cell", "found", "said"),
    [
        ("huye,rab,cop,knowledge,0.5,,1", "C2", "cop", "Did you mean 'coop'?"),
        ("huye,rab,rab,knowledge,0.5,,1", "C2", "rab", "Correct the actor"),
        ("huye,rab,coop,knowledge,1.5,,1", "E2", "1.5", "A share runs from 0 to 1"),
        ("huye,rab,coop,knowledge,-1,,1", "E2", "-1", "Correct the number."),
        ("huye,rab,coop,gossip,0.5,,1", "D2", "gossip", "Choose one of them."),
    ],
)
def test_each_wrong_tie_is_told_and_the_other_sites_run(meet, tie, cell, found, said):
    project = meet(tie)
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.found) == ("ties.csv", cell, found)
    assert said in problem.advice
    assert project.ready == ("kibuye",)


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("rab,coop,collaboration,0.5,,1", "coop,rab,collaboration,0.7,,1", True),
        ("rab,coop,collaboration,0.5,,1", "coop,rab,collaboration,0.5,,1", False),
        ("rab,coop,collaboration,0.5,,1", "coop,rab,collaboration,,,1", False),
        ("rab,coop,knowledge,0.5,,1", "coop,rab,knowledge,0.7,,1", False),
        ("rab,coop,collaboration,0.5,,1", "coop,rab,implementation,0.7,,1", False),
        ("rab,coop,collaboration,0.5,,1", "coop,rab,collaboration,0.7,,2", False),
        ("rab,coop,collaboration,0.5,rab,1", "coop,rab,collaboration,0.7,coop,1", False),
        ("rab,coop,collaboration,0.5,rab,1", "coop,rab,collaboration,0.7,rab,1", True),
    ],
)
def test_one_mutual_tie_with_two_strengths_is_a_warning(meet, first, second, told):
    problems = meet(f"huye,{first}", f"huye,{second}").problems
    assert [problem.cell for problem in problems] == (["E3"] if told else [])
    for problem in problems:
        assert problem.severity == "warning"
        assert problem.expected.startswith("0.5, as in row 2")


def test_an_actor_cannot_be_mandatory_and_excluded(meet):
    project = meet(actors=("huye,rab,Board,yes,,", "huye,coop,Coop,,yes,yes"))
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.severity) == ("actors.csv", "F3", "error")
    assert project.ready == ("kibuye",)


def test_several_leads_at_one_site_are_a_warning(meet):
    actors = ("huye,rab,Board,yes,,", "huye,coop,Coop,yes,,", "kibuye,rab,Board,yes,,")
    (problem,) = meet(actors=actors).problems
    assert (problem.cell, problem.severity) == ("D3", "warning")
    assert "rab leads here" in problem.expected


def test_an_excluded_actor_with_work_to_do_is_a_warning(meet):
    project = meet(
        actors=("huye,rab,Board,yes,,", "huye,coop,Coop,,,yes"),
        activities=["site,activity,title,likely,responsible", "huye,A1,Nursery,5,coop"],
        costs=["site,line,title,category,kind,partner,determined", "huye,L1,X,other,cash,coop,no"],
        partnerships=["site,actor,modality,reason", "huye,coop,mou,asked"],
    )
    assert {(problem.file, problem.cell) for problem in project.problems} == {
        ("activities.csv", "E2"),
        ("costs.csv", "F2"),
        ("partnerships.csv", "B2"),
    }
    assert {problem.severity for problem in project.problems} == {"warning"}


@pytest.mark.parametrize(
    ("table", "head", "line", "cell"),
    [
        ("needs", "site,component,need,pooling,weight", "huye,seed,0,best,1", "C2"),
        ("needs", "site,component,need,pooling,weight", "huye,seed,1,pool,1", "D2"),
        ("needs", "site,component,need,pooling,weight", "huye,seed,1,add,-1", "E2"),
        ("targets", "site,actor,weight", "huye,nobody,1", "B2"),
        ("targets", "site,actor,weight", "huye,coop,0", "C2"),
        ("forums", "site,forum,name,convener", "huye,f1,Forum,nobody", "D2"),
        ("memberships", "site,forum,actor", "huye,f1,coop", "B2"),
        ("partnerships", "site,actor,modality,reason", "huye,coop,handshake,asked", "C2"),
        ("partnerships", "site,actor,modality,reason", "huye,coop,mou,", "D2"),
    ],
)
def test_tables_of_partners_are_checked_by_their_columns(meet, table, head, line, cell):
    project = meet(**{table: [head, line]})
    (problem,) = project.problems
    assert (problem.file, problem.cell, problem.severity) == (f"{table}.csv", cell, "error")
    assert project.ready == ("kibuye",)
