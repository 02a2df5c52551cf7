import pytest

from workbench.errors import InvalidInput
from workbench.project.importers import load_map
from workbench.project.importers.mapfile import read_map_text


def test_values_stay_text(small_map):
    path = small_map(("{Local: ngo-local,", "{no: ngo-local, 007: ngo-local,"))
    assert set(load_map(path).translations["sort"].values) == {"no", "007", "Research", "Unclear"}


@pytest.mark.parametrize("text", ["", "- a\n", "a: [", "a: &a [*a]\n"])
def test_what_is_no_map(small_map, text):
    with pytest.raises(InvalidInput):
        load_map(small_map(text=text))


def test_lines_are_known_and_a_key_that_stands_twice_is_told(tmp_path):
    path = tmp_path / "m.yaml"
    path.write_text("a: 1\nb:\n  - c: yes\na: 2\n", "utf-8")
    read = read_map_text(path)
    assert read.content == {"a": "1", "b": [{"c": "yes"}]}
    assert read.lines["b", "0", "c"] == 3
    assert [(problem.row, problem.column) for problem in read.problems] == [(1, "a")]


def test_a_map_that_is_not_there(tmp_path):
    with pytest.raises(InvalidInput, match=r"Cannot read the map nothing\.yaml"):
        read_map_text(tmp_path / "nothing.yaml")
