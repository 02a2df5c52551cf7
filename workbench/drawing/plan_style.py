"""What the colours and hatches of plans and budgets stand for; each holds in grey print as well."""

from __future__ import annotations

from typing import Any

from workbench.drawing import theme
from workbench.drawing.theme import Meaning

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
