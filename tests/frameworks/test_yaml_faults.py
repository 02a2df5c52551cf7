import pytest

from workbench.errors import InvalidInput
from workbench.frameworks.documents import Dialect, read_yaml, typed_value

TYPED = Dialect(scalar=typed_value)
_JARGON = ("token", "mapping", "scalar", "block end", "flow", "stream", "node", "constructor")


@pytest.mark.parametrize(
    ("text", "row", "found", "expected"),
    [
        ("title: T\nlead: a: b\n", 2, "lead: a: b", "one ': ' in a line"),
        ("title: T\nparameters:\n\tseed: 1\n", 3, "\ufffdseed: 1", "blanks before the text"),
        ("title: T\nframework ipsr\nlead: x\n", 2, "framework ipsr", "'key: value'"),
        ('title: "T\nframework: ipsr\n', 1, 'title: "T', "quotes in pairs"),
        ("title: T\nnotes: [a, b\nlead: x\n", 2, "notes: [a, b", "ends with ]"),
        ("title: T\nparameters: {seed: 1\nlead: x\n", 2, "parameters: {seed: 1", "end with }"),
        ("  title: T\nframework: ipsr\n", 2, "framework: ipsr", "indented alike"),
        ("title: T\nlead: *a\n", 2, "lead: *a", "begins with * or &"),
        ("title: T\nlead: !a b\n", 2, "lead: !a b", "begins with !"),
        ("title: T\nlead: @a\n", 2, "lead: @a", "begins with @"),
        ('title: T\nlead: "a\\d"\n', 2, 'lead: "a\\d"', "between double quotes"),
        ("title: T\n---\nlead: x\n", 2, "---", "one part"),
        ("title: T\nlead: a\x07b\n", 2, "lead: a\ufffdb", "no control characters"),
    ],
)
def test_a_fault_is_described_in_plain_words_with_its_line(tmp_path, text, row, found, expected):
    path = tmp_path / "project.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_yaml(path, TYPED)
    (problem,) = caught.value.problems
    assert problem.row == row, problem
    assert problem.found == found.lstrip("\ufffd")
    assert expected in problem.expected
    assert not any(word in str(problem) for word in _JARGON)


def test_bytes_that_are_no_text_and_nesting_without_end_are_told(tmp_path):
    path = tmp_path / "project.yaml"
    path.write_bytes(b"title: T\nlead: Caf\xe9\n")
    with pytest.raises(InvalidInput) as caught:
        read_yaml(path, TYPED)
    assert caught.value.problems[0].row == 2
    path.write_text("[" * 5000, "utf-8")
    with pytest.raises(InvalidInput, match="deep"):
        read_yaml(path, TYPED)
