"""The price of a choice and the claims of its reason, against differences taken by hand."""

from dataclasses import replace

import pytest

from workbench.case import open_case, open_cases
from workbench.options.analysis.choice_price import contradictions, price_of_choice


@pytest.fixture(scope="module")
def huye():
    return open_case("data/example", "rw-huye").options.proposals


def test_the_price_of_huye_and_what_the_package_hides(huye):
    price = price_of_choice(huye["seed-1"], huye["seed-2"])
    assert (price.cost, price.months, price.score, price.hidden) == (46_000, 4, 0, (24, 28))
    words = price.words("USD")
    assert "takes USD 46,000 more and 4 months longer, succeeds with 70 % instead of 75 %" in words
    assert "reaches at most 18 with both" in words
    hidden = price.hidden_words()
    assert hidden.startswith("The package stops at 18 because of Extension messages.")
    assert "itself reaches 28 with the choice and 24 with substitute" in hidden


def test_the_best_of_today_is_not_called_advised(huye):
    price = price_of_choice(huye["seed-1"], huye["seed-2"], tentative=True)
    assert "substitute, which is best by today's numbers, the choice" in price.words("USD")


def test_what_is_not_known_is_not_compared(huye):
    unknown = replace(huye["seed-2"], cost=None, score_after=None)
    price = price_of_choice(huye["seed-1"], unknown)
    assert price.cost is None
    assert price.hidden is None
    assert "a cost that cannot be compared" in price.words("USD")
    assert "is not known for both" in price.words("USD")


@pytest.mark.parametrize("option", ["relocate", "reorient", "stop"])
def test_another_aim_has_no_price_in_this_one(huye, option):
    assert price_of_choice(huye["seed-1"], replace(huye["seed-2"], option=option)) is None
    assert price_of_choice(replace(huye["seed-1"], option=option), huye["seed-2"]) is None


@pytest.mark.parametrize(
    ("reason", "chosen", "claims"),
    [
        ("Highest use at the end, and the land is promised.", "seed-2", ["use"]),  # both reach 4
        ("It has the highest use.", "seed-3", ["use"]),  # 3
        ("Cheapest.", "seed-1", []),  # it is
        ("The cheapest and quickest way", "seed-2", ["cost", "months"]),
        ("Not the cheapest, but it lasts.", "seed-2", []),
        ("Most likely to succeed", "seed-1", []),
        ("The growers want it.", "seed-2", []),
        (None, "seed-2", []),
    ],
)
def test_claims_of_reasons(huye, reason, chosen, claims):
    found = contradictions(reason, huye[chosen], list(huye.values()))
    assert [one.claim for one in found] == claims


def test_a_claim_is_not_judged_where_a_rival_s_number_is_not_known(huye):
    rows = [replace(one, cost=None) if one.proposal == "seed-3" else one for one in huye.values()]
    assert contradictions("Cheapest", huye["seed-2"], rows) == []


def test_the_example_project_has_one_reason_that_the_data_do_not_bear():
    options = open_cases("data/example").options
    [(where, [one])] = options.contradicted.items()
    assert where == ("rw-huye", "clean-seed")
    assert "comes to use 4 as well" in one.words()
    assert set(options.prices) == {
        ("rw-huye", "clean-seed"), ("rw-nyanza", "by-laws"), ("rw-musanze", "input-credit"),
        ("rw-ruhango", "market-information"), ("ug-ntungamo", "transport"),
    }  # fmt: skip
