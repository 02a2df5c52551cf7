"""The plain blocks that are written to paper: what PDF, Word files and slides are made of.

:mod:`workbench.publish.paper` makes them of a document.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from workbench.page.text import NO_TEXT, Text
from workbench.publish.document import PlacedFigure

Side = Literal["left", "right"]
"""Where the words of a column stand."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A heading of level 1 (a chapter) to 4, and the name that a link to it leads to."""

    words: Text
    level: int
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a *note* is set smaller, a *missing* one says what could not be shown."""

    words: Text
    style: Literal["body", "note", "missing"] = "body"


@dataclass(frozen=True, slots=True)
class Points:
    """A list; a point may hold further lists."""

    points: tuple[tuple[Flow, ...], ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Attributes
    ----------
    heads : tuple of Text
        Heads of the columns; none where the table has no row of heads.
    rows : tuple of tuple of Text
        As many cells in each as there are columns.
    sides : tuple of {"left", "right"}
        Where the words of each column stand.
    names : bool
        The first column heads its row.
    label : str
        "Table 2.1", where it is numbered.
    caption, note : Text
        What stands above and below it.
    anchor : str
        The name that a link to it leads to.
    """

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]
    sides: tuple[Side, ...]
    names: bool = False
    label: str = ""
    caption: Text = NO_TEXT
    note: Text = NO_TEXT
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture with what it shows in words.

    Attributes
    ----------
    source : PlacedFigure or bytes
        A plotly figure that has yet to be drawn, or the file itself.
    media_type : str
        Of the file, such as ``image/png``; nothing for a figure.
    alt, caption, label, anchor : str
        What it shows; what stands below it; "Figure 2.1"; the name that a link to it leads to.
    """

    source: PlacedFigure | bytes
    media_type: str = ""
    alt: str = ""
    caption: str = ""
    label: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Lines that stay as they are: code, or what a program has printed."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula on a line of its own, as LaTeX without dollars."""

    latex: str


Flow: TypeAlias = Headline | Paragraph | Points | Grid | Picture | Verbatim | Formula
"""One block of what is written to paper."""


def figures_of(flow: Sequence[Flow]) -> list[PlacedFigure]:
    """List the plotly figures of a flow, which have to be drawn before it is written."""
    return [
        one.source
        for one in flow
        if isinstance(one, Picture) and isinstance(one.source, PlacedFigure)
    ]
