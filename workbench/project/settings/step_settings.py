"""What ``project.yaml`` says on the steps: weighing options, choosing partners, plan, budget.

Every default is our own choice; reports print what was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator

from workbench.frameworks.criteria import load_criteria
from workbench.frameworks.fields import FrozenModel
from workbench.frameworks.funders import available_funders
from workbench.project.settings.kinds import Amount, Day, Share

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
NotNegative = Annotated[float, Field(ge=0)]
_Draws = Annotated[int, Field(ge=100, le=1_000_000)]


class StepSettings(FrozenModel):
    """A block of ``project.yaml``; a key with nothing behind it has its default."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, given: Any) -> Any:
        if not isinstance(given, Mapping):
            return given
        return {key: value for key, value in given.items() if value is not None}


class ChoiceSettings(StepSettings):
    """How options are compared.

    Attributes
    ----------
    criteria : tuple of str
        Criteria by which options are compared, the most important first.
    ceiling : float or None
        Cost above which an option is out, in base currency.
    draws : int
        Weightings that are drawn at random.
    """

    criteria: tuple[str, ...] = Field(default=("gain", "months", "cost", "success"), min_length=1)
    ceiling: NotNegative | None = None
    draws: _Draws = 10_000

    @field_validator("criteria")
    @classmethod
    def _known_criteria(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = load_criteria().keys
        if not set(value) <= set(known) or len(set(value)) < len(value):
            message = f"criteria, each once, out of {', '.join(known)}"
            raise ValueError(message)
        return value


class PartnerSettings(StepSettings):
    """How partners are chosen.

    Attributes
    ----------
    reach_ties : int
        Most ties over which a partner reaches an actor.
    bilateral_share : float
        Part of what all actors could give from which the best two partners are enough.
    platform_share : float
        Part below which a platform is proposed; in between, both.
    ignore_below : float
        Weight below which a need does not decide between partners one by one and a platform.
    platform_effect : float
        Part of its capacity that a member brings in over a platform.
    platform_reach : float
        Part of its reach that a member brings in over a platform.
    platform_cost : float or None
        What running a platform costs, in base currency; left out, a usual partnership.
    budget : float or None
        Most that partnerships may cost, in base currency; left out, five usual ones.
    tolerance : float
        Part of the best value that may be given up for a cheaper set of partners.
    most_bilateral : int
        Most partners with whom the lead works one by one.
    layers : mapping of str to float, or None
        Weight of each sort of relation, 0 to 1; left out, collaboration alone counts.
    imputations : int
        Times that the ties of actors who did not answer are filled in.
    """

    reach_ties: Annotated[int, Field(ge=1)] = 2
    bilateral_share: Share = 0.9
    platform_share: Share = 0.5
    ignore_below: Share = 0.2
    platform_effect: Share = 0.5
    platform_reach: Share = 0.85
    platform_cost: NotNegative | None = None
    budget: NotNegative | None = None
    tolerance: Share = 0.1
    most_bilateral: Annotated[int, Field(ge=0)] = 2
    layers: Mapping[str, Share] | None = None
    imputations: Annotated[int, Field(ge=1, le=100_000)] = 200

    @field_validator("platform_share")
    @classmethod
    def _in_order(cls, value: float, others: ValidationInfo) -> float:
        most = others.data.get("bilateral_share")
        if most is not None and value > most:
            message = f"a share up to {most:g}, the bilateral_share"
            raise ValueError(message)
        return value


class PlanSettings(StepSettings):
    """How the plan of work is scheduled.

    Attributes
    ----------
    start : date or None
        First day of the plan; left out, the day after as_of.
    working_days : tuple of str
        Days of the week on which people work.
    draws : int
        Courses of the plan that are drawn at random.
    shape : {"pert", "triangular"}
        How a duration spreads between its shortest and its longest.
    correlation : float
        How far the durations of a plan go wrong together, 0 to 1.
    """

    start: Day | None = None
    working_days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), min_length=1
    )
    draws: _Draws = 10_000
    shape: Literal["pert", "triangular"] = "pert"
    correlation: Share = 0.3


class BudgetSettings(StepSettings):
    """How the budget is added up.

    Attributes
    ----------
    funder : str or None
        Profile of the funder whose rules hold.
    indirect_rate : decimal or None
        Share for indirect costs; left out, that of the funder's profile.
    inflation : decimal
        Rise of prices in a year, as a share.
    rate_date : date or None
        Day whose exchange rates hold for the whole plan; left out, the latest known on as_of.
    physical_contingency : decimal
        Share for work that is not foreseen.
    payment_lag_months : int
        Months between work and payment.
    confidence : float
        Probability with which the budget is to be enough.
    ceiling : decimal or None
        What there is to spend in all, in base currency.
    """

    funder: str | None = None
    indirect_rate: Amount | None = None
    inflation: Amount = "0"
    rate_date: Day | None = None
    physical_contingency: Amount = "0"
    payment_lag_months: Annotated[int, Field(ge=0, le=120)] = 0
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.8
    ceiling: Amount | None = None

    @field_validator("funder")
    @classmethod
    def _known_funder(cls, value: str | None) -> str | None:
        if value is not None and value not in available_funders():
            message = f"one of {', '.join(available_funders())}"
            raise ValueError(message)
        return value


STEP_BLOCKS: Mapping[str, type[BaseModel]] = {
    "choice": ChoiceSettings,
    "partners": PartnerSettings,
    "plan": PlanSettings,
    "budget": BudgetSettings,
}
"""Blocks of ``project.yaml`` by their key."""
