"""What is missing between what the work costs and what parties say they will give, as a range.

The least that is missing counts what is given in words, too; the most counts only what is written
and still holds. Ideas never count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workbench.agree.analysis.rows import Pledge
from workbench.core.method import Method

METHOD: Final = Method(
    "pledge gap",
    {},
    (
        "cost less firm pledges, each for what is planned on its source at the most; with those in "
        "words as the other end of the range; ideas and expired pledges count as nothing: ours",
    ),
)


@dataclass(frozen=True, slots=True)
class WeighedPledge:
    """A pledge in base currency.

    Attributes
    ----------
    pledge : Pledge
        As it was made.
    low, high : Decimal or None
        Least and most, in base currency; ``None`` is to be determined.
    counts : str
        "firm" (written), "soft" (in words), "idea", "expired", "no rate", "open" (no amount).
    """

    pledge: Pledge
    low: Decimal | None
    high: Decimal | None
    counts: str


@dataclass(frozen=True, slots=True)
class PledgeGap:
    """What is missing.

    Attributes
    ----------
    cost : Decimal
        What the work costs.
    at_least : bool
        Whether some of it is still to be determined.
    firm : Decimal
        Firm pledges, at the least, and sources of money that are pledged or received and that no
        pledge speaks of.
    soft : Decimal
        What would come on top at the most: pledges in words, and the upper ends of firm ones.
    rows : tuple of WeighedPledge
        Each pledge, in the order of the table.
    """

    cost: Decimal
    at_least: bool
    firm: Decimal
    soft: Decimal
    rows: tuple[WeighedPledge, ...]

    @property
    def most(self) -> Decimal:
        """Most that is missing: with firm pledges alone; never below 0."""
        return max(self.cost - self.firm, Decimal(0))

    @property
    def least(self) -> Decimal:
        """Least that is missing: with pledges in words too; never below 0."""
        return max(self.cost - self.firm - self.soft, Decimal(0))


def pledge_gap(
    pledges: Iterable[Pledge],
    *,
    cost: Decimal,
    at_least: bool,
    beside: Decimal,
    planned: Mapping[str, Decimal] | None = None,
    as_of: date | None,
    to_base: Callable[[Decimal, str], Decimal | None],
) -> PledgeGap:
    """Return what is missing between cost and pledges.

    Parameters
    ----------
    pledges : iterable of Pledge
        The pledges.
    cost : Decimal
        What the work costs, in base currency.
    at_least : bool
        Whether some of it is still to be determined.
    beside : Decimal
        Money of sources that is pledged or received and that no pledge speaks of.
    planned : mapping of str to Decimal, optional
        What is planned on each source: what it gives beyond that pays nothing else.
    as_of : date or None
        Day on which a pledge has to hold; ``None`` takes all as holding.
    to_base : callable
        Amount and currency to base currency; ``None`` where there is no rate.

    Examples
    --------
    >>> day = date(2026, 3, 1)
    >>> one = Pledge("G1", "union", "land", "in-kind", None, None, Decimal(300), None, "USD",
    ...              "written", day, None, None)
    >>> two = Pledge("G2", "bank", "loan officer", "cash", None, Decimal(100), Decimal(200), None,
    ...              "USD", "verbal", day, None, None)
    >>> found = pledge_gap([one, two], cost=Decimal(1000), at_least=False, beside=Decimal(0),
    ...                    as_of=day, to_base=lambda amount, _: amount)
    >>> found.least, found.most
    (Decimal('500'), Decimal('700'))
    """  # fmt: skip
    rows = tuple(_weighed(one, as_of, to_base) for one in pledges)
    firm, soft, left = beside, Decimal(0), dict(planned or {})
    for one in rows:
        low, high = one.low or Decimal(0), one.high or Decimal(0)
        source = one.pledge.source
        if source is not None and source in left and one.counts in {"firm", "soft"}:
            low, high = min(low, left[source]), min(high, left[source])
            left[source] -= high
        if one.counts == "firm":
            firm, soft = firm + low, soft + high - low
        elif one.counts == "soft":
            soft += high
    return PledgeGap(cost, at_least, firm, soft, rows)


def _weighed(
    one: Pledge, as_of: date | None, to_base: Callable[[Decimal, str], Decimal | None]
) -> WeighedPledge:
    ends = [
        end
        for end in (one.low, one.amount, one.high)
        if end is not None
    ]  # fmt: skip
    if not ends:
        return WeighedPledge(one, None, None, "open")
    low, high = to_base(min(ends), one.currency), to_base(max(ends), one.currency)
    if low is None or high is None:
        return WeighedPledge(one, None, None, "no rate")
    counts = {"written": "firm", "verbal": "soft"}.get(one.firmness, "idea")
    if as_of is not None and one.expires is not None and one.expires < as_of:
        counts = "expired"
    return WeighedPledge(one, low, high, counts)
