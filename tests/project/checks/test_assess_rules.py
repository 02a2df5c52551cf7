"""Assessments and experiments: what is wrong is named with its cell."""

import pytest

from workbench.frameworks.assessment_models import ItemScale
from workbench.frameworks.assessments import load_assessment
from workbench.project import read_project
from workbench.project.checks.assess_rules import answer_problem

SMALL = load_assessment("small-experiments")


def _of(kind):
    """Two items that are answered on a scale of this kind."""
    return [one.key for one in SMALL.answered if SMALL.scale_of(one).kind == kind][:2]


LEVEL, OTHER = _of("levels")
GATE = _of("yes-no")[0]
HIGHEST = SMALL.scale_of(SMALL.item(LEVEL)).maximum
KPI = SMALL.kpis[0]
RIGHT = {
    "sites": ("site,name,country", "huye,Huye,Rwanda"),
    "responses": (
        "site,item,round,date,assessor,basis,value,evidence",
        f"huye,{LEVEL},1,2026-03-01,A1,workshop,2,D1",
        f"huye,{LEVEL},1,2026-03-01,A2,workshop,3,",
        f"huye,{GATE},1,2026-03-01,A1,workshop,Yes,",
    ),
    "requirements": ("site,item,required,effort", f"huye,{LEVEL},3,4"),
    "item_evidence": (
        "site,evidence,item,title,supports_level,strength",
        f"huye,D1,{LEVEL},Survey,3,weak",
    ),
    "risks": (
        "site,risk,title,likelihood,impact,residual_likelihood,residual_impact",
        "huye,K1,Rain,4,3,2,3",
    ),
    "kpis": (
        "site,kpi,baseline,baseline_date,target,target_date,floor",
        f"huye,{KPI.key},10,2026-01-01,40,2026-12-31,20",
    ),
    "experiments": (
        "experiment,study,title,outcome,measure,n,cases_treated,n_treated,cases_control,n_control",
        "e1,s1,Trial,uptake,log risk ratio,200,20,100,30,100",
        "e2,s2,Trial,uptake,log risk ratio,200,20,100,30,100",
    ),
}


