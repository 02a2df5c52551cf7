"""A map file as plain text values with the line on which each stands.

YAML would turn ``no`` into a truth value and ``007`` into a number; in a map every value is the
text that stands there, because it is compared with the text in somebody else's file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from workbench.errors import InvalidInput, Problem

Content = str | list["Content"] | dict[str, "Content"]
Place = tuple[str, ...]
_DEEPEST = 20
_ADVICE = "See docs/importing.md for how a map is written."


@dataclass(slots=True)
class MapText:
    """Content of a map file.

    Attributes
    ----------
    file : str
        Name of the file.
    content : dict
        Keys and texts, nested as in the file.
    lines : dict
        Line of each key, by its path.
    problems : list of Problem
        Keys that stand twice.
    """

    file: str
    content: dict[str, Content] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, place: Place, found: str, expected: str, advice: str = _ADVICE) -> Problem:
        """Make a problem that points at a key; at the nearest one above it where it is absent."""
        near = next((place[:n] for n in range(len(place), 0, -1) if place[:n] in self.lines), ())
        return Problem(
            file=self.file,
            row=self.lines.get(near),
            column=".".join(place) or None,
            found=found[:120],
            expected=expected,
            advice=advice,
        )


def read_map_text(path: Path) -> MapText:
    """Read a map file.

    Parameters
    ----------
    path : Path
        A YAML file.

    Returns
    -------
    MapText
        Its content as text.

    Raises
    ------
    InvalidInput
        There is no such file, or it is no YAML with keys.
    """
    read = MapText(path.name)
    message = f"The map {path.name} cannot be read."
    try:
        node = yaml.compose(path.read_text("utf-8-sig"), Loader=yaml.SafeLoader)
    except OSError as error:
        message = f"Cannot read the map {path.name}: {error.strerror or error}."
        raise InvalidInput(message) from error
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        found = str(getattr(error, "problem", None) or error).splitlines()[0]
        problem = Problem(
            file=path.name,
            row=None if mark is None else mark.line + 1,
            found=found,
            expected="YAML in UTF-8: 'key: value' lines, indented by blanks",
            advice="Mend the line; a value with ': ' or '#' in it needs quotes.",
        )
        raise InvalidInput(message, [problem]) from error
    if not isinstance(node, yaml.MappingNode):
        problem = Problem(file=path.name, found="", expected="keys such as 'map:'", advice=_ADVICE)
        raise InvalidInput(message, [problem])
    content = _plain(node, (), read)
    read.content = content if isinstance(content, dict) else {}
    return read


def _plain(node: yaml.Node, place: Place, read: MapText) -> Content:
    if len(place) > _DEEPEST:
        message = f"The map {read.file} is nested too deeply."
        raise InvalidInput(message)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, read)
    if isinstance(node, yaml.SequenceNode):
        items: list[Content] = []
        for position, item in enumerate(node.value):
            read.lines[*place, str(position)] = item.start_mark.line + 1
            items.append(_plain(item, (*place, str(position)), read))
        return items
    return "" if node.value == "~" else str(node.value)  # YAML's sign for nothing


def _mapping(node: yaml.MappingNode, place: Place, read: MapText) -> dict[str, Content]:
    content: dict[str, Content] = {}
    for key, value in node.value:
        name = str(key.value)
        here = (*place, name)
        line = key.start_mark.line + 1
        if name in content:
            found = f"'{name}' a second time, in line {line}"
            advice = "Delete one of the two: only one would count."
            read.problems.append(read.problem(here, found, "each key once", advice))
            continue
        read.lines[here] = line
        content[name] = _plain(value, here, read)
    return content
