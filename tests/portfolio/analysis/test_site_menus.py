"""Menus of sites: what every level of a package costs."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.portfolio.analysis.site_menus import site_menus, split_options, undominated

COMPONENTS = pd.DataFrame(
    {"site": list("AABB"), "component": ["a1", "a2", "b1", "b2"], "score": [6.0, 10, 4, 8]}
)
OPTIONS = pd.DataFrame(
    {
        "site": list("ABBB"),
        "component": ["a1", "b1", "b1", "b2"],
        "proposal": ["a1-12", "b1-9", "b1-20", "b2-16"],
        "score": [12.0, 9, 20, 16],
        "cost": [10.0, 5, 15, 8],
    }
)


def rows(menus):
    table = menus.table
    return list(zip(table["site"], table["level"], table["cost"], table["proposals"], strict=True))


def test_golden_two_sites():
    assert rows(site_menus(COMPONENTS, OPTIONS)) == [
        ("A", 6, 0, ""),
        ("A", 10, 10, "a1-12"),
        ("B", 4, 0, ""),
        ("B", 8, 5, "b1-9"),
        ("B", 9, 13, "b1-9;b2-16"),
        ("B", 16, 23, "b1-20;b2-16"),
    ]


@given(st.integers(0, 100_000))
@examples(40)
def test_menus_hold_the_best_of_all_combinations(seed):
    generator = np.random.default_rng(seed)
    score = generator.integers(0, 8, 3).astype(float)
    ways = [[(score[j], 0.0)] for j in range(3)]
    options = []
    for k in range(5):
        j, level, cost = (
            generator.integers(0, 3),
            generator.integers(0, 9),
            generator.integers(0, 6),
        )
        ways[j].append((float(level), float(cost)))
        options.append(
            {"site": "s", "component": f"c{j}", "proposal": f"p{k}", "score": level, "cost": cost}
        )
    components = pd.DataFrame({"site": "s", "component": ["c0", "c1", "c2"], "score": score})
    menus = site_menus(components, pd.DataFrame(options))
    every = [(min(a for a, _ in way), sum(c for _, c in way)) for way in product(*ways)]
    best = [max(a for a, c in every if c <= budget) for budget in range(20)]
    found = [menus.level[menus.cost <= budget].max() for budget in range(20)]
    assert found == best
    assert (np.diff(menus.cost) > 0).all()
    assert (np.diff(menus.level) > 0).all()


def test_what_a_site_does_as_a_whole_is_an_item_of_its_own():
    extras = pd.DataFrame(
        {"site": ["B", "B", "A"], "proposal": ["move", "dear", "gift"]}
        | {"level": [12.0, 15.0, 7.0], "cost": [13.0, 30.0, 0.0]}
    )
    menus = site_menus(COMPONENTS, OPTIONS, extras)
    assert rows(menus) == [
        ("A", 7, 0, "gift"),
        ("A", 10, 10, "a1-12"),
        ("B", 4, 0, ""),
        ("B", 8, 5, "b1-9"),
        ("B", 12, 13, "move"),
        ("B", 16, 23, "b1-20;b2-16"),
    ]
    assert menus.today.tolist() == [6, 4]


def test_what_is_not_known_is_left_out():
    components = pd.concat(
        [COMPONENTS, pd.DataFrame({"site": ["C"], "component": ["c1"], "score": [np.nan]})]
    )
    more = pd.DataFrame(
        {
            "site": ["A", "A", "B", "C"],
            "component": ["a1", "a2", "b9", "c1"],
            "proposal": ["x1", "x2", "x3", "x4"],
            "score": [20.0, np.nan, 20, 20],
            "cost": [np.nan, 1, 1, 1],
        }
    )
    extras = pd.DataFrame({"site": ["A"], "proposal": ["x5"], "level": [np.nan], "cost": [2.0]})
    menus = site_menus(components, pd.concat([OPTIONS, more]), extras)
    assert rows(menus) == rows(site_menus(COMPONENTS, OPTIONS))
    assert menus.table["site"].unique().tolist() == ["A", "B"]


def test_the_order_of_rows_does_not_matter():
    shuffled = site_menus(COMPONENTS[::-1], OPTIONS[::-1]).table
    plain = site_menus(COMPONENTS, OPTIONS).table
    by = ["site", "level"]
    pd.testing.assert_frame_equal(
        shuffled.sort_values(by, ignore_index=True)[["site", "level", "cost"]],
        plain.sort_values(by, ignore_index=True)[["site", "level", "cost"]],
    )


def test_no_sites():
    menus = site_menus(COMPONENTS[:0], OPTIONS[:0])
    assert menus.table.empty
    assert menus.everything == 0


def test_weighed_options_are_split():
    weighed = pd.DataFrame(
        {
            "site": "s",
            "component": "c",
            "proposal": ["d", "sub", "bring", "move", "no", "stop"],
            "option": ["develop", "substitute", "substitute", "relocate", "develop", "stop"],
            "touched": ["c", "new", "new", None, "c", None],
            "possible": pd.array([True, None, True, True, False, True], dtype="boolean"),
            "brings": [None, "", "x;y", None, None, None],
            "readiness_after": [6.0, 7, 7, np.nan, 9, np.nan],
            "use_after": [3.0, np.nan, 4, np.nan, 9, np.nan],
            "score_after": [18.0, 18, 17, 21, 40, np.nan],
            "cost": 1.0,
        }
    )
    one, whole = split_options(weighed, pd.DataFrame({"site": ["s"], "component": ["c"]}))
    assert one["proposal"].tolist() == ["d", "sub"]
    assert one["score"].tolist() == pytest.approx([18, np.nan], nan_ok=True)
    assert whole[["proposal", "level"]].to_numpy().tolist() == [["bring", 17]]


def test_undominated_keeps_sites_apart():
    site = np.array([1, 0, 0, 1])
    assert undominated(site, np.array([1.0, 9, 9, 2]), np.array([0.0, 0, 1, 5])).tolist() == [
        1,
        0,
        3,
    ]


def test_menus_from_a_diagnosis_and_its_weighed_options(weighed):
    results = weighed
    one, whole = split_options(results.table, results.before.table)
    assert one["option"].tolist() == ["substitute", "outsource", "develop"]
    assert whole["option"].tolist() == ["postpone"]
    costs = {"cost": 100.0}
    site = results.table["site"].iloc[0]
    before = results.before.site(site).table
    menus = site_menus(before, one.assign(**costs), whole.assign(cost=250.0))
    assert menus.table["level"].tolist() == [8, 18]
    assert menus.table["cost"].tolist() == [0, 100]
    assert menus.today.tolist() == [8]


def _menu_by_enumeration(scores, options):
    """List (level, cost) pairs that nothing cheaper reaches, of all combinations of options."""
    found = []
    choices = [[None, *(o for o in options if o["component"] == key)] for key in scores]
    for chosen in product(*choices):
        picked = [one for one in chosen if one is not None]
        gone = {one["component"] for one in picked if one["option"] == "substitute"}
        if any(one["touched"] in gone for one in picked if one["option"] == "substitute"):
            continue
        after = dict(scores)
        for one in picked:
            after[one["component"]] = one["readiness_after"] * one["use_after"]
        level = min(score for key, score in after.items() if key not in gone)
        found.append((level, sum(one["cost"] for one in picked)))
    best = {}
    for level, cost in sorted(found, key=lambda pair: (pair[1], -pair[0])):
        if level > max(best, default=-1):
            best[level] = cost
    return list(best.items())


def test_a_substitute_that_the_package_has_already_is_lifted_once():
    scores = {"a": 8, "b": 8, "c": 81}
    rows = [
        ("swap", "a", "substitute", "b", 4, 2, 100.0),
        ("lift-b", "b", "develop", "b", 6, 6, 500.0),
        ("lift-a", "a", "develop", "a", 6, 6, 900.0),
    ]
    names = ["proposal", "component", "option", "touched", "readiness_after", "use_after", "cost"]
    weighed = pd.DataFrame(rows, columns=names).assign(
        site="s", possible=True, brings=None, score_after=np.nan
    )
    components = pd.DataFrame({"site": "s", "component": list(scores), "score": scores.values()})
    menus = site_menus(components, *split_options(weighed, components))
    found = menus.table[["level", "cost"]].to_numpy().tolist()
    assert found == [[8, 0], [36, 600]]
    listed = [dict(zip(names, row, strict=True)) for row in rows]
    assert [list(pair) for pair in _menu_by_enumeration(scores, listed)] == found
    assert menus.table["proposals"].tolist()[-1] == "swap;lift-b"
