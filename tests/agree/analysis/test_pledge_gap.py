"""What is missing between cost and pledges."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.pledge_gap import pledge_gap
from workbench.agree.analysis.rows import Pledge

DAY = date(2026, 3, 14)


def pledge(amount, firmness="written", *, low=None, high=None, currency="USD", expires=None):
    ends = [None if one is None else Decimal(one) for one in (low, amount, high)]
    return Pledge("G", "bank", "money", "cash", None, *ends, currency, firmness, DAY, expires, None)


def gap(*pledges, cost=1000, beside=0):
    rates = {"USD": Decimal(1), "RWF": Decimal(1400)}
    return pledge_gap(
        pledges, cost=Decimal(cost), at_least=False, beside=Decimal(beside), as_of=DAY,
        to_base=lambda amount, currency: amount / rates[currency] if currency in rates else None,
    )  # fmt: skip


def test_written_pledges_are_firm_and_words_are_the_other_end():
    found = gap(pledge(300), pledge(200, "verbal"), pledge(400, "idea"), beside=100)
    assert (found.least, found.most) == (400, 600)


def test_a_range_counts_with_its_lower_end():
    found = gap(pledge(300, low=250, high=400))
    assert (found.least, found.most) == (600, 750)


def test_expired_in_an_unknown_currency_or_open_counts_as_nothing_and_is_told():
    old = pledge(300, expires=date(2026, 3, 13))
    found = gap(old, pledge(5, currency="XXX"), pledge(None), pledge(140000, currency="RWF"))
    assert [one.counts for one in found.rows] == ["expired", "no rate", "open", "firm"]
    assert (found.least, found.most) == (900, 900)


def test_it_holds_on_its_last_day():
    assert gap(pledge(300, expires=DAY)).rows[0].counts == "firm"


amounts = st.integers(0, 2000)
firmness = st.sampled_from(["idea", "verbal", "written"])


@given(st.lists(st.tuples(amounts, firmness), max_size=5), amounts)
def test_the_range_is_one_and_never_below_nothing(given_, cost):
    found = gap(*[pledge(a, f) for a, f in given_], cost=cost)
    assert 0 <= found.least <= found.most <= cost
