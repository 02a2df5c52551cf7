import time
import warnings

import numpy as np
import pandas as pd
import pytest
import yaml

from workbench.errors import InvalidInput
from workbench.frameworks.funders import load_funder
from workbench.project import Settings, read_project, write_project

SETTINGS = """\
title: Banana wilt
framework: ipsr
curency: RWF
as_of: 2026-04-01
horizon_months: a year
"""

TABLES = {
    "sites": """\
site,name,country,admin,latitude,longitude,population
huye,Huye,Rwanda,South,"-2,5967",29.7394,"381,900"
gisagara,Gisagara,Rwanda,South,-2.61,290,-5
nyanza,,Rwanda,South,-2.35,29.75,12 km
rusizi,Rusizi,Rwanda,West,0,0,
karongi,Karongi,Rwanda,West,-2.06,29.35,48024
""",
    "components": """\
site,component,title,role,functions,needed,supersedes
huye,stem,Stem removal,core,,yes,stem
huye,clean seed,Clean seed,complementary,access,maybe,
gisagara,stem,Stem removal,kore,,yes,
gisagara,loan,Credit,complementary,acces,yes,bank
nyanza,stem,Stem cutting,complementary,,yes,
karongi,stem,Stem removal,core,,yes,
karongi,loan,Credit,complementary,,,
""",
    "scores": """\
site,component,round,date,assessor,basis,readiness,use,evidence,reason,readiness
huye,stem,1,2026-03-14,A1,adopted,12,2.5,E1,
Huye,stem,1,2026-02-30,A1,workshop,seven,NA,E1,
gisagara,loan,1,03/04/2026,A1,guess,4,1,,
gisagara,lone,1,2026-03-14,A2,adopted,4,,E9,
gisagara,loan,one,2026-03-14,A3,workshop,3,,,
nyanza,stem,1,2026-05-01,A1,adopted,3,,,
nyanza,stem,1,2026-03-14,A2,projected,,5,E1,
nyanza,stem,1,2026-03-14,a2,workshop,,,,
nyanza,stem,1,2026-03-14,a2,workshop,,,,
""",
    "evidence": """\
site,evidence,component,dimension,title,supports_level,strength,weight
huye,E1,stem,readiness,Trial,11,firm,1
gisagara,E1,stem,readiness,,,strong,1
nyanza,E1,stem,readyness,Trial,-,strong,1
""",
    "actors": """\
site,actor,name,type,level,lead,responded,trust,mandatory,excluded
huye,rab,Agriculture Board,ngo,national,yes,yes,80%,yes,yes
nyanza,rab,RAB,,,,,1.5,,
""",
    "ties": """\
site,source,target,layer,strength,reported_by,round
huye,rab,rab,knowledge,0.5,rab,1
huye,rab,ministry,gossip,0,rab,1
""",
    "needs": "site,component,need\nkarongi,loan,0\n",
    "options": """\
site,proposal,component,option,feasible,cost,cost_low,success,substitute,to_site
huye,p1,weed,stop,,,,,,
huye,p2,stem,outsorce,,,,,,
huye,p3,stem,stop,perhaps,-5,,1.2,,
huye,p4,stem,substitute,,,,,stem,
karongi,p1,loan,substitute,,,,,stem,
karongi,p2,loan,relocate,,,,,,karongi
karongi,p3,loan,stop,,5,9,,,
""",
    "decisions": """\
site,decision,component,proposal,option,date,by,reason,package
huye,D1,stem,p9,stop,2026-03-01,team,dear,first one
karongi,D1,loan,p1,develop,2026-03-01,team,,
""",
    "activities": """\
site,activity,title,after,low,likely,earliest,deadline
karongi,A1,Nursery,A3,,5,,
karongi,A2,Training,A1,9,5,,
karongi,A3,Visits,A2,,-2,,
karongi,A4,Review,A9,,5,,
karongi,A5,Report,A1 +2,,5,2026-06-01,2026-05-01
""",
    "seasons": "site,season,title,first,last,kind\nkarongi,s1,Rain,2026-09-15,2026-09-01,holiday\n",
    "costs": """\
site,line,title,activity,category,period,quantity,unit_cost,currency,kind,basis
karongi,L1,Suckers,A7,consumables,,1,1,RWF,cash,
karongi,L2,Suckers,A1,consumable,,1,TBD,rwf,cash,
karongi,L3,Fuel,A1,vehicle-running,Q3 2026,-2,1,RWF,cash,
karongi,L4,Land,,rent,2026,1,1,RWF,in-kind,
""",
    "rates": "currency,date,per_base\nUGX,2026-03-02,0\n",
    "receipts": "site,source,date,amount,currency\nkarongi,grant,2026-03-02,5,RWF\n",
}

