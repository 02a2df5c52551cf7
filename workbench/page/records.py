"""What a cell hands to a page: typed records of words, tables, files and what is missing.

A record knows what it says and nothing of how a page looks: :mod:`workbench.publish` makes HTML of
it. It is kept in the notebook as JSON, without loss. A one-page summary, a closing list of what is
missing and one list of sources come in this way from notebooks that know nothing of each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeAlias

from pydantic import Base64Bytes, Field, PlainSerializer, PlainValidator, TypeAdapter

from workbench.errors import NothingToShow, UnknownName
from workbench.language import ENGLISH, worded
from workbench.page.text import MARKS, NO_TEXT, Phrase, Text, TextLike, as_text, join

MIME: Final = "application/vnd.workbench.record+json"
"""Media type of a record in a notebook."""

ATTACHMENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "budget.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "network.graphml": "application/xml",
        "plan.csv": "text/csv",
        "plan.ics": "text/calendar",
        "plan.xml": "application/xml",
        "tables.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
)
"""Files that may lie beside a report, with their media types; no name ever comes from data."""


PAGE_ONE: Final = (
    "For whom, where",
    "Where we stand",
    "What was decided",
    "With whom",
    "The ask",
    "By when",
    "What could go wrong",
    "Agreed?",
    "To do first",
)
"""What page one of a site answers, in this order, whichever step knows the answer."""


def _kept(words: TextLike) -> Any:
    """Return a text as plain JSON: words, or phrases of words and marks."""
    text = as_text(words)
    if all(phrase == (phrase.words, (), "") for phrase in text.phrases):
        return text.plain
    return [
        [phrase.words, " ".join(phrase.marks), *([phrase.link] if phrase.link else [])]
        for phrase in text.phrases
    ]


def _read(kept: Any) -> Text:
    if isinstance(kept, str | Text):
        return as_text(kept)
    try:
        phrases = [
            Phrase(words, tuple(one for one in MARKS if one in marks.split()), *link)
            for words, marks, *link in kept
        ]
    except (TypeError, AttributeError):
        message = f"not a text: {kept!r:.80}"
        raise ValueError(message) from None
    return Text(tuple(phrases))


def _read_cell(kept: Any) -> Text | int:
    return kept if isinstance(kept, int) else _read(kept)


if TYPE_CHECKING:
    KeptText: TypeAlias = Text
    KeptCell: TypeAlias = Text | int
else:
    KeptText = Annotated[Text, PlainValidator(_read), PlainSerializer(_kept)]
    KeptCell = Annotated[
        Text | int,
        PlainValidator(_read_cell),
        PlainSerializer(lambda cell: cell if isinstance(cell, int) else _kept(cell)),
    ]


@dataclass(frozen=True, kw_only=True)
class Title:
    """The title page: where, which project, when and on what grounds.

    Where it is that of a scenario, ``scenario`` says so in a line, and ``supposed`` by whom, when,
    why and what; the report repeats both on page one and with its sources. ``marks`` are names and
    values by which a file that comes back is known; the report is laid out in its ``language``.
    """

    heading: str
    project: str
    lines: tuple[str, ...]
    illustrative: bool
    ambition: str = ""
    scenario: str = ""
    supposed: tuple[KeptText, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    language: str = ENGLISH
    kind: Literal["title"] = "title"


Fact: TypeAlias = str | int | float | bool | None
"""A plain value that another page lists."""


@dataclass(frozen=True)
class Summary:
    """Lines of the one-page summary, heading and answer, and facts for the list of all sites."""

    rows: tuple[tuple[KeptText, KeptText], ...]
    facts: Mapping[str, Fact]
    kind: Literal["summary"] = "summary"


@dataclass(frozen=True)
class Paragraphs:
    """Running text."""

    paragraphs: tuple[KeptText, ...]
    kind: Literal["paragraphs"] = "paragraphs"


@dataclass(frozen=True)
class Bullets:
    """A list of points, with words before it if there are any."""

    points: tuple[KeptText, ...]
    lead: KeptText = NO_TEXT
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True)
class TableHead:
    """The head of a column.

    Attributes
    ----------
    words : str
        What stands in the column.
    holds : {"words", "numbers", "names"}
        Numbers stand at the right; names head their row.
    unit : str
        Of the numbers.
    """

    words: str
    holds: Literal["words", "numbers", "names"] = "words"
    unit: str = ""

    @property
    def shown(self) -> str:
        """The words with the unit behind them."""
        return f"{self.words}, {self.unit}" if self.unit else self.words


@dataclass(frozen=True)
class ReportTable:
    """A table; the report puts "Table 2.1" before its caption, and the note under it."""

    caption: KeptText
    heads: tuple[TableHead, ...]
    rows: tuple[tuple[KeptCell, ...], ...]
    note: KeptText = NO_TEXT
    kind: Literal["table"] = "table"

    def __post_init__(self) -> None:
        """Refuse a table of nothing, and cells that stand under no head."""
        if not self.rows:
            message = f"{self.caption}: there is nothing to list."
            raise NothingToShow(message)
        for row in self.rows:
            if len(row) != len(self.heads):
                message = (
                    f"{self.caption}: a row of {len(row)} cells under {len(self.heads)} heads."
                )
                raise ValueError(message)


@dataclass(frozen=True)
class Attachment:
    """A file that lies beside the report, and the words of the link to it."""

    name: str
    words: KeptText
    content: Base64Bytes
    kind: Literal["attachment"] = "attachment"

    def __post_init__(self) -> None:
        """Refuse a name that is none of ours."""
        if self.name not in ATTACHMENTS:
            raise UnknownName(kind="attachment", name=self.name, known=list(ATTACHMENTS))

    @property
    def media_type(self) -> str:
        """Media type of the file."""
        return ATTACHMENTS[self.name]


@dataclass(frozen=True)
class Missing:
    """Something that is missing, and in one sentence why that matters or what to do.

    Where it is missing only because of something else that is named elsewhere (it *follows*), the
    report's closing list leaves it out.
    """

    what: KeptText
    sentence: KeptText
    follows: bool = False
    kind: Literal["missing"] = "missing"


@dataclass(frozen=True)
class FigureCaption:
    """What a figure says of itself, beside the figure in a notebook; a report has it anyway."""

    words: str
    kind: Literal["caption"] = "caption"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What the report rests on; the report merges those of its notebooks, each line once."""

    methods: tuple[KeptText, ...] = ()
    parameters: tuple[KeptText, ...] = ()
    conversions: tuple[KeptText, ...] = ()
    notes: tuple[KeptText, ...] = ()
    sources: tuple[KeptText, ...] = ()
    works: tuple[KeptText, ...] = ()
    ours: tuple[KeptText, ...] = ()
    report: tuple[KeptText, ...] = ()
    workbench: str = ""
    kind: Literal["provenance"] = "provenance"


