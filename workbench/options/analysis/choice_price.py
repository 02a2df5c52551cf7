"""What a choice costs against the option advised, and whether the data bear its reason.

Both are read off the options as they were weighed; where a number is not known, nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.language import figured, phrased, worded
from workbench.options.analysis.option_rows import Option
from workbench.options.analysis.transformations import APART


@dataclass(frozen=True, slots=True)
class ChoicePrice:
    """What the option chosen costs more and brings more than the one advised.

    Attributes
    ----------
    advised, chosen : Option
        The two.
    cost, months, success : float or None
        The chosen one's less the advised one's: base currency, months, probability; ``None`` where
        one of the two is not known.
    score : int or None
        The same of the package score if both succeed.
    hidden : tuple of (int, int) or None
        Score of the component after the advised and after the chosen option, where they differ and
        the package ends at the same score because another component holds it: what the package
        does not show.
    tentative : bool
        Whether more evidence is advised first, and the advised option is the best by today's
        numbers only.
    """

    advised: Option
    chosen: Option
    cost: float | None
    months: float | None
    success: float | None
    score: int | None
    hidden: tuple[int, int] | None
    tentative: bool = False

    @property
    def dominated(self) -> bool:
        """Whether the chosen one is nowhere better in cost, months, success and package score."""
        worse = [self.cost, self.months]
        better = [self.success, self.score]
        if None in worse or None in better:
            return False
        return all((one or 0) >= 0 for one in worse) and all((one or 0) <= 0 for one in better)

    def words(self, currency: str | None) -> str:
        """Return in a sentence what the choice costs against what is advised."""
        unit = f"{currency} " if currency else ""
        takes = [
            *_said(self.cost, unit + figured(f"{abs(self.cost or 0):,.0f}"), ("more", "less")),
            *_said(self.months, phrased("{:g} months", abs(self.months or 0)), ("longer", "less")),
        ]
        said = [phrased("takes {}", f" {worded('and')} ".join(takes))] if takes else []
        if self.success:
            likely = phrased(
                "{} instead of {}", _percent(self.chosen.success), _percent(self.advised.success)
            )
            said.append(phrased("succeeds with {}", likely))
        unknown = (
            (self.cost, worded("has a cost that cannot be compared")),
            (self.months, worded("has a time that cannot be compared")),
            (self.success, worded("has a success that cannot be compared")),
        )
        said += [words for number, words in unknown if number is None]
        what = ", ".join(said) or phrased("takes as much and as long, and succeeds as likely")
        best = phrased("is best by today's numbers") if self.tentative else phrased("is advised")
        advised = self.advised.option_title.lower()
        return phrased(
            "Against {}, which {}, the choice {}; {}.", advised, best, what, self._reaches()
        )

    def _reaches(self) -> str:
        then = self.chosen.score_after
        if self.score is None:
            return phrased("what the package scores then is not known for both")
        most = phrased("at most ") if self.chosen.provisional_after else ""
        if self.score == 0:
            return phrased("the package reaches {}{} with both", most, then)
        return phrased(
            "the package reaches {}{} instead of {}", most, then, self.advised.score_after
        )

    def hidden_words(self) -> str:
        """Return in a sentence what another component hides of the choice; "" where nothing."""
        if self.hidden is None or self.hidden[1] < self.hidden[0]:
            return ""
        advised, chosen = self.hidden
        holds = (self.chosen.bottleneck_after_title or phrased("another component")).replace(
            "; ", f" {worded('and')} "
        )
        return phrased(
            "The package stops at {} because of {}. {} itself reaches {} with the choice "
            "and {} with {}: the choice is right if the package is to pass {} later.",
            self.chosen.score_after,
            holds,
            self.chosen.component_title,
            chosen,
            advised,
            self.advised.option_title.lower(),
            advised,
        )


def _said(difference: float | None, words: str, more_less: tuple[str, str]) -> list[str]:
    return [f"{words} {worded(more_less[difference < 0])}"] if difference else []


def _percent(share: float | None) -> str:
    return phrased("not known") if share is None else f"{100 * share:.0f} %"


def price_of_choice(
    advised: Option, chosen: Option, *, tentative: bool = False
) -> ChoicePrice | None:
    """Compare the option chosen with the one advised; ``None`` where they are not of one aim.

    Parameters
    ----------
    advised, chosen : Option
        Options for one component.
    tentative : bool
        As in :class:`ChoicePrice`.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> found = open_case("data/example", "rw-huye").options.proposals
    >>> price = price_of_choice(found["seed-1"], found["seed-2"])
    >>> price.cost, price.months, price.score, price.hidden
    (46000.0, 4.0, 0, (24, 28))
    """
    if {advised.option, chosen.option} & set(APART):
        return None
    hidden = None
    values = advised.product_after, chosen.product_after
    same = advised.score_after is not None and advised.score_after == chosen.score_after
    if same and values[0] is not None and values[1] is not None and values[0] != values[1]:
        hidden = values[0], values[1]
    return ChoicePrice(
        advised=advised,
        chosen=chosen,
        cost=_less(chosen.cost, advised.cost),
        months=_less(chosen.months, advised.months),
        success=_less(chosen.success, advised.success),
        score=None
        if chosen.score_after is None or advised.score_after is None
        else chosen.score_after - advised.score_after,
        hidden=hidden,
        tentative=tentative,
    )


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


# ---------------------------------------------------------------- the reason


@dataclass(frozen=True, slots=True)
class _Claim:
    """A superlative that a reason may contain, and the number that bears it."""

    words: str
    pattern: re.Pattern[str]
    number: Callable[[Option], float | int | None]
    most: bool


_CLAIMS: Final = tuple(
    _Claim(words, re.compile(rf"(?<!not )(?<!not the )\b(?:{pattern})\b", re.IGNORECASE), of, most)
    for words, pattern, of, most in (
        ("use", "(?:highest|most) use", lambda one: one.use_after, True),
        ("readiness", "highest readiness", lambda one: one.readiness_after, True),
        (
            "cost",
            "cheapest|(?:lowest|least) costs?|costs (?:the )?least",
            lambda one: one.cost,
            False,
        ),
        ("months", "fastest|quickest|soonest|shortest", lambda one: one.months, False),
        ("success", "surest|likeliest|most likely to succeed", lambda one: one.success, True),
        ("package score", "highest (?:gain|score)", lambda one: one.score_after, True),
    )
)


@dataclass(frozen=True, slots=True)
class UnborneClaim:
    """A claim of a decision's reason that the options' numbers do not bear.

    Attributes
    ----------
    claim : str
        What it is about: "use", "readiness", "cost", "months", "success" or "package score".
    chosen : float
        Number of the option chosen.
    others : tuple of (Option, float)
        Options that are as good or better, with theirs, the best first.
    """

    claim: str
    chosen: float
    others: tuple[tuple[Option, float], ...]

    def words(self) -> str:
        """Return in a sentence which option contradicts the reason."""
        other, number = self.others[0]
        own = (
            "" if number == self.chosen else phrased(", the choice to {}", self._value(self.chosen))
        )
        well = phrased(" as well") if number == self.chosen else ""
        return phrased(
            "The reason speaks of {}, and the data do not bear it: {} comes to {}{}{}.",
            worded(self.claim),
            other.title,
            self._value(number),
            well,
            own,
        )

    def _value(self, number: float) -> str:
        if self.claim == "success":
            return _percent(number)
        return (
            phrased("{:,.0f} months", number)
            if self.claim == "months"
            else f"{worded(self.claim)} {figured(f'{number:,.0f}')}"
        )


def contradictions(
    reason: str | None, chosen: Option, options: Sequence[Option]
) -> list[UnborneClaim]:
    """List the superlatives of a reason that the weighed options contradict.

    Parameters
    ----------
    reason : str or None
        Reason of the decision, in English.
    chosen : Option
        The option chosen.
    options : sequence of Option
        The options of the site.

    Returns
    -------
    list of UnborneClaim
        Only what can be decided: of every possible option for the component with the same aim the
        number has to be known.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> found = open_case("data/example", "rw-huye").options.proposals
    >>> [one] = contradictions("Highest use at the end.", found["seed-2"], list(found.values()))
    >>> one.claim, one.chosen, [(other.proposal, level) for other, level in one.others]
    ('use', 4, [('seed-1', 4)])
    """
    rivals = [
        one
        for one in options
        if one.key == chosen.key
        and one.proposal != chosen.proposal
        and one.possible
        and one.computed
        and one.option not in APART
    ]
    found = []
    for claim in _CLAIMS:
        own = claim.number(chosen)
        if not rivals or own is None or not claim.pattern.search(reason or ""):
            continue
        sign = 1 if claim.most else -1
        known: Mapping[str, float] = {
            one.proposal: number for one in rivals if (number := claim.number(one)) is not None
        }
        if len(known) < len(rivals):
            continue
        better = [one for one in rivals if sign * known[one.proposal] >= sign * own]
        if better:
            better.sort(key=lambda one: -sign * known[one.proposal])
            named = tuple((one, known[one.proposal]) for one in better)
            found.append(UnborneClaim(claim.words, own, named))
    return found
