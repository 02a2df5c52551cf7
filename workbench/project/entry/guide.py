"""What the entry workbook says: explanations of columns, and its sheets for reading.

The sheets ``read me``, ``levels`` and ``words`` are made here; the sheets to type into are made in
:mod:`workbench.project.entry.workbook`. All of it comes from the declaration of the tables and from
the framework, except the guide on the first sheet.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.properties import PageSetupProperties

from workbench.project.schema.declaration import Column, FrameworkList, declaration
from workbench.project.schema.lists import terms_of
from workbench.project.sources.raw_tables import NOTE

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from workbench.frameworks import Framework, Scale
    from workbench.frameworks.models import Source

DARK, PALE, GREY, YELLOW, RED = "1F4E5F", "E3ECEF", "5F686C", "FFF2B3", "B00020"
PROMPT_LIMIT: Final = 255  # Excel takes a file with a longer one for damaged
_CELL_LIMIT: Final = 32_767
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


@dataclass(frozen=True, slots=True)
class EntryBook:
    """What the parts of one entry workbook share.

    Attributes
    ----------
    workbook : Workbook
        The workbook that is being built.
    framework : Framework
        Gives levels and lists.
    currency : str or None
        Code of the base currency.
    rows : int
        Rows per table that are made ready for typing.
    """

    workbook: Workbook
    framework: Framework
    currency: str | None
    rows: int

    @property
    def last(self) -> int:
        """Last row that is made ready; the heading is row 1, the example row 2."""
        return self.rows + 2

    def define(self, name: str, formula: str) -> None:
        """Name a range; Excel and openpyxl both keep drop-downs that point at names only."""
        self.workbook.defined_names[name] = DefinedName(name, attr_text=formula)


# Words ------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    r"""Take out what a cell cannot hold.

    Control characters go, and what is longer than a cell.

    Examples
    --------
    >>> clean("a\x07b")
    'ab'
    """
    return ILLEGAL_CHARACTERS_RE.sub("", text)[:_CELL_LIMIT]


def shorten(text: str, limit: int) -> str:
    """Cut at a word, with a mark, where the text is longer than Excel allows.

    Parameters
    ----------
    text : str
        What to say.
    limit : int
        Most characters.

    Examples
    --------
    >>> shorten("one two three", 10)
    'one two…'
    """
    text = clean(text)
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def write_cell(cell: Cell, text: str, style: Font | None = None) -> None:
    """Put text into a cell as text, also where it looks like a formula.

    Parameters
    ----------
    cell : Cell
        Where to write.
    text : str
        What to write.
    style : Font, optional
        How it looks.
    """
    cell.value = clean(text)
    cell.data_type = "s"
    if text[:1] in tuple("=+-@"):
        cell.quotePrefix = True
    if style is not None:
        cell.font = style


def values_of(column: Column, framework: Framework) -> dict[str, str]:
    """Return the allowed values of a choice, each with what to say about it.

    Parameters
    ----------
    column : Column
        A choice, several choices, or yes and no.
    framework : Framework
        Gives the terms of its lists.

    Returns
    -------
    dict of str to str
        Title and meaning by value; "" where there is nothing to say.

    Raises
    ------
    UnknownName
        The framework has no such list.
    """
    if isinstance(column.allowed, FrameworkList):
        terms = terms_of(framework, column.allowed.framework)
        return {
            key: f"{term.title}: {term.meaning}" if term.meaning else term.title
            for key, term in terms.items()
        }
    if column.type == "boolean":
        return {"yes": "", "no": ""}
    return dict.fromkeys(column.allowed or (), "")


def _limits(column: Column) -> str:
    """Describe the bounds of a number."""
    kind = {"integer": "a whole number", "amount": "an amount"}.get(column.type, "a number")
    low, high = column.minimum, column.maximum
    if column.above is not None:
        return f"{kind} above {column.above:g}" + (f", up to {high:g}" if high is not None else "")
    if low is not None and high is not None:
        return f"{kind} from {low:g} to {high:g}"
    if low is not None:
        return f"{kind}, {low:g} or more"
    return kind if high is None else f"{kind}, {high:g} or less"


def kind_of(column: Column, framework: Framework) -> str:
    """Describe what a cell of the column takes.

    Parameters
    ----------
    column : Column
        The column.
    framework : Framework
        Gives levels and lists.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> kind_of(declaration().table("scores").columns["use"], load("ipsr"))
    'a whole number from 0 to 9'
    """
    if column.references is not None:
        several = column.type == "identifiers"
        names = "one or several names, with ; between them," if several else "a name"
        return f"{names} from sheet {column.references.split('.')[0]}"
    if column.type in {"integer", "number", "amount"}:
        return _limits(column)
    if column.type == "level":
        low, high = level_range(column, framework)
        return f"a whole number from {low} to {high}"
    if column.type in {"choice", "boolean"}:
        return "one of: " + ", ".join(values_of(column, framework))
    if column.type == "choices":
        return "one or several, with ; between them: " + ", ".join(values_of(column, framework))
    return {
        "identifier": "a short name: letters, digits, . _ and -, without spaces",
        "identifiers": "one or several short names, with ; between them",
        "date": "a day such as 2026-03-14",
        "link": "an address or a DOI",
        "text": "text",
    }[column.type]


def example_of(column: Column, framework: Framework) -> str:
    """Return what a cell of the column could hold; "" where an example would say nothing.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> example_of(declaration().table("scores").columns["date"], load("ipsr"))
    '2026-03-14'
    """
    if column.example:
        return column.example
    if column.references is not None:
        table, heading = column.references.split(".")
        return example_of(declaration().table(table).columns[heading], framework)
    if column.type == "level":
        return str(level_range(column, framework)[1] // 2)
    if column.type in {"choice", "choices", "boolean"}:
        return next(iter(values_of(column, framework)), "")
    return {"date": "2026-03-14", "identifier": "A1"}.get(column.type, "")


def level_range(column: Column, framework: Framework) -> tuple[int, int]:
    """Return the lowest and highest level that a cell of the column can hold.

    Parameters
    ----------
    column : Column
        A column of levels; where its scale depends on the row, all scales count.
    framework : Framework
        Gives the scales.
    """
    scales = framework.scales
    scale = scales.get(column.scale or "")
    chosen = list(scales.values()) if scale is None else [scale]
    return min(scale.minimum for scale in chosen), max(scale.maximum for scale in chosen)


def _unit(column: Column, book: EntryBook) -> str | None:
    """Return the unit, the project's own currency where it has one."""
    return book.currency if column.unit == "base currency" and book.currency else column.unit


