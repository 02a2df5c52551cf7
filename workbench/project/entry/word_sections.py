"""Which section of a report each passage of its Word file belongs to.

Headings carry the bookmarks that the report gave them, which stay when somebody edits the words;
where a program has lost them, the words of the headings stand for them. Tables and figures are
known by their captions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from workbench.project.entry.word_flow import WordPassage

_LABEL: Final = re.compile(r"[^\W\d_]+ \d+[a-z]?\.\d+")
_PLACED: Final = re.compile(r"p_(table|figure)_(\d+[a-z]?)_(\d+)$")
_NUMBER: Final = re.compile(r"(\d+[a-z]?)\.?\s")
_NUMBERED: Final = re.compile(r"p_(\d+[a-z]?)_(.+)$")
_LONGEST: Final = 120  # letters of a heading that are quoted
_ALIKE: Final = 25  # letters of a bookmark that tell a heading; Word cuts it


def sections_of(passages: Sequence[WordPassage]) -> list[str]:
    """Return for each passage the number of its chapter, its heading and its table or figure.

    Parameters
    ----------
    passages : sequence of WordPassage
        The body of the file, in order.

    Examples
    --------
    >>> from workbench.project.entry.word_file import WordStyle
    >>> def passage(words, level=0, bookmark=()):
    ...     style = WordStyle(level)
    ...     return WordPassage(style, 0, None, None, list(bookmark), [(words, None)])
    >>> sections_of(
    ...     [
    ...         passage("Before"),
    ...         passage("3c Plan and budget", 1),
    ...         passage("Money", 2, ["p_3c_costs_by_source"]),
    ...         passage("It is dear."),
    ...     ]
    ... )
    ['', '3c', '3c, costs by source (now “Money”)', '3c, costs by source (now “Money”)']
    """
    found = []
    chapter = section = ""
    for one, label in zip(passages, _labels(passages), strict=True):
        marks = [] if one.style.caption else [
            name for name in one.bookmarks if not _PLACED.match(name)]  # fmt: skip
        words = one.original
        if one.style.level == 1 and (words or marks):
            chapter, section = _chapter(words, marks), ""
        elif marks or (one.style.level and words):
            number, section = _section(words if one.style.level else "", marks)
            chapter = number or chapter
        found.append(", ".join(filter(None, (chapter, section, label))))
    return found


def _chapter(words: str, marks: Iterable[str]) -> str:
    numbers = [*map(_NUMBERED.match, marks), _NUMBER.match(f"{words} ")]
    return next((one[1] for one in numbers if one), words[:_LONGEST] or _said(marks))


def _section(words: str, marks: Iterable[str]) -> tuple[str, str]:
    """Return the number of the chapter, where a bookmark has it, and the heading."""
    numbered = next(filter(None, map(_NUMBERED.match, marks)), None)
    before = _said(marks)
    if not words or not before:
        return numbered[1] if numbered else "", words[:_LONGEST] or before
    same = _letters(words)[:_ALIKE].startswith(_letters(before)[:_ALIKE])
    told = words[:_LONGEST] if same else f"{before} (now “{words[:_LONGEST]}”)"
    return numbered[1] if numbered else "", told


def _said(marks: Iterable[str]) -> str:
    """Return the words that the report made a bookmark of, as far as it has them."""
    for name in marks:
        numbered = _NUMBERED.match(name)
        return (numbered[2] if numbered else name[2:]).replace("_", " ").strip()
    return ""


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))


def _labels(passages: Sequence[WordPassage]) -> list[str]:
    """Return the table or figure that each passage stands in, such as "Table 3c.2"."""
    labels = [""] * len(passages)
    for place, one in enumerate(passages):
        label = "" if one.table else _label(one)
        if not label:
            continue
        labels[place] = label
        if place and passages[place - 1].picture:
            labels[place - 1] = label
            continue
        table = passages[place + 1].table if place + 1 < len(passages) else 0
        for below in range(place + 1, len(passages)):
            if not table or passages[below].table != table:
                break
            labels[below] = label
    return labels


def _label(one: WordPassage) -> str:
    placed = next(filter(None, map(_PLACED.match, one.bookmarks)), None)
    if not (placed or one.style.caption):
        return ""
    said = _LABEL.match(one.original)
    if said:
        return said[0]
    return f"{placed[1].capitalize()} {placed[2]}.{placed[3]}" if placed else ""
