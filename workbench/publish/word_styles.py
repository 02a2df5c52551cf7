"""The look of a Word report: our reference document, or that of the user's house.

What a style sheet lacks is added to it, so that any document of Word can be a reference: its fonts,
colours, margins, head and foot stay, its text goes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from workbench.errors import WorkbenchError
from workbench.publish.word_parts import add_field, element

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

ACCENT: Final = RGBColor(0x00, 0x59, 0x8C)
QUIET: Final = RGBColor(0x57, 0x60, 0x6A)
WARN: Final = RGBColor(0x8A, 0x46, 0x00)
RULE: Final = "D0D7DE"
WASH: Final = "F1F4F6"

NOTE: Final = "Report Note"
MISSING: Final = "Report Missing"
CELL: Final = "Report Cell"
STAMP: Final = "Report Stamp"
CODE: Final = "Report Code"

_FONT: Final = "Calibri"


class ReferenceFault(WorkbenchError):
    """A reference document that Word could not open either."""


def blank_report(reference: bytes | None) -> WordDocument:
    """Return an empty document with the styles that a report uses.

    Parameters
    ----------
    reference : bytes or None
        A Word file whose look is taken; ours by default.

    Raises
    ------
    ReferenceFault
        It is no Word file.
    """
    if reference is None:
        made = docx.Document()
        _look_of_ours(made)
    else:
        made = _opened(reference)
        _without_text(made)
    for name, base, size, colour in (
        (NOTE, "Normal", 8.5, QUIET),
        (MISSING, "Normal", None, WARN),
        (CELL, "Normal", 8.5, None),
        (STAMP, "Normal", 10, WARN),
        (CODE, "Normal", 8, None),
    ):
        _add_style(made, name, base, size, colour)
    made.styles[CELL].paragraph_format.space_after = Pt(0)
    made.styles[STAMP].font.bold = True
    for needed in ("Title", "Caption", "List Bullet", "List Number", "Heading 1", "Heading 2",
                   "Heading 3", "Heading 4"):  # fmt: skip
        _add_style(made, needed, "Normal", None, None)
    return made


def _opened(reference: bytes) -> WordDocument:
    try:
        return docx.Document(io.BytesIO(reference))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        message = (
            "The Word template cannot be read (templates/report.docx of the project): it is no "
            "Word file. Save it as .docx from Word again, or take it away."
        )
        raise ReferenceFault(message) from error


def _without_text(made: WordDocument) -> None:
    body = made.element.body
    for part in list(body):
        if part.tag != qn("w:sectPr"):
            body.remove(part)


def _add_style(
    made: WordDocument, name: str, base: str, size: float | None, colour: RGBColor | None
) -> None:
    styles: Any = made.styles
    if name in styles:
        return
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base in styles:
        style.base_style = styles[base]
    if size is not None:
        style.font.size = Pt(size)
    if colour is not None:
        style.font.color.rgb = colour


def _look_of_ours(made: WordDocument) -> None:
    """Set page, fonts, headings and lists."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2)
    section.different_first_page_header_footer = True
    styles: Any = made.styles
    normal = styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.1
    for name, size, before in (("Heading 1", 16, 22), ("Heading 2", 12.5, 12),
                               ("Heading 3", 11, 10), ("Heading 4", 10, 8)):  # fmt: skip
        _heading(styles[name], size, before)
    _heading(styles["Title"], 28, 0)
    caption = styles["Caption"]
    caption.font.size, caption.font.bold = Pt(9), False
    caption.font.color.rgb = RGBColor(0x1B, 0x1F, 0x24)
    caption.paragraph_format.space_before = Pt(8)
    for name in ("List Bullet", "List Number"):
        styles[name].paragraph_format.space_after = Pt(3)


def _heading(style: Any, size: float, before: float) -> None:
    style.font.name, style.font.size, style.font.bold = _FONT, Pt(size), True
    style.font.color.rgb = RGBColor(0x1B, 0x1F, 0x24) if style.name != "Heading 1" else ACCENT
    fonts = style.element.rPr.rFonts
    for name in list(fonts.attrib):
        if "Theme" in name:
            del fonts.attrib[name]
    fonts.set(qn("w:hAnsi"), _FONT)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(5)
    style.paragraph_format.keep_with_next = True
    borders = style.element.pPr.find(qn("w:pBdr"))
    if borders is not None:
        style.element.pPr.remove(borders)


def set_running_words(made: WordDocument, head: str, page: tuple[str, str]) -> None:
    """Write head and foot of the pages, where the reference has none of its own."""
    section = made.sections[0]
    if not any(one.text.strip() for one in section.header.paragraphs):
        paragraph = section.header.paragraphs[0]
        paragraph.text = head
        paragraph.style = made.styles[NOTE]
    foot = section.footer.paragraphs[0]
    if not any(one._p.xpath(".//w:instrText|.//w:t") for one in section.footer.paragraphs):
        foot.style = made.styles[NOTE]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run(page[0])
        add_field(foot, "PAGE", "1")
        foot.add_run(page[1])
        add_field(foot, "NUMPAGES", "1")


def set_language(made: WordDocument, tag: str) -> None:
    """Say which language the words are in, for spelling and for screen readers."""
    properties: Any = made.styles.element.find(qn("w:docDefaults"))
    runs = None if properties is None else properties.find(f".//{qn('w:rPr')}")
    if runs is None:
        return
    for old in runs.findall(qn("w:lang")):
        runs.remove(old)
    runs.append(element("w:lang", w_val=tag, w_eastAsia="en-US", w_bidi="ar-SA"))
