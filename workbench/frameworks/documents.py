"""YAML files as plain values, with the line of everything in them.

Frameworks, catalogues, ``project.yaml`` and maps of imports are all read here; what differs between
them is a :class:`Dialect`. What a key may hold is for the models to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

import yaml

from workbench.errors import InvalidInput, Problem
from workbench.frameworks.yaml_faults import SWOLLEN, explain_fault

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Loader of files that come with the workbench: libyaml's, several times faster where it is there.

What a user writes is read by the loader in Python. Both give the same values, but the faults that
the one in Python finds can be explained, and libyaml's dies of brackets that are nested too deep.
"""

Place = tuple[str | int, ...]
"""Path to a value: keys of mappings, and positions in lists counted from 0."""

_NULL: Final = "tag:yaml.org,2002:null"
_TIMESTAMP: Final = "tag:yaml.org,2002:timestamp"
_POWER: Final = re.compile(r"[-+]?\d+[eE][-+]\d+")
_TOO_LONG: Final = 80
_MOST_VALUES: Final = 200_000
_MOST_BYTES: Final = 250_000


def plain_values(text: str) -> Any:
    """Return what stands in a YAML file that comes with the workbench.

    Parameters
    ----------
    text : str
        Text of the file.

    Returns
    -------
    dict, list, str, int, float, bool, date or None
        Its content.

    Raises
    ------
    yaml.YAMLError
        The text is no YAML, or asks for an object that is no plain value.

    Examples
    --------
    >>> plain_values("codes: [RWF, USD]")
    {'codes': ['RWF', 'USD']}
    """
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both loaders are the safe ones


def text_or_nothing(node: yaml.ScalarNode) -> str | None:
    """Read a value as the text that stands there, so that ``version: 1.10`` stays "1.10"."""
    return None if node.tag == _NULL else str(node.value)


def typed_value(node: yaml.ScalarNode) -> object:
    """Read numbers, true and false as such.

    A date stays text, for 2026-02-30 is no crash, and so does what is too long for a number. 1e-06
    is a number, as programs write it, though YAML asks for a point in it.
    """
    if node.tag == _TIMESTAMP or len(node.value) > _TOO_LONG:
        return node.value
    if node.style is None and _POWER.fullmatch(node.value):
        return float(node.value)
    return yaml.constructor.SafeConstructor().construct_object(node)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What differs between the kinds of YAML file.

    Attributes
    ----------
    scalar : callable
        Gives the value of a single value's node.
    dotted : bool
        Whether a place is written ``parameters.seed``, and not ``levels > entry 3``.
    references : bool
        Whether a value may stand for another one (``&name`` and ``*name``).
    keys : str
        Keys that such a file begins with, for whoever gives another one.
    advice : str
        Where to look how such a file is written.
    """

    scalar: Callable[[yaml.ScalarNode], object] = text_or_nothing
    dotted: bool = False
    references: bool = False
    keys: str = "'title: …'"
    advice: str = "Start from a file that comes with the workbench."


@dataclass(frozen=True, slots=True)
class YamlDocument:
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
    dialect : Dialect
        How it was read.
    """

    file: str
    content: dict[str, Any]
    lines: Mapping[Place, int]
    problems: tuple[Problem, ...]
    dialect: Dialect = field(default_factory=Dialect)

    def problem(
        self, place: Place, found: object, expected: str, advice: str | None = None
    ) -> Problem:
        """Describe something to mend, at the line of the place or of what it belongs to.

        Parameters
        ----------
        place : Place
            Path to the value.
        found : object
            What stands there; shortened where it is long.
        expected : str
            What should stand there.
        advice : str, optional
            What to do; by default, where to look how such a file is written.

        Returns
        -------
        Problem
            With the line as its row and the path to the value as its column.
        """
        ends = range(len(place), 0 if place else -1, -1)
        return _problem(
            self.file,
            next((self.lines[place[:n]] for n in ends if place[:n] in self.lines), None),
            _path(place, dotted=self.dialect.dotted),
            (found, expected, self.dialect.advice if advice is None else advice),
        )


