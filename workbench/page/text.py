"""Words with emphasis, as a cell hands them to a page; what they look like is decided elsewhere.

A sentence is written as a template with marks, and values are put into it::

    say("The package scores **{} of {}**, because of {}.", 8, 81, titles(["Seed"]))

Marks are read in the template alone. A value is shown letter by letter, whatever is in it, so text
from data can neither change how a page looks nor become part of its code. Wherever a
:class:`Text` is wanted a plain ``str`` does as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from workbench.language import figured, phrased, worded

Mark = Literal["strong", "emphasis", "code", "note", "below"]
"""How a phrase stands out; a *note* is quieter than its neighbours, *below* on a new line too."""

MARKS: Final[tuple[Mark, ...]] = get_args(Mark)
_SIGNS: Final[dict[str, Mark]] = {"**": "strong", "*": "emphasis", "`": "code"}
_SIGN: Final = re.compile(r"(\*\*|\*|`|\{\{|\}\}|\{\d*(?::[^{}]*)?\})")


class Phrase(NamedTuple):
    """Words that look the same from the first to the last."""

    words: str
    marks: tuple[Mark, ...] = ()
    link: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A passage: phrases one after the other, no two neighbours alike.

    Attributes
    ----------
    phrases : tuple of Phrase
        Made by :func:`say`, :func:`listing`, :func:`titles`, :func:`note`, :func:`link`.

    Examples
    --------
    >>> text = say("Seed holds **{}** back.", "the <package>")
    >>> text.plain
    'Seed holds the <package> back.'
    >>> (text + " So be it.").phrases[-1].words
    ' back. So be it.'
    """

    phrases: tuple[Phrase, ...] = ()

    @property
    def plain(self) -> str:
        """The words alone."""
        return "".join(_spaced(self.phrases))

    def __str__(self) -> str:
        """Return the words alone."""
        return self.plain

    def __bool__(self) -> bool:
        """Return whether there are words at all."""
        return bool(self.phrases)

    def __add__(self, other: TextLike) -> Text:
        """Put words behind."""
        return Text(_merged([*self.phrases, *as_text(other).phrases]))

    def __radd__(self, other: str) -> Text:
        """Put plain words before."""
        return as_text(other) + self


NO_TEXT: Final = Text()

TextLike: TypeAlias = str | Text
"""What can be said: plain words, or words with emphasis."""


def _spaced(phrases: Iterable[Phrase]) -> Iterator[str]:
    for phrase in phrases:
        yield f" {phrase.words}" if "below" in phrase.marks else phrase.words


