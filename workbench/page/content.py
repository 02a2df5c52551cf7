"""What a notebook shows and a report keeps: text, tables, figures, and what is missing.

A notebook's cells end in one of these values. In JupyterLab they show themselves; in a report the
exporter finds, beside the HTML, a small record that says which part of the report it is. That is
how a one-page summary, a closing list of what is missing and one list of sources come from
notebooks that know nothing of each other.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from markupsafe import Markup, escape

from workbench.errors import NothingToShow, UnknownName

MIME = "application/vnd.workbench+json"
"""Media type of the record that says which part of a report an output is."""

ATTACHMENTS: Mapping[str, str] = MappingProxyType(
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


@dataclass(frozen=True)
class Part:
    """One output of a notebook and its place in the report.

    Attributes
    ----------
    part : str
        "title", "summary", "text", "table", "attachment", "missing", "methods" or "group".
    html : Markup
        What JupyterLab shows.
    record : mapping
        What the report needs beside the HTML; plain values.
    """

    part: str
    html: Markup
    record: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        return {
            MIME: {"part": self.part, **self.record},
            "text/html": str(self.html),
            "text/plain": self.html.striptags(),
        }


def text(html: str) -> Part:
    """Make a passage of text; a plain string is escaped.

    Examples
    --------
    >>> text("a < b").html
    Markup('<p>a &lt; b</p>')
    """
    safe = escape(html)
    return Part("text", safe if safe.startswith("<") else Markup("<p>{}</p>").format(safe))


def missing(what: str, sentence: str, *, follows: bool = False) -> Part:
    """Say that something is missing: what, and in one sentence why that matters or what to do.

    Parameters
    ----------
    what : str
        What is missing.
    sentence : str
        Why that matters, or what to do.
    follows : bool
        It is missing only because of something else, which is named elsewhere; the report's closing
        list then leaves it out.

    Examples
    --------
    >>> missing("Scores", "No component is scored.").record["what"]
    'Scores'
    """
    html = Markup('<p class="missing"><strong>Missing: {}.</strong> {}</p>').format(what, sentence)
    record = {"what": str(escape(what)), "sentence": str(escape(sentence)), "follows": follows}
    return Part("missing", html, record)


def attachment(name: str, content: bytes, words: str) -> Part:
    """Hand over a file that lies beside the report, and the words of the link to it.

    Parameters
    ----------
    name : str
        One of :data:`ATTACHMENTS`: names are ours, so that no value of a table becomes a path.
    content : bytes
        The file.
    words : str
        What the link says; a plain string is escaped.

    Raises
    ------
    UnknownName
        The name is none of ours.

    Examples
    --------
    >>> attachment("plan.csv", b"activity", "Plan of work as a table").record["name"]
    'plan.csv'
    """
    if name not in ATTACHMENTS:
        raise UnknownName(kind="attachment", name=name, known=list(ATTACHMENTS))
    packed = b64encode(content).decode("ascii")
    html = Markup('<p class="file"><a download="{}" href="data:{};base64,{}">{}</a></p>').format(
        name, ATTACHMENTS[name], packed, words
    )
    return Part("attachment", html, {"name": name, "words": str(escape(words)), "base64": packed})


_LONGEST_FIGURE = 11


@dataclass(frozen=True)
class Cell:
    """One cell of a table: what it shows, and whether it is a number.

    Attributes
    ----------
    html : str
        What it shows; a plain string is escaped.
    number : bool
        Numbers stand at the right.
    heading : bool
        A heading of its row.
    """

    html: str
    number: bool = False
    heading: bool = False

    def __html__(self) -> str:
        """Give the cell as HTML."""
        # Short figures stay on one line; "not assessed" may wrap, or a table outgrows its page.
        wraps = len(escape(self.html).striptags()) > _LONGEST_FIGURE
        name = "number words" if wraps else "number"
        kind = Markup(' class="{}"').format(name) if self.number else Markup("")
        if self.heading:
            return Markup('<th scope="row"{}>{}</th>').format(kind, self.html)
        return Markup("<td{}>{}</td>").format(kind, self.html)


def table(
    caption: str,
    heads: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    note: str = "",
) -> Part:
    """Make a table.

    Parameters
    ----------
    caption : str
        What the table shows; the report puts "Table 2.1" before it.
    heads : sequence of str
        Headings, with the unit where there is one.
    rows : sequence of sequence of Cell
        Cells, row by row.
    note : str
        A line below the table.

    Raises
    ------
    NothingToShow
        There is no row.
    """
    if not rows:
        message = f"{caption}: there is nothing to list."
        raise NothingToShow(message)
    numeric = [cell.number for cell in rows[0]]
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(
            Markup(' class="number"') if is_number else "", one
        )
        for one, is_number in zip(heads, numeric, strict=True)
    )
    body = Markup("\n").join(
        Markup("<tr>{}</tr>").format(Markup("").join(escape(cell) for cell in row)) for row in rows
    )
    inner = Markup("<thead><tr>{}</tr></thead>\n<tbody>\n{}\n</tbody>").format(head, body)
    foot = Markup('<p class="note">{}</p>').format(note) if note else Markup("")
    html = Markup("<table><caption>{}</caption>{}</table>{}").format(caption, inner, foot)
    return Part(
        "table", html, {"caption": str(escape(caption)), "inner": str(inner), "note": str(foot)}
    )


def summary(rows: Sequence[tuple[str, str]], facts: Mapping[str, Any]) -> Part:
    """Make the lines of the one-page summary, and the facts that the portfolio page lists.

    Parameters
    ----------
    rows : sequence of (str, str)
        Heading and answer; plain strings are escaped.
    facts : mapping
        Plain values by name: "score", "status", "bottleneck" …
    """
    lines = [(escape(head), escape(answer)) for head, answer in rows if answer]
    html = Markup('<table class="summary">{}</table>').format(
        Markup("").join(
            Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(head, answer)
            for head, answer in lines
        )
    )
    plain = [(str(head), str(answer)) for head, answer in lines]
    return Part("summary", html, {"rows": plain, "facts": dict(facts)})


def group(parts: Sequence[Part]) -> Part:
    """Put several parts into one output; a report unpacks them in their order."""
    shown = Markup("\n").join(part.html for part in parts)
    return Part(
        "group",
        shown,
        {"parts": [{"part": one.part, "html": str(one.html), **one.record} for one in parts]},
    )


def show(make: Callable[..., Any], *arguments: Any, what: str | None = None, **options: Any) -> Any:
    """Make a figure or table, or say in one line what is missing for it.

    Parameters
    ----------
    make : callable
        A function of a step's ``figures`` or ``page``.
    *arguments, **options
        Handed on to it.
    what : str, optional
        What to name in the report's list of what is missing. Without it nothing is listed, because
        the cause stands there already: no picture of scores where there are no scores.

    Returns
    -------
    plotly.graph_objects.Figure or Part
        The figure or table; a "missing" part where there was no data for it.

    Examples
    --------
    >>> def levels(scores):
    ...     raise NothingToShow("No component is scored.")
    >>> show(levels, []).record["sentence"]
    'No component is scored.'
    """
    try:
        return make(*arguments, **options)
    except NothingToShow as reason:
        name = getattr(make, "__name__", "figure").replace("_", " ").capitalize()
        return missing(what or name, str(reason), follows=what is None)
