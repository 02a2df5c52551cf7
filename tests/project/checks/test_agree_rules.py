import pytest

SETTINGS = "title: T\nframework: ipsr\ncurrency: RWF\nas_of: 2026-03-14\n"
RIGHT = {
    "stakeholders": (
        "site,party,name,actor,role,date",
        "huye,union,Growers' union,coop,required,2026-03-01",
        "huye,board,Agriculture Board,rab,required,2026-03-01",
        "huye,shop,Shop,,affected,2026-03-01",
    ),
    "meetings": (
        "site,meeting,kind,date,planned",
        "huye,W1,workshop,2026-03-10,",
        "huye,W2,workshop,2026-03-20,yes",
    ),
    "participants": (
        "site,meeting,party,presence",
        "huye,W1,union,in person",
        "huye,W1,board,proxy",
        "huye,W1,shop,absent",
    ),
    "resolutions": (
        "site,meeting,item,text,owner,due,done",
        "huye,W1,1,Print it,union,2026-03-12,2026-03-11",
    ),
    "options": (
        "site,proposal,component,option,cost,months,description,implementer,effect_readiness",
        "huye,seed-1,seed,improve,1000,6,x,rab,5",
        "huye,seed-2,seed,improve,2000,6,y,rab,5",
    ),
    "proposals": (
        "site,proposal,version,title,decides,date,by",
        "huye,P1,1,Seed,seed-1,2026-03-05,team",
        "huye,P1,2,Seed and land,seed-1,2026-03-09,team",
    ),
    "rounds": (
        "site,round,date,closes,rule,share",
        "huye,0,2026-03-02,,support,0.75",
        "huye,1,2026-03-09,2026-03-10,,",
    ),
    "positions": (
        "site,round,proposal,version,party,gradient,date",
        "huye,1,P1,2,union,2,2026-03-10",
        "huye,1,P1,2,board,3,2026-03-10",
    ),
    "objections": (
        "site,objection,proposal,version,party,date,reason,state",
        "huye,O1,P1,1,union,2026-03-10,Floods,integrated",
    ),
    "pledges": (
        "site,pledge,party,what,kind,low,amount,high,currency,firmness,date,expires",
        "huye,G1,board,Agents,in-kind,100,200,300,RWF,written,2026-03-10,2026-12-31",
    ),
    "ballots": (
        "site,question,ballot,ranking,accepts",
        "huye,Q1,B1,north > south > east,north;south",
        "huye,Q1,B2,south > east = north,",
    ),
    "agreements": (
        "site,proposal,version,date,meeting,parties,document",
        "huye,P1,2,2026-03-10,W1,union;board,Minutes",
    ),
}  # fmt: skip


@pytest.fixture
def spoilt(make):
    """Read the project that is right, with some lines of it changed."""

    def read(settings=SETTINGS, /, **changed):
        tables = {}
        for name, rows in RIGHT.items():
            lines = list(rows)
            for at, text in sorted(changed.pop(name, {}).items(), reverse=True):
                lines[at : at + 1] = [] if text is None else [text]
            tables[name] = lines
        assert not changed
        return make(settings, **tables)

    return read


def test_what_is_right_makes_no_problem(spoilt):
    assert [str(one) for one in spoilt().problems if one.file not in {"options.csv"}] == []


