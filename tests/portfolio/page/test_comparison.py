import pytest

from tests.fixtures.sites import LEVELS, PACKAGE, scores_of
from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.errors import NothingToShow
from workbench.portfolio.page import comparison as step

SITES = ["huye,Huye,Rwanda,,", "nyanza,Nyanza,Rwanda,,", "empty,Nowhere,Uganda,,"]


def _compared(site):
    project = site.project
    return project, diagnose(
        project.table("components"), project.table("scores"), project.framework, sites=project.sites
    )


@pytest.fixture
def three(a_site):
    components = PACKAGE + [row.replace("huye", "nyanza", 1) for row in PACKAGE]
    other = scores_of(dict.fromkeys(LEVELS, (9, 5)))
    scores = scores_of(LEVELS) + [row.replace("huye", "nyanza", 1) for row in other]
    return _compared(a_site(sites=SITES, components=components, scores=scores))


def test_where_the_sites_stand(three):
    words = step.words(*three).html.striptags()
    assert "Of 3 sites, 2 are fully diagnosed and 1 is not assessed at all." in words
    assert "from 8 in Huye to 45 in Nyanza" in words
    assert "in 2 sites" in words


def test_packages_are_listed_lowest_first(three):
    words = step.packages(*three).html
    assert words.index("Huye") < words.index("Nyanza")
    assert "Nowhere" not in words
    assert "+10" in words


def test_sites_without_a_score_are_named_once(three):
    record = step.not_assessed(*three).record
    assert record["what"] == "Package scores of 1 site"
    assert "Nowhere" in record["sentence"]


def test_no_site_scored(a_site):
    compared = _compared(a_site(components=PACKAGE))
    with pytest.raises(NothingToShow):
        step.packages(*compared)
    assert "not assessed at all" in step.words(*compared).html
