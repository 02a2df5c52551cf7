"""Which option where: small projects as a table, large ones as counts."""

from dataclasses import fields

import pandas as pd
import pytest

from workbench.core.method import Method
from workbench.core.rows import table_of
from workbench.errors import NothingToShow
from workbench.frameworks import load
from workbench.options import figures
from workbench.options.analysis.advice import Advice, AdvisedBottleneck
from workbench.options.figures.chosen_options import CODES


def advice(rows):
    titles = {one.key: one.title for one in load("ipsr").options}
    blank = dict.fromkeys([one.name for one in fields(AdvisedBottleneck)])
    known = [
        AdvisedBottleneck(**blank | {
            "site": site, "component": component, "component_title": component.upper(),
            "bottleneck": True, "options": 1, "outcome": "open", "advice": "option",
            "option": option, "option_title": titles.get(option), "decided": chosen is not None,
            "chosen_option": chosen, "chosen_option_title": titles.get(chosen),
        })
        for site, component, option, chosen in rows
    ]  # fmt: skip
    return Advice(table_of(known, AdvisedBottleneck), Method("advice", {}, ()))


def sites(number):
    return pd.DataFrame({"site": [f"s{i}" for i in range(number)]})


def test_every_option_has_a_code_of_its_own():
    assert set(CODES) == {one.key for one in load("ipsr").options}
    assert len(set(CODES.values())) == 7


def test_a_decision_stands_before_the_advice_and_a_gap_is_a_question_mark():
    rows = [("s0", "a", "develop", "stop"), ("s0", "b", "develop", None), ("s1", "a", None, None)]
    figure = figures.chosen_options(sites(2), advice(rows))
    cells = [(list(t.x), list(t.y), list(t.text)) for t in figure.data if t.text is not None]
    assert [text for *_, text in cells] == [["St"], ["De"], ["?"]]
    assert cells[0][1] == cells[1][1] != cells[2][1]
    assert cells[0][0] == cells[2][0] != cells[1][0]
    assert (
        "1 bottleneck without a possible option (question mark)." in figure.layout.meta["caption"]
    )
    assert "s0, A: stop (decided)" in figure.layout.meta["alt"]


def test_many_sites_are_counted():
    rows = [(f"s{i}", "a", "develop", "outsource" if i % 3 else None) for i in range(90)]
    figure = figures.chosen_options(sites(90), advice(rows))
    bars = {t.name: sum(t.x) for t in figure.data if t.type == "bar"}
    assert bars == {"decided by the team": 60, "advised by the comparison": 30}
    assert figure.layout.height < 400


def test_without_any_option_there_is_nothing_to_draw():
    with pytest.raises(NothingToShow):
        figures.chosen_options(sites(1), advice([("s0", "a", None, None)]))
