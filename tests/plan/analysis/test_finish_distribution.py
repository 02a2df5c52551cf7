"""The curve of the end agrees with the draws that it counts."""

from datetime import date

import pandas as pd
import pytest

from workbench.errors import UnknownName
from workbench.plan.analysis.finish_distribution import finish_curve
from workbench.plan.analysis.schedule import schedule
from workbench.plan.analysis.schedule_risk import schedule_risk


@pytest.fixture(scope="module")
def drawn():
    plan = pd.DataFrame(
        {"site": "huye", "activity": ["A1", "A2"], "after": [None, "A1"]}
        | {"low": [4, 8], "likely": [5, 10], "high": [12, 30]}
    )
    dated = schedule(plan, start=date(2026, 4, 1))
    return dated, schedule_risk(dated, draws=500)


def test_the_curve_rises_to_one_on_working_days(drawn):
    curve = finish_curve(*drawn, "huye")
    assert curve["day"].is_monotonic_increasing
    assert curve["within"].is_monotonic_increasing
    assert curve["within"].iloc[-1] == 1
    assert curve["share"].sum() == pytest.approx(1)
    assert (curve["day"].dt.day_of_week < 5).all()


def test_percentiles_and_the_planned_end_are_those_of_the_risk(drawn):
    curve, row = finish_curve(*drawn, "huye"), drawn[1].sites.iloc[0]
    for share, name in ((0.5, "p50"), (0.8, "p80")):
        assert curve.loc[curve["within"] >= share, "day"].iloc[0] == row[name]
    planned = curve.loc[curve["day"] <= row["planned"], "within"].max()
    assert planned == pytest.approx(row["p_planned"])


def test_a_site_that_was_not_drawn_is_named(drawn):
    with pytest.raises(UnknownName, match="nowhere"):
        finish_curve(*drawn, "nowhere")
