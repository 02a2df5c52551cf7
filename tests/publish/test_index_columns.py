import pytest

from workbench.publish.index_columns import SiteCell, SiteColumn, fact_columns


@pytest.mark.parametrize(
    ("holds", "fact", "words", "value"),
    [
        ("words", "Seed", "Seed", None),
        ("words", "Seed; Credit", "Seed and Credit", "Seed; Credit"),
        ("words", "a; b; c; d; e", "a, b, c and 2 more", "a; b; c; d; e"),
        ("number", 3, "3", None),
        ("share", 0.24, "24 %", "0.24"),
        ("share", "too few", "too few", None),
        ("day", "2026-08-14", "14 August 2026", "2026-08-14"),
        ("day", "no date", "no date", None),
        ("amount", "at least USD 31,611.15", "at least USD 31,611.15", "31611.15"),
        ("amount", "nothing", "nothing", None),
    ],
)
def test_a_cell_shows_words_and_sorts_by_a_value(holds, fact, words, value):
    assert SiteColumn("x", "X", holds).cell({"x": fact}) == SiteCell(words, value)


def test_a_score_sorts_by_its_number():
    column = SiteColumn("package", "Package score", "number", sorts="score")
    assert column.cell({"package": "at most 8", "score": 8}) == SiteCell("at most 8", "8")
    assert column.cell({"package": "no score", "score": None}) == SiteCell("no score", None)


def test_what_is_not_known_is_told_from_what_is_none():
    column = SiteColumn("shut", "Gates not passed", blank="none")
    assert column.cell({}).words == "not known"
    assert column.cell({"shut": ""}).words == "none"


def test_only_facts_of_the_reports_have_columns():
    facts = {"status", "score", "bottleneck", "budget"}
    assert [column.head for column in fact_columns(facts)] == ["Bottleneck", "Budget"]
