import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.project.importers import available_maps, load_map


def _problems(path):
    with pytest.raises(InvalidInput) as caught:
        load_map(path)
    return caught.value.problems


@pytest.mark.parametrize("name", available_maps())
def test_the_maps_that_come_with_the_workbench(name):
    column_map = load_map(name)
    assert column_map.map == name
    assert column_map.source.licence


def test_unknown_map_names_the_nearest():
    with pytest.raises(UnknownName, match="Did you mean 'worldbank-ims'"):
        load_map("worldbank")


def test_every_problem_of_a_map_is_told_at_once_with_its_line(small_map):
    path = small_map(
        ("title: A made-up file\n", "titel: A made-up file\n"),
        ("equals: Total}", "equals: Total, blank: yes}"),
        ("unlisted: refuse", "unlisted: guess"),
        ("admin: {template:", "admin: {column: Region, template:"),
    )
    problems = _problems(path)
    told = {problem.column: problem for problem in problems}
    assert {"title", "titel", "skip.0", "translations.sort.unlisted"} < set(told)
    assert told["titel"].advice == "Did you mean 'title'?"
    assert told["titel"].row == 3
    assert "one of column, constant and template" in str(told["tables.sites.0.columns.admin"])


def test_what_cannot_be_meant_is_told_at_once(small_map):
    path = small_map(
        ("        latitude:", "        lattitude:"),
        ("        country: {constant: Nowhere}\n", ""),
        ("layer: {constant: funding}", "layer: {constant: fundign}"),
        ("translate: sort,", "translate: sorts,"),
        ("distinct: [source, target]", "distinct: [source, traget]"),
    )
    text = "\n".join(str(problem) for problem in _problems(path))
    for words in (
        "Did you mean 'latitude'?", "the column 'country'", "Did you mean 'funding'?",
        "Did you mean 'sort'?", "Did you mean 'target'?",
    ):  # fmt: skip
        assert words in text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Local: ngo-local", "Local: ngo-locale", "Did you mean 'ngo-local'?"),
        ("framework: ipsr", "framework: ipsrr", "Did you mean 'ipsr'?"),
        ("  ties:\n", "  people:\n", "a table"),
        ("same: {Old Name: New Name}", "same: {A: B, B: C}", "not replaced themselves"),
        ("equals: Total}", "matches: '['}", "a regular expression"),
        ("skip:\n", "file: {missing: ['0']}\nskip:\n", "a 0 is a value"),
        ("skip:\n", "switched_off: decimal-comma\nskip:\n", "a conversion that gives a level"),
        ("name: {column: Place}", "name: {column: Place, convert: nope}", "'convert' knows"),
        (
            "name: {column: Place}",
            "name: {column: Place, convert: share-of-maximum-times-nine}",
            "these parameters: maximum",
        ),
        ("title: Small,", "title: Small, title: Big,", "each key once"),
    ],
)
def test_one_mistake_at_a_time(small_map, old, new, words):
    assert words in "\n".join(str(problem) for problem in _problems(small_map((old, new))))


def test_a_map_of_ones_own_without_its_ending_is_named(tmp_path, monkeypatch):
    (tmp_path / "my-map.yaml").write_text("map: my-map\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput, match=r"did you mean your own 'my-map\.yaml'"):
        load_map("my-map")