PLANTED = {
    ("project.yaml", "curency"),
    ("project.yaml", "horizon_months"),
    # decimal comma, thousands separator, out of range, negative, blank, unit, 0 and 0, no package
    ("sites.csv", "E2"),
    ("sites.csv", "G2"),
    ("sites.csv", "F3"),
    ("sites.csv", "G3"),
    ("sites.csv", "B4"),
    ("sites.csv", "G4"),
    ("sites.csv", "E5"),
    ("sites.csv", "A5"),
    # supersedes itself, blank in an identifier, not yes or no, misspelt choices, unknown, no core
    ("components.csv", "G2"),
    ("components.csv", "B3"),
    ("components.csv", "F3"),
    ("components.csv", "D4"),
    ("components.csv", "E5"),
    ("components.csv", "G5"),
    ("components.csv", "D6"),
    ("components.csv", "C6"),
    # column twice
    ("scores.csv", "K1"),
    # beyond the scale, not whole
    ("scores.csv", "G2"),
    ("scores.csv", "H2"),
    # capitals in the site, no such day, a word, "NA"
    ("scores.csv", "A3"),
    ("scores.csv", "D3"),
    ("scores.csv", "G3"),
    ("scores.csv", "H3"),
    # day or month, unknown choice
    ("scores.csv", "D4"),
    ("scores.csv", "F4"),
    # unknown component, unknown evidence
    ("scores.csv", "B5"),
    ("scores.csv", "I5"),
    # round in words
    ("scores.csv", "C6"),
    # after the as-of date, an adopted level above 0 without evidence
    ("scores.csv", "D7"),
    ("scores.csv", "G7"),
    # projected without a current level
    ("scores.csv", "H8"),
    # one assessor in two spellings, the same assessor twice
    ("scores.csv", "E9"),
    ("scores.csv", "A10"),
    # unknown column, beyond the scale, unknown choice, blank, misspelt dimension, "-"
    ("evidence.csv", "H1"),
    ("evidence.csv", "F2"),
    ("evidence.csv", "G2"),
    ("evidence.csv", "E3"),
    ("evidence.csv", "D4"),
    ("evidence.csv", "F4"),
    # unknown type, percent, share above 1, two names
    ("actors.csv", "D2"),
    ("actors.csv", "H2"),
    ("actors.csv", "H3"),
    ("actors.csv", "C3"),
    # tie to itself, unknown actor, unknown layer, strength 0
    ("ties.csv", "C2"),
    ("ties.csv", "C3"),
    ("ties.csv", "D3"),
    ("ties.csv", "E3"),
    # mandatory and excluded at once, need of 0
    ("actors.csv", "J2"),
    ("needs.csv", "C2"),
    # not in the package, misspelt, not yes or no, negative, probability above 1
    ("options.csv", "C2"),
    ("options.csv", "D3"),
    ("options.csv", "E4"),
    ("options.csv", "F4"),
    ("options.csv", "H4"),
    # replaces itself, without scores, to its own place, lowest above most likely
    ("options.csv", "I5"),
    ("options.csv", "I6"),
    ("options.csv", "J7"),
    ("options.csv", "G8"),
    # unknown proposal, no fingerprint, another option than the proposal, no reason
    ("decisions.csv", "D2"),
    ("decisions.csv", "I2"),
    ("decisions.csv", "E3"),
    ("decisions.csv", "H3"),
    # circle, lowest above most likely, negative, no such task, lag without a kind, early deadline
    ("activities.csv", "D2"),
    ("activities.csv", "E3"),
    ("activities.csv", "F4"),
    ("activities.csv", "D5"),
    ("activities.csv", "D6"),
    ("activities.csv", "H6"),
    ("seasons.csv", "E2"),
    # no such task, misspelt category, "TBD", currency in small letters, period, negative, basis
    ("costs.csv", "D2"),
    ("costs.csv", "E3"),
    ("costs.csv", "H3"),
    ("costs.csv", "I3"),
    ("costs.csv", "F4"),
    ("costs.csv", "G4"),
    ("costs.csv", "K5"),
    # rate of 0, no table of sources, amounts without a base currency
    ("rates.csv", "C2"),
    ("receipts.csv", "B2"),
    ("project.yaml", "currency"),
    # a file that is misspelt
    ("capacites.csv", None),
}


