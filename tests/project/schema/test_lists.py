import pytest

from workbench.errors import UnknownName
from workbench.frameworks import available, load
from workbench.frameworks.funders import available_funders
from workbench.frameworks.models import OPTIONS
from workbench.project.schema.lists import terms_of


@pytest.mark.parametrize("key", available())
def test_the_seven_options_are_a_list_of_every_framework(key):
    terms = terms_of(load(key), "strategic_options")
    assert tuple(terms) == OPTIONS
    assert all(term.meaning for term in terms.values())


@pytest.mark.parametrize("name", ["modalities", "cost_categories"])
def test_lists_with_a_file_of_their_own_have_keys_titles_and_meanings(name):
    terms = terms_of(load("ipsr"), name)
    assert terms
    assert all(term.key == key and term.title and term.meaning for key, term in terms.items())


def test_lists_of_the_framework_are_given_as_they_are():
    framework = load("ipsr")
    assert terms_of(framework, "functions") == framework.terms("functions")
    with pytest.raises(UnknownName):
        terms_of(framework, "colours")


def test_lists_beside_the_frameworks_are_no_frameworks():
    assert available() == ("ipsr", "scaling-readiness-2020")


def test_what_the_workbench_computes_itself_cannot_be_typed():
    assert "indirect" not in terms_of(load("ipsr"), "cost_categories")


def test_every_funder_profile_can_be_chosen():
    assert set(terms_of(load("ipsr"), "funders")) == set(available_funders())
