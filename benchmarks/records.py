"""Results as JSON lines, so that long measurements can be done in pieces and summed up later."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import machine

Record = dict[str, Any]


class Ledger:
    """Keeps the records of a session, and appends each to a file as soon as it is known.

    Parameters
    ----------
    path : Path, optional
        The file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.session = time.strftime("%Y-%m-%dT%H:%M:%S")
        self.records: list[Record] = []
        self.add("machine", words=machine.describe())

    def add(self, kind: str, **content: Any) -> Record:
        """Keep one result."""
        record = {"kind": kind, "session": self.session, **content}
        self.records.append(record)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(record) + "\n")
        return record


def read(path: Path) -> list[Record]:
    """Read the records of earlier sessions."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def of_kind(records: Iterable[Record], kind: str) -> list[Record]:
    """Give the records of one kind."""
    return [record for record in records if record["kind"] == kind]


def groups(
    records: Iterable[Record], *names: str
) -> Iterator[tuple[tuple[Any, ...], list[Record]]]:
    """Put together what has the same values under these names, in the order of appearance."""
    found: dict[tuple[Any, ...], list[Record]] = {}
    for record in records:
        found.setdefault(tuple(record[name] for name in names), []).append(record)
    yield from found.items()


@dataclass(frozen=True)
class Spread:
    """Median, least and greatest of a few values."""

    middle: float
    least: float
    most: float
    number: int

    def words(self, digits: int = 1) -> str:
        """Give the median, and the range where there is more than one value."""
        if self.number == 1:
            return f"{self.middle:.{digits}f}"
        return f"{self.middle:.{digits}f} ({self.least:.{digits}f}–{self.most:.{digits}f})"


def spread(values: Sequence[float]) -> Spread | None:
    """Give the spread of values, or ``None`` where there are none."""
    if not values:
        return None
    return Spread(median(values), min(values), max(values), len(values))


def paired(upper: Iterable[Record], lower: Iterable[Record], value: str) -> Spread | None:
    """Give the spread of ratios, each of two runs of the same round.

    Parameters
    ----------
    upper, lower : iterable of dict
        Records with ``session`` and ``round``.
    value : str
        Name of what is divided.
    """
    below = {(record["session"], record["round"]): record[value] for record in lower}
    places = ((record[value], (record["session"], record["round"])) for record in upper)
    return spread([found / below[place] for found, place in places if below.get(place)])
