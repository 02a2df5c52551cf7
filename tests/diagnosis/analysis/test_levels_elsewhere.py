"""What other sites show, against a plain loop over their lower medians."""

import pandas as pd
import pytest

from workbench.case import open_case
from workbench.diagnosis.analysis.levels_elsewhere import levels_elsewhere
from workbench.diagnosis.page import diagnosis as page
from workbench.errors import NothingToShow
from workbench.project import open_project, read_project


def _lower(values):
    return sorted(values)[(len(values) - 1) // 2]


def test_ranges_are_those_of_a_plain_loop():
    scores = open_project("data/example").table("scores")
    judged = scores[scores["basis"] != "projected"]
    found = {one.component: one for one in levels_elsewhere(scores, "rw-huye", ["clean-seed"])}
    expected = []
    for site, rows in judged[judged["component"].eq("clean-seed")].groupby("site"):
        if site != "rw-huye":
            latest = rows[rows["round"] == rows["round"].max()]
            levels = [int(level) for level in latest["readiness"].dropna()]
            expected += [_lower(levels)] if levels else []
    assert found["clean-seed"].readiness == (min(expected), max(expected))
    assert found["clean-seed"].sites >= len(expected)


def test_promises_and_earlier_rounds_do_not_count():
    rows = [
        ("a", "seed", 1, 2, 2, "workshop"),
        ("a", "seed", 2, 5, None, "workshop"),
        ("a", "seed", 2, 9, 9, "projected"),
    ]
    columns = ["site", "component", "round", "readiness", "use", "basis"]
    table = pd.DataFrame(rows, columns=columns).astype({"use": "Int64"})
    [one] = levels_elsewhere(table, "s", ["seed"])
    assert (one.sites, one.readiness, one.use) == (1, (5, 5), None)


def test_luwero_is_told_what_others_show_and_others_are_not():
    alone = open_case("data/example", "ug-luwero")
    shown = page.elsewhere(alone.diagnosis)
    assert len(shown.rows) == 7
    with pytest.raises(NothingToShow):
        page.elsewhere(open_case("data/example", "rw-huye").diagnosis)
    whole = read_project("data/example")
    assert whole.site_digests["ug-luwero"] == alone.site.project.digest("ug-luwero")
