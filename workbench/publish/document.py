"""A report before it is laid out: chapters of typed blocks, whatever it becomes in the end.

:mod:`workbench.publish.reading` makes it of executed notebooks, :mod:`workbench.publish.html` makes
a page of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Final, Literal, TypeAlias

from markupsafe import Markup

from workbench.errors import WorkbenchError
from workbench.language import ENGLISH, Speech, phrased, speaking, worded
from workbench.page.records import (
    PAGE_ONE,
    Attachment,
    Bullets,
    Fact,
    Paragraphs,
    Provenance,
    ReportTable,
    Title,
)
from workbench.page.text import Text
from workbench.page.wording import ILLUSTRATIVE

ON_ONE_PAGE: Final = "On one page"
WHAT_IS_MISSING: Final = "What is missing"
METHODS: Final = "Methods, parameters and sources"
CONTENTS: Final = "Contents"
PROVENANCE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "methods": "Methods",
        "parameters": "Our own parameters",
        "conversions": "Conversions",
        "notes": "Notes",
        "sources": "Sources",
        "works": "What the methods rest on",
        "ours": "Our own choices",
        "report": "This report",
    }
)
"""The lists of :class:`~workbench.page.records.Provenance` and their headings, in order."""

RUN_ON: Final = ("methods", "works", "ours")
"""Lists whose lines stand one behind the other."""

ON_SCREEN: Final = ("parameters", "conversions", "sources", "works", "ours")
"""Lists that are the same at every site: folded away on screen, and left out on paper."""


class ReportFault(WorkbenchError):
    """An executed notebook that must not become a report: a failed cell, a lost figure."""


@dataclass(frozen=True)
class PlacedTable:
    """A table with its number, "2.1", the name that a link to it leads to, whether paper has it."""

    table: ReportTable
    number: str
    anchor: str
    printed: bool = True
    kind: ClassVar = "table"


@dataclass(frozen=True)
class PlacedFigure:
    """A plotly figure.

    Attributes
    ----------
    number, anchor : str
        "2.1", and the name that a link to it leads to.
    caption, alt : str
        What stands below it; what it shows, in words.
    content : mapping
        ``data``, ``layout`` and, where it moves, ``frames``, as JSON; the template of the layout
        is the place of its look in :attr:`Document.looks`.
    height : int
        In pixels.
    printed : bool
        Whether it is there on paper too; text and tables say the same.
    """

    number: str
    anchor: str
    caption: str
    alt: str
    content: Mapping[str, Any]
    height: int
    printed: bool = True
    kind: ClassVar = "figure"


@dataclass(frozen=True)
class Foreign:
    """What is no record of ours: the text of a notebook, or what other libraries have shown.

    Attributes
    ----------
    html : Markup
        As the author wrote it, or as it was shown.
    introduces : bool
        It is the text of the notebook, which goes where nothing is left to introduce.
    """

    html: Markup
    introduces: bool = False
    kind: ClassVar = "foreign"


Block: TypeAlias = Paragraphs | Bullets | Attachment | PlacedTable | PlacedFigure | Foreign
"""One thing of the body of a report."""


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it; the first section of a chapter may have no heading.

    Attributes
    ----------
    title : Markup
        The heading, or nothing.
    anchor : str
        Where a link to it leads; no two on a page are the same.
    blocks : tuple of Block
        What stands below it.
    level : int
        2 for a section, 3 for one inside it.
    on_slides : tuple of Block
        Those that go on slides.
    """

    title: Markup
    anchor: str
    blocks: tuple[Block, ...]
    level: int = 2
    on_slides: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One step of the method: what one notebook had to say."""

    number: str
    title: Markup
    anchor: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Document:
    """A report before it is laid out.

    Attributes
    ----------
    title : Title or None
        The title page, where a notebook has one.
    summary : tuple of (Text, Text)
        Lines of the one-page summary.
    chapters : tuple of Chapter
        The body, without sections that had no data.
    missing : tuple of (Text, Text)
        What is missing and what that means, each once.
    provenance : Provenance or None
        Methods, parameters, sources, versions; merged over the notebooks.
    facts : mapping
        Plain values for the list of all sites.
    figures : int
        Number of figures in the notebooks.
    looks : tuple of mapping
        Templates that figures share.
    attachments : tuple of Attachment
        Files that lie beside the page.
    layout : {"report", "factsheet", "sheets", "wide sheets"}
        How it is printed: chapters one after the other, with a cover or without one; or each on a
        page of its own with cells to write in, upright or crosswise.
    """

    title: Title | None = None
    summary: tuple[tuple[Text, Text], ...] = ()
    chapters: tuple[Chapter, ...] = ()
    missing: tuple[tuple[Text, Text], ...] = ()
    provenance: Provenance | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    figures: int = 0
    looks: tuple[Mapping[str, Any], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    layout: Literal["report", "factsheet", "sheets", "wide sheets"] = "report"

    @property
    def on_paper(self) -> str:
        """What a printed report says of what it leaves out."""
        books = any(one.name.endswith(".xlsx") for one in self.attachments)
        with speaking(self.speech):
            rows = worded(", all rows in the workbooks beside it") if books else ""
            return phrased(
                "Further figures, parameters and sources are in the report on screen{}.", rows
            )

    @property
    def stamps(self) -> tuple[str, ...]:
        """What stands on the report so that nobody mistakes it: invented data, a scenario."""
        if self.title is None:
            return ()
        with speaking(self.speech):
            illustrative = worded(ILLUSTRATIVE) if self.title.illustrative else ""
        return tuple(one for one in (illustrative, self.title.scenario) if one)

    @property
    def speech(self) -> Speech:
        """What its furniture is written in: the language of its title page."""
        return Speech(language=self.title.language if self.title else ENGLISH)

    @property
    def says_what_to_do(self) -> bool:
        """Whether page one names what to do first, and so need not list all that is missing."""
        with speaking(self.speech):
            last = worded(PAGE_ONE[-1])
        return any(head.plain == last for head, _ in self.summary)
