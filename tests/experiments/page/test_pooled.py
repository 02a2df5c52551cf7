"""What the report says of the experiments together."""

import pytest

from workbench.case import open_case
from workbench.errors import NothingToShow
from workbench.experiments.page import pooled
from workbench.publish.html import record_html


def _said(record):
    return str(record_html(record)).replace("\xa0", " ")


def test_the_mean_and_what_is_to_be_expected_at_a_new_place(huye):
    said = _said(pooled.what_they_say(huye))
    assert "13 independent studies" in said
    for number in ("0.49", "0.33 to 0.73", "0.13 to 1.87", "80 %"):
        assert number in said
    assert "nan" not in said


def test_every_experiment_is_listed_with_its_doubt(huye):
    rows = pooled.experiments_listed(huye).rows
    assert len(rows) == 13
    assert [str(row[-1]) for row in rows if str(row[0]) == "Trial 8"] == [
        "from counts; in doubt: allocation not hidden"
    ]


def test_groups_the_line_and_what_it_hangs_on(huye):
    said = _said(pooled.by_group(huye))
    assert "by setting" in said
    assert "by phase" in said
    assert "-0.0291" in _said(pooled.what_goes_with_it(huye)).replace("−", "-")
    assert "Trial 8" in _said(pooled.what_it_hangs_on(huye))


def test_nothing_tried_is_said_in_words(nothing):
    assert str(pooled.evidence_in_short(nothing)) == ""
    with pytest.raises(NothingToShow):
        pooled.experiments_listed(nothing)


def test_usual_formulas_stand_with_the_methods_and_not_in_the_text(huye):
    assert "usual formulas" not in _said(pooled.what_they_say(huye))
    [usual] = [one for one in huye.methods if one.name == "usual formulas beside ours"]
    assert usual.parameters["Q"].startswith("152.23")
    assert usual.parameters["the same by DerSimonian-Laird"] == "0.56"


def test_where_each_was_made_is_named_and_a_chance_beyond_them_is_qualified():
    case = open_case("data/small-experiments", "zm-mongu")
    where = {str(row[1]).split("; ")[0] for row in pooled.experiments_listed(case.experiments).rows}
    assert {"Zomba", "Dedza"} <= where
    assert str(pooled.evidence_in_short(case.experiments)).endswith(
        "worth having here, reckoned beyond what was tried: no experiment was made in a place like "
        "this."
    )
    near = open_case("data/small-experiments", "mw-zomba").experiments
    assert str(pooled.evidence_in_short(near)).endswith("worth having here.")
