"""Words and tables of risks and registers."""

import pytest

from workbench.errors import NothingToShow
from workbench.page.records import Missing
from workbench.publish.html import record_html
from workbench.transformation.page import risks as page


def cells(record):
    return [[str(cell) for cell in row] for row in record.rows]


def words(record):
    return str(record_html(record).striptags())


def test_risks_in_words(north):
    said = words(page.risk_answer(north))
    assert "2 risks open, of which 1 at 15 or more of 25 and 1 with a mitigation at work" in said
    assert "at least 6 working days" in said  # 0.6 × 10
    assert "EUR" in said


def test_risks_as_a_table_with_assumed_chances_marked(north):
    found = page.risk_table(north)
    rows = cells(found)
    assert rows[0][1:5] == ["Images arrive late", "16, very high; 6, moderate", "60 %*", "nobody"]
    assert rows[1][2] == "3, low"
    assert rows[1][5] == "Talks (at work)"
    assert "our own table" in found.note.plain


def test_what_is_to_be_expected_is_left_out_where_nothing_is_known_of_it(rollout):
    head = "site,risk,title,likelihood,impact,delay,cost\n"
    bare = rollout(risks=f"{head}north,K1,Late,4,4,,\n")
    assert "To be expected" not in words(page.risk_answer(bare))
    days = rollout(risks=f"{head}north,K1,Late,4,4,10,\n")
    assert "To be expected of them: at least 6 working days, if the delays added up." in words(
        page.risk_answer(days)
    )


def test_what_should_be_at_work_already_is_told(rollout):
    head = "site,risk,title,likelihood,impact,mitigation,due\n"
    rows = "north,K1,Late,4,4,A second line,2026-04-03\nnorth,K2,Dear,3,3,Talks,2026-06-01\n"
    found = cells(page.risk_table(rollout(risks=head + rows)))
    assert [row[5] for row in found] == [
        "A second line (was due on 3 April 2026)", "Talks (by 1 June 2026)",
    ]  # fmt: skip


def test_issues(north):
    assert "1 issue open; the middle one is 10 days old; 1 settled" in words(
        page.issue_answer(north)
    )
    assert cells(page.issue_table(north)) == [
        ["Slow at night", "high", "10 April 2026", "Informatics"]
    ]


def test_lessons_and_practices(north):
    assert [row[0] for row in cells(page.learnt_table(north))] == ["lesson", "practice"]


def test_nothing_known(empty):
    assert isinstance(page.risk_answer(empty), Missing)
    assert isinstance(page.issue_answer(empty), Missing)
    for make in (page.risk_table, page.issue_table, page.learnt_table):
        with pytest.raises(NothingToShow):
            make(empty)
