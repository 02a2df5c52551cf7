"""A report as PDF: set by typst, tagged for screen readers, the same bytes each time.

The words of a report reach typst as data, never as code: the template reads them from a file. So
nothing that stands in a table can change the page, read a file or fail the report.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

from workbench.errors import WorkbenchError
from workbench.language import phrased, speaking, worded
from workbench.page.text import Text
from workbench.publish import assets
from workbench.publish.columns import column_shares
from workbench.publish.document import CONTENTS, Document, PlacedFigure
from workbench.publish.flow import (
    Flow,
    Formula,
    Grid,
    Headline,
    Paragraph,
    Picture,
    Points,
    Verbatim,
)
from workbench.publish.paper import body_of
from workbench.publish.pictures import Drawn, font_folder
from workbench.publish.signs import may_lead_to, seen

_NUMBERS: Final = re.compile(r"(?<=\d)-(?=\d)")  # "2-4" stays on one line
_LONG: Final = re.compile(r"(\S{24})(?=\S{8})")  # of a word that no line may be able to hold
_NO_LETTER: Final = "could not be displayed"
_FORMS: Final = {
    "image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif",
    "image/webp": "webp",
}  # fmt: skip


class PdfFault(WorkbenchError):
    """A report that could not be set as PDF."""


def pdf_report(document: Document, draw: Drawn) -> bytes:
    """Return a report as a PDF file (PDF/UA-1).

    Parameters
    ----------
    document : Document
        What the report says.
    draw : callable
        Gives the picture of a figure as SVG; see :mod:`workbench.publish.pictures`.

    Raises
    ------
    PdfFault
        typst refused it.
    PictureFault
        A figure could not be drawn.
    """
    with TemporaryDirectory(prefix="workbench-") as place:
        folder = Path(place)
        with speaking(document.speech):
            content = _Content(folder, draw).of(document)
        (folder / "report.json").write_text(json.dumps(content), "utf-8")
        template = folder / "report.typ"
        template.write_bytes((assets.template_folder() / "report.typ").read_bytes())
        return _compiled(template)


def _compiled(template: Path) -> bytes:
    """Set the page: with our letters, else with those of the computer too, for all signs there are.

    Where a sign has no letter anywhere, PDF/UA would refuse the report; it is set without that
    promise then, for a report with a hollow box is better than none.
    """
    import typst

    reason = ""
    for only_ours, standards in ((True, ["ua-1"]), (False, ["ua-1"]), (False, [])):
        try:
            made = typst.compile(
                template,
                root=template.parent,
                font_paths=[font_folder()],
                ignore_system_fonts=only_ours,
                format="pdf",
                pdf_standards=cast("Any", standards),
            )
        except typst.TypstError as error:
            reason = error.message.strip().splitlines()[0]
            if _NO_LETTER not in reason:
                break
        else:
            return bytes(made)
    message = f"The PDF could not be set: {reason}"
    raise PdfFault(message)


@dataclass
class _Content:
    """Gathers a document as plain JSON, and its pictures as files beside it."""

    folder: Path
    draw: Drawn
    anchors: set[str] = field(default_factory=set)
    files: int = 0

    def of(self, document: Document) -> dict[str, Any]:
        title = document.title
        heading = title.heading if title else worded("Report")
        project = title.project if title else ""
        named = " · ".join(one for one in (heading, project) if one)
        made = document.provenance.workbench if document.provenance else ""
        return {
            "title": named,
            "description": title.ambition if title else "",
            "language": document.speech.language,
            "heading": _breakable(seen(heading)),
            "project": _breakable(seen(project)),
            "running": seen(named),
            "lines": [_breakable(seen(one)) for one in title.lines] if title else [],
            "ambition": _breakable(seen(title.ambition)) if title else "",
            "stamps": [seen(one) for one in document.stamps],
            "made": f"Scaling Workbench {made}".strip(),
            "page-words": [worded("Page "), worded(" of ")],
            "short": document.layout == "factsheet",
            "contents": worded(CONTENTS) if document.chapters else "",
            "depth": 1 if len(document.chapters) > 1 else 2,
            "body": self._blocks(body_of(document)),
            "anchors": sorted(self.anchors),
        }

    def _blocks(self, flow: Iterator[Flow] | Sequence[Flow]) -> list[dict[str, Any]]:
        return [self._block(one) for one in flow]

    def _block(self, one: Flow) -> dict[str, Any]:
        made: dict[str, Any]
        match one:
            case Headline():
                made = {"kind": "heading", "level": one.level, "words": _phrases(one.words)}
                made["anchor"] = self._anchor(one.anchor)
            case Paragraph():
                made = {"kind": "paragraph", "words": _phrases(one.words), "style": one.style}
            case Points():
                points = [self._blocks(point) for point in one.points]
                made = {"kind": "list", "points": points, "ordered": one.ordered}
            case Grid():
                made = self._grid(one)
            case Picture():
                made = self._picture(one)
            case Verbatim():
                made = {"kind": "verbatim", "text": _breakable(seen(one.text))}
            case Formula():
                made = {"kind": "verbatim", "text": _breakable(seen(one.latex))}
        return made

    def _grid(self, one: Grid) -> dict[str, Any]:
        return {
            "kind": "table",
            "label": one.label,
            "caption": _phrases(one.caption),
            "heads": [_phrases(head) for head in one.heads],
            "rows": [[_phrases(cell) for cell in row] for row in one.rows],
            "sides": list(one.sides),
            "names": one.names,
            "note": _phrases(one.note),
            "shares": list(column_shares(one)),
            "summary": not one.heads,
            "anchor": self._anchor(one.anchor),
        }

    def _picture(self, one: Picture) -> dict[str, Any]:
        if isinstance(one.source, PlacedFigure):
            content, form = self.draw(one.source, "svg"), "svg"
        else:
            content, form = one.source, _FORMS.get(one.media_type, "")
        if not form:
            said = phrased("Not on paper: a picture of the kind {} ({}).", one.media_type, one.alt)
            words = seen(said)
            told = [{"words": words, "marks": [], "link": ""}]
            return {"kind": "paragraph", "words": told, "style": "missing"}
        self.files += 1
        name = f"picture-{self.files}.{form}"
        (self.folder / name).write_bytes(content)
        return {
            "kind": "picture",
            "file": name,
            "alt": seen(one.alt) or worded("Picture"),
            "caption": _breakable(seen(one.caption)),
            "label": one.label,
            "wide": isinstance(one.source, PlacedFigure),
            "anchor": self._anchor(one.anchor),
        }

    def _anchor(self, name: str) -> str:
        """Return the name of a place, once; a second of the same name cannot be linked to."""
        if not name or name in self.anchors:
            return ""
        self.anchors.add(name)
        return name


def _phrases(words: Text) -> list[Mapping[str, Any]]:
    return [
        {
            "words": _breakable(_NUMBERS.sub("\u2011", seen(phrase.words))),
            "marks": list(phrase.marks),
            "link": phrase.link if may_lead_to(phrase.link) else "",
        }
        for phrase in words.phrases
    ]


def _breakable(words: str) -> str:
    """Let a word that is longer than any of a language go on in the next line."""
    return _LONG.sub("\\1\u200b", words)
