"""How actors look in every figure: a shape by sort of organisation, shades and sizes by measure.

Shapes carry the sort, because all colours of the theme have a meaning already. Measures run from
light to dark violet (ColorBrewer *Purples*, https://colorbrewer2.org), which keeps its order in
grey print.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.drawing.words import percent

__all__ = [
    "DOTS",
    "LEAD",
    "MEASURES",
    "OTHER",
    "SHADES",
    "SHAPES",
    "UNKNOWN",
    "Measure",
    "Shape",
    "diameters",
    "name_of",
    "number",
    "shades",
    "shape_of",
]

DOTS = "#9E9AC8"
UNKNOWN = "#D9D9D9"
SHADES = ("#F2F0F7", "#CBC9E2", "#9E9AC8", "#6A51A3")


@dataclass(frozen=True, slots=True)
class Shape:
    """The marker of a sort of organisation.

    Attributes
    ----------
    label : str
        Words of the legend.
    symbol : str
        Marker, as plotly names it.
    types : tuple of str
        Types of organisation that have it.
    """

    label: str
    symbol: str
    types: tuple[str, ...] = ()


LEAD = Shape("lead organisation", "star")
OTHER = Shape("other or not known", "cross", ("other",))
SHAPES = (
    Shape("government", "square", ("government-national", "government-subnational")),
    Shape("company or bank", "diamond", ("private-company", "financial", "public-private")),
    Shape("farmers' organisation", "circle", ("farmer-organisation",)),
    Shape(
        "NGO, UN or foundation",
        "triangle-up",
        ("ngo-local", "ngo-national", "ngo-international", "un-agency", "foundation"),
    ),
    Shape("research or university", "pentagon", ("research", "university")),
    OTHER,
)


def shape_of(sort: object) -> Shape:
    """Find the shape of a type of organisation; one that is not known has a shape too.

    Examples
    --------
    >>> shape_of("financial").symbol, shape_of(None).label
    ('diamond', 'other or not known')
    """
    return next((shape for shape in SHAPES if sort in shape.types), OTHER)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of actors in words.

    Attributes
    ----------
    label : str
        What it is, as a legend says it.
    kind : str
        "count", "share" or "score": how its values are written.
    """

    label: str
    kind: str


MEASURES: Mapping[str, Measure] = {
    "in_degree": Measure("others with a tie to it", "count"),
    "out_degree": Measure("others it has a tie to", "count"),
    "degree": Measure("others it has a tie with", "count"),
    "named_by": Measure("others that named it", "count"),
    "harmonic_out": Measure("closeness to all others", "score"),
    "harmonic_in": Measure("closeness of all others to it", "score"),
    "harmonic_out_no_lead": Measure("closeness without the lead", "score"),
    "betweenness": Measure("shortest ways that lead through it", "share"),
    "reach": Measure("actors reached", "share"),
    "constraint_whole": Measure("constraint", "score"),
    "effective_size": Measure("contacts not tied to each other", "score"),
    "k_core": Measure("innermost core", "count"),
    "trust": Measure("trust", "score"),
    "influence": Measure("influence", "score"),
    "interest": Measure("interest", "score"),
}


def number(value: float, measure: str) -> str:
    """Write a value of a measure with as many decimals as it deserves.

    Examples
    --------
    >>> number(7.0, "in_degree"), number(0.071, "betweenness"), number(0.456, "trust")
    ('7', '7 %', '0.46')
    >>> number(float("nan"), "trust")
    'not known'
    """
    if math.isnan(value):
        return "not known"
    kind = MEASURES[measure].kind if measure in MEASURES else "score"
    if kind == "share":
        return percent(float(value))
    return f"{value:.0f}" if kind == "count" else f"{value:.2f}"


def shades(values: Sequence[float], measure: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Give each value one of four shades, equal steps up to the largest, and the legend of them.

    Parameters
    ----------
    values : sequence of float
        Values from 0 up; missing ones become grey.
    measure : str
        Key of :data:`MEASURES`, for the words.

    Returns
    -------
    colours : list of str
        One per value.
    legend : list of (str, str)
        Colour and words, only those that occur; empty where nothing is known.

    Examples
    --------
    >>> colours, legend = shades([0.0, 0.5, 1.0, float("nan")], "trust")
    >>> colours[0] == SHADES[0], colours[2] == SHADES[3], colours[3] == UNKNOWN
    (True, True, True)
    >>> [words for _, words in legend]
    ['0.00 to 0.25', '0.50 to 0.75', '0.75 to 1.00', 'not known']
    """
    known = [float(v) for v in values if not pd.isna(v)]
    if not known:
        return [DOTS for _ in values], []
    most = max(known)
    places = [_step(v, most) for v in values]
    edges = [most * step / len(SHADES) for step in range(len(SHADES) + 1)]
    if measure in MEASURES and MEASURES[measure].kind == "count":
        edges = [math.ceil(edge) for edge in edges]
    legend = [
        (SHADES[k], _span(edges[k], edges[k + 1], measure))
        for k in range(len(SHADES))
        if k in places
    ]
    if None in places:
        legend.append((UNKNOWN, "not known"))
    return [UNKNOWN if k is None else SHADES[k] for k in places], legend


def _span(low: float, high: float, measure: str) -> str:
    """Write the bounds of a shade; the unit stands once."""
    return f"{number(low, measure).removesuffix(' %')} to {number(high, measure)}"


def _step(value: float, most: float) -> int | None:
    if math.isnan(value):
        return None
    if not most > 0:
        return 0
    return min(int(len(SHADES) * value / most), len(SHADES) - 1)


def diameters(values: Sequence[float], smallest: float, largest: float) -> list[float]:
    """Give each value a diameter whose area grows with it; missing ones are the smallest.

    Examples
    --------
    >>> diameters([0, 4, 16], 8, 24)
    [8.0, 16.0, 24.0]
    """
    known = [float(v) for v in values if not pd.isna(v)]
    most = max(known, default=0.0)
    span = largest - smallest
    return [
        round(smallest + span * math.sqrt(max(0.0, float(v)) / most), 1)
        if most > 0 and not pd.isna(v)
        else float(smallest)
        for v in values
    ]


def name_of(name: object, actor: object) -> str:
    """Give the name of an actor, its short name where there is none.

    Examples
    --------
    >>> name_of(None, "rab"), name_of("Rwanda Agriculture Board", "rab")
    ('rab', 'Rwanda Agriculture Board')
    """
    return str(actor) if name is None or pd.isna(name) or name == "" else str(name)  # type: ignore[call-overload]
