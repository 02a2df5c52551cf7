import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.frameworks.rankings import read_ranking

PLACES = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1).flatmap(
    lambda names: st.lists(st.sampled_from([" > ", "=", " = ", ">"]), min_size=len(names) - 1,
                           max_size=len(names) - 1).map(lambda marks: (names, marks))
)  # fmt: skip


@given(PLACES)
def test_what_is_written_reads_back(written):
    names, marks = written
    text = names[0] + "".join(mark + name for mark, name in zip(marks, names[1:], strict=True))
    found = read_ranking(text)
    assert sorted(name for place in found for name in place) == sorted(names)
    assert len(found) == 1 + sum(">" in mark for mark in marks)


@pytest.mark.parametrize(
    ("text", "words"), [("a > a", "ranks a twice"), ("a > > b", "empty"), ("", "empty")]
)
def test_a_ranking_that_cannot_be_read_is_named(text, words):
    with pytest.raises(InvalidInput, match=words):
        read_ranking(text)
