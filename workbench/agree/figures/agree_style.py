"""How parties look in every figure of this step: their order, and what signs and shades stand for.

Shades run from light to dark as agreement turns into objection, and as a promise hardens, so that
they keep their order in grey print; a sign, a shape or a hatch says the same again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.agree.analysis.positions import STANCES, Stance
from workbench.agree.analysis.rows import Party
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Meaning
from workbench.drawing.words import natural_list, wrap
from workbench.language import worded


@dataclass(frozen=True, slots=True)
class StanceLook:
    """How a stance is drawn.

    Attributes
    ----------
    sign : str
        Stands beside the gradient.
    colour, ink : str
        Fill of the cell, and of what is written on it.
    """

    sign: str
    colour: str
    ink: str


STANCE_LOOKS: Final[Mapping[Stance, StanceLook]] = {
    "supports": StanceLook("+", "#E3F1EC", "#000000"),
    "tolerates": StanceLook("~", "#A9CBD3", "#000000"),
    "not ready": StanceLook("?", "#7F92BD", "#000000"),
    "against": StanceLook("×", "#4B1F4F", "#FFFFFF"),
}
ATTITUDES: Final[Mapping[int | None, Meaning]] = {
    2: Meaning("for it (+2)", "#E3F1EC", "triangle-up"),
    1: Meaning("rather for it (+1)", "#A9CBD3", "triangle-up"),
    0: Meaning("neither (0)", "#BDBDBD", "circle"),
    -1: Meaning("rather against it (−1)", "#7F92BD", "triangle-down"),
    -2: Meaning("against it (−2)", "#4B1F4F", "triangle-down"),
    None: Meaning("not marked", theme.PAPER, "square"),
}
FIRM: Final = Meaning("firm", "#1F5560", "square", "", "#FFFFFF")
PARTLY: Final = Meaning("in part", "#A9CBD3", "square", "/")
OPEN: Final = Meaning("open", "#FFFFFF", "square", "")
REFUSED: Final = Meaning("refused", "#7D7D7D", "square", "x")


def stance_words(stance: Stance) -> str:
    """Write the sign of a stance, its name and the gradients that count as it.

    Examples
    --------
    >>> stance_words("tolerates")
    '~ tolerates (4, 6)'
    """
    own = [f"{one}" for one, stands in STANCES.items() if stands == stance]
    return f"{STANCE_LOOKS[stance].sign} {worded(stance)} ({', '.join(own)})"


def signed(number: int) -> str:
    """Write an attitude with its sign.

    Examples
    --------
    >>> signed(2), signed(0), signed(-1)
    ('+2', '0', '−1')
    """
    return f"{number:+d}".replace("-", "−") if number else "0"


def required_first(parties: Iterable[Party]) -> list[Party]:
    """Sort parties: those whose consent is required first, else in the order of the table.

    Examples
    --------
    >>> from datetime import date
    >>> bank, union = (
    ...     Party(key, key, None, role, date(2026, 3, 1), *[None] * 7)
    ...     for key, role in (("bank", "donor"), ("union", "required"))
    ... )
    >>> [one.party for one in required_first([bank, union])]
    ['union', 'bank']
    """
    return sorted(parties, key=lambda one: not one.is_required)


def party_heads(parties: Sequence[Party], width: int, lines: int = 2) -> list[str]:
    """Write names as the heads of rows or columns, in bold where consent is required.

    Examples
    --------
    >>> from datetime import date
    >>> union = Party("union", "Union & co", None, "required", date(2026, 3, 1), *[None] * 7)
    >>> party_heads([union], 20)
    ['<b>Union &amp; co</b>']
    """
    texts = ["<br>".join(wrap(one.name, width, lines)) for one in parties]
    return [
        f"<b>{text}</b>" if one.is_required else text
        for text, one in zip(texts, parties, strict=True)
    ]


def required_rule(drawing: Drawing, parties: Sequence[Party], **ends: object) -> None:
    """Draw a line below the rows whose consent is required, where other rows follow."""
    number = sum(one.is_required for one in parties)
    if 0 < number < len(parties):
        line = {"color": theme.INK, "width": 1.2}
        drawing.shape("line", y0=number - 0.5, y1=number - 0.5, line=line, **ends)


def party_names(parties: Iterable[Party]) -> str:
    """List the names of parties for a caption.

    Examples
    --------
    >>> party_names([])
    ''
    """
    return natural_list([one.name for one in parties])
