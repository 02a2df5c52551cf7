"""The shipped catalogues: whole, with the places and marks of the templates, and nothing stale."""

import re
from datetime import date
from string import Formatter

import pytest

from workbench.language import Speech, day_in_language, languages, phrased, speaking, worded
from workbench.language.catalogue import (
    catalogue_file,
    figures_in_language,
    read_catalogue,
    translations,
)
from workbench.page.text import say

OTHERS = [one for one in languages() if one != "en"]


def places(template):
    """Return number and format of each place of a template."""
    found = [(name, spec) for _, name, spec, _ in Formatter().parse(template) if name is not None]
    assert len({bool(name) for name, _ in found}) <= 1, f"numbered and not: {template}"
    return {(name or str(at), spec) for at, (name, spec) in enumerate(found)}


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_places_and_marks_of_its_template(language):
    for template, said in translations(language).single.items():
        if "{" in template and "{" in said:
            # With numbers, what a language does not need may be left out.
            same = places(said) <= places(template) if "{0" in said else None
            assert same if same is not None else places(said) == places(template), template
        marks = re.findall(r"\*\*|`", template)
        assert sorted(re.findall(r"\*\*|`", said)) == sorted(marks), template


@pytest.mark.parametrize("language", OTHERS)
def test_it_can_be_said(language):
    with speaking(Speech(language=language)):
        for template in translations(language).single:
            specs = [spec for _, name, spec, _ in Formatter().parse(template) if name is not None]
            if "{use}" in template.lower():
                continue
            values = [1 if spec else "x" for spec in specs]
            assert phrased(template, *values)
            assert say(template, *values).plain


@pytest.mark.parametrize("language", OTHERS)
def test_nouns_have_a_form_for_each_number(language):
    number = read_catalogue(language).num_plurals
    assert all(len(forms) == number for forms in translations(language).forms.values())
    assert catalogue_file(language).is_file()


def test_figures_and_days_are_written_as_french_does():
    assert figures_in_language("1,234.50", "fr") == "1\u202f234,50"
    assert figures_in_language("1,234.50", "en") == "1,234.50"
    assert day_in_language(date(2026, 8, 21), "fr") == "21 août 2026"


def test_what_is_not_translated_stays_english():
    with speaking(Speech(language="fr")):
        assert worded("No catalogue has this sentence.") == "No catalogue has this sentence."
