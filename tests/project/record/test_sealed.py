import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.project.record.sealed import (
    FILE,
    is_true,
    opened,
    read_texts,
    remove_unfinished,
    seal,
    seal_in,
    seals_of,
    write_texts,
)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_seal_opens_to_its_text_and_shows_a_change(text):
    texts = {}
    mark = seal_in(seal(text, texts))
    assert opened({"sealed": mark}, texts) == text
    assert is_true(mark, texts)
    texts[mark] = (texts[mark][0], text + "x")
    assert not is_true(mark, texts)


def test_one_text_has_another_seal_each_time():
    texts = {}
    assert seal("Ada", texts) != seal("Ada", texts)
    assert len(texts) == 2


def test_only_a_seal_is_one():
    assert seal_in({"sealed": 1}) is None
    assert seal_in({"sealed": "a", "more": "b"}) is None
    assert list(seals_of({"row": {"a": {"sealed": "x"}, "b": "y"}})) == ["x"]
    assert list(seals_of({"row": None})) == list(seals_of({})) == []


def test_texts_of_sites_are_kept_apart_and_those_without_a_record_go(tmp_path):
    write_texts(tmp_path, "huye", {"a": ("s", "Ada"), "b": ("s", "Bo")}, {"a"})
    write_texts(tmp_path, "kibuye", {"c": ("s", "Ché")}, {"c"})
    assert read_texts(tmp_path) == {"huye": {"a": ("s", "Ada")}, "kibuye": {"c": ("s", "Ché")}}
    write_texts(tmp_path, "huye", {"a": ("s", "Ada")}, set())
    assert "Ada" not in (tmp_path / FILE).read_text("utf-8")


@pytest.mark.parametrize("content", ["", "[]", '{"huye": {"a": "Ada"}}', "{"])
def test_a_damaged_file_is_one_line(tmp_path, content):
    (tmp_path / FILE).write_text(content)
    with pytest.raises(InvalidInput, match="is damaged") as told:
        read_texts(tmp_path)
    assert "\n" not in str(told.value)


def test_what_a_killed_writer_left_goes_and_nothing_else(tmp_path):
    for name in (f".{FILE}.ab12.part", FILE, "huye.jsonl", ".other.part"):
        (tmp_path / name).write_text("Ada")
    remove_unfinished(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".other.part", "huye.jsonl", FILE]
