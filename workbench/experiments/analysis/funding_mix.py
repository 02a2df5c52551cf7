"""How much hangs on a single source of money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from workbench.core.method import Method

METHOD: Final = Method(
    "diversity of funding",
    {"counted": "what is received or pledged, in one currency; what is requested stands apart"},
    ("Herfindahl-Hirschman index; Hill 1973, https://doi.org/10.2307/1934352 (effective number)",),
)

_CERTAIN: Final = ("received", "pledged")


@dataclass(frozen=True, slots=True)
class FundingSource:
    """A source of money; columns of the table of funding."""

    site: str
    source: str
    title: str
    amount: Decimal | None
    currency: str | None
    firm: str | None


@dataclass(frozen=True, slots=True)
class FundingMix:
    """The sources of a site in one currency.

    Attributes
    ----------
    site, currency : str
    shares : tuple of (FundingSource, float)
        Sources of what is received or pledged, with their share of it; the largest first.
    certain, requested : float
        Sums of what is received or pledged, and of what is no more than requested.
    apart : tuple of (FundingSource, str)
        Sources that do not count, and why.
    method : Method
    """

    site: str
    currency: str
    shares: tuple[tuple[FundingSource, float], ...]
    certain: float
    requested: float
    apart: tuple[tuple[FundingSource, str], ...]
    method: Method = METHOD

    @property
    def concentration(self) -> float | None:
        """Sum of squared shares of what is certain: 1 is one source; none where nothing is."""
        return sum(share**2 for _, share in self.shares) if self.shares else None

    @property
    def effective(self) -> float | None:
        """How many equal sources would be as diverse."""
        found = self.concentration
        return 1 / found if found else None


def funding_mix(
    site: str, sources: Sequence[FundingSource], convert: dict[str, float], currency: str
) -> FundingMix:
    """Return how the money of a site is spread over its sources.

    Parameters
    ----------
    site : str
    sources : sequence of FundingSource
        Those of other sites are passed over.
    convert : dict of str to float
        What one unit of a currency is in `currency`; a source without a rate stands apart.
    currency : str

    Examples
    --------
    >>> from decimal import Decimal
    >>> rows = [
    ...     FundingSource("s", "a", "A", Decimal(75), "USD", "pledged"),
    ...     FundingSource("s", "b", "B", Decimal(25), "USD", "received"),
    ... ]
    >>> found = funding_mix("s", rows, {}, "USD")
    >>> found.concentration, found.effective
    (0.625, 1.6)
    """
    counted: list[tuple[FundingSource, float]] = []
    requested = 0.0
    apart: list[tuple[FundingSource, str]] = []
    rates = {**convert, currency: 1.0}
    for one in sources:
        if one.site != site:
            continue
        if one.firm == "idea":
            apart.append((one, "no more than an idea"))
        elif one.amount is None:
            apart.append((one, "amount not known"))
        elif one.currency not in rates:
            apart.append((one, "no rate for its currency"))
        elif one.firm in _CERTAIN:
            counted.append((one, float(one.amount) * rates[one.currency]))
        elif one.firm == "requested":
            requested += float(one.amount) * rates[one.currency]
            apart.append((one, "requested"))
        else:
            apart.append((one, "how firm it is, is not known"))
    counted = [own for own in counted if own[1] > 0]
    total = sum(amount for _, amount in counted)
    shares = sorted(((one, amount / total) for one, amount in counted), key=lambda own: -own[1])
    return FundingMix(site, currency, tuple(shares), total, requested, tuple(apart))
