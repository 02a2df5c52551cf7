"""What a translator can translate is found in the source, and the shipped catalogue fits it."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from workbench.language import languages
from workbench.language.catalogue import catalogue_file
from workbench.publish import messages
from workbench.publish.messages import (
    refreshed,
    stale,
    templates,
    untranslated,
    write_catalogue,
)

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
OTHERS = [one for one in languages() if one != "en"]


@pytest.fixture(scope="module")
def found():
    return templates(NOTEBOOKS)


def test_templates_heads_nouns_headings_and_framework_texts_are_found(found):
    assert "The package {} **{} of {}**." in found
    assert "Component" in found
    assert ("activity", "activities") in found
    assert "The draft strategy" in found
    assert "Somebody has thought of it; no work has begun." in found
    assert found["On one page"] == ["publish/document.py"]
    assert not [one for one in found if "yaml" in found[one][0] and one == "substitute"]


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_has_every_template_and_none_that_is_gone(language, found):
    assert stale(language, NOTEBOOKS) == []
    with catalogue_file(language).open("rb") as file:
        there = {one.id for one in read_po(file, locale=language)}
    assert set(found) <= there, "run 'workbench language CODE --update'"


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_not_translated_is_listed(language, found):
    left = untranslated(language, NOTEBOOKS)
    assert "On one page" not in left
    assert len(left) < len(found)


def test_an_update_keeps_what_is_translated_and_adds_what_is_new(tmp_path, monkeypatch):
    place = tmp_path / "fr.po"
    place.write_text(
        'msgid ""\nmsgstr ""\n"Language: fr\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
        'msgid "On one page"\nmsgstr "Sur une page"\n\nmsgid "Gone"\nmsgstr "Parti"\n',
        "utf-8",
    )
    monkeypatch.setattr("workbench.language.catalogue._FOLDER", tmp_path)
    assert stale("fr", NOTEBOOKS) == ["Gone"]
    assert refreshed("fr", NOTEBOOKS)["On one page"].string == "Sur une page"
    assert write_catalogue("fr", NOTEBOOKS) == place
    assert stale("fr", NOTEBOOKS) == []
    assert "Method" not in messages.untranslated("fr", NOTEBOOKS)[0]
    assert 'msgstr "Sur une page"' in place.read_text("utf-8")