def parse_yaml(
    text: str, file: str, dialect: Dialect | None = None, *, loader: Any = yaml.SafeLoader
) -> YamlDocument:
    r"""Turn the text of a YAML file into plain values.

    Parameters
    ----------
    text : str
        Text of the file.
    file : str
        Name to put into problems.
    dialect : Dialect, optional
        How such a file is read.
    loader : type
        :data:`LOADER` for a file that comes with the workbench.

    Returns
    -------
    YamlDocument
        Content, lines, and problems of form.

    Raises
    ------
    InvalidInput
        The text is no YAML, or is not a set of keys and values.

    Examples
    --------
    >>> document = parse_yaml("key: soil\nkey: seed\nversion: 1.10\n", "mine.yaml")
    >>> document.content
    {'key': 'seed', 'version': '1.10'}
    >>> document.problems[0].place, document.problems[0].expected
    ('mine.yaml, row 2 (key)', 'each key once')
    """
    dialect = dialect or Dialect()
    message = f"{file} cannot be read."
    reader = _Reader(file, dialect)
    try:
        root = yaml.compose(text, Loader=loader)
        content = None if root is None else reader.read(root, ())
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput(message, [explain_fault(error, text.encode(), file)]) from error
    if not isinstance(content, dict):
        found = "no keys" if content is None else str(content)
        wrong = (found, f"lines such as {dialect.keys}", dialect.advice)
        raise InvalidInput(message, [_problem(file, None, "", wrong)])
    return YamlDocument(file, content, reader.lines, tuple(reader.problems), dialect)


def read_yaml(path: Path, dialect: Dialect | None = None) -> YamlDocument:
    """Read a YAML file of a user's own.

    Parameters
    ----------
    path : Path
        The file.
    dialect : Dialect, optional
        How such a file is read.

    Raises
    ------
    InvalidInput
        There is no such file, it is no YAML in UTF-8, or not a set of keys and values.
    """
    raw = b""
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except (UnicodeDecodeError, OSError) as error:
        message = f"{path.name} cannot be read."
        raise InvalidInput(message, [explain_fault(error, raw, path.name)]) from error
    if len(raw) > _MOST_BYTES:
        wrong = (f"{len(raw) // 1000} kB", f"at most {_MOST_BYTES // 1000} kB",
                 "Keep tables in files of their own.")  # fmt: skip
        message = f"{path.name} cannot be read."
        raise InvalidInput(message, [_problem(path.name, None, "", wrong)])
    return parse_yaml(text, path.name, dialect)


def shipped_document(file: str) -> YamlDocument:
    """Read a YAML file that comes with the frameworks, such as ``criteria.yaml``."""
    return parse_yaml(shipped_text(file), Path(file).name, loader=LOADER)


def shipped_text(file: str) -> str:
    """Return the text of a file that comes with the frameworks."""
    return resources.files("workbench.frameworks").joinpath(file).read_text("utf-8")


@dataclass
class _Reader:
    """Walks the nodes of one file and notes lines and problems of form."""

    file: str
    dialect: Dialect
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    within: set[int] = field(default_factory=set)

    def read(self, node: yaml.Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if id(node) in self.seen and not self.dialect.references:
            self._note(place, line, "a reference (*)", "the value itself", "Write it out.")
            return None
        if len(self.lines) > _MOST_VALUES or id(node) in self.within:
            raise yaml.MarkedYAMLError(problem=SWOLLEN, problem_mark=node.start_mark)
        self.seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self.dialect.scalar(node)
        self.within.add(id(node))
        content = (
            self._mapping(node, place)
            if isinstance(node, yaml.MappingNode)
            else [self.read(item, (*place, i)) for i, item in enumerate(node.value)]
        )
        self.within.remove(id(node))
        return content

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value
            if not isinstance(key_node, yaml.ScalarNode):
                advice = "Write a word before the colon."
                self._note(place, line, "a list as a key", "a word", advice)
                continue
            here = (*place, key)
            if key in content:
                advice = f"Delete one of the two; the first is in line {self.lines[here]}."
                self._note(here, line, key, "each key once", advice)
            self.lines[here] = line
            content[key] = self.read(value_node, here)
        return content

    def _note(self, place: Place, line: int, found: str, expected: str, advice: str) -> None:
        path = _path(place, dotted=self.dialect.dotted)
        self.problems.append(_problem(self.file, line, path, (found, expected, advice)))


def _problem(file: str, row: int | None, column: str, words: tuple[object, str, str]) -> Problem:
    found, expected, advice = words
    text = "" if found is None else str(found)
    return Problem(
        file=file,
        row=row,
        column=column or None,
        found=text if len(text) <= _TOO_LONG else f"{text[:_TOO_LONG]}…",
        expected=expected,
        advice=advice,
    )


def _path(place: Place, *, dotted: bool) -> str:
    """Write the path to a value; in words, positions are counted from 1."""
    if dotted:
        return ".".join(map(str, place))
    return " > ".join(step if isinstance(step, str) else f"entry {step + 1}" for step in place)
