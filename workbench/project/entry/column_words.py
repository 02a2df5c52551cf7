"""What is said about a column: its meaning, what its cells take, and an example.

The entry workbook, its prompts and its list of words all say it in these words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.workbook.defined_name import DefinedName

from workbench.project.schema.declaration import Column, FrameworkList, Table, declaration
from workbench.project.schema.lists import ASSESSED, terms_of

if TYPE_CHECKING:
    from openpyxl import Workbook

    from workbench.frameworks import Framework

PROMPT_LIMIT: Final = 255  # Excel takes a file with a longer one for damaged
_CELL_LIMIT: Final = 32_767
_KEY_OF_LEVELS: Final = "a key from the first column of sheet levels"
_OPTION: Final = "substitute"  # of the example, as it is the first of the seven


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

    Examples
    --------
    >>> shorten("one two three", 10)
    'one two…'
    """
    text = clean(text)
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def entry_columns(table: Table, framework: Framework) -> dict[str, Column]:
    """Return the columns of a table that a framework has use for: levels only where it judges them.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> activities = declaration().table("activities")
    >>> {"use_after"} - set(entry_columns(activities, load("small-experiments")))
    {'use_after'}
    """
    return {
        heading: column
        for heading, column in table.columns.items()
        if column.type != "level" or framework.judges_levels
    }


def _assessed_list(column: Column) -> str | None:
    """Name the list of a framework of assessment that a column draws from; None for others."""
    listed = column.allowed.framework if isinstance(column.allowed, FrameworkList) else None
    return listed if listed in ASSESSED else None


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


def takes_words(column: Column, framework: Framework) -> str:
    """Describe what a cell of the column takes.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> takes_words(declaration().table("scores").columns["use"], load("ipsr"))
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
        listed = ", ".join(values_of(column, framework))
        return f"one of: {listed}" if not _assessed_list(column) else _KEY_OF_LEVELS
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
    elsewhere = bool(column.needed_for) and _OPTION not in column.needed_for
    # Where another row is named, what stands in the row already would stand there once more.
    again = column.references is not None and not column.required
    if elsewhere or column.example or again:
        return "" if elsewhere else column.example or ""
    if column.references is not None:
        table, heading = column.references.split(".")
        return example_of(declaration().table(table).columns[heading], framework)
    if _assessed_list(column) == "items":  # one on levels, as the examples beside it have
        return framework.assessments[0].capabilities[0].key if framework.assessments else ""
    if column.type == "level":
        return str(level_range(column, framework)[1] // 2)
    if column.type in {"choice", "choices", "boolean"}:
        values = values_of(column, framework)
        return "no" if "no" in values and not column.required else next(iter(values), "")
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


def unit_of(column: Column, book: EntryBook) -> str | None:
    """Return the unit, the project's own currency where it has one."""
    return book.currency if column.unit == "base currency" and book.currency else column.unit


def prompt_for(column: Column, book: EntryBook) -> str:
    """Describe beside a selected cell what belongs there."""
    said = column.meaning.rstrip(".") + "."
    scale = book.framework.scales.get(column.scale or "")
    if scale is not None:
        said += " " + " · ".join(f"{step.level} {step.short}" for step in scale.levels)
    if column.type in {"choices", "identifiers"}:
        said += " Several: put ; between them."
    unit = unit_of(column, book)
    said += f" Unit: {unit}." if unit else ""
    said += f" Example: {column.example}" if column.example else ""
    return shorten(said, PROMPT_LIMIT)


def explanation_of(column: Column, book: EntryBook) -> str:
    """Describe at a heading what the column is.

    Returns
    -------
    str
        Several lines; whether it is required comes first.
    """
    unit, required = unit_of(column, book), column.required
    lines = [
        "REQUIRED" if required else "May stay blank; a blank is never 0.",
        column.meaning.rstrip(".") + ".",
        f"Takes {takes_words(column, book.framework)}.",
    ]
    lines += [f"Unit: {unit}."] if unit else []
    lines += [f"Example: {column.example}"] if column.example else []
    return clean("\n".join(lines))
