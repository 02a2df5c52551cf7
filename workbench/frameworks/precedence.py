"""How a plan of work says what comes before a task: the grammar of the column ``after``.

It stands here, below both packages that need it: tables are checked by it, and schedules computed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

LinkKind = Literal["FS", "SS", "FF", "SF"]

_LINK: Final = re.compile(
    r"(?P<activity>[^\W_][\w.\-]*)(?:\s+(?P<kind>FS|SS|FF|SF)\s*(?P<lag>[+\-]\s*\d{1,4})?)?",
    re.IGNORECASE,
)
AFTER_FORM: Final = "tasks separated by ;, each such as A1, A1 SS, A1 FS+5 or A1 FF-2"
"""What a cell may hold, in words."""


@dataclass(frozen=True, slots=True)
class Link:
    """One task that comes before another.

    Attributes
    ----------
    activity : str
        The task that comes before.
    kind : {"FS", "SS", "FF", "SF"}
        From which of its ends (first letter: start or finish) to which end of the later task.
    lag : int
        Working days in between; negative where they overlap.
    """

    activity: str
    kind: LinkKind = "FS"
    lag: int = 0

    def __str__(self) -> str:
        """Write it as a cell has it.

        Examples
        --------
        >>> str(Link("A1")), str(Link("A1", "SS")), str(Link("A1", "FS", 5))
        ('A1', 'A1 SS', 'A1 FS+5')
        """
        if self.kind == "FS" and self.lag == 0:
            return self.activity
        return f"{self.activity} {self.kind}" + (f"{self.lag:+d}" if self.lag else "")


class MalformedLink(ValueError):
    """A part of a cell that names no predecessor.

    Attributes
    ----------
    part : str
        The part, as it stands in the cell.
    """

    def __init__(self, part: str) -> None:
        super().__init__(f"'{part}' is not one of: {AFTER_FORM}")
        self.part = part


def parse_after(text: str) -> tuple[Link, ...]:
    """Read a cell of the column ``after``.

    Parameters
    ----------
    text : str
        Predecessors separated by ``;``. A name alone means that the task begins when that one has
        ended (FS); capitals of the kind and blanks around the lag do not matter.

    Returns
    -------
    tuple of Link
        In the order of the cell.

    Raises
    ------
    MalformedLink
        A part cannot be read.

    Examples
    --------
    >>> parse_after("A1; A2 ss; A3 FS+5")
    (Link(activity='A1', kind='FS', lag=0), Link(activity='A2', kind='SS', lag=0), \
Link(activity='A3', kind='FS', lag=5))
    """
    links = []
    for part in filter(None, map(str.strip, text.split(";"))):
        found = _LINK.fullmatch(part.replace("\N{MINUS SIGN}", "-"))
        if found is None:
            raise MalformedLink(part)
        lag = re.sub(r"\s", "", found["lag"] or "0")
        kind = cast("LinkKind", (found["kind"] or "FS").upper())
        links.append(Link(found["activity"], kind, int(lag)))
    return tuple(links)


def find_cycle(before: Mapping[str, Iterable[str]]) -> tuple[str, ...] | None:
    """Find tasks that wait for each other in a circle.

    Parameters
    ----------
    before : mapping of str to iterable of str
        Predecessors of each task; names that are no task lead nowhere.

    Returns
    -------
    tuple of str or None
        The tasks in the order in which they would follow each other, the first again at the end;
        ``None`` where there is no circle.

    Examples
    --------
    >>> find_cycle({"A1": ["A3"], "A2": ["A1"], "A3": ["A2"], "A4": ["A1"]})
    ('A1', 'A2', 'A3', 'A1')
    """
    done: set[str] = set()
    for start in before:
        path: dict[str, None] = {start: None}
        stack = [(start, iter(() if start in done else before[start]))]
        while stack:
            task, rest = stack[-1]
            following = next((name for name in rest if name in before and name not in done), None)
            if following is None:
                stack.pop()
                path.pop(task, None)
                done.add(task)
            elif following in path:
                return _circle(list(path), following)
            else:
                path[following] = None
                stack.append((following, iter(before[following])))
    return None


def _circle(path: list[str], again: str) -> tuple[str, ...]:
    """Turn a walk from task to predecessor into the order of the work."""
    circle = path[path.index(again) :][::-1]
    first = circle.index(min(circle))
    ordered = circle[first:] + circle[:first]
    return (*ordered, ordered[0])
