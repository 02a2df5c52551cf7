"""What the pages of a project speak: the words of its framework, and its language."""

from workbench.language.catalogue import ENGLISH, day_in_language, languages
from workbench.language.speech import (
    PLAIN,
    Speech,
    counted_noun,
    figured,
    phrased,
    speak,
    speaking,
    spoken,
    worded,
)

__all__ = [
    "ENGLISH",
    "PLAIN",
    "Speech",
    "counted_noun",
    "day_in_language",
    "figured",
    "languages",
    "phrased",
    "speak",
    "speaking",
    "spoken",
    "worded",
]
