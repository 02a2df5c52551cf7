def test_what_is_not_translated_is_listed_and_the_catalogue_is_named(call):
    result = call("language", "fr")
    assert result.exit_code == 0
    last = result.output.splitlines()[-1]
    assert "without a translation" in last
    assert last.endswith("fr.po.")


def test_a_language_without_a_catalogue_is_refused_with_those_there_are(call):
    result = call("language", "xx")
    assert result.exit_code == 2
    assert "fr" in result.output
