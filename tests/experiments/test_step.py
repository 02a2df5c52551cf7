"""The seam: from a site's tables to what its experiments say."""

from tests.fixtures.trials_project import trials_project
from workbench.experiments.step import experiments_of, variable_title


def test_the_published_pool_comes_through_the_step(huye):
    whole = huye.main.whole
    assert (round(whole.mean, 4), round(whole.spread.between, 4)) == (-0.7145, 0.3132)
    assert huye.targets == ("huye", "kiruna", "turin")


def test_a_site_and_the_project_see_the_same_evidence(trials, huye):
    every = experiments_of(trials)
    assert every.main.whole.mean == huye.main.whole.mean
    assert len(every.tests) == 3
    assert every.chance(every.main, "huye") == huye.chance(huye.main, "huye")


def test_what_other_steps_know_is_a_condition_too(trials):
    found = experiments_of(
        trials.site("huye"), {"huye": {"lowest-ingredient": 1.0, "gates-open": None}}
    )
    held = {one.condition.key: one for one in found.test.conditions}
    assert held["lowest-ingredient"].verdict == "stop"
    assert held["gates-open"].verdict == "not known"


def test_nothing_tried_is_empty(nothing):
    assert nothing.empty
    assert nothing.main is None


def test_words_of_a_variable():
    assert variable_title("distance-to-market") == "distance to market"


def test_a_pilot_made_at_the_site_itself_is_none_elsewhere(tmp_path):
    made = {"huye": "stop", "kiruna": "pass"}
    trials = trials_project(tmp_path, pilots=[{"site": s, "result": r} for s, r in made.items()])
    found = {
        test.site: next(c.value for c in test.conditions if c.condition.key == "pilot-elsewhere")
        for test in experiments_of(trials).tests
    }
    assert found == {"huye": 1.0, "kiruna": 0.0, "turin": 0.5}
