"""The rows of an assessment as typed values, for words and figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EarlierRound:
    """How a site stood after a round before the latest one.

    Attributes
    ----------
    round : int
        Its number.
    day : date or None
        Last day of its answers.
    levels : mapping of str to int
        Level of each item that had one.
    """

    round: int
    day: date | None
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with an order at a site; columns as in ``Assessed.items``."""

    site: str
    section: str
    item: str
    title: str
    kind: str
    round: int | None
    assessors: int | None
    lowest: int | None
    highest: int | None
    claimed: int | None
    claim_from: str | None
    supported: int | None
    capped: bool
    strength: str
    pieces: int
    needs_evidence: bool
    blocking: bool
    set_aside: bool
    level: int | None
    word: str
    required: int | None
    gap: int | None
    weight: float
    effort: float | None
    priority: float | None
    rank: int
    owner: str | None
    activity: str | None
    due: date | None
    lowest_over_all: bool
    p_over_all: float | None
    answered_as: str

    @property
    def answered(self) -> bool:
        """Whether there is an answer, be it that the item does not apply."""
        return self.level is not None or self.set_aside

    @property
    def unsupported(self) -> bool:
        """Whether the answer has to rest on evidence and none is accepted."""
        return self.needs_evidence and bool(self.level) and not self.pieces


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section at a site; columns as in ``Assessed.sections``."""

    site: str
    section: str
    title: str
    items: int
    answered: int
    passed: bool | None
    blocks: bool
    missing: str
    there: int | None
    there_of: int | None
    done: int | None
    done_of: int | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """What was answered to an item without an order; columns as in ``Assessed.answers``."""

    site: str
    section: str
    item: str
    title: str
    kind: str
    answer: str
    claim_from: str
    given: int
    of: int


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule of the framework at a site; columns as in ``Assessed.rules``."""

    site: str
    rule: str
    flag: str
    holds: bool | None
    says: str
    to_do: str
