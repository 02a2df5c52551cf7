"""Words for captions and descriptions: counts, lists, and text that is safe in a plotly label."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Sequence
from decimal import Decimal

from workbench.core.money import apportion
from workbench.language import ENGLISH, counted_noun, figured, phrased, spoken, worded

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


_IRREGULAR = {
    "activity": "activities",
    "country": "countries",
    "more activity": "more activities",
    "economy": "economies",
    "independent study": "independent studies",
    "story": "stories",
    "study": "studies",
    "party": "parties",
    "entry": "entries",
    "gives": "give",
    "piece of evidence": "pieces of evidence",
    "is": "are",
    "has": "have",
    "needs": "need",
    "comes": "come",
    "rests": "rest",
    "was": "were",
    "covers": "cover",
    "it": "they",
    "this": "these",
}


def plural(word: str, number: int) -> str:
    """Return the form of a noun or verb that goes with a number.

    Examples
    --------
    >>> plural("component", 1), plural("component", 3), plural("is", 2)
    ('component', 'components', 'are')
    """
    return counted_noun(word, _IRREGULAR.get(word, word + "s"), number)


def count(number: int, noun: str) -> str:
    """Write a number with its noun; thousands are set apart.

    Examples
    --------
    >>> count(1, "site"), count(12, "site"), count(0, "country"), count(3122, "row")
    ('1 site', '12 sites', 'no countries', '3,122 rows')
    """
    none = number == 0 and spoken().language == ENGLISH  # elsewhere nouns have a gender
    shown = "no" if none else figured(f"{number:,}")
    return f"{shown} {plural(noun, number)}"


def natural_list(items: Sequence[str], limit: int | None = 12, *, last: str = "and") -> str:
    """Join items as a sentence does; after `limit` of them the rest is counted.

    Examples
    --------
    >>> natural_list(["seed", "credit", "advice"])
    'seed, credit and advice'
    >>> natural_list(["a", "b", "c", "d"], limit=2)
    'a, b and 2 more'
    """
    shown = list(items[:limit])
    if len(items) > len(shown):
        shown.append(phrased("{} more", len(items) - len(shown)))
    if len(shown) <= 1:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {worded(last)} {shown[-1]}"


_SURE = 1e-12  # further from 1 than a sum of shares is off by rounding


def percent(share: float, *, short: bool = False) -> str:
    """Write a share in whole per cent, without claiming a certainty that rounding made.

    Below 1 per cent it is "under 1 %", above 99 "over 99 %"; only what is exactly none or all, as
    in a package of one component, is "0 %" or "100 %".

    Parameters
    ----------
    share : float
        From 0 to 1.
    short : bool
        With signs for the words, where a picture has no room.

    Examples
    --------
    >>> [percent(share) for share in (0, 0.004, 0.01, 0.824, 0.99, 0.992, 1)]
    ['0 %', 'under 1 %', '1 %', '82 %', '99 %', 'over 99 %', '100 %']
    >>> percent(0.004, short=True), percent(0.992, short=True)
    ('< 1 %', '> 99 %')
    """
    if 0 < share < 0.01:
        return "< 1 %" if short else phrased("under 1 %")
    if 0.99 < share < 1 - _SURE:
        return "> 99 %" if short else phrased("over 99 %")
    return f"{100 * share:.0f} %"


def shares_of_one(shares: Sequence[float]) -> list[str]:
    """Write the shares of one whole in whole per cent that add up to 100.

    By the largest remainder; a share that is there and gets none of them is "under 1 %".

    Parameters
    ----------
    shares : sequence of float
        All parts of the whole, none below 0; where they are all 0, each is "0 %".

    Examples
    --------
    >>> shares_of_one([0.852, 0.034, 0.114]), shares_of_one([0.997, 0.003])
    (['85 %', '4 %', '11 %'], ['over 99 %', 'under 1 %'])
    """
    if not any(shares):
        return [percent(0.0)] * len(shares)
    parts = apportion(100, [Decimal(repr(float(share))) for share in shares])
    return [
        percent(share / sum(shares)) if part in {0, 100} else f"{part} %"
        for part, share in zip(parts, shares, strict=True)
    ]


def score_words(score: int | None, *, provisional: bool) -> str:
    """Write a package score; what is not assessed can only lower it, so then it is "at most".

    Examples
    --------
    >>> score_words(8, provisional=True), score_words(8, provisional=False)
    ('at most 8', '8')
    >>> score_words(None, provisional=True)
    'no score'
    """
    if score is None:
        return phrased("no score")
    return phrased("at most {}", score) if provisional else str(score)


def sentences(*parts: str | None) -> str:
    """Join the sentences that there are.

    Examples
    --------
    >>> sentences("Bars: range.", None, "", "Hollow: not assessed.")
    'Bars: range. Hollow: not assessed.'
    """
    return " ".join(part for part in parts if part)
