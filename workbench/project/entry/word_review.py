"""What readers of a report wrote into its Word file: comments, replies and tracked changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from workbench.project.entry.report_marks import ReportMarks
from workbench.project.entry.word_file import WordFile, attributes, day_in_word, local_name
from workbench.project.entry.word_flow import (
    ChangeKind,
    WordChange,
    WordFlow,
    WordPassage,
    on_one_row,
    read_flow,
)  # fmt: skip
from workbench.project.entry.word_sections import sections_of

_ELSEWHERE: Final = (("footnotes", "a footnote"), ("endnotes", "an endnote"),
                     ("header", "the head of the pages"),
                     ("footer", "the foot of the pages"))  # fmt: skip
_AROUND: Final = 60  # letters before and behind a change that are in_quotes
_ANCHOR: Final = 200
_WORDLESS: Final = "a comment without words"
_RESOLVED: Final = "Marked as resolved in the Word file, without a reply."


@dataclass(frozen=True, slots=True)
class ReaderRemark:
    """A comment or a tracked change.

    Attributes
    ----------
    by : str
        Name as the file has it; "" where it has none.
    day : date or None
        Where the file says so.
    section : str
        Chapter, heading, table or figure; "" where it cannot be joined to any.
    text : str
        What was said, with the words that it speaks of.
    answer : str
        The replies to a comment that was marked as resolved.
    answered : date or None
        Day of the last of them.
    """

    by: str
    day: date | None
    section: str
    text: str
    answer: str = ""
    answered: date | None = None


@dataclass(frozen=True, slots=True)
class WordReview:
    """What came back in a Word file.

    Attributes
    ----------
    marks : ReportMarks
        Of which report it is, as far as the file says.
    title, subject : str
        As its properties say: name of the site, title of the project.
    saved : date or None
        Day on which it was last saved.
    remarks : tuple of ReaderRemark
        In the order of the text.
    form : int
        Changes of form alone, which say nothing.
    """

    marks: ReportMarks
    title: str
    subject: str
    saved: date | None
    remarks: tuple[ReaderRemark, ...]
    form: int


def read_review(path: Path) -> WordReview:
    """Read the comments and tracked changes of a Word file.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    WordFault
        It is no Word file, or none that can be read safely.
    """
    file = WordFile(path)
    said, styles = file.properties(), file.styles()
    body = read_flow(file.body, styles)
    sections = sections_of(body.passages)
    found = [*_changes(body, sections), *_comments(file, body, sections)]
    form = body.form
    remarks = [one for _, one in sorted(found, key=lambda row: row[0])]
    for kind, place in _ELSEWHERE:
        for part in file.related(kind):
            flow = read_flow(part, styles)
            form += flow.form
            elsewhere = _changes(flow, [""] * len(flow.passages))
            remarks += [replace(one, text=f"In {place}: {one.text}") for _, one in elsewhere]
    return WordReview(
        ReportMarks.read(said),
        said.get("title", ""),
        said.get("subject", ""),
        day_in_word(said.get("modified", "")),
        tuple(remarks),
        form,
    )


def in_quotes(words: str, most: int = _ANCHOR) -> str:
    """Return words in quotation marks, cut where they are many.

    Examples
    --------
    >>> in_quotes("a b c", most=3)
    '“a b…”'
    """
    return f"“{words if len(words) <= most else words[:most].rstrip() + '…'}”"


@dataclass(slots=True)
class _Said:
    """A comment of the file."""

    key: str
    by: str
    day: date | None
    words: str
    marks: tuple[str, ...]
    parent: str = ""
    done: bool = False
    replies: list[_Said] = field(default_factory=list)


def _comments(
    file: WordFile, body: WordFlow, sections: Sequence[str]
) -> Iterator[tuple[int, ReaderRemark]]:
    """Yield the comments with their places; replies stand behind what they reply to."""
    for root in _threads(file):
        place = body.places.get(root.key)
        anchor = on_one_row(body.anchors.get(root.key, ""))
        if place is not None and not anchor:
            anchor = on_one_row("".join(words for words, _ in body.passages[place].pieces))
        section = sections[place] if place is not None else ""
        words = root.words or _WORDLESS
        text = f"On {in_quotes(anchor)}: {words}" if anchor else words
        first = ReaderRemark(root.by, root.day, section, text)
        at = len(sections) if place is None else place
        if root.done:
            answer = " / ".join(one.words for one in root.replies if one.words) or _RESOLVED
            last = root.replies[-1].day if root.replies else None
            yield at, replace(first, answer=answer, answered=last)
            continue
        yield at, first
        for one in root.replies:
            reply = f"Reply to {in_quotes(words)}: {one.words or _WORDLESS}"
            yield at, ReaderRemark(one.by, one.day, section, reply)


def _threads(file: WordFile) -> list[_Said]:
    """Return the comments that begin a thread, each with its replies."""
    said = [_read_comment(one) for part in file.related("comments") for one in part]
    by_mark = {mark: one for one in said for mark in one.marks}
    for part in file.related("commentsExtended"):
        for one in part:
            about = attributes(one)
            known = by_mark.get(about.get("paraId", ""))
            if known is not None:
                known.parent = about.get("paraIdParent", "")
                known.done = about.get("done", "0") in {"1", "true", "on"}
    roots = []
    for comment in said:
        root, seen = comment, {comment.key}
        while root.parent in by_mark and by_mark[root.parent].key not in seen:
            root = by_mark[root.parent]
            seen.add(root.key)
        if root is comment or root.parent in by_mark:  # the second is a circle
            roots.append(comment)
        else:
            root.replies.append(comment)
    return roots


def _read_comment(element: Element) -> _Said:
    about, flow = attributes(element), read_flow(element, {})
    words = " ".join(
        on_one_row(
            "".join(said for said, one in passage.pieces if one is None or one.kind != "del")
        )
        for passage in flow.passages
    ).strip()
    marks = tuple(
        attributes(one).get("paraId", "") for one in element.iter() if local_name(one.tag) == "p"
    )
    pictures = "" if words or not any(one.picture for one in flow.passages) else "[picture]"
    return _Said(
        about.get("id", ""),
        on_one_row(about.get("author", "")),
        day_in_word(about.get("date", "")),
        words or pictures,
        tuple(filter(None, marks)),
    )


@dataclass(frozen=True, slots=True)
class _Rewording:
    """Changes of one reader that stand side by side in a passage.

    ``old`` was taken out and ``new`` put in, between the words ``before`` and ``after``.
    """

    by: str
    day: date | None
    kinds: frozenset[str]
    old: str
    new: str
    before: str
    after: str

    @property
    def around(self) -> str:
        """The words on both sides."""
        before, after = on_one_row(self.before), on_one_row(self.after)
        begin = f"…{before[-_AROUND:].lstrip()}" if len(before) > _AROUND else before
        end = f"{after[:_AROUND].rstrip()}…" if len(after) > _AROUND else after
        return f"“{begin} […] {end}”".replace("“ ", "“").replace(" ”", "”")

    @property
    def text(self) -> str:
        """What is asked for, as a sentence."""
        old, new = f"“{on_one_row(self.old)}”", f"“{on_one_row(self.new)}”"
        whole = not on_one_row(self.before + self.after)
        part = "the paragraph " if whole else ""
        if on_one_row(self.old) and on_one_row(self.new):
            said = f"Replace {part}{old} by {new}"
        elif on_one_row(self.new):
            said = f"Insert {part.replace('the', 'a')}{new}"
        else:
            said = f"Delete {part}{old}"
        return said if whole else f"{said} in {self.around}"


def _changes(flow: WordFlow, sections: Sequence[str]) -> Iterator[tuple[int, ReaderRemark]]:
    """Yield the tracked changes with their places; what was moved is said once."""
    for frame in flow.frames:
        if frame.place >= 0:
            said, words = frame.change, on_one_row("".join(frame.words)) or "blank"
            verb = "Insert" if said.kind == "ins" else "Delete"
            text = f"{verb} a {frame.what} of the table: “{words}”"
            yield frame.place, ReaderRemark(said.by, said.day, sections[frame.place], text)
    found = [
        (place, one) for place, passage in enumerate(flow.passages) for one in _rewordings(passage)
    ]
    away = {(one.by, on_one_row(one.old)) for _, one in found if one.kinds == {"from"}}
    here = {(one.by, on_one_row(one.new)): (at, one) for at, one in found if one.kinds == {"to"}}
    for place, one in found:
        text = one.text
        if one.kinds == {"to"} and (one.by, on_one_row(one.new)) in away:
            continue
        if one.kinds == {"from"} and (one.by, on_one_row(one.old)) in here:
            at, there = here[one.by, on_one_row(one.old)]
            where = ", ".join(filter(None, (sections[at], there.around.replace("“[…]”", ""))))
            text = f"Move “{on_one_row(one.old)}” to {where or 'another place'}"
        yield place, ReaderRemark(one.by, one.day, sections[place], text)
    for place, passage in enumerate(flow.passages):
        mark, below = passage.mark, flow.passages[place + 1 : place + 2]
        if mark is None or not _stays(passage) or (below and below[0].pieces and
                                                   not _stays(below[0])):  # fmt: skip
            continue  # a whole paragraph that is new or gone says so itself
        words = in_quotes(on_one_row("".join(said for said, _ in passage.pieces))[-_AROUND:])
        new = mark.kind in {"ins", "to"}
        doing = "Begin a new paragraph behind" if new else "Join the next paragraph to"
        yield place, ReaderRemark(mark.by, mark.day, sections[place], f"{doing} {words}")


def _stays(passage: WordPassage) -> bool:
    """Whether some of its words are as they were."""
    return any(one is None and on_one_row(said) for said, one in passage.pieces)


def _rewordings(passage: WordPassage) -> Iterator[_Rewording]:
    """Yield what each reader changed in a passage; a new row says its own words by itself."""
    pieces = passage.pieces
    if passage.frame is not None:
        kind = passage.frame.change.kind
        pieces = [(said, one) for said, one in pieces if one is None or one.kind != kind]
    runs = [
        (key, list(run))
        for key, run in groupby(pieces, lambda piece: piece[1] and (piece[1].by, piece[1].day))
    ]
    originals = ["".join(_taken(run, "del", "from", None)) for _, run in runs]
    for place, (key, run) in enumerate(runs):
        old, new = "".join(_taken(run, "del", "from")), "".join(_taken(run, "ins", "to"))
        if key is None or not on_one_row(old + new):
            continue
        kinds = frozenset(one.kind for _, one in run if one is not None)
        before = "".join(originals[max(place - 9, 0) : place])
        after = "".join(originals[place + 1 : place + 10])
        by, day = key
        yield _Rewording(by, day, kinds, old, new, before, after)


def _taken(
    run: Sequence[tuple[str, WordChange | None]], *kinds: ChangeKind | None
) -> Iterator[str]:
    return (said for said, one in run if (None if one is None else one.kind) in kinds)
