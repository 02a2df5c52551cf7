"""Who told what, and how unknown ties are drawn."""

import itertools

import numpy as np
import pandas as pd
import pytest

from workbench.partners.analysis import tie_reports as tie_reports_module
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.reach import reach_kernel
from workbench.partners.analysis.tie_reports import tie_reports


def _reports(rows, responded, names="abcd", **options):
    actors = pd.DataFrame({"site": "s", "actor": list(names)})
    actors["responded"] = pd.array(responded, dtype="boolean")
    columns = ["source", "target", "layer", "reported_by"]
    ties = pd.DataFrame(rows, columns=columns).assign(site="s")
    return tie_reports(build_networks(actors, ties).graph("s"), **options)


ROWS = [
    ("a", "b", "knowledge", "a"),
    ("b", "a", "knowledge", "b"),
    ("c", "a", "knowledge", "a"),
    ("a", "c", "collaboration", "a"),
    ("b", "d", "influence", "c"),
]


def test_who_told():
    reports = _reports(ROWS, [True, True, False, None])
    assert reports.answered.tolist() == [True, True, False, False]
    assert reports.silent.tolist() == [False, False, True, False]
    assert reports.unknown.tolist() == [False, False, False, True]
    assert reports.named.tolist() == [True, True, False, False]
    mutual, other = reports.sheets
    assert (mutual.mutual, other.mutual) == (True, False)
    assert mutual.by_row[0, 2]
    assert mutual.by_column[2, 0]
    assert other.third.sum() == 1
    assert other.by_column[2, 0]
    assert [s.mutual for s in _reports(ROWS, [True] * 4, layers={"knowledge": 1}).sheets] == [False]


def test_ties_go_with_the_last_who_told_them():
    reports = _reports(ROWS, [True, True, False, None])
    gone = np.array([True, False, False, False])
    left = reports.strength(gone)
    assert left[0, 1] == 0  # a alone told
    assert left[1, 0] == 1
    assert left[0, 2] == 0
    assert left[1, 3] == 1  # a third party told


def test_only_unknown_ties_of_silent_actors_are_drawn():
    reports = _reports(ROWS, [True, True, False, None])
    for sheet in reports.sheets:
        chance = sheet.chance(reports.silent, reports.answered)
        assert (chance[[0, 1, 3]] == 0).all()
        assert (chance <= 1).all()
        assert chance[2, 2] == 0
        assert (chance[sheet.strength > 0] == 0).all()


def test_chances_by_hand():
    """Of a, b, c who answered: a and b name each other, a names c, d is named by a alone."""
    rows = [("a", "b"), ("b", "a"), ("a", "c"), ("a", "d")]
    told = [(s, t, "knowledge", s) for s, t in rows]
    reports = _reports(told, [True, True, True, False])
    chance = reports.sheets[0].chance(reports.silent, reports.answered)
    # named by the other: a names b, b names a, c does not name a: r1 = 2/3
    # not named by the other: a names c, b does not, c does not name b: r0 = 1/3
    # popularity: a, b, c, d were each named by one of those who answered
    assert chance[3] == pytest.approx([2 / 3, 1 / 3, 1 / 3, 0.0])


def test_draws_have_the_frequency_of_the_chance_and_mutual_ones_both_ways(monkeypatch):
    monkeypatch.setattr(tie_reports_module, "THIRD_PARTY_KEPT", 1.0)
    reports = _reports(ROWS, [True, True, False, False])
    generator = np.random.default_rng(1)
    for sheet in reports.sheets:
        chance = np.where(sheet.strength > 0, 0.0, 0.0)
        chance[2, 3] = 0.3
        drawn = np.mean([sheet.draw(chance, generator) > 0 for _ in range(2000)], axis=0)
        assert drawn[2, 3] == pytest.approx(0.3, abs=0.05)
        assert drawn[3, 2] == (drawn[2, 3] if sheet.mutual else 0.0)
        assert ((drawn == 1) == (sheet.strength > 0)).all()


def test_third_parties_are_kept_with_their_confidence(monkeypatch):
    sheet = _reports(ROWS, [True] * 4).sheets[1]
    generator = np.random.default_rng(1)
    none = np.zeros((4, 4))
    kept = np.mean([sheet.draw(none, generator)[1, 3] > 0 for _ in range(1000)])
    assert kept == pytest.approx(tie_reports_module.THIRD_PARTY_KEPT, abs=0.05)
    for confidence in (1.0, 0.0):
        monkeypatch.setattr(tie_reports_module, "THIRD_PARTY_KEPT", confidence)
        assert sheet.draw(none, generator)[1, 3] == confidence


def test_drawn_networks_keep_what_was_told_and_start_from_the_seed():
    told = [(a, b, "knowledge", a) for a, b in ("ab", "ba", "ac", "ad")]
    reports = _reports(told, [True, True, True, False])
    one, same, other = (np.stack(list(reports.drawn(60, seed))) for seed in (2, 2, 3))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
    known = reports.strength() > 0
    assert (one[:, known] > 0).all()
    assert (one[:, :3] > 0).sum() == 60 * known[:3].sum()  # the silent alone get new ties
    assert one[:, 3, 0].mean() == pytest.approx(2 / 3, abs=0.15)


def test_expected_reach_over_draws_is_that_of_all_networks_there_could_be():
    """Enumerated: each open pair there or not, by its chance; a mutual tie is there both ways."""
    told = [(a, b, "collaboration", a) for a, b in ("ab", "bc", "cd", "ad")]
    reports = _reports(told, [True, True, True, False])
    [sheet] = reports.sheets
    chance = sheet.chance(reports.silent, reports.answered)
    open_pairs = list(zip(*np.nonzero(chance), strict=True))
    assert {(int(a), int(b)) for a, b in open_pairs} == {(3, 1)}  # silent and answering
    expected = np.zeros((4, 4))
    for there in itertools.product((False, True), repeat=len(open_pairs)):
        tie, weight = sheet.strength.copy(), 1.0
        for (a, b), is_there in zip(open_pairs, there, strict=True):
            weight *= chance[a, b] if is_there else 1 - chance[a, b]
            if is_there:
                tie[a, b] = tie[b, a] = sheet.typical
        expected += weight * reach_kernel(tie, most_ties=1)
    drawn = np.mean([reach_kernel(tie, most_ties=1) for tie in reports.drawn(4000, 1)], axis=0)
    assert drawn == pytest.approx(expected, abs=0.03)
    assert drawn[1, 3] > 0  # a tie that the silent one would have told of helps the other too


def test_no_ties_and_nobody():
    reports = _reports([], [True] * 4)
    assert reports.sheets == ()
    assert reports.strength().sum() == 0
    assert _reports([], [None] * 4).unknown.all()
