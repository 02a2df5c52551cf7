"""How actors look in every figure: a shape by sort of organisation, shades and sizes by measure.

Shapes carry the sort, because all colours of the theme have a meaning already. Measures run from
light to dark violet (ColorBrewer *Purples*, https://colorbrewer2.org), which keeps its order in
grey print.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.drawing.words import percent
from workbench.language import phrased, worded

DOTS = "#9E9AC8"
UNKNOWN = "#D9D9D9"
SHADES = ("#F2F0F7", "#CBC9E2", "#9E9AC8", "#6A51A3")


@dataclass(frozen=True, slots=True)
class Shape:
    """The marker of a sort of organisation.

    Attributes
    ----------
    words : str
        Words of the legend; :attr:`label` is how the project says them.
    symbol : str
        Marker, as plotly names it.
    types : tuple of str
        Types of organisation that have it.
    """

    words: str
    symbol: str
    types: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The words in the language of the project."""
        return worded(self.words)


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


def shades(values: Sequence[float | None]) -> tuple[list[str], list[tuple[str, str]]]:
    """Return one of four shades for each share, equal steps up to the largest, and their legend.

    Parameters
    ----------
    values : sequence of float or None
        Shares from 0 up; those not known become grey.

    Returns
    -------
    colours : list of str
        One per value.
    legend : list of (str, str)
        Colour and words of every step; empty where nothing is known.

    Examples
    --------
    >>> colours, legend = shades([0.0, 0.5, 1.0, None])
    >>> colours[0] == SHADES[0], colours[2] == SHADES[3], colours[3] == UNKNOWN
    (True, True, True)
    >>> [words for _, words in legend]
    ['0 to 25 %', '25 to 50 %', '50 to 75 %', '75 to 100 %', 'not known']
    """
    most = max((value for value in values if value is not None), default=None)
    if most is None:
        return [DOTS for _ in values], []
    number = len(SHADES)
    steps = [
        None if v is None else min(int(number * v / most), number - 1) if most > 0 else 0
        for v in values
    ]
    legend = [
        (SHADES[k], phrased("{} to {}", _bare(most * k / number), percent(most * (k + 1) / number)))
        for k in range(number if most > 0 else 1)
    ]
    if None in steps:
        legend.append((UNKNOWN, phrased("not known")))
    return [UNKNOWN if k is None else SHADES[k] for k in steps], legend


def _bare(share: float) -> str:
    """Write a share without its unit, which stands once in a span."""
    return percent(share).removesuffix(" %")


def diameters(values: Sequence[int], smallest: float, largest: float) -> list[float]:
    """Return a diameter for each value whose area grows with it.

    Examples
    --------
    >>> diameters([0, 4, 16], 8, 24)
    [8.0, 16.0, 24.0]
    """
    most, span = max(values, default=0), largest - smallest
    return [
        round(smallest + span * math.sqrt(value / most), 1) if most > 0 else float(smallest)
        for value in values
    ]
