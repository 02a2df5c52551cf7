"""How much hangs on a single source."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.experiments.analysis.funding_mix import FundingSource, funding_mix


def source(key, amount, currency="USD", firm="pledged", site="huye"):
    value = None if amount is None else Decimal(amount)
    return FundingSource(site, key, key.title(), value, currency, firm)


def test_one_source_is_fully_concentrated():
    found = funding_mix("huye", [source("a", 100)], {}, "USD")
    assert (found.concentration, found.effective) == (1.0, 1.0)


def test_other_currencies_are_converted_or_stand_apart():
    rows = [source("a", 100), source("b", 1000, "RWF"), source("c", 5, "EUR")]
    found = funding_mix("huye", rows, {"RWF": 0.1}, "USD")
    assert found.concentration == pytest.approx(0.5)
    assert [why for _, why in found.apart] == ["no rate for its currency"]


def test_ideas_and_unknown_amounts_do_not_count():
    rows = [source("a", 100, firm="idea"), source("b", None), source("c", 10, site="other")]
    found = funding_mix("huye", rows, {}, "USD")
    assert (found.concentration, found.effective, found.shares) == (None, None, ())
    assert [why for _, why in found.apart] == ["no more than an idea", "amount not known"]


@given(amounts=st.lists(st.integers(1, 10**6), min_size=1, max_size=9))
def test_the_effective_number_lies_between_one_and_the_number_of_sources(amounts):
    rows = [source(f"s{n}", amount) for n, amount in enumerate(amounts)]
    found = funding_mix("huye", rows, {}, "USD")
    assert 1 - 1e-9 <= found.effective <= len(amounts) + 1e-9
    assert sum(share for _, share in found.shares) == pytest.approx(1)


def test_what_is_requested_stands_beside_what_is_certain():
    rows = [source("a", 60), source("b", 40, firm="received"), source("c", 900, firm="requested"),
            source("d", 5, firm=None)]  # fmt: skip
    found = funding_mix("huye", rows, {}, "USD")
    assert (found.certain, found.requested) == (100.0, 900.0)
    assert found.concentration == pytest.approx(0.52)
    assert [why for _, why in found.apart] == ["requested", "how firm it is, is not known"]
