"""HTML that a cell has shown, without what would run in the reader's browser or ask the network."""

from __future__ import annotations

import re
from typing import Final

import bleach
from bs4 import BeautifulSoup

_RUNS: Final = ("script", "iframe", "object", "embed", "applet", "canvas", "template", "noscript")
_SHAPES: Final = (
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan",
    "defs", "title", "desc", "clipPath", "linearGradient", "radialGradient", "stop", "marker",
)  # fmt: skip
_MEDIA: Final = ("img", "video", "audio", "source")
_TAGS: Final = frozenset([
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "button",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div",
    "dl", "dt", "em", "fieldset", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hr", "i", "input", "ins", "kbd", "label", "legend", "li", "main", "mark",
    "meter", "nav", "ol", "p", "pre", "progress", "q", "s", "samp", "section", "small", "span",
    "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr",
    "tt", "u", "ul", "var", "wbr", "math", "mrow", "mi", "mn", "mo", "ms", "mtext", "mspace",
    "msub", "msup", "msubsup", "mfrac", "msqrt", "mroot", "mover", "munder", "munderover", "mtable",
    "mtr", "mtd", "mstyle", *_SHAPES, *_MEDIA,
])  # fmt: skip
_PLAIN: Final = frozenset([
    "id", "class", "style", "title", "lang", "dir", "role", "align", "valign", "width", "height",
    "rowspan", "colspan", "scope", "headers", "span", "border", "cellpadding", "cellspacing",
    "bgcolor", "color", "size", "face", "alt", "open", "start", "type", "value", "min", "max",
    "checked", "disabled", "for", "datetime", "display", "mathvariant", "controls", "loop", "muted",
    "viewBox", "preserveAspectRatio", "xmlns", "d", "x", "y", "x1", "y1", "x2", "y2", "dx",
    "dy", "cx", "cy", "r", "rx", "ry", "points", "transform", "fill", "fill-opacity", "stroke",
    "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
    "opacity", "text-anchor", "dominant-baseline", "font-size", "font-family", "font-weight",
    "offset", "stop-color", "stop-opacity", "gradientUnits",
])  # fmt: skip
_LOADED: Final = re.compile(r"data:(?:image|video|audio)/[\w.+-]+;base64,", re.IGNORECASE)
_REACHES_OUT: Final = re.compile(r"[<\\]|@import|url\s*\(|expression\s*\(", re.IGNORECASE)


class _Styles:
    """Keeps the style of an element whole, or not at all; bleach asks for it."""

    def sanitize_css(self, style: str) -> str:
        return "" if _REACHES_OUT.search(style) else style


def safe_html(html: str) -> str:
    """Return HTML as it can stand in a report, whoever wrote the values in it.

    Words, tables, pictures that are in the HTML itself, and styles stay. Taken out are scripts,
    what an element does when it is clicked or loaded, forms that send, pages in the page, and
    whatever would be fetched when the report is opened. What was to run is named in a line.

    Parameters
    ----------
    html : str
        What a cell has shown.

    Examples
    --------
    >>> safe_html('<b onclick="alert(1)">Seed</b> <a href="javascript:x()">more</a>')
    '<b>Seed</b> <a>more</a>'
    >>> safe_html("<p>Yield</p><script>draw()</script>")
    '<p>Yield</p><p class="missing">Not shown: something that runs in a browser (script).</p>'
    """
    soup = BeautifulSoup(html, "html.parser")
    styles = [found.get_text() for found in soup.find_all("style")]
    ran = list(dict.fromkeys(found.name for found in soup.find_all(list(_RUNS))))
    for found in soup.find_all(["style", *_RUNS]):
        found.extract()
    body: str = bleach.clean(
        str(soup),
        tags=_TAGS,
        attributes=_kept,
        protocols={"http", "https", "mailto", "data"},
        strip=True,
        css_sanitizer=_Styles(),
    )
    own = "".join(f"<style>{css}</style>" for css in styles if not _REACHES_OUT.search(css))
    told = f"Not shown: something that runs in a browser ({', '.join(ran)})." if ran else ""
    return own + body + (f'<p class="missing">{told}</p>' if ran else "")


def _kept(tag: str, name: str, value: str) -> bool:
    """Whether an attribute can stay: it does nothing, and fetches nothing."""
    if name == "href":
        return tag == "a" and not value.lstrip().lower().startswith("data:")
    if name == "src":
        return tag in _MEDIA and _LOADED.match(value) is not None
    return name in _PLAIN or name.startswith("aria-")
