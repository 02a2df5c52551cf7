"""How partners are chosen: the block ``partners`` of a project, and what the analysis goes by.

It stands here, below both packages that need it: a project states it, and partners are chosen by
it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from workbench.frameworks.fields import NotNegative, ParameterBlock, Share


class PartnerRules(ParameterBlock):
    """How partners are chosen; every number given is our own choice.

    Examples
    --------
    >>> PartnerRules(budget=80_000).most_bilateral
    2
    """

    reach_ties: Annotated[int, Field(ge=1)] = 2
    """Most ties over which a partner reaches an actor."""
    bilateral_share: Share = 0.9
    """Part of what all actors could give from which the best two partners are enough."""
    platform_share: Share = 0.5
    """Part below which a platform is proposed; in between, both."""
    ignore_below: Share = 0.2
    """Weight below which a need does not decide between partners one by one and a platform."""
    platform_effect: Share = 0.5
    """Part of its capacity that a member brings in over a platform."""
    platform_reach: Share = 0.85
    """Part of its reach that a member brings in over a platform."""
    platform_cost: NotNegative | None = None
    """What running a platform costs, in base currency; left out, a usual partnership."""
    budget: NotNegative | None = None
    """Most that partnerships may cost, in base currency; left out, five usual ones."""
    tolerance: Share = 0.1
    """Part of the best value that may be given up for a cheaper set of partners."""
    most_bilateral: Annotated[int, Field(ge=0)] = 2
    """Most partners with whom the lead works one by one."""
    layers: Mapping[str, Share] | None = None
    """Weight of each sort of relation, 0 to 1; left out, collaboration alone counts."""
    imputations: Annotated[int, Field(ge=1, le=100_000)] = 200
    """Times that the ties of actors who did not answer are filled in."""

    @field_validator("platform_share")
    @classmethod
    def _in_order(cls, value: float, others: ValidationInfo) -> float:
        most = others.data.get("bilateral_share")
        if most is not None and value > most:
            message = f"a share up to {most:g}, the bilateral_share"
            raise ValueError(message)
        return value
