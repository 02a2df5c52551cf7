"""Funder profiles: headings, indirect costs and forecasts as a funder wants them, dated.

The rules are data, one YAML file per profile in the folder ``funders``. Rules change: each profile
says from when it holds and where it comes from, and stays *unverified* until somebody who knows
fills in ``verified_on``.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from workbench.errors import UnknownName
from workbench.frameworks.catalogues import shipped_keys, shipped_model
from workbench.frameworks.cost_categories import cost_categories
from workbench.frameworks.documents import read_yaml
from workbench.frameworks.fields import Fixed, FixedMapping, FrozenModel, Key, Text
from workbench.frameworks.spans import day_of
from workbench.frameworks.validation import require_model

_Rate = Annotated[Decimal, Field(ge=0, le=1)]
_Amount = Annotated[Decimal, Field(ge=0)]


class Heading(FrozenModel):
    """A heading of the funder's own form.

    Attributes
    ----------
    key : str
        Short name.
    title : str
        What the form prints.
    """

    key: Key
    title: Text


class Threshold(FrozenModel):
    """A price below which a thing counts as something else.

    Attributes
    ----------
    category : str
        Category of our chart that the line carries.
    below : Decimal
        Price of one unit, in the currency of the profile, from which the category holds.
    counts_as : str
        Category of our chart below that price.
    """

    category: Key
    below: _Amount
    counts_as: Key


class IndirectRule(FrozenModel):
    """How indirect costs follow from direct ones.

    Attributes
    ----------
    rate : Decimal or None
        Share of the base; ``None`` where only the organisation knows it.
    base : str
        What the rate is taken of: direct costs in cash.
    exclude : tuple of str
        Categories of our chart that are not in the base.
    cap_per_subaward : Decimal or None
        First amount of each subaward that stays in the base, in time order, in the currency of the
        profile.
    by_kind : mapping of str to Decimal
        _Rate by type of organisation, where the funder makes a difference.
    note : str or None
        What to know about it.
    """

    rate: _Rate | None = None
    base: Literal["direct"] = "direct"
    exclude: tuple[Key, ...] = ()
    cap_per_subaward: _Amount | None = None
    by_kind: Fixed[_Rate] = FixedMapping({})
    note: Text | None = None


class FunderProfile(FrozenModel):
    """What one funder asks of a budget.

    Attributes
    ----------
    key : str
        Short name; the table ``funding`` names it.
    title : str
        What a report prints.
    valid_from, valid_to : date
        From when, and until when, the rules hold.
    source : str
        Where they come from.
    verified_on : date or None
        Day on which somebody who knows checked them.
    currency : str or None
        Currency of the amounts in the profile.
    note : str or None
        What to know about it.
    categories : tuple of Heading
        Headings in the order of the form.
    map : mapping of str to str
        Heading of each category of our chart.
    indirect : IndirectRule
        How indirect costs follow.
    thresholds : tuple of Threshold
        Prices below which a thing counts as something else.
    cash_forecast : str
        Period of the cash forecast: "month", "quarter" or "year".
    contingencies : str
        "apart": physical and price contingencies stand under headings of their own, beside costs at
        the prices of their date; "within": rising prices are part of each line.
    pays_contingency : bool
        Whether an amount for work that is not foreseen may stand in the budget.

    Examples
    --------
    >>> load_funder("us-federal-2024").status("2026-03-01")
    'valid from 2024-10-01, unverified'
    >>> load_funder("us-federal-2024").heading("subaward").title
    'f. Contractual'
    """

    key: Key
    title: Text
    valid_from: date
    valid_to: date | None = None
    source: Text
    verified_on: date | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    note: Text | None = None
    categories: tuple[Heading, ...] = Field(min_length=1)
    map: Fixed[Key]
    indirect: IndirectRule = IndirectRule()
    thresholds: tuple[Threshold, ...] = ()
    cash_forecast: Literal["month", "quarter", "year"] = "year"
    contingencies: Literal["within", "apart"] = "within"
    pays_contingency: bool = True

    @model_validator(mode="after")
    def _fits_the_chart(self) -> FunderProfile:
        keys = [one.key for one in self.categories]
        chart = cost_categories().keys
        named = [*self.map, *self.indirect.exclude]
        named += [key for one in self.thresholds for key in (one.category, one.counts_as)]
        faults = {
            "each heading once; twice there is": {key for key in keys if keys.count(key) > 1},
            "categories of our chart, not": set(named) - set(chart),
            "a heading for every category of our chart; none there is for": set(chart)
            - set(self.map),
            "headings that the profile lists, not": set(self.map.values()) - set(keys),
        }
        wrong = [f"{words} {', '.join(sorted(found))}" for words, found in faults.items() if found]
        if self.valid_to is not None and self.valid_to < self.valid_from:
            wrong.append("a last day of validity that is not before the first")
        needs_currency = self.thresholds or self.indirect.cap_per_subaward is not None
        if needs_currency and self.currency is None:
            wrong.append("the currency of its amounts")
        if wrong:
            raise ValueError("; ".join(wrong))
        return self

    def heading(self, category: str) -> Heading:
        """Return the heading under which a category of our chart stands.

        Raises
        ------
        UnknownName
            The chart has no such category.
        """
        if category not in self.map:
            raise UnknownName(kind="cost category", name=category, known=list(self.map))
        return next(one for one in self.categories if one.key == self.map[category])

    def status(self, day: str | date | None = None) -> str:
        """Describe from when the rules hold and who has checked them.

        Parameters
        ----------
        day : str or date, optional
            Day on which they are used; says so where they do not hold then.

        Returns
        -------
        str
            Such as "valid from 2024-10-01, unverified".
        """
        day = None if day is None else day_of(day)
        words = f"valid from {self.valid_from}"
        if self.valid_to is not None:
            words += f" to {self.valid_to}"
        outside = day is not None and (
            day < self.valid_from or (self.valid_to is not None and day > self.valid_to)
        )
        if outside:
            words += f", not valid on {day}"
        known = "unverified" if self.verified_on is None else f"verified on {self.verified_on}"
        return f"{words}, {known}"


def available_funders() -> tuple[str, ...]:
    """List the funder profiles that come with the workbench.

    Examples
    --------
    >>> available_funders()[:2]
    ('cgiar-ipsr', 'foundation')
    """
    return shipped_keys("funders")


@cache
def load_funder(key: str) -> FunderProfile:
    """Return a funder profile that comes with the workbench; read once per process.

    Raises
    ------
    UnknownName
        There is none of this key.
    """
    return shipped_model(FunderProfile, "funders", key, "funder profile")


def read_funder(path: str | Path) -> FunderProfile:
    """Read a funder profile of one's own, in the form of those that come with the workbench.

    Raises
    ------
    InvalidInput
        The file cannot be read, or has problems; all of them are listed with line and place.
    """
    return require_model(FunderProfile, read_yaml(Path(path)), "a funder profile")