@pytest.fixture
def spoilt(tmp_path):
    (tmp_path / "project.yaml").write_text(SETTINGS, "utf-8")
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    (tmp_path / "capacites.csv").write_text("site,actor,component,capacity\n", "utf-8")
    return tmp_path


def _where(problem):
    return problem.file, problem.cell or (problem.column if ".yaml" in problem.file else None)


def test_eighty_planted_errors_are_all_named_with_their_place_in_one_go(spoilt):
    assert len(PLANTED) >= 80
    problems = read_project(spoilt).problems
    told = [_where(problem) for problem in problems]
    assert set(told) == PLANTED
    assert len(told) == len(set(told)), "each place is told once"
    for problem in problems:
        assert problem.expected, problem
        assert problem.advice, problem
        assert problem.row or problem.cell is None


def test_the_planted_errors_say_the_right_thing(spoilt):
    said = {_where(problem): problem for problem in read_project(spoilt).problems}
    for place, found, advice in [
        (("sites.csv", "E2"), "-2,5967", "-2.5967"),
        (("scores.csv", "A3"), "Huye", "Did you mean 'huye'? Capitals count."),
        (("scores.csv", "D4"), "03/04/2026", "2026-04-03 or 2026-03-04"),
        (("scores.csv", "K1"), "readiness", "Delete or rename one"),
        (("scores.csv", "B5"), "lone", "Did you mean 'loan'?"),
        (("capacites.csv", None), "capacites.csv", "Did you mean 'capacities.csv'?"),
        (("project.yaml", "curency"), "curency", "Did you mean 'currency'?"),
        (("activities.csv", "D2"), "A1 → A2 → A3 → A1", "Take A3 out"),
        (("costs.csv", "H3"), "TBD", "Leave the amount blank"),
        (("options.csv", "I6"), "stem", "Score stem as it stands here today"),
    ]:
        assert said[place].found == found
        assert advice in said[place].advice


def test_the_planted_errors_come_in_the_order_of_the_files(spoilt):
    files = [problem.file for problem in read_project(spoilt).problems]
    order = ["project.yaml", "sites.csv", "components.csv", "scores.csv", "evidence.csv"]
    assert [name for name in dict.fromkeys(files) if name in order] == order


def test_what_is_kept_of_a_spoilt_project_is_right(spoilt):
    project = read_project(spoilt)
    scores = project.table("scores")
    assert scores["readiness"].dropna().between(0, 9).all()
    assert not scores.duplicated(["site", "component", "round", "assessor", "basis"]).any()
    assert set(scores["site"]) <= set(project.sites)


def test_one_sites_error_never_stops_the_others(make, lines):
    lines["scores"][1] = lines["scores"][1].replace(",7,", ",77,")
    project = make(**lines)
    assert list(project.blocked) == ["huye"]
    assert project.ready == ("kibuye",)
    assert project.blocked["huye"] == project.problems


def test_a_right_project_has_no_problems(make):
    project = make()
    assert project.problems == ()
    assert project.ready == ("huye", "kibuye")


def test_a_missing_required_table_stops_all_sites(make, lines):
    project = make(components=None, scores=lines["scores"][:1], evidence=None, capacities=None)
    (problem,) = project.common
    assert problem.found == "no table components"
    assert project.ready == ()


def test_missing_optional_tables_are_empty(make, lines):
    required = {"sites", "components", "scores"}
    lines["scores"] = [line.replace("E1", "") for line in lines["scores"]]
    project = make(**{name: rows if name in required else None for name, rows in lines.items()})
    assert {problem.file for problem in project.problems} == {"scores.csv"}
    assert project.table("ties").empty
    assert project.table("ties").dtypes["round"] == "Int64"


def test_a_table_of_sites_without_rows_is_told(make, lines):
    project = make(**{name: table[:1] for name, table in lines.items()})
    (problem,) = project.common
    assert (problem.file, problem.found) == ("sites.csv", "no rows")
    assert project.sites == ()


@pytest.mark.parametrize(
    ("settings", "match"),
    [("title: T\nframework: ispr\n", "Did you mean 'ipsr'"), ("- a\n", "cannot be read")],
)
def test_a_project_without_usable_settings_is_refused(make, settings, match):
    with pytest.raises(InvalidInput, match=match):
        make(settings)


