import numpy as np
import pandas as pd
import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.options.analysis.option_rows import LIMITS, WORDS, listed, read_options, three


@pytest.fixture
def read(ipsr, components, options):
    def read(*rows, **more):
        return read_options(options(*rows), components("s", ["C3"]), ipsr, **more)

    return read


def test_every_column_is_there_and_blank_is_not_zero(read):
    found = read({"option": "develop"})
    assert set(found) == {
        *WORDS, *LIMITS, "readiness_after", "use_after", "feasible", "change_date", "order"
    }  # fmt: skip
    assert np.isnan(found["cost"][0])
    assert pd.isna(found["feasible"][0])
    assert found["order"].tolist() == [3]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"cost": -0.01}, "cost"),
        ({"cost": "a lot"}, "cost"),
        ({"cost": np.inf}, "cost"),
        ({"months_high": -1.0}, "months_high"),
        ({"success": 1.01}, "success"),
        ({"success_low": 0.8, "success": 0.5}, "success_low"),
        ({"cost": 5.0, "cost_high": 4.0}, "cost_high"),
        ({"cost_low": 5.0, "cost_high": 4.0}, "cost_low"),
        ({"inclusion": 3.0}, "inclusion"),
        ({"readiness_after": 10}, "readiness_after"),
        ({"use_after": 2.5}, "use_after"),
        ({"option": "Develop"}, "option"),
        ({"component": "C9"}, "component"),
        ({"component": None}, "component"),
        ({"proposal": None}, "proposal"),
        ({"change_date": "soon"}, "change_date"),
    ],
)
def test_each_wrong_cell_is_named(read, row, column):
    with pytest.raises(InvalidInput) as caught:
        read({"option": "develop"} | row)
    (problem,) = caught.value.problems
    assert (problem.file, problem.column, problem.site) == ("options", column, "s")
    value = row[column]
    assert problem.found == ("" if value is None else str(value))
    assert read({"option": "develop"} | row, sites=["other"]).empty


def test_a_column_that_is_needed(ipsr, components):
    with pytest.raises(UnknownName, match="proposal"):
        read_options(pd.DataFrame({"site": ["s"]}), components("s", "a"), ipsr)


def test_three_values_of_a_quantity():
    frame = pd.DataFrame({"cost": [5.0, np.nan], "cost_low": [2.0, 1.0]})
    low, likely, high = three(frame, "cost")
    assert low.tolist() == [2.0, 1.0]
    assert np.isnan(likely[1])
    assert high[0] == 5.0
    assert np.isnan(high[1])


def test_lists_of_keys():
    assert listed(" a;b ;; c") == ("a", "b", "c")
    assert listed(np.nan) == ()
