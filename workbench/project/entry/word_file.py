"""A Word file that came back, as untrusted input: its parts, its properties, its headings.

The file is weighed before anything opens it, and its XML may define no entities. Names are read
without their namespace, so that the strict form of the format and files of other programs are read
alike.
"""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from workbench.project.sources.workbook_parts import SwollenError, WorkbookParts

WORD_FILES: Final = frozenset({".docx", ".docm"})
"""Endings of the Word files that are read."""

OTHER_TEXTS: Final = frozenset({".doc", ".odt", ".rtf", ".dotx"})
"""Endings of files that a word processor can save as one of those."""

_SAVE_AGAIN = "Open it in Word or LibreOffice and save it as a Word document (.docx)."
_NOT_WORD: Final = "no Word file"
_LARGEST: Final = 100_000_000
_OLD: Final = b"\xd0\xcf\x11\xe0"
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, ParseError),
    *(NotImplementedError, RuntimeError, LookupError),
)
_USUAL: Final = "word/document.xml"
_FIRST_YEAR: Final = 1990  # programs write a day of long ago where they know none
_HEADING: Final = "heading "


class WordFault(ValueError):
    """A file that is no Word document, or none that can be read; ``advice`` says what to do."""

    def __init__(self, found: str, advice: str) -> None:
        super().__init__(found)
        self.advice = advice


@dataclass(frozen=True, slots=True)
class WordStyle:
    """What a paragraph of a style is: a heading of a level (0: none), or a caption."""

    level: int = 0
    caption: bool = False


def local_name(tag: str) -> str:
    """Return a name of XML without its namespace.

    Examples
    --------
    >>> local_name("{http://example.org}p")
    'p'
    """
    return tag.rpartition("}")[2]


def attributes(element: Element) -> dict[str, str]:
    """Return the attributes of an element, without their namespaces."""
    return {local_name(name): value for name, value in element.attrib.items()}


def child(element: Element, *path: str) -> Element | None:
    """Return the first child of a name, or what lies deeper under several names."""
    found: Element | None = element
    for name in path:
        found = next((one for one in found or () if local_name(one.tag) == name), None)
    return found


def day_in_word(text: str) -> date | None:
    """Return the day of a time as Word writes it; ``None`` where it is none.

    Examples
    --------
    >>> day_in_word("2026-03-14T23:10:00Z"), day_in_word("0001-01-01T00:00:00Z")
    (datetime.date(2026, 3, 14), None)
    """
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


class WordFile:
    """The parts of a Word file.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    WordFault
        It is no Word file, or one that would swell when opened.
    """

    def __init__(self, path: Path) -> None:
        content = path.read_bytes()
        try:
            self._parts = WorkbookParts(content)
        except SwollenError as error:
            swollen = f"a file that would swell when opened: {error}"
            raise _refused(swollen) from None
        except _DAMAGE:
            old = content.startswith(_OLD)
            found = "an old Word file, or one with a password" if old else _NOT_WORD
            raise WordFault(found, _SAVE_AGAIN) from None
        self._main = self._related("", "officeDocument")[0]
        body = self.part(self._main)
        if body is None or local_name(body.tag) != "document":
            raise WordFault(_NOT_WORD, _SAVE_AGAIN)
        self.body: Element = body
        """What stands on its pages."""

    def part(self, name: str) -> Element | None:
        """Return a part as XML; ``None`` where there is none."""
        try:
            content = self._parts.read(name)
        except _DAMAGE:
            raise _damaged(name) from None
        if len(content) > _LARGEST:
            large = f"a part of {len(content) // 1_000_000} MB"
            raise _refused(large)
        try:
            found: Element | None = fromstring(content, forbid_dtd=True) if content else None
        except DefusedXmlException:
            entities = "XML that defines entities of its own, as no word processor writes it"
            raise _refused(entities) from None
        except _DAMAGE:
            raise _damaged(name) from None
        return found

    def related(self, kind: str) -> list[Element]:
        """Return the parts of a kind that the document names, such as ``comments``."""
        found = (self.part(name) for name in self._related(self._main, kind))
        return [one for one in found if one is not None]

    def _related(self, name: str, kind: str) -> list[str]:
        folder, own = posixpath.split(name)
        relations = self.part(posixpath.join(folder, "_rels", f"{own}.rels"))
        found = []
        for one in relations if relations is not None else ():
            said = attributes(one)
            if said.get("Type", "").endswith(f"/{kind}") and said.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, said.get("Target", "")))
                found.append(target.lstrip("/"))
        return found or ([_USUAL] if kind == "officeDocument" else [])

    def properties(self) -> Mapping[str, str]:
        """Return what the file says of itself: ``title``, ``subject``, ``modified``, and ours."""
        said: dict[str, str] = {}
        for kind in ("custom-properties", "core-properties"):
            for name in self._related("", kind):
                part = self.part(name)
                for one in part if part is not None else ():
                    words = "".join(one.itertext()).strip()
                    said[attributes(one).get("name", local_name(one.tag))] = words
        return said

    def styles(self) -> dict[str, WordStyle]:
        """Return what paragraphs of each style are; a style takes after that it is based on."""
        known = {}
        for part in self.related("styles"):
            for one in part:
                key = attributes(one).get("styleId")
                if key is not None and local_name(one.tag) == "style":
                    known[key] = one
        return {key: _style(key, known) for key in known}


def _refused(found: str) -> WordFault:
    return WordFault(found, "Do not open it; ask the sender for another copy.")


def _damaged(name: str) -> WordFault:
    return WordFault(f"a damaged part ({name})", _SAVE_AGAIN)


def _style(key: str, known: Mapping[str, Element]) -> WordStyle:
    caption = False
    for one in _based_on(key, known):
        name = _value(child(one, "name")).casefold()
        caption = caption or name == "caption"
        level = outline(child(one, "pPr"))
        number = name.removeprefix(_HEADING)
        if level is None and name.startswith(_HEADING) and number in set("123456789"):
            level = int(number)
        if level is not None:
            return WordStyle(level, caption)
    return WordStyle(0, caption)


def _based_on(key: str, known: Mapping[str, Element]) -> Iterator[Element]:
    seen: set[str] = set()
    while key in known and key not in seen:
        seen.add(key)
        yield known[key]
        key = _value(child(known[key], "basedOn"))


def _value(element: Element | None) -> str:
    return "" if element is None else attributes(element).get("val", "")


def style_of(properties: Element | None) -> str:
    """Return the key of a paragraph's style, from its properties."""
    return "" if properties is None else _value(child(properties, "pStyle"))


def outline(properties: Element | None) -> int | None:
    """Return the level that properties give a paragraph, 0 for text; ``None``: they do not say."""
    found = "" if properties is None else _value(child(properties, "outlineLvl"))
    if not (found.isascii() and found.isdecimal()):
        return None
    return int(found) + 1 if len(found) == 1 and int(found) < 9 else 0
