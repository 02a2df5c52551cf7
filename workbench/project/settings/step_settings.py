"""What ``project.yaml`` says on the steps: options, partners, plan, budget, trials, roll-out.

Every default is our own choice; reports print what was used.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from workbench.frameworks.criteria import load_criteria
from workbench.frameworks.fields import DocumentedModel, NotNegative, ParameterBlock, Share
from workbench.frameworks.partner_rules import PartnerRules
from workbench.project.settings.kinds import Amount, Day, share_up_to

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_Draws = Annotated[int, Field(ge=100, le=1_000_000)]


class ChoiceSettings(ParameterBlock):
    """How options are compared."""

    criteria: tuple[str, ...] = Field(default=("gain", "months", "cost", "success"), min_length=1)
    """Criteria by which options are compared, the most important first."""
    ceiling: NotNegative | None = None
    """Cost above which an option is out, in base currency."""
    draws: _Draws = 10_000
    """Weightings that are drawn at random."""

    @field_validator("criteria")
    @classmethod
    def _known_criteria(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = load_criteria().keys
        if not set(value) <= set(known) or len(set(value)) < len(value):
            message = f"criteria, each once, out of {', '.join(known)}"
            raise ValueError(message)
        return value


class PlanSettings(ParameterBlock):
    """How the plan of work is scheduled."""

    start: Day | None = None
    """First day of the plan; left out, the day after as_of."""
    working_days: tuple[Weekday, ...] = Field(
        default=("mon", "tue", "wed", "thu", "fri"), min_length=1
    )
    """Days of the week on which people work."""
    draws: _Draws = 10_000
    """Courses of the plan that are drawn at random."""
    shape: Literal["pert", "triangular"] = "pert"
    """How a duration spreads between its shortest and its longest."""
    correlation: Share = 0.3
    """How far the durations of a plan go wrong together, 0 to 1."""


class BudgetSettings(ParameterBlock):
    """How the budget is added up."""

    funder: str | None = None
    """Profile of the funder whose rules hold."""
    indirect_rate: Annotated[Amount, share_up_to(1)] | None = None
    """Share for indirect costs; left out, that of the funder's profile."""
    inflation: Annotated[Amount, share_up_to(10)] = "0"
    """Rise of prices in a year, as a share."""
    rate_date: Day | None = None
    """Day whose exchange rates hold for the whole plan; left out, the latest known on as_of."""
    physical_contingency: Annotated[Amount, share_up_to(1)] = "0"
    """Share for work that is not foreseen."""
    payment_lag_months: Annotated[int, Field(ge=0, le=120)] = 0
    """Months between work and payment."""
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.8
    """Probability with which the budget is to be enough."""
    ceiling: Amount | None = None
    """What there is to spend in all, in base currency."""


class OutcomeSettings(ParameterBlock):
    """What is wanted of an outcome of the experiments."""

    title: str | None = None
    """Name as the report prints it; left out, the short name."""
    better: Literal["up", "down"] = "up"
    """Whether a larger effect is better, or a smaller one."""
    worth: float | None = None
    """Effect from which on it is worth having, in the measure of the experiments (ratios as natural
    logarithms), below 0 where less is better; left out, any effect in the wanted direction."""
    unit: str | None = None
    """Unit of the effect."""

    @field_validator("worth")
    @classmethod
    def _on_the_wanted_side(cls, worth: float | None, given: ValidationInfo) -> float | None:
        """Refuse a worth on the wrong side of 0, by which harm would count as worth having."""
        wanted = -1 if given.data.get("better") == "down" else 1
        if worth is not None and worth * wanted < 0:
            side = "below 0, as less is better" if wanted < 0 else "above 0, as more is better"
            message = f"an effect {side}, such as {-worth:g}"
            raise ValueError(message)
        return worth


class ExperimentSettings(ParameterBlock):
    """How experiments are put together."""

    outcomes: Mapping[str, OutcomeSettings] = Field(default_factory=dict)
    """What is wanted of each outcome, by its short name, such as {loss: {title: Grain lost, better:
    down, worth: -2, unit: per cent}}; the first one decides."""
    correlation: Annotated[float, Field(ge=0, le=0.95)] = 0.6
    """How far effects of one study err together, 0 to 0.95."""
    user_worth: Amount | None = None
    """What one more user is worth to those who pay, in base currency."""


class TransformationSettings(ParameterBlock):
    """What the roll-out of an AI transformation has to keep to."""

    support_teams: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Teams that can each look after one unit at a time; left out, it is not known."""
    ceiling: Amount | None = None
    """What all units may cost, in base currency; left out, the ceiling of the budget."""
    first_wave_ceiling: Amount | None = None
    """What the first wave may cost, in base currency; left out, the same as for all units."""
    weeks: Annotated[float, Field(gt=0, le=1_000)] = 24.0
    """Weeks of the plan within which all units are to use the capability."""
    weeks_before: NotNegative = 6.0
    """Weeks of the plan that are over when the first unit begins."""


STEP_BLOCKS: Mapping[str, type[DocumentedModel]] = {
    "choice": ChoiceSettings,
    "partners": PartnerRules,
    "plan": PlanSettings,
    "budget": BudgetSettings,
    "experiments": ExperimentSettings,
    "transformation": TransformationSettings,
}
"""Blocks of ``project.yaml`` by their key."""
