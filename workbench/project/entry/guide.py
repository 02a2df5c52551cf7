"""What the entry workbook says: explanations of columns, and its sheets for reading.

The sheets ``read me``, ``levels`` and ``words`` are made here; the sheets to type into are made in
:mod:`workbench.project.entry.workbook`. All of it comes from the declaration of the tables and from
the framework, except the guide on the first sheet.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, TypeAlias

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from workbench.project.entry.assessed_words import assessed_meanings, assessed_workflow
from workbench.project.entry.column_words import (
    EntryBook,
    clean,
    entry_columns,
    takes_words,
    unit_of,
    values_of,
)
from workbench.project.schema.declaration import FrameworkList, declaration
from workbench.project.sources.raw_tables import NOTE

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from workbench.frameworks import Framework, Scale
    from workbench.frameworks.terms import Source

DARK, PALE, GREY, YELLOW, RED = "1F4E5F", "E3ECEF", "5F686C", "FFF2B3", "B00020"
_WRAP: Final = Alignment(wrap_text=True, vertical="top")
_LINE: Final = 15.0  # height of a line of 11-point text

_WORKFLOW: Final = (
    (
        "1  sites",
        "One row for each place where the package is brought to scale. Its short name, such as "
        "rw-huye, is what all other sheets point at.",
    ),
    (
        "2  components",
        "One row for each innovation in the package of a site: the core innovation, which you want "
        "to bring to scale, and each complementary one that it needs there.",
    ),
    (
        "3  evidence",
        "One row for each document or data set, for one component and for either readiness or use. "
        "Best done before anybody scores: a level above 0 that the team adopts needs a piece.",
    ),
    (
        "4  scores, alone",
        "Every assessor gives one row per component with basis workshop, without seeing the rows "
        "of the others.",
    ),
    (
        "5  scores, together",
        "Talk about the components on which you are furthest apart, then add one row per component "
        "with basis adopted. Leave the assessors' own rows as they are.",
    ),
    (
        "6  actors, capacities, ties",
        "Who works or could work on the package, what each can do for a component, and who works "
        "with whom. These sheets may stay empty.",
    ),
    (
        "7  all other sheets",
        "Options, partners, plan of work and budget: begin when the first report is there.",
    ),
    (
        "8  check and run",
        "Save and close this file. workbench check FOLDER lists everything to mend, with sheet and "
        "cell; workbench run FOLDER writes one report per site.",
    ),
)
_FILLING: Final = (
    (
        "Blank",
        "A blank means not known, or not assessed. It is never counted as 0. Type 0 only where you "
        "know that it is 0.",
    ),
    (
        "Required",
        "A dark heading in bold with a star is required in every row. A pale heading in italics "
        "may stay blank. A framed yellow cell is a required one, blank in a row you have begun.",
    ),
    (
        "Help",
        "Select a cell to see what belongs there; rest the pointer on a heading for more. Sheet "
        "words lists every column and every choice, sheet levels both scales.",
    ),
    (
        "Lists",
        "Lists of names, such as sites and actors, grow with what you type in their sheets. "
        "Several values in one cell: put ; between them. Pasting goes past the lists; a value in "
        "red and underlined is in none. Use paste special, values only, to keep the lists.",
    ),
    (
        "What begins with " + NOTE,
        "Row 2 of each sheet is an example, and columns with this sign show the chosen level in "
        "words. Neither is read as data. Type from row 3 on.",
    ),
    (
        "Locks",
        "Headings are locked without a password. You may sort, filter, format, and insert or "
        "delete rows. Do not rename sheets or headings.",
    ),
)
_OF_LEVELS: Final = (
    ("sheet levels both scales", "sheet levels all questions with their answers"),
    ("show the chosen level in words", "show the question and the answer in words"),
)
"""What the words on filling in say of levels, and what they say where items are answered."""
_MEANINGS: Final = (
    (
        "component",
        "One innovation of the package: a technology, a service, a rule, a way of working. The "
        "same short name means the same innovation at every site.",
    ),
    (
        "round",
        "The occasion: 1 for the first assessment, 2 for the next one. Everyone who judges on the "
        "same occasion gives the same number. A new round is new rows; old rows stay.",
    ),
    (
        "assessor",
        "Who judged, as a code such as A1. Names stand in sheet people only, which reports and "
        "exports leave out unless the person agreed.",
    ),
)
_BASES: Final = {
    "workshop": "an assessor's own judgement, given alone",
    "evidence": "what the documents alone can carry",
    "adopted": "the level on which the team agreed; the report uses it first",
    "projected": "what is expected at the end of the project's horizon",
}


# Words ------------------------------------------------------------------------------------------


def write_cell(cell: Cell, text: str, style: Font | None = None) -> None:
    """Put text into a cell as text, also where it looks like a formula."""
    cell.value = clean(text)
    cell.data_type = "s"
    if text[:1] in tuple("=+-@"):
        cell.quotePrefix = True
    if style is not None:
        cell.font = style


# Sheets to read ---------------------------------------------------------------------------------


def add_levels(book: EntryBook) -> None:
    """Add both scales side by side, each level's evidence beside it.

    Parameters
    ----------
    book : EntryBook
        Takes the sheet ``levels``, and the names ``levels_…``, ``names_…`` and ``meanings_…`` of
        each scale, on which drop-downs and notes rest.
    """
    sheet = book.workbook.create_sheet("levels")
    scales = book.framework.scales
    first = 4 - min(scale.minimum for scale in scales.values())
    set_widths(sheet, (8, *(26, 46, 40) * len(scales)))
    write_cell(sheet["A1"], f"Levels of {book.framework.title}", font(bold=True, size=14))
    write_line(sheet, 3, ["level"], head=True)
    for place, (dimension, scale) in enumerate(scales.items()):
        letters = [get_column_letter(2 + 3 * place + step) for step in range(3)]
        _add_scale(sheet, dimension, scale, letters, first)
        top, bottom = first + scale.minimum, first + scale.maximum
        parts = (("levels", "A"), ("names", letters[0]), ("meanings", letters[1]))
        for part, letter in parts:
            book.define(f"{part}_{dimension}", f"levels!${letter}${top}:${letter}${bottom}")
    sheet.freeze_panes = "B4"
    sheet.sheet_properties.tabColor = GREY
    protect(sheet)
    set_page(sheet, heading_row=3)


def _add_scale(
    sheet: Worksheet, dimension: str, scale: Scale, letters: list[str], first: int
) -> None:
    """Write one scale into three columns; level 0 would stand in row ``first``."""
    question = sheet[f"{letters[0]}2"]
    write_cell(question, f"{dimension.capitalize()}: {scale.question}", font(bold=True))
    heads = (f"{dimension}: name", "what it means", "what can support it")
    start = column_index_from_string(letters[0])
    write_line(sheet, 3, heads, head=True, start=start)
    names = Counter(level.name for level in scale.levels)
    for level in scale.levels:
        row = first + level.level
        number = sheet[f"A{row}"]
        number.value, number.font = level.level, font(bold=True, size=12)
        number.alignment = Alignment(horizontal="center", vertical="top")
        name = f"{level.name} ({level.short})" if names[level.name] > 1 else level.name
        write_line(sheet, row, (name, level.definition, level.evidence), start=start, strong=1)


def add_words(book: EntryBook) -> None:
    """Add what every column and every value of a list means.

    Parameters
    ----------
    book : EntryBook
        Takes the sheet ``words``.
    """
    sheet = book.workbook.create_sheet("words")
    set_widths(sheet, (22, 24, 11, 60, 48, 16, 24))
    heads = ("sheet", "column", "required", "what it means", "what it takes", "unit", "example")
    write_line(sheet, 1, heads, head=True)
    row = 2
    values: dict[str, dict[str, str]] = {}
    for name, table in declaration().tables.items():
        if not table.is_for(book.framework):
            continue
        for heading, column in entry_columns(table, book.framework).items():
            texts = (
                name, heading, "required" if column.required else "", column.meaning,
                takes_words(column, book.framework), unit_of(column, book) or "",
                column.example or "",
            )  # fmt: skip
            write_line(sheet, row, texts)
            row += 1
            if isinstance(column.allowed, FrameworkList):
                values[f"{name}, {heading}"] = values_of(column, book.framework)
    row += 1
    write_line(sheet, row, ("list of", "value", "", "what it means"), head=True)
    for place, meanings in values.items():
        for value, meaning in meanings.items():
            row += 1
            write_line(sheet, row, (place, value, "", meaning))
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.tabColor = GREY
    protect(sheet)
    set_page(sheet, heading_row=1)


def font(
    *, bold: bool = False, italic: bool = False, color: str | None = None, size: float = 11
) -> Font:
    """Return the workbook's typeface; without a name LibreOffice would take another one.

    Parameters
    ----------
    bold, italic : bool
        Weight and slant.
    color : str, optional
        Colour as six hexadecimal digits.
    size : float
        Size in points.
    """
    return Font(name="Calibri", size=size, bold=bold, italic=italic, color=color)


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the first columns; rows written later fit their height to them."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def write_line(
    sheet: Worksheet,
    row: int,
    texts: Iterable[str],
    *,
    head: bool = False,
    start: int = 1,
    strong: int = 0,
) -> None:
    """Write texts into neighbouring cells, the first few in bold, or all as headings.

    The row becomes as high as its longest text needs: programs do not do that by themselves on
    a locked sheet.
    """
    height = sheet.row_dimensions[row].height or _LINE
    for place, text in enumerate(texts, start=start):
        letter = get_column_letter(place)
        cell = sheet[f"{letter}{row}"]
        bold = head or place < start + strong
        write_cell(cell, text, font(bold=bold, color="FFFFFF" if head else None))
        cell.alignment = _WRAP
        room = sheet.column_dimensions[letter].width * (0.98 if bold else 1.1)
        height = max(height, _LINE * len(textwrap.wrap(text, int(room))))
        if head:
            cell.fill = PatternFill("solid", fgColor=DARK)
        else:
            cell.border = Border(bottom=Side("hair", color=GREY))
    sheet.row_dimensions[row].height = height


def add_read_me(book: EntryBook, title: str) -> None:
    """Add the first sheet: what to fill in, in which order, and what the words mean.

    Parameters
    ----------
    book : EntryBook
        Takes the sheet ``read me``.
    title : str
        Title of the project.
    """
    sheet = book.workbook.create_sheet("read me")
    framework = book.framework
    set_widths(sheet, (36, 105))
    write_cell(sheet["A1"], title, font(bold=True, size=16, color=DARK))
    levels = f"Entry workbook. Levels and lists: {framework.title}, version {framework.version}."
    write_cell(sheet["A2"], levels, font(color=GREY))
    workflow, filling, meanings = _words_for(framework)
    sources = [(str(number), _cited(source)) for number, source in enumerate(framework.sources, 1)]
    room = ("Rows", f"Drop-downs and notes are ready down to row {book.last} of each sheet.")
    row = 4
    for head, lines in (
        ("What to do, in this order", workflow),
        ("How to fill in a sheet", (*filling, room)),
        ("What the words mean", meanings),
        ("Where levels and lists come from", sources),
    ):
        write_line(sheet, row, (head, ""), head=True)
        for step, texts in enumerate(lines, start=1):
            write_line(sheet, row + step, texts, strong=1)
        row += len(lines) + 2
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = GREY
    protect(sheet)
    set_page(sheet)


_Lines: TypeAlias = tuple[tuple[str, str], ...]


def _words_for(framework: Framework) -> tuple[_Lines, _Lines, _Lines]:
    """Return the order of work, how to fill in a sheet, and what words mean."""
    said = {
        name: (f"basis: {name}", f"{text[0].upper()}{text[1:]}.") for name, text in _BASES.items()
    }
    if framework.judges_levels:
        scales = [
            (name, f"{scale.question} From {scale.minimum} to {scale.maximum}; see sheet levels.")
            for name, scale in framework.scales.items()
        ]
        meanings = (*_MEANINGS[:1], *scales, *_MEANINGS[1:], *said.values())
        return _WORKFLOW, _FILLING, meanings
    (levels, questions), (chosen, answered) = _OF_LEVELS
    filling = tuple(
        (head, text.replace(levels, questions).replace(chosen, answered)) for head, text in _FILLING
    )
    bases = declaration().table("responses").columns["basis"].allowed
    used = [
        (line, text.replace("The level", "The answer"))
        for name, (line, text) in said.items()
        if isinstance(bases, tuple) and name in bases
    ]
    meanings = (*assessed_meanings(framework.assessments[0]), *_MEANINGS[1:], *used)
    return assessed_workflow(framework), filling, meanings


def _cited(source: Source) -> str:
    """Return a source in one line."""
    parts = (source.cite, source.link, source.note)
    return " · ".join(part for part in parts if part)


def protect(sheet: Worksheet) -> None:
    """Lock headings and formulas against slips: no password, and rows may be handled freely."""
    lock = sheet.protection
    lock.sheet = True
    # the file format asks what is forbidden
    lock.formatCells = lock.formatColumns = lock.formatRows = False
    lock.insertRows = lock.deleteRows = lock.insertHyperlinks = False
    lock.sort = lock.autoFilter = False


def set_page(sheet: Worksheet, heading_row: int | None = None) -> None:
    """Print as wide as the page, with the headings on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if heading_row is not None:
        sheet.print_title_rows = f"{heading_row}:{heading_row}"
