"""Where the sites stand, what holds them back, and which option is chosen or advised where."""

import pytest

from tests.fixtures.sites import DECISIONS, LEVELS, OPTIONS, PACKAGE, plain_text, scores_of
from workbench.case import Cases
from workbench.diagnosis.step import diagnose_place
from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.portfolio.page import comparison as step
from workbench.portfolio.step import PortfolioStep

SITES = ["huye,Huye,Rwanda,,", "nyanza,Nyanza,Rwanda,,", "empty,Nowhere,Uganda,,"]


@pytest.fixture
def three(a_site):
    components = PACKAGE + [row.replace("huye", "nyanza", 1) for row in PACKAGE]
    other = scores_of(dict.fromkeys(LEVELS, (9, 5)))
    scores = scores_of(LEVELS) + [row.replace("huye", "nyanza", 1) for row in other]
    return Cases(a_site(sites=SITES, components=components, scores=scores).project).portfolio


def test_where_the_sites_stand(three):
    words = plain_text(step.where_sites_stand(three))
    assert "Of 3 sites, 2 are fully diagnosed and 1 is not assessed at all." in words
    assert "from 8 in Huye to 45 in Nyanza" in words
    assert "in 2 sites" in words


def test_packages_are_listed_lowest_first(three):
    words = plain_text(step.packages(three))
    assert words.index("Huye") < words.index("Nyanza")
    assert "Nowhere" not in words
    assert "+10" in words


def test_what_a_provisional_package_gains_is_at_most_so(example_cases):
    words = plain_text(step.packages(example_cases.portfolio))
    assert "Huye at most 8 Clean seed supply use at most +10" in words
    assert "Nyanza 4 By-laws on diseased mats use +26" in words


def test_sites_without_a_score_are_named_once(three):
    record = step.not_assessed(three)
    assert record.what.plain == "Package scores of 1 site"
    assert "Nowhere" in record.sentence.plain


def test_no_site_scored(a_site):
    compared = Cases(a_site(components=PACKAGE).project).portfolio
    with pytest.raises(NothingToShow):
        step.packages(compared)
    assert "not assessed at all" in plain_text(step.where_sites_stand(compared))


@pytest.fixture
def over_sites(weigh_site):
    def make(*tables, **more):
        found = weigh_site(*tables, **more)
        return PortfolioStep(found.site.project, diagnose_place(found.site), found)

    return make


def test_decided_and_advised_are_told_apart(over_sites):
    found = over_sites()
    words = plain_text(step.options(found))
    assert "The teams decided on 1 bottleneck: develop 1." in words
    assert "The team chose another option than the comparison in Huye." in words
    listed = plain_text(step.options_by_bottleneck(found))
    assert "Clean seed <supply> Develop decided 1 Huye" in listed
    words = plain_text(step.options(over_sites(decisions=[])))
    assert "For 1 bottleneck nobody has decided; the comparison advises: outsource 1." in words


def test_a_bottleneck_without_a_possible_option_is_counted(over_sites):
    found = over_sites([OPTIONS[2]], [], [])
    assert "1 bottleneck has no possible option." in plain_text(step.options(found))
    with pytest.raises(NothingToShow):
        step.options_by_bottleneck(found)


def test_without_any_option_one_line_says_so(over_sites):
    record = step.options(over_sites([], [], []))
    assert isinstance(record, Missing)
    assert record.what.plain == "Strategic options"


def test_decisions_on_a_changed_package_are_named(over_sites):
    found = over_sites()
    words = plain_text(step.decisions_to_review(found))
    assert "The package has changed since the decision in Huye (develop for" in words
    now = found.options.decision.review.table["package_now"].iloc[0]
    same = over_sites(decisions=[DECISIONS[0].replace("0123456789ab", now)])
    assert step.decisions_to_review(same).records == ()


def test_the_ambition_is_held_against_what_the_sites_decided(example_cases):
    words = plain_text(step.one_page(example_cases.portfolio))
    assert (
        "The ambition counts on 12 sites: at 1 the work stops (Kayunga), at 1 the work moves away "
        "(Isingiro) and at 2 nothing is decided (Rwamagana and Luwero)." in words
    )
    # 3,000 + 4,600 + 6,200 + 3,400 of the table sites.
    assert "Of 60,000 households that the sites are to reach, 17,200 are there." in words


def test_without_an_ambition_nothing_is_said_of_it(three):
    assert "ambition" not in plain_text(step.one_page(three))


def test_nothing_is_advised_for_a_site_that_is_left(example_cases):
    found = example_cases.portfolio
    rows = [row for row in step.options_by_bottleneck(found).rows if "Isingiro" in row[4].plain]
    assert [(row[1].plain, row[2].plain) for row in rows] == [("Relocate", "decided")]
