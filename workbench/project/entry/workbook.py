"""The Excel workbook into which a team types its project.

One sheet per table of ``tables.yaml``, with drop-downs, limits, explanations and the framework's
levels beside the cells. It works in Excel and LibreOffice, and it is made once: nothing here opens
a workbook that somebody has filled in.

Row 2 of each sheet is a filled example. What reading knows: the sheets in
:data:`~workbench.project.sources.folder_tables.NOT_TABLES` hold no rows of the project; a column
whose heading begins with :data:`NOTE` is computed and is skipped, and so is a row that begins with
it; a row with nothing outside such columns is no row.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from workbench.errors import WorkbenchError
from workbench.files import write_whole
from workbench.frameworks.item_words import answers_in_words
from workbench.project.entry import column_words, guide
from workbench.project.entry.column_words import EntryBook
from workbench.project.entry.guide import DARK, GREY, PALE, RED, YELLOW
from workbench.project.entry.item_sheet import add_items
from workbench.project.schema.declaration import Column, FrameworkList, Table, declaration
from workbench.project.sources.raw_tables import NOTE

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

    from workbench.frameworks import Framework

_FIRST_DAY, _LAST_DAY = "18264", "73415"  # 1950-01-01 and 2100-12-31: a bare year is no date
_HUGE = 1e15
_NUMERIC = frozenset({"integer", "number", "amount"})
_CENTRED = frozenset({"level", "integer", "date"})
_SEVERAL = frozenset({"choices", "identifiers"})
_TITLE_LIMIT, _ERROR_LIMIT = 32, 225  # Excel takes a file with longer ones for damaged
_LAST_COLUMN = 16_384
_WIDTHS: Final[Mapping[str, float]] = {
    "identifier": 15, "text": 26, "level": 11, "integer": 12, "number": 12, "amount": 13,
    "date": 13, "boolean": 11, "choice": 15, "choices": 22, "identifiers": 16, "link": 26,
}  # fmt: skip


def write_entry_workbook(
    path: Path | str,
    framework: Framework,
    *,
    title: str = "A scaling project",
    currency: str | None = None,
    rows: int = 500,
) -> Path:
    """Write an empty workbook with one sheet per table, ready to be filled in.

    Choices, yes or no, levels and names from other sheets come from drop-downs; numbers and dates
    are limited; every cell says what belongs there when it is selected, every heading when the
    pointer rests on it. Headings are locked, without a password; cells below are free, and users
    may sort, filter, format and insert or delete rows.

    Parameters
    ----------
    path : Path or str
        Where the file will stand; its folder is made if need be.
    framework : Framework
        Gives the levels and the lists.
    title : str
        Title of the project, for the first sheet.
    currency : str, optional
        Code of the base currency, printed as the unit of amounts.
    rows : int
        Rows per sheet that get drop-downs and computed notes.

    Raises
    ------
    WorkbenchError
        There is a file of that name already: it may be filled in, so it is left alone.

    Examples
    --------
    >>> import tempfile
    >>> from workbench.frameworks import load
    >>> folder = tempfile.TemporaryDirectory()
    >>> write_entry_workbook(Path(folder.name, "tables.xlsx"), load("ipsr"), rows=20).name
    'tables.xlsx'
    >>> folder.cleanup()
    """
    path = Path(path)
    if path.exists():
        message = f"{path} is there already; move it away or give another name."
        raise WorkbenchError(message)
    if rows < 1:
        message = f"An entry workbook needs at least one row, not {rows}."
        raise WorkbenchError(message)
    book = EntryBook(Workbook(), framework, currency, rows)
    book.workbook.remove(book.workbook.worksheets[0])
    guide.add_read_me(book, title)
    if framework.judges_levels:
        guide.add_levels(book)
    else:
        add_items(book)
    guide.add_words(book)
    tables = {n: one for n, one in declaration().tables.items() if one.is_for(framework)}
    for name in sorted(tables, key=lambda name: tables[name].private):
        _add_table(book, name, tables[name])
    _add_lists(book)
    properties = book.workbook.properties
    properties.title, properties.creator = column_words.clean(title), "Scaling Workbench"
    book.workbook.calculation.fullCalcOnLoad = True
    stream = io.BytesIO()
    book.workbook.save(stream)
    write_whole(path, stream.getvalue())
    return path


# Sheets that are tables -------------------------------------------------------------------------


def _add_table(book: EntryBook, name: str, table: Table) -> None:
    """Add the sheet of one table."""
    sheet = book.workbook.create_sheet(name)
    columns = column_words.entry_columns(table, book.framework)
    letters = {heading: get_column_letter(place) for place, heading in enumerate(columns, start=1)}
    span = (letters[next(iter(letters))], list(letters.values())[-1])
    sheet.row_dimensions[1].height = 24
    sheet.row_dimensions[1].font = guide.font(
        bold=True
    )  # a row of its own style keeps row 1 locked
    for heading, column in columns.items():
        letter = letters[heading]
        _write_heading(sheet[f"{letter}1"], heading, column, book)
        _style_column(sheet, letter, heading, column)
        _add_validation(sheet, letter, heading, column, book)
        _mark(sheet, letter, column, span, book)
        if column.needed_for:
            _mark_needed(sheet, letter, column, letters["option"], book)
    _add_example(sheet, columns, letters, book)
    after = _add_notes(sheet, columns, letters, book)
    rest = sheet.column_dimensions[get_column_letter(after)]
    rest.min, rest.max, rest.width = after, _LAST_COLUMN, 10.0
    rest.protection = Protection(locked=False)  # Excel deletes no row that has a locked cell
    sheet.freeze_panes = f"{get_column_letter(min(len(table.key), 2) + 1)}3"
    sheet.auto_filter.ref = f"{span[0]}2:{span[1]}{book.last}"  # what is locked cannot be sorted
    sheet.sheet_properties.tabColor = GREY if table.private else DARK
    guide.protect(sheet)
    guide.set_page(sheet, heading_row=1)


def _write_heading(cell: Cell, heading: str, column: Column, book: EntryBook) -> None:
    """Write a heading: required ones dark, bold and starred, the others pale and slanted."""
    guide.write_cell(cell, heading)
    if column.required:
        cell.font = guide.font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=DARK)
        cell.number_format = '@" *"'  # the star is shown; the value stays the plain name
    else:
        cell.font = guide.font(italic=True, color=DARK)
        cell.fill = PatternFill("solid", fgColor=PALE)
    centred = column.type in _CENTRED
    cell.alignment = Alignment(vertical="center", horizontal="center" if centred else None)
    cell.border = Border(bottom=Side("thick" if column.required else "thin", color=DARK))
    cell.protection = Protection(locked=True)
    text = column_words.explanation_of(column, book)
    lines = sum(len(line) // 44 + 1 for line in text.splitlines())
    cell.comment = Comment(text, "Scaling Workbench", height=24 + 18 * lines, width=320)


def _style_column(sheet: Worksheet, letter: str, heading: str, column: Column) -> None:
    """Style all cells of a column, also those that do not exist yet."""
    style = sheet.column_dimensions[letter]
    style.width = max(_WIDTHS[column.type], len(heading) + 6.0)
    if heading in {"title", "reason", "description", "name"}:
        style.width = 36.0
    style.protection = Protection(locked=False)
    style.font = guide.font()
    style.alignment = Alignment(
        vertical="top",
        wrap_text=column.type == "text",
        horizontal="center" if column.type in _CENTRED else None,
    )
    if column.type == "date":
        style.number_format = "yyyy-mm-dd"
    elif column.type not in _NUMERIC | {"level"}:
        style.number_format = "@"  # "=1+1", "-" and "007" stay what was typed


def _add_validation(
    sheet: Worksheet, letter: str, heading: str, column: Column, book: EntryBook
) -> None:
    """Limit what can be typed, and explain it beside the cell."""
    rule = _validation(letter, column)
    star = " (required)" if column.required else ""
    rule.promptTitle = column_words.shorten(heading + star, _TITLE_LIMIT)
    rule.prompt = column_words.prompt_for(column, book)
    rule.errorTitle = column_words.shorten(heading, _TITLE_LIMIT)
    rule.error = _refusal(column, book)
    rule.showInputMessage = rule.allowBlank = True
    rule.showErrorMessage = rule.type is not None and column.type not in _SEVERAL
    rule.add(f"{letter}3:{letter}{book.last}")
    sheet.add_data_validation(rule)


def _validation(letter: str, column: Column) -> DataValidation:
    """Choose the rule for a column; text takes anything."""
    source = _list_name(column)
    if source is not None:
        # A list cannot check several values in one cell, so there it only offers them. A name that
        # is not in another sheet yet may well be right: say so and let the user go on.
        return DataValidation(
            "list",
            source,
            errorStyle="stop" if column.references is None else "warning",
        )
    if column.type == "date":
        return DataValidation("date", _FIRST_DAY, _LAST_DAY, operator="between")
    if column.type == "identifier":
        return DataValidation("custom", f'ISERROR(FIND(" ",{letter}3))')
    if column.type in _NUMERIC:
        return _bounds(letter, column)
    return DataValidation()


def _bounds(letter: str, column: Column) -> DataValidation:
    """Limit a number to its bounds."""
    sort: Literal["whole", "decimal"] = "whole" if column.type == "integer" else "decimal"
    low = -_HUGE if column.minimum is None else column.minimum
    high = _HUGE if column.maximum is None else column.maximum
    if column.above is not None:
        cell = f"{letter}3"
        most = "" if column.maximum is None else f",{cell}<={high:.15g}"
        test = f"AND(ISNUMBER({cell}),{cell}>{column.above:g}{most})"
        return DataValidation("custom", test)
    return DataValidation(sort, f"{low:.15g}", f"{high:.15g}", operator="between")


def _refusal(column: Column, book: EntryBook) -> str:
    """Describe what is wrong with a value that was refused, and what to do."""
    if column.references is not None:
        sheet = column.references.split(".")[0]
        return f"Sheet {sheet} has no such name yet. Check the spelling, or add it there."
    if column.type == "level":
        leave = " Leave the cell blank if it was not assessed; blank is never 0."
    else:
        leave = "" if column.required else " Leave the cell blank if it is not known."
    room = _ERROR_LIMIT - len(leave)
    return (
        column_words.shorten(
            f"Please give {column_words.takes_words(column, book.framework)}.", room
        )
        + leave
    )


def _mark(
    sheet: Worksheet, letter: str, column: Column, span: tuple[str, str], book: EntryBook
) -> None:
    """Show a required blank in a row that is begun, and a pasted value that no list holds."""
    area = f"{letter}3:{letter}{book.last}"
    if column.required:
        line = Side("thin", color=DARK)
        frame = Border(left=line, right=line, top=line, bottom=line)
        fill = PatternFill("solid", bgColor=YELLOW)  # a rule's solid fill is its background
        blank = DifferentialStyle(fill=fill, border=frame)
        test = f'AND({letter}3="",COUNTA(${span[0]}3:${span[1]}3)>0)'
        sheet.conditional_formatting.add(area, Rule("expression", dxf=blank, formula=[test]))
    source = _list_name(column)
    if source is not None and column.type not in _SEVERAL:
        odd = DifferentialStyle(font=Font(bold=True, underline="single", color=RED))
        test = f'AND({letter}3<>"",COUNTIF({source},{letter}3)=0)'
        sheet.conditional_formatting.add(area, Rule("expression", dxf=odd, formula=[test]))


def _mark_needed(
    sheet: Worksheet, letter: str, column: Column, option: str, book: EntryBook
) -> None:
    """Show a blank that the option chosen in the row cannot be weighed without."""
    chosen = ",".join(f'${option}3="{one}"' for one in column.needed_for)
    fill = DifferentialStyle(fill=PatternFill("solid", bgColor=YELLOW))
    test = f'AND({letter}3="",OR({chosen}))'
    area = f"{letter}3:{letter}{book.last}"
    sheet.conditional_formatting.add(area, Rule("expression", dxf=fill, formula=[test]))


def _add_example(
    sheet: Worksheet, columns: Mapping[str, Column], letters: Mapping[str, str], book: EntryBook
) -> None:
    """Write a filled row in grey above those to type into; its first cell says that it is one."""
    for place, (heading, column) in enumerate(columns.items()):
        said = column_words.example_of(column, book.framework)
        cell = sheet[f"{letters[heading]}2"]
        guide.write_cell(
            cell, f"{NOTE} {said}" if place == 0 else said, guide.font(italic=True, color=GREY)
        )
        cell.number_format = "@"
        cell.alignment = Alignment(horizontal="center" if column.type in _CENTRED else None)
        cell.protection = Protection(locked=True)  # half typed over, the rest would count as data


def _add_notes(
    sheet: Worksheet, columns: Mapping[str, Column], letters: Mapping[str, str], book: EntryBook
) -> int:
    """Add levels or answers in words, right of the entry columns; give the next free column."""
    place = len(letters) + 1
    for heading, column in columns.items():
        if column.type == "level":
            said = f"{heading}, in words"
            text = "Computed from the level at the left and sheet levels. Not read as data."
            cell, decided = letters[heading], letters.get("dimension")
            notes = [
                _note(column, f"{cell}{row}", f"{decided}{row}", f"$A{row}")
                for row in range(3, book.last + 1)
            ]
            _write_notes(sheet, place, said, text, notes)
            place += 1
    if {"item", "value"} <= set(letters):
        item, value = letters["item"], letters["value"]
        rows = range(3, book.last + 1)
        text = "Computed from the item at the left and sheet levels. Not read as data."
        _write_notes(sheet, place, "question", text, [_question(f"{item}{n}") for n in rows])
        answers = [_answer(f"{item}{row}", f"{value}{row}") for row in rows]
        _write_notes(sheet, place + 1, "value, in words", text, answers)
        place += 2
    return place


def _write_notes(sheet: Worksheet, place: int, said: str, text: str, notes: Sequence[str]) -> None:
    """Write a column of computed notes below its heading."""
    letter = get_column_letter(place)
    head = sheet[f"{letter}1"]
    guide.write_cell(head, f"{NOTE} {said}", guide.font(italic=True, color=GREY))
    head.alignment = Alignment(vertical="center")
    head.comment = Comment(text, "Scaling Workbench", height=60, width=260)
    style = sheet.column_dimensions[letter]
    style.width, style.protection = 80.0, Protection(locked=False)
    for row, formula in enumerate(notes, start=3):
        note = sheet[f"{letter}{row}"]
        note.value = formula
        note.font, note.protection = guide.font(color=GREY, size=9), Protection(locked=False)


def _question(item: str) -> str:
    """Give the question of an item."""
    return f'=IF({item}="","",IFERROR(INDEX(item_questions,MATCH({item},item_keys,0)),""))'


def _answer(item: str, value: str) -> str:
    """Give an answer in words, and say where it is none of those that its item takes."""
    key = f'{item}&"|"&LOWER({value})'
    words = f"INDEX(answer_words,MATCH({key},answer_keys,0))"
    free = f'IF(COUNTIF(free_items,{item})>0,"","not an answer to this item; see sheet levels")'
    return f'=IF({value}<>"",IFERROR({words},{free}),IF({item}<>"","not answered",""))'


def _note(column: Column, level: str, decided: str, begun: str) -> str:
    """Describe one level in words: its name and its definition."""

    def words(dimension: str) -> str:
        found = f"MATCH({level},levels_{dimension},0)"
        name, meaning = (f"INDEX({part}_{dimension},{found})" for part in ("names", "meanings"))
        return f'IFERROR({name}&": "&{meaning},"not a level of this scale")'

    if column.scale == "dimension":
        said = (
            f'IF({decided}="use",{words("use")},'
            f'IF({decided}="readiness",{words("readiness")},"choose the dimension first"))'
        )
    else:
        said = words(str(column.scale))
    blank = "not judged yet" if column.scale == "dimension" else "not assessed"
    return f'=IF({level}<>"",{said},IF({begun}<>"","{blank}",""))'


# Lists ------------------------------------------------------------------------------------------


def _list_name(column: Column) -> str | None:
    """Name of the list behind a column's drop-down."""
    if column.references is not None:
        return "entered_" + column.references.replace(".", "_")
    if column.type == "boolean":
        return "list_yes_no"
    if column.type == "level":
        return f"levels_{column.scale if column.scale != 'dimension' else 'any'}"
    if isinstance(column.allowed, FrameworkList):
        return f"list_{column.allowed.framework}"
    if column.allowed:
        return "list_" + re.sub(r"\W", "_", "_".join(column.allowed))
    return None