@pytest.fixture
def check(tmp_path):
    """Return the problems of the right project, with other lines in some tables."""

    def made(**changes):
        settings = "title: Trials\nframework: small-experiments\nas_of: 2026-04-01\n"
        (tmp_path / "project.yaml").write_text(settings, "utf-8")
        for name, lines in {**RIGHT, **changes}.items():
            (tmp_path / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")
        return read_project(tmp_path)

    return made


def spoilt(name, old, new, line=1):
    lines = list(RIGHT[name])
    assert old in lines[line]
    lines[line] = lines[line].replace(old, new)
    return {name: lines}


def test_the_right_project_has_no_problem(check):
    assert check().problems == ()


@pytest.mark.parametrize(
    ("change", "file", "column", "found", "said", "severity"),
    [
        (spoilt("responses", "workshop,2,", "workshop,9,"), "responses", "value", "9",
         f"whole number from 0 to {HIGHEST}", "error"),
        (spoilt("responses", "Yes", "yess", 3), "responses", "value", "yess",
         "Did you mean 'yes'?", "error"),
        (spoilt("responses", "Yes", "Y", 3), "responses", "value", "Y", "Write yes.", "error"),
        (spoilt("responses", f"huye,{LEVEL},1,2026-03-01,A1,workshop,2",
                f"Huye-South,{LEVEL},1,2026-03-01,A1,workshop,9"), "responses", "value", "9",
         f"whole number from 0 to {HIGHEST}", "error"),
        (spoilt("responses", LEVEL, "nothing-known"), "responses", "item", "nothing-known",
         "item", "error"),
        (spoilt("requirements", ",3,", ",2,") | spoilt("responses", "workshop,2,", "workshop,3,"),
         "requirements", "required", "2", "level from 3 on", "warning"),
        (spoilt("item_evidence", LEVEL, OTHER), "responses", "evidence", "D1",
         "name another piece", "warning"),
        (spoilt("risks", "4,3,2,3", "4,3,5,3"), "risks", "residual_likelihood", "5",
         "number up to 4", "warning"),
        (spoilt("kpis", ",40,", ",5,"), "kpis", "target", "5", "beyond the baseline, 10",
         "warning"),
        ({"kpis": ["site,kpi,unit,baseline,target", f"huye,{KPI.key},percent,0.1,0.4"]},
         "kpis", "target", "0.4", "Write 40 if that is meant", "warning"),
        (spoilt("kpis", "2026-12-31", "2025-12-31"), "kpis", "target_date", "2025-12-31",
         "from 2026-01-01 on", "error"),
        (spoilt("experiments", "200,20,", "200,120,"), "experiments", "cases_treated", "120",
         "number up to 100", "error"),
        (spoilt("experiments", ",200,", ",150,"), "experiments", "n", "150",
         "from 200 on", "warning"),
        (spoilt("experiments", "e2,s2", "e2,s1", 2), "experiments", "study", "s1",
         "each effect of a study once", "error"),
        (spoilt("experiments", "uptake", "Uptake", 2), "experiments", "outcome", "Uptake",
         "expected 'uptake'", "warning"),
        ({"experiment_contexts": ["experiment,variable,value", "e1,to-town,9"],
          "site_contexts": ["site,variable,value", "huye,To_town,7"]},
         "site_contexts", "variable", "To_town", "expected 'to-town'", "warning"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_cell(check, change, file, column, found, said, severity):
    problems = [one for one in check(**change).problems if one.severity == severity]
    here = [one for one in problems if one.column == column and one.file.startswith(file)]
    assert len(here) == 1, problems
    assert here[0].found == found
    assert said in str(here[0])
    assert here[0].cell is not None


def test_a_level_off_the_scale_of_its_item_is_refused(check):
    gate = f"huye,D2,{GATE},Note,5,weak"
    rows = [*RIGHT["item_evidence"], gate]
    (problem,) = check(item_evidence=rows).problems
    assert "a level from 0 to 2" in str(problem)
    assert (problem.column, problem.found) == ("supports_level", "5")


def test_what_is_refused_is_not_counted(check):
    project = check(**spoilt("responses", "workshop,2,", "workshop,9,"))
    assert project.table("responses")["value"].isna().tolist() == [True, False, False]
    project = check(**spoilt("experiments", "e2,s2", "e2,s1", 2))
    assert project.table("experiments")["experiment"].tolist() == ["e1"]


def test_what_is_said_of_an_effect_that_is_left_out_is_left_out_too(check):
    more = {"experiment_contexts": ["experiment,variable,value", "e1,rain,900", "e2,rain,700"]}
    project = check(**spoilt("experiments", "e2,s2", "e2,s1", 2), **more)
    assert project.table("experiment_contexts")["experiment"].tolist() == ["e1"]


def test_the_same_numbers_under_another_technique_are_another_effect(check):
    head, *lines = spoilt("experiments", "e2,s2", "e2,s1", 2)["experiments"]
    kinds = ("reminder", "default")
    other = [
        f"{head},technique",
        *(f"{row},{kind}" for row, kind in zip(lines, kinds, strict=True)),
    ]
    project = check(experiments=other)
    assert len(project.table("experiments")) == 2


def test_the_same_study_place_and_day_with_other_numbers_is_told_and_stays_in(check):
    head, *lines = RIGHT["experiments"]
    lines[1] = lines[1].replace("e2,s2", "e2,s1").replace(",20,", ",25,")
    dated = [f"{head},place,date", *(f"{line},huye,2025-05-01" for line in lines)]
    project = check(experiments=dated)
    (problem,) = project.problems
    assert (problem.severity, problem.column, problem.row) == ("warning", "study", 3)
    assert len(project.table("experiments")) == 2


def test_the_same_study_at_another_place_or_outcome_is_another_effect(check):
    lines = list(RIGHT["experiments"])
    lines[2] = lines[2].replace("e2,s2", "e2,s1").replace("uptake", "yield")
    assert check(experiments=lines).problems == ()


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("number", "12 kg", "a number"),
        ("number", "nan", "a number"),
        ("status", "finished", "one of not started"),
        ("text", "one two three four", "a text of 3 words"),
    ],
)
def test_answers_of_each_kind(kind, value, said):
    more = {"longest": 3} if kind == "text" else {}
    scale = ItemScale(key="one", title="One", kind=kind, **more)
    assert said in answer_problem(value, scale).expected


def test_several_words_of_a_choice():
    words = [{"key": key, "title": key} for key in ("area", "audience")]
    scale = ItemScale(key="one", title="One", kind="choices", words=words)
    assert answer_problem("area; audience", scale) is None
    assert "Did you mean 'audience'?" in answer_problem("area;audiense", scale).advice
    assert answer_problem("1.5", ItemScale(key="n", title="N", kind="number")) is None


def test_an_issue_is_settled_after_it_was_found(make):
    head = "site,issue,title,opened,closed"
    sound = make(issues=[head, "huye,Q1,Slow,2026-03-01,2026-03-01", "huye,Q2,Slow,2026-03-01,"])
    assert sound.problems == ()
    (one,) = make(issues=[head, "huye,Q1,Slow,2026-03-02,2026-03-01"]).problems
    assert (one.file, one.cell, one.severity) == ("issues.csv", "E2", "error")
    assert "from 2026-03-02 on" in one.expected


STATED = "experiment,study,title,outcome,measure,effect,se"


@pytest.mark.parametrize(
    ("row", "place", "said"),
    [
        ("e4,s4,Trial,uptake,mean difference,0.2,1e-300", "G5 (se)", "not nearer to 0 than 1e-15"),
        ("e4,s4,Trial,uptake,mean difference,0,1e-8", "G5 (se)", "of the others of this outcome"),
        ("e4,s4,Trial,uptake,mean difference,0,1e7", "G5 (se)", "of the others of this outcome"),
        ("e4,s4,Trial,uptake,mean difference,1e12,0.2", "F5 (effect)", "up to 100,000 times 0.2"),
    ],
)
def test_numbers_that_cannot_be_in_one_unit_are_refused(check, row, place, said):
    rows = [f"e{i},s{i},Trial,uptake,mean difference,0.{i},0.1" for i in (1, 2, 3)]
    found = check(experiments=[STATED, *rows, row])
    (told,) = [str(one) for one in found.problems]
    assert place in told
    assert said in told


def test_a_mean_in_another_unit_than_its_deviation_is_refused(check):
    head = "experiment,study,title,outcome,measure,mean_treated,sd_treated,mean_control,sd_control"
    rows = [head, "e1,s1,Trial,income,mean difference,1e9,2,5,2"]
    (told,) = [str(one) for one in check(experiments=rows).problems]
    assert "F2 (mean_treated)" in told


def test_what_a_neighbour_left_open_keeps_no_other_site_from_being_run(check):
    sites = ["site,name,country", "huye,Huye,Rwanda", "nyanza,Nyanza,Rwanda"]
    contexts = ["site,variable,value", "nyanza,km,far", "huye,km,3"]
    risks = ["site,risk,title,likelihood", "nyanza,K1,,3", "huye,K1,Rain,4"]
    found = check(sites=sites, site_contexts=contexts, risks=risks)
    assert list(found.ready) == ["huye"]
    for name in ("site_contexts", "risks"):
        assert list(found.table(name)["site"]) == ["huye"]


def test_an_experiment_without_its_outcome_is_left_out(check):
    found = check(**spoilt("experiments", "uptake", ""))
    assert list(found.table("experiments")["experiment"]) == ["e2"]


def test_an_experiment_without_an_effect_that_can_be_computed_is_told(check):
    head = "experiment,study,title,outcome,measure,effect,se,n"
    rows = (
        head,
        "e1,s1,Trial,uptake,log risk ratio,0.2,,50",
        "e2,s2,Trial,uptake,log risk ratio,,,",
    )
    first, second = (str(one) for one in check(experiments=rows).problems)
    assert "G2 (se)" in first
    assert "F3 (effect)" in second


def test_an_outcome_that_the_settings_do_not_name_is_told(check, tmp_path):
    check()
    with (tmp_path / "project.yaml").open("a", encoding="utf-8") as file:
        file.write("experiments:\n  outcomes:\n    uptakes: {better: up}\n")
    found = [str(one) for one in read_project(tmp_path).problems]
    assert len(found) == 2
    assert "Did you mean 'uptakes'?" in found[0]
