"""The eight gradients of agreement, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

GRADIENTS: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "wholehearted",
        2: "with a minor point",
        3: "with reservations",
        4: "abstains",
        5: "needs more discussion",
        6: "dislikes it, will support it",
        7: "serious disagreement",
        8: "veto",
    }
)
"""After Kaner et al., Facilitator's Guide to Participatory Decision-Making; the words are ours."""
