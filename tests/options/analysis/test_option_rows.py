import numpy as np
import pandas as pd
import pytest

from workbench.core.rows import rows_of
from workbench.options.analysis.option_rows import Proposal, keys_in, read_options


def test_every_column_is_there_and_blank_is_not_zero(options):
    rows = options({"option": "develop"}, {"option": "stop", "site": "other"})
    found = read_options(rows, ["s"])
    assert np.isnan(found["cost"][0])
    assert pd.isna(found["feasible"][0])
    [row] = rows_of(found, Proposal)
    assert (row.site, row.option, row.cost, row.change_date) == ("s", "develop", None, None)
    assert row.expected == {}
    assert row.package == "s:develop"


def test_expected_levels_by_dimension(options):
    [row] = rows_of(read_options(options({"option": "develop", "use_after": 0}), ["s"]), Proposal)
    assert row.expected == {"use": 0}


@pytest.mark.parametrize(("joined", "keys"), [(" a;b ;; c", ("a", "b", "c")), ("", ()), (None, ())])
def test_lists_of_keys(joined, keys):
    assert keys_in(joined) == keys
