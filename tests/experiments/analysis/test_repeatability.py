"""Can somebody else repeat it."""

import pandas as pd

from workbench.experiments.analysis.repeatability import repeatability


def steps(*rows):
    columns = ["step", "title", "documented", "tried_by", "outcome"]
    return repeatability(pd.DataFrame(rows, columns=columns))


def test_no_step_is_not_known_and_not_zero():
    assert (steps().documented, steps().repeated) == (None, None)


def test_what_did_not_work_is_not_repeated():
    found = steps(
        ["R1", "Sow", True, "Union", "worked with changes"],
        ["R2", "Weed", True, "Union", "did not work"],
        ["R3", "Sell", None, None, None],
        ["R4", "Save", False, "Bank", "worked"],
    )
    assert (found.documented, found.repeated) == (0.5, 0.5)
    assert [one.state for one in found.steps] == [
        "worked with changes", "did not work", "not known whether it is written down",
        "worked, and is not written down",
    ]  # fmt: skip
    assert [one.step for one in found.open] == ["R2", "R3"]
