"""The benchmark of portfolios: both ways solve the same problem, and the report says what it is."""

import pytest

from benchmarks import portfolio
from benchmarks.portfolio import Measured, line, ours, solve_textbook, textbook


def test_both_ways_find_the_same_value():
    mine, _ = ours(4)
    other = solve_textbook(4, 30)
    assert mine.value == pytest.approx(other.value, rel=1e-4)
    assert mine.value <= mine.bound
    assert mine.gap == pytest.approx(0, abs=1e-6)


def test_a_model_that_does_not_return_is_stopped():
    measured = textbook(2, limit=0.05)
    assert measured.value is None
    assert measured.seconds < 30
    assert "no answer within its time" in line(2, "textbook", measured)


def test_the_report_has_a_line_for_each_way(capsys, monkeypatch):
    monkeypatch.setattr(portfolio, "textbook", lambda *_: Measured(99.0, 100.0, 1.5))
    portfolio.report((3,), limit=7)
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 4
    assert "the textbook model has 7 s" in said[0]
    assert said[2].split()[:3] == ["3", "menus,", "core"]
    assert "1.0e-02" in said[3]


def test_the_child_prints_what_the_parent_reads(capsys):
    portfolio.main(2, 20.0)
    assert len([float(word) for word in capsys.readouterr().out.split()]) == 3
