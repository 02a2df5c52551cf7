"""Stories by theme and group."""

import pandas as pd

from workbench.experiments.analysis.story_themes import story_themes

ROWS = [
    ("ST1", "Women", "price; trust;price", "success", "We gained.", True),
    ("ST2", "Women", "price", "challenge", "We lost.", False),
    ("ST3", "Men", "trust", None, "We wait.", None),
]


def stories():
    columns = ["story", "group", "themes", "tone", "text", "consent"]
    return story_themes(pd.DataFrame(ROWS, columns=columns).assign(site="huye"))


def test_a_story_counts_once_for_each_of_its_themes():
    found = stories()
    assert dict(found.counts) == {
        ("price", "Women"): 2, ("trust", "Women"): 1, ("trust", "Men"): 1,
    }  # fmt: skip
    assert found.groups == ("Women", "Men")
    assert found.themes == ("price", "trust")


def test_only_those_who_consented_are_quoted():
    assert [one.quotable for one in stories().stories] == ["We gained.", None, None]


def test_a_theme_of_one_group_alone_is_told():
    assert stories().unheard == (("price", "Women"),)


def test_no_story_is_nothing():
    found = story_themes(pd.DataFrame({"site": [], "story": [], "group": [], "themes": []}))
    assert (found.themes, found.groups, found.unheard) == ((), (), ())