CASES = [
    ({"positions": {1: "huye,1,P1,3,union,2,2026-03-10"}}, "positions.csv", "D2", "3", "error",
     "The nearest is 2"),
    ({"objections": {1: "huye,O1,P1,7,union,2026-03-10,Floods,open"}}, "objections.csv", "D2", "7",
     "error", "The nearest is 2"),
    ({"agreements": {1: "huye,P1,4,2026-03-10,W1,union;board,Minutes"}}, "agreements.csv", "C2",
     "4", "error", "The nearest is 2"),
    ({"positions": {1: "huye,2,P1,2,union,2,2026-03-10"}}, "positions.csv", "B2", "2", "error",
     "The nearest is 1"),
    ({"positions": {2: "huye,1,P1,2,board,3,2026-03-11"}}, "positions.csv", "G3", "2026-03-11",
     "warning", "does not count"),
    ({"rounds": {1: None}}, "positions.csv", "B2", "1", "warning", "Also row 3"),
    ({"rounds": {1: "huye,0,2026-03-02,,,"}}, "rounds.csv", "E2", "", "warning", "consent"),
    ({"rounds": {1: "huye,0,2026-03-02,,support,"}}, "rounds.csv", "F2", "", "warning", "0.75"),
    ({"stakeholders": {3: "huye,shop,Shop,coop,affected,2026-03-01"}}, "stakeholders.csv", "D4",
     "coop", "warning", "counts twice"),
    ({"stakeholders": {3: "huye,shop,growers' UNION,,affected,2026-03-01"}}, "stakeholders.csv",
     "C4", "growers' UNION", "warning", "counts twice"),
    ({"participants": {1: None, 2: None, 3: None}}, "agreements.csv", "E2", "W1", "error",
     "who was at W1"),
    ({"agreements": {1: "huye,P1,2,2026-03-10,W1,union;board;shop,Minutes"}}, "agreements.csv",
     "F2", "shop", "warning", "if shop was there"),
    ({"participants": {1: None}}, "agreements.csv", "F2", "union", "warning", "union was there"),
    ({"agreements": {1: "huye,P1,2,2026-03-08,W1,union;board,Minutes"}}, "agreements.csv", "D2",
     "2026-03-08", "error", "Correct one"),
    ({"agreements": {1: "huye,P1,2,2026-03-10,W1,union;board;union,Minutes"}}, "agreements.csv",
     "F2", "union", "warning", "the party that is meant"),
    ({"positions": {1: "huye,1,P1,2,union,2,2026-03-08"}}, "positions.csv", "G2", "2026-03-08",
     "warning", "Correct one"),
    ({"pledges": {1: "huye,G1,board,A,cash,,200,,RWF,written,2026-03-01,2026-03-13"}},
     "pledges.csv", "L2", "2026-03-13", "warning", "counts for nothing"),
    ({"pledges": {1: "huye,G1,board,A,cash,300,200,,RWF,written,2026-03-01,"}}, "pledges.csv",
     "F2", "300", "error", "in that order"),
    ({"pledges": {1: "huye,G1,board,A,cash,,200,100,RWF,written,2026-03-01,"}}, "pledges.csv",
     "H2", "100", "error", "in that order"),
    ({"pledges": {1: "huye,G1,board,A,cash,,200,,USD,written,2026-03-01,"}}, "pledges.csv", "I2",
     "USD", "error", "Add a row to rates"),
    ({"pledges": {1: "huye,G1,board,A,cash,,200,,rwf,written,2026-03-01,"}}, "pledges.csv", "I2",
     "rwf", "error", "Write RWF"),
    ({"ballots": {1: "huye,Q1,B1,north > north,"}}, "ballots.csv", "D2", "north > north", "error",
     "ranks north twice"),
    ({"ballots": {2: "huye,Q1,B2,south > east = norht = north,"}}, "ballots.csv", "D3", "norht",
     "warning", "Did you mean 'north'?"),
    ({"ballots": {1: "huye,Q1,B1,north > south > east,west"}}, "ballots.csv", "E2", "west",
     "warning", "Did you mean"),
    ({"proposals": {2: "huye,P1,2,Seed and land,seed-1;seed-2,2026-03-09,team"}}, "proposals.csv",
     "E3", "seed-2", "error", "seed-1 is for it too"),
    ({"meetings": {2: "huye,W2,workshop,2026-03-13,yes"}}, "meetings.csv", "D3", "2026-03-13",
     "warning", "planned = no"),
    ({"resolutions": {1: "huye,W1,1,Print it,union,,2026-03-09"}}, "resolutions.csv", "G2",
     "2026-03-09", "error", "counts as not done"),
    ({"agreements": {1: "huye,P1,2,,W1,union;board,Minutes"}}, "agreements.csv", "D2", "", "error",
     ""),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "file", "cell", "found", "severity", "advice"), CASES)
def test_each_wrong_cell_is_told(spoilt, changed, file, cell, found, severity, advice):
    problems = [one for one in spoilt(**changed).problems if one.file != "options.csv"]
    (problem,) = problems
    assert (problem.file, problem.cell, problem.found) == (file, cell, found)
    assert (problem.severity, problem.site) == (severity, "huye")
    assert advice in problem.advice


