"""plotly figures that a cell has shown as HTML instead of JSON.

Some of plotly's renderers, and ``HTML(figure.to_html())``, leave a page's worth of HTML in the
notebook: the drawing script inside, or its address in the network. A report has its own script, so
it takes the figures out and draws them like all others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

_DRAWS = re.compile(r"""Plotly\.newPlot\(\s*(?:"[^"]*"|'[^']*')\s*,\s*""")
_MOVES = re.compile(r"""Plotly\.addFrames\(\s*(?:"[^"]*"|'[^']*')\s*,\s*""")
_BETWEEN = re.compile(r"\s*,\s*")
_SCRIPT = re.compile(r"<script\b[^>]*>.*?</script\s*>", re.DOTALL | re.IGNORECASE)
_SCRIPT_OF_PLOTLY = re.compile(r"plotly|mathjax", re.IGNORECASE)
_PLACE = re.compile(r"""<div [^>]*class="plotly-graph-div"[^>]*>\s*</div>""")
_PAGE = re.compile(r"</?(?:html|head|body)\b[^>]*>|<!doctype[^>]*>|<meta[^>]*>", re.IGNORECASE)
_STYLE = re.compile(r"<style\b[^>]*>.*?</style\s*>", re.DOTALL | re.IGNORECASE)
_SEEN = re.compile(r"<(?:img|svg|table|iframe|canvas|video|audio|object|input)\b", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def count_figures(html: str) -> int:
    """Count the plotly figures that HTML wants to draw.

    Examples
    --------
    >>> count_figures('<script>Plotly.newPlot("one", [], {}, {})</script>')
    1
    """
    return len(_DRAWS.findall(html))


def split_figures(html: str) -> tuple[list[Mapping[str, Any]], str]:
    """Take plotly's figures and scripts out of HTML that a cell has shown.

    Returns
    -------
    figures : list of mapping
        ``data``, ``layout`` and, where it moves, ``frames`` of each figure that can be read.
    rest : str
        The HTML without them; empty where nothing is left to be seen.

    Examples
    --------
    >>> split_figures('<script>Plotly.newPlot("one", [{"y": [1]}], {}, {})</script>')
    ([{'data': [{'y': [1]}], 'layout': {}}], '')
    >>> split_figures("<b>nothing of plotly</b>")
    ([], '<b>nothing of plotly</b>')
    """
    if "plotly" not in html.lower():
        return [], html
    figures: list[Mapping[str, Any]] = []
    for script in _SCRIPT.findall(html):
        figures += _figures_of(script)
    rest = _SCRIPT.sub(lambda found: "" if _SCRIPT_OF_PLOTLY.search(found[0]) else found[0], html)
    rest = _PAGE.sub("", _PLACE.sub("", rest))
    return figures, rest if _can_be_seen(rest) else ""


def _figures_of(script: str) -> list[dict[str, Any]]:
    starts = [found.end() for found in _DRAWS.finditer(script)]
    figures = []
    for start, end in pairwise([*starts, len(script)]):
        figure = _figure_at(script, start)
        if figure is None:
            continue
        moves = _MOVES.search(script, start, end)
        if moves:
            figure["frames"] = json.JSONDecoder().raw_decode(script, moves.end())[0]
        figures.append(figure)
    return figures


def _figure_at(script: str, start: int) -> dict[str, Any] | None:
    """Read data and layout; None where they are no JSON, and the figure is then missed later."""
    read = json.JSONDecoder().raw_decode
    try:
        data, at = read(script, start)
        between = _BETWEEN.match(script, at)
        layout = read(script, between.end())[0] if between else {}
    except ValueError:
        return None
    return {"data": data, "layout": layout}


def _can_be_seen(html: str) -> bool:
    bare = _STYLE.sub("", _SCRIPT.sub("", html))
    return bool(_SEEN.search(bare) or _TAG.sub("", bare).strip())
