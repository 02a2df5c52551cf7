"""Risks by likelihood and impact, before and after what is done about them, and what they cost.

A score is likelihood × impact, both from 1 to 5. Not known is not low: a risk without likelihood or
impact has no score, and one without a chance or a delay makes what is expected "at least".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.core.method import Method
from workbench.transformation.analysis.rows import Risk

BANDS: Final[tuple[tuple[int, str], ...]] = (
    (4, "low"), (9, "moderate"), (14, "high"), (25, "very high"),
)  # fmt: skip
"""Highest score of each band, and its name."""

VERY_HIGH: Final = 15
"""Score from which a risk needs an owner before a phase is left."""

_SOURCES = (
    "likelihood × impact with bands 1-4, 5-9, 10-14 and 15-25: common practice of risk registers",
    "chance of a risk by its likelihood, where nobody states it: ours",
    "from a score of 15 on somebody has to own a risk: ours",
    "expected delay and cost: sum of chance × delay and of chance × cost",
)


def band_of(score: int) -> str:
    """Name the band of a score.

    Examples
    --------
    >>> [band_of(score) for score in (4, 5, 10, 15)]
    ['low', 'moderate', 'high', 'very high']
    """
    return next(name for most, name in BANDS if score <= most)


@dataclass(frozen=True, slots=True)
class WeighedRisk:
    """A risk, its scores and its chance.

    Attributes
    ----------
    risk : Risk
        The row.
    place, aim : tuple of int or None
        Likelihood and impact today, and once the mitigation is at work; ``aim`` is ``None`` where
        it is at work already, or nobody says.
    chance : float or None
        Probability that it comes.
    assumed : bool
        Whether the chance follows from the likelihood, by our own table.
    """

    risk: Risk
    place: tuple[int, int] | None
    aim: tuple[int, int] | None
    chance: float | None
    assumed: bool

    @property
    def now(self) -> int | None:
        """Likelihood × impact today."""
        return None if self.place is None else self.place[0] * self.place[1]

    @property
    def residual(self) -> int | None:
        """Likelihood × impact once the mitigation is at work, where it is not yet."""
        return None if self.aim is None else self.aim[0] * self.aim[1]

    @property
    def band(self) -> str | None:
        """Band of the score that counts today."""
        return None if self.now is None else band_of(self.now)

    @property
    def is_mitigated(self) -> bool:
        """Whether the mitigation is at work."""
        return bool(self.risk.in_place)


@dataclass(frozen=True, slots=True)
class RiskRegister:
    """The risks of a place.

    Attributes
    ----------
    rows : tuple of WeighedRisk
        Those that may still come, the highest score of today first, those without a score last.
    came, closed : tuple of Risk
        Those that came, and those that are over.
    delay : float
        Working days that are to be expected, if the delays added up.
    cost : float
        What is to be expected, in base currency.
    unknown : tuple of WeighedRisk
        Open risks of which chance, delay and cost cannot all be told: what is expected is at least
        that much.
    method : Method
        Rules and sources.
    """

    rows: tuple[WeighedRisk, ...]
    came: tuple[Risk, ...]
    closed: tuple[Risk, ...]
    delay: float
    cost: float
    unknown: tuple[WeighedRisk, ...]
    method: Method

    @property
    def ownerless(self) -> tuple[WeighedRisk, ...]:
        """Very high risks that nobody owns."""
        return tuple(
            one for one in self.rows if (one.now or 0) >= VERY_HIGH and one.risk.owner is None
        )

    @property
    def mitigated(self) -> int:
        """Open risks whose mitigation is at work."""
        return sum(one.is_mitigated for one in self.rows)


def weigh_risks(rows: Sequence[Risk], likelihood: Mapping[str, float]) -> RiskRegister:
    """Weigh risks.

    Parameters
    ----------
    rows : sequence of Risk
        Risks of one place or of several.
    likelihood : mapping of str to float
        Chance by likelihood, "1" to "5"; taken where a risk states no probability. Where the
        mitigation is at work, the likelihood that is left counts.

    Examples
    --------
    >>> blank = dict.fromkeys(
    ...     (
    ...         "item",
    ...         "owner",
    ...         "trigger",
    ...         "mitigation",
    ...         "activity",
    ...         "contingency",
    ...         "due",
    ...         "in_place",
    ...         "residual_likelihood",
    ...         "residual_impact",
    ...         "probability",
    ...         "cost",
    ...         "status",
    ...     )
    ... )
    >>> risk = Risk(
    ...     site="a", risk="K1", title="Late data", likelihood=4, impact=4, delay=10, **blank
    ... )
    >>> found = weigh_risks([risk], {"4": 0.6})
    >>> (found.rows[0].now, found.rows[0].band, found.delay, len(found.ownerless))
    (16, 'very high', 6.0, 1)
    """
    weighed = [_weighed(one, likelihood) for one in rows if one.is_open]
    ordered = sorted(weighed, key=lambda one: (-(one.now or 0), one.risk.site, one.risk.risk))
    return RiskRegister(
        rows=tuple(ordered),
        came=tuple(one for one in rows if one.status == "came"),
        closed=tuple(one for one in rows if one.status == "closed"),
        delay=sum((one.chance or 0.0) * (one.risk.delay or 0.0) for one in ordered),
        cost=sum((one.chance or 0.0) * (one.risk.cost or 0.0) for one in ordered),
        unknown=tuple(
            one
            for one in ordered
            if one.chance is None or one.risk.delay is None or one.risk.cost is None
        ),
        method=Method("Risks by likelihood and impact", {"chance": dict(likelihood)}, _SOURCES),
    )


def _weighed(risk: Risk, likelihood: Mapping[str, float]) -> WeighedRisk:
    before = _pair(risk.likelihood, risk.impact)
    after = _pair(risk.residual_likelihood, risk.residual_impact)
    live = bool(risk.in_place)
    left = risk.residual_likelihood if live and risk.residual_likelihood else risk.likelihood
    assumed = risk.probability is None
    chance = likelihood.get(str(left)) if assumed else risk.probability
    return WeighedRisk(
        risk,
        (after if live else None) or before,
        None if live else after,
        chance,
        assumed=assumed and chance is not None,
    )


def _pair(likelihood: int | None, impact: int | None) -> tuple[int, int] | None:
    return None if likelihood is None or impact is None else (likelihood, impact)