def prompt_for(column: Column, book: EntryBook) -> str:
    """Describe beside a selected cell what belongs there.

    Parameters
    ----------
    column : Column
        The column.
    book : EntryBook
        Gives framework and currency.

    Returns
    -------
    str
        At most :data:`PROMPT_LIMIT` characters.
    """
    said = column.meaning.rstrip(".") + "."
    scale = book.framework.scales.get(column.scale or "")
    if scale is not None:
        said += " " + " · ".join(f"{step.level} {step.short}" for step in scale.levels)
    if column.type in {"choices", "identifiers"}:
        said += " Several: put ; between them."
    unit = _unit(column, book)
    said += f" Unit: {unit}." if unit else ""
    said += f" Example: {column.example}" if column.example else ""
    return shorten(said, PROMPT_LIMIT)


def explanation_of(column: Column, book: EntryBook) -> str:
    """Describe at a heading what the column is.

    Parameters
    ----------
    column : Column
        The column.
    book : EntryBook
        Gives framework and currency.

    Returns
    -------
    str
        Several lines; whether it is required comes first.
    """
    unit, required = _unit(column, book), column.required
    lines = [
        "REQUIRED" if required else "May stay blank; a blank is never 0.",
        column.meaning.rstrip(".") + ".",
        f"Takes {kind_of(column, book.framework)}.",
    ]
    lines += [f"Unit: {unit}."] if unit else []
    lines += [f"Example: {column.example}"] if column.example else []
    return clean("\n".join(lines))


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
    _set_widths(sheet, (8, *(26, 46, 40) * len(scales)))
    write_cell(sheet["A1"], f"Levels of {book.framework.title}", font(bold=True, size=14))
    _write_row(sheet, 3, ["level"], head=True)
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
    _write_row(sheet, 3, heads, head=True, start=start)
    names = Counter(level.name for level in scale.levels)
    for level in scale.levels:
        row = first + level.level
        number = sheet[f"A{row}"]
        number.value, number.font = level.level, font(bold=True, size=12)
        number.alignment = Alignment(horizontal="center", vertical="top")
        name = f"{level.name} ({level.short})" if names[level.name] > 1 else level.name
        _write_row(sheet, row, (name, level.definition, level.evidence), start=start, strong=1)


