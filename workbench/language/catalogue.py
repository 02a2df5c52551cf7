"""Translations: gettext catalogues that a translator edits, such as ``catalogues/fr.po``.

A message is a template of ours, with its marks and places; a translation has the same places, by
number where their order differs (``{1} of {0}``). What a catalogue does not have stays English.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from gettext import c2py
from importlib import resources
from pathlib import Path
from typing import Final

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

ENGLISH: Final = "en"
_FOLDER: Final = Path(str(resources.files("workbench.language"))) / "catalogues"
_FIRST: Final = {"fr": "1er"}  # how the first day of a month is written, where not as a number
_DAY: Final = "d MMMM y"


@dataclass(frozen=True, slots=True)
class Translations:
    """What one language says for the templates of ours.

    Attributes
    ----------
    single : dict of str to str
        Translation by template.
    forms : dict of str to tuple of str
        By noun or verb: its forms, in the order of the language.
    form_of : callable
        Which of the forms goes with a number.
    """

    single: dict[str, str]
    forms: dict[str, tuple[str, ...]]
    form_of: Callable[[int], int]


def languages() -> tuple[str, ...]:
    """List the languages that pages can speak: English, and those with a catalogue.

    Examples
    --------
    >>> languages()
    ('en', 'fr')
    """
    return (ENGLISH, *sorted(path.stem for path in _FOLDER.glob("*.po")))


def catalogue_file(language: str) -> Path:
    """Return the file of a language's catalogue."""
    return _FOLDER / f"{language}.po"


def read_catalogue(language: str) -> Catalog:
    """Read a catalogue as it stands in its file."""
    with catalogue_file(language).open("rb") as file:
        return read_po(file, locale=language, domain="workbench")


@cache
def translations(language: str) -> Translations:
    """Return what a language says; entries that are empty or marked as fuzzy are left out.

    Examples
    --------
    >>> translations("fr").single["Budget"], translations("fr").forms["site"]
    ('Budget', ('site', 'sites'))
    """
    found = read_catalogue(language)
    single: dict[str, str] = {}
    forms: dict[str, tuple[str, ...]] = {}
    for message in found:
        if not message.id or message.fuzzy:
            continue
        if isinstance(message.id, list | tuple):
            said = tuple(map(str, message.string or ()))
            if all(said):
                forms[message.id[0]] = said
                single.setdefault(message.id[0], said[0])
        elif message.string:
            single[message.id] = str(message.string)
    return Translations(single, forms, c2py(found.plural_expr))


@cache
def _separators(language: str) -> dict[int, str]:
    return {
        ord(","): get_group_symbol(language),
        ord("."): get_decimal_symbol(language),
    }


def figures_in_language(text: str, language: str) -> str:
    r"""Write a number that is in English figures as another language does.

    Examples
    --------
    >>> figures_in_language("1,234.5", "fr")
    '1\u202f234,5'
    """
    return text if language == ENGLISH else text.translate(_separators(language))


def day_in_language(day: date, language: str) -> str:
    """Write a date out.

    Examples
    --------
    >>> day_in_language(date(2026, 3, 4), "fr"), day_in_language(date(2026, 3, 1), "fr")
    ('4 mars 2026', '1er mars 2026')
    """
    pattern = f"'{_FIRST[language]}' MMMM y" if day.day == 1 and language in _FIRST else _DAY
    return format_date(day, format=pattern, locale=language)