@dataclass(frozen=True)
class Group:
    """Several records of one cell, in their order."""

    records: tuple[Record, ...]
    kind: Literal["group"] = "group"


Record: TypeAlias = Annotated[
    Title
    | Summary
    | Paragraphs
    | Bullets
    | ReportTable
    | Attachment
    | Missing
    | FigureCaption
    | Provenance
    | Group,
    Field(discriminator="kind"),
]
"""What a cell hands to a page."""


_ADAPTER: TypeAdapter[Record] = TypeAdapter(Record)  # here, so that forked copies find it made


def to_json(record: Record) -> dict[str, Any]:
    """Return a record as plain JSON.

    Examples
    --------
    >>> to_json(Missing("Scores", "No component is scored."))["what"]
    'Scores'
    """
    kept: dict[str, Any] = _ADAPTER.dump_python(record, mode="json")
    return kept


def from_json(kept: Mapping[str, Any]) -> Record:
    """Read a record from plain JSON.

    Raises
    ------
    ValueError
        It is no record, or not one of this version.

    Examples
    --------
    >>> from_json(to_json(paragraphs("a < b"))) == paragraphs("a < b")
    True
    """
    return _ADAPTER.validate_python(kept)


def paragraphs(*each: TextLike | Sequence[TextLike]) -> Paragraphs:
    """Return running text; a paragraph is a text, or sentences of which the empty ones go.

    Examples
    --------
    >>> [text.plain for text in paragraphs("First.", ["It works.", "", "It lasts."]).paragraphs]
    ['First.', 'It works. It lasts.']
    """
    texts = [as_text(one) if isinstance(one, str | Text) else join(" ", one) for one in each]
    return Paragraphs(tuple(text for text in texts if text))


def bullets(points: Iterable[TextLike], lead: TextLike = "") -> Bullets:
    """Return a list of points."""
    return Bullets(tuple(as_text(point) for point in points), as_text(lead))


def table(
    caption: TextLike,
    heads: Sequence[str | TableHead],
    rows: Sequence[Sequence[TextLike | int]],
    *,
    note: TextLike = "",
) -> ReportTable:
    """Return a table.

    Parameters
    ----------
    caption : str or Text
        What the table shows.
    heads : sequence of str or TableHead
        In words of ours, never of data; a plain ``str`` heads a column of words.
    rows : sequence of sequence of str, Text or int
        Cells, row by row; a whole number is shown with its thousands set apart.
    note : str or Text
        A line below the table.

    Raises
    ------
    NothingToShow
        There is no row.
    ValueError
        A row has more or fewer cells than there are heads.

    Examples
    --------
    >>> table("Sites", ["Site", TableHead("People", "numbers")], [["Huye", 381900]]).rows[0][1]
    381900
    """
    return ReportTable(
        as_text(caption),
        tuple(map(_head, heads)),
        tuple(tuple(c if isinstance(c, int) else as_text(c) for c in row) for row in rows),
        as_text(note),
    )


def _head(head: str | TableHead) -> TableHead:
    made = TableHead(head) if isinstance(head, str) else head
    return replace(made, words=worded(made.words))


def summary(rows: Iterable[tuple[TextLike, TextLike]], facts: Mapping[str, Fact]) -> Summary:
    """Return lines of the one-page summary, without those that have no answer, and facts."""
    return Summary(
        tuple((as_text(head), as_text(answer)) for head, answer in rows if answer), dict(facts)
    )


def attachment(name: str, content: bytes, words: TextLike) -> Attachment:
    """Return a file to lie beside the report.

    Raises
    ------
    UnknownName
        The name is none of :data:`ATTACHMENTS`: no value of a table ever becomes a path.
    """
    return Attachment(name, as_text(words), content)


def missing(what: TextLike, sentence: TextLike, *, follows: bool = False) -> Missing:
    """Return what is missing, with why that matters or what to do."""
    return Missing(as_text(what), as_text(sentence), follows)


def group(records: Iterable[Record]) -> Group:
    """Return several records as one."""
    return Group(tuple(records))
