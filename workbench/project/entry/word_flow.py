"""A Word file as a flow of passages: their words, who changed them, what comments speak of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal, TypeAlias
from xml.etree.ElementTree import Element

from workbench.project.entry.word_file import (
    WordStyle,
    attributes,
    child,
    day_in_word,
    local_name,
    outline,
    style_of,
)  # fmt: skip

ChangeKind: TypeAlias = Literal["ins", "del", "from", "to"]
"""Put in, taken out, moved away, moved here."""

_KINDS: Final[Mapping[str, ChangeKind]] = {
    "ins": "ins", "del": "del", "moveFrom": "from", "moveTo": "to", "cellIns": "ins",
    "cellDel": "del",
}  # fmt: skip
_PASSED_OVER: Final = frozenset(
    {"Fallback", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sectPr", "instrText", "delInstrText"}
)
_BLANKS: Final = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}
_PICTURES: Final = frozenset({"drawing", "pict", "object"})
_PICTURE: Final = "[picture]"
_LONGEST_ANCHOR: Final = 300
_OURS: Final = "p_"  # how the bookmarks of a report begin
_JOINERS: Final = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"  # some scripts need them


def on_one_row(words: str) -> str:
    r"""Return words on one line, without signs that cannot be seen.

    Examples
    --------
    >>> on_one_row(" a\u202e\n b ")
    'a b'
    """
    seen = (one for one in words if one.isprintable() or one.isspace() or one in _JOINERS)
    return " ".join("".join(seen).split())


@dataclass(frozen=True, slots=True)
class WordChange:
    """A tracked change: what was done, by whom and on which day, where the file says so."""

    kind: ChangeKind
    by: str
    day: date | None


@dataclass(slots=True)
class WordFrame:
    """A row or cell of a table that was put in or taken out as a whole."""

    what: Literal["row", "cell"]
    change: WordChange
    words: list[str] = field(default_factory=list)
    place: int = -1


@dataclass(slots=True)
class WordPassage:
    """A paragraph.

    Attributes
    ----------
    style : WordStyle
        Whether it is a heading or a caption.
    table : int
        Number of the table that it stands in; 0 outside.
    frame : WordFrame or None
        The new or deleted row that it stands in.
    mark : WordChange or None
        Of the end of the paragraph.
    bookmarks : list of str
        Ours that stand in it.
    pieces : list of (str, WordChange or None)
        Its words in order.
    picture : bool
        Whether there is one in it.
    """

    style: WordStyle
    table: int
    frame: WordFrame | None
    mark: WordChange | None
    bookmarks: list[str]
    pieces: list[tuple[str, WordChange | None]] = field(default_factory=list)
    picture: bool = False

    @property
    def original(self) -> str:
        """Its words before it was changed."""
        kept = (words for words, one in self.pieces if one is None or one.kind in {"del", "from"})
        whole = self.frame is not None and self.frame.change.kind == "ins"
        return "" if whole else on_one_row("".join(kept))


@dataclass(slots=True)
class WordFlow:
    """What stands in a part of a Word file.

    Attributes
    ----------
    passages : list of WordPassage
        In order.
    frames : list of WordFrame
        Rows and cells that were put in or taken out.
    places : dict of str to int
        Passage that a comment begins in, by the number of the comment.
    anchors : dict of str to str
        The words that a comment speaks of; cut where they are many.
    form : int
        Changes of form alone, such as bold type.
    """

    passages: list[WordPassage] = field(default_factory=list)
    frames: list[WordFrame] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)
    form: int = 0


def read_flow(part: Element, styles: Mapping[str, WordStyle]) -> WordFlow:
    """Read a part of a Word file, such as its body.

    Parameters
    ----------
    part : Element
        The part.
    styles : mapping of str to WordStyle
        What paragraphs of each style are.
    """
    reader = _FlowReader(styles)
    for begins, element in _walk(part):
        (reader.begin if begins else reader.end)(element)
    reader.flow.form = sum(local_name(one.tag).endswith("PrChange") for one in part.iter())
    return reader.flow


def _walk(part: Element) -> Iterator[tuple[bool, Element]]:
    """Yield each element as it begins and ends; without recursion, for files may be deep."""
    waiting = [(part, iter(part))]
    yield True, part
    while waiting:
        element, inner = waiting[-1]
        following = next(inner, None)
        if following is None:
            waiting.pop()
            yield False, element
        elif local_name(following.tag) not in _PASSED_OVER:
            waiting.append((following, iter(following)))
            yield True, following


class _FlowReader:
    """Gathers passages while the elements of a part begin and end."""

    def __init__(self, styles: Mapping[str, WordStyle]) -> None:
        self.flow = WordFlow()
        self._styles = styles
        self._open: list[int] = []  # places of passages, for one may stand in another
        self._changes: list[WordChange] = []
        self._frames: list[WordFrame | None] = []
        self._tables = self._depth = 0
        self._collecting: dict[str, int] = {}
        self._bookmarks: list[str] = []  # that stand between two paragraphs
        self._comments: list[str] = []

    @property
    def _now(self) -> WordPassage:
        return self.flow.passages[self._open[-1]]

    def begin(self, element: Element) -> None:
        """Take an element as it begins."""
        name = local_name(element.tag)
        if name == "p":
            self._passage(element)
        elif name in _KINDS:
            self._changes.append(_change(element))
        elif name == "tbl":
            self._depth += 1
            self._tables += self._depth == 1
        elif name in {"tr", "tc"}:
            self._frame(element, name)
        elif name in {"t", "delText"}:
            self._say(element.text or "")
        elif name in _BLANKS:
            self._say(_BLANKS[name])
        elif name in _PICTURES and self._open:
            self._now.picture = True
            if self._changes:
                self._say(_PICTURE)
        elif name == "bookmarkStart":
            self._bookmark(attributes(element).get("name", ""))
        elif name.startswith("comment"):
            self._comment(name, attributes(element).get("id", ""))

    def end(self, element: Element) -> None:
        """Take an element as it ends."""
        name = local_name(element.tag)
        if name == "p" and self._open:
            self._open.pop()
        elif name in _KINDS and self._changes:
            self._changes.pop()
        elif name == "tbl":
            self._depth -= 1
        elif name in {"tr", "tc"} and self._frames:
            self._frames.pop()

    def _passage(self, element: Element) -> None:
        properties = child(element, "pPr")
        style = self._styles.get(style_of(properties), WordStyle())
        level = outline(properties)
        if level is not None:
            style = WordStyle(level, style.caption)
        ends = None if properties is None else child(properties, "rPr")
        marks = [one for one in ends if local_name(one.tag) in _KINDS] if ends is not None else []
        frame = next((one for one in reversed(self._frames) if one is not None), None)
        number = self._tables if self._depth else 0
        mark = _change(marks[0]) if marks else None
        one = WordPassage(style, number, frame, mark, self._bookmarks)
        self._bookmarks = []
        place = len(self.flow.passages)
        self.flow.passages.append(one)
        self._open.append(place)
        for key in self._comments:
            self.flow.places.setdefault(key, place)
        self._comments = []
        if frame is not None and frame.place < 0:
            frame.place = place

    def _frame(self, element: Element, name: str) -> None:
        properties = child(element, f"{name}Pr")
        own = [one for one in properties if local_name(one.tag) in _KINDS] if (
            properties is not None) else []  # fmt: skip
        frame = WordFrame("row" if name == "tr" else "cell", _change(own[0])) if own else None
        if frame is not None:
            self.flow.frames.append(frame)
        self._frames.append(frame)
        if name == "tc":
            for one in self._frames:
                if one is not None and one.words:
                    one.words.append(" | ")

    def _say(self, words: str) -> None:
        if not self._open or not words:
            return
        passage = self._now
        passage.pieces.append((words, self._changes[-1] if self._changes else None))
        if passage.frame is not None:
            passage.frame.words.append(words)
        for key in list(self._collecting):
            self.flow.anchors[key] = self.flow.anchors.get(key, "") + words
            if len(self.flow.anchors[key]) > _LONGEST_ANCHOR:
                del self._collecting[key]

    def _bookmark(self, name: str) -> None:
        if name.startswith(_OURS):
            (self._now.bookmarks if self._open else self._bookmarks).append(name)

    def _comment(self, name: str, key: str) -> None:
        if name == "commentRangeEnd":
            self._collecting.pop(key, None)
            return
        if name == "commentRangeStart":
            self._collecting[key] = 0
        elif name != "commentReference":
            return
        if self._open:
            self.flow.places.setdefault(key, self._open[-1])
        else:
            self._comments.append(key)


def _change(element: Element) -> WordChange:
    said = attributes(element)
    kind = _KINDS[local_name(element.tag)]
    return WordChange(kind, on_one_row(said.get("author", "")), day_in_word(said.get("date", "")))
