"""Planned against observed."""

import pandas as pd

from workbench.experiments.analysis.check_ins import check_ins

VALUES = pd.DataFrame(
    [("huye", "reach", "2026-06-30", 80.0, 100.0), ("huye", "reach", "2026-03-31", 60.0, 50.0),
     ("huye", "cost", "2026-03-31", 9.0, 10.0), ("huye", "other", "2026-03-31", 9.0, None)],
    columns=["site", "kpi", "date", "value", "planned"],
).assign(date=lambda table: pd.to_datetime(table["date"]))  # fmt: skip


def found(floor=None):
    aims = pd.DataFrame({"site": ["huye"], "kpi": ["reach"], "target": [500.0], "floor": [floor]})
    return check_ins(VALUES, aims, {"cost": "down"}, {"cost": 9.5})


def test_rows_stand_by_indicator_and_day_with_their_state():
    states = [(one.kpi, one.value, one.state) for one in found().rows]
    assert states == [
        ("cost", 9.0, "as planned"), ("other", 9.0, "no plan"), ("reach", 60.0, "as planned"),
        ("reach", 80.0, "behind"),
    ]  # fmt: skip


def test_the_floor_of_the_table_counts_and_comes_first():
    assert [one.state for one in found(90.0).latest] == ["as planned", "no plan", "below the floor"]
    assert found().rows[-1].off == -20.0
    assert found().rows[-1].target == 500.0
