"""What pages say: templates in the words of the project's framework, and in its language.

Sentences are written as templates in the words of Scaling Readiness. Where a project follows
another framework, :func:`worded` puts that framework's words into the *template*; values from data
come into it afterwards and stay as they are. Names of sheets, columns and files stay too::

    worded("No site has *a* value (sheet *sites*).")

Of these words only ``use`` is also a verb; where the noun is meant the template says ``{use}``.
In another language than English the template is looked up in a catalogue
(:mod:`workbench.language.catalogue`), and numbers and dates are written as that language does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from string import Formatter
from typing import Final

from workbench.language.catalogue import ENGLISH, figures_in_language, translations

_NOUNS: Final = re.compile(
    r"(?P<kept>`[^`]*`|(?<!\*)\*\w+\*(?!\*)|\b(?:[Ss]heets?|[Cc]olumns?|[Tt]ables?) [\w-]+"
    r"|\w+\.(?:yaml|csv))"
    r"|\{(?P<use>[Uu]se)\}"
    r"|(?:\b(?P<article>[Aa]n?) )?(?<![\w-])(?P<noun>[Ss]ite|[Cc]omponent|[Pp]ackage)"
    r"(?P<many>s?)(?![\w-])"
)
_CONSONANT: Final = re.compile(r"(?![aeiou])|uni|use|eu", re.IGNORECASE)  # as it is spoken


@dataclass(frozen=True, slots=True)
class Speech:
    """What the pages of a project speak.

    Attributes
    ----------
    nouns : tuple of tuple of str
        "site", "component", "package" or "use", with what one of it and several of it are called;
        what is not there is called as in Scaling Readiness.
    language : str
        Code of the language, such as "fr".
    """

    nouns: tuple[tuple[str, str, str], ...] = ()
    language: str = ENGLISH

    @classmethod
    def of(cls, nouns: Mapping[str, tuple[str, str]], language: str = ENGLISH) -> Speech:
        """Return the speech with these nouns, one and several by name.

        Examples
        --------
        >>> Speech.of({"site": ("unit", "units")}).nouns
        (('site', 'unit', 'units'),)
        """
        return cls(tuple((name, one, many) for name, (one, many) in nouns.items()), language)


PLAIN: Final = Speech()
"""The words of Scaling Readiness."""

_SPOKEN: ContextVar[Speech | None] = ContextVar("spoken", default=None)
_opened: list[Speech] = [PLAIN]  # for cells that run in a context of their own each


def spoken() -> Speech:
    """Return what is spoken now."""
    return _SPOKEN.get() or _opened[-1]


def speak(speech: Speech) -> None:
    """Let everything that follows be said so, until something else is opened."""
    _SPOKEN.set(speech)
    _opened[:] = [speech]


@contextmanager
def speaking(speech: Speech) -> Iterator[None]:
    """Let what is written inside be said so, and what comes after as before.

    Examples
    --------
    >>> with speaking(Speech.of({"site": ("unit", "units"), "use": ("uptake", "uptake")})):
    ...     print(worded("A site has no {use}; sites are in the sheet *sites*."))
    A unit has no uptake; units are in the sheet *sites*.
    """
    token = _SPOKEN.set(speech)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def worded(template: str) -> str:
    """Return words of ours, never of data, as the project that is open says them.

    Examples
    --------
    >>> worded("Every site has {use} to show.")
    'Every site has use to show.'
    """
    return _in_words(template, spoken())


def phrased(template: str, *values: object) -> str:
    """Write plain words from a template and values, as :func:`workbench.page.text.say` does.

    Examples
    --------
    >>> with speaking(Speech.of({"component": ("ingredient", "ingredients")})):
    ...     print(phrased("A component without {use}: {}, {:.1f}", "component 3", 1))
    An ingredient without use: component 3, 1.0
    """
    said = worded(template)
    if spoken().language == ENGLISH:
        return said.format(*values)
    return _FIGURES.vformat(said, values, {})


class _Figures(Formatter):
    """Writes numbers as the language that is spoken does."""

    def format_field(self, value: object, format_spec: str) -> str:
        text = format(value, format_spec)
        return figured(text) if isinstance(value, int | float | Decimal) else text


_FIGURES: Final = _Figures()


def figured(number: str) -> str:
    """Write a number that is in English figures as the project that is open does."""
    return figures_in_language(number, spoken().language)


def counted_noun(one: str, many: str, number: int) -> str:
    """Return the form of a noun or verb of ours that goes with a number.

    Examples
    --------
    >>> counted_noun("site", "sites", 2)
    'sites'
    >>> with speaking(Speech(language="fr")):
    ...     counted_noun("site", "sites", 0)
    'site'
    """
    speech = spoken()
    if speech.language != ENGLISH:
        known = translations(speech.language)
        for noun in (_with_nouns(one, speech), one):
            if noun in known.forms:
                return known.forms[noun][known.form_of(number)]
    return worded(one if number == 1 else many)


@lru_cache(maxsize=8192)
def _in_words(template: str, speech: Speech) -> str:
    said = _with_nouns(template, speech)
    if speech.language == ENGLISH:
        return said
    known = translations(speech.language).single
    return known.get(said) or known.get(template) or said


def _with_nouns(template: str, speech: Speech) -> str:
    """Put the nouns of a framework into a template."""
    nouns = {name: (one, many) for name, one, many in speech.nouns}

    def other(found: re.Match[str]) -> str:
        if found["kept"]:
            return found[0]
        said: str = found["use"] or found["noun"]
        forms = nouns.get(said.lower(), (said.lower(), f"{said.lower()}s"))
        noun = forms[bool(found["many"])]
        if not found["article"]:
            return noun[0].upper() + noun[1:] if said[0].isupper() else noun
        article = found["article"][0] + ("" if _CONSONANT.match(noun) else "n")
        return f"{article} {noun}"

    return _NOUNS.sub(other, template)
