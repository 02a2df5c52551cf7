import pandas as pd
import pytest

from tests.fixtures.packages import sure, weigh_from
from workbench.options.analysis.tree_evidence import Known, hints


def _known(results, word="firm"):
    return Known.of(results, sure(results, word))


@pytest.fixture
def hint(weigh, options):
    def hint(*rows, component="C3", **more):
        known = _known(weigh(options(*rows), **more))
        return hints(known, ("s", component))

    return hint


def test_a_component_that_does_not_count(hint):
    found = hint({"option": "stop"}, component="C3b")
    assert found["needed"].answer == "no"
    assert found["needed"].words == "It does not count at this site: not needed."
    assert found["firm"].answer == "no"


def test_the_best_of_several_options_speaks(hint):
    rows = [
        {"option": "develop", "proposal": "a", "use_after": 2, "title": "A"},
        {"option": "develop", "proposal": "b", "use_after": 4, "title": "B"},
    ]
    found = hint(*rows)["develop"]
    assert (found.answer, found.words) == (
        "yes",
        "B: the component goes from 8 to 16, the package goes from 8 to 16.",
    )


def test_an_option_that_cannot_be_weighed_says_why(hint):
    found = hint({"option": "postpone"})["postpone"]
    assert found.answer == "no"
    assert "No dated change" in found.words


def test_another_aim_or_place_is_no_gain_so_the_data_do_not_answer(hint):
    row = {"option": "reorient", "new_ambition": "Less"}
    for one, who in ((row, "nobody has accepted it"), (row | {"accepted_by": "donor"}, "donor")):
        found = hint(one)["reorient"]
        assert found.answer is None
        assert who in found.words
        assert "scores 18, today 8" in found.words
    moved = hint({"option": "relocate", "to_site": "t"})
    assert moved["relocate"].answer is None
    assert moved["stop"].answer == "no"  # a substitute is known


def test_what_the_team_calls_impossible_is_no_way(hint):
    row = {"option": "develop", "use_after": 4, "feasible": False, "why": "No staff"}
    found = hint(row)["develop"]
    assert found.answer == "no"
    assert found.words.startswith("The team says that it is not feasible: No staff.")


@pytest.mark.parametrize(("word", "answer"), [("firm", "yes"), ("leaning", None), ("open", "no")])
def test_the_tied_components_are_tested_together(components, scores, options, word, answer):
    levels = {"C1": (2, 2), "C2": (2, 2), "C3": (2, 2), "C4": (9, 9)}
    none = options({"option": "stop"})
    results = weigh_from(none, components("s", levels), scores("s", levels))
    found = hints(_known(results, word), ("s", "C3"))["firm"]
    assert found.answer == answer
    assert "3 components share the lowest score" in found.words
    assert word in found.words


def test_stop_follows_from_the_others(hint):
    assert hint({"option": "stop"})["stop"].answer == "no"  # a substitute is known
    nothing = [
        {"option": "substitute", "substitute": "C3"},
        {"option": "outsource"},
        {"option": "develop"},
        {"option": "relocate"},
        {"option": "reorient"},
        {"option": "postpone"},
    ]
    assert hint(*nothing)["stop"].answer == "yes"
    assert hint(*nothing[:-1])["stop"].answer is None


def test_a_known_claim_beyond_its_evidence_is_told(weigh, options):
    piece = {"site": "s", "component": "C3", "dimension": "use", "supports_level": 1}
    evidence = pd.DataFrame([piece | {"strength": "weak"}])
    known = _known(weigh(options({"option": "stop"}), evidence=evidence))
    assert (
        "more use is claimed than the evidence supports" in hints(known, ("s", "C3"))["firm"].words
    )


def test_a_substitute_is_found_by_function(components, scores, options):
    levels = {"radio": (4, 2), "posters": (7, 1), "plays": (8, 5), "seed": (9, 9)}
    serves = ["awareness;capacity", "awareness", "capacity; awareness", "access"]
    here = components("s", levels, functions=serves, title=["R", "Po", "Pl", "S"])
    there = components("t", ["phone"], functions="capacity", title="Ph")
    listed, none = pd.concat([here, there]), options({"option": "stop", "component": "radio"})

    def hint(levels):
        judged = scores("s", levels)
        results = weigh_from(none, listed, judged, sites=["s", "t"])
        return hints(_known(results), ("s", "radio"))["substitute"]

    found = hint(levels)  # the one that scores highest; the posters are no better
    assert (found.answer, found.words) == (
        "yes", "Pl serves the same function and scores 40 here."
    )  # fmt: skip
    unscored = hint(levels | {"plays": (8, pd.NA)})
    assert (unscored.answer, unscored.words) == (
        None, "Ph serves the same function; it is not scored here."
    )  # fmt: skip
    alone = hints(
        _known(weigh_from(none, here.assign(functions=None), scores("s", levels))), ("s", "radio")
    )["substitute"]
    assert alone.words == "No component with the same function is known."
