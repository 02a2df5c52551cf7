"""The gap in money: bars are shares of the cost, amounts stand beside them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.pledge_gap import pledge_gap
from workbench.agree.analysis.rows import Pledge
from workbench.agree.figures.pledges import pledge_bars
from workbench.errors import NothingToShow

DAY = date(2026, 3, 14)
NASTY = "<b>Ärzte</b> & $x$ %{x}"


def pledge(amount, firmness="written", *, what="Grant", expires=None):
    ends = (None, None if amount is None else Decimal(amount), None)
    return Pledge("G", "bank", what, "cash", None, *ends, "USD", firmness, DAY, expires, None)


def gap(*pledges, cost=1000, at_least=False, beside=0):
    return pledge_gap(
        pledges, cost=Decimal(cost), at_least=at_least, beside=Decimal(beside), as_of=DAY,
        to_base=lambda amount, _: amount,
    )  # fmt: skip


def draw(**gaps):
    return pledge_bars({kind.replace("_", "-"): one for kind, one in gaps.items()}, "USD")


def bars(figure):
    return {one.name.split(":")[0]: list(one.x) for one in figure.data}


def notes(figure):
    return [one.text for one in figure.layout.annotations]


def test_a_bar_for_each_kind_shows_what_is_firm_in_words_and_missing():
    figure = draw(cash=gap(pledge(300), pledge(200, "verbal")), in_kind=gap(cost=80, beside=80))
    assert bars(figure) == {"firm": [0.3, 1.0], "in words": [0.2, 0.0], "missing": [0.5, 0.0]}
    assert notes(figure) == [
        "<b>Cash</b>: costs USD\xa01,000",
        "<b>In kind</b>: costs USD\xa080",
        "firm 300 · in words 200<br>missing 500 to 700",
        "firm 80 · in words 0<br>missing nothing",
    ]
    assert figure.layout.meta["alt"] == (
        "Cash costs USD 1,000: firm 300; in words 200; missing 500 to 700. Of the cost: firm 30 %; "
        "in words 20 %; missing 50 %. In kind costs USD 80: firm 80; in words 0; missing nothing. "
        "Of the cost: firm 100 %; in words 0 %; missing 0 %."
    )


def test_the_kinds_of_money_differ_by_hatch_too():
    figure = draw(cash=gap(pledge(300)))
    looks = {(one.marker.color, one.marker.pattern.shape) for one in figure.data}
    assert len(looks) == 3


@pytest.mark.parametrize(("made", "words"), [
    (gap(pledge(300)), "missing 700"),
    (gap(pledge(300), at_least=True), "missing at least 700"),
    (gap(pledge(300), pledge(1, "verbal"), at_least=True),
     "missing 699 to 700, and what is not priced yet"),
    (gap(pledge(1200)), "missing nothing, 200 firm beyond the cost"),
    (gap(pledge(1000), at_least=True), "missing what is not priced yet"),
])  # fmt: skip
def test_what_is_missing_is_said_as_far_as_it_is_known(made, words):
    assert notes(draw(cash=made))[1].endswith(f"<br>{words}")


def test_what_is_given_beyond_the_cost_is_said_and_not_drawn():
    figure = draw(cash=gap(pledge(5000), pledge(9000, "verbal")))
    assert bars(figure) == {"firm": [1.0], "in words": [0.0], "missing": [0.0]}


def test_what_does_not_count_is_named_with_its_reason():
    figure = draw(cash=gap(
        pledge(300, "idea", what="Loan"), pledge(None, what="Land"),
        pledge(200, what="Old grant", expires=date(2026, 1, 1)),
    ))  # fmt: skip
    assert (
        "Not counted: Loan (300, an idea), Land (amount to be determined) and "
        "Old grant (200, no longer holds)."
    ) in figure.layout.meta["caption"]


def test_a_kind_without_cost_has_no_bar_and_its_amounts():
    figure = draw(in_kind=gap(pledge(50), cost=0))
    assert bars(figure) == {"firm": [0.0], "in words": [0.0], "missing": [0.0]}
    assert notes(figure)[1] == "firm 50 · in words 0<br>missing nothing, 50 firm beyond the cost"


amounts = st.integers(0, 2000)


@given(st.lists(st.tuples(amounts, st.sampled_from(["verbal", "written"])), max_size=4),
       st.integers(1, 2000))  # fmt: skip
def test_the_parts_of_a_bar_are_the_whole_cost(given_, cost):
    made = gap(*[pledge(*one) for one in given_], cost=cost)
    parts = bars(draw(cash=made))
    assert all(0 <= own[0] <= 1 for own in parts.values())
    assert sum(own[0] for own in parts.values()) == pytest.approx(1)
    assert parts["missing"][0] == pytest.approx(float(made.least) / cost)
    assert parts["in words"][0] == pytest.approx(float(made.most - made.least) / cost)


def test_text_from_data_is_escaped(texts):
    figure = pledge_bars({"cash": gap(pledge(3, "idea", what=NASTY))}, NASTY)
    for text in texts(figure):
        assert "<b>Ärzte" not in text
        assert "$" not in text
        assert "%{" not in text


@pytest.mark.parametrize("gaps", [{}, {"cash": gap(cost=0)}])
def test_without_cost_and_pledges_there_is_no_picture(gaps):
    with pytest.raises(NothingToShow, match="No cost is known"):
        pledge_bars(gaps, "USD")
