"""A framework in lines that a terminal of 92 letters shows."""

import pytest

from workbench.frameworks import available, load
from workbench.frameworks.described import described


@pytest.mark.parametrize("key", available())
def test_every_level_option_and_source_is_there_and_no_line_is_too_long(key):
    framework = load(key)
    lines = "\n".join(described(framework)).split("\n")
    assert max(map(len, lines)) <= 92
    words = " ".join(" ".join(lines).split())
    for scale in framework.scales.values():
        assert f"{scale.title}, {scale.minimum} to {scale.maximum}" in words
        for level in scale.levels:
            assert f"{level.level} {level.name}" in words
    for option in framework.options:
        assert option.question in words
    for source in framework.sources:
        assert " ".join(source.cite.split()) in words
