"""What a map says: how the columns of somebody else's file become tables of a project.

A map is a YAML file that a scientist can read, keep beside the data and use again next year.
``docs/importing.md`` explains it with an example; the models here say what may stand in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from workbench.frameworks.fields import FrozenModel

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_VALUE_OF = "value of "


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _known_pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        message = f"a regular expression ({error})"
        raise ValueError(message) from error
    return value


def _for_the_whole_cell(value: str) -> str:
    """Refuse a pattern that means part of a cell, which would fit no cell."""
    _known_pattern(value)
    ends = value.endswith("$") and not value.endswith("\\$")
    if value.startswith("^") != ends:
        whole = f".*{value[:-1]}" if ends else f"{value[1:]}.*"
        message = f"a pattern for the whole cell, such as '{whole}'"
        raise ValueError(message)
    return value


TextList = Annotated[tuple[str, ...], BeforeValidator(_listed)]
Pattern = Annotated[str, BeforeValidator(_known_pattern)]
CellPattern = Annotated[str, BeforeValidator(_for_the_whole_cell)]
Sentence = Annotated[str, Field(min_length=1)]
Reasons = Mapping[str, Sentence]
Target = tuple[str, str]
"""Our table and our column."""


class MapSource(FrozenModel):
    """Who made the file, and on what terms it may be used.

    Attributes
    ----------
    publisher, dataset, licence : str
        As the publisher names them.
    attribution : str
        Whom to name, in the words that reports print.
    """

    publisher: Sentence
    dataset: Sentence
    licence: Sentence
    attribution: Sentence


class FileFormat(FrozenModel):
    """How the file is laid out.

    Attributes
    ----------
    sheet : str or None
        Sheet of a workbook; the first one where nothing is said.
    sheets : tuple of str
        Several sheets of one workbook, one below the other; blocks say which of them they read.
    header_row : int
        Row with the headings, counted from 1.
    missing : tuple of str
        Signs for "no value", such as ``-``. A 0 is never one of them.
    """

    sheet: str | None = None
    sheets: TextList = ()
    header_row: int = Field(default=1, ge=1)
    missing: TextList = ()

    @model_validator(mode="after")
    def _zero_is_a_value(self) -> Self:
        if {"0", "0.0"} & set(self.missing):
            message = "signs for 'no value'; a 0 is a value"
            raise ValueError(message)
        if self.sheet is not None and self.sheets:
            message = "one of sheet and sheets"
            raise ValueError(message)
        return self


class Persons(FrozenModel):
    """Columns with persons' data, beside those that are found.

    Attributes
    ----------
    drop : mapping of str to str
        Further columns to leave out, and why.
    keep : mapping of str to str
        Columns that were looked at and hold no persons' data, and how that is known.
    """

    drop: Reasons = Field(default_factory=dict)
    keep: Reasons = Field(default_factory=dict)


class SkipRule(FrozenModel):
    """Rows that are no data: totals, legends, notes.

    Attributes
    ----------
    name, reason : str
        Short name, and the sentence that the account prints with the number of rows.
    columns : tuple of str
        Columns that are looked at.
    blank : bool
        Skip where all of them are blank.
    equals : tuple of str
        Skip where one of them holds one of these.
    matches, unless_matches : str or None
        Skip where one of them, as a whole, matches, or does not match, the regular expression:
        ``#.*`` for every cell that begins with ``#``.
    """

    name: Sentence
    reason: Sentence
    columns: Annotated[TextList, Field(min_length=1)]
    blank: bool = False
    equals: TextList = ()
    matches: CellPattern | None = None
    unless_matches: CellPattern | None = None

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        tests = [self.blank, self.equals, self.matches, self.unless_matches]
        if sum(bool(test) for test in tests) != 1:
            message = "one of blank, equals, matches and unless_matches"
            raise ValueError(message)
        return self

    def skips(self, cells: Mapping[str, str]) -> bool:
        """Whether the rule leaves the row out.

        Examples
        --------
        >>> SkipRule(name="n", reason="r", columns="c", unless_matches="[A-Z]{3}").skips(
        ...     {"c": "Avg"}
        ... )
        True
        """
        values = [cells[column] for column in self.columns]
        if self.blank:
            return not any(values)
        if self.equals:
            return any(value in self.equals for value in values)
        if self.matches is not None:
            return any(re.fullmatch(self.matches, value) is not None for value in values)
        return any(re.fullmatch(self.unless_matches or "", value) is None for value in values)


class Lookup(FrozenModel):
    """A second table in which a value is looked up.

    Attributes
    ----------
    file : str or None
        File beside the imported one; without it, the imported file itself.
    sheet : str or None
        Sheet of the workbook; the first one where nothing is said.
    header_row : int
        Row with the headings, counted from 1.
    key, gives : str
        Column with the value that is looked up, and the column with what it is called here.
    """

    file: Annotated[str, Field(pattern=r"^[^/\\\\]+$")] | None = None
    sheet: str | None = None
    header_row: int = Field(default=1, ge=1)
    key: Sentence
    gives: Sentence


class Translation(FrozenModel):
    """Values of the source and what they are called here.

    Attributes
    ----------
    values : mapping of str to str
        Value of the source to ours; nothing behind it means: leave blank on purpose.
    lookup : Lookup or None
        A second table in which the value is looked up first; ``values`` are then those of the
        second table.
    unlisted : {"refuse", "blank", "keep"}
        What becomes of any other value: the row is refused, the cell stays blank and is counted, or
        the value stays as it stands.
    """

    values: Mapping[str, str] = Field(default_factory=dict)
    lookup: Lookup | None = None
    unlisted: Literal["refuse", "blank", "keep"] = "refuse"

    @model_validator(mode="after")
    def _some_values(self) -> Self:
        if not self.values and self.lookup is None:
            message = "values or a lookup"
            raise ValueError(message)
        return self


class Identifier(FrozenModel):
    """How short names of one sort of thing are made.

    Attributes
    ----------
    style : {"slug", "code"}
        "slug" makes them from text, "code" takes the source's own codes.
    same : mapping of str to str
        Names that a person decided to be one and the same: the name and the one to use for it.
    """

    style: Literal["slug", "code"] = "slug"
    same: Mapping[str, Sentence] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _no_chains(self) -> Self:
        chained = [name for name in self.same.values() if name in self.same]
        if chained:
            message = f"names that are not replaced themselves ('{chained[0]}' is)"
            raise ValueError(message)
        return self


class ColumnOrigin(FrozenModel):
    """Where the value of one of our columns comes from.

    Attributes
    ----------
    column, constant, template : str or None
        A column of the source; a fixed text; or a text with ``{heading}`` in it, which is blank
        where one of its columns is blank. One of the three. Names of ``each`` can stand in them:
        ``{system}`` is the name's own text, and in a template ``{value of system}`` is the cell in
        the column which that text names.
    translate : str or None
        Translation to use.
    convert : str or None
        Conversion to use, with its ``parameters``.
    identifier : str or None
        Make a short name; things of the same sort share their short names.
    one_per : tuple of str
        One value for each value of that column of ours, or of those columns; the others are listed.
        Without it, two values for one row of ours are a problem.
    contradiction : {"refuse", "list"}
        What becomes of a second value for one row of ours: the row of the source is refused, or the
        value that stands most often is used and the others are listed.
    choose : {"most", "largest", "smallest"}
        Which one: the one that stands most often (of equals, the first in the file), the largest
        (of days, the last) or the smallest (of days, the first); only with ``one_per``.
    otherwise : str or None
        Column to use where no row gives a value; only with ``one_per``.
    unreadable : {"refuse", "blank"}
        What becomes of a value that cannot be read, such as a day that is none: the row is refused,
        or the cell stays blank and is listed with its row.
    """

    column: str | None = None
    constant: str | None = None
    template: str | None = None
    translate: str | None = None
    convert: str | None = None
    parameters: Mapping[str, str] = Field(default_factory=dict)
    identifier: str | None = None
    one_per: TextList = ()
    choose: Literal["most", "largest", "smallest"] = "most"
    otherwise: str | None = None
    contradiction: Literal["refuse", "list"] = "refuse"
    unreadable: Literal["refuse", "blank"] = "refuse"

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum(v is not None for v in (self.column, self.constant, self.template)) != 1:
            message = "one of column, constant and template"
            raise ValueError(message)
        for key, used in (
            ("otherwise", self.otherwise is not None),
            ("choose", self.choose != "most"),
        ):
            if used and not self.one_per:
                message = f"'one_per' beside '{key}'"
                raise ValueError(message)
        return self

    def sources(self, variables: Mapping[str, str]) -> tuple[str, ...]:
        """Name the columns of the source that are needed.

        Examples
        --------
        >>> ColumnOrigin(template="{Region}, {Zone}").sources({})
        ('Region', 'Zone')
        """
        if self.constant is not None:
            return ()
        if self.column is not None:
            names = [filled(self.column, variables)]
        else:
            names = [
                _heading(name, variables)
                for name in _PLACEHOLDER.findall(self.template or "")
                if name not in variables
            ]
        return (
            *names,
            *([filled(self.otherwise, variables)] if self.otherwise is not None else []),
        )

    def text(self, cells: Mapping[str, str], variables: Mapping[str, str]) -> str:
        """Return the text for one row; blank where a column that is needed is blank.

        Examples
        --------
        >>> ColumnOrigin(template="{Region}, {Zone}").text({"Region": "Afar", "Zone": ""}, {})
        ''
        """
        if self.constant is not None:
            return self.constant
        if self.column is not None:
            return cells[filled(self.column, variables)]
        template = self.template or ""
        values = {
            name: variables[name] if name in variables else cells[_heading(name, variables)]
            for name in _PLACEHOLDER.findall(template)
        }
        return filled(template, values) if all(values.values()) else ""


class RowBlock(FrozenModel):
    """Rows of one of our tables that one row of the source gives.

    Attributes
    ----------
    each : tuple of mapping of str to str
        One row of ours for each entry; its values can be used as ``{name}``.
    needs : mapping of str to str
        Columns of ours without which no row is made, and the sentence under which that is counted.
    distinct : tuple of str
        Two columns of ours that must differ, such as the two ends of a tie.
    distinct_reason : str
        Sentence under which rows with the same value in both are counted.
    sheet : str or None
        Sheet whose rows the block reads, where the map reads several.
    unless : tuple of SkipRule
        Rows of the source from which this block makes nothing; they are counted.
    ordered : tuple of str
        Two columns of ours, such as the first and the last day. Where the first is larger, the two
        contradict each other: both stay blank and the row of the source is listed.
    ordered_reason : str
        Sentence under which such rows are listed.
    columns : mapping of str to ColumnOrigin
        Our columns.
    """

    each: Annotated[tuple[Mapping[str, str], ...], Field(min_length=1)] = ({},)
    needs: Reasons = Field(default_factory=dict)
    distinct: tuple[str, ...] = ()
    distinct_reason: Sentence = "both ends are the same"
    sheet: str | None = None
    unless: tuple[SkipRule, ...] = ()
    ordered: tuple[str, ...] = ()
    ordered_reason: Sentence = "ends before it starts"
    columns: Annotated[Mapping[str, ColumnOrigin], Field(min_length=1)]

    def headings(self, *, without: Collection[str] = ()) -> tuple[str, ...]:
        """Name the columns of the source that the block reads, but for some columns of ours."""
        named = [name for rule in self.unless for name in rule.columns]
        cells = [cell for name, cell in self.columns.items() if name not in without]
        for variables in self.each:
            for cell in cells:
                named += cell.sources(variables)
        return tuple(dict.fromkeys(named))

    @model_validator(mode="after")
    def _two_to_differ(self) -> Self:
        if len(self.distinct) not in {0, 2}:
            message = "two columns in 'distinct'"
            raise ValueError(message)
        if len(self.ordered) not in {0, 2}:
            message = "two columns in 'ordered'"
            raise ValueError(message)
        return self


class ProjectPart(FrozenModel):
    """What ``project.yaml`` of the new project says.

    Attributes
    ----------
    title, framework : str
        Title, and key of the framework.
    lead, ambition, currency : str or None
        As in ``project.yaml``; left out where they are not known.
    notes : tuple of str
        Sentences that reports print, such as "use not given: …".
    """

    title: Sentence
    framework: Sentence
    lead: str | None = None
    ambition: str | None = None
    currency: str | None = None
    notes: TextList = ()


class ColumnMap(FrozenModel):
    """A whole map.

    Attributes
    ----------
    map, title : str
        Short name, and what the map is for.
    source : MapSource
        Who made the file.
    file : FileFormat
        How it is laid out.
    persons : Persons
        Columns with persons' data, beside those that are found.
    skip : tuple of SkipRule
        Rows that are no data.
    split : mapping of str to str
        Columns whose cells can hold several values, and the regular expression of what stands
        between two of them. A block that reads such a column makes a row for each value; of two
        such columns, for each pair.
    translations : mapping of str to Translation
        Lists of values, by name.
    identifiers : mapping of str to Identifier
        Sorts of short names, by name.
    switched_off : tuple of str
        Conversions that are not to be used: the value stays blank.
    project : ProjectPart
        What ``project.yaml`` says.
    tables : mapping of str to tuple of RowBlock
        Our tables, by name.
    """

    map: Sentence
    title: Sentence
    source: MapSource
    file: FileFormat = Field(default_factory=FileFormat)
    persons: Persons = Field(default_factory=Persons)
    skip: tuple[SkipRule, ...] = ()
    split: Mapping[str, Pattern] = Field(default_factory=dict)
    translations: Mapping[str, Translation] = Field(default_factory=dict)
    identifiers: Mapping[str, Identifier] = Field(default_factory=dict)
    switched_off: TextList = ()
    project: ProjectPart
    tables: Annotated[Mapping[str, tuple[RowBlock, ...]], Field(min_length=1)]

    def cells(self) -> list[tuple[Target, int, RowBlock, ColumnOrigin]]:
        """List every cell: our table and column, and position and content of its block."""
        return [
            ((table, name), position, block, cell)
            for table, blocks in self.tables.items()
            for position, block in enumerate(blocks)
            for name, cell in block.columns.items()
        ]


def parts_of(text: str, separator: str) -> tuple[str, ...]:
    """Take a cell with several values apart; no value twice, and none that is blank.

    Examples
    --------
    >>> parts_of("Kenya; Mali;", ";"), parts_of("", ";")
    (('Kenya', 'Mali'), ())
    """
    parts = (part.strip() for part in re.split(separator, text) if part)
    return tuple(dict.fromkeys(part for part in parts if part))


def _heading(name: str, variables: Mapping[str, str]) -> str:
    """Name the column that a placeholder means."""
    return variables.get(name.removeprefix(_VALUE_OF), name) if name.startswith(_VALUE_OF) else name


def filled(template: str, values: Mapping[str, str]) -> str:
    """Put values in the place of ``{name}``; a name without a value stays as it is.

    Examples
    --------
    >>> filled("{system}: {points} of {maximum}", {"system": "TMIS", "points": "3", "maximum": "6"})
    'TMIS: 3 of 6'
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), template)