def _add_lists(book: EntryBook) -> None:
    """Add the hidden sheet behind the drop-downs."""
    sheet = book.workbook.create_sheet("lists")
    sheet.sheet_state = "hidden"
    place = 1
    columns = [
        column
        for table in declaration().tables.values()
        if table.is_for(book.framework)
        for column in column_words.entry_columns(table, book.framework).values()
    ]
    names = {name: column for column in columns if (name := _list_name(column)) is not None}
    for name, column in names.items():
        if name.startswith("levels_") and name != "levels_any":
            continue  # stands on sheet levels
        if column.references is not None:
            _add_entered(book, sheet, place, name, column.references)
            place += 2
            continue
        if name == "levels_any":
            low, high = column_words.level_range(column, book.framework)
            values: Sequence[str | int] = range(low, high + 1)
        else:
            values = list(column_words.values_of(column, book.framework))
        _add_list(book, sheet, place, name, values)
        place += 1
    for name, said in _answers(book.framework):
        _add_list(book, sheet, place, name, said)
        place += 1
    guide.protect(sheet)


def _answers(framework: Framework) -> tuple[tuple[str, Sequence[str]], ...]:
    """Return what notes on answers are looked up in: the answers of each item, and their words."""
    if framework.judges_levels:
        return ()
    (assessment,) = framework.assessments
    words = {
        f"{item.key}|{answer}": said
        for item in assessment.answered
        for answer, said in answers_in_words(item, assessment.scale_of(item)).items()
    }
    listed = {key.split("|")[0] for key in words}
    free = [item.key for item in assessment.answered if item.key not in listed]
    return (
        ("answer_keys", list(words)),
        ("answer_words", list(words.values())),
        ("free_items", free),
    )


