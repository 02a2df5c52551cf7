"""How sure the bottleneck is, in words that hold for panels of any size."""

import re

import pytest

from tests.fixtures.sites import LEVELS, PACKAGE, plain_text, scores_of
from workbench.diagnosis.page.uncertainty_text import certainty
from workbench.diagnosis.step import diagnose_place


def _said(site):
    return plain_text(certainty(diagnose_place(site)))


def test_the_cross_check_names_the_component_it_speaks_of(a_site):
    words = _said(a_site(components=PACKAGE, scores=scores_of(LEVELS)))
    assert "in every possible way, without any model, gives Clean seed <supply> 100" in words


def test_a_large_panel_is_drawn_at_random_and_says_so(a_site):
    nine = [f"A{n}" for n in range(9)]
    words = _said(a_site(components=PACKAGE, scores=scores_of(LEVELS, assessors=nine)))
    assert "at random, many times" in words
    assert "every possible way" not in words


def test_ties_share_one_probability(a_site):
    words = _said(a_site(components=PACKAGE, scores=scores_of(LEVELS | {"credit": (2, 4)})))
    assert "Firm: 99 % likely, whoever of the 3 assessors is left out." in words


def test_one_component_has_nothing_to_be_compared_with(a_site):
    words = _said(a_site(components=PACKAGE[:1], scores=scores_of({"msd": (8, 6)})))
    assert "nothing to compare it with" in words
    assert "probability" not in words


def test_nothing_holds_back_a_package_at_the_top(a_site):
    words = _said(a_site(components=PACKAGE, scores=scores_of(dict.fromkeys(LEVELS, (9, 9)))))
    assert not re.search("bottleneck|probability", words)


@pytest.mark.parametrize("scores", [[], scores_of({"msd": (8, None)})])
def test_without_both_dimensions_there_is_no_probability(a_site, scores):
    assert "no probability can be given" in _said(a_site(components=PACKAGE, scores=scores))
