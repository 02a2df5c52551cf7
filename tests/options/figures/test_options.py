"""Figures of the options: letters and numbers agree, what is not known is never drawn at 0."""

import json
import math
import re
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pytest

from tests.fixtures.packages import declared, sure, weigh_from
from workbench.errors import InvalidInput, NothingToShow
from workbench.options import figures
from workbench.options.analysis.advice import advise
from workbench.options.analysis.choice import compare_options
from workbench.options.analysis.decision_tree import walk_tree
from workbench.options.analysis.decisions import review_decisions
from workbench.options.analysis.strategy_chain import strategy_chain
from workbench.options.figures.options import options_of_site

NASTY = "<script>x</script> & $x$"
LISTED = pd.DataFrame(
    {
        "site": "s",
        "component": ["C1", "C2", "C3", "C4"],
        "title": ["Stem", "Messages", f"Seed {NASTY}", "Chambers"],
        "role": ["core", "complementary", "complementary", "complementary"],
        "needed": [None, None, None, False],
    }
).astype({"needed": "boolean"})
JUDGED = LISTED[["site", "component"]].assign(readiness=[8, 6, 4, 6], use=[6, 3, 2, 5])
ROWS = [
    ("a", "C3", "substitute", 14_000, 6, None, None, 0.75, "C4"),
    ("b", "C3", "outsource", 60_000, 10, 7, 4, 0.7, None),
    ("c", "C3", "develop", None, 15, 6, 3, 0.5, None),
    ("d", "C3", "stop", 5_000, 2, None, None, None, None),
    ("e", "C2", "develop", 20_000, None, 7, 5, 0.9, None),
    ("f", "C3", "postpone", None, None, None, None, None, None),
]
NAMES = ["proposal", "component", "option", "cost", "months", "readiness_after", "use_after"]


def weigh(rows=ROWS, listed=LISTED, judged=JUDGED):
    options = pd.DataFrame(rows, columns=[*NAMES, "success", "substitute"]).assign(site="s")
    kinds = dict.fromkeys(["cost", "months", "success"], "float64")
    options = options.astype(kinds | {"readiness_after": "Int64", "use_after": "Int64"})
    options["title"] = NASTY
    return weigh_from(options, listed, judged, target=12)


def compare(results):
    keys = ["gain", "months", "cost", "success"]
    found = compare_options(results.table, keys, draws=400)
    # Where one is always the best there is nothing to draw: here it is told otherwise.
    return replace(found, facts=found.facts.assign(first_share=0.9))


@pytest.fixture(scope="module")
def results():
    return weigh()


@pytest.fixture(scope="module")
def drawn(results):
    choice = compare(results)
    decisions = pd.DataFrame(
        {"site": ["s"], "decision": ["D1"], "component": ["C3"], "option": ["outsource"],
         "proposal": ["b"]}
    )  # fmt: skip
    review = review_decisions(declared(decisions, "decisions"), results, LISTED, JUDGED)
    nothing = declared(pd.DataFrame(), "answers")
    certain = sure(results)
    told = advise(results, choice, walk_tree(nothing, results, certain), review, certain)
    sites = pd.DataFrame({"site": ["s"], "name": [NASTY]})
    return {
        "moves": figures.options_before_after(results),
        "gain": figures.gain_and_cost(results, choice, currency="USD"),
        "ranks": figures.rank_acceptability(results, choice),
        "chain": figures.option_chain(results, _chain(results), currency="USD"),
        "chosen": figures.chosen_options(sites, told),
    }


def _chain(results):
    return strategy_chain(results, chosen={}, advised={})


def _notes(figure):
    return " ".join(note.text for note in figure.layout.annotations)


def test_letters_are_those_of_the_table_and_last_for_many():
    assert [one.letter for one in options_of_site(weigh())] == list("ABCDEF")
    with pytest.raises(NothingToShow):
        options_of_site(weigh([]))


def test_figures_of_one_site_refuse_several(results):
    listed = pd.concat([LISTED, LISTED.assign(site="t")], ignore_index=True)
    judged = pd.concat([JUDGED, JUDGED.assign(site="t")], ignore_index=True)
    with pytest.raises(InvalidInput):
        figures.options_before_after(weigh(listed=listed, judged=judged))


def test_words_and_texts_are_plain_and_complete(drawn, texts):
    for name, figure in drawn.items():
        for words in (figure.layout.meta["caption"], figure.layout.meta["alt"]):
            assert words.endswith("."), name
            assert not re.search(r"\bnan\b|None|<NA>|  ", words), words
        for text in texts(figure):
            assert "<script>" not in text
            assert "$" not in text
        content = figure.to_json()
        assert "width" not in json.loads(content)["layout"]
        assert not re.search(r"NaN|Infinity", content)


