"""Words for captions and descriptions: counts, lists, and text that is safe in a plotly label."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence

_JOINERS = (
    "\u200c\u200d"  # shape letters in Persian, Hindi and others; the other invisible signs go
)


def tidy(text: object) -> str:
    r"""Put text on one line, without control characters and marks that turn the writing direction.

    Examples
    --------
    >>> tidy("  Clean\n seed ")
    'Clean seed'
    """
    words = " ".join(str(text).split())
    return "".join(sign for sign in words if sign.isprintable() or sign in _JOINERS)


def plain(text: object) -> str:
    """Escape text from data for a plotly label, which reads some HTML, TeX and templates.

    TeX stands between dollars, templates between ``%{`` and ``}``.

    Parameters
    ----------
    text : object
        Anything from a table; it comes out on one line.

    Returns
    -------
    str
        The text as a label shows it letter by letter.

    Examples
    --------
    >>> plain("<b>Seed</b> & soil, $5 to $9")
    '&lt;b&gt;Seed&lt;/b&gt; &amp; soil, &#36;5 to &#36;9'
    """
    escaped = html.escape(tidy(text), quote=False)
    return escaped.replace("$", "&#36;").replace("%{", "%&#123;")


def wrap(text: object, width: int, lines: int = 2) -> list[str]:
    """Break text from data into escaped lines; what is too long ends in an ellipsis.

    Parameters
    ----------
    text : object
        Text from a table.
    width : int
        Letters on a line.
    lines : int
        Lines at the most.

    Returns
    -------
    list of str
        At least one line, each escaped by `plain`.

    Examples
    --------
    >>> wrap("Certified clean seed supply", 14)
    ['Certified', 'clean seed su…']
    """
    parts = textwrap.wrap(tidy(text), width)
    if len(parts) > lines:
        last = f"{parts[lines - 1]} {parts[lines]}"[: width - 1].rstrip()
        parts = [*parts[: lines - 1], f"{last}…"]
    return [plain(part) for part in parts] or [""]


def count(number: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun.

    Examples
    --------
    >>> count(1, "component"), count(3, "component"), count(0, "country", "countries")
    ('1 component', '3 components', '0 countries')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def listing(items: Sequence[str], limit: int = 12) -> str:
    """Join items as a sentence does; after `limit` of them the rest is counted.

    Examples
    --------
    >>> listing(["seed", "credit", "advice"])
    'seed, credit and advice'
    >>> listing(["a", "b", "c", "d"], limit=2)
    'a, b and 2 more'
    """
    shown = list(items[:limit])
    if len(items) > limit:
        shown.append(f"{len(items) - limit} more")
    if len(shown) <= 1:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def sentences(*parts: str | None) -> str:
    """Join the sentences that there are.

    Examples
    --------
    >>> sentences("Bars: range.", None, "", "Hollow: not assessed.")
    'Bars: range. Hollow: not assessed.'
    """
    return " ".join(part for part in parts if part)