def _add_list(
    book: EntryBook, sheet: Worksheet, place: int, name: str, values: Sequence[str | int]
) -> None:
    """Write one list that does not change."""
    letter = get_column_letter(place)
    guide.write_cell(sheet[f"{letter}1"], name)
    for row, value in enumerate(values, start=2):
        if isinstance(value, int):
            sheet[f"{letter}{row}"].value = value
        else:
            guide.write_cell(sheet[f"{letter}{row}"], value)
    book.define(name, f"lists!${letter}$2:${letter}${len(values) + 1}")


def _add_entered(book: EntryBook, sheet: Worksheet, place: int, name: str, target: str) -> None:
    """Write the list of what stands in a column of another sheet, each value once, no gaps.

    Whole columns and row numbers, not addresses of cells: rows may be inserted, deleted and sorted
    over there. A list with gaps would make Excel accept anything.
    """
    table, heading = target.split(".")
    declared = column_words.entry_columns(declaration().table(table), book.framework)
    source = list(declared).index(heading) + 1
    column = f"{quote_sheetname(table)}!${get_column_letter(source)}:${get_column_letter(source)}"
    count, value = get_column_letter(place), get_column_letter(place + 1)
    guide.write_cell(sheet[f"{count}1"], f"{name}, number")
    guide.write_cell(sheet[f"{value}1"], name)
    first_column = f"{quote_sheetname(table)}!$A:$A"
    here = f"INDEX({column},ROW())"
    for row in range(2, book.last + 1):
        first = f"IFERROR(MATCH({here},{column},0),0)=ROW()"
        shown = f'OR({here}="",LEFT(INDEX({first_column},ROW()),1)="{NOTE}")'
        number = f'=IF({shown},"",IF({first},MAX({count}$1:{count}{row - 1})+1,""))'
        found = f"MATCH(ROW()-1,${count}$2:${count}${book.last},0)"
        sheet[f"{count}{row}"].value = number
        sheet[f"{value}{row}"].value = f'=IFERROR(INDEX({column},{found}+1)&"","")'
    area = f"lists!${value}$2:${value}${book.last}"
    length = f"MAX(1,MAX(lists!${count}$2:${count}${book.last}))"
    book.define(name, f"lists!${value}$2:INDEX({area},{length})")
