"""The words of a framework in templates of ours: grammar, what stays, and two projects at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.case import open_case, open_cases
from workbench.drawing.words import count, plural
from workbench.frameworks import load
from workbench.language import PLAIN, Speech, phrased, speak, speaking, worded
from workbench.language.speech import spoken
from workbench.page.records import TableHead, table
from workbench.page.text import say

UNITS = Speech.of(
    {
        "site": ("unit", "units"),
        "component": ("ingredient", "ingredients"),
        "package": ("set of capabilities", "sets of capabilities"),
        "use": ("adoption", "adoption"),
    }
)


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("A site and a component.", "A unit and an ingredient."),
        ("an site", "a unit"),  # whatever article the template has, it fits the new noun
        ("Sites, each Component's packages", "Units, each Ingredient's sets of capabilities"),
        ("{Use} grows; people use {use}.", "Adoption grows; people use adoption."),
        (
            "sheet *sites*, sheet components and `site`",
            "sheet *sites*, sheet components and `site`",
        ),
        (
            "websites, on-site, site_contexts, sites.csv",
            "websites, on-site, site_contexts, sites.csv",
        ),
        ("**Sites** of the *{}*", "**Units** of the *{}*"),
    ],
)
def test_nouns_change_with_their_grammar_and_names_stay(template, said):
    with speaking(UNITS):
        assert worded(template) == said
    assert worded("A site.") == "A site."


@given(st.text())
def test_values_are_never_rewritten(value):
    with speaking(UNITS):
        assert phrased("The site {}", value) == f"The unit {value}"
        assert say("The site {}", value).plain == f"The unit {value}"
        assert table("t", [TableHead("Site")], [["site"]]).rows[0][0].plain == "site"


def test_counts_heads_and_sentences_speak_alike():
    with speaking(UNITS):
        assert count(2, "site") == "2 units"
        assert plural("more component", 2) == "more ingredients"
        assert table("t", ["Site"], [["x"]]).heads[0].words == "Unit"


def test_without_a_framework_of_assessment_nothing_changes(example_case):
    assert example_case.site.project.speech == PLAIN
    assert worded("A package of {use} at a site") == "A package of use at a site"


def test_each_project_speaks_its_own_words_though_two_are_open():
    open_case("data/ai-transformation", "north")
    assert worded("site") == "unit"
    open_cases("data/small-experiments")
    assert worded("site") == "setting"
    assert load("small-experiments").assessments[0].words.site.many == worded("sites")
    open_case("data/example", "rw-huye")
    assert worded("site") == "site"
    open_case("data/ai-transformation", "north")  # which is remembered, and says so all the same
    assert worded("site") == "unit"


def test_a_thread_keeps_what_it_speaks_and_begins_with_what_was_opened_last():
    def aside():
        before = worded("site")
        with speaking(UNITS):
            return before, worded("site")

    speak(Speech.of({"site": ("place", "places")}))
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(aside).result() == ("place", "unit")
    assert worded("site") == "place"


def test_an_error_leaves_what_was_spoken_before():
    with pytest.raises(RuntimeError), speaking(UNITS):
        raise RuntimeError
    assert spoken() == PLAIN
