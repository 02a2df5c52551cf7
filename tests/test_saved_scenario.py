"""A scenario is saved whole, read again as it was, and refused in words."""

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput, UnknownName
from workbench.saved_scenario import (
    named_scenario,
    read_scenario,
    refuse_unfit_scenario,
    save_scenario,
    saved_scenarios,
    scenario_file,
    scenario_of,
)
from workbench.what_if import Changes

DAY = date(2026, 3, 14)
WORDS = st.text(min_size=1, max_size=30).filter(lambda text: text.strip() == text)
KEYS = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
CHANGES = st.builds(
    Changes,
    levels=st.dictionaries(
        KEYS, st.dictionaries(st.sampled_from(["readiness", "use"]), st.integers(0, 9), min_size=1)
    ),
    options=st.dictionaries(
        KEYS, st.dictionaries(KEYS, st.one_of(st.none(), WORDS, st.integers()), min_size=1)
    ),
    decide=st.dictionaries(KEYS, KEYS),
    exclude=st.lists(KEYS, unique=True).map(tuple),
    start=st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2199, 1, 1))),
    durations=st.dictionaries(KEYS, st.floats(0, 1e4)),
    ceiling=st.one_of(st.none(), st.integers(1, 10**9), st.just("60000.50")),
)


def _scenario(**changes):
    changes = changes or {"levels": {"clean-seed": {"use": 5}}}
    return scenario_of(Changes(**changes), site="rw-huye", who="team", when=DAY, why="A trial.")


@given(changes=CHANGES, who=WORDS, why=WORDS)
def test_what_is_saved_is_read_again(changes, who, why):
    if changes == Changes():
        return
    scenario = scenario_of(changes, site="a", who=who, when=DAY, why=why)
    with tempfile.TemporaryDirectory() as place:
        path = save_scenario(Path(place), "one", scenario)
        assert read_scenario(Path(place), "one") == scenario
        assert path.read_text("utf-8").startswith("site: a\n")
    assert scenario.supposed.levels == changes.levels
    assert scenario.supposed.durations == changes.durations
    assert scenario.supposed.start == changes.start


def test_scenarios_are_listed_and_one_of_another_content_stays(tmp_path):
    save_scenario(tmp_path, "more-seed", _scenario())
    save_scenario(tmp_path, "more-seed", _scenario())  # the same again
    (tmp_path / "scenarios" / "Notes of mine.yaml").write_text("x: 1", "utf-8")
    assert saved_scenarios(tmp_path) == ("more-seed",)
    with pytest.raises(InvalidInput, match="another scenario 'more-seed'"):
        save_scenario(tmp_path, "more-seed", _scenario(decide={"clean-seed": "seed-1"}))
    assert read_scenario(tmp_path, "more-seed") == _scenario()


@pytest.mark.parametrize("name", ["../out", "a/b", "", "nul", "com1", "A", "a.b", "x" * 61, "é"])
def test_a_name_is_never_a_path(tmp_path, name):
    with pytest.raises(InvalidInput, match="cannot be the name of a scenario"):
        scenario_file(tmp_path, name)


def test_what_is_not_there_or_not_whole_is_said(tmp_path):
    with pytest.raises(UnknownName, match="no scenario 'mine'"):
        read_scenario(tmp_path, "mine")
    save_scenario(tmp_path, "mine", _scenario())
    path = scenario_file(tmp_path, "mine")
    path.write_text(path.read_text("utf-8").replace("use: '5'", "use: much"), "utf-8")
    path.write_text(path.read_text("utf-8").replace("use: 5", "use: much"), "utf-8")
    with pytest.raises(InvalidInput, match=r"mine\.yaml, row \d+ .*found 'much'"):
        read_scenario(tmp_path, "mine")


def test_a_scenario_needs_its_reason_and_something_supposed():
    with pytest.raises(InvalidInput, match="Say who and why"):
        scenario_of(Changes(exclude=("a",)), site="a", who=" ", when=DAY, why="")
    with pytest.raises(InvalidInput, match="Say when"):
        scenario_of(Changes(exclude=("a",)), site="a", who="we", when=None, why="so")
    with pytest.raises(InvalidInput, match="Nothing is supposed"):
        scenario_of(Changes(), site="a", who="we", when=DAY, why="so")


@given(changes=CHANGES, who=WORDS)
def test_a_scenario_by_name_and_with_its_content_are_the_same(changes, who):
    if changes == Changes():
        return
    saved = scenario_of(changes, site="a", who=who, when=DAY, why="A trial.")
    with tempfile.TemporaryDirectory() as place:
        save_scenario(Path(place), "one", saved)
        named = named_scenario(Path(place), "one")
    assert named.supposed == saved.supposed
    assert json.loads(json.dumps(named.content)) == named.content
    assert named_scenario(Path("nowhere"), named.content) == named


def test_what_is_no_scenario_is_refused(tmp_path):
    with pytest.raises(UnknownName, match="There is no scenario 'more'"):
        named_scenario(tmp_path, "more")
    with pytest.raises(InvalidInput, match="A scenario is named, such as 'more-seed'"):
        named_scenario(tmp_path, {"site": "a"})


def test_what_does_not_fit_the_site_is_listed_with_its_key(example_case, tmp_path):
    site = example_case.site
    wrong = {
        "levels": {"clean-sed": {"use": 5}, "clean-seed": {"use": 99, "readiness": 5}},
        "options": {"seed-1": {"months": "6", "price": "5"}},
        "durations": {"A1": 1e300},
        "costs": {"L1": {"period": "2026-13"}},
        "exclude": ("nobody",),
        "ceiling": "-1",
    }
    save_scenario(tmp_path, "wrong", _scenario(**wrong))
    with pytest.raises(InvalidInput, match=r"wrong\.yaml does not fit Huye") as caught:
        refuse_unfit_scenario(tmp_path, "wrong", site)
    assert [one.column.split(" > ", 1)[1] for one in caught.value.problems] == [
        "levels > clean-sed > use",
        "levels > clean-seed > use",
        "options > seed-1 > price",
        "exclude > entry 1",
        "durations > A1",
        "costs > L1 > period",
        "ceiling",
    ]
    assert all(one.row for one in caught.value.problems)
    good = {"levels": {"clean-seed": {"use": 5}}, "costs": {"L1": {"quantity": "2"}}}
    save_scenario(tmp_path, "good", _scenario(**good))
    refuse_unfit_scenario(tmp_path, "good", site)
    both = {"exclude": ("tissue-garden",), "include": ("tissue-garden",)}
    save_scenario(tmp_path, "both", _scenario(**both))
    with pytest.raises(InvalidInput, match="cannot be left out and asked for at once"):
        refuse_unfit_scenario(tmp_path, "both", site)


def test_an_empty_file_is_told_what_a_scenario_begins_with(tmp_path):
    path = scenario_file(tmp_path, "empty")
    path.parent.mkdir()
    path.write_text("", "utf-8")
    with pytest.raises(InvalidInput, match="expected lines such as 'site: …', 'who: …'"):
        read_scenario(tmp_path, "empty")
