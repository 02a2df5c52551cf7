"""What the work costs, what stands firm, what was given in words, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from workbench.agree.analysis.pledge_gap import PledgeGap, WeighedPledge
from workbench.agree.figures.agree_style import FIRM, OPEN, PARTLY
from workbench.core.money import amount_words
from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.plan_style import faint_fill
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import natural_list, percent, plain, sentences, tidy
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

_KINDS: Final = {"cash": "Cash", "in-kind": "In kind"}
_PARTS: Final = (
    ("firm", FIRM, "firm: written, or paid already"),
    ("words", PARTLY, "in words"),
    ("missing", OPEN, "missing"),
)
_NOT_COUNTED: Final = {
    "idea": "an idea",
    "expired": "no longer holds",
    "no rate": "no exchange rate",
    "open": "amount to be determined",
}
_ROOM = 0.12  # a part below this has no share inside


def pledge_bars(gaps: Mapping[str, PledgeGap], currency: str) -> Figure:
    """Draw how much of the cost stands firm, was given in words, or is missing.

    Parameters
    ----------
    gaps : mapping of str to PledgeGap
        By kind, "cash" and "in-kind".
    currency : str
        Base currency of the budget.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each kind, as shares of its cost, with the amounts written above and below it.

    Raises
    ------
    NothingToShow
        Nothing has a cost and nothing was pledged.
    """
    kinds = [kind for kind in _KINDS if kind in gaps]
    if not any(gaps[kind].cost or gaps[kind].rows for kind in kinds):
        message = phrased("No cost is known and nothing is pledged, so there is no gap to draw.")
        raise NothingToShow(message)
    drawing = Drawing()
    heads = [_head(kind, gaps[kind], currency) for kind in kinds]
    at, height = ladder(drawing, heads, row=28, gap=44)
    lengths = [_lengths(gaps[kind]) for kind in kinds]
    for part, meaning, name in _PARTS:
        shares = [own[part] for own in lengths]
        drawing.bars(
            shares,
            at,
            name=worded(name),
            width=24,
            marker=faint_fill(meaning.colour, meaning.pattern),
            text=[percent(one, short=True) if one >= _ROOM else "" for one in shares],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": theme.SMALL, "color": meaning.ink},
        )
    for kind, y in zip(kinds, at, strict=True):
        firm, words, missing = _amounts(gaps[kind])
        drawing.note(
            f"{firm} · {words}<br>{missing}", 0, y + 15, xref="x domain", xanchor="left",
            yanchor="top", font={"size": 12},
        )  # fmt: skip
    drawing.layout["barmode"] = "stack"
    drawing.layout["margin"] = {"l": 24, "r": 24, "t": 12, "b": 12}
    drawing.layout["xaxis"] = {
        "range": [0, 1.005],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"],
        "title": {"text": phrased("Share of what it costs")},
    }
    drawing.layout["yaxis"] = downwards(height + 10, showticklabels=False)
    return theme.finish(
        drawing,
        caption=_caption(gaps, kinds, currency),
        alt=sentences(*(_told(kind, gaps[kind], currency) for kind in kinds)),
        height=height + 110,
    )


def _lengths(gap: PledgeGap) -> dict[str, float]:
    """Return the parts as shares of the cost; what is given beyond it is said, not drawn."""
    if not gap.cost:
        return dict.fromkeys((part for part, _, _ in _PARTS), 0.0)
    firm = min(gap.firm, gap.cost)
    return {
        "firm": float(firm / gap.cost),
        "words": float((gap.cost - firm - gap.least) / gap.cost),
        "missing": float(gap.least / gap.cost),
    }


def _whole(value: Decimal, currency: str = "", *, at_least: bool = False) -> str:
    return amount_words(value, currency, places=0, at_least=at_least)


def _head(kind: str, gap: PledgeGap, currency: str) -> list[str]:
    cost = _whole(gap.cost, plain(currency), at_least=gap.at_least)
    return [phrased("<b>{}</b>: costs {}", worded(_KINDS[kind]), cost)]


def _amounts(gap: PledgeGap) -> tuple[str, str, str]:
    return (
        phrased("firm {}", _whole(gap.firm)),
        phrased("in words {}", _whole(gap.soft)),
        _missing(gap),
    )


def _missing(gap: PledgeGap) -> str:
    """Say what is missing: a range where words may still become firm."""
    if gap.most == 0:
        beyond = gap.firm - gap.cost
        more = phrased(", {} firm beyond the cost", _whole(beyond)) if beyond > 0 else ""
        return phrased(
            "missing {}{}", "what is not priced yet" if gap.at_least else "nothing", more
        )
    if gap.least == gap.most:
        return phrased("missing {}", _whole(gap.most, at_least=gap.at_least))
    return phrased("missing {} to {}", _whole(gap.least), _whole(gap.most)) + (
        phrased(", and what is not priced yet") if gap.at_least else ""
    )


def _caption(gaps: Mapping[str, PledgeGap], kinds: list[str], currency: str) -> str:
    idle = [one for kind in kinds for one in gaps[kind].rows if one.counts in _NOT_COUNTED]
    return sentences(
        phrased(
            "What the work costs and what parties give, {}. Missing: from what is left with "
            "pledges in words to what is left without them.",
            currency,
        ),
        phrased("Not counted: {}.", natural_list([_idle(one) for one in idle])) if idle else None,
    )


def _idle(one: WeighedPledge) -> str:
    much = "" if one.high is None else f"{_whole(one.high)}, "
    return f"{tidy(one.pledge.what)} ({much}{_NOT_COUNTED[one.counts]})"


def _told(kind: str, gap: PledgeGap, currency: str) -> str:
    cost = _whole(gap.cost, currency, at_least=gap.at_least)
    shares = _lengths(gap)
    parts = "; ".join(f"{name.split(':')[0]} {percent(shares[part])}" for part, _, name in _PARTS)
    drawn = phrased(" Of the cost: {}.", parts) if gap.cost else ""
    return phrased(
        "{} costs {}: {}.{}", worded(_KINDS[kind]), cost, "; ".join(_amounts(gap)), drawn
    )