def test_arrows_end_at_the_expected_levels_on_whole_axes(drawn):
    figure = drawn["moves"]
    [ends] = [t for t in figure.data if t.text is not None and "<b>B</b>" in t.text]
    places = dict(zip(ends.text, zip(ends.x, ends.y, strict=True), strict=True))
    assert set(places) == {"<b>A</b>", "<b>B</b>", "<b>C</b>", "<b>E</b>"}
    assert places["<b>B</b>"] == (4, 7)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert list(axis.tickvals) == list(range(10))
        assert axis.range[0] < 0
        assert axis.range[1] > 9
    assert "package 8 → 18, lowest then Messages" in _notes(figure)
    assert "Without an arrow: D stop" in figure.layout.meta["caption"]


def test_a_bottleneck_is_ringed(drawn):
    rings = [t for t in drawn["moves"].data if t.marker.symbol == "circle-open"]
    assert [(tuple(ring.x), tuple(ring.y)) for ring in rings] == [((2,), (4,))]


def test_an_unknown_cost_stands_in_a_strip_and_unknown_months_have_their_own_shape(drawn):
    figure = drawn["gain"]
    by_letter = {
        text: (x, symbol)
        for trace in figure.data
        if trace.text is not None
        for text, x, symbol in zip(trace.text, trace.x, trace.marker.symbol, strict=True)
    }
    assert by_letter["<b>C</b>"][0] > 60_000
    assert "cost<br>not known" in _notes(figure)
    assert by_letter["<b>E</b>"][1] == "diamond"
    assert "months not known" in _notes(figure) + figure.layout.meta["caption"]
    assert "D stop and F postpone" in figure.layout.meta["caption"]


def test_the_larger_the_circle_the_more_months(drawn):
    sizes = {
        text: size
        for trace in drawn["gain"].data
        if trace.text is not None
        for text, size in zip(trace.text, trace.marker.size, strict=True)
    }
    assert sizes["<b>A</b>"] < sizes["<b>B</b>"] < sizes["<b>C</b>"]


def test_without_a_gain_there_is_no_picture_of_it():
    rows = [("e", "C2", "develop", 20_000, 6, 7, 5, 0.9, None)]
    results = weigh(rows)
    with pytest.raises(NothingToShow):
        figures.gain_and_cost(results, compare(results))


def test_shares_of_an_option_add_up_to_one(drawn):
    bars = [trace for trace in drawn["ranks"].data if trace.type == "bar"]
    assert [bar.name for bar in bars] == ["1st", "2nd", "3rd"]
    for lengths in zip(*(bar.x for bar in bars), strict=True):
        assert sum(lengths) == pytest.approx(1)
    assert len({bar.marker.pattern.shape or bar.marker.color for bar in bars}) == 3
    assert "Stopping is shown apart" in drawn["ranks"].layout.meta["caption"]


def test_more_than_four_options_share_the_last_place():
    rows = [(f"p{i}", "C3", "develop", 1000 * i, 6 + i, 7, 4, 0.7, None) for i in range(1, 7)]
    results = weigh(rows)
    bars = figures.rank_acceptability(results, compare(results)).data
    assert [bar.name for bar in bars] == ["1st", "2nd", "3rd", "4th or lower"]
    for lengths in zip(*(bar.x for bar in bars), strict=True):
        assert sum(lengths) == pytest.approx(1)


def test_where_one_option_is_always_the_best_nothing_is_drawn(results):
    found = compare(results)
    settled = replace(found, facts=found.facts.assign(first_share=1.0))
    for draw in (figures.rank_acceptability, figures.gain_and_cost):
        with pytest.raises(NothingToShow, match="best"):
            draw(results, settled)


def test_nothing_to_compare_is_said():
    results = weigh(ROWS[:1])
    with pytest.raises(NothingToShow):
        figures.rank_acceptability(results, compare(results))


def test_steps_of_the_chain_join(drawn):
    [bar] = [trace for trace in drawn["chain"].data if trace.type == "bar"]
    ends = [base + x for base, x in zip(bar.base, bar.x, strict=True)]
    assert bar.base[0] == 8
    assert list(bar.base[1:]) == ends[:-1]
    assert "months not known" in _notes(drawn["chain"])


def test_a_chain_of_one_step_is_not_drawn():
    results = weigh(ROWS[:2])
    with pytest.raises(NothingToShow):
        figures.option_chain(results, _chain(results))


def test_decided_is_filled_and_advised_is_hollow(drawn):
    cells = [t for t in drawn["chosen"].data if t.text is not None]
    assert [(list(t.text), t.name) for t in cells] == [(["Ou"], "")]
    assert "Ou outsource" in drawn["chosen"].layout.meta["caption"]


@pytest.mark.parametrize("site", ["rw-nyanza", "ug-ntungamo", "rw-huye"])
def test_numbers_and_letters_of_dense_packages_can_be_read(example_cases, site):
    figure = figures.options_before_after(example_cases.case(site).options.results)
    spots = [
        at for t in figure.data if t.mode == "markers+text" for at in zip(t.x, t.y, strict=True)
    ]
    # 24 pixels of a level where the picture is narrowest, 18 of a marker.
    assert min(math.dist(a, b) for a, b in combinations(spots, 2)) * 24 > 18
