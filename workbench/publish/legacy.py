"""Parts of old, HTML inside JSON, as records; gone when the last page hands over records."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from workbench.page import records
from workbench.page.text import Mark, Phrase, Text

_MARKS: dict[str, Mark] = {"strong": "strong", "em": "emphasis", "code": "code", "span": "note"}


def _text(node: Tag, marks: tuple[Mark, ...] = ()) -> Text:
    made = Text()
    below = False
    for child in node.children:
        if isinstance(child, NavigableString):
            made += Text((Phrase(str(child), marks),)) if str(child) else ""
        elif isinstance(child, Tag) and child.name == "br":
            below = True
        elif isinstance(child, Tag):
            mark: Mark = "below" if below else _MARKS[child.name]
            made += _text(child, (*marks, mark))
            below = False
    return made


def _of(html: str) -> Text:
    return _text(BeautifulSoup(html, "html.parser"))


def record_of(part: Mapping[str, Any], html: str) -> records.Record:  # noqa: PLR0911
    """Return a part as a record."""
    kind = part["part"]
    if kind == "group":
        return records.group([record_of(one, one["html"]) for one in part["parts"]])
    if kind == "text":
        made: list[records.Record] = []
        for child in BeautifulSoup(html, "html.parser").children:
            if isinstance(child, Tag) and child.name == "ul":
                made.append(records.bullets([_text(li) for li in child.find_all("li")]))
            elif isinstance(child, Tag):
                made.append(records.paragraphs(_text(child)))
        return records.group(made)
    if kind == "table":
        return _table(part)
    if kind == "missing":
        what, sentence = _of(part["what"]), _of(part["sentence"])
        return records.missing(what, sentence, follows=part["follows"])
    if kind == "attachment":
        content = base64.b64decode(part["base64"])
        return records.attachment(part["name"], content, _of(part["words"]))
    if kind == "summary":
        return records.summary([(_of(a), _of(b)) for a, b in part["rows"]], part["facts"])
    lists: dict[str, Any] = {
        {"provenance": "report"}.get(name, name): tuple(_of(one) for one in value)
        for name, value in part.items()
        if isinstance(value, list)
    }
    return records.Provenance(**lists, workbench=part["workbench"])


def _table(part: Mapping[str, Any]) -> records.ReportTable:
    soup = BeautifulSoup(part["inner"], "html.parser")
    rows = [row.find_all(["td", "th"]) for row in soup.find_all("tr")]
    heads = [
        records.TableHead(
            head.get_text(),
            "names"
            if cell.name == "th"
            else "numbers"
            if "number" in (cell.get("class") or [])
            else "words",
        )
        for head, cell in zip(rows[0], rows[1], strict=True)
    ]
    note = _of(part["note"].replace('<p class="note">', "").replace("</p>", ""))
    cells = [[_text(cell) for cell in row] for row in rows[1:]]
    return records.table(_of(part["caption"]), heads, cells, note=note)
