"""What the colours and hatches of plans and budgets stand for, and how days are drawn as bars.

Each colour and hatch holds in grey print as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Meaning
from workbench.language import worded

CRITICAL = Meaning("critical: a delay moves the end", "#332288", "square", "", "#FFFFFF")
SPARE = Meaning("has time to spare", "#BBCCEE", "square", "/")
DEADLINE = Meaning("deadline", "#222222", "line-ns")
MISSED = Meaning("deadline that cannot be kept", "#882255", "x", "x", "#FFFFFF")
OPEN_END = Meaning("first day; the last is not known", "#FFFFFF", "triangle-right")
OPEN_START = Meaning("last day; the first is not known", "#FFFFFF", "triangle-left")
CLOSED = "#EFE7D3"  # a season without fieldwork, behind the bars


def faint_fill(colour: str, hatch: str = "") -> dict[str, Any]:
    """Describe the fill of bars on which words may stand: its hatch is faint."""
    return theme.fill(colour, hatch, edge=0.7, opacity=0.5, solidity=0.15)


_DAY = 86_400_000  # milliseconds: what plotly measures bars of days in


@dataclass(frozen=True, slots=True)
class Span:
    """A bar from a first to a last day, with its row and the words that show under the pointer."""

    first: date
    last: date
    y: float
    hover: str


@dataclass(frozen=True, slots=True)
class KnownDay:
    """The one day that is known of something, with its row and its words."""

    day: date
    y: float
    hover: str


def span_bars(
    drawing: Drawing,
    spans: Iterable[Span],
    meaning: Meaning,
    *,
    width: float,
    name: str | None = None,
    marker: dict[str, Any] | None = None,
) -> None:
    """Draw bars from first to last days, in the look of a meaning where no other is given."""
    own = list(spans)
    if own:
        drawing.bars(
            [((one.last - one.first).days + 1) * _DAY for one in own],
            [one.y for one in own],
            base=[f"{one.first}" for one in own],
            hovertext=[one.hover for one in own],
            width=width,
            name=name or meaning.label,
            marker=marker or faint_fill(meaning.colour, meaning.pattern),
        )


def one_day(drawing: Drawing, days: Iterable[KnownDay], meaning: Meaning) -> None:
    """Mark the one day that is known of things that have no other."""
    own = list(days)
    if own:
        drawing.marks(
            [f"{one.day}" for one in own],
            [one.y for one in own],
            name=meaning.label,
            marker={
                "symbol": meaning.symbol,
                "size": 11,
                "color": meaning.colour,
                "line": {"width": 1, "color": theme.INK},
            },
            hovertext=[one.hover for one in own],
        )


def time_span(days: Sequence[date], *, after: float = 0.03) -> tuple[date, date]:
    """Return the first and last day of a picture, with some room.

    Parameters
    ----------
    days : sequence of date
        All that is drawn.
    after : float
        Room after the last day, as a share of the time between first and last.

    Examples
    --------
    >>> time_span([date(2026, 4, 11), date(2026, 7, 20)])
    (datetime.date(2026, 4, 8), datetime.date(2026, 7, 23))
    """
    length, least = max(days) - min(days), timedelta(days=2)
    before, behind = max(length * 0.03, least), max(length * after, least)
    return min(days) - before, max(days) + behind


def time_axis(first: date, last: date) -> dict[str, Any]:
    """Describe a horizontal axis of days: a tick each month, quarter or year.

    Examples
    --------
    >>> time_axis(date(2026, 1, 1), date(2027, 6, 1))["dtick"]
    'M3'
    """
    months = (last - first).days / 30
    every = 1 if months <= 9 else 3 if months <= 30 else 12
    return {
        "type": "date",
        "range": [f"{first:%Y-%m-%d}", f"{last:%Y-%m-%d}"],
        "dtick": f"M{every}",
        "tick0": "2020-01-01",
        "tickformat": "%Y" if every == 12 else worded("%b<br>%Y"),
        "side": "bottom",
        "title": {"text": ""},
    }
