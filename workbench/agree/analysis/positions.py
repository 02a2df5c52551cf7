"""What positions come to under the rule that was fixed before the first round.

Eight gradients of agreement, never averaged: 1 to 3 support, 4 and 6 tolerate, 5 is not ready, 7
and 8 are against. A version is agreed to when the quorum of required parties has a position, none
of them is unready or against, no reasoned objection stands in the way, and, where the rule asks for
it, the share of parties that support it is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeAlias

from workbench.agree.analysis.rows import Objection, Party, Position, ProposalVersion, Round
from workbench.core.method import Method

Stance: TypeAlias = Literal["supports", "tolerates", "not ready", "against"]
Verdict: TypeAlias = Literal["agreed", "not agreed", "not ready", "open"]
Hindrance: TypeAlias = Literal[
    "no-rule", "no-positions", "quorum", "missing", "unready", "against", "objection", "share"
]

STANCES: Final[Mapping[int, Stance]] = {
    1: "supports", 2: "supports", 3: "supports", 4: "tolerates", 5: "not ready", 6: "tolerates",
    7: "against", 8: "against",
}  # fmt: skip
"""What each gradient counts as; the published order puts *more discussion* fifth."""

_SOURCES = (
    "eight gradients of agreement: Kaner et al., Facilitator's Guide to Participatory "
    "Decision-Making",
    "consent, adopted when no reasoned objection is open: sociocracy, Endenburg 1998",
    "1 to 3 support, 4 and 6 tolerate, 5 not ready, 7 and 8 against; quorum of required parties; "
    "a required party has to be named before the round opens: ours",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that keeps a version from being agreed to.

    Attributes
    ----------
    kind : str
        "no-rule", "no-positions", "quorum" (too few required parties), "missing" (a required party
        without a position), "unready", "against", "objection", "share".
    about : tuple of str
        Parties, or objections.
    found, needed : float or None
        For quorum and share: what there is, and what the rule asks for.
    """

    kind: Hindrance
    about: tuple[str, ...] = ()
    found: float | None = None
    needed: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the positions on one version in one round come to.

    Attributes
    ----------
    proposal, version : str, int
        What the positions are on.
    round : int
        The round.
    verdict : {"agreed", "not agreed", "not ready", "open"}
        "not ready" where nobody is against and somebody needs more discussion; "open" where there
        are no positions or no rule.
    reasons : tuple of Reason
        Why it is not agreed; empty where it is.
    stances : mapping of str to (int, str)
        Gradient and stance of each party that has a position, by party.
    late : tuple of str
        Parties whose position came after the round had closed; it does not count.
    reservations : tuple of Position
        Positions that count and name a condition.
    clashes : tuple of (str, str)
        Pairs of parties whose conditions cannot be met together.
    named_late : tuple of str
        Required parties that were named when the round was open already; they count from the next.
    """

    proposal: str
    version: int
    round: int
    verdict: Verdict
    reasons: tuple[Reason, ...]
    stances: Mapping[str, tuple[int, Stance]]
    late: tuple[str, ...]
    reservations: tuple[Position, ...]
    clashes: tuple[tuple[str, str], ...]
    named_late: tuple[str, ...]

    def count(self, stance: Stance) -> int:
        """Return how many parties take a stance."""
        return sum(own == stance for _, own in self.stances.values())


@dataclass(frozen=True, slots=True)
class Tallies:
    """All tallies of a site, and the rule that they follow.

    Attributes
    ----------
    rows : tuple of Tally
        In the order of rounds, proposals and versions.
    rule : Round or None
        Round 0; ``None`` where no rule was fixed.
    method : Method
        Parameters and sources.
    """

    rows: tuple[Tally, ...]
    rule: Round | None
    method: Method

    @property
    def last(self) -> Tally | None:
        """The tally that holds: that of the latest round, of its latest version."""
        return self.rows[-1] if self.rows else None


def tally_positions(
    positions: Iterable[Position],
    parties: Sequence[Party],
    rounds: Iterable[Round],
    objections: Iterable[Objection],
    proposals: Iterable[ProposalVersion],
) -> Tallies:
    """Say what the positions come to, round by round and version by version.

    Parameters
    ----------
    positions : iterable of Position
        Those on a version that is not there are left out; the check of the tables names them.
    parties : sequence of Party
        Who has a say.
    rounds : iterable of Round
        Round 0 holds the rule.
    objections : iterable of Objection
        Reasoned objections; only those that are open stand in the way.
    proposals : iterable of ProposalVersion
        Versions that there are.

    Examples
    --------
    >>> from datetime import date
    >>> day = date(2026, 3, 1)
    >>> union = Party("union", "Union", None, "required", day, *[None] * 7)
    >>> rounds = [Round(0, day, None, "consent", None, None), Round(1, day, None, None, None, None)]
    >>> said = [Position(1, "P1", 1, "union", 2, None, None, day, None)]
    >>> first = ProposalVersion("P1", 1, "Seed", None, None, None, day, "team")
    >>> tally_positions(said, [union], rounds, [], [first]).last.verdict
    'agreed'
    """
    by_round = {one.round: one for one in rounds}
    rule = by_round.pop(0, None)
    known = {one.key for one in proposals}
    open_ones = [one for one in objections if one.state == "open"]
    found: dict[tuple[int, str, int], list[Position]] = {}
    for one in positions:
        if (one.proposal, one.version) in known and one.round in by_round:
            found.setdefault((one.round, one.proposal, one.version), []).append(one)
    rows = [
        _tally(own, parties, by_round[number], rule, [
            one for one in open_ones if (one.proposal, one.version) == (proposal, version)
        ])
        for (number, proposal, version), own in sorted(found.items())
    ]  # fmt: skip
    said = {} if rule is None else {"rule": rule.rule, "share": rule.share, "quorum": rule.quorum}
    return Tallies(tuple(rows), rule, Method("positions under a rule", said, _SOURCES))


def _tally(
    positions: Sequence[Position],
    parties: Sequence[Party],
    number: Round,
    rule: Round | None,
    objections: Sequence[Objection],
) -> Tally:
    closes = number.closes or date.max
    late = tuple(one.party for one in positions if one.date > closes)
    latest = {one.party: one for one in sorted(positions, key=lambda one: one.date)
              if one.date <= closes}  # fmt: skip
    stances = {party: (one.gradient, STANCES[one.gradient]) for party, one in latest.items()}
    required = [one for one in parties if one.is_required]
    asked = [one.party for one in required if one.date <= number.date]
    reasons = _reasons(stances, asked, rule, objections)
    kinds = {one.kind for one in reasons}
    verdict: Verdict = "agreed"
    if kinds & {"no-rule", "no-positions"}:
        verdict = "open"
    elif kinds:
        verdict = "not ready" if kinds == {"unready"} else "not agreed"
    first = positions[0]
    return Tally(
        first.proposal,
        first.version,
        number.round,
        verdict,
        reasons,
        stances,
        late,
        tuple(one for one in latest.values() if one.condition),
        _clashes(latest.values()),
        tuple(one.party for one in required if one.date > number.date),
    )


def _reasons(
    stances: Mapping[str, tuple[int, Stance]],
    required: Sequence[str],
    rule: Round | None,
    objections: Sequence[Objection],
) -> tuple[Reason, ...]:
    """List what the rule does not let pass, the weightiest first."""
    if rule is None or rule.rule is None:
        return (Reason("no-rule"),)
    if not stances:
        return (Reason("no-positions"),)
    missing = tuple(one for one in required if one not in stances)
    quorum = 1.0 if rule.quorum is None else rule.quorum
    there = 1.0 if not required else 1 - len(missing) / len(required)
    against = _taking("against", stances, required)
    unready = _taking("not ready", stances, required)
    found = []
    if against:
        found.append(Reason("against", against))
    if objections:
        found.append(Reason("objection", tuple(one.objection for one in objections)))
    if there < quorum:
        kind: Hindrance = "missing" if quorum == 1.0 else "quorum"
        found.append(Reason(kind, missing, there, quorum))
    if unready:
        found.append(Reason("unready", unready))
    supported = sum(own == "supports" for _, own in stances.values()) / len(stances)
    if rule.rule == "support" and rule.share is not None and supported < rule.share:
        found.append(Reason("share", (), supported, rule.share))
    return tuple(found)


def _taking(
    stance: Stance, stances: Mapping[str, tuple[int, Stance]], among: Sequence[str]
) -> tuple[str, ...]:
    return tuple(one for one in among if one in stances and stances[one][1] == stance)


def _clashes(positions: Iterable[Position]) -> tuple[tuple[str, str], ...]:
    """List the pairs of parties whose conditions exclude each other, each pair once."""
    pairs = {
        tuple(sorted((one.party, other)))
        for one in positions
        for other in (one.clashes_with or "").split(";")
        if one.condition and other
    }
    return tuple((first, second) for first, second in sorted(pairs))


ORDER: Final[Mapping[int, int]] = {1: 8, 2: 7, 3: 6, 4: 5, 6: 4, 5: 3, 7: 2, 8: 1}
"""The gradients from the best to the worst, with *dislikes but will support* before *unready*."""
LEAST: Final = ORDER[6]
"""What a required party has to take for an alternative to be acceptable."""


def acceptable(
    worth: Mapping[str, Sequence[float | None]], least: Sequence[float]
) -> tuple[str, ...]:
    """List the alternatives that give each party at least what it asks for.

    Parameters
    ----------
    worth : mapping of str to sequence of float or None
        What each alternative is worth to each party that has to consent, in one order of parties;
        more is better. With ``None``, a party has not said, and does not accept.
    least : sequence of float
        What each party asks for.

    Examples
    --------
    >>> acceptable({"a": (60, 40), "b": (80, 10), "c": (None, 50)}, (40, 35))
    ('a',)
    """
    return tuple(
        name
        for name, own in worth.items()
        if all(got is not None and got >= asked for got, asked in zip(own, least, strict=True))
    )


def pareto(worth: Mapping[str, Sequence[float]]) -> tuple[str, ...]:
    """Drop each alternative where another is at least as good for all, and better for one.

    Parameters
    ----------
    worth : mapping of str to sequence of float
        What each alternative is worth to each party, in one order of parties; more is better.

    Examples
    --------
    >>> pareto({"a": (60, 40), "b": (50, 50), "c": (45, 45)})
    ('a', 'b')
    """
    return tuple(
        name
        for name, own in worth.items()
        if not any(
            all(theirs >= mine for theirs, mine in zip(other, own, strict=True))
            and any(theirs > mine for theirs, mine in zip(other, own, strict=True))
            for other in worth.values()
        )
    )
