"""Words that several pages of step 4 share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbench.agree.analysis.positions import Stance
from workbench.agree.step import AgreementStep
from workbench.page.text import TextLike, listing

ROLES: Final = {
    "required": "consent required", "donor": "pays", "affected": "feels the change",
    "expert": "knows the matter",
}  # fmt: skip
MANDATES: Final = {
    "decides": "may decide", "reports back": "reports back first", "none": "has no say for it",
}  # fmt: skip
MEETINGS: Final = {
    "team": "Team meeting", "preparatory": "Preparatory meeting", "workshop": "Workshop",
}  # fmt: skip
STANCES: Final[dict[Stance, str]] = {
    "supports": "supports", "tolerates": "lets it pass", "not ready": "is not ready",
    "against": "is against",
}  # fmt: skip


def name(found: AgreementStep, key: str | None) -> str:
    """Return how a party or an actor is called."""
    return found.names.get(key or "", key or "nobody")


def names(found: AgreementStep, keys: Iterable[str], *, most: int | None = None) -> TextLike:
    """Return how several parties or actors are called."""
    return listing((name(found, one) for one in keys), most=most)
