"""Text of a YAML file as plain values, with the line of everything in it.

Every value is text as it stands in the file, or nothing; what is a number is for the models to say.
So `version: 1.10` stays "1.10" and an answer `no` stays "no".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from workbench.errors import InvalidInput, Problem
from workbench.frameworks.yaml_values import LOADER

Place = tuple[str | int, ...]
"""Way to a value: keys of mappings, and positions in lists counted from 0."""

_NULL: Final = "tag:yaml.org,2002:null"
_TOO_LONG: Final = 60


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file that was read.

    Attributes
    ----------
    file : str
        Name of the file.
    content : dict
        What stands in it.
    lines : mapping of Place to int
        Line of each value, counted from 1.
    problems : tuple of Problem
        What cannot be told from the content, such as a key that stands there twice.
    """

    file: str
    content: dict[str, Any]
    lines: Mapping[Place, int]
    problems: tuple[Problem, ...]

    def problem(self, place: Place, *, found: object, expected: str, advice: str) -> Problem:
        """Describe something to mend, at the line of the place or of what it belongs to.

        Parameters
        ----------
        place : Place
            Way to the value.
        found : object
            What stands there; shortened where it is long.
        expected, advice : str
            What should stand there, and what to do.

        Returns
        -------
        Problem
            With the line as its row and the way to the value as its column.
        """
        near = next(place[:n] for n in range(len(place), -1, -1) if place[:n] in self.lines)
        text = "" if found is None else str(found)
        return Problem(
            file=self.file,
            row=self.lines[near],
            column=_way(place) or None,
            found=text if len(text) <= _TOO_LONG else f"{text[:_TOO_LONG]}…",
            expected=expected,
            advice=advice,
        )


def parse_document(text: str, file: str) -> Document:
    r"""Turn the text of a YAML file into plain values.

    Parameters
    ----------
    text : str
        Text of the file.
    file : str
        Name to put into problems.

    Returns
    -------
    Document
        Content, lines, and problems of form.

    Raises
    ------
    InvalidInput
        The text is no YAML, or is not a set of keys and values.

    Examples
    --------
    >>> document = parse_document("key: soil\nkey: seed\nversion: 1.10\n", "mine.yaml")
    >>> document.content
    {'key': 'soil', 'version': '1.10'}
    >>> print(document.problems[0])
    mine.yaml, row 2 (key): found 'key', expected each key once. Remove one of the two.
    """
    try:
        root = yaml.compose(text, Loader=LOADER)
        reader = _Reader(file)
        content = reader.read(root, ()) if root is not None else None
    except yaml.YAMLError as error:
        message = f"{file} cannot be read."
        raise InvalidInput(message, [_syntax(error, file)]) from error
    except RecursionError as error:
        message = f"{file} cannot be read: its parts lie too deep inside one another."
        raise InvalidInput(message) from error
    if not isinstance(content, dict):
        wrong = Problem(
            file=file,
            row=1,
            found="" if content is None else type(content).__name__,
            expected="keys with values, such as `title: …`",
            advice="Start from a framework file that comes with the workbench.",
        )
        message = f"{file} cannot be read."
        raise InvalidInput(message, [wrong])
    return Document(file, content, reader.lines, tuple(reader.problems))


@dataclass
class _Reader:
    """Walks the nodes of one file and notes lines and problems of form."""

    file: str
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def read(self, node: yaml.Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if id(node) in self.seen:  # also keeps a file from swelling through references to itself
            self._note(place, line, "a reference (*)", "the value itself", "Write it out.")
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*place, i)) for i, item in enumerate(node.value)]
        return None if node.tag == _NULL else node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                self._note(
                    place, line, "a list as a key", "a word", "Write a word before the colon."
                )
            elif key in content:
                self._note((*place, key), line, key, "each key once", "Remove one of the two.")
            else:
                self.lines[*place, key] = line
                content[key] = self.read(value_node, (*place, key))
        return content

    def _note(self, place: Place, line: int, found: str, expected: str, advice: str) -> None:
        problem = Problem(
            file=self.file,
            row=line,
            column=_way(place) or None,
            found=found,
            expected=expected,
            advice=advice,
        )
        self.problems.append(problem)


def _way(place: Place) -> str:
    """Write the way to a value as a reader counts: positions from 1."""
    steps = (step if isinstance(step, str) else f"entry {step + 1}" for step in place)
    return " > ".join(steps)


def _syntax(error: yaml.YAMLError, file: str) -> Problem:
    """Say where the text stops being YAML."""
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(
        file=file,
        row=None if mark is None else mark.line + 1,
        found=said,
        expected="YAML",
        advice="Look at the indents, colons and quotation marks in this line and the one before.",
    )
