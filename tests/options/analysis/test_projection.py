"""A projection counts on work that is decided or planned; the rest is named."""

import pandas as pd

from tests.fixtures.packages import weigh_from
from workbench.case import open_cases
from workbench.options.analysis.projection import projections, round_levels


def test_what_nobody_works_on_is_named(components, scores, options):
    levels = {"a": (4, 2), "b": (6, 3), "c": (9, 9)}
    later = scores("s", {"a": (7, 4), "b": (7, 5)}, basis="projected")
    judged = pd.concat([scores("s", levels), later])
    rows = options(
        {"component": "a", "proposal": "up", "option": "develop", "use_after": 4, "cost": 1.0},
        {"component": "a", "proposal": "away", "option": "reorient", "new_ambition": "less"},
    )
    results = weigh_from(rows, components("s", levels), judged)
    found = projections(results, {}, set())["s"]
    assert (found.score, found.decided, found.without) == (28, None, ("a", "b"))
    found = projections(results, {("s", "a"): "up"}, set())["s"]
    assert (found.score, found.decided, found.without) == (28, 16, ("b",))
    found = projections(results, {("s", "a"): "up"}, {("s", "b")})["s"]
    assert found.without == ()
    assert projections(results, {("s", "a"): "away"}, set())["s"].decided is None


def test_the_example_project():
    found = open_cases("data/example").options.projections
    huye = found["rw-huye"]
    assert (huye.score, huye.decided) == (25, 18)
    assert "Extension messages" in huye.without
    assert "Clean seed supply" not in huye.without


def test_levels_by_round_are_lower_medians_without_promises():
    rows = [
        ("a", 1, "workshop", 3, 2), ("a", 1, "workshop", 5, 2), ("a", 2, "workshop", 6, None),
        ("a", 2, "projected", 9, 9),
    ]  # fmt: skip
    columns = ["component", "round", "basis", "readiness", "use"]
    found = round_levels(pd.DataFrame(rows, columns=columns).astype({"use": "Int64"}))
    assert [(one.round, one.readiness, one.use) for one in found] == [(1, 3, 2), (2, 6, None)]
