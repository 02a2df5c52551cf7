"""The chart of cost categories."""

from itertools import pairwise

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.cost_categories import COMPUTED, Chart, cost_categories
from workbench.frameworks.documents import parse_yaml
from workbench.frameworks.validation import require_model

ROW = "  - {key: KEY, title: T, group: G, meaning: M, computed: COMPUTED}\n"


def read_chart(text, file):
    return require_model(Chart, parse_yaml(text, file), "a chart")


def _chart(*rows):
    lines = [ROW.replace("KEY", key).replace("COMPUTED", computed) for key, computed in rows]
    return "title: T\nsource: S\nentries:\n" + "".join(lines)


def test_the_chart_has_its_leaves_and_its_computed_categories():
    chart = cost_categories()
    assert 18 <= len(chart.leaves) <= 24
    assert [one.key for one in chart.entries if one.computed] == list(COMPUTED)
    assert [one.key for one in chart.leaves if one.subaward] == ["subaward"]


def test_groups_stand_together():
    groups = [one.group for one in cost_categories().entries]
    changes = sum(a != b for a, b in pairwise(groups))
    assert changes == len(set(groups)) - 1


def test_an_unknown_category_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'equipment'"):
        cost_categories()["equipments"]


def test_slips_are_named_with_their_line():
    three = [(key, "true") for key in COMPUTED]
    assert len(read_chart(_chart(("staff", "false"), *three), "c.yaml").entries) == 4
    with pytest.raises(InvalidInput, match="each key once; twice there is staff"):
        read_chart(_chart(("staff", "false"), ("staff", "false"), *three), "c.yaml")
    with pytest.raises(InvalidInput, match="the computed categories indirect"):
        read_chart(_chart(*three[:2]), "c.yaml")
    with pytest.raises(InvalidInput, match=r"c.yaml, row 4 \(entries > entry 1 > key\)"):
        read_chart(_chart(("Staff", "false"), *three), "c.yaml")
