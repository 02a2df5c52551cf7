"""Records and documents as HTML: the one place where words become code of a page.

Every value is escaped here, whatever it is. A report has its style sheet; JupyterLab has one of its
own, which sets all cells of a table right, so that there each cell says where it stands.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from workbench.language import figured, speaking, worded
from workbench.page.records import (
    Attachment,
    Bullets,
    FigureCaption,
    Group,
    Missing,
    Paragraphs,
    Provenance,
    Record,
    ReportTable,
    Summary,
    TableHead,
    Title,
)
from workbench.page.text import Mark, Phrase, Text, TextLike, as_text, say
from workbench.page.wording import ILLUSTRATIVE
from workbench.publish import assets
from workbench.publish.document import (
    METHODS,
    ON_ONE_PAGE,
    ON_SCREEN,
    PROVENANCE,
    RUN_ON,
    WHAT_IS_MISSING,
    Document,
    ReportFault,
)
from workbench.publish.signs import may_lead_to, seen

if TYPE_CHECKING:
    from jinja2 import Template

_TAGS: dict[Mark, tuple[str, str]] = {
    "strong": ("<strong>", "</strong>"),
    "emphasis": ("<em>", "</em>"),
    "code": ("<code>", "</code>"),
    "note": ('<span class="note">', "</span>"),
    "below": ('<br><span class="note">', "</span>"),
}
_NOTE = Markup('<span class="note">')
_QUIET_NOTE = Markup('<span class="note" style="font-weight:normal;opacity:.8">')
_NUMBER = ' class="number"'
_PERCENT = re.compile(r"(?<=\d) %")  # the sign never stands at the beginning of a line
_LONGEST_FIGURE = 11


def text_html(words: TextLike) -> Markup:
    """Return a text as HTML.

    Examples
    --------
    >>> from workbench.page.text import say
    >>> text_html(say("**{}** is scarce", "Seed <A>"))
    Markup('<strong>Seed &lt;A&gt;</strong> is scarce')
    """
    return Markup("".join(map(_phrase, as_text(words).phrases)))  # noqa: S704 - escaped below


def _phrase(phrase: Phrase) -> str:
    html = str(escape(_PERCENT.sub("\xa0%", seen(phrase.words))))
    for mark in reversed(phrase.marks):
        begin, end = _TAGS[mark]
        html = f"{begin}{html}{end}"
    if may_lead_to(phrase.link):
        html = f'<a href="{escape(phrase.link)}">{html}</a>'
    return html


def table_inner(table: ReportTable, *, styled: bool = False) -> Markup:
    """Return head and body of a table; `styled` says in each cell where its words stand."""
    sides = [_side(head) if styled else "" for head in table.heads]
    heads = "".join(map(_head, table.heads, sides))
    rows = "\n".join(
        f"<tr>{''.join(map(_cell, row, table.heads, sides))}</tr>" for row in table.rows
    )
    inner = f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>"
    return Markup(inner)  # noqa: S704 - its words are escaped


def _head(head: TableHead, side: str) -> str:
    kind = _NUMBER if head.holds == "numbers" else ""
    return f'<th scope="col"{kind}{side}>{escape(head.shown)}</th>'


def _cell(cell: Text | int, head: TableHead, side: str) -> str:
    words = as_text(figured(f"{cell:,}")) if isinstance(cell, int) else cell
    if head.holds == "names" and words:
        return f'<th scope="row"{side}>{text_html(words)}</th>'
    kind = _NUMBER if head.holds == "numbers" else ""
    if kind and len(words.plain) > _LONGEST_FIGURE:
        # Short figures stay on one line; "not assessed" may wrap, or a table outgrows its page.
        kind = ' class="number words"'
    return f"<td{kind}{side}>{text_html(words)}</td>"


def _side(head: TableHead) -> str:
    side = "right" if head.holds == "numbers" else "left"
    return f' style="text-align:{side};vertical-align:top"'


def _table(table: ReportTable) -> Markup:
    caption = Markup('<caption style="caption-side:top;text-align:left">{}</caption>')
    foot = Markup('<p class="note" style="font-size:.9em">{}</p>') if table.note else Markup("")
    return Markup("<table>{}{}</table>{}").format(
        caption.format(text_html(table.caption)),
        table_inner(table, styled=True),
        foot.format(text_html(table.note)),
    )


def running_text(record: Paragraphs | Bullets) -> Markup:
    """Return paragraphs or a list of points as HTML, the same in a report and in JupyterLab.

    Examples
    --------
    >>> from workbench.page.records import paragraphs
    >>> running_text(paragraphs("Seed & soil."))
    Markup('<p>Seed &amp; soil.</p>')
    """
    if isinstance(record, Paragraphs):
        return _each("<p>{}</p>", record.paragraphs)
    lead = _each("<p>{}</p>", [record.lead] if record.lead else [])
    return lead + Markup("<ul>{}</ul>").format(_each("<li>{}</li>", record.points))


def _each(form: str, texts: Iterable[TextLike]) -> Markup:
    made = Markup(form)  # noqa: S704 - a form written in this module
    return Markup("").join(made.format(text_html(text)) for text in texts)


def inline_address(file: Attachment) -> Markup:
    """Return an address that holds a file itself, for a page that is mailed alone."""
    packed = b64encode(file.content).decode("ascii")
    return Markup("data:{};base64,{}").format(file.media_type, packed)


def record_html(record: Record) -> Markup:
    """Return a record as JupyterLab shows it.

    Examples
    --------
    >>> from workbench.page.records import missing
    >>> record_html(missing("Scores", "No component is scored."))
    Markup('<p class="missing"><strong>Missing: Scores.</strong> No component is scored.</p>')
    """
    match record:
        case Title():
            made = _title(record)
        case Summary():
            made = _summary(record)
        case Paragraphs() | Bullets():
            made = running_text(record)
        case ReportTable():
            made = _table(record)
        case Attachment():
            link = Markup('<p class="file"><a download="{}" href="{}">{}</a></p>')
            made = link.format(record.name, inline_address(record), text_html(record.words))
        case Missing():
            told = Markup('<p class="missing"><strong>{}</strong> {}</p>')
            head = text_html(say("Missing: {}.", record.what))
            made = told.format(head, text_html(record.sentence))
        case FigureCaption():
            made = Markup("<p><strong>{}</strong> {}</p>").format(worded("Figure."), record.words)
        case Provenance():
            made = _provenance(record)
        case Group():
            made = Markup("\n").join(record_html(one) for one in record.records)
    # JupyterLab has no style for notes, and heads of rows would make them bold.
    return made.replace(_NOTE, _QUIET_NOTE)


def _title(record: Title) -> Markup:
    said = " · ".join([record.project, *record.lines])
    made = Markup("<p><strong>{}</strong> · {}</p>").format(record.heading, said)
    if record.illustrative:
        made += Markup("<p><strong>{}</strong></p>").format(worded(ILLUSTRATIVE))
    if record.scenario:
        stamp = Markup("<p><strong>{}</strong></p><ul>{}</ul>")
        made += stamp.format(record.scenario, _each("<li>{}</li>", record.supposed))
    return made


def _summary(record: Summary) -> Markup:
    row = Markup(
        '<tr><th scope="row" style="text-align:left;vertical-align:top">{}</th>'
        '<td style="text-align:left">{}</td></tr>'
    )
    lines = [row.format(worded(head.plain), text_html(answer)) for head, answer in record.rows]
    return Markup('<table class="summary">{}</table>').format(Markup("").join(lines))


def _provenance(record: Provenance) -> Markup:
    part = Markup("<p><strong>{}</strong></p><ul>{}</ul>")
    shown = [
        part.format(worded(heading), _each("<li>{}</li>", lines))
        for name, heading in PROVENANCE.items()
        if (lines := getattr(record, name))
    ]
    return Markup("<details><summary>{}</summary>{}</details>").format(
        worded(METHODS), Markup("").join(shown)
    )


def page_html(document: Document, *, script_source: str | None) -> str:
    """Return a document as one page, which asks nothing of the network.

    Parameters
    ----------
    document : Document
        What the page says.
    script_source : str or None
        Address of plotly.js, relative to the page; None puts it into the page (5 MB), and the
        attachments as well, for mailing a single file.

    Raises
    ------
    ReportFault
        The page does not hold as many figures as the notebooks.
    """
    with speaking(document.speech):
        page = _laid_out(document, script_source)
    drawn = page.count(_FIGURE)
    if drawn != document.figures:
        message = f"The notebooks hold {document.figures} figures, the page {drawn}."
        raise ReportFault(message)
    return page


def _laid_out(document: Document, script_source: str | None) -> str:
    inlined = script_source is None
    return page_template("index.html.j2").render(
        report=document,
        language=document.speech.language,
        said=worded,
        inlined=inlined,
        illustrative=ILLUSTRATIVE,
        style=assets.template_file("style.css"),
        draw=assets.template_file("draw.js"),
        plotly=assets.plotly_script() if inlined and document.figures else "",
        script_source=script_source,
        lists=PROVENANCE,
        run_on=RUN_ON,
        on_screen=ON_SCREEN,
        on_paper=document.on_paper,
        furniture={"one_page": ON_ONE_PAGE, "missing": WHAT_IS_MISSING, "methods": METHODS},
    )


_FIGURE = '<script type="application/json" data-figure>'


@cache
def page_template(name: str) -> Template:
    """Return one of our templates, which escapes all that it is given."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    found = Environment(
        autoescape=True,
        loader=FileSystemLoader(assets.template_folder()),
        undefined=StrictUndefined,
    )
    found.filters |= {
        "words": text_html,
        "running": running_text,
        "inner": table_inner,
        "css": _css_words,
        "worded": worded,
        "address": inline_address,
        "script": lambda content: Markup(script_json(content)),  # noqa: S704 - safe by its maker
    }
    return found.get_template(name)


def _css_words(words: str) -> Markup:
    """Return words for a string of a style sheet, whatever signs are in them."""
    signs = (sign if sign.isalnum() and sign.isascii() else f"\\{ord(sign):x} " for sign in words)
    return Markup("".join(signs))  # noqa: S704 - every sign but letters and digits is written out


def script_json(content: object) -> str:
    r"""Return JSON that can stand inside a script element, whatever text is in it.

    Examples
    --------
    >>> script_json({"text": "</script><!--"})
    '{"text":"\\u003c/script>\\u003c!--"}'
    >>> script_json([float("nan"), 1.0])
    '[null,1.0]'
    """
    form: dict[str, Any] = {
        "ensure_ascii": False,
        "sort_keys": True,
        "separators": (",", ":"),
        "allow_nan": False,
    }
    try:
        written = json.dumps(content, **form)
    except ValueError:
        # Browsers know no NaN; plotly takes a gap for it.
        plain = json.loads(json.dumps(content), parse_constant=lambda _: None)
        written = json.dumps(plain, **form)
    return written.replace("<", "\\u003c")
