"""Rows of a diagnosis and of an agreement as typed values."""

from datetime import date

from tests.fixtures.sites import LEVELS, PACKAGE, scores_of
from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.diagnosis.step import diagnose_place


def _diagnosed(site):
    return diagnose(
        site.table("components"), site.table("scores"), site.framework, sites=[site.key]
    )


def _package(site):
    [package] = _diagnosed(site).package_rows
    return package


def test_a_component_holds_its_levels_and_none_for_what_is_not_known(a_site):
    levels = LEVELS | {"credit": (7, None)}
    diagnosis = _diagnosed(a_site(components=PACKAGE, scores=scores_of(levels)))
    found = {one.key: one for one in diagnosis.component_rows}
    assert (found["seed"].readiness.used, found["seed"].use.used, found["seed"].score) == (4, 2, 8)
    assert found["seed"].bottleneck
    assert found["seed"].readiness.assessors == 3
    assert (found["credit"].use.used, found["credit"].score) == (None, None)
    assert found["credit"].use.assessors == 0
    assert found["msd"].core
    assert found["msd"].functions == ()
    assert found["message"].functions == ("awareness", "capacity")


def test_a_package_names_all_that_share_the_lowest_score(a_site):
    levels = LEVELS | {"credit": (2, 4)}
    package = _package(a_site(components=PACKAGE, scores=scores_of(levels)))
    assert set(package.lowest) == {"seed", "credit"}
    assert package.shown == "8"
    assert type(package.first_date) is date
    bare = _package(a_site(components=PACKAGE))
    assert bare.lowest == ()
    assert bare.shown == "not assessed"
    assert bare.unscored == 4


def test_the_chain_ends_where_no_component_is_left(a_site):
    steps = _diagnosed(a_site(components=PACKAGE, scores=scores_of(LEVELS))).chain_rows
    assert [step.score_before for step in steps] == [8, 18, 35, 48]
    assert steps[-1].score_after is None


def test_agreement_of_one_assessor_is_not_known(a_site):
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS, assessors=["A1"]))
    found = diagnose_place(site).agreement.rows
    assert [one.dimension for one in found] == ["readiness", "use"]
    assert found[0].alpha is None
    assert found[0].most_apart is None