def test_another_version_of_the_framework_stops_all_sites(make):
    project = make("title: T\nframework: ipsr\nframework_version: 1999\n")
    (problem,) = project.common
    assert (problem.column, problem.found) == ("framework_version", "1999")


def test_no_folder_no_settings_and_no_sites_are_refused(tmp_path, folder):
    with pytest.raises(InvalidInput, match="no folder"):
        read_project(tmp_path / "none")
    with pytest.raises(InvalidInput, match="no such file"):
        read_project(tmp_path)
    with pytest.raises(InvalidInput, match="no table sites"):
        read_project(folder(sites=None))


def test_openpyxls_warnings_do_not_leak(workbook):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        read_project(workbook())
    assert caught == []


@pytest.mark.slow
def test_four_hundred_thousand_scores_are_checked_in_some_seconds(tmp_path):
    sites = [f"s{number:04d}" for number in range(2000)]
    components = pd.DataFrame(
        {
            "site": np.repeat(sites, 20),
            "component": np.tile([f"c{number}" for number in range(20)], len(sites)),
            "title": "A component",
            "role": "core",
        }
    )
    scores = components[["site", "component"]].loc[components.index.repeat(10)]
    scores = scores.reset_index(drop=True).assign(
        round=1,
        date=pd.Timestamp("2026-03-14"),
        basis="workshop",
        readiness=4,
        use=3,
        evidence=scores["component"].str.replace("c", "E").to_numpy(),
    )
    scores["assessor"] = np.tile([f"A{number}" for number in range(10)], len(components))
    evidence = components.drop(columns="role").assign(
        evidence=components["component"].str.replace("c", "E"), dimension="use"
    )
    tables = {
        "sites": pd.DataFrame({"site": sites, "name": sites, "country": "Rwanda"}),
        "components": components,
        "scores": scores,
        "evidence": evidence,
    }
    write_project(tmp_path, Settings(title="T", framework="ipsr"), tables)
    began = time.process_time()
    project = read_project(tmp_path)
    seconds = time.process_time() - began
    assert len(project.table("scores")) == 400_000
    assert project.problems == ()
    assert seconds < 60, "a loop over all cells has crept in"


def test_a_weight_of_a_relation_that_nobody_knows_is_told(make):
    settings = "title: T\nframework: ipsr\npartners: {layers: {colaboration: 1, funding: 0}}\n"
    (problem,) = make(settings).problems
    assert (problem.file, problem.column) == ("project.yaml", "partners.layers.colaboration")
    assert problem.advice == "Did you mean 'collaboration'?"


def _own_funder(folder, **changes):
    profile = load_funder("foundation").model_dump(mode="json") | changes
    (folder / "funders").mkdir(exist_ok=True)
    (folder / "funders" / "ours.yaml").write_text(yaml.safe_dump(profile), "utf-8")


@pytest.fixture
def funded(tmp_path):
    (tmp_path / "project.yaml").write_text(
        "title: T\nframework: ipsr\ncurrency: USD\nbudget: {funder: ours}\n", "utf-8"
    )
    (tmp_path / "sites.csv").write_text("site,name,country\na,A,Kenya\n", "utf-8")
    (tmp_path / "funding.csv").write_text("site,source,title,profile\na,g,Grant,ours\n", "utf-8")
    return tmp_path


def test_a_project_has_funder_profiles_of_its_own(funded):
    _own_funder(funded, key="ours", title="Rules of ours")
    project = read_project(funded)
    assert not [one for one in project.problems if "ours" in one.found]
    assert [one.title for one in project.settings.funders] == ["Rules of ours"]
    assert project.settings.budget.funder == "ours"
    assert project.table("funding")["profile"].tolist() == ["ours"]
    again = read_project(write_project(funded / "copy", project.settings, dict(project.tables)))
    assert again.settings == project.settings


def test_what_is_wrong_in_a_profile_is_told_with_its_file(funded):
    _own_funder(funded, key="ours", title=None)
    told = {(one.file, one.column): one for one in read_project(funded).problems}
    assert told["funders/ours.yaml", "title"].severity == "error"
    missing = told["project.yaml", "budget.funder"]
    assert "describe it in funders/ours.yaml" in missing.advice
    assert told["funding.csv", "profile"].found == "ours"