def add_words(book: EntryBook) -> None:
    """Add what every column and every value of a list means.

    Parameters
    ----------
    book : EntryBook
        Takes the sheet ``words``.
    """
    sheet = book.workbook.create_sheet("words")
    _set_widths(sheet, (22, 24, 11, 60, 48, 16, 24))
    heads = ("sheet", "column", "required", "what it means", "what it takes", "unit", "example")
    _write_row(sheet, 1, heads, head=True)
    row = 2
    values: dict[str, dict[str, str]] = {}
    for name, table in declaration().tables.items():
        for heading, column in table.columns.items():
            texts = (
                name, heading, "required" if column.required else "", column.meaning,
                kind_of(column, book.framework), _unit(column, book) or "", column.example or "",
            )  # fmt: skip
            _write_row(sheet, row, texts)
            row += 1
            if isinstance(column.allowed, FrameworkList):
                values[f"{name}, {heading}"] = values_of(column, book.framework)
    row += 1
    _write_row(sheet, row, ("list of", "value", "", "what it means"), head=True)
    for place, meanings in values.items():
        for value, meaning in meanings.items():
            row += 1
            _write_row(sheet, row, (place, value, "", meaning))
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


def _set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the first columns; rows written later fit their height to them."""
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _write_row(
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
    _set_widths(sheet, (36, 105))
    write_cell(sheet["A1"], title, font(bold=True, size=16, color=DARK))
    levels = f"Entry workbook. Levels and lists: {framework.title}, version {framework.version}."
    write_cell(sheet["A2"], levels, font(color=GREY))
    scales = [
        (name, f"{scale.question} From {scale.minimum} to {scale.maximum}; see sheet levels.")
        for name, scale in framework.scales.items()
    ]
    bases = [("basis: " + name, said[0].upper() + said[1:] + ".") for name, said in _BASES.items()]
    sources = [(str(number), _cited(source)) for number, source in enumerate(framework.sources, 1)]
    room = ("Rows", f"Drop-downs and notes are ready down to row {book.last} of each sheet.")
    row = 4
    for head, lines in (
        ("What to do, in this order", _WORKFLOW),
        ("How to fill in a sheet", (*_FILLING, room)),
        ("What the words mean", (*_MEANINGS[:1], *scales, *_MEANINGS[1:], *bases)),
        ("Where levels and lists come from", sources),
    ):
        _write_row(sheet, row, (head, ""), head=True)
        for step, texts in enumerate(lines, start=1):
            _write_row(sheet, row + step, texts, strong=1)
        row += len(lines) + 2
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = GREY
    protect(sheet)
    set_page(sheet)


def _cited(source: Source) -> str:
    """Return a source in one line."""
    parts = (source.cite, source.link, source.note)
    return " · ".join(part for part in parts if part)


def protect(sheet: Worksheet) -> None:
    """Lock headings and formulas against slips: no password, and rows may be handled freely.

    Parameters
    ----------
    sheet : Worksheet
        The sheet.
    """
    lock = sheet.protection
    lock.sheet = True
    # the file format asks what is forbidden
    lock.formatCells = lock.formatColumns = lock.formatRows = False
    lock.insertRows = lock.deleteRows = lock.insertHyperlinks = False
    lock.sort = lock.autoFilter = False


def set_page(sheet: Worksheet, heading_row: int | None = None) -> None:
    """Print as wide as the page, with the headings on every page.

    Parameters
    ----------
    sheet : Worksheet
        The sheet.
    heading_row : int, optional
        Row to repeat.
    """
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if heading_row is not None:
        sheet.print_title_rows = f"{heading_row}:{heading_row}"
