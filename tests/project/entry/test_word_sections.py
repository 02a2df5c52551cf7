"""Which section a passage belongs to."""

from workbench.project.entry.word_file import WordStyle
from workbench.project.entry.word_flow import WordChange, WordPassage
from workbench.project.entry.word_sections import sections_of


def _passage(words, level=0, *bookmarks, caption=False, table=0, change=None, picture=False):
    style = WordStyle(level, caption)
    return WordPassage(style, table, None, None, list(bookmarks), [(words, change)], picture)


def test_without_bookmarks_the_words_of_headings_stand_for_them():
    flow = [_passage("On one page", 1), _passage("a"), _passage("2 Diagnose", 1), _passage("b"),
            _passage("Levels", 2), _passage("c"), _passage("Notes", 1)]  # fmt: skip
    assert sections_of(flow) == [
        "On one page", "On one page", "2", "2", "2, Levels", "2, Levels", "Notes",
    ]  # fmt: skip


def test_an_edited_heading_keeps_its_chapter_and_says_what_it_was():
    flow = [
        _passage("Our plan", 1, "p_3c_draft_the_plan"),
        _passage("a"),
        _passage("Budget", 2, "p_3c_budget"),
        _passage("Money", 2, "p_3c_plan_of_work"),
    ]
    assert sections_of(flow) == ["3c", "3c", "3c, Budget", "3c, plan of work (now “Money”)"]


def test_a_bookmark_outlives_the_style_of_its_heading_and_a_new_heading_is_no_section():
    new = WordChange("ins", "Ada", None)
    flow = [_passage("Budget", 0, "p_3c_budget"), _passage("Mine", 2, change=new), _passage("a")]
    assert sections_of(flow) == ["3c, budget"] * 3


def test_captions_name_tables_below_and_figures_above_in_any_language():
    flow = [_passage("4 Agree", 1), _passage("", picture=True),
            _passage("Figure 4.1 Positions", caption=True), _passage("a", table=1),
            _passage("Tableau 4.2 Avis", caption=True), _passage("b", table=2),
            _passage("c", table=2), _passage("d"), _passage("Renamed", 0, "p_table_4_3"),
            _passage("e", table=3)]  # fmt: skip
    assert sections_of(flow) == [
        "4", "4, Figure 4.1", "4, Figure 4.1", "4", "4, Tableau 4.2", "4, Tableau 4.2",
        "4, Tableau 4.2", "4", "4, Table 4.3", "4, Table 4.3",
    ]  # fmt: skip
