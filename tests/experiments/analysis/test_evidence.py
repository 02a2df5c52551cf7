"""All that the experiments of a project say."""

import pandas as pd

from workbench.experiments.analysis.evidence import (
    read_contexts,
    unlike_units,
    weigh_experiments,
)
from workbench.experiments.analysis.pool import Aim, TooFew


def rows(outcome, number, measure="mean difference"):
    return [
        {"experiment": f"{outcome}{n}", "study": f"{outcome}{n}", "title": f"T{n}",
         "outcome": outcome, "measure": measure, "effect": 0.1 * n, "se": 0.1}
        for n in range(number)
    ]  # fmt: skip


CONTEXTS = pd.DataFrame({"experiment": ["a0"], "variable": ["km"], "value": [3.0], "unit": ["km"]})


def weigh(table, aims=None):
    return weigh_experiments(pd.DataFrame(table), CONTEXTS, aims or {}, 0.6)


def test_the_first_outcome_that_is_wanted_and_can_be_put_together_decides():
    found = weigh(rows("a", 5) + rows("b", 3) + rows("c", 1), {"c": Aim(), "b": Aim("down", -0.1)})
    assert [one.outcome for one in found.outcomes] == ["c", "b", "a"]
    assert found.main.outcome == "b"
    assert found.main.whole.aim == Aim("down", -0.1)


def test_without_a_pool_the_first_one_stands_for_all():
    found = weigh(rows("a", 2))
    assert isinstance(found.main.whole, TooFew)
    assert (found.main.line, found.main.robust) == (None, None)
    assert weigh(rows("a", 1)[:0] or {"experiment": []}).main is None


def test_measures_are_never_mixed():
    table = rows("a", 3) + [
        {**one, "experiment": f"x{n}"} for n, one in enumerate(rows("a", 3, "log odds ratio"))
    ]
    assert [len(one.effects) for one in weigh(table).outcomes] == [3, 3]


def test_a_variable_in_two_units_is_found():
    sites = pd.DataFrame({"site": ["s"], "variable": ["km"], "value": [3000], "unit": ["m"]})
    one, other = read_contexts(CONTEXTS, "experiment"), read_contexts(sites, "site")
    assert unlike_units(one, other) == [("km", ("km", "m"))]
    assert unlike_units(one, one) == []