def test_a_party_twice_by_its_capitals_is_an_error(spoilt):
    rows = {3: "huye,Union,The other,,affected,2026-03-01"}
    told = [one for one in spoilt(stakeholders=rows).problems if one.file == "stakeholders.csv"]
    (problem,) = told
    assert (problem.cell, problem.found, problem.severity) == ("B4", "Union", "error")


def test_a_pledge_twice_by_its_capitals_is_an_error(make):
    rows = {name: list(lines) for name, lines in RIGHT.items()}
    rows["pledges"].append(rows["pledges"][1].replace("G1", "g1"))
    (problem,) = [one for one in make(SETTINGS, **rows).problems if one.file == "pledges.csv"]
    assert (problem.cell, problem.found, problem.severity) == ("B3", "g1", "error")


@pytest.mark.parametrize(("version", "cells"), [(1, []), (2, ["C2"])])
def test_a_comment_on_a_version_that_is_not_recorded_is_a_warning(make, version, cells):
    problems = make(
        SETTINGS,
        **RIGHT,
        strategies=("site,version,state,date,by", "huye,1,draft,2026-03-06,team"),
        feedback=(
            "site,comment,version,by,date,text",
            f"huye,1,{version},Union,2026-03-11,Late",
            "kibuye,1,7,Union,2026-03-11,Late",
        ),
    ).problems
    told = [one for one in problems if one.file == "feedback.csv"]
    assert [(one.cell, one.severity) for one in told] == [(cell, "warning") for cell in cells]


def test_nothing_is_lost_but_what_cannot_be_read(spoilt):
    project = spoilt(
        positions={1: "huye,9,P1,7,union,2,2026-03-20"},
        ballots={1: "huye,Q1,B1,a > > b,"},
        agreements={1: "huye,P1,2,,W1,union;board,Minutes"},
        pledges={1: "huye,G1,board,A,cash,,200,,XXQ,written,2026-03-01,"},
    )
    assert len(project.table("positions")) == 2
    assert project.table("ballots")["ballot"].tolist() == ["B2"]
    assert project.table("agreements").empty  # without its day, no step could go on with it
    assert project.table("pledges").empty
    assert project.ready == ("kibuye",)


def test_what_stands_at_another_site_does_not_count(make):
    tables = {name: list(rows) for name, rows in RIGHT.items()}
    tables["stakeholders"].append("kibuye,union,Union,,required,2026-03-01")
    tables["proposals"].append("kibuye,P1,1,Seed,,2026-03-05,team")
    tables["positions"].append("kibuye,1,P1,2,union,2,2026-03-10")
    told = [one for one in make(SETTINGS, **tables).problems if one.file == "positions.csv"]
    assert [(one.cell, one.severity) for one in told] == [
        ("B4", "warning"), ("B4", "error"), ("D4", "error"),
    ]  # fmt: skip


def test_without_a_day_that_counts_nothing_has_expired(spoilt):
    rows = {1: "huye,G1,board,A,cash,,200,,RWF,written,2026-03-01,2026-03-13"}
    plain = SETTINGS.replace("as_of: 2026-03-14\n", "")
    assert not [one for one in spoilt(plain, pledges=rows).problems if one.file == "pledges.csv"]


@pytest.mark.parametrize(
    ("state", "version", "answer", "refused"),
    [
        ("final", 1, "", True),
        ("final", 1, "Moved to May", False),
        ("reviewed", 1, "", False),
        ("final", 3, "", False),  # the comment speaks of a later version
    ],
)
def test_a_strategy_is_not_final_while_a_comment_is_open(make, state, version, answer, refused):
    found = make(
        SETTINGS,
        strategies=(
            "site,version,state,date,by",
            "huye,1,draft,2026-03-09,team",
            f"huye,2,{state},2026-03-12,team",
        ),
        feedback=(
            "site,comment,version,by,date,text,answer",
            f"huye,1,{version},union,2026-03-10,Too early,{answer}",
        ),
    )
    told = [one for one in found.problems if one.file == "strategies.csv"]
    assert [(one.column, one.row) for one in told] == ([("state", 3)] if refused else [])
    assert all("Answer comment 1 of huye" in one.advice for one in told)
