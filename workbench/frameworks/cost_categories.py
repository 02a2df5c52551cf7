"""The workbench's own chart of cost categories: what a cost line is for.

The chart is data, in ``cost_categories.yaml``. Each funder's profile maps it onto the headings of
its own form (:mod:`workbench.frameworks.funders`).
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Final

from pydantic import model_validator

from workbench.frameworks.catalogues import Catalogue, Entry, shipped_catalogue
from workbench.frameworks.fields import Text

COMPUTED: Final = ("physical-contingency", "price-contingency", "indirect")
"""Categories that the workbench works out; it looks for them by these keys."""


class CostCategory(Entry):
    """One leaf of the chart.

    Attributes
    ----------
    group : str
        Heading above it.
    subaward : bool
        Whether it is money that a partner receives to carry out a part of the work.
    computed : bool
        Whether the workbench works it out, so that no line may carry it.
    """

    group: Text
    subaward: bool = False
    computed: bool = False


class Chart(Catalogue[CostCategory]):
    """All cost categories, in the order in which a budget lists them.

    Examples
    --------
    >>> chart = cost_categories()
    >>> chart["travel-staff"].title
    'Travel of staff'
    >>> len(chart.leaves)
    22
    """

    kind: ClassVar[str] = "cost category"

    @model_validator(mode="after")
    def _has_computed_ones(self) -> Chart:
        absent = [key for key in COMPUTED if key not in self.keys or not self[key].computed]
        if absent:
            message = f"the computed categories {', '.join(absent)}"
            raise ValueError(message)
        return self

    @property
    def leaves(self) -> tuple[CostCategory, ...]:
        """Categories that a cost line may carry."""
        return tuple(one for one in self.entries if not one.computed)


@cache
def cost_categories() -> Chart:
    """Return the chart that comes with the workbench; read once per process."""
    return shipped_catalogue(Chart, "cost_categories.yaml")
