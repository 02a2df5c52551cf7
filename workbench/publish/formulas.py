"""Formulas: LaTeX becomes MathML, which a browser draws by itself.

The usual script for formulas would have to come from the network, or weigh more than all figures.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DELIMITED = re.compile(r"^\s*(\${1,2})(?P<body>.*?)\1\s*$", re.DOTALL)
# What a formula may not bring along: links, and styles that reach beyond it.
_FOREIGN = ("xmlns", "href", "style", "class", "id")
# The library writes signs as references and counts on nobody escaping them.
_REFERENCE = re.compile(r"&amp;(#x[0-9A-Fa-f]+;)")


@lru_cache(maxsize=512)
def formula(latex: str, *, display: bool = False) -> Markup:
    """Write a formula, given without dollars, as MathML; `display` puts it on a line of its own.

    Where the formula cannot be read, its source is returned as code.

    Examples
    --------
    >>> formula("r")
    Markup('<math display="inline" data-latex="r"><mrow><mi>r</mi></mrow></math>')
    >>> formula("r^")
    Markup('<code>r^</code>')
    """
    from latex2mathml.converter import Converter

    source = latex.strip()
    try:
        element = Converter(display="block" if display else "inline").convert_to_element(source)
        readable = "\\" not in "".join(element.itertext())
    except Exception:  # noqa: BLE001 - its errors have nothing in common; a typing error is none of ours
        readable = False
    if not readable:
        code = Markup("<code>{}</code>").format(source)
        return Markup("<p>{}</p>").format(code) if display else code
    # What draws no MathML, such as PDF and Word files, starts from the source.
    return _written(element, source)


def _written(element: Element, source: str) -> Markup:
    from xml.etree.ElementTree import tostring

    for part in element.iter():
        for name in _FOREIGN:
            part.attrib.pop(name, None)
    element.set("data-latex", source)
    written = tostring(element, encoding="unicode", short_empty_elements=False)
    return Markup(_REFERENCE.sub(r"&\1", written))  # noqa: S704 - escaped by tostring


def shown_formula(latex: str) -> Markup:
    """Write a formula that a cell has shown, with its dollars if there are any.

    Examples
    --------
    >>> shown_formula("$x$").startswith('<p><math display="block"')
    True
    """
    found = _DELIMITED.match(latex)
    written = formula(found["body"] if found else latex, display=True)
    return written if written.startswith("<p>") else Markup("<p>{}</p>").format(written)
