"""A framework in another language: titles change, and nothing that a table or a rule names."""

from workbench.frameworks import load
from workbench.frameworks.translated import framework_texts, translated_framework


def test_keys_numbers_and_sources_stay():
    plain, said = load("ipsr"), translated_framework(load("ipsr"), "fr")
    assert said.identity == plain.identity
    assert said.sources == plain.sources
    assert said.mutual_layers == plain.mutual_layers
    for name, terms in plain.lists.items():
        assert [one.key for one in terms] == [one.key for one in said.lists[name]]
    for dimension, scale in plain.scales.items():
        other = said.scales[dimension]
        assert [one.level for one in other.levels] == [one.level for one in scale.levels]
        assert other.decision == scale.decision
        assert other.dimension == scale.dimension


def test_every_level_and_option_is_said_in_french():
    plain, said = load("ipsr"), translated_framework(load("ipsr"), "fr")
    for dimension, scale in plain.scales.items():
        for level, other in zip(scale.levels, said.scales[dimension].levels, strict=True):
            assert level.definition != other.definition
            assert len({one.short for one in said.scales[dimension].levels}) == len(scale.levels)
    assert [one.title for one in plain.options] != [one.title for one in said.options]


def test_a_text_is_listed_for_translators_but_no_key_or_source():
    texts = set(framework_texts(load("ipsr")))
    assert "Somebody has thought of it; no work has begun." in texts
    assert "substitute" not in texts
    assert not {one.cite for one in load("ipsr").sources} & texts
