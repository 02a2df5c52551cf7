"""Dated plans: the published example, floats, deadlines, what is not known, bad input."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput, UnknownName
from workbench.plan.analysis.schedule import schedule

START = date(2026, 4, 1)  # a Wednesday


def dated(table, **options):
    return schedule(table, **{"start": START} | options)


def by_task(found, column):
    return found.table.set_index("activity")[column].to_dict()


class TestReliableConstruction:
    """Hillier and Lieberman, Introduction to Operations Research: Reliable Construction Co."""

    @pytest.fixture
    def found(self, reliable):
        """Date it with the mean durations, as the book does."""
        mean = (reliable["low"] + 4 * reliable["likely"] + reliable["high"]) / 6
        return dated(reliable.assign(likely=mean))

    def test_it_takes_44_weeks(self, found):
        assert found.ends["days"].tolist() == [44]

    def test_its_critical_path(self, found):
        assert found.paths == {"s": (tuple("ABCEFJLN"),)}

    def test_its_floats(self, found):
        slack = dict.fromkeys("ABCEFJLN", 0) | dict.fromkeys("DGHM", 4) | {"I": 2, "K": 1}
        assert by_task(found, "total_float") == slack
        free = {task: days for task, days in by_task(found, "free_float").items() if days}
        assert free == {"I": 2, "K": 1, "M": 4}

    def test_all_pessimistic_takes_70_weeks(self, reliable):
        worst = reliable.assign(low=reliable["high"], likely=reliable["high"])
        assert dated(worst).ends["days"].tolist() == [70]


def test_the_four_kinds_of_links_by_hand(plan):
    found = dated(
        plan(
            {
                "A": 4,
                "B <- A": 3,
                "C <- A SS+2": 3,
                "D <- A FF+1": 2,
                "E <- B SF+3": 2,
                "F <- B FS-1; C FS+2": 1,
            }
        )
    )
    assert by_task(found, "early_start") == {"A": 0, "B": 4, "C": 2, "D": 3, "E": 5, "F": 7}
    assert by_task(found, "early_finish") == {"A": 4, "B": 7, "C": 5, "D": 5, "E": 7, "F": 8}
    # A may not slip for C, which F needs two days after its end, and not for B
    assert by_task(found, "total_float") == {"A": 0, "B": 1, "C": 0, "D": 3, "E": 1, "F": 0}


def test_days_of_work_and_milestones(plan):
    table = plan({"A": 3, "B <- A": 2, "M <- B": None, "C <- M": 1})
    table["milestone"] = [False, False, True, False]
    found = dated(table)
    days = {
        k: (s.date(), f.date()) for k, s, f in found.table[["activity", "start", "finish"]].values
    }
    assert days["A"] == (date(2026, 4, 1), date(2026, 4, 3))
    assert days["B"] == (date(2026, 4, 6), date(2026, 4, 7))  # after the weekend
    assert days["M"] == (date(2026, 4, 7), date(2026, 4, 7))  # the evening of what it closes
    assert days["C"] == (date(2026, 4, 8), date(2026, 4, 8))


def test_a_milestone_that_waits_for_its_day_falls_on_it(plan):
    table = plan({"A": 1, "M <- A": 0}, earliest=pd.to_datetime([None, "2026-04-20"]))
    assert by_task(dated(table), "finish")["M"].date() == date(2026, 4, 20)


def test_part_days_end_on_the_day_they_reach_into(plan):
    found = dated(plan({"A": 1.5, "B <- A": 1}))
    assert [f.date().day for f in found.table["finish"]] == [2, 3]
    assert [s.date().day for s in found.table["start"]] == [1, 2]


def test_a_season_stops_the_field_and_nothing_else(plan):
    seasons = pd.DataFrame(
        [
            ("s", "2026-04-06", "2026-04-10", "no-fieldwork"),
            ("s", "2026-04-02", "2026-04-02", "holiday"),
        ],
        columns=["site", "first", "last", "kind"],
    )
    table = plan({"office": 5, "field": 5}, fieldwork=[False, True])
    found = dated(table, seasons=seasons).table
    assert [f.date() for f in found["finish"]] == [date(2026, 4, 8), date(2026, 4, 15)]
    assert found["paused"].tolist() == [0, 5]


def test_an_impossible_deadline_is_told_with_what_leads_to_it(plan):
    table = plan(
        {"A": 5, "B <- A": 5, "C": 1, "M <- B; C": None, "D": 2}, milestone=[0, 0, 0, 1, 0]
    )
    table["deadline"] = pd.to_datetime([None, None, None, "2026-04-10", "2026-04-02"])
    found = dated(table)
    missed, kept = found.deadlines.to_dict("records")
    assert (missed["possible"], missed["late"], missed["late_days"]) == (False, 2, 4)
    assert missed["chain"] == "A → B → M"
    assert missed["finish"].date() == date(2026, 4, 14)
    assert (kept["possible"], kept["late"], kept["late_days"]) == (True, 0, 0)
    assert found.ends[["deadlines", "impossible"]].values.tolist() == [[2, 1]]
    assert by_task(found, "deadline_float") == pytest.approx(
        {"A": -2, "B": -2, "C": 7, "M": -2, "D": 0}
    )


def test_a_deadline_on_the_last_day_is_kept(plan):
    table = plan({"A": 5}, deadline=pd.to_datetime(["2026-04-07"]))
    assert dated(table).deadlines["possible"].tolist() == [True]


def test_an_unknown_duration_leaves_the_end_unknown_but_at_least(plan):
    table = plan({"A": 5, "B <- A": None, "C <- B": 2, "D": 3})
    table["deadline"] = pd.to_datetime([None, None, "2026-04-08", None])
    found = dated(table)
    site = found.ends.iloc[0]
    assert pd.isna(site["finish"])
    assert site["finish_at_least"].date() == date(2026, 4, 9)
    assert site["unknown"] == 1
    assert found.table["finish"].isna().tolist() == [False, True, True, False]
    assert found.table["critical"].isna().all()
    assert found.table["total_float"].isna().all()
    assert found.paths == {}
    assert found.deadlines["possible"].tolist() == [False]  # even if B took no time at all
    open_still = dated(table.assign(deadline=pd.to_datetime([None, None, "2026-06-01", None])))
    assert open_still.deadlines["possible"].isna().tolist() == [True]
    assert open_still.deadlines["late"].isna().tolist() == [True]


@st.composite
def plans(draw, kinds=("", " SS+1", " FF+2", " FS-1", " SF+4")):
    size = draw(st.integers(2, 9))
    rows = []
    for row in range(size):
        befores = draw(st.sets(st.integers(0, row - 1), max_size=3)) if row else ()
        after = "; ".join(f"A{one}{draw(st.sampled_from(kinds))}" for one in befores)
        likely = draw(st.integers(0, 8))
        rows.append(
            {
                "site": "s",
                "activity": f"A{row}",
                "after": after or None,
                "likely": float(likely),
                "low": likely / 2,
                "high": likely * 2.0,
            }
        )
    return pd.DataFrame(rows)


@examples(30)
@given(plans())
def test_floats_keep_their_promises(table):
    found = dated(table)
    rows, end = found.table, found.ends["days"].iloc[0]
    assert (rows["free_float"] >= 0).all()
    assert (rows["free_float"] <= rows["total_float"]).all()
    assert rows["critical"].any()
    assert (rows["critical"] == (rows["total_float"] == 0)).all()
    for path in found.paths["s"]:
        assert rows.set_index("activity").loc[list(path), "critical"].all()
    # A task may take as much longer as it has float, without moving the end.
    plain = found.rows
    for position, spare in enumerate(rows["total_float"]):
        longer = plain.likely.copy()
        longer[position] += spare
        assert plain.ends(plain.earliest(longer)[1])[0] == pytest.approx(end)


@examples(40)
@given(plans(kinds=("", " FS-1", " FS+3")))
def test_a_task_without_float_moves_the_end(table):
    plain = dated(table).rows
    found = dated(table)
    for position, spare in enumerate(found.table["total_float"]):
        longer = plain.likely.copy()
        longer[position] += spare + 1
        moved = plain.ends(plain.earliest(longer)[1])[0]
        assert moved == pytest.approx(found.ends["days"].iloc[0] + 1)


@examples(30)
@given(plans(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(table, random):
    order = list(range(len(table)))
    random.shuffle(order)
    one, other = dated(table), dated(table.iloc[order])
    left = one.table.set_index("activity").sort_index()
    right = other.table.set_index("activity").sort_index()
    pd.testing.assert_frame_equal(left, right)
    assert one.paths == other.paths
    pd.testing.assert_frame_equal(one.ends, other.ends)


def test_a_site_alone_is_as_in_a_batch(plan, reliable):
    batch = pd.concat([reliable.assign(site="r"), plan({"A": 3, "B <- A SS+1": 4}, site="p")])
    found = dated(batch)
    alone = dated(batch[batch["site"] == "p"])
    own = found.site("p")
    pd.testing.assert_frame_equal(own.table, alone.table)
    pd.testing.assert_frame_equal(
        found.table[found.table["site"] == "p"].reset_index(drop=True), alone.table
    )
    assert own.ends.to_dict() == alone.ends.to_dict()
    with pytest.raises(UnknownName, match="q"):
        found.site("q")


def test_the_budget_can_take_the_dates(plan):
    table = dated(plan({"A": 3})).table
    assert {"site", "activity", "start", "finish"} <= set(table.columns)


def test_what_stands_in_the_data_is_escaped(plan):
    shown = dated(plan({"A": 3, "B": None}, title="<b>bold</b>"))._repr_html_()
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert "not known" in shown


def test_the_method_says_what_was_assumed(plan):
    method = dated(plan({"A": 3})).method
    assert method.parameters["start"] == "2026-04-01"
    assert any("ours" in source for source in method.sources)


def test_bad_parameters_are_named(plan):
    with pytest.raises(UnknownName, match="weekday"):
        dated(plan({"A": 3}), working_days=["mo"])
    for tasks in ({f"A{n} <- A{n - 1}" if n else "A0": 20_000 for n in range(4)}, {"A": 1e12}):
        with pytest.raises(InvalidInput, match="after the year 2199"):
            dated(plan(tasks))
