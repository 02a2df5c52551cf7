"""Which option is chosen, or advised, where and for which bottleneck."""

import pytest

from tests.fixtures.sites import DECISIONS, OPTIONS, plain_text
from workbench.errors import NothingToShow
from workbench.portfolio.page import comparison as step


def test_decided_and_advised_are_told_apart(weigh_site):
    found = weigh_site()
    words = plain_text(step.options(found.site.project, found.advised))
    assert "The teams decided on 1 bottleneck: develop 1." in words
    assert "The team chose another option than the comparison in Huye ." in words
    listed = plain_text(step.options_by_bottleneck(found.site.project, found.advised))
    assert "Clean seed <supply> Develop decided 1 Huye" in listed
    open_ = weigh_site(decisions=[])
    words = plain_text(step.options(open_.site.project, open_.advised))
    assert "For 1 bottleneck nobody has decided; the comparison advises: outsource 1." in words


def test_a_bottleneck_without_a_possible_option_is_counted(weigh_site):
    found = weigh_site([OPTIONS[2]], [], [])
    words = plain_text(step.options(found.site.project, found.advised))
    assert "1 bottleneck has no possible option." in words
    with pytest.raises(NothingToShow):
        step.options_by_bottleneck(found.site.project, found.advised)


def test_without_any_option_one_line_says_so(weigh_site):
    found = weigh_site([], [], [])
    part = step.options(found.site.project, found.advised)
    assert part.part == "missing"
    assert part.record["what"] == "Strategic options"


def test_decisions_on_a_changed_package_are_named(weigh_site):
    found = weigh_site()
    words = plain_text(step.decisions_to_review(found.site.project, found.decision.review))
    assert "The package has changed since the decision in Huye (develop for" in words
    now = found.decision.review.table["package_now"].iloc[0]
    same = weigh_site(decisions=[DECISIONS[0].replace("0123456789ab", now)])
    assert not str(step.decisions_to_review(same.site.project, same.decision.review).html)
