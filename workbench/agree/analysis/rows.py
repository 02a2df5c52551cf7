"""Rows of the tables on agreement, as the analyses read them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Party:
    """A party to the strategy; a row of the table ``stakeholders``."""

    party: str
    name: str
    actor: str | None
    role: str
    date: dt.date
    mandate: str | None
    needs_from: str | None
    gains: str | None
    losses: str | None
    practice: str | None
    compensation: str | None
    contribution: str | None

    @property
    def is_required(self) -> bool:
        """Whether nothing is agreed without its consent."""
        return self.role == "required"

    @property
    def knows_of(self) -> frozenset[str]:
        """Parties that it says it depends on."""
        return frozenset(one for one in (self.needs_from or "").split(";") if one)

    @property
    def loses(self) -> bool:
        """Whether it loses something, be it a practice that is given up."""
        return bool(self.losses or self.practice)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one person marks a party; a row of the table ``interests``."""

    party: str
    marker: str
    power: int | None
    interest: int | None
    attitude: int | None


@dataclass(frozen=True, slots=True)
class ProposalVersion:
    """A version of a proposal; a row of the table ``proposals``."""

    proposal: str
    version: int
    title: str
    text: str | None
    decides: str | None
    fingerprint: str | None
    date: dt.date
    by: str

    @property
    def key(self) -> tuple[str, int]:
        """Name and number: what alone can be agreed to."""
        return self.proposal, self.version

    @property
    def options(self) -> tuple[str, ...]:
        """Rows of options that it would put to work."""
        return tuple(one for one in (self.decides or "").split(";") if one)


@dataclass(frozen=True, slots=True)
class Round:
    """A round; a row of the table ``rounds``. Round 0 fixes the rule."""

    round: int
    date: dt.date
    closes: dt.date | None
    rule: str | None
    share: float | None
    quorum: float | None


@dataclass(frozen=True, slots=True)
class Position:
    """How a party stands to a version in a round; a row of the table ``positions``."""

    round: int
    proposal: str
    version: int
    party: str
    gradient: int
    condition: str | None
    clashes_with: str | None
    date: dt.date
    presence: str | None


@dataclass(frozen=True, slots=True)
class Objection:
    """A reasoned objection; a row of the table ``objections``."""

    objection: str
    proposal: str
    version: int
    party: str
    date: dt.date
    reason: str
    harm: str | None
    harmed: str | None
    evidence: str | None
    amendment: str | None
    state: str
    reply: str | None
    replied: dt.date | None


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a party says that it will give; a row of the table ``pledges``."""

    pledge: str
    party: str
    what: str
    kind: str
    source: str | None
    low: Decimal | None
    amount: Decimal | None
    high: Decimal | None
    currency: str
    firmness: str
    date: dt.date
    expires: dt.date | None
    condition: str | None


@dataclass(frozen=True, slots=True)
class Agreed:
    """An agreement as it was recorded; a row of the table ``agreements``."""

    proposal: str
    version: int
    date: dt.date
    meeting: str | None
    parties: str
    document: str
    review: dt.date | None
    plan: str | None

    @property
    def signed(self) -> frozenset[str]:
        """Parties that agreed."""
        return frozenset(one for one in self.parties.split(";") if one)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting; a row of the table ``meetings``."""

    meeting: str
    kind: str
    date: dt.date
    planned: bool | None
    place: str | None
    purpose: str | None
    facilitator: str | None


@dataclass(frozen=True, slots=True)
class Participant:
    """A party that was asked to a meeting; a row of the table ``participants``."""

    meeting: str
    party: str
    presence: str
    person: str | None
    listed: bool | None

    @property
    def was_there(self) -> bool:
        """Whether it took part, itself or by somebody in its place."""
        return self.presence != "absent"


@dataclass(frozen=True, slots=True)
class Resolution:
    """Something that a meeting decided to do; a row of the table ``resolutions``."""

    meeting: str
    item: int
    text: str
    owner: str | None
    due: dt.date | None
    done: dt.date | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a party confirms of an activity; a row of the table ``confirmations``."""

    activity: str
    party: str
    confirmed: str
    date: dt.date
    note: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on the workshop report; a row of the table ``feedback``."""

    comment: int
    version: int
    section: str | None
    by: str
    date: dt.date
    text: str
    answer: str | None
    change: str | None
    answered: dt.date | None


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot, or several alike; a row of the table ``ballots``."""

    question: str
    ranking: str
    accepts: str | None
    ballots: int | None