def _merged(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Join neighbours that look alike and drop the empty ones, so that equal texts are equal."""
    kept: list[Phrase] = []
    for phrase in phrases:
        if kept and kept[-1][1:] == phrase[1:]:
            kept[-1] = phrase._replace(words=kept[-1].words + phrase.words)
        elif phrase.words:
            kept.append(phrase)
    return tuple(kept)


def as_text(words: TextLike) -> Text:
    """Return plain words as a text, and a text as it is."""
    if isinstance(words, Text):
        return words
    return Text((Phrase(words),) if words else ())


def say(template: str, *values: TextLike | float | Decimal) -> Text:
    """Write a sentence from a template and values.

    Parameters
    ----------
    template : str
        Words of ours, never of data: ``**strong**``, ``*emphasis*``, ```code```, and ``{}`` where a
        value comes, for numbers with a format such as ``{:,.2f}``; ``{{`` and ``}}`` are braces.
        Its nouns are put into the project's own words, see :mod:`workbench.language.speech`.
    *values : str, Text, int, float or Decimal
        In the order of their places. A ``str`` is never read for marks.

    Raises
    ------
    ValueError
        A mark is left open, or there are more or fewer values than places.

    Examples
    --------
    >>> for phrase in say("*{}* costs {:,}.", "Seed", 1200).phrases:
    ...     print(phrase)
    Phrase(words='Seed', marks=('emphasis',), link='')
    Phrase(words=' costs 1,200.', marks=(), link='')
    >>> say("{}", "**not strong**").phrases
    (Phrase(words='**not strong**', marks=(), link=''),)
    """
    places = sum(spec is not None for _, spec, *_ in _parsed(template))
    if places != len(values):
        message = f"{len(values)} values for {places} places in {template!r}"
        raise ValueError(message)
    phrases: list[Phrase] = []
    for words, spec, marks, at in _parsed(worded(template)):
        if spec is None:
            phrases.append(Phrase(words, marks))
            continue
        value = values[at]
        if not isinstance(value, str | Text):
            value = figured(format(value, spec))
        phrases += _marked(as_text(value), marks)
    return Text(_merged(phrases))


_Part = tuple[str, str | None, tuple[Mark, ...], int]


@lru_cache(maxsize=2048)
def _parsed(template: str) -> tuple[_Part, ...]:
    """Part a template into words and places (with format and number), each with its marks."""
    on: set[Mark] = set()
    parts: list[_Part] = []
    at = -1
    for place, piece in enumerate(_SIGN.split(template)):
        is_sign = place % 2 == 1
        marks = tuple(mark for mark in MARKS if mark in on)
        if is_sign and piece in _SIGNS and (_SIGNS[piece] == "code" or "code" not in on):
            on ^= {_SIGNS[piece]}
        elif is_sign and piece in {"{{", "}}"}:
            parts.append((piece[0], None, marks, at))
        elif is_sign and piece.startswith("{"):
            number, _, spec = piece[1:-1].partition(":")
            at = int(number) if number else at + 1
            parts.append(("", spec, marks, at))
        elif piece:
            parts.append((piece, None, marks, at))
    if on:
        message = f"a mark is left open in {template!r}"
        raise ValueError(message)
    return tuple(parts)


def _marked(text: Text, marks: Sequence[Mark]) -> list[Phrase]:
    return [
        phrase._replace(marks=tuple(m for m in MARKS if m in phrase.marks or m in marks))
        for phrase in text.phrases
    ]


def note(words: TextLike, *, below: bool = False) -> Text:
    """Return words as a quieter note, on a line of its own if wanted.

    Examples
    --------
    >>> ("Seed " + note("(core)")).plain
    'Seed (core)'
    """
    return Text(_merged(_marked(as_text(words), ("below",) if below else ("note",))))


def link(words: TextLike, address: str) -> Text:
    """Return words that lead to an address: a file beside the page, or a page of the web."""
    return Text(_merged(phrase._replace(link=address) for phrase in as_text(words).phrases))


def join(separator: TextLike, items: Iterable[TextLike]) -> Text:
    """Put texts one after the other with something between them; empty ones are left out.

    Examples
    --------
    >>> join(" ", ["It works.", "", "It lasts."]).plain
    'It works. It lasts.'
    """
    phrases: list[Phrase] = []
    for item in items:
        if item:
            phrases += as_text(separator).phrases if phrases else ()
            phrases += as_text(item).phrases
    return Text(_merged(phrases))


def listing(items: Iterable[TextLike], *, most: int | None = None, last: str = "and") -> Text:
    """Join items as a sentence does; after so many of them the rest is counted.

    Examples
    --------
    >>> listing(["seed", "credit", "by-laws"]).plain
    'seed, credit and by-laws'
    >>> listing(["seed", "credit", "by-laws"], most=1).plain
    'seed and 2 more'
    """
    every = [item for item in items if item]
    shown = every[:most]
    if len(every) > len(shown):
        shown.append(phrased("{} more", len(every) - len(shown)))
    if len(shown) <= 1:
        return join("", shown)
    return join(", ", shown[:-1]) + f" {worded(last)} " + shown[-1]


def titles(items: Iterable[TextLike], *, most: int | None = None) -> Text:
    """Join titles from data in italics, naming at most so many.

    Examples
    --------
    >>> titles(["Seed", "Credit", "Roads"], most=2).plain
    'Seed, Credit and 1 more'
    """
    return listing((say("*{}*", item) for item in items), most=most)


def capital(words: TextLike) -> Text:
    """Begin with a capital letter.

    Examples
    --------
    >>> capital("seed is scarce.").plain
    'Seed is scarce.'
    """
    text = as_text(words)
    if not text:
        return text
    first, *rest = text.phrases
    return Text((first._replace(words=first.words[:1].upper() + first.words[1:]), *rest))
