"""Which step a site has come to, what is missing for the next, and the loops back.

The circle of Scaling Readiness as a state machine: characterise, diagnose, strategize, agree,
navigate. No agreement leads back to strategize with other options; a decision not to invest in the
bottleneck leads to a review of the ambition.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

StepName: TypeAlias = Literal["characterise", "diagnose", "strategize", "agree", "navigate"]
STEPS: Final[tuple[StepName, ...]] = (
    "characterise", "diagnose", "strategize", "agree", "navigate",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guard:
    """Something that has to be there before the next step.

    Attributes
    ----------
    step : str
        Step that it belongs to.
    holds : bool
        Whether it is there.
    missing : str
        What to do where it is not, in a sentence.
    table : str
        Table in which it is entered.
    """

    step: StepName
    holds: bool
    missing: str
    table: str


@dataclass(frozen=True, slots=True)
class State:
    """How far a site has come.

    Attributes
    ----------
    step : str
        The step that it is in: the first with something missing; *navigate* where nothing is.
    missing : tuple of Guard
        What is missing for the next step, the next thing first.
    back : str
        Where the way leads back, and why, in a sentence; empty where it does not.
    changed : str
        What has changed since it was agreed, in a sentence; empty where nothing has, or no
        fingerprint tells.
    """

    step: StepName
    missing: tuple[Guard, ...]
    back: str = ""
    changed: str = ""

    @property
    def next_thing(self) -> Guard | None:
        """What to do next; ``None`` where nothing is missing."""
        return self.missing[0] if self.missing else None


def state_of(guards: Iterable[Guard], *, back: str = "") -> State:
    """Return the step that a site is in.

    Parameters
    ----------
    guards : iterable of Guard
        Of all steps, in their order.
    back : str
        Where the way leads back, in a sentence: the site is then in *strategize* again.

    Examples
    --------
    >>> asked = [Guard("diagnose", True, "", "scores"),
    ...          Guard("strategize", False, "Decide.", "decisions")]
    >>> found = state_of(asked)
    >>> found.step, found.next_thing.missing
    ('strategize', 'Decide.')
    """  # fmt: skip
    rows = list(guards)
    open_ones = [one for one in rows if not one.holds]
    if back:
        later = [one for one in open_ones if STEPS.index(one.step) >= STEPS.index("strategize")]
        early = [one for one in open_ones if one not in later]
        if not early:
            return State("strategize", tuple(later), back)
    if not open_ones:
        return State("navigate", ())
    step = min((one.step for one in open_ones), key=STEPS.index)
    return State(step, tuple(one for one in open_ones if one.step == step))
