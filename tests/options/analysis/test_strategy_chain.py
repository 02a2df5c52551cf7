import numpy as np
import pytest

from workbench.errors import UnknownName
from workbench.options.analysis.strategy_chain import strategy_chain

ROWS = (
    {"proposal": "out3", "option": "outsource", "readiness_after": 7, "use_after": 4,
     "cost": 90.0, "months": 9.0, "success": 0.5},
    {"proposal": "dev3", "option": "develop", "readiness_after": 6, "use_after": 3,
     "cost": 40.0, "months": 18.0, "success": 0.8},
    {"proposal": "dev2", "option": "develop", "component": "C2", "readiness_after": 7,
     "use_after": 4, "months": 12.0, "success": 0.5},
)  # fmt: skip


def _chain(results, chosen=None, advised=None):
    return strategy_chain(results, chosen=chosen or {}, advised=advised or {})


def test_chain_of_the_worked_what_if(weigh, options):
    rows = [row for row in ROWS if row["proposal"] != "dev3"]
    chain = _chain(weigh(options(*rows)))
    table = chain.table
    assert table["component"].tolist() == ["C3", "C2"]
    assert table["score_before"].tolist() == [8, 18]
    assert table["score_after"].tolist() == [18, 28]
    assert table["cost_total"].tolist() == [90.0, 90.0]
    assert table["unknown_costs"].tolist() == [0, 1]  # "at least 90"
    assert table["months_total"].tolist() == [9.0, 21.0]
    assert table["success_total"].tolist() == [0.5, 0.25]
    assert chain.ends["score"].tolist() == [28]
    assert chain.ends["reason"].tolist() == ["C2 is mended already and is still the lowest."]


def test_of_equal_scores_the_cheaper_option_that_frees_the_way_is_taken(weigh, options):
    found = _chain(weigh(options(*ROWS)))
    # dev3 is cheaper and reaches 18 too, but then C3 is still among the lowest
    assert found.table["proposal"].tolist() == ["out3", "dev2"]
    assert not found.table["chosen"].any()
    cheaper = ROWS[0] | {"proposal": "out3b", "cost": 80.0, "months": 30.0}
    again = _chain(weigh(options(*ROWS, cheaper)))
    assert again.table["proposal"].tolist() == ["out3b", "dev2"]
    assert again.table["score_after"].tolist() == [18, 28]


def test_where_two_tie_lifting_one_changes_nothing(weigh, options):
    found = _chain(weigh(options(*ROWS)), chosen={("s", "C3"): "dev3"})
    assert found.table["component"].tolist() == ["C3", "C2"]
    assert found.table["score_after"].tolist() == [18, 18]


def test_what_the_team_chose_goes_first(weigh, options):
    found = _chain(weigh(options(*ROWS)), chosen={("s", "C3"): "out3"})
    assert found.table["proposal"].tolist() == ["out3", "dev2"]
    assert found.table["chosen"].tolist() == [True, False]
    with pytest.raises(UnknownName, match="option"):
        _chain(weigh(options(*ROWS)), chosen={("s", "C3"): "gone"})


def test_why_a_chain_ends(weigh, options):
    stop = {"option": "stop", "proposal": "end"}
    no = {"option": "develop", "proposal": "no"}
    results = weigh(options(*ROWS, stop, no))
    for proposal, said in (("end", "concerns the whole site"), ("no", "is not possible")):
        chain = _chain(results, chosen={("s", "C3"): proposal})
        assert said in chain.ends["reason"].iloc[0]
        assert chain.table.empty


def test_every_site_ends(weigh, options):
    chain = _chain(weigh(options(*ROWS), sites=["s", "t", "bare"]))
    assert chain.ends["site"].tolist() == ["s", "t", "bare"]
    assert chain.ends["reason"].iloc[2] == "There is no package score."
    assert chain.site("t").table.empty
    assert np.array_equal(chain.site("s").table["step"], [1, 2])
    with pytest.raises(UnknownName):
        chain.site("x")


def test_what_is_advised_is_taken_where_nothing_was_decided(weigh, options):
    results = weigh(options(*ROWS))
    found = _chain(results, advised={("s", "C3"): "dev3"}).table.iloc[0]
    assert (found["proposal"], found["chosen"], found["advised"]) == ("dev3", False, True)
    both = _chain(results, chosen={("s", "C3"): "out3"}, advised={("s", "C3"): "dev3"}).table.iloc[
        0
    ]
    assert (both["proposal"], both["chosen"], both["advised"]) == ("out3", True, False)
