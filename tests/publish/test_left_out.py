import warnings

import pytest

from workbench.errors import LeftOutWarning, Problem
from workbench.publish import left_out


class Shell:
    def __init__(self):
        self.shown = []
        self.display_pub = self

    def publish(self, data):
        self.shown.append(data)


@pytest.fixture
def shell(monkeypatch):
    one = Shell()
    monkeypatch.setattr(left_out, "_shell", lambda: one)
    with warnings.catch_warnings(record=True) as others:
        warnings.simplefilter("always")
        one.others = others
        left_out.box_left_out()
        yield one


def _problem(found):
    return Problem(file="scores.csv", cell="G2", found=found, expected="a level", advice="Mend it.")


def test_a_notebook_shows_a_box_each_time(shell):
    for _ in range(2):
        warnings.warn(LeftOutWarning("huye", [_problem("<b>9</b>")]), stacklevel=1)
    assert len(shell.shown) == 2
    assert "huye has 1 error in the tables" in shell.shown[0]["text/html"]
    assert "found &#39;&lt;b&gt;9&lt;/b&gt;&#39;" in shell.shown[0]["text/html"]
    assert shell.shown[0]["text/plain"].startswith("huye has 1 error")


def test_other_warnings_stay_as_they_are(shell):
    warnings.warn("something else", UserWarning, stacklevel=1)
    assert shell.shown == []
    assert [str(one.message) for one in shell.others] == ["something else"]


def test_a_box_lists_the_first_errors_and_counts_the_rest():
    html = left_out.box_html(LeftOutWarning("3 sites", [_problem(str(n)) for n in range(20)]))
    assert "3 sites have 20 errors" in html
    assert html.count("<li>") == 9
    assert "and 12 more" in html


def test_without_a_notebook_nothing_changes(monkeypatch):
    monkeypatch.setattr(left_out, "_shell", lambda: None)
    before = warnings.showwarning
    left_out.box_left_out()
    assert warnings.showwarning is before
